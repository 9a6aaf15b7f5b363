"""Several symptoms of one cause are one finding: what is told, what instead of, and that no error is lost."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from pipeline.bulletin.problems import find_problems
from pipeline.checking.checks import check_sheets
from pipeline.checking.gathering import members
from pipeline.checking.history import Earlier
from pipeline.checking.symptoms import one_per_cause
from pipeline.inbox.decisions import ASKED, Decision
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from pipeline.settling.judging import judged
from pipeline.words.wording import spans
from tests.support.cells import at, read, stored, typed
from tests.support.published import command, files
from tests.support.workspaces import (
    JULY,
    JUNE,
    check,
    declarations,
    form,
    put,
    right_values,
    workspace,
)

DECLARED = declarations()
QUICK = settings(deadline=None, derandomize=True)
INDICATORS = DECLARED.form.indicators
PROBLEMS = DECLARED.rule("H4").parameters["each"]
SECTOR_VALUES = [i.id for i in DECLARED.form.at_level("sector")]
FIRE = [i.id for i in INDICATORS.values() if DECLARED.roster.asks(i, "fire")]
EXEMPT = ("inspectors", "media_column")
CUMULATIVE = [i for i in FIRE if i not in EXEMPT]
SEEDS = st.integers(
    0, 10**9
)  # of dice: a failing seed is found again at once, and needs no shrinking
SEVERITIES = ("error", "warning", "notice")


@lru_cache
def base(month: Month) -> bytes:
    return form("rescue", month)


def outcomes(
    books: Sequence[Submission],
    before: Mapping[str, float] | None,
    decisions: Sequence[Decision] = (),
) -> list[list[Finding]]:
    """What books of the fire brigade are told, its values in June being `before`; all in one pass."""
    named = [replace(b, arrival=replace(b.arrival, path=str(n))) for n, b in enumerate(books)]
    earlier = {"fire": Earlier(JUNE, before)} if before else {}
    findings = check_sheets(named, DECLARED)
    return [list(c.findings) for c in judged(named, findings, earlier, decisions, DECLARED)]


def outcome(
    book: Submission,
    before: Mapping[str, float] | None = None,
    decisions: Sequence[Decision] = (),
) -> list[Finding]:
    """The same of one book."""
    return outcomes([book], before, decisions)[0]


def with_values(changes: Mapping[str, float | None]) -> Submission:
    """The fire brigade's book with other numbers on it; None is a blank declared zero."""
    (sheet,) = fire({}).submitted
    entries = dict(sheet.entries)
    for i, v in changes.items():
        state = "zero" if v is None else "number"
        entries[i] = replace(entries[i], value=float(v or 0), state=state)
    return replace(fire({}), sheets=(replace(sheet, entries=entries),))


def fire(changes: Mapping[str, object]) -> Submission:
    return _read(tuple(changes.items()))


@lru_cache
def _read(changes: tuple[tuple[str, object], ...]) -> Submission:
    return read(typed(base(JULY), {f"fire_{i}": v for i, v in changes}))


def shown(findings: Sequence[Finding]) -> list[tuple[str, str | None, list[str]]]:
    """(rule, indicator, rules told along with it) of findings, notices aside."""
    return [
        (f.rule, f.indicator, [g.rule for g in f.also]) for f in findings if f.severity != "notice"
    ]


def told(changes: Mapping[str, object]) -> list[tuple[str, str | None, list[str]]]:
    return shown(outcome(fire(changes)))


# --- One cause, one message -------------------------------------------------------------------------------------

