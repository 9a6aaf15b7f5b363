"""What `make bench` measures is what it says: forms that are accepted, right sums, and a verdict in both directions."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pandera.errors import SchemaError

from tests.bench import naive
from tests.bench.figures_of import sector_figures
from tests.bench.floor import read_floor
from tests.bench.generated import JUNE, Reporter, make_inbox, sums_of
from tests.bench.province import check_totals
from tests.bench.rows import Measure, in_order, read_rows, regressions, table, write_rows
from tests.bench.running import interleaved, median_ratio, seconds_and_peak
from tests.bench.segments import cut, package
from tests.bench.suite import FIGURES, MEASURES
from tests.support.cells import unpacked
from tests.support.named_cells import cell_named
from tests.support.packages import assert_sound
from tests.support.published import files
from tests.support.workspaces import publish

COUNT, FAULTS = 14, 3
SLOWER = Measure("slower", 1.5)
FASTER = Measure("faster", 12, smaller=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Reporter]]:
    """A small generated inbox, published once."""
    root = tmp_path_factory.mktemp("bench") / "inbox"
    units = make_inbox(root, COUNT, FAULTS)
    publish(root, None)
    return root, units


def test_generated_forms_are_accepted_and_those_with_a_fault_returned(
    made: tuple[Path, list[Reporter]],
) -> None:
    root, units = made
    told = files(root, str(JUNE))
    assert len(told) == COUNT + 2  # the office's, and the receipts
    for unit in units:
        entry = told[f"inbox/{unit.path}"]
        assert entry["status"] == ("returned" if unit.faulty else "accepted")
        errors = [f["rule"] for f in entry["findings"] if f["severity"] == "error"]
        assert errors == (["H2"] if unit.faulty else [])
    assert sum(unit.faulty for unit in units) == FAULTS
    assert told["inbox/综合.xlsx"]["status"] == "accepted"


def test_published_totals_are_what_was_sent(made: tuple[Path, list[Reporter]]) -> None:
    root, units = made
    check_totals(root, units)
    wrong = [*units[1:], Reporter("x", units[0].name, units[0].sector, 99)]
    with pytest.raises(ValueError, match="self_found"):
        check_totals(root, wrong)


def test_the_naive_script_has_the_same_sums(
    made: tuple[Path, list[Reporter]], tmp_path: Path
) -> None:
    root, units = made
    sums = tmp_path / "sums.json"
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    with pytest.raises(SchemaError):
        naive.main(copy, tmp_path / "annex.xlsx", sums)
    for unit in units:
        if unit.faulty:
            (copy / "inbox" / unit.path).unlink()
    naive.main(copy, tmp_path / "annex.xlsx", sums)
    found = json.loads(sums.read_text("utf-8"))
    sent = sums_of(units)
    assert {i: found[i] for i in sent} == sent
    assert {i for i in found if i not in sent} == {"media_column"}  # a yes or no: no sum
    sheet = load_workbook(tmp_path / "annex.xlsx").active
    assert sheet is not None
    assert sheet["D5"].value == f"{sent['self_found']:.10g}"


def test_generated_forms_are_like_those_of_an_office_program(
    made: tuple[Path, list[Reporter]],
) -> None:
    root, units = made
    for unit in units[:2]:
        path = root / "inbox" / unit.path
        data = path.read_bytes()
        assert_sound(data)
        parts = unpacked(data)
        assert not any(b"inlineStr" in part for part in parts.values())
        assert unit.name.encode() in parts["xl/sharedStrings.xml"]
        book = load_workbook(path, data_only=True)  # the second judge
        for indicator, value in unit.figures.items():
            assert cell_named(book, f"{unit.sector}_{indicator}").value == value, indicator
        assert book["_form"]["B3"].value == unit.id
        assert book["_check"]["B3"].value in (0, 1)  # formulas have results


@given(
    st.lists(
        st.sampled_from([b"<a>", b"FIELD-1", b"FIELD-2", b"b" * 3_000, "县".encode()]), max_size=9
    ),
    st.binary(max_size=40),
)
def test_a_package_holds_its_parts_with_values_for_fields(
    pieces: list[bytes], value: bytes
) -> None:
    content = b"".join(pieces)
    part = cut("xl/a.xml", content, {b"FIELD-1": "one", b"FIELD-2": "two"})
    found = unpacked(package([part, cut("b", b"", {})], {"one": value, "two": b"2"}))
    wanted = b"".join({b"FIELD-1": value, b"FIELD-2": b"2"}.get(p, p) for p in pieces)
    assert found == {"xl/a.xml": wanted, "b": b""}


def test_no_two_units_report_the_same() -> None:
    assert len({tuple(sector_figures(n).values()) for n in range(2_000)}) == 2_000


def test_the_floor_meets_every_figure(made: tuple[Path, list[Reporter]]) -> None:
    root, units = made
    unit = units[0]
    met = read_floor(root / "inbox" / unit.path)
    assert {f"{v:.10g}" for v in unit.figures.values()} <= {m for m in met if isinstance(m, str)}


@pytest.mark.parametrize(
    ("measure", "ratio", "keeps"),
    [(SLOWER, 1.5, True), (SLOWER, 1.51, False), (FASTER, 12, True), (FASTER, 11.9, False)],
)
def test_a_bar_is_kept_or_missed(measure: Measure, ratio: float, keeps: bool) -> None:
    row = measure.row(2.0, 1.0, ratio)
    assert row.ok is keeps
    assert ("**missed**" in table([measure], [row])[-1]) is not keeps


def test_what_has_no_bar_cannot_miss_it() -> None:
    assert Measure("told").row(1, None, 99).ok


@pytest.mark.parametrize(
    ("measure", "before", "now", "told"),
    [
        (SLOWER, 1.2, 1.49, False),
        (SLOWER, 1.2, 1.51, True),  # still better than its bar would allow another time
        (SLOWER, 2.0, 1.0, False),
        (FASTER, 20, 16.1, False),
        (FASTER, 20, 15.9, True),
        (FASTER, 20, 40, False),
    ],
)
def test_a_ratio_worse_by_more_than_a_quarter_is_told(
    measure: Measure, before: float, now: float, told: bool
) -> None:
    rows = [measure.row(1, 1, ratio) for ratio in (before, now)]
    lines = regressions([measure], rows[1:], rows[:1])
    assert bool(lines) is told
    if told:
        assert lines == [f"{measure.name}: ratio from {before:.3g} to {now:.3g}"]


def test_a_row_that_was_never_kept_is_no_regression() -> None:
    assert not regressions([SLOWER], [SLOWER.row(1, 1, 99)], [])


def test_rows_are_kept_as_a_list_of_objects(tmp_path: Path) -> None:
    rows = [SLOWER.row(1.23456789, 1, 1.2), MEASURES[0].row(1, None, 400)]
    write_rows(tmp_path / "bench.json", rows)
    assert read_rows(tmp_path / "bench.json") == rows
    kept = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert {tuple(row) for row in kept} == {("name", "seconds", "against", "ratio", "bar", "ok")}
    assert read_rows(tmp_path / "none.json") == []


def test_kept_figures_are_those_measured_last() -> None:
    old = [FASTER.row(1, 1, 20), SLOWER.row(1, 1, 1.1), Measure("gone").row(1, 1, 1)]
    new = SLOWER.row(2, 1, 1.2)
    assert in_order([SLOWER, FASTER], [*old, new]) == [new, old[0]]


def test_every_measure_has_a_name_of_its_own_and_figures_are_of_these() -> None:
    names = [m.name for m in MEASURES]
    assert len(set(names)) == len(names)
    for row in read_rows(FIGURES):
        assert row.name in names


def test_medians_are_of_rounds_that_take_turns() -> None:
    turns: list[str] = []

    def run(name: str, seconds: Iterator[float]) -> float:
        turns.append(name)
        return next(seconds)

    above, below = iter([2.0, 9.0, 4.0]), iter([1.0, 3.0, 1.0])
    times = interleaved(3, lambda: run("a", above), lambda: run("b", below))
    assert turns == ["a", "b"] * 3
    assert median_ratio(*times) == 3.0


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="no PSS here")
def test_memory_is_that_of_all_processes_together() -> None:
    hold = "import time; data = bytearray(b'x' * 60_000_000); time.sleep(2)"
    both = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}; p.wait()"
    seconds, peak = seconds_and_peak([sys.executable, "-c", both])
    assert seconds > 2
    assert 120 < peak < 250


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError) as told:
        seconds_and_peak([sys.executable, "-c", "raise SystemExit('no')"])
    assert b"no" in told.value.stderr
