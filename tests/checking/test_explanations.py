"""情况说明: what its lines say of which item, whom that explains, and when it lapses."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.checking.explanations import ready_line
from pipeline.model.month import Month
from pipeline.model.received import Finding
from pipeline.sheets.remarks import read_remarks, says_nothing
from pipeline.words.wording import bare
from tests.support.cells import typed
from tests.support.published import command, files
from tests.support.workspaces import AUGUST, JULY, JUNE, check, declarations, form, put, workspace

DECLARED = declarations()
ANON = {"reward_wan": 2, "reward_anon_wan": 1}  # W-M3, item 4-5
MANY_CASES = {"case_total": 99}  # W3, item 3-7


# --- What a line says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remarks", "said"),
    [
        ("4-5：依据省奖励办法发放。", {"4-5": "依据省奖励办法发放"}),
        ("本月正常\n 4-5: 依据省奖励办法", {"4-5": "依据省奖励办法"}),
        ("４－５：依据省奖励办法，见附件（一）", {"4-5": "依据省奖励办法，见附件（一）"}),
        ("4.5：依据", {"4-5": "依据"}),
        ("4 - 5 ： 依据", {"4-5": "依据"}),
        ("4—5：依据", {"4-5": "依据"}),
        ("4-5 依据省办法", {"4-5": "依据省办法"}),
        ("4-5，依据省办法", {"4-5": "依据省办法"}),
        ("第4-5项：依据", {"4-5": "依据"}),
        ("4-5举报奖励：依据", {"4-5": "依据"}),
        ("4-5 其中匿名举报查实奖励 (万元)：依据", {"4-5": "依据"}),
        ("3-2、3-3：集中整治", {"3-2": "集中整治", "3-3": "集中整治"}),
        ("3-2和3-3：集中整治", {"3-2": "集中整治", "3-3": "集中整治"}),
        ("2-9至3-2：集中整治", dict.fromkeys(["2-9", "2-10", "3-1", "3-2"], "集中整治")),
        ("1-1至1-3、3-2：补报", dict.fromkeys(["1-1", "1-2", "1-3", "3-2"], "补报")),
        ("1-1、2-9到2-10：补报", dict.fromkeys(["1-1", "2-9", "2-10"], "补报")),
        ("1. 3-2：甲\n2、3-3：乙\n（3）3-4：丙\n④3-5：丁", {"3-2": "甲", "3-3": "乙", "3-4": "丙", "3-5": "丁"}),
        ("3-2：甲；3-3：乙。3-4：丙", {"3-2": "甲", "3-3": "乙", "3-4": "丙"}),
        ("3-2：甲；其余正常", {"3-2": "甲；其余正常"}),
        ("3-2：甲\n3-2：乙", {"3-2": "甲；乙"}),
        ("3-2：甲\n3-2：甲", {"3-2": "甲"}),
        ("3-2：无\n3-2：乙", {"3-2": "乙"}),
        ("3-2：甲\r\n3-3：乙", {"3-2": "甲", "3-3": "乙"}),
        ("全表：本月无新增", {"": "本月无新增"}),
        ("整表: 零报告", {"": "零报告"}),
        ("3-2：7月28日会议定：从严", {"3-2": "7月28日会议定：从严"}),
        ("2-10：共12家", {"2-10": "共12家"}),
        # These explain nothing.
        ("", {}), ("4-5", {}), ("4-5：", {}), ("4-5：\n依据省奖励办法", {}), ("本月正常", {}),
        ("依据省奖励办法，见4-5：附件", {}), ("9-9：没有这一项", {}), ("3-2、9-9：其中一项没有", {}),
        ("2-3家企业未整改：正在督办", {}),
        ("2023-3-2：开会", {}), ("3-2-1：甲", {}), ("13-2：甲", {}), ("3-21：甲", {}),
        ("全表", {}), ("全表正常", {}), ("4-5：——", {}), ("4-5：/", {}), ("4-5：12", {}), ("4-5：（请写明原因）", {}),
    ],
)  # fmt: skip
def test_a_line_is_about_the_items_that_it_begins_with(
    remarks: str, said: Mapping[str, str]
) -> None:
    assert read_remarks(remarks, DECLARED) == said


@pytest.mark.parametrize(
    "words",
    [
        "无",
        "已核",
        "已核。",
        "已核，无误",
        "属实、正确",
        "已核对；情况属实",
        " 同 上 ",
        "ＯＫ",
        "ok!",
        "“无”",
        "无无误",
    ],
)
def test_empty_words_explain_nothing_alone_or_joined(words: str) -> None:
    assert says_nothing(words, DECLARED)
    assert read_remarks(f"4-5：{words}", DECLARED) == {}


def test_a_prompt_of_several_words_explains_nothing_either() -> None:
    explaining = replace(DECLARED.explaining, nothing=frozenset({bare("请写明，原因")}))
    assert says_nothing("（请写明，原因）", replace(DECLARED, explaining=explaining))


@pytest.mark.parametrize(
    "words", ["已核，因集中整治", "无证上岗较多", "同上月一样为零", "正确率低", "见附件"]
)
def test_words_that_only_begin_like_empty_ones_explain(words: str) -> None:
    assert read_remarks(f"4-5：{words}", DECLARED) == {"4-5": words}


def test_the_office_may_add_words_that_explain_nothing(root: Path) -> None:
    path = root / "schemas" / "rules.toml"
    path.write_text(path.read_text("utf-8").replace('"暂无"', '"暂无", "已问过了"'), "utf-8")
    put(root, "1.xlsx", sheet(JUNE, ANON, "4-5：已问过了"))
    assert finding(root, JUNE, "1.xlsx", "W-M3").explanation == ""


def test_what_a_unit_writes_is_one_harmless_line() -> None:
    said = read_remarks("4-5：甲\t乙\x0b\u202e" + "长" * 500, DECLARED)["4-5"]
    assert said.startswith("甲 乙")
    assert len(said) == 200
    assert "\u202e" not in said


# --- Whom it explains -------------------------------------------------------------------------------------------


@lru_cache
def base(unit: str, month: Month) -> bytes:
    return form(unit, month)


def sheet(month: Month, changes: Mapping[str, object], remarks: str = "") -> bytes:
    """The fire brigade's form with some values and a 情况说明."""
    named = {f"fire_{i}": v for i, v in changes.items()}
    return typed(base("rescue", month), {**named, "fire_remarks": remarks or None})