NOTHING_CHECKED = {"checked_ent": 0, **dict.fromkeys(PROBLEMS, 0)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # A part above its whole, and what follows from it.
        ({"self_found": 100, "self_fixed": 101}, [("H1", "self_fixed", [])]),
        ({"listed_total": 2, "listed_fixed": 900}, [("H3", "listed_fixed", ["W1b"])]),
        ({"self_found": 10, "self_fixed": 11, "listed_total": 120, "dept_found": 100, "dept_fixed": 50},
         [("H1", "self_fixed", ["W1a", "W1c"])]),
        ({"reward_wan": 0, "reward_anon_wan": 0.5}, [("H5b", "reward_anon_wan", ["H9", "W-M3"])]),
        ({"dual_penalty": 5, "penalty_count": 0, "penalty_wan": 0}, [("H8", "dual_penalty", ["W2a", "W2b"])]),
        ({"dual_penalty": 5, "penalty_count": 0, "penalty_wan": 1.5}, [("H7", "penalty_wan", ["H8", "W2a", "W2b"])]),
        # A value that is none: nothing is compared with it.
        ({"self_fixed": -1}, [("H6g", "self_fixed", [])]),
        ({"listed_fixed": 20000.5}, [("H6i", "listed_fixed", ["H6h", "H3", "W1b"])]),
        ({"dual_penalty": 999999}, [("H6i", "dual_penalty", ["W2a", "W2b"])]),
        ({"penalty_wan": 999999}, [("H6i", "penalty_wan", ["W-M1"])]),
        ({"transferred": 5001}, [("H6i", "transferred", ["W8b"])]),
        ({"checked_ent": -5}, [("H6g", "checked_ent", ["H4"] * 9 + ["W5a", "W5b", "W8a", "B2"])]),
        # 2-1 left 0.
        ({"checked_ent": 0}, [("H4", None, ["H4"] * 9 + ["W5a", "W5b", "W8a", "B2"])]),
        (NOTHING_CHECKED, [("W5a", "dept_found", ["W5b", "W8a", "B2"])]),
        ({**NOTHING_CHECKED, "dept_found": 0, "dept_fixed": 0}, [("W5b", "penalty_count", ["W8a", "B2"])]),
        # Two of a kind are not many.
        ({PROBLEMS[0]: 999, PROBLEMS[1]: 999}, [("H4", PROBLEMS[0], []), ("H4", PROBLEMS[1], [])]),
        # Errors and warnings about other values stand beside each other.
        ({"self_found": 100, "self_fixed": 101, "case_total": 99, "accountable": 21},
         [("H1", "self_fixed", []), ("W3", "case_total", []), ("W8b", "accountable", [])]),
        ({"case_total": 1, "case_crime": 2}, [("H5a", "case_crime", ["W4"])]),
        # Two questions about one value are two.
        ({"dual_penalty": 5, "penalty_count": 2, "penalty_wan": 200},
         [("W2a", "dual_penalty", ["W2b"]), ("W-M1", "penalty_wan", [])]),
    ],
)  # fmt: skip
def test_the_worst_is_told_with_what_follows_from_it(
    changes: Mapping[str, object], expected: list[tuple[str, str | None, list[str]]]
) -> None:
    got = told(changes)
    assert [(r, i, sorted(also)) for r, i, also in got] == [
        (r, i, sorted(a)) for r, i, a in expected
    ]


def test_a_report_of_zeros_is_one_message() -> None:
    zeros = dict.fromkeys([*SECTOR_VALUES, *(i.id for i in DECLARED.form.at_level("unit"))], 0)
    assert told(zeros) == [("W-C3a", None, ["W-S1a", "B2"])]
    book = fire(zeros)
    assert shown(outcome(book, dict.fromkeys(FIRE, 0.0))) == [
        ("W-C3a", None, ["W-S1a", "B2", "W-C3b"])
    ]


def test_zeros_where_there_was_something_are_one_error() -> None:
    zeros = dict.fromkeys([*SECTOR_VALUES, *(i.id for i in DECLARED.form.at_level("unit"))], 0)
    before = dict.fromkeys(FIRE, 0.0)
    assert shown(outcome(fire(zeros), {**before, "self_found": 3.0})) == [
        ("H10", "self_found", ["W-C3a", "W-S1a", "B2"])
    ]


def test_text_numbers_are_one_notice_that_names_every_cell() -> None:
    texts = dict.fromkeys(PROBLEMS, "１２ 家")
    (notice,) = [f for f in outcome(fire({**texts, "checked_ent": 99})) if f.rule == "N1"]
    assert (notice.severity, notice.indicator, notice.cell) == (
        "notice",
        None,
        at(base(JULY), f"fire_{PROBLEMS[0]}")[1],
    )
    assert [(g.indicator, g.cell, g.expected) for g in notice.also] == [
        (i, at(base(JULY), f"fire_{i}")[1], "12") for i in PROBLEMS
    ]
    assert all(part in notice.message for part in ("2-2至2-10", "9格", "１２ 家"))


