"""A few dozen cases of `make fuzz`, and that its own judgement is no rubber stamp."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model.received import Submission
from tests import fuzz
from tests.fuzzing import verdict
from tests.fuzzing.damage import damaged
from tests.fuzzing.seeds import seeds
from tests.fuzzing.surgery import operated
from tests.fuzzing.witness import witness
from tests.support.cells import read, typed
from tests.support.workspaces import JUNE, form

CASES = 60
SEED = 0


def test_damaged_workbooks_neither_break_the_reader_nor_get_a_wrong_number_in() -> None:
    ends = [fuzz.run(SEED, number) for number in range(CASES)]
    assert [(n, faults) for n, (_, faults) in enumerate(ends) if faults] == []
    told = [end for end, _ in ends]
    assert {"refused", "returned", "accepted"} <= set(told)
    assert told.count("accepted") > CASES // 8  # or the damage would be too coarse to test anything


@pytest.mark.parametrize("name", sorted(seeds()))
def test_what_is_damaged_was_right_before(name: str) -> None:
    seed = seeds()[name]
    assert verdict.outcome(seed.data, seed.kind) == ("accepted", [])


def test_a_case_is_the_same_whenever_it_is_run() -> None:
    assert [fuzz.case(7, n)[2] for n in range(20)] == [fuzz.case(7, n)[2] for n in range(20)]
    assert len({fuzz.case(7, n)[2] for n in range(20)}) > 18


@pytest.mark.parametrize("change", [damaged, operated])
def test_damage_is_done(change: Callable[[bytes, random.Random], bytes]) -> None:
    data = seeds()["rescue"].data
    assert sum(change(data, random.Random(n)) != data for n in range(30)) > 20


def _spin(*_: object) -> tuple[str, list[str]]:
    while True:
        pass


def test_a_file_that_takes_too_long_is_a_fault_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = next(n for n in range(99) if fuzz.case(SEED, n)[1] == "xlsx")
    monkeypatch.setattr(fuzz, "CPU_SECONDS", 0.05)
    monkeypatch.setattr(fuzz, "outcome", _spin)
    end, faults = fuzz.run(SEED, number)
    assert (end, len(faults)) == ("hang", 1)


def test_a_crash_is_a_fault_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "outcome", lambda *_: [].pop())
    end, faults = fuzz.run(SEED, 0)
    assert end == "crash"
    assert "IndexError" in faults[0]


# --- The judge sees what it is there for ------------------------------------------------------------------------


def changed(submission: Submission, name: str, **changes: Any) -> Submission:
    """A submission that says of a value something that its file does not."""
    (sheet,) = submission.sheets
    entries = {**sheet.entries, name: replace(sheet.entries[name], **changes)}
    return replace(submission, sheets=(replace(sheet, entries=entries),))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": 4711.0}, "read 4711.0"),
        ({"cell": "I10"}, "beside it stands"),
        ({"state": "blank"}, "without a value"),
        ({"state": "zero", "value": 0.0}, "a declared zero"),
    ],
)
def test_a_value_that_the_file_does_not_hold_is_seen(changes: dict[str, Any], fault: str) -> None:
    data = form("rescue", JUNE)
    right = read(data)
    assert list(verdict.contradictions(right, [], witness(data, "xlsx"))) == []
    wrong = changed(right, "self_found", **changes)
    told = list(verdict.contradictions(wrong, [], witness(data, "xlsx")))
    assert any(fault in t and "fire_self_found" in t for t in told)


def test_another_sectors_or_months_form_is_seen() -> None:
    right, other = (
        read(form("rescue", JUNE)),
        form("rescue", JUNE, headings={"period": "2023年7月"}),
    )
    (told,) = verdict.contradictions(right, [], witness(other, "xlsx"))
    assert told.startswith("fire_period")


def test_a_sheet_that_is_passed_over_is_seen() -> None:
    data = form("planning", JUNE)
    both = read(data)
    (told,) = verdict.contradictions(
        replace(both, sheets=both.sheets[:1]), [], witness(data, "xlsx")
    )
    assert told.startswith("燃气")


def test_a_text_that_is_no_number_is_none_for_the_judge_either() -> None:
    data = typed(form("rescue", JUNE), {"fire_self_found": "约5"})
    told = verdict.contradictions(read(form("rescue", JUNE)), [], witness(data, "xlsx"))
    assert any("'约5'" in t for t in told)


def test_published_figures_are_those_of_the_damaged_files() -> None:
    batch = {f"{n}.{fuzz.case(SEED, n)[1]}": fuzz.case(SEED, n)[2] for n in range(8)}
    assert fuzz.publishing(batch) == []