def findings(root: Path, month: Month, name: str) -> list[Finding]:
    return next(list(f.findings) for f in check(root, month).files if f.path == f"inbox/{name}")


def finding(root: Path, month: Month, name: str, rule: str) -> Finding:
    return next(f for f in findings(root, month, name) if f.rule == rule)


def one(folder: Path, changes: Mapping[str, object], remarks: str) -> list[Finding]:
    root = workspace(folder / "w", {"1.xlsx": sheet(JUNE, changes, remarks)})
    return findings(root, JUNE, "1.xlsx")


def test_an_item_is_explained_by_its_own_line_alone(tmp_path: Path) -> None:
    got = one(tmp_path, ANON | MANY_CASES, "4-5：依据省奖励办法发放。")
    assert {f.rule: f.explanation for f in got} == {"W-M3": "依据省奖励办法发放", "W3": ""}


def test_a_warning_about_the_whole_sheet_is_explained_by_a_line_about_it(tmp_path: Path) -> None:
    zeros = {i.id: 0 for i in DECLARED.form.indicators.values() if DECLARED.roster.asks(i, "fire")}
    lines = {"全表：零报告，无此类企业": "零报告，无此类企业", "3-1：甲\n2-1：乙": ""}
    for n, (remarks, words) in enumerate(lines.items()):
        (got,) = one(tmp_path / str(n), zeros, remarks)
        assert (got.rule, got.explanation) == ("W-C3a", words)