def test_how_a_cell_was_read_is_told_beside_an_error_about_it() -> None:
    got = outcome(fire({"self_found": 100, "self_fixed": "１０１"}))
    assert [(f.rule, f.indicator) for f in got] == [("N1", "self_fixed"), ("H1", "self_fixed")]


@pytest.mark.parametrize(
    ("value", "code"),
    [("约20", "H6a"), (stored("e", "#REF!"), "H6b"), (stored("n", None, "A1+1"), "H6c"), (-3, "H6g"), (1.5, "H6h"),
     (10**6, "H6i")],
)  # fmt: skip
@pytest.mark.parametrize("count", [2, 3])
def test_from_three_on_faults_of_one_kind_are_one(value: object, code: str, count: int) -> None:
    some = ("self_fixed", "assist_visits", "case_crime")[:count]
    got = [f for f in outcome(fire(dict.fromkeys(some, value))) if f.severity == "error"]
    assert [(f.rule, f.indicator) for f in got] == (
        [(code, None)] if count == 3 else [(code, i) for i in some]
    )
    if count == 3:
        assert [g.indicator for g in members(got[0], DECLARED)] == list(some)
        assert all(part in got[0].message for part in ("1-2", "3-1", "3-7", "3格"))


# --- A month's figures typed as cumulative ones -----------------------------------------------------------------


def test_a_months_figures_are_one_error_that_names_every_cell() -> None:
    before, only = months_own()
    (finding,) = outcome(fire(only), before)
    assert (finding.rule, finding.severity, finding.indicator, finding.waivable) == (
        "W-C2",
        "error",
        None,
        True,
    )
    fallen = [i for i in only if only[i] < before[i]]
    cells = [(g.rule, g.indicator, g.cell) for g in members(finding, DECLARED)]
    assert cells == [("H10", i, at(base(JULY), f"fire_{i}")[1]) for i in fallen]
    assert len(fallen) > 15
    assert all(
        part in finding.message
        for part in (f"{len(fallen)}格", "2-1至2-10", "3-1至3-3", "2023年5月22日")
    )
    assert finding.also[0].expected == f"不小于{before['self_found']:g}（6月已报）"


def values(month: Month) -> dict[str, float]:
    return {i: float(v) for i, v in right_values("rescue", month)["fire"].items()}


def months_own() -> tuple[dict[str, float], dict[str, float]]:
    """June's figures, and what July alone adds to them."""
    before, now = values(JUNE), values(JULY)
    return before, {i: round(now[i] - before[i], 4) for i in CUMULATIVE}


PARTS = (
    ("self_fixed", "self_found"),
    ("dept_fixed", "dept_found"),
    ("listed_fixed", "listed_total"),
    ("case_crime", "case_total"),
    ("reward_anon_wan", "reward_wan"),
    *((i, "checked_ent") for i in PROBLEMS),
)


def grown(before: Mapping[str, float], dice: random.Random) -> dict[str, float]:
    """Correct figures a month later: nothing falls, no part outgrows its whole."""
    now = {i: v + dice.choice([0, 1, 9, 60]) * (i not in EXEMPT) for i, v in before.items()}
    for part, whole in PARTS:
        now[whole] = max(now[whole], now[part])
    return now


@settings(QUICK, max_examples=4)
@given(SEEDS)
def test_a_months_figures_on_any_correct_sheet_are_exactly_one_error(seed: int) -> None:
    before, dice = values(JUNE), random.Random(seed)
    months = [grown(before, dice) for _ in range(25)]
    rights = [with_values(m) for m in months]
    onlys = [{i: round(m[i] - before[i], 4) for i in CUMULATIVE} for m in months]
    for right in outcomes(rights, before):
        assert [f for f in right if f.severity == "error"] == []
    for only, got in zip(onlys, outcomes([with_values(o) for o in onlys], before), strict=True):
        (error,) = [f for f in got if f.severity == "error"]
        fallen = {i for i in only if only[i] < before[i]}
        assert (error.rule, {g.indicator for g in error.also if g.rule == "H10"}) == (
            "W-C2",
            fallen,
        )


