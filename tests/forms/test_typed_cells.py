"""Cells typed in byte by byte are the cells that openpyxl types in: it reads both back."""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.sample import fill
from tests.support.typed_cells import plain, typed, unpacked
from tests.support.workspaces import (
    HEADINGS,
    JUNE,
    blank,
    declarations,
    filled_in,
    form,
    right_values,
)

CHANGES = {
    "gas_self_found": 7,
    "gas_dept_found": None,
    "construction_penalty_wan": 93.6,
    "gas_remarks": " 甲<乙>&“丙”\n次",
    "construction_phone": "0539",
}


def stored(data: bytes, *, results: bool = False) -> dict[tuple[str, str], object]:
    """(sheet, cell) -> value, type and look, of every cell."""
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type, cell.style_id)
        for sheet in load_workbook(io.BytesIO(data), data_only=results)
        for row in sheet.iter_rows()
        for cell in row
    }


def digits(data: bytes) -> list[bytes]:
    """The numbers as they stand in the file; openpyxl rounds a binary tail away when it reads."""
    return re.findall(b"<v>[^<]+</v>", b"".join(unpacked(data).values()))


@pytest.mark.parametrize("unit", ["planning", "office"])
def test_a_form_is_filled_in_as_with_openpyxl(unit: str) -> None:
    empty, right = blank(unit, JUNE), right_values(unit, JUNE)
    quick, slow = filled_in(empty, right, HEADINGS), fill(declarations(), empty, right, HEADINGS)
    assert stored(quick) == stored(slow) != stored(empty)
    assert stored(quick, results=True) == stored(slow, results=True)
    assert digits(quick) == digits(slow)
    assert list(unpacked(quick)) == list(unpacked(slow))


def test_cells_are_changed_as_with_openpyxl() -> None:
    quick, slow = form("planning", JUNE, CHANGES), form("planning", JUNE, CHANGES, edit=id)
    assert stored(quick) == stored(slow) != stored(form("planning", JUNE))
    kept = [
        b"".join(unpacked(d).values()).count(b'<t xml:space="preserve">') for d in (quick, slow)
    ]
    assert kept[0] == kept[1] > 0


def test_what_is_not_typed_in_stays_byte_for_byte() -> None:
    before, after = form("planning", JUNE), form("planning", JUNE, {"gas_self_found": 7})
    old, new = unpacked(before), unpacked(after)
    changed = [n for n in old if old[n] != new[n]]
    assert len(changed) == 1
    assert typed(
        after, {"gas_self_found": right_values("planning", JUNE)["gas"]["self_found"]}
    ) == (typed(before, {"gas_self_found": right_values("planning", JUNE)["gas"]["self_found"]}))


@pytest.mark.parametrize("value", ["=1+1", "#DIV/0!", "甲\r乙", "甲\x01", True, JUNE])
def test_what_openpyxl_stores_otherwise_is_left_to_it(value: object) -> None:
    assert not plain(value)
