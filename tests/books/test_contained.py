"""The worker: whatever becomes of it, the file is refused with a reason and the run goes on."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.books import contained, workbook, worker
from pipeline.books.cells import Book, Cell, Sheet
from pipeline.books.contained import read_contained
from pipeline.books.plain_book import book_from_json, book_to_json, refusal_to_json
from pipeline.books.refusals import DamagedWorkbookError, ForeignFileError, OverLimitError
from pipeline.books.workbook import open_book
from tests.support.cells import read
from tests.support.places import ROOT, TESTS
from tests.support.workspaces import JUNE, form

TYPED = (TESTS / "fixtures" / "typed.xls").read_bytes()
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no signals, no limits")


def answers(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the worker be some other program."""
    monkeypatch.setattr(contained, "_BOOKS", (sys.executable, "-I", "-c", code))


def test_a_form_reads_the_same_in_the_worker_as_here() -> None:
    data = form("planning", JUNE)
    assert read_contained(data) == open_book(data)


def test_what_is_larger_than_a_form_goes_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(contained, "read_contained", lambda data: asked.append(len(data)))
    data = form("planning", JUNE)
    open_book(data)
    assert asked == []
    monkeypatch.setattr(workbook, "READ_HERE", 10_000)
    open_book(data)
    assert asked == [len(data)]


@POSIX
@pytest.mark.parametrize("signal", ["SIGKILL", "SIGABRT", "SIGSEGV", "SIGXCPU"])
def test_a_worker_that_dies_of_a_signal_has_met_its_limit(
    monkeypatch: pytest.MonkeyPatch, signal: str
) -> None:
    answers(monkeypatch, f"import os, signal; os.kill(os.getpid(), signal.{signal})")
    with pytest.raises(OverLimitError):
        read_contained(b"")


def test_a_worker_that_does_not_end_is_stopped_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(contained, "SECONDS", 0.2)
    with pytest.raises(OverLimitError):
        read_contained(b"")


def test_a_worker_that_answers_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "import sys\nwhile True: sys.stdout.write('x' * 65536)")
    monkeypatch.setattr(contained, "LARGEST_ANSWER", 1000)
    with pytest.raises(OverLimitError):
        read_contained(b"")


def test_a_worker_that_takes_nothing_is_no_broken_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "import sys; sys.stdin.close(); sys.exit(1)")
    with pytest.raises(DamagedWorkbookError) as told:
        read_contained(bytes(10**7))
    assert told.value.case == "damaged"


GARBLED = [
    b"", b"\xff", b"12", b"[]", b"null", b"{}", b'"refused"', b'{"refused": 1}', b'{"refused": ["x", "y", "z"]}',
    b'{"refused": ["damaged", 1, ""]}', b"[" * 100_000,
    b'{"kind": "xlsx", "names": {}, "hidden": [], "saved_at": "", "sheets": [["a", [], [], [], {"A1": ["n", 1]}]]}',
    b'{"kind": "xlsx", "names": {}, "hidden": [], "saved_at": "", "sheets": [["a", [], [1], [], {}]]}',
    b'{"kind": "xlsx", "names": {}, "hidden": [], "saved_at": "", "sheets": [["a", [], [], [["A1"]], {}]]}',
    b'{"kind": "xlsx", "names": {"a": "b"}, "hidden": [], "saved_at": "", "sheets": []}',
    b'{"kind": "xlsx", "names": [], "hidden": [], "saved_at": "", "sheets": []}',
    b'{"kind": "xlsx", "names": {}, "hidden": [], "saved_at": "", "sheets": [[]]}',
    b'{"kind": "xlsx", "names": {}, "hidden": [], "saved_at": "", "sheets": [["a", [], [], [], {"A1": []}]]}',
]  # fmt: skip


@pytest.mark.parametrize("answer", GARBLED)
def test_a_garbled_answer_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(contained, "_ask", lambda *_: (True, answer))
    with pytest.raises(DamagedWorkbookError) as told:
        read_contained(b"")
    assert told.value.case == "damaged"


@pytest.mark.parametrize("kind", [DamagedWorkbookError, OverLimitError, ForeignFileError])
def test_a_refusal_comes_over_as_it_is(kind: type[DamagedWorkbookError]) -> None:
    with pytest.raises(kind) as told:
        book_from_json(refusal_to_json(kind("什么", "怎么办")))
    assert (type(told.value), str(told.value), told.value.advice) == (kind, "什么", "怎么办")