def test_a_line_about_the_whole_sheet_explains_no_item(tmp_path: Path) -> None:
    assert [f.explanation for f in one(tmp_path, ANON, "全表：本月情况正常有序")] == [""]


def test_an_error_is_never_explained_away(tmp_path: Path) -> None:
    wrong = {"reward_wan": 1, "reward_anon_wan": 2}
    got = one(tmp_path, wrong, "4-5：已经请示同意\n全表：已经请示同意")
    assert [(f.rule, f.severity, f.explanation) for f in got] == [("H5b", "error", "")]
    release = check(tmp_path / "w", JUNE)
    assert release.state.sheets["fire"].state == "returned"


def test_what_the_office_waived_needs_no_explanation_and_gets_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    row = "2023-06,rescue,,waive,H1,甲,乙,2023-06-28"
    data = sheet(JUNE, {"self_found": 9, "self_fixed": 10}, "1-2：含去年的")
    root = workspace(tmp_path / "w", {"1.xlsx": data})
    put(root, "decisions.csv", f"{heads}\n{row}\n".encode())
    got = finding(root, JUNE, "1.xlsx", "H1")
    assert (got.severity, bool(got.waived), got.explanation) == ("warning", True, "")
    assert command(root, "check") == 0
    said = capsys.readouterr().out
    assert ("已豁免 H1〕" in said, "请写明原因" in said) == (True, False)


PENALTIES = (
    "penalty_count",
    "transferred",
    "shutdown_ent",
)  # a power company has none: W-A1, three times


@pytest.mark.parametrize(
    ("remarks", "words"),
    [
        ("3-2、3-4、3-5：区应急局决定", "区应急局决定"),
        ("3-2：甲\n3-4：乙\n3-5：甲", "甲；乙"), ("3-2至3-5：丙", "丙"),
        ("3-2：甲\n3-4：乙", ""), ("", ""), ("全表：区应急局决定", ""),
    ],
)  # fmt: skip
def test_what_was_gathered_is_explained_only_item_by_item(
    tmp_path: Path, remarks: str, words: str
) -> None:
    named = {f"power_{i}": 1 for i in PENALTIES} | {"power_remarks": remarks or None}
    root = workspace(tmp_path / "w", {"1.xlsx": typed(base("grid", JUNE), named)})
    got = finding(root, JUNE, "1.xlsx", "W-A1")
    assert ([g.indicator for g in got.also][:3], got.explanation) == ([*PENALTIES], words)


def test_each_sheet_explains_itself(tmp_path: Path) -> None:
    many = {f"{s}_case_total": 99 for s in ("construction", "gas")}
    data = typed(base("planning", JUNE), {**many, "gas_remarks": "3-7：含转载案例"})
    root = workspace(tmp_path / "w", {"1.xlsx": data})
    assert {f.sector: f.explanation for f in findings(root, JUNE, "1.xlsx") if f.rule == "W3"} == {
        "construction": "", "gas": "含转载案例"
    }  # fmt: skip


# --- When it lapses ---------------------------------------------------------------------------------------------

OLD, NEW = "4-5：依据省奖励办法发放", "4-5：依据8月新发的奖励办法发放"
JULY_20, JULY_21, JULY_22 = (f"2023-07-{day}T10:00:00+08:00" for day in (20, 21, 22))


def explained_in(
    folder: Path, inbox: Mapping[str, tuple[Month, float, str, str]]
) -> dict[str, str]:
    """Name -> the explanation of W-M3, or 重新 where it lapsed; inbox: (month, 4-5 anonymous, remarks, received at)."""
    root = workspace(folder / "w")
    for number, (name, (month, amount, remarks, at_)) in enumerate(inbox.items()):
        values = {"reward_wan": 9, "reward_anon_wan": amount, "assist_visits": 300 + 9 * number}
        put(root, f"{name}.xlsx", sheet(month, values, remarks), at_)
    last = max(month for month, *_ in inbox.values())
    told = {n: finding(root, last, f"{n}.xlsx", "W-M3") for n in inbox}
    return {
        n: f.explanation or ("重新" if "重新说明" in f.message else "") for n, f in told.items()
    }


