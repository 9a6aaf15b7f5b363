"""The self-check of a form, as LibreOffice works it out, says of random values what the office's checker says."""

from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.checking.past_rules import PAST_KINDS
from pipeline.checking.rules import KINDS as SHEET_KINDS
from pipeline.declarations.rule_cases import CASES
from pipeline.declarations.rule_kinds import KINDS
from pipeline.model.month import Month
from pipeline.selfcheck.kinds import FORMULAS
from pipeline.selfcheck.past_kinds import PAST_FORMULAS
from pipeline.selfcheck.unknowable import CANNOT_KNOW
from tests.support.boundaries import TARGETED, cases_about, concerned, groups
from tests.support.verdicts import Form, Told, Typed, blank, by_the_checker, in_the_sheet
from tests.support.workspaces import declarations

RULES = {r.code: r for r in declarations().rules}
CASES_A_RULE = 40
# Forms that have every rule between them: units with sectors of their own rules, and the months of all stages.
FORMS = (
    ("rescue", Month(2023, 12), 6),
    ("grid", Month(2023, 7), 2),
    ("office", Month(2023, 9), 4),
    ("planning", Month(2023, 8), 3),
)


def case_of(code: str) -> str:
    """What a rule is about: its case, or else its kind."""
    return str(RULES[code].parameters.get("case") or RULES[code].kind)


def can_be_broken(code: str, form: Form) -> bool:
    """Whether the form has a sheet that a rule is about."""
    rule = RULES[code]
    if rule.kind in ("same_sheets",) or case_of(code) == "periods_differ":
        return len(form.sectors) > 1
    asks = [
        form.declared.roster.asks(form.declared.form.indicators[i], s)
        for i in rule.named
        if i in form.declared.form.indicators
        for s in form.sectors
    ]
    if case_of(code) == "not_yes_or_no":
        return form.unit == "office"
    return bool(concerned(rule, form)) and (any(asks) or not asks)


Case = tuple[frozenset[str], Typed, dict[str, Told], dict[str, Told]]
CHECKED = [code for code in RULES if case_of(code) in TARGETED]


def form_for(code: str) -> int:
    """The first form that has a rule; the others have its cases too where they have others to spare."""
    return next(n for n, key in enumerate(FORMS) if can_be_broken(code, blank(*key)))


@lru_cache
def cases(number: int) -> list[tuple[frozenset[str], Typed]]:
    """(rules aimed at, what is typed) of one form, every rule at its own line."""
    form = blank(*FORMS[number])
    mine = [RULES[code] for code in CHECKED if form_for(code) == number]
    return [
        (frozenset(r.code for r in group), typed)
        for group in groups(mine, form)
        for typed in cases_about(group, form, CASES_A_RULE, "verdicts")
    ]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory):
    """By number of the form: (rules, what is typed, the sheet's words, the checker's), case by case."""
    done: dict[int, list[Case]] = {}

    def of(number: int) -> list[Case]:
        if number not in done:
            form, folder = blank(*FORMS[number]), tmp_path_factory.mktemp("form")
            typed = [case for _, case in cases(number)]
            pairs = zip(in_the_sheet(form, typed, folder), by_the_checker(form, typed), strict=True)
            codes = [code for code, _ in cases(number)]
            done[number] = [
                (code, case, *pair) for code, case, pair in zip(codes, typed, pairs, strict=True)
            ]
        return done[number]

    return of


@lru_cache
def _kept_apart(number: int) -> frozenset[str]:
    """Rules that say nothing where a sheet was filled for another period than its form was made for."""
    form = blank(*FORMS[number])
    past = [r.code for r in form.declared.rules if r.kind in (*PAST_KINDS, "several") or r.months]
    return frozenset(past)


def _same_period(form: Form, case: Typed) -> bool:
    return all(
        case.get(f"{s}_period", form.period.chinese) == form.period.chinese for s in form.sectors
    )


@pytest.mark.libreoffice
@pytest.mark.parametrize("code", CHECKED)
def test_sheet_and_checker_agree_on_each_rule(code: str, verdicts) -> None:
    kept = broken = aimed = 0
    for number, key in enumerate(FORMS):
        form = blank(*key)
        if not can_be_broken(code, form):
            continue
        for about, case, sheet, checker in verdicts(number):
            if code in _kept_apart(number) and not _same_period(form, case):
                continue
            for sector in form.sectors:
                mine, its = (_only(t[sector], code) for t in (sheet, checker))
                assert mine == its, (form.unit, sector, case)
                aimed += code in about
                kept += not its and code in about
                broken += bool(its)
    assert aimed >= CASES_A_RULE
    assert kept >= 3
    assert broken >= 3


