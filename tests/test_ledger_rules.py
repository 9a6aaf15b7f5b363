"""The ledger's rules: every one against a plain oracle on random rows, the counts, and what becomes of a finding."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.explanations import ready_line
from pipeline.declarations import load_declarations
from pipeline.declarations.ledger_kinds import PAST_CASES
from pipeline.declarations.ledger_rules import INTAKE_CASES
from pipeline.declarations.rule_cases import CASES
from pipeline.inbox.decisions import read_decisions
from pipeline.ledger.checking import check_ledgers
from pipeline.ledger.rules import KINDS
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from pipeline.model.states import FileState
from pipeline.monthly import check_period
from pipeline.receiving.receive import Received
from tests.ledger_rows import (
    CODE,
    COUNTS,
    Row,
    closed_row,
    ledger,
    matching,
    right_row,
    with_ledger,
)
from tests.measuring import unmeasured
from tests.workspaces import JUNE, declarations, workspace

DECLARED = declarations()
QUICK = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10**9)
SINCE, CUTOFF = date(2023, 5, 22), date(2023, 6, 28)
ROW_RULES = [r for r in DECLARED.rules if r.kind in KINDS]


# --- The oracle ---------------------------------------------------------------------------------------------------


def day(row: Row, column: str) -> date | None:
    return date.fromisoformat(row[column]) if column in row else None


def is_before(row: Row, later: str, *earlier: str) -> bool:
    """Whether a date is before one of those that should come first."""
    own = day(row, later)
    return own is not None and any((d := day(row, c)) is not None and d > own for c in earlier)


def is_late(row: Row, *columns: str) -> list[str]:
    return [c for c in columns if (d := day(row, c)) is not None and d > CUTOFF]


def lacks(row: Row, *columns: str) -> list[str]:
    return [c for c in columns if c not in row]


def state_of(row: Row) -> str:
    """As the dates have it on the cut-off; unsure where one is after it."""
    if is_late(row, "fixed_on", "closed_on"):
        return "unsure"
    return "closed" if "closed_on" in row else "fixed" if "fixed_on" in row else "open"


def days_over(row: Row) -> int:
    granted = "extended_to" in row and "extension_doc" in row
    due = day(row, "extended_to" if granted else "due_on")
    return (CUTOFF - due).days if due and state_of(row) == "open" else 0


def disagrees(row: Row) -> bool:
    states = {"已整改待验收": "fixed", "已销号": "closed"}
    told = row.get("status", "")
    if not told or state_of(row) == "unsure":
        return False
    return states.get(told, "open") != state_of(row) or (told == "逾期" and days_over(row) <= 0)


def wrong_digit(code: str) -> bool:
    """By the standard's own words: the weighted sum of all 18 places is divisible by 31 but for the last's place."""
    places = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(places.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    return (total + places.index(code[17])) % 31 != 0


Told = tuple[str, str]  # (code, column or cell)


def of_contents(row: Row) -> Iterator[Told]:
    if state_of_blanks(row):
        yield from (
            ("L3a", c) for c in lacks(row, "owner", "measures", "funds_wan", "due_on", "plan")
        )
    yield from (("L3b", c) for c in lacks(row, "enterprise", "source", "found_on", "description"))
    if "description" in row:
        yield from (("L3c", c) for c in lacks(row, "hazard_id"))
    if "enterprise" in row:
        yield from (("L3d", c) for c in lacks(row, "uscc"))
    if "uscc" in row and wrong_digit(row["uscc"]):
        yield "L6a", "uscc"


def state_of_blanks(row: Row) -> bool:
    return "fixed_on" not in row and "closed_on" not in row


def of_dates(row: Row) -> Iterator[Told]:
    order = [
        ("L4a", "fixed_on", ("found_on",)),
        ("L4a", "closed_on", ("found_on", "fixed_on")),
        ("L4d", "due_on", ("found_on",)),
        ("L4f", "listed_on", ("found_on",)),
    ]
    yield from ((code, c) for code, c, earlier in order if is_before(row, c, *earlier))
    yield from (("L4b", c) for c in is_late(row, "found_on", "fixed_on", "closed_on"))
    yield from (("L4g", c) for c in is_late(row, "listed_on"))
    found, due, extended = day(row, "found_on"), day(row, "due_on"), day(row, "extended_to")
    if found and found < SINCE:
        yield "L4c", "found_on"
    if due and extended and extended <= due:
        yield "L4e", "extended_to"
    if days_over(row) > 0:
        yield "L8", "due_on"


def of_listing(row: Row) -> Iterator[Told]:
    if "listed_level" in row:
        yield from (("L5a", c) for c in lacks(row, "listed_doc", "listed_on"))
    elif "listed_doc" in row or "listed_on" in row:
        yield "L5b", "listed_level"
    if "closed_on" in row:
        yield from (("L5c", c) for c in lacks(row, "fixed_on"))
        yield from (("L5d", c) for c in lacks(row, "enterprise_sign"))
        if "listed_level" in row:
            yield from (("L5e", c) for c in lacks(row, "verified_by"))


def of_states(row: Row) -> Iterator[Told]:
    if "extended_to" in row:
        yield from (("L5f", c) for c in lacks(row, "extension_doc"))
    elif "extension_doc" in row:
        yield "L5g", "extended_to"
    if "joint" in row:
        yield from (("L5h", c) for c in lacks(row, "unit"))
    if disagrees(row):
        yield "L7a", "status"
    if row.get("status") == "延期":
        yield from (("L7b", c) for c in lacks(row, "extended_to"))


def alone(row: Row) -> list[Told]:
    """(code, column) of all that is wrong with a row by itself."""
    return [*of_contents(row), *of_dates(row), *of_listing(row), *of_states(row)]


def expected(rows: Sequence[Row], first: int = 5) -> Counter[Told]:
    """All that is to be told of rows, each with its cell."""
    letters = ledger("fire", []).columns
    told = [(code, f"{letters[c]}{n}") for n, r in enumerate(rows, first) for code, c in alone(r)]
    for code, columns in (
        ("L6b", ("hazard_id",)),
        ("L6c", ("description", "enterprise", "found_on")),
    ):
        said = [tuple(r.get(c, "").replace(" ", "") for c in columns) for r in rows]
        told += [
            (code, f"{letters[columns[0]]}{n}")
            for n, words in enumerate(said, first)
            if all(words) and said.count(words) > 1
        ]
    return Counter(told)


DAYS = [str(SINCE + timedelta(n)) for n in (-3, -1, 0, 1, 9, 10, 11, 30, 36, 37, 38, 60)]
DICE: dict[str, list[str]] = {
    **dict.fromkeys(
        ("found_on", "due_on", "listed_on", "extended_to", "fixed_on", "closed_on"), DAYS
    ),
    "hazard_id": ["YH-1", "YH-2", "YH 1", "YH-3", "YH-4", "YH-5"],
    "enterprise": ["样例企业", "样例 企业", "虚构企业"],
    "description": ["虚构的隐患", "另一个虚构的隐患"],
    "uscc": [CODE, CODE[:-1] + "0", CODE[:5] + "Y" + CODE[6:]],
    "source": ["企业自查", "部门检查", "上级交办", "举报"],
    "listed_level": ["市级", "县区级"],
    "status": ["新报", "整改中", "已整改待验收", "已销号", "逾期", "延期", "停产整改"],
    "funds_wan": ["0", "1.5"],
}
TEXTS = (
    "unit",
    "owner",
    "measures",
    "plan",
    "listed_doc",
    "joint",
    "extension_doc",
    "enterprise_sign",
    "verified_by",
)
DICE |= {c: ["有"] for c in TEXTS}


def random_rows(seed: int, most: int = 9) -> list[dict[str, str]]:
    dice = random.Random(seed)
    return [
        {c: dice.choice(words) for c, words in DICE.items() if dice.random() < 0.6}
        for _ in range(dice.randint(1, most))
    ]


@lru_cache
def book(unit: str = "rescue", month: Month = JUNE) -> Submission:
    return with_ledger(unit, month, [])


def holding(rows: Iterable[Row], **how: object) -> Submission:
    return replace(book(), ledger=ledger("fire", rows, **how))


def found(submissions: Sequence[Submission], declared: Declarations = DECLARED) -> list[Finding]:
    return [f for own in check_ledgers(submissions, declared).values() for f in own]


def singles(findings: Iterable[Finding]) -> list[Finding]:
    return [one for f in findings for one in (f.also or (f,))]


def of_rows(findings: Iterable[Finding]) -> Counter[Told]:
    return Counter((f.rule, f.cell or "") for f in singles(findings) if f.rule != "H14")


# --- Rows ---------------------------------------------------------------------------------------------------------


@QUICK
@given(SEEDS)
def test_rows_are_told_what_a_plain_reading_of_the_rules_tells_them(seed: int) -> None:
    rows = random_rows(seed)
    assert of_rows(found([holding(rows)])) == expected(rows)


def test_the_random_rows_break_every_rule() -> None:
    told = {code for seed in range(60) for code, _ in expected(random_rows(seed))}
    assert told == {r.code for r in ROW_RULES}


def test_every_kind_of_rule_is_declared() -> None:
    assert {r.kind for r in ROW_RULES} == {*KINDS}


@pytest.mark.parametrize(
    "row",
    [
        right_row(),
        closed_row(),
        right_row(due_on="2023-06-28"),
        right_row(
            due_on="2023-06-27",
            extended_to="2023-06-28",
            extension_doc="批准〔2023〕1号",
            status="延期",
        ),
        right_row(found_on="2023-05-22"),
        right_row(found_on="2023-06-28"),
        closed_row(due_on="2023-06-05"),
        closed_row(found_on="2023-06-20", fixed_on="2023-06-20", closed_on="2023-06-20"),
        closed_row(fixed_on="2023-06-28", closed_on="2023-06-28"),
        right_row(fixed_on="2023-06-20", status="已整改待验收", owner="", plan="", measures=""),
        closed_row(
            listed_level="市级",
            listed_doc="督办〔2023〕1号",
            listed_on="2023-06-06",
            verified_by="某局",
        ),
        right_row(joint="消防、燃气"),
    ],
)
def test_rows_at_the_edge_of_a_rule_keep_it(row: dict[str, str]) -> None:
    assert of_rows(found([holding([row])])) == Counter()


@pytest.mark.parametrize(
    ("row", "column", "silent"),
    [
        (right_row(plan=""), "plan", "L3a"),
        (right_row(fixed_on="", owner=""), "fixed_on", "L3a"),
        (closed_row(fixed_on=""), "fixed_on", "L5c"),
        (right_row(due_on=""), "due_on", "L8"),
        (right_row(due_on="2023-06-02", fixed_on=""), "fixed_on", "L8"),
        (right_row(status=""), "status", "L7a"),
        (right_row(uscc=""), "uscc", "L6a"),
        (right_row(found_on=""), "found_on", "L3b"),
    ],
)
def test_of_a_cell_that_cannot_be_read_only_the_reader_tells(
    row: dict[str, str], column: str, silent: str
) -> None:
    """To fill it is no answer, and to compare it would be a guess."""
    told = of_rows(found([holding([row], r5=frozenset({column}))]))
    assert silent not in {code for code, _ in told}


def test_of_a_column_that_a_sheet_does_not_have_no_row_is_told() -> None:
    own = holding([right_row(plan="", owner=""), right_row(2, plan="")])
    assert own.ledger
    columns = {c: letters for c, letters in own.ledger.columns.items() if c != "plan"}
    told = of_rows(found([replace(own, ledger=replace(own.ledger, columns=columns))]))
    assert told == Counter({("L3a", f"{columns['owner']}5"): 1})


def test_without_a_period_nothing_is_held_against_its_cutoff() -> None:
    forms = tuple(replace(f, period=None) for f in book().sheets)
    rows = [
        closed_row(closed_on="2024-01-01"),
        right_row(2, due_on="2023-06-01"),
        right_row(3, status="已销号"),
    ]
    late = replace(holding(rows), sheets=forms)
    told = {f.rule for f in singles(found([late]))}
    assert told == {"L4d"}


def test_no_ledger_no_findings() -> None:
    without = replace(book(), ledger=None)
    empty = replace(
        holding([right_row(owner="")]),
        sheets=tuple(replace(f, submitted=False) for f in book().sheets),
    )
    assert check_ledgers([without, empty], DECLARED) == {}
    assert check_ledgers([holding([right_row(owner="")])], replace(DECLARED, ledger=None)) == {}


@QUICK
@given(SEEDS)
def test_the_order_of_rows_and_files_changes_nothing_but_the_cells(seed: int) -> None:
    dice = random.Random(seed)
    rows = random_rows(seed)
    names = list(range(len(rows)))
    dice.shuffle(names)
    other = replace(
        holding(random_rows(seed + 1)), arrival=replace(book().arrival, path="inbox/other.xlsx")
    )
    one, two = [holding(rows), other], [other, holding([rows[n] for n in names])]
    place = {f"{5 + n}": f"{5 + names.index(n)}" for n in names}

    def moved(told: Counter[Told]) -> Counter[Told]:
        letters = {c: c.rstrip("0123456789") for _, c in told}
        return Counter(
            {(k, letters[c] + place[c[len(letters[c]) :]]): n for (k, c), n in told.items()}
        )

    first, second = check_ledgers(one, DECLARED), check_ledgers(two, DECLARED)
    mine, others = (book().arrival.path, "fire"), ("inbox/other.xlsx", "fire")
    assert moved(of_rows(first[mine])) == of_rows(second[mine])
    assert first[others] == second[others]


def test_every_row_is_told_on_the_sheet_that_it_belongs_to() -> None:
    two = replace(book("planning"), ledger=None)
    sheets = two.sectors
    assert len(sheets) == 2
    own = ledger(sheets[0], [right_row(plan="")])
    foreign = ledger("fire", [right_row(plan="")], first=9).rows
    unclear = ledger("", [right_row(2, owner="")], first=8).rows
    second = ledger(sheets[1], [right_row(3, measures="")], first=7).rows
    both = replace(own, rows=(*own.rows, *second, *foreign, *unclear))
    told = check_ledgers([replace(two, ledger=both)], DECLARED)
    letters = own.columns
    assert of_rows(told[two.arrival.path, sheets[1]]) == Counter(
        {("L3a", f"{letters['measures']}7"): 1}
    )
    assert of_rows(told[two.arrival.path, sheets[0]]) == Counter(
        {("L3a", f"{letters['plan']}5"): 1, ("L3a", f"{letters['owner']}8"): 1}
    )


# --- Words --------------------------------------------------------------------------------------------------------


def told_one(rows: Iterable[Row], code: str) -> Finding:
    (finding,) = [f for f in found([holding(rows)]) if f.rule == code]
    return finding


def test_an_overdue_hazard_is_named_with_its_days_and_owner() -> None:
    late = told_one([right_row(7, due_on="2023-06-10", owner="车间主任")], "L8")
    assert (late.severity, late.cell, late.sector) == ("warning", "N5", "fire")
    for words in ("第5行（YH-007）", "6月10日", "逾期18天", "车间主任"):
        assert words in late.message
    nobody = told_one([right_row(due_on="2023-06-10", owner="")], "L8")
    assert "整改责任人：没有填" in nobody.message


def test_many_of_one_rule_are_told_as_one_and_each_stays_with_its_cell() -> None:
    rows = [right_row(n, due_on=f"2023-06-{n:02d}", owner=f"负责人{n}") for n in range(10, 25)]
    late = told_one(rows, "L8")
    assert "15个" in late.message
    assert "整改责任人：负责人10；第6行" in late.message, (
        "what has commas in it is kept apart by more"
    )
    named = [n for n in range(10, 25) if f"负责人{n}" in late.message]
    assert named == list(range(10, 20)), "the first ten"
    assert [f.cell for f in late.also] == [f"N{n}" for n in range(5, 20)]
    assert all(f"负责人{n}" in f.message for n, f in zip(range(10, 25), late.also, strict=True))


def test_rows_are_named_in_their_order_whatever_they_lack() -> None:
    asked = told_one(
        [right_row(1, plan=""), right_row(2), right_row(3, owner=""), right_row(4, plan="")], "L3a"
    )
    assert "还有3格没有填（第5行应急预案、第7行整改责任人、第8行应急预案）" in asked.message
    asked = told_one([right_row(n, uscc="") for n in range(5)], "L3d")
    assert "有5行没有填“统一社会信用代码”（第5、6、7等行）" in asked.message


def test_dates_out_of_order_name_both() -> None:
    wrong = told_one(
        [closed_row(found_on="2023-06-01", fixed_on="2023-06-20", closed_on="2023-06-10")], "L4a"
    )
    assert wrong.severity == "error"
    assert "“销号日期”是2023年6月10日，早于“整改完成日期”2023年6月20日" in wrong.message


def test_a_text_from_a_cell_stays_one_harmless_line() -> None:
    nasty = "=1+1\n\u202e" + "长" * 500
    told = found([holding([right_row(hazard_id=nasty, owner=nasty, due_on="2023-06-02")] * 2)])
    assert told
    for f in told:
        assert f.message.isprintable()
        assert len(f.message) < 600


# --- The counts ---------------------------------------------------------------------------------------------------


def count_of(rows: Iterable[Row], indicator: str) -> int:
    """As the notice has it: by source, by the day it was put right, by listing."""
    mine = {"self": {"企业自查"}, "dept": {"部门检查", "上级交办", "举报"}}.get(indicator[:4])
    in_time = [r for r in rows if "found_on" in r and str(SINCE) <= r["found_on"] <= str(CUTOFF)]
    kept = [r for r in in_time if (r.get("source") in mine if mine else "listed_level" in r)]
    return sum(
        not indicator.endswith("_fixed") or "" < r.get("fixed_on", "") <= str(CUTOFF) for r in kept
    )


def ties(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {f.indicator or "": f for f in findings if f.rule == "H14"}


@QUICK
@given(SEEDS)
def test_a_count_that_is_not_its_rows_is_told_at_its_cell_and_no_other(seed: int) -> None:
    rows, dice = random_rows(seed, 30), random.Random(seed)
    counts = {i: count_of(rows, i) + dice.choice((0, 0, -1, 1, 7)) for i in COUNTS}
    form_ = book().sheets[0]
    entries = {i: replace(form_.entries[i], value=float(counts[i])) for i in COUNTS}
    own = replace(holding(rows), sheets=(replace(form_, entries={**form_.entries, **entries}),))
    told = ties(found([own]))
    assert set(told) == {i for i in COUNTS if counts[i] != count_of(rows, i)}
    for indicator, f in told.items():
        assert (f.sheet, f.cell) == (entries[indicator].sheet, entries[indicator].cell)
        gap = counts[indicator] - count_of(rows, indicator)
        assert f"有{count_of(rows, indicator)}行" in f.message
        assert f"台账比这一格{'少' if gap > 0 else '多'}{abs(gap)}行" in f.message


def test_a_ledger_that_ties_out_is_told_nothing() -> None:
    rows = matching(book(), "fire")
    assert {i: count_of(rows, i) for i in COUNTS} == {
        i: book().sheets[0].entries[i].value for i in COUNTS
    }
    assert found([holding(rows)]) == []


def test_a_difference_says_which_rows_make_up_the_count_and_which_may_be_missing() -> None:
    rows = matching(book(), "fire")
    blank = {c: v for c, v in rows[10].items() if c != "source"}
    told = ties(found([holding([*rows[:2], *rows[4:10], blank, *rows[11:]])]))
    assert set(told) == {"self_found", "self_fixed"}
    message = told["self_found"].message
    said = "填的是20个，隐患台账截至2023年6月28日有17行（第5至12、14至22行），台账比这一格少3行"
    assert said in message
    assert "另有第13行没有填全" in message
    assert "另有第13行没有填全" in told["self_fixed"].message, "not those that are still open"
    assert told["self_found"].expected == "台账17行"


def test_a_closed_row_without_the_day_of_its_repair_may_be_what_a_count_lacks() -> None:
    rows = matching(book(), "fire")
    rows[2].pop("fixed_on")
    assert "另有第7行没有填全" in ties(found([holding(rows)]))["self_fixed"].message


def test_rows_are_named_in_their_order_and_not_without_end() -> None:
    odd = [right_row(n, source="举报" if n % 2 else "企业自查") for n in range(100)]
    message = ties(found([holding(odd)]))["self_found"].message
    assert "有50行（第5、7、9、11、13、15、17、19、21、23、25、27等行）" in message


@pytest.mark.parametrize("column", ["found_on", "source"])
def test_what_cannot_be_counted_is_not_compared(column: str) -> None:
    rows = [{c: v for c, v in right_row(n).items() if (c, n) != (column, 3)} for n in range(5)]
    told = ties(found([holding(rows, r8=frozenset({column}))]))
    by_source = {"self_found", "self_fixed", "dept_found", "dept_fixed"}
    assert set(told) == ({"listed_total", "listed_fixed"} if column == "source" else set())
    assert by_source.isdisjoint(told)


def test_a_row_of_no_sheet_leaves_all_counts_of_its_workbook_alone() -> None:
    own = holding([right_row()])
    assert own.ledger
    unclear = ledger("", [right_row(2)], first=6).rows
    assert (
        ties(found([replace(own, ledger=replace(own.ledger, rows=(*own.ledger.rows, *unclear)))]))
        == {}
    )


def test_a_blank_count_is_not_compared() -> None:
    rows = [
        row
        for row in matching(book(), "fire")
        if row["source"] != "企业自查" or "listed_level" in row
    ]
    own = with_ledger("rescue", JUNE, rows, {"fire_self_found": None})
    assert set(ties(found([own]))) == {"self_fixed"}


def test_every_sheet_of_a_workbook_with_a_ledger_is_held_against_it() -> None:
    two = book("planning")
    first, second = two.sectors
    rows = matching(two, first)
    own = replace(two, ledger=ledger(first, rows))
    told = check_ledgers([own], DECLARED)
    assert (two.arrival.path, first) not in told
    reported = {
        i: next(f for f in two.sheets if f.sector == second).entries[i].value for i in COUNTS
    }
    assert set(ties(told[two.arrival.path, second])) == {i for i, v in reported.items() if v}


# --- Severity, waivers, explanations ------------------------------------------------------------------------------


def declared_with(folder: Path, edit: Callable[[str], str]) -> Declarations:
    folder.mkdir(exist_ok=True)
    root = workspace(folder)
    path = root / "schemas/ledger.toml"
    text = path.read_text("utf-8")
    assert edit(text) != text
    path.write_text(edit(text), "utf-8")
    return load_declarations(root)


def as_error(code: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        head, _, rule = text.partition(f'code = "{code}"')
        return (
            head
            + f'code = "{code}"'
            + rule.replace('severity = "warning"', 'severity = "error"', 1)
        )

    return edit


def settled(
    folder: Path, submission: Submission, declared: Declarations = DECLARED, waived: str = ""
) -> FileState:
    """A workbook that brings a ledger as June's check has it; waived: a rule that the office waives for it."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    row = (
        f"2023-06,区消防救援大队,消防,豁免,{waived},已电话核实,区安委办主任,2023-06-29"
        if waived
        else ""
    )
    (inbox / "decisions.csv").write_text(f"{heads}\n{row}\n", "utf-8")
    received = Received(declared, read_decisions(inbox, declared), [submission])
    (file,) = check_period(folder, received, JUNE, Month.kind, ()).release.files
    return file