def test_two_values_that_fell_are_told_one_by_one() -> None:
    before = {**values(JULY), "assist_visits": 999.0, "transferred": 9.0}
    assert shown(outcome(fire({}), before)) == [
        ("H10", "assist_visits", []),
        ("H10", "transferred", []),
    ]


def test_a_negative_value_is_none_of_those_that_fell() -> None:
    before = {**values(JULY), "assist_visits": 999.0, "transferred": 9.0}
    assert shown(outcome(fire({"self_fixed": -1}), before)) == [
        ("H6g", "self_fixed", ["H10"]), ("H10", "assist_visits", []), ("H10", "transferred", [])
    ]  # fmt: skip


def test_who_says_that_the_figures_are_a_months_is_told_that_alone() -> None:
    before, only = months_own()
    (finding,) = outcome(fire({**only, "basis": "当月"}), before)
    assert (finding.rule, {g.rule for g in finding.also} >= {"H10"}) == ("H11f", True)
    assert "W-C2" not in {g.rule for g in finding.also}  # it is told by its parts


def test_a_yes_or_no_left_blank_is_no_symptom_of_a_months_figures() -> None:
    before, only = months_own()
    blank = {"self_fixed": None, "inspectors": None, "blanks_are_zero": "是"}
    rules = [(r, i) for r, i, _ in shown(outcome(fire({**only, **blank}), before))]
    assert rules == [("H12b", "inspectors"), ("W-C2", None)]


# --- Waivers ----------------------------------------------------------------------------------------------------


def decision(target: str) -> Decision:
    return Decision(JULY, "rescue", ("fire",), "waive", target, "上期多报", "王主任", None)


def months_figures() -> tuple[Submission, dict[str, float]]:
    before = values(JULY)
    return fire(
        {"self_found": 100, "dept_found": 90, "checked_ent": 150, "assist_visits": 150}
    ), before


def test_what_is_waived_stays_on_its_own_and_the_rest_is_gathered() -> None:
    book, before = months_figures()
    got = outcome(book, before, [decision("H10:self_found")])
    assert [(f.rule, f.severity, bool(f.waived)) for f in got] == [
        ("H10", "warning", True), ("W-C2", "error", False)
    ]  # fmt: skip
    assert [g.indicator for g in got[1].also] == ["dept_found", "checked_ent", "assist_visits"]
    got = outcome(book, before, [decision("H10:self_found"), decision("H10:dept_found")])
    assert [(f.rule, f.severity) for f in got] == [("H10", "warning")] * 2 + [("H10", "error")] * 2
    assert {f.severity for f in outcome(book, before, [decision("H10")])} == {"warning"}


def test_what_was_gathered_is_waived_by_its_own_code() -> None:
    book, before = months_figures()
    (finding,) = outcome(book, before, [decision("W-C2")])
    assert (finding.rule, finding.severity, len(finding.also)) == ("W-C2", "warning", 4)
    assert "王主任" in finding.message


def test_waiving_what_was_gathered_waives_nothing_that_followed_from_it() -> None:
    before = values(JULY)
    book = fire(
        {
            "self_found": 28,
            "self_fixed": 33,
            "dept_found": 26,
            "checked_ent": 150,
            "listed_total": 2,
        }
    )
    (told,) = [f for f in outcome(book, before) if f.severity == "error"]
    assert told.rule == "W-C2"
    got = outcome(book, before, [decision("W-C2")])
    assert ("H1", "error") in [(f.rule, f.severity) for f in got]
    (waived,) = [f for f in got if f.rule == "W-C2"]
    assert {f.rule for f in waived.also} == {"H10"}


