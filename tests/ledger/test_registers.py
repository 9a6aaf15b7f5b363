"""The registers of hazards, held against plain loops over the cells."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from pipeline.ledger.registers import firms, registers
from pipeline.model.hazards import Hazard
from tests.support.hazard_books import book_of, random_hazards
from tests.support.releases import declared, make_release

AUGUST_CUTOFF = date(2023, 8, 28)
START = date(2023, 5, 22)


def cell(hazard: Hazard, column: str) -> str:
    return hazard.entry.row.values.get(column, "")


def day(hazard: Hazard, column: str) -> str:
    """ISO days sort as texts do."""
    return cell(hazard, column) or "9999-99-99"


def due(hazard: Hazard) -> str:
    granted = cell(hazard, "extended_to") if cell(hazard, "extension_doc") else ""
    return granted or cell(hazard, "due_on")


def in_july(text: str) -> bool:
    return "2023-06-29" <= text <= "2023-07-28"


@pytest.mark.parametrize("seed", range(12))
def test_registers_are_what_loops_over_the_cells_give(seed: int) -> None:
    hazards = random_hazards(declared(), seed, 60)
    ledger = declared().ledger
    assert ledger
    found = registers(book_of(make_release(), hazards), ledger, START, AUGUST_CUTOFF)
    is_open = {h.key: day(h, "fixed_on") > "2023-07-28" for h in hazards}
    is_open = {h.key: is_open[h.key] and day(h, "closed_on") > "2023-07-28" for h in hazards}
    expected = {
        "newly_listed": [
            h for h in hazards if cell(h, "listed_level") and in_july(cell(h, "listed_on"))
        ],
        "due_now": [h for h in hazards if in_july(due(h))],
        "due_next": [
            h for h in hazards if is_open[h.key] and "2023-07-28" < due(h) <= "2023-08-28"
        ],
        "fixed_now": [h for h in hazards if in_july(cell(h, "fixed_on"))],
        "closed_now": [h for h in hazards if in_july(cell(h, "closed_on"))],
        "joint": [h for h in hazards if cell(h, "joint")],
        "earlier": [h for h in hazards if cell(h, "found_on") < "2023-05-22"],
    }
    assert {name: list(getattr(found, name)) for name in expected} == expected
    late = [h for h in hazards if is_open[h.key] and "" < due(h) < "2023-07-28"]
    assert sorted(h.key for h in found.overdue) == sorted(h.key for h in late)
    days = [h.days_overdue for h in found.overdue]
    assert days == sorted(days, key=lambda n: -(n or 0))
    counted = Counter(filter(None, (cell(h, "listed_level") for h in hazards)))
    assert {k: len(v) for k, v in found.listed.items() if v} == counted
    assert list(found.listed) == ["国家", "省级", "市级", "县区级", "部门"]
    codes = [cell(h, "uscc") for h in hazards]
    assert firms(hazards, ledger).coded == len({c for c in codes if c})
    assert firms(hazards, ledger).without_code == sum(not c for c in codes)
    assert expected["newly_listed"] or expected["due_now"], "the dice must show something"


def test_what_has_vanished_from_its_ledger_is_in_no_register() -> None:
    hazards = random_hazards(declared(), "gone", 30)
    ledger = declared().ledger
    assert ledger
    book = replace(book_of(make_release(), hazards[10:]), vanished=tuple(hazards[:10]))
    found = registers(book, ledger, START, None)
    assert found.all == tuple(hazards[10:])
    assert found.due_next == ()