def saying(remarks: str, rows: Iterable[Row]) -> Submission:
    """A workbook with a ledger and something in 情况说明."""
    form_ = book().sheets[0]
    heading = replace(form_.headings["remarks"], text=remarks)
    told = replace(form_, headings={**form_.headings, "remarks": heading})
    return replace(holding(rows), sheets=(told,))


def test_the_schema_says_whether_a_difference_keeps_a_workbook_out(tmp_path: Path) -> None:
    lacking = holding(matching(book(), "fire")[:-1])
    file = settled(tmp_path, lacking)
    assert file.status == "accepted"
    assert [(f.rule, f.severity, f.indicator) for f in file.findings] == [
        ("H14", "warning", "dept_found")
    ]
    strict = declared_with(tmp_path / "strict", as_error("H14"))
    assert settled(tmp_path, lacking, strict).status == "returned"
    for target in ("H14", "H14:dept_found", "H14:1-3"):
        file = settled(tmp_path, lacking, strict, waived=target)
        assert file.status == "accepted"
        assert "已电话核实" in file.findings[0].message
    assert settled(tmp_path, lacking, strict, waived="H14:1-1").status == "returned"


def test_a_ledger_that_is_no_basis_of_the_counts_is_told_once(tmp_path: Path) -> None:
    (told,) = settled(tmp_path, holding([right_row()])).findings
    assert (told.rule, told.severity, len(told.also)) == ("H14", "warning", 6)
    assert told.message.startswith(
        "1-1至1-6共6项与隐患台账的行数不一致（如1-1填的是20个，台账1行）"
    )
    rows = matching(book(), "fire")[4:]
    told_of = [f.indicator for f in settled(tmp_path, holding(rows)).findings]
    assert told_of == ["self_found", "self_fixed", "listed_total", "listed_fixed"], (
        "one by one, with their rows"
    )