def test_a_waived_error_explains_no_other_error_away() -> None:
    book = fire({"reward_wan": 0, "reward_anon_wan": 0.5})
    got = outcome(book, None, [decision("H5b")])
    assert [(f.rule, f.severity) for f in got if f.severity != "notice"] == [
        ("H5b", "warning"), ("H9", "error")
    ]  # fmt: skip


def test_the_row_that_the_screen_offers_waives_the_gathered_error(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, {"fire_checked_ent": 0}))
    assert command(root, "check") == 0
    (line,) = [s for s in capsys.readouterr().out.splitlines() if "decisions.csv" in s]
    row = line.rpartition("：")[2]
    for asked, written in zip(ASKED, ("已核实", "王主任", "2023-6-28"), strict=True):
        row = row.replace(asked, written)
    assert row.split(",")[4] == "H4"
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    put(root, "decisions.csv", f"{heads}\n{row}\n".encode())
    assert command(root, "check") == 0
    said = capsys.readouterr().out
    assert "没有对应的错误" not in said
    assert said.count("已豁免 H4〕") == 9


# --- In general -------------------------------------------------------------------------------------------------

ODD = (*range(-2, 31), 0, 0, 999, 20000.5, 10**7, None)
WAIVED = (None, "H10", "H1", "H5b", "H4", "W-C2")


def odd_sheets(dice: random.Random) -> list[dict[str, float | None]]:
    """Sheets with anything on them; many at once, since a pass over many costs as much as over one."""
    return [
        {i: dice.choice(ODD) for i in dice.sample(CUMULATIVE, dice.randint(0, 14))}
        for _ in range(40)
    ]


def odd_past(dice: random.Random) -> dict[str, float]:
    return {i: float(dice.randint(0, 40)) for i in dice.sample(FIRE, dice.randint(0, 25))}


