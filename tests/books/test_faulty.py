"""Every faulty workbook gets its status and its one message, every odd one counts, and no sum ever notices either.

The kinds are in tests/faulty/. All faulty ones lie in one inbox, since none may influence another; later July's right
forms are put beside them.
"""

import csv
import os
import subprocess
import sys
import unicodedata
from functools import partial
from pathlib import Path

import pytest

from pipeline.model.outcomes import Checked
from pipeline.model.states import FileState
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive
from tests import faulty
from tests.faulty import __main__ as writer
from tests.faulty.kind import Fault, lay_down, name_of
from tests.support.cells import read
from tests.support.handmade import numbers
from tests.support.published import files, table
from tests.support.workspaces import JULY, JUNE, ROOT, blanks, form, put, workspace

FAULTY = faulty.FAULTY
TOLERATED = faulty.TOLERATED
REFUSED = ("returned", "unreadable", "unrecognised")
LONGEST_MESSAGE = 400  # characters; what stands in a cell is quoted, but not a novel
# What a run with all of them at once may take; a run with any single one is to stay below it.
MOST_KILOBYTES = 1024 * 1024
MOST_SECONDS = 60  # of processor time


def with_june(folder: Path) -> Path:
    """A workspace with June's right forms, with which July's are compared."""
    root = workspace(folder)
    for unit in blanks(JUNE):
        put(root, f"6/{unit}.xlsx", form(unit, JUNE), "2023-06-26T10:00:00+08:00")
    return root


def with_july(root: Path) -> Path:
    """The workspace with July's right forms put in."""
    for unit in blanks(JULY):
        put(root, f"7/{unit}.xlsx", form(unit, JULY))
    return root


def checked(root: Path) -> Checked:
    return check_month(root, JULY, partial(receive, root, lambda _: None))


# --- Faulty ones among themselves -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with June's forms and every faulty file."""
    root = with_june(tmp_path_factory.mktemp("faulty") / "w")
    for path, kind in FAULTY.items():
        lay_down(kind, root / "inbox" / path)
    return root


@pytest.fixture(scope="module")
def alone(root: Path) -> dict[str, FileState]:
    """What a run without any right form of July makes of them, by path."""
    return {f.path.removeprefix("inbox/"): f for f in checked(root).release.files}


def test_there_are_enough_kinds_and_each_is_its_own() -> None:
    assert len(FAULTY) >= 120
    assert len(TOLERATED) >= 30
    assert len(faulty.FAULTY) == sum(len(theme.FAULTY) for theme in faulty.THEMES.values())
    assert len({kind.why for kind in FAULTY.values()}) > 0.7 * len(FAULTY)


@pytest.mark.parametrize("path", FAULTY, ids=name_of)
def test_a_faulty_file_gets_its_status_and_its_one_message(
    alone: dict[str, FileState], path: str
) -> None:
    kind, state = FAULTY[path], alone[name_of(path)]
    errors = [(f.rule, (f.sheet, f.cell)) for f in state.findings if f.severity == "error"]
    expected = [(fault.code, fault.place or (None, None)) for fault in kind.faults]
    assert state.status == kind.status
    assert sorted(errors, key=repr) == sorted(expected, key=repr)


def test_no_faulty_file_counts(alone: dict[str, FileState]) -> None:
    assert {p for p, state in alone.items() if state.status == "accepted"} == set()


def test_every_message_says_something_that_its_sender_can_act_on(
    alone: dict[str, FileState],
) -> None:
    for state in alone.values():
        messages = [f.message for f in state.findings]
        assert messages or state.status not in REFUSED, state.path
        for message in messages:
            assert message.endswith("。"), message
            assert len(message) <= LONGEST_MESSAGE, message
            assert not any(unicodedata.category(c)[0] == "C" for c in message), ascii(message)


def test_links_pipes_and_sockets_are_not_read(alone: dict[str, FileState]) -> None:
    entries = [kind.file for kind in FAULTY.values() if Fault("not_regular") in kind.faults]
    assert len(entries) >= 7
    assert {alone[f"files/{name}"].sha256 for name in entries} == {None}


# --- Faulty ones among July's right forms -----------------------------------------------------------------------