WORDS = OLD.partition("：")[2]
JUNE_20, AUGUST_20 = "2023-06-20T10:00:00+08:00", "2023-08-20T10:00:00+08:00"


@pytest.mark.parametrize(
    ("amount", "remarks", "told"),
    [(1, OLD, WORDS), (2, OLD, "重新"), (2, NEW, "依据8月新发的奖励办法发放"), (1, NEW, "依据8月新发的奖励办法发放"),
     (2, OLD + "。\n", "重新"), (2, "", ""), (2, f"{OLD}\n{NEW}", f"{WORDS}；依据8月新发的奖励办法发放")],
)  # fmt: skip
def test_last_months_line_explains_until_the_value_changes(
    tmp_path: Path, amount: float, remarks: str, told: str
) -> None:
    inbox = {"6月": (JUNE, 1, OLD, JUNE_20), "7月": (JULY, amount, remarks, JULY_20)}
    assert explained_in(tmp_path, inbox) == {"6月": WORDS, "7月": told}


def test_what_lapsed_does_not_come_back_by_being_sent_again(tmp_path: Path) -> None:
    inbox = {
        "6月": (JUNE, 1, OLD, JUNE_20),
        "7月": (JULY, 2, OLD, JULY_20),
        "7月再报": (JULY, 2, OLD, JULY_21),
        "8月": (AUGUST, 2, OLD, AUGUST_20),
    }
    assert explained_in(tmp_path, inbox) == {
        "6月": WORDS, "7月": "重新", "7月再报": "重新", "8月": "重新"
    }  # fmt: skip


def test_the_newest_valid_version_of_the_month_is_what_counts(tmp_path: Path) -> None:
    inbox = {
        "6月": (JUNE, 1, OLD, JUNE_20),
        "7月": (JULY, 2, NEW, JULY_20),
        "7月改": (JULY, 3, NEW, JULY_21),
        "7月再改": (JULY, 3, OLD, JULY_22),
    }
    words = NEW.partition("：")[2]
    assert explained_in(tmp_path, inbox) == {
        "6月": WORDS, "7月": words, "7月改": "重新", "7月再改": WORDS
    }  # fmt: skip


def test_a_returned_version_is_no_version_to_be_compared_with(tmp_path: Path) -> None:
    wrong = sheet(JULY, {**ANON, "self_fixed": 19999}, OLD)
    root = workspace(tmp_path / "w", {"1.xlsx": (wrong, JULY_20)})
    put(root, "2.xlsx", sheet(JULY, {"reward_wan": 9, "reward_anon_wan": 3}, OLD), JULY_21)
    assert finding(root, JULY, "2.xlsx", "W-M3").explanation == WORDS


def test_of_equal_twins_the_first_one_counts(tmp_path: Path) -> None:
    """As it does for the figures; the other one may say nothing."""
    root = workspace(tmp_path / "w", {"a.xlsx": (sheet(JUNE, ANON, OLD), JUNE_20)})
    put(root, "b.xlsx", sheet(JUNE, ANON), JUNE_20)
    put(root, "7.xlsx", sheet(JULY, {"reward_wan": 9, "reward_anon_wan": 3}, OLD), JULY_20)
    assert "重新说明" in finding(root, JULY, "7.xlsx", "W-M3").message


def test_over_a_gap_the_newest_earlier_month_is_what_counts(tmp_path: Path) -> None:
    inbox = {"6月": (JUNE, 1, OLD, JUNE_20), "8月": (AUGUST, 2, OLD, AUGUST_20)}
    assert explained_in(tmp_path, inbox) == {"6月": WORDS, "8月": "重新"}