def test_thousands_of_questions_hold_nobody_up(tmp_path: Path) -> None:
    """Each finding is held against others; those of rows are gathered before."""
    rows = [right_row(n, plan="", owner="", uscc="", status="已销号") for n in range(2000)]
    start = time.process_time()
    with unmeasured():
        file = settled(tmp_path, holding(rows))
    assert time.process_time() - start < 6, "measured 0.3 s alone"
    assert len(file.findings) < 10
    assert sum(len(f.also) for f in file.findings) > 8000


def test_an_impossible_date_keeps_a_workbook_out_and_can_be_waived(tmp_path: Path) -> None:
    rows = matching(book(), "fire")
    rows[0] |= {"closed_on": "2023-06-19"}
    assert settled(tmp_path, holding(rows)).status == "returned"
    assert settled(tmp_path, holding(rows), waived="L4a").status == "accepted"
    many = [row | ({"closed_on": "2023-06-19"} if "closed_on" in row else {}) for row in rows]
    assert settled(tmp_path, holding(many)).status == "returned"
    file = settled(tmp_path, holding(many), waived="L4a")
    assert (file.status, len(file.findings)) == ("accepted", 1), "all of them as one"


def test_a_line_about_the_ledger_explains_what_is_told_of_its_rows(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    for row in rows:
        row.pop("plan")
    file = settled(tmp_path, saying("隐患台账：应急预案正在编制\n1-3：有一个隐患待登记", rows))
    said = {f.rule: f.explanation for f in file.findings}
    assert said == {"H14": "有一个隐患待登记", "L3a": "应急预案正在编制"}


@pytest.mark.parametrize(
    "words", ["全表：应急预案正在编制", "隐患台账：无", "隐患台账应急预案正在编制"]
)
def test_other_lines_do_not_explain_it(tmp_path: Path, words: str) -> None:
    rows = matching(book(), "fire")
    rows[-1].pop("plan")
    file = settled(tmp_path, saying(words, rows))
    assert [(f.rule, f.explanation) for f in file.findings] == [("L3a", "")]


def test_the_ready_line_explains_just_what_it_was_offered_for(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    rows[-1].pop("plan")
    for asked in settled(tmp_path, holding(rows)).findings:
        line = ready_line(asked, DECLARED).replace(DECLARED.explaining.prompt, "确有原因，正在补")
        again = settled(tmp_path, saying(line, rows)).findings
        assert {f.rule for f in again if f.explanation} == {asked.rule}


def test_ready_lines_begin_with_the_item_or_the_name_of_the_ledger(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    rows[-1].pop("plan")
    lines = [ready_line(f, DECLARED) for f in settled(tmp_path, holding(rows)).findings]
    assert lines == ["1-3：（请写明原因）", "隐患台账：（请写明原因）"]


# --- Declarations -------------------------------------------------------------------------------------------------


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def in_rule(code: str, old: str, new: str) -> Callable[[str], str]:
    """An edit within one rule."""

    def edit(text: str) -> str:
        head, mark, rule = text.partition(f'code = "{code}"\n')
        return head + mark + rule.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (in_rule("L3a", '"plan"]', '"plam"]'), "L3a.of"),
        (
            in_rule("L3a", 'when_blank = ["fixed_on", "closed_on"]', 'when_blank = ["fixed"]'),
            "L3a.when_blank",
        ),
        (in_rule("L3a", "together = 2", "together = 1"), "L3a.together"),
        (in_rule("L3a", "together = 2\n", ""), "L3a.together"),
        (in_rule("L3a", "{ones}", "{items}"), "L3a.message_many"),
        (in_rule("L3a", "{hazard}还", "{hazards}还"), "L3a.message"),
        (in_rule("L3a", "第{row}行{column}", "第{number}行"), "L3a.one"),
        (in_rule("L3a", "when_blank", "when_empty"), "L3a.when_empty"),
        (in_rule("L3a", 'severity = "warning"', 'severity = "mild"'), "L3a.severity"),
        (in_rule("L3a", 'kind = "row_filled"', 'kind = "row_full"'), "L3a.kind"),
        (swapped('code = "L3b"', 'code = "L3a"'), "L3a"),
        (in_rule("L4a", '"found_on", "fixed_on", "closed_on"', '"found_on"'), "L4a.of"),
        (in_rule("L4a", '"fixed_on"', '"status"'), "L4a.of"),
        (
            in_rule("L4a", "together = 3", 'together = 3\nmonths = ["2023-08", "2023-07"]'),
            "L4a.months",
        ),
        (in_rule("L4a", "together = 3", 'together = 3\nonly = ["nobody"]'), "L4a.only"),
        (in_rule("L6a", '["uscc"]', '["address"]'), "L6a.of"),
        (in_rule("L7a", '["已销号"]', '["销号"]'), "L7a.closed"),
        (in_rule("L7b", 'words = ["延期"]\n', ""), "L7b.words"),
        (in_rule("L8", 'nobody = "没有填"', 'nobody = "{owner}"'), "L8.nobody"),
        (in_rule("L8", "nobody", "none"), "L8.nobody"),
        (swapped('approval = "extension_doc"', 'approval = "extension"'), "roles.approval"),
        (in_rule("L9a", 'case = "hazard_vanished"', 'case = "hazard_gone"'), "L9a.case"),
        (
            in_rule("L9a", 'case = "hazard_vanished"', 'case = "hazard_redated"'),
            "case=hazard_vanished",
        ),
        (in_rule("H14", "{difference}", "{count}"), "H14.fewer"),
        (swapped('code = "H14"', 'code = "H1"'), "H1"),
    ],
)
def test_a_contradiction_is_refused_with_file_and_key(
    tmp_path: Path, edit: Callable[[str], str], key: str
) -> None:
    with pytest.raises(DeclarationError) as refused:
        declared_with(tmp_path, edit)
    assert str(refused.value).startswith(f"schemas/ledger.toml：{key}"), refused.value


def test_no_case_of_the_ledger_is_one_of_the_form() -> None:
    """Both are looked up by their names."""
    assert {*INTAKE_CASES, *PAST_CASES}.isdisjoint(c for cases in CASES.values() for c in cases)


def test_a_campaign_without_a_ledger_has_none_of_its_rules(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    (root / "schemas/ledger.toml").unlink()
    declared = load_declarations(root)
    assert declared.ledger is None
    assert [r.code for r in declared.rules] == [
        r.code for r in DECLARED.rules if not r.kind.startswith(("row_", "ledger_"))
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('months = ["2023-07", "2023-12"]', False),
        ('months = ["2023-06", "2023-07"]', True),
        ('except = ["fire"]', False),
        ('only = ["rescue"]', True),
        ('only = ["gas"]', False),
    ],
)
def test_a_rule_may_be_for_some_months_or_units_only(tmp_path: Path, line: str, told: bool) -> None:
    edit = in_rule("L3a", "together = 2", f"together = 2\n{line}")
    findings = found([holding([right_row(plan="")])], declared_with(tmp_path, edit))
    assert ("L3a" in {f.rule for f in findings}) is told


# --- How long it takes --------------------------------------------------------------------------------------------


def test_five_thousand_rows_over_nine_workbooks_take_well_below_a_second() -> None:
    rows = ledger("fire", map(right_row, range(556)))
    own = [
        replace(book(), ledger=rows, arrival=replace(book().arrival, path=f"{n}.xlsx"))
        for n in range(9)
    ]
    start = time.process_time()
    with unmeasured():
        check_ledgers(own, DECLARED)
    assert time.process_time() - start < 1.5, "measured 0.15 s alone"