def run(root: Path) -> tuple[int, float, int]:
    """`pipeline monthly` as a process of its own: its exit status, processor seconds and peak kilobytes."""
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "monthly"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outbox of a run over June's and July's right forms alone."""
    root = with_july(with_june(tmp_path_factory.mktemp("clean") / "w"))
    assert run(root)[0] == 0
    return root


@pytest.fixture(scope="module")
def mixed(root: Path, alone: dict[str, FileState]) -> Path:
    """The workspace with everything, after a run."""
    assert alone
    for path, kind in faulty.BESIDE.items():
        lay_down(kind, root / "inbox" / path)
    status, seconds, kilobytes = run(with_july(root))
    assert status == 0
    assert seconds < MOST_SECONDS
    assert kilobytes < MOST_KILOBYTES
    return root


@pytest.mark.parametrize("name", ["figures.csv", "totals.csv", "附件2.xlsx"])
def test_faulty_files_change_no_byte_of_what_is_published_beside_the_bulletin(
    clean: Path, mixed: Path, name: str
) -> None:
    ours, theirs = (root / "outbox/2023-07" / name for root in (mixed, clean))
    assert ours.read_bytes() == theirs.read_bytes()
    assert {r["file"] for r in table(mixed, "2023-07", "figures.csv")} == {
        f"inbox/7/{unit}.xlsx" for unit in blanks(JULY)
    }


def test_the_bulletin_tells_the_same_figures(clean: Path, mixed: Path) -> None:
    ours, theirs = ((root / "outbox/2023-07/月通报.md").read_text("utf-8") for root in (mixed, clean))  # fmt: skip
    assert ours == theirs


def test_every_file_has_one_entry_with_the_status_that_it_has_alone(
    mixed: Path, alone: dict[str, FileState]
) -> None:
    entries = files(mixed, "2023-07")
    on_disk = {
        name_of(str(p.relative_to(mixed)))
        for p in (mixed / "inbox").rglob("*")
        if p.is_symlink() or not p.is_dir()
    }
    assert set(entries) == on_disk
    for path in map(name_of, FAULTY):
        ours, before = entries[f"inbox/{path}"], alone[path]
        assert ours["status"] == before.status, path
        errors = [f["message"] for f in ours["findings"] if f["severity"] == "error"]
        assert errors == [f.message for f in before.findings if f.severity == "error"]


@pytest.mark.parametrize("path", faulty.BESIDE)
def test_what_is_faulty_beside_a_right_form_is_told_so(mixed: Path, path: str) -> None:
    kind, entry = faulty.BESIDE[path], files(mixed, "2023-07")[f"inbox/{path}"]
    errors = [f["rule"] for f in entry["findings"] if f["severity"] == "error"]
    assert (entry["status"], errors) == (kind.status, [f.code for f in kind.faults])


# --- Odd ones ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A run over June's forms and every odd form of July."""
    root = with_june(tmp_path_factory.mktemp("odd") / "w")
    for path, kind in TOLERATED.items():
        put(root, path, kind.make())
    return checked(root)


@pytest.mark.parametrize("path", TOLERATED)
def test_an_odd_form_counts_like_the_clean_one_and_is_told_so(odd: Checked, path: str) -> None:
    kind, candidate = TOLERATED[path], odd.candidates[f"inbox/{path}"]
    assert [f for f in candidate.findings if f.severity == "error"] == []
    assert numbers(candidate.submission) == numbers(read(form(kind.unit, JULY)))
    told = {f.rule for f in candidate.findings if f.severity != "error"}
    assert told >= set(kind.codes)


# --- The folder for people --------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The writer with few kinds, since it would write hundreds; their names."""
    some, odd = (dict(list(kinds.items())[::40]) for kinds in (faulty.FAULTY, faulty.TOLERATED))
    monkeypatch.setattr(writer, "BESIDE", {})
    monkeypatch.setattr(writer, "FAULTY", some)
    monkeypatch.setattr(writer, "TOLERATED", odd)
    return {*map(name_of, some), *odd}


def test_make_faulty_writes_every_kind_and_an_index(tmp_path: Path, few: set[str]) -> None:
    for _ in range(2):
        writer.main(str(tmp_path / "f"))
    with (tmp_path / "f" / writer.INDEX).open(encoding="utf-8-sig", newline="") as file:
        assert {row["文件"] for row in csv.DictReader(file)} == few
    written = {name_of(str(p.relative_to(tmp_path / "f"))) for p in (tmp_path / "f").rglob("*.*")}
    assert written == {*few, writer.INDEX}


def test_make_faulty_leaves_a_folder_of_somebody_else_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(SystemExit):
        writer.main(str(tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_the_index_says_what_must_happen_to_every_kind() -> None:
    rows = list(writer.rows())
    assert {row[0] for row in rows} == {
        name_of(p) for p in (*faulty.FAULTY, *faulty.BESIDE, *faulty.TOLERATED)
    }
    assert all(why and status for _, why, status, *_ in rows)
