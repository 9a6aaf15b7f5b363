"""A file beside the months: whole at any moment, never lost where a person changed it, as it was where a run fails."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from pipeline.files.lock import only_run
from pipeline.ledger.seal import UNSEALED, is_sealed, sealed
from pipeline.model.beside import Beside
from pipeline.model.errors import PublishError
from pipeline.outbox import beside as module
from pipeline.outbox import replacing
from pipeline.outbox.publishing import publish
from tests.support.killing import KILLED, UNDISTURBED, Job, Server, beside
from tests.support.published import contents, snapshot, with_manifest

MONTH, NAME = "2023-06", "hazards.db"
OLD = {"附件2.xlsx": "old", "figures.csv": "same"}
NEW = {"附件2.xlsx": "new", "figures.csv": "same", "月通报.md": "new"}
pytestmark = pytest.mark.usefixtures("quick")


def told(outputs: dict[str, str]) -> dict[str, bytes]:
    return with_manifest({name: text.encode() for name, text in outputs.items()})


def made(text: str) -> Beside:
    return Beside(NAME, sealed((UNSEALED + text).encode()), is_sealed, ("-journal", "-wal"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "w/inbox").mkdir(parents=True)
    publish(tmp_path / "w", MONTH, told(OLD), made("old"))
    return tmp_path / "w"


def test_it_is_written_renewed_and_left_alone(root: Path) -> None:
    path = root / "outbox" / NAME
    assert path.read_bytes() == made("old").data
    before = snapshot(root)
    assert publish(root, MONTH, told(OLD), made("old")) == []
    assert snapshot(root) == before
    assert publish(root, MONTH, told(OLD), made("new")) == []  # the month is as it was
    assert path.read_bytes() == made("new").data
    assert publish(root, MONTH, told(NEW)) == []  # and who knows of no such file does not touch it
    assert path.read_bytes() == made("new").data
    assert {p.name for p in (root / "outbox").iterdir()} == {MONTH, NAME}


def test_it_goes_when_there_is_nothing_to_say_but_a_strangers_stays(root: Path) -> None:
    none = replace(made(""), data=None)
    publish(root, MONTH, told(OLD), none)
    assert not (root / "outbox" / NAME).exists()
    (root / "outbox" / NAME).write_bytes(b"mine")
    assert publish(root, MONTH, told(OLD), none) == []
    assert (root / "outbox" / NAME).read_bytes() == b"mine"


@pytest.mark.parametrize("followers", [(), ("-journal",), ("-journal", "-wal")])
@pytest.mark.parametrize("edited", [True, False])
def test_what_a_person_changed_is_kept_with_all_that_belongs_to_it(
    edited: bool, followers: tuple[str, ...], root: Path
) -> None:
    path = root / "outbox" / NAME
    if edited:
        path.write_bytes(b"edited")
    was = path.read_bytes()
    for ending in followers:
        path.with_name(NAME + ending).write_bytes(b"half-way")
    aside = publish(root, MONTH, told(NEW), made("new"))
    names = [NAME, *(NAME + e for e in followers)] if edited or followers else []
    assert aside == [f"outbox/{NAME}.手改/1/{n}" for n in names]
    assert path.read_bytes() == made("new").data
    assert not list(path.parent.glob(f"{NAME}-*"))
    if names:
        kept = root / f"outbox/{NAME}.手改/1"
        assert (kept / NAME).read_bytes() == was
        assert {p.name for p in kept.iterdir()} == set(names)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_in_its_place(kind: str, root: Path, tmp_path: Path) -> None:
    path = root / "outbox" / NAME
    path.unlink()
    (tmp_path / "elsewhere").write_bytes(b"precious")
    makers: dict[str, Callable[[], object]] = {
        "folder": path.mkdir,
        "link": lambda: path.symlink_to(tmp_path / "elsewhere"),
        "pipe": lambda: os.mkfifo(path),
    }
    makers[kind]()
    if kind == "folder":
        with pytest.raises(PublishError, match=NAME):
            publish(root, MONTH, told(NEW), made("new"))
        assert contents(root / "outbox" / MONTH) == told(OLD)
        return
    publish(root, MONTH, told(NEW), made("new"))
    assert path.read_bytes() == made("new").data
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"


def test_a_month_that_cannot_take_its_place_leaves_the_file_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "outbox" / NAME).write_bytes(b"edited")
    (root / "outbox" / f"{NAME}-wal").write_bytes(b"half-way")
    before = contents(root)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no", "x")

    monkeypatch.setattr(replacing, "put_in_place", refuse)
    with pytest.raises(PublishError):
        publish(root, MONTH, told(NEW), made("new"))
    assert contents(root) == before
    assert {p.name for p in (root / "outbox").iterdir()} == {MONTH, NAME, f"{NAME}-wal"}


def test_a_file_that_cannot_be_replaced_leaves_the_month_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a program that has it open holds it."""
    (root / "outbox" / f"{NAME}-wal").write_bytes(b"half-way")
    before, put = contents(root), module._put

    def refuse(source: Path | None, target: Path) -> None:
        if source and source.name == "fresh":
            raise PermissionError(errno.EACCES, "no", str(target))
        put(source, target)

    monkeypatch.setattr(module, "_put", refuse)
    with pytest.raises(PublishError, match=NAME):
        publish(root, MONTH, told(NEW), made("new"))
    assert contents(root) == before


@pytest.mark.parametrize("how", ["kill", "refuse", "refuse for good", "interrupt"])
@pytest.mark.parametrize("start", ["ours", "edited", "none"])
def test_a_run_disturbed_at_any_change_leaves_both_whole(
    start: str, how: str, root: Path, folder: Path, processes: Server
) -> None:
    place, old_month = root / "outbox" / NAME, contents(root / "outbox" / MONTH)
    if start == "edited":
        place.write_bytes(b"edited")
        place.with_name(f"{NAME}-journal").write_bytes(b"half-way")
    if start == "none":
        place.unlink()
    texts = {name: data.decode() for name, data in told(NEW).items()}
    wanted = beside(texts["manifest.json"])
    old = place.read_bytes() if place.exists() else None
    for at in count(1):
        copy = Path(shutil.copytree(root, folder / str(at)))
        job = Job("publish beside", str(copy), texts, at=at, how=how)
        status = processes.run(job)
        path = copy / "outbox" / NAME
        now = path.read_bytes() if path.exists() else None
        assert now in (old, wanted.data)
        if start == "edited":
            kept = contents(copy / "outbox")
            assert b"edited" in kept.values()
            assert b"half-way" in kept.values()
        with only_run(copy):
            assert contents(copy / "outbox" / MONTH) in (old_month, told(NEW))
        if status == 4 and how == "refuse":
            assert contents(copy / "outbox" / MONTH) == old_month
            assert now == old
        publish(copy, MONTH, told(NEW), wanted)
        assert path.read_bytes() == wanted.data
        assert contents(copy / "outbox" / MONTH) == told(NEW)
        names = {p.name for p in (copy / "outbox").iterdir()}
        assert names <= {MONTH, NAME, f"{NAME}.手改"}
        assert (f"{NAME}.手改" in names) is (start == "edited")
        if status == UNDISTURBED:
            break
        assert status in {"kill": (KILLED,), "interrupt": (6,)}.get(how, (0, 4))
    assert at > 10
