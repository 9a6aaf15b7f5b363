"""What is kept of an inbox saves time and changes nothing, whatever becomes of it."""

import json
import os
import random
import sys
import zlib
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from pipeline.model.ledger import LedgerRow
from pipeline.model.received import Arrival, Finding, Submission
from pipeline.model.work_reports import WorkReport
from pipeline.pools import crew, kept, read_group
from pipeline.pools.crew import Crew
from pipeline.pools.kept import FOLDER, as_bytes, load, store
from pipeline.pools.plain_record import form_of
from pipeline.receiving.receive import receive
from tests.support.published import command, snapshot
from tests.support.workspaces import sample_workspace

JULY = "inbox/sample/2023-07"
HERE = Crew(workers=1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample counts as many files."""
    monkeypatch.setattr(crew, "_MANY", 2)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all files that are parsed."""
    paths, read = list[str](), read_group.read_arrival

    def reading(arrival: Arrival, *others: object) -> object:
        paths.append(arrival.path)
        return read(arrival, *others)

    monkeypatch.setattr(read_group, "read_arrival", reading)
    return paths


def told(root: Path, *, cache: bool = True) -> list[str]:
    received = receive(root, lambda _: None, Crew(1, cache=cache))
    return [repr(read) for read in received.read]


def files(root: Path) -> list[Path]:
    return sorted((root / FOLDER).iterdir())


def test_a_file_that_was_read_is_not_parsed_again(sample_root: Path, parsed: list[str]) -> None:
    right = told(sample_root, cache=False)
    assert not (sample_root / FOLDER).exists()
    parsed.clear()
    assert told(sample_root) == right
    assert len(parsed) > 20
    parsed.clear()
    assert told(sample_root) == right
    assert parsed == []
    assert told(sample_root, cache=False) == right


def test_a_file_that_was_refused_as_unreadable_is_tried_again(
    sample_root: Path, parsed: list[str]
) -> None:
    (sample_root / "inbox/坏.xlsx").write_bytes(b"PK\x03\x04 of a file")
    right = told(sample_root)
    parsed.clear()
    assert told(sample_root) == right
    assert parsed == ["inbox/坏.xlsx"]


def drop(root: Path, chance: random.Random) -> None:
    for path in chance.sample(files(root), len(files(root)) // 2):
        path.unlink()


def cut(root: Path, chance: random.Random) -> None:
    for path in files(root):
        path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def flip(root: Path, chance: random.Random) -> None:
    for path in files(root):
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)


def swap(root: Path, _: random.Random) -> None:
    first, *others = files(root)
    content = [path.read_bytes() for path in (*others, first)]
    for path, data in zip(files(root), content, strict=True):
        path.write_bytes(data)


def litter(root: Path, _: random.Random) -> None:
    gone = next(n for n in map("{:02x}.bin".format, range(256)) if not (root / FOLDER / n).exists())
    (root / FOLDER / gone).write_bytes(b"of a file that is gone")
    (root / FOLDER / f"{files(root)[0].stem}.4711").write_bytes(b"of a run that was killed")


@pytest.mark.parametrize("damage", [drop, cut, flip, swap, litter])
def test_whatever_becomes_of_it_the_same_is_read(
    sample_root: Path, damage: Callable[[Path, random.Random], None]
) -> None:
    right = told(sample_root)
    names = files(sample_root)
    for seed in range(4):
        damage(sample_root, random.Random(seed))
        assert told(sample_root) == right
        assert files(sample_root) == names


@pytest.mark.parametrize("other", ["lxml", "odfdo", "xlrd", "python"])
def test_another_version_of_python_or_of_a_parser_is_another_program(
    sample_root: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    version, before = kept.version, kept.fingerprint_of(sample_root)
    monkeypatch.setattr(kept, "version", lambda name: "9.9" if name == other else version(name))
    if other == "python":
        monkeypatch.setattr(sys, "version", "9.9")
    assert kept.fingerprint_of(sample_root) != before


def test_what_another_program_or_other_schemas_read_does_not_count(
    sample_root: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(sample_root)
    count = len(parsed)
    schema = sample_root / "schemas/roster.toml"
    schema.write_text(schema.read_text("utf-8") + "# 另一版\n", "utf-8")
    told(sample_root)
    assert len(parsed) == 2 * count
    monkeypatch.setattr(kept, "version", lambda _: "9.9")
    told(sample_root)
    assert len(parsed) == 3 * count


def test_a_renamed_file_or_a_corrected_time_is_read_anew(
    sample_root: Path, parsed: list[str]
) -> None:
    told(sample_root)
    parsed.clear()
    (sample_root / JULY / "消防7月.xlsx").rename(sample_root / JULY / "公安6月.xlsx")
    receipts = sample_root / "inbox/receipts.csv"
    right = receipts.read_text("utf-8-sig")
    line = next(n for n in right.splitlines() if "交警大队-7月" in n)
    receipts.write_text(right.replace(line, line.replace("2023-07-2", "2023-07-1")), "utf-8-sig")
    again = told(sample_root)
    assert sorted(parsed) == [f"{JULY}/交警大队-7月.xlsx", f"{JULY}/公安6月.xlsx"]
    assert again == told(sample_root, cache=False)


def test_a_month_is_the_same_byte_for_byte_the_first_time_and_the_second(tmp_path: Path) -> None:
    one, other = (sample_workspace(tmp_path / name) for name in ("a", "b"))
    assert command(one, "monthly", "--workers", "1", "--no-cache") == 0
    for _ in range(2):
        assert command(other, "monthly", "--workers", "1") == 0
    published = [{n: d for n, (d, _) in snapshot(r / "outbox").items()} for r in (one, other)]
    assert published[0] == published[1]
    assert files(other)


def test_a_folder_that_cannot_be_written_only_costs_time(sample_root: Path) -> None:
    right = told(sample_root, cache=False)
    (sample_root / ".cache").write_text("a file of somebody's", "utf-8")
    assert told(sample_root) == right


@pytest.mark.parametrize("linked", [".cache", FOLDER])
@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_kept_or_deleted_where_a_link_leads(
    sample_root: Path, linked: str, *, inside: bool
) -> None:
    elsewhere = sample_root / "inbox" if inside else sample_root.parent / "elsewhere"
    (elsewhere / "read").mkdir(parents=True)
    for place in (elsewhere / "00.bin", elsewhere / "read/00.bin", elsewhere / "信.txt"):
        place.write_bytes(b"of somebody else")
    (sample_root / linked).parent.mkdir(exist_ok=True)
    (sample_root / linked).symlink_to(elsewhere)
    right = told(sample_root, cache=False)
    before = snapshot(elsewhere)
    for _ in range(2):
        assert told(sample_root) == right
        assert snapshot(elsewhere) == before


def test_what_is_somebody_elses_stays_and_hinders_nobody(sample_root: Path) -> None:
    right = told(sample_root)
    names = files(sample_root)
    theirs = [sample_root / FOLDER / n for n in ("日记.txt", "zz.bin", "abc.bin", "aa.bin.old")]
    for place in theirs:
        place.write_bytes(b"of somebody else")
    for n in range(256):  # whatever the order in which they are found
        (sample_root / FOLDER / f"{n:02x}.4711").write_bytes(b"of a run that was killed")
        (sample_root / FOLDER / f"folder{n}").mkdir()
    assert told(sample_root) == right
    assert [p for p in files(sample_root) if p.is_file()] == sorted([*names, *theirs])


def pipe(place: Path) -> None:
    os.mkfifo(place)


def huge(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(2**40)


def endless(place: Path) -> None:
    place.symlink_to("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.parametrize("odd", [pipe, huge, endless, Path.mkdir])
def test_what_is_no_file_of_its_size_is_not_even_opened(
    sample_root: Path, odd: Callable[[Path], None]
) -> None:
    right = told(sample_root)
    first, *others = files(sample_root)
    first.unlink()
    odd(first)
    assert told(sample_root) == right
    assert files(sample_root)[-len(others) :] == others


def test_what_an_editor_leaves_beside_the_schemas_stops_nothing(sample_root: Path) -> None:
    right = told(sample_root, cache=False)
    (sample_root / "schemas/.#roster.toml").symlink_to("clerk@office.4711")
    (sample_root / "schemas/旧.toml").mkdir()
    assert told(sample_root) == right


@pytest.mark.parametrize(
    "plain",
    [
        *(None, 1, "x", {}, [None], [[0]], [[0, []]], [[2, []]], [[-1, []]], [["0", []]]),
        [[1, [1] * 7]],
    ],
)
def test_nothing_but_what_is_declared_comes_out(tmp_path: Path, plain: object) -> None:
    state = b"state"
    data = as_bytes([], state)
    (tmp_path / "a").write_bytes(data)
    assert load(tmp_path / "a", state) == {}
    packed = zlib.compress(json.dumps(plain).encode(), 1)
    (tmp_path / "b").write_bytes(kept.hashlib.sha256(state + packed).digest() + packed)
    assert load(tmp_path / "b", state) == {}


def test_what_unpacks_to_more_than_is_kept_does_not_count(
    sample_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = receive(sample_root, lambda _: None, HERE).read
    data, place = as_bytes(reads, b""), tmp_path / "00.bin"
    store(place, data)
    for most, known in ((kept._LARGEST, {r.path for r in reads}), (len(data), set())):
        monkeypatch.setattr(kept, "_LARGEST", most)
        assert load(place, b"").keys() == known


def test_all_that_a_reader_tells_is_kept_to_the_letter(sample_root: Path) -> None:
    form = form_of(Submission | Arrival)
    for read in receive(sample_root, lambda _: None, HERE).read:
        again = form.unpack(json.loads(json.dumps(form.pack(read))))
        assert repr(again) == repr(read)


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "00.bin"
    place.mkdir()
    store(place, b"of a file")
    assert list(tmp_path.iterdir()) == [place]
    place.rmdir()
    store(place, b"of a file")
    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == {place: b"of a file"}


@pytest.mark.parametrize("other", [date, Decimal, list[str], tuple[str, int], tuple[()]])
def test_what_has_no_form_is_refused_before_anything_is_written(other: object) -> None:
    with pytest.raises(TypeError):
        form_of(other)


def test_all_that_a_reader_may_tell_has_a_form() -> None:
    found = {Submission, Arrival}
    for kind in (waiting := [*found]):
        for inner in types_in(kind) - found:
            form_of(inner)
            found.add(inner)
            waiting.append(inner)
    assert {Finding, LedgerRow, WorkReport} <= found


def types_in(kind: Any) -> set[Any]:
    """Those that its fields, or itself, are declared to hold."""
    is_record = is_dataclass(kind) or hasattr(kind, "_fields")
    within = get_type_hints(kind).values() if is_record else get_args(kind)
    return {t for t in within if t not in (..., NoneType)}
