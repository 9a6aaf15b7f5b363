"""What the bulletin criticises: rules on the month as a whole, and what is never told."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from pipeline.bulletin.problems import Problem, find_problems
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.model.rule import Rule
from pipeline.model.states import FileState, PeriodState
from pipeline.rendering.templates import load_pages
from pipeline.words.faults import Place, word
from tests.support.papers import write_bulletin
from tests.support.releases import declared as repository
from tests.support.releases import make_release
from tests.support.workspaces import JULY, JUNE, ROOT, check, form, put, workspace

SECTORS = list(repository().roster.sectors)


def told(release: Release, heading: str) -> tuple[str, ...]:
    """What is said under a heading; nothing where it is not there."""
    return next((p.sentences for p in find_problems(release) if p.heading == heading), ())


def problem(release: Release, heading: str) -> Problem:
    (found,) = [p for p in find_problems(release) if p.heading == heading]
    return found


def with_words(release: Release, sheet: str, words: Mapping[int, str]) -> Release:
    """Another history: how a sheet stood so many months ago; not accepted where the word says so."""
    history = list(release.history)
    for ago, standing in words.items():
        month = history[-1 - ago]
        state = {"未报送": "missing", "退回未补正": "returned"}.get(standing, "accepted")
        changed = replace(month.sheets[sheet], word=standing, state=state)
        history[-1 - ago] = replace(month, sheets={**month.sheets, sheet: changed})
    return replace(release, history=tuple(history))


def given_until(release: Release, sheet: str, day: date) -> Release:
    """The same where a sheet was given time."""
    state, *before = reversed(release.history)
    sheets = {**state.sheets, sheet: replace(state.sheets[sheet], due=day)}
    return replace(release, history=(*reversed(before), replace(state, sheets=sheets)))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ({"power": "未报送"}, "补报"),
        ({"power": "退回未补正"}, "改正后重报"),
        ({"power": "未报送", "fire": "退回未补正"}, "补报或改正后重报"),
    ],
)
def test_what_is_asked_of_those_who_lack_is_what_applies(words: dict[str, str], asked: str) -> None:
    release = make_release("2023-06")
    for sheet, word_ in words.items():
        release = with_words(release, sheet, {0: word_})
    assert f"要于7月1日前{asked}，并说明原因。" in problem(release, "报送不完整").demand


def test_time_given_to_one_moves_no_day_of_another() -> None:
    release = with_words(make_release("2023-06", late=["gas"]), "power", {0: "未报送"})
    alone = given_until(release, "power", date(2023, 7, 5))
    assert problem(alone, "报送不完整").demand.startswith("临港供电中心要于7月5日前补报，")
    both = with_words(alone, "fire", {0: "退回未补正"})
    told_both = problem(both, "报送不完整").demand
    assert "要于7月1日（临港供电中心经同意延至7月5日）前补报或改正后重报，" in told_both
    two = problem(given_until(both, "fire", date(2023, 7, 3)), "报送不完整").demand
    assert "消防救援大队经同意延至7月3日，临港供电中心经同意延至7月5日）前" in two
    # What has come needs no more time.
    late = problem(given_until(both, "gas", date(2023, 7, 9)), "报送不及时").demand
    assert "7月1日前书面说明逾期原因" in late


# --- Who did not report, or late --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ({0: "未报送"}, 0),
        ({0: "未报送", 1: "未报送"}, 2),
        ({0: "未报送", 1: "退回未补正", 2: "未报送"}, 3),
        ({0: "未报送", 2: "未报送"}, 0),
        ({0: "未报送", 1: "迟报"}, 0),
    ],
)
def test_months_without_a_valid_form_are_counted_as_far_as_they_follow_each_other(
    words: dict[int, str], months: int
) -> None:
    (sentence,) = told(with_words(make_release("2023-09"), "power", words), "报送不完整")
    assert sentence.startswith("临港供电中心未报送电力领域报表（应于9月28日前报送）")
    again = f"，已连续{months}个月没有有效报表" if months else ""
    assert sentence.endswith(f"前报送）{again}")


def test_months_in_which_nobody_reported_here_are_no_months_without_a_form(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root, "消防.xlsx", form("rescue", JULY), "2023-07-26T08:00:00+08:00")
    sentences = told(check(root, JULY), "报送不完整")
    assert "电力" in "".join(sentences)
    assert not [s for s in sentences if "已连续" in s]
    put(root, "交警.xlsx", form("traffic", JUNE), "2023-06-26T08:00:00+08:00")
    (power,) = [s for s in told(check(root, JULY), "报送不完整") if "电力" in s]
    assert "已连续2个月没有有效报表" in power


@pytest.mark.parametrize(
    ("before", "again"), [("迟报", "，已连续2个月迟报"), ("退回后补正", ""), ("未报送", "")]
)
def test_months_late_are_counted_by_the_same_word(before: str, again: str) -> None:
    release = with_words(make_release("2023-08", late=["fire"]), "fire", {1: before})
    (sentence,) = told(release, "报送不及时")
    assert sentence.endswith(f"逾期1天{again}")


def test_a_unit_is_told_once_for_sectors_of_which_the_same_is_true() -> None:
    both = make_release("2023-08", missing=["construction", "gas"])
    assert len(told(both, "报送不完整")) == 1
    other = with_words(both, "gas", {1: "未报送"})
    first, second = told(other, "报送不完整")
    assert ("建筑施工" in first, "燃气" in first) == (True, False)
    assert "燃气领域报表（应于8月28日前报送），已连续2个月" in second


def test_units_of_which_the_same_is_true_are_told_together_where_they_are_few() -> None:
    three = ["fire", "power", "commerce"]
    missing = make_release("2023-08", missing=three)
    assert told(missing, "报送不完整") == (
        "区消防救援大队、临港供电中心、区经济发展局未报送消防、电力、商贸流通领域报表（应于8月28日前报送）",
    )
    other = with_words(missing, "power", {1: "未报送"})
    assert told(other, "报送不完整") == (
        "区消防救援大队、区经济发展局未报送消防、商贸流通领域报表（应于8月28日前报送）",
        "临港供电中心未报送电力领域报表（应于8月28日前报送），已连续2个月没有有效报表",
    )
    known = missing.declared
    limits = replace(known.bulletin.limits, names=2)
    few = replace(known, bulletin=replace(known.bulletin, limits=limits))
    assert len(told(replace(missing, declared=few), "报送不完整")) == len(three)


def test_the_office_is_not_criticised_for_its_own_form() -> None:
    assert find_problems(make_release("2023-08", missing=["office"])) == find_problems(
        make_release("2023-08")
    )


def test_a_day_that_the_office_gave_is_the_day_by_which_one_is_late(root_with_extension) -> None:
    release = check(root_with_extension, JUNE)
    (sentence,) = [s for s in told(release, "报送不及时") if "消防" in s]
    assert "应于6月30日前报送，7月3日8时00分才收到，逾期3天" in sentence
    (missing,) = [s for s in told(release, "报送不完整") if "电力" in s]
    assert "应于7月5日前报送" in missing
    assert "于7月1日（临港供电中心经同意延至7月5日）前补报" in problem(release, "报送不完整").demand
    assert "于7月1日前书面说明" in problem(release, "报送不及时").demand


@pytest.fixture
def root_with_extension(tmp_path):
    root = workspace(tmp_path / "w")
    put(root, "消防.xlsx", form("rescue", JUNE), "2023-07-03T08:00:00+08:00")
    lines = ["period,unit,sector,decision,target,reason,decided_by,decided_on"]
    lines += ["2023-06,rescue,,延期,2023-06-30,停电,主任,2023-06-28"]
    lines += ["2023-06,grid,,延期,2023-07-05,停电,主任,2023-06-28"]
    (root / "inbox/decisions.csv").write_text("\n".join(lines), "utf-8")
    return root


def test_only_sectors_that_a_rule_concerns_are_told() -> None:
    known = repository()
    rules = tuple(replace(r, exempt=("power",)) if r.code == "B3" else r for r in known.rules)
    release = make_release(
        "2023-08", missing=["power", "fire"], declarations=replace(known, rules=rules)
    )
    (sentence,) = told(release, "报送不完整")
    assert "消防" in sentence


# --- Rectification that stands still ----------------------------------------------------------------------------


def still(found: float, changes: Mapping[str, float] = {}, month: str = "2023-08") -> Release:
    """The fire sector with what it had put right a month before, and so many found."""
    before = make_release(month).history[-2].values
    mine = before[before["sheet_id"] == "fire"].set_index("indicator")["value"]
    fixed = {name: float(mine[name]) for name in ("self_fixed", "dept_fixed")}
    values = {"self_found": fixed["self_fixed"] + found, "dept_found": fixed["dept_fixed"]}
    values |= {**fixed, **changes}
    return make_release(month, values={("fire", name): v for name, v in values.items()})


def test_a_month_in_which_nothing_was_put_right_is_told_with_what_is_left() -> None:
    assert "消防领域未整改3个，7月29日至8月28日没有新增整改" in told(still(3), "整改进度滞后")


def test_too_little_left_or_one_put_right_is_not_told() -> None:
    fixed = float(still(3).figures["fire"]["dept_fixed"])
    for release in (still(2), still(9, {"dept_fixed": fixed + 1, "dept_found": fixed + 1})):
        assert not [s for s in told(release, "整改进度滞后") if "没有新增整改" in s]


def test_without_a_month_before_nothing_stands_still() -> None:
    first = make_release("2023-06")
    assert not [s for s in told(first, "整改进度滞后") if "没有新增整改" in s]
    gap = replace(
        still(5),
        history=(
            *still(5).history[:-2],
            _without(still(5).history[-2], ["fire"]),
            still(5).history[-1],
        ),
    )
    assert not [s for s in told(gap, "整改进度滞后") if "没有新增整改" in s]


def _without(month: PeriodState, sheets: Collection[str]) -> PeriodState:
    kept = month.values[~month.values["sheet_id"].isin(list(sheets))]
    return replace(month, values=kept)


# --- Order and demands ------------------------------------------------------------------------------------------


def test_problems_come_in_the_declared_order_each_with_a_demand_that_has_a_day() -> None:
    release = make_release("2023-08", missing=["power"], late=["fire"])
    found = find_problems(release)
    order = list(release.declared.bulletin.problems)
    assert [order.index(p.heading) for p in found] == sorted(order.index(p.heading) for p in found)
    assert {"报送不完整", "报送不及时", "整改进度滞后"} <= {p.heading for p in found}
    assert all("8月31日前" in p.demand for p in found)
    text = markdown(release)
    steps = text.partition("## 三、")[2]
    for number, wanted in enumerate(
        [*release.declared.campaign.stages[2].demands, *(p.demand for p in found)], 1
    ):
        assert f"\n{number}．{wanted}\n" in steps


def test_what_the_next_stage_asks_for_is_told_before_it_begins() -> None:
    for month, coming in (("2023-07", "8月1日起，聚焦"), ("2023-11", "12月1日起，配合")):
        assert coming in markdown(make_release(month))
    for month in ("2023-06", "2023-08", "2023-12"):
        steps = markdown(make_release(month)).partition("## 三、")[2]
        assert "日起，" not in steps
        assert "即将转入" not in steps


def markdown(release: Release) -> str:
    return write_bulletin(release, load_pages(ROOT / "templates"))["月通报.md"].decode()


# --- What is never published ------------------------------------------------------------------------------------


def _with_findings(release: Release, rules: Collection[Rule], known: Declarations) -> Release:
    """Every sector with a finding of each of some rules, and along with it all the others."""

    def found(sheet: str, rule: Rule):
        quoted = [field for _, field, _, _ in Formatter().parse(rule.message) if field]
        words = {**dict.fromkeys(quoted, "疑"), **dict.fromkeys(known.form.indicators, "7")}
        return word(rule, words, Place(sheet), found="疑似")

    def with_all(file: FileState) -> FileState:
        findings = tuple(found(s, r) for s in file.sectors for r in rules)
        findings = tuple(replace(f, also=findings) for f in findings)
        return replace(file, findings=findings)

    return replace(release, files=tuple(map(with_all, release.files)))


def test_suspicions_and_queries_change_no_byte_of_the_bulletin() -> None:
    release, known = make_release("2023-08", missing=["power"]), repository()
    private = [r for r in known.rules if r.audience == "核对"]
    assert len(private) > 60
    pages = load_pages(ROOT / "templates")
    doubted = _with_findings(release, private, known)
    assert write_bulletin(doubted, pages) == write_bulletin(release, pages)
    public = [r for r in known.rules if r.code in ("W6a", "W6b", "B2")]
    assert write_bulletin(_with_findings(release, public, known), pages) != write_bulletin(
        release, pages
    )


def test_a_rule_that_is_no_longer_for_the_bulletin_is_told_there_no_more() -> None:
    release, known = make_release("2023-08"), repository()
    judged = _with_findings(release, [known.rule("W6a")], known)
    assert told(judged, "执法偏软")
    rules = tuple(replace(r, audience="核对") if r.code == "W6a" else r for r in known.rules)
    assert not told(replace(judged, declared=replace(known, rules=rules)), "执法偏软")


def test_a_judgement_quotes_the_figures_that_it_rests_on() -> None:
    release, known = make_release("2023-08"), repository()
    judged = _with_findings(release, [known.rule("W6a"), known.rule("W6b")], known)
    sentences = told(judged, "执法偏软")
    assert len(sentences) == 2 * len(SECTORS)
    for sheet, name in ((s, known.roster.sheets[s].name) for s in SECTORS):
        values = release.figures[sheet]
        kinds = sum(values[i] for i in known.form.measures["problems"].sum)
        assert any(
            s.startswith(f"{name}领域抽查企业{values['checked_ent']}家，发现问题{kinds}家次")
            for s in sentences
        )
        assert any(
            f"{name}领域部门检查发现重大事故隐患{values['dept_found']}个" in s for s in sentences
        )