def _only(told: Told, code: str) -> Counter:
    """Where a rule is broken; of one that stands for several whether it is told."""
    where = told.told if RULES[code].kind == "several" else told.broken
    return Counter({key: n for key, n in where.items() if key[0] == code})


def _all(verdicts) -> Iterator[tuple[Form, Typed, str, Told, Told]]:
    for number, key in enumerate(FORMS):
        form = blank(*key)
        for _, case, sheet, checker in verdicts(number):
            if _same_period(form, case):
                for sector in form.sectors:
                    yield form, case, sector, sheet[sector], checker[sector]


@pytest.mark.libreoffice
def test_what_is_told_is_what_the_checker_tells(verdicts) -> None:
    compared = 0
    for _, case, sector, sheet, checker in _all(verdicts):
        assert sheet.told == checker.told, (sector, case)
        assert (sheet.errors, sheet.warnings) == (checker.errors, checker.warnings), (sector, case)
        compared += bool(checker.told)
    assert compared > 800


@pytest.mark.libreoffice
def test_it_is_told_in_the_checkers_own_words(verdicts) -> None:
    seen = Counter[str]()
    for _, case, sector, sheet, checker in _all(verdicts):
        for place, words in checker.words.items():
            if case_of(place[0]) not in _OTHER_WORDS and not _unquotable(case.values()):
                assert sheet.words[place] == words, (sector, case)
                seen[place[0]] += 1
    assert len(seen) >= 35


def _unquotable(values: Collection[object]) -> bool:
    """Whether a number has more digits than a spreadsheet shows, or is a logical value."""
    return any(isinstance(v, bool) or (isinstance(v, float) and len(repr(v)) > 15) for v in values)


# These quote what only the reader sees (a cell's own text), or list items one by one where the checker joins them.
_OTHER_WORDS = ("blanks", "several", "error_cell", "boolean_cell", "filled_elsewhere")


@pytest.mark.libreoffice
def test_the_cells_are_coloured_that_the_checker_would_mark(verdicts) -> None:
    for _, case, sector, sheet, checker in _all(verdicts):
        assert sheet.coloured == checker.coloured, (sector, case)


@pytest.mark.libreoffice
def test_a_form_can_be_filed_exactly_where_the_checker_finds_no_error(verdicts) -> None:
    seen = Counter[bool]()
    for number, key in enumerate(FORMS):
        form = blank(*key)
        for _, case, sheet, checker in verdicts(number):
            if not _same_period(form, case):
                continue
            right = not any(checker[s].errors for s in form.sectors)
            filled = [
                s for s in form.sectors if "未填" not in sheet[s].verdict or checker[s].errors
            ]
            ready = [sheet[s].verdict.startswith("可以报送") for s in filled]
            assert all(ready) == right, case
            assert right or not any(ready), case  # not even the sheet that has no fault itself
            seen[right] += 1
    assert seen[True] > 50
    assert seen[False] > 100


# --- Without LibreOffice ------------------------------------------------------------------------------------------


def test_every_kind_of_rule_has_a_formula_or_a_reason_why_it_has_none() -> None:
    assert set(FORMULAS) <= set(SHEET_KINDS)
    assert set(PAST_FORMULAS) <= set(PAST_KINDS)
    left = set(KINDS) - {*FORMULAS, *PAST_FORMULAS} - {*CASES, "several"}
    assert left == set(CANNOT_KNOW) & set(KINDS)


def test_every_case_of_the_reader_is_checked_or_has_a_reason() -> None:
    every = {case for kind in CASES.values() for case in kind}
    checked = {case_of(code) for code in CHECKED}
    assert checked & set(CANNOT_KNOW) == set()
    assert every - checked == set(CANNOT_KNOW) - set(KINDS)
    assert all(reason for reason in CANNOT_KNOW.values())


def test_every_rule_that_is_checked_is_in_one_of_the_forms() -> None:
    assert {FORMS[form_for(code)][0] for code in CHECKED} == {unit for unit, *_ in FORMS}


def test_where_the_last_month_is_not_known_nothing_is_compared(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from pipeline.model.own_sheets import CHECK

    for known in (True, False):
        path = tmp_path / f"{known}.xlsx"
        path.write_bytes(blank("planning", Month(2023, 8), 3, known=known).data)
        codes = {row[0] for row in load_workbook(path)[CHECK].iter_rows(values_only=True)}
        assert ({"H10", "W-C2", "W-C3b"} <= codes) == known
        assert "H1" in codes