def test_a_line_about_the_whole_sheet_lapses_with_any_value(tmp_path: Path) -> None:
    zeros: dict[str, object] = {
        i.id: 0 for i in DECLARED.form.indicators.values() if DECLARED.roster.asks(i, "fire")
    }
    remarks = "全表：领域内暂无企业"
    for n, (changes, told) in enumerate([({}, False), ({"inspectors": 5}, True)]):
        root = workspace(
            tmp_path / str(n), {"6.xlsx": (sheet(JUNE, {**zeros, **changes}, remarks), JUNE_20)}
        )
        put(root, "7.xlsx", sheet(JULY, zeros, remarks), JULY_20)
        got = next(f for f in findings(root, JULY, "7.xlsx") if f.indicator is None)
        assert ("重新说明" in got.message, bool(got.explanation)) == (told, not told)


def test_warnings_change_no_figure(tmp_path: Path) -> None:
    figures = []
    for n, remarks in enumerate(["", OLD]):
        root = workspace(tmp_path / str(n), {"1.xlsx": sheet(JUNE, ANON | MANY_CASES, remarks)})
        release = check(root, JUNE)
        assert release.state.sheets["fire"].state == "accepted"
        figures.append({i: t.value for i, t in release.totals.items()})
    assert figures[0] == figures[1]
    assert figures[0]["case_total"] == 99


# --- The ready line ---------------------------------------------------------------------------------------------


def test_the_screen_offers_one_ready_line_for_each_question(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "1.xlsx", sheet(JUNE, ANON | MANY_CASES, "4-5：依据省奖励办法"))
    assert command(root, "monthly") == 0
    lines = [s.strip() for s in capsys.readouterr().out.splitlines() if "请写明原因" in s]
    assert [line.rpartition("”：")[2] for line in lines] == ["3-7：（请写明原因）"]
    explained = {
        f["rule"]: f["explanation"] for f in files(root, "2023-06")["inbox/1.xlsx"]["findings"]
    }
    assert explained == {"W-M3": "依据省奖励办法", "W3": ""}


NOTHING_CHECKED = {"checked_ent": 0, **dict.fromkeys(DECLARED.rule("H4").parameters["each"], 0)}


@pytest.mark.parametrize(
    "changes", [ANON, MANY_CASES, {"transferred": 21, "accountable": 21}, NOTHING_CHECKED]
)
def test_a_ready_line_with_a_reason_in_it_explains_just_its_warning(
    tmp_path: Path, changes: Mapping[str, object]
) -> None:
    before = one(tmp_path / "a", changes, "")
    lines = [
        ready_line(f, DECLARED).replace(DECLARED.explaining.prompt, f"理由{n}")
        for n, f in enumerate(before)
    ]
    assert before
    after = one(tmp_path / "b", changes, "\n".join(lines))
    assert [f.explanation for f in after] == [f"理由{n}" for n in range(len(before))]


def test_the_ready_line_of_a_warning_about_a_sheet_or_of_many_items() -> None:
    blank = dict.fromkeys(("sheet", "cell", "value", "expected", "message"), "")
    whole = Finding(
        rule="W-C3a", severity="warning", audience="核对", sector="fire", indicator=None, **blank
    )
    assert ready_line(whole, DECLARED) == "全表：（请写明原因）"
    each = [
        Finding(
            rule="W-A1", severity="warning", audience="核对", sector="power", indicator=i, **blank
        )
        for i in (
            "shutdown_ent",
            "penalty_count",
            "penalty_wan",
            "dual_penalty",
            "transferred",
            "self_found",
        )
    ]
    many = Finding(rule="W-A1", severity="warning", audience="核对", sector="power", indicator=None,
                   also=tuple(each), **blank)  # fmt: skip
    assert ready_line(many, DECLARED) == "1-1、3-2至3-5：（请写明原因）"