def symptoms(
    changes: Sequence[Mapping[str, float | None]],
    before: Mapping[str, float],
    decisions: Sequence[Decision] = (),
) -> list[list[Finding]]:
    """What is found on such books, nothing told as one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.settling.judging.one_per_cause", lambda found, *_: list(found))
        return outcomes([with_values(c) for c in changes], before, decisions)


@settings(QUICK, max_examples=6)
@given(SEEDS, st.sampled_from(WAIVED))
def test_nothing_is_lost_and_nothing_gets_milder(seed: int, waived: str | None) -> None:
    dice = random.Random(seed)
    changes, before = odd_sheets(dice), odd_past(dice)
    decisions = [decision(waived)] if waived else []
    one_by_one = symptoms(changes, before, decisions)
    together = outcomes([with_values(c) for c in changes], before, decisions)
    for single, got in zip(one_by_one, together, strict=True):
        flat = [g for f in got for g in (f, *f.also)]
        for symptom in single:
            (same,) = [g for g in flat if replace(g, also=()) == symptom]
            keeper = next(f for f in got if f is same or same in f.also)
            milder = SEVERITIES.index(keeper.severity) > SEVERITIES.index(symptom.severity)
            assert not milder or keeper.waived
        gathered = [f for f in got if members(f, DECLARED) != (f,)]
        assert len(flat) == len(single) + len(gathered)
        if waived != "W-C2":
            assert is_wrong(got) == is_wrong(single)


def is_wrong(findings: Sequence[Finding]) -> bool:
    return any(f.severity == "error" for f in findings)


@settings(QUICK, max_examples=3)
@given(SEEDS)
def test_neither_the_order_of_findings_nor_a_second_look_decides_what_is_told(seed: int) -> None:
    dice = random.Random(seed)
    for findings in symptoms(odd_sheets(dice), odd_past(dice)):
        once = one_per_cause(findings, DECLARED)
        shuffled = one_per_cause(dice.sample(findings, len(findings)), DECLARED)
        assert kept(shuffled) == kept(once)
        assert one_per_cause(once, DECLARED) == once


def kept(findings: Sequence[Finding]) -> set[tuple[str, str | None]]:
    return {(f.rule, f.indicator) for f in findings}


def test_sheets_do_not_mix() -> None:
    wrong = {
        f"{s}_{i}": v
        for s in ("construction", "gas")
        for i, v in (("self_found", 0), ("self_fixed", -1))
    }
    book = read(typed(form("planning", JUNE), wrong))
    (candidate,) = judged([book], check_sheets([book], DECLARED), {}, [], DECLARED)
    assert [(f.rule, f.sector) for f in candidate.findings if f.severity == "error"] == [
        ("H6g", "construction"), ("H6g", "gas")
    ]  # fmt: skip


def test_that_a_sheet_was_filled_twice_is_told_beside_its_errors() -> None:
    same = {**right_values("planning", JUNE)["gas"], "self_fixed": 999}
    named = {f"{s}_{i}": same[i] for s in ("construction", "gas") for i in SECTOR_VALUES}
    book = read(typed(form("planning", JUNE), named))
    (candidate,) = judged([book], check_sheets([book], DECLARED), {}, [], DECLARED)
    assert {(f.rule, f.sector) for f in candidate.findings if f.rule in ("H1", "W-D1")} == {
        (code, sheet) for sheet in ("construction", "gas") for code in ("H1", "W-D1")
    }


# --- Who reads the findings -------------------------------------------------------------------------------------


def test_the_manifest_lists_what_a_finding_stands_for(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, {"fire_checked_ent": 0}))
    assert command(root, "monthly") == 0
    (finding,) = [
        f for f in files(root, "2023-06")["inbox/消防.xlsx"]["findings"] if f["rule"] == "H4"
    ]
    assert (finding["indicator"], finding["cell"]) == (
        None,
        at(base(JUNE), f"fire_{PROBLEMS[0]}")[1],
    )
    symptoms = {(g["rule"], g["indicator"], g["cell"]) for g in finding["also"]}
    assert symptoms >= {("H4", i, at(base(JUNE), f"fire_{i}")[1]) for i in PROBLEMS}
    assert {g["rule"] for g in finding["also"]} == {"H4", "W5a", "W5b", "W8a", "B2"}


def test_a_file_of_a_later_month_is_told_its_causes_too(tmp_path: Path) -> None:
    later = form("rescue", JULY, {"fire_checked_ent": 0})
    files_ = {"6.xlsx": form("rescue", JUNE), "7.xlsx": later}
    release = check(workspace(tmp_path / "w", files_), JUNE)
    (file,) = [f for f in release.files if f.path.endswith("7.xlsx")]
    assert (file.status, [x.rule for x in file.findings]) == ("other_period", ["H4"])


def test_the_bulletin_still_says_what_was_told_along_with_something_else(tmp_path: Path) -> None:
    nothing = {f"fire_{i}": v for i, v in NOTHING_CHECKED.items()}
    release = check(workspace(tmp_path / "w", {"1.xlsx": form("rescue", JUNE, nothing)}), JUNE)
    (file,) = [f for f in release.files if f.path.endswith("1.xlsx")]
    assert (file.status, [x.rule for x in file.findings]) == ("accepted", ["W5a"])
    assert "消防领域自5月22日以来抽查企业0家" in [
        s for p in find_problems(release) for s in p.sentences
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ""), ("a", "a"), ("ab", "a、b"), ("abc", "a至c"), ("abd", "a、b、d"), ("bcdf", "b至d、f"),
        ("acdef", "a、c至f"), ("abcdef", "a至f"), ("fedc", "c至f"), ("xa", "a"),
    ],
)  # fmt: skip
def test_three_or_more_in_a_row_are_a_span(words: str, expected: str) -> None:
    assert spans(set(words), "abcdef") == expected


@pytest.mark.parametrize("name", ["gas_self_found", "construction_self_found"])
def test_a_name_of_another_sector_on_a_sheet_is_one_finding(name: str) -> None:
    """Pasted cells bring the names of where they come from."""

    def paste(book: Workbook) -> None:
        book.defined_names[name] = DefinedName(name, attr_text="'消防'!$H$40")

    subject = name.partition("_")[0]
    found = outcome(read(form("rescue", JUNE, edit=paste)))
    (told,) = [f for f in found if f.sector == subject]
    assert (told.rule, told.severity) == ("H11g", "error")
    assert {"H11b", "N5"} <= {f.rule for f in told.also}
