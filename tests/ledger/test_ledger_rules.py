"""The ledger's rules: every one against a plain oracle on random rows, and the words of a finding."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from pipeline.ledger.checking import check_ledgers
from pipeline.ledger.rules import KINDS
from pipeline.model.received import Finding
from tests.support.ledger_findings import CUTOFF, SEEDS, SINCE, book, found, holding, random_rows
from tests.support.ledger_rows import Row, closed_row, ledger, right_row
from tests.support.workspaces import declarations

DECLARED = declarations()
QUICK = settings(max_examples=25, deadline=None, derandomize=True)
ROW_RULES = [r for r in DECLARED.rules if r.kind in KINDS]


# --- The oracle ------------------------------------------------------------------------------------------------------


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
    for code, columns, told_by in (
        ("L6b", ("hazard_id",), ()),
        ("L6c", ("description", "enterprise", "found_on"), ("hazard_id",)),
    ):
        told += [
            (code, f"{letters[columns[0]]}{n}")
            for n, row in enumerate(rows, first)
            if any(
                alike(row, r, columns) and not alike(row, r, told_by) for r in rows if r is not row
            )
        ]
    return Counter(told)


def alike(row: Row, other: Row, columns: Sequence[str]) -> bool:
    """Whether two rows say the same in all of some columns, and anything."""
    said = [[r.get(c, "").replace(" ", "") for c in columns] for r in (row, other)]
    return bool(columns) and said[0] == said[1] and all(said[0])


def singles(findings: Iterable[Finding]) -> list[Finding]:
    return [one for f in findings for one in (f.also or (f,))]


def of_rows(findings: Iterable[Finding]) -> Counter[Told]:
    return Counter((f.rule, f.cell or "") for f in singles(findings) if f.rule != "H14")


def test_rows_alike_in_everything_are_told_once_and_by_their_number() -> None:
    row = random_rows(1)[0] | {"hazard_id": "YH-1", "description": "堵塞", "enterprise": "甲厂"}
    row |= {"found_on": "2023-06-02"}
    other = row | {"hazard_id": "YH-2"}
    said = singles(found([holding([row, dict(row)])]))
    assert [f.rule for f in said if f.rule in ("L6b", "L6c")] == ["L6b", "L6b"]
    messages = {
        (f.rule, f.cell): f.message
        for f in singles(found([holding([row, dict(row), other])]))
        if f.rule in ("L6b", "L6c")
    }
    assert sorted(code for code, _ in messages) == ["L6b", "L6b", "L6c", "L6c", "L6c"]
    assert "与第7行企业、发现日期、描述都相同" in messages["L6c", f"{letters_of('description')}5"]
    assert (
        "与第5、6行企业、发现日期、描述都相同" in messages["L6c", f"{letters_of('description')}7"]
    )


def letters_of(column: str) -> str:
    return ledger("fire", []).columns[column]


# --- Rows ------------------------------------------------------------------------------------------------------------


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


# --- Words -----------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("rows", "others"), [(6, "6、7、8、9、10"), (7, "6、7、8、9、10等")])
def test_of_many_rows_with_one_id_the_first_five_others_are_named(rows: int, others: str) -> None:
    assert f"如第5行“YH-001”与第{others}行相同" in told_one([right_row(1)] * rows, "L6b").message


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