TEXTS = st.text(max_size=8)
CELLS = st.builds(Cell, st.sampled_from(["number", "text"]), TEXTS, st.none() | TEXTS)
SHEETS = st.lists(
    st.builds(Sheet, TEXTS, st.dictionaries(TEXTS, CELLS, max_size=4), st.lists(TEXTS).map(tuple)),
    max_size=3,
)


def _named(sheets: list[Sheet]) -> Mapping[str, Sheet]:
    return {sheet.name: sheet for sheet in sheets}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.builds(
        Book,
        TEXTS,
        st.dictionaries(TEXTS, st.tuples(TEXTS, TEXTS), max_size=3),
        SHEETS.map(_named),
        st.frozensets(TEXTS),
        TEXTS,
    )
)
def test_every_book_comes_over_as_it_is(book: Book) -> None:
    again = book_from_json(book_to_json(book))
    assert again == book
    assert list(again.sheets) == list(book.sheets)


def test_the_worker_answers_with_a_book_or_a_reason() -> None:
    assert book_from_json(worker.answer(TYPED)).kind == "xls"
    with pytest.raises(ForeignFileError):
        book_from_json(worker.answer(b"%PDF"))


def test_a_worker_without_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: bytes) -> Book:
        raise MemoryError

    monkeypatch.setattr(worker, "read_any", exhausted)
    with pytest.raises(OverLimitError):
        book_from_json(worker.answer(b""))


def test_an_answer_that_is_too_long_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LARGEST_ANSWER", 100)
    with pytest.raises(OverLimitError):
        book_from_json(worker.answer(TYPED))


INSIDE = """
import sys
sys.path[:] = sys.argv[1:]
from pipeline.books import worker
def read_any(data):
    {inside}
worker.read_any = read_any
worker.SECONDS = {seconds}
worker.main()
"""


@POSIX
@pytest.mark.parametrize(
    ("seconds", "inside"),
    [(30, "x = bytearray(10**9)"), (3, "while True: pass")],
    ids=["memory", "processor time"],
)
def test_memory_and_processor_time_are_limited(
    monkeypatch: pytest.MonkeyPatch, seconds: int, inside: str
) -> None:
    answers(monkeypatch, INSIDE.format(inside=inside, seconds=seconds))
    monkeypatch.setattr(contained, "SECONDS", 600)  # so that not the clock ends it
    began = time.monotonic()
    with pytest.raises(OverLimitError):
        read_contained(b"")
    assert time.monotonic() - began < contained.SECONDS


def test_a_crash_of_the_reader_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, INSIDE.format(inside="raise AssertionError", seconds=30))
    with pytest.raises(DamagedWorkbookError) as told:
        read_contained(b"")
    assert told.value.case == "damaged"


def test_the_worker_imports_nothing_heavy() -> None:
    code = "import sys, pipeline.books.worker; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "openpyxl", "xlrd", "odfdo", "lxml"} & set(told.stdout.split())


def test_an_old_file_is_read_from_any_folder_even_among_modules_of_our_names(
    tmp_path: Path,
) -> None:
    for name in ("pipeline", "json", "xlrd"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    code = (
        f"import sys; sys.path[0] = {str(ROOT)!r}; from pipeline.books.workbook import open_book\n"
    )
    code += f"print(open_book(open({str(ROOT / 'tests/fixtures/typed.xls')!r}, 'rb').read()).kind)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[1:])},
    )  # fmt: skip
    assert told.stdout == "xls\n", told.stderr


def test_the_worker_looks_for_modules_where_this_process_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = contained._BOOKS[-1].partition("from pipeline")[0]
    tell = "import json; print(json.dumps({'refused': ['damaged', '|'.join(sys.path), '']}))"
    answers(monkeypatch, start + tell)
    with pytest.raises(DamagedWorkbookError) as told:
        read_contained(b"")
    assert str(told.value).split("|") == sys.path


def test_a_book_from_the_worker_makes_the_same_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    data = form("planning", JUNE)
    here = read(data)
    monkeypatch.setattr(workbook, "READ_HERE", 0)
    there = read(data)
    assert repr(replace(there, arrival=here.arrival)) == repr(here)  # NaN is not NaN


@pytest.mark.parametrize("code", [errno.EPIPE, errno.EINVAL])  # Linux and macOS, Windows
def test_a_worker_that_dies_before_it_has_taken_all_may_still_have_answered(code: int) -> None:
    worker = MagicMock()
    worker.stdin.write.side_effect = OSError(code, os.strerror(code))
    worker.stdout.read.return_value = b"{}"
    assert contained._talk(worker, b"data") == b"{}"
    worker.stdin.write.side_effect = OSError(errno.EIO, "")
    with pytest.raises(OSError, match="Errno 5"):
        contained._talk(worker, b"data")
