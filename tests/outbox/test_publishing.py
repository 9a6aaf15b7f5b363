"""A month's folder is exactly its outputs; what somebody edited or put there is kept aside."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.files import exchange
from pipeline.files.exchange import put_in_place
from pipeline.outbox import replacing
from pipeline.outbox.publishing import publish, write_forms
from tests.support.outboxes import MONTH, outbox, written
from tests.support.published import OUTPUTS, command, snapshot, with_manifest
from tests.support.workspaces import JUNE, form, put, sample_workspace


def test_a_month_is_exactly_its_outputs(published: Path) -> None:
    assert sorted(written(published)) == sorted(OUTPUTS)
    assert [p.name for p in (published / "outbox").iterdir()] == [MONTH]


def test_a_second_run_touches_no_file(published: Path) -> None:
    before = snapshot(published)
    assert command(published, "monthly") == 0
    assert snapshot(published) == before


def test_both_sample_months_can_be_published_again_and_again(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "样例")
    for arguments in (["--month", "2023-06"], []):
        assert command(root, "monthly", *arguments) == 0
    before = snapshot(root)
    for arguments in ([], ["--month", "2023-06"], ["--month", "2023-07"]):
        assert command(root, "monthly", *arguments) == 0
    assert snapshot(root) == before


def test_an_edited_output_is_kept_aside_and_named(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = written(published)
    for n, edited in enumerate(("月通报.md", "附件2.xlsx", "月通报.md"), 1):
        (outbox(published) / edited).write_bytes(b"edited %d" % n)
        capsys.readouterr()
        assert command(published, "monthly") == 0
        kept = published / f"outbox/{MONTH}.手改/{n}"
        assert [p.name for p in kept.iterdir()] == [edited]
        assert (kept / edited).read_bytes() == b"edited %d" % n
        assert f"outbox/{MONTH}.手改/{n}/{edited}" in capsys.readouterr().out
        assert written(published) == right
    assert len(list((published / f"outbox/{MONTH}.手改").iterdir())) == 3


def test_all_that_is_foreign_goes_to_one_numbered_folder_with_its_sub_folders(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = written(published)
    strangers = {"领导批示.docx": b"1", "图/一.png": b"2", "图/深/二.png": b"3", ".隐藏": b"4"}
    for name, data in strangers.items():
        (outbox(published) / name).parent.mkdir(parents=True, exist_ok=True)
        (outbox(published) / name).write_bytes(data)
    (published / f"outbox/{MONTH}.手改/7").mkdir(parents=True)
    (published / f"outbox/{MONTH}.手改/旧的").mkdir()
    (published / f"outbox/{MONTH}.手改/②").mkdir()
    assert command(published, "monthly") == 0
    kept = snapshot(published / f"outbox/{MONTH}.手改/8")
    assert {name: data for name, (data, _) in kept.items()} == strangers
    assert written(published) == right
    said = capsys.readouterr().out
    assert all(f"outbox/{MONTH}.手改/8/{name}" in said for name in strangers)


def test_a_foreign_name_is_shown_without_harm(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (b"\xff\xfe.txt", b"\x1b[2J\n.txt"):
        Path(
            bytes(outbox(published)).decode() + "/" + name.decode("utf-8", "surrogateescape")
        ).touch()
    assert command(published, "monthly") == 0
    said = capsys.readouterr().out
    assert not [c for c in said.replace("\n", "") if not c.isprintable()]
    assert r"outbox/2023-06.手改/1/\xff\xfe.txt" in said
    assert "[2J" in said
    assert len(list((published / f"outbox/{MONTH}.手改/1").iterdir())) == 2


def test_forms_and_issued_are_never_touched(published: Path) -> None:
    assert command(published, "forms", "--month", MONTH) == 0
    for name in ("forms/说明.txt", "issued/1/月通报.md", "issued/1/manifest.json"):
        (outbox(published) / name).parent.mkdir(parents=True, exist_ok=True)
        (outbox(published) / name).write_bytes(b"kept")
    before = {f: snapshot(outbox(published) / f) for f in ("forms", "issued")}
    assert len(before["forms"]) == 11
    (outbox(published) / "月通报.md").write_bytes(b"edited")
    put(published, "电力.xlsx", form("grid", JUNE))
    assert command(published, "monthly") == 0
    assert {f: snapshot(outbox(published) / f) for f in ("forms", "issued")} == before


def test_blank_forms_do_not_swallow_what_a_person_left_among_them(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(root, "forms", "--month", MONTH) == 0
    folder = outbox(root) / "forms"
    blank = snapshot(folder)
    assert len(blank) == 10
    filled, stranger = folder / "区交警大队_2023年6月.xlsx", folder / "区交警大队（已填）.xlsx"
    filled.write_bytes(b"filled in place")
    stranger.write_bytes(b"saved beside it")
    capsys.readouterr()
    assert command(root, "forms", "--month", MONTH) == 0
    assert {n: d for n, (d, _) in snapshot(folder).items()} == {n: d for n, (d, _) in blank.items()}
    kept = snapshot(root / f"outbox/{MONTH}.手改/1/forms")
    assert sorted(d for d, _ in kept.values()) == [b"filled in place", b"saved beside it"]
    assert f"outbox/{MONTH}.手改/1/forms/{stranger.name}" in capsys.readouterr().out
    before = snapshot(root)
    assert command(root, "forms", "--month", MONTH) == 0
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_text("{", "utf-8"),
        lambda path: path.write_text("[]", "utf-8"),
        lambda path: path.write_text('{"outputs": [{"path": 1, "sha256": 2}]}', "utf-8"),
        lambda path: path.write_bytes(b"\xff"),
        lambda path: path.write_bytes(b"[" * 100_000),
    ],
    ids=["missing", "cut", "list", "numbers", "bytes", "deep"],
)
def test_without_a_readable_manifest_nothing_is_lost(
    published: Path, spoil: Callable[[Path], Any]
) -> None:
    right = written(published)
    spoil(outbox(published) / "manifest.json")
    (outbox(published) / "月通报.md").write_bytes(b"edited")
    assert command(published, "monthly") == 0
    assert written(published) == right
    kept = snapshot(published / f"outbox/{MONTH}.手改")
    assert ("1/月通报.md", b"edited") in [(n, d) for n, (d, _) in kept.items()]


def test_outputs_that_are_made_no_more_are_removed(root: Path) -> None:
    assert publish(root, MONTH, with_manifest({"a.txt": b"a", "returned/消防.xlsx": b"b"})) == []
    assert publish(root, MONTH, {"c.txt": b"c", "manifest.json": b"{}"}) == []
    assert written(root) == {"c.txt": b"c", "manifest.json": b"{}"}
    assert not (outbox(root) / "returned").exists()


def test_an_empty_folder_is_removed_even_if_nothing_else_changes(root: Path) -> None:
    publish(root, MONTH, {"a.txt": b"a"})
    (outbox(root) / "空/空").mkdir(parents=True)
    (outbox(root) / "issued/空").mkdir(parents=True)
    before = snapshot(root)
    assert publish(root, MONTH, {"a.txt": b"a"}) == []
    assert snapshot(root) == before
    assert sorted(p.name for p in outbox(root).rglob("*")) == ["a.txt", "issued", "空"]
    assert not (outbox(root) / "空").exists()


def test_what_is_no_plain_file_is_moved_aside_as_it_is(published: Path, tmp_path: Path) -> None:
    right = written(published)
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处/原件.txt").write_bytes(b"not ours")
    (outbox(published) / "链接").symlink_to(tmp_path / "别处")
    (outbox(published) / "断链").symlink_to("nowhere")
    os.mkfifo(outbox(published) / "管道")
    (outbox(published) / "月通报.md").unlink()
    (outbox(published) / "月通报.md").symlink_to(tmp_path / "别处/原件.txt")
    assert command(published, "monthly") == 0
    assert written(published) == right
    kept = published / f"outbox/{MONTH}.手改/1"
    assert sorted(p.name for p in kept.iterdir()) == ["断链", "月通报.md", "管道", "链接"]
    assert [p.name for p in kept.iterdir() if not p.is_symlink()] == ["管道"]
    assert (tmp_path / "别处/原件.txt").read_bytes() == b"not ours"
    os.mkfifo(outbox(published) / "管道")
    (outbox(published) / "链接").symlink_to("管道")
    assert command(published, "monthly") == 0  # waits for no pipe
    assert sorted(p.name for p in kept.with_name("2").iterdir()) == ["管道", "链接"]


def test_a_link_is_never_taken_for_the_file_that_was_kept(root: Path) -> None:
    publish(root, MONTH, {"a.txt": b"a"})
    (outbox(root) / "b.txt").write_bytes(b"b")
    assert publish(root, MONTH, {"a.txt": b"a"}) == [f"outbox/{MONTH}.手改/1/b.txt"]
    (root / "b.txt").write_bytes(b"b")
    (outbox(root) / "b.txt").symlink_to(root / "b.txt")
    assert publish(root, MONTH, {"a.txt": b"a"}) == [f"outbox/{MONTH}.手改/2/b.txt"]
    assert (root / f"outbox/{MONTH}.手改/2/b.txt").is_symlink()


def test_the_same_edited_files_are_kept_once(root: Path) -> None:
    outputs = with_manifest({"a.txt": b"a", "b.txt": b"b"})
    publish(root, MONTH, outputs)
    for edited, number in (("a", 1), ("a", 1), ("ab", 2), ("b", 3), ("ab", 4)):
        for name in edited:
            (outbox(root) / f"{name}.txt").write_bytes(b"edited")
        names = [f"outbox/{MONTH}.手改/{number}/{n}.txt" for n in edited]
        assert publish(root, MONTH, outputs) == names
    (outbox(root) / "b.txt").write_bytes(b"edited again")
    (outbox(root) / "a.txt").write_bytes(b"edited")
    assert publish(root, MONTH, outputs) == [f"outbox/{MONTH}.手改/5/{n}.txt" for n in "ab"]


def test_what_is_saved_while_the_new_folder_takes_its_place_is_kept_aside(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved(root: Path, period: str) -> Path:
        for name in ("a.txt", "forms/填.xlsx", "new.txt"):
            (outbox(root) / name).unlink(missing_ok=True)
            (outbox(root) / name).write_bytes(b"saved")
        return put_in_place(root, period)

    publish(root, MONTH, with_manifest({"a.txt": b"a"}))
    write_forms(root, MONTH, {"填.xlsx": b"blank"})
    (outbox(root) / "b.txt").write_bytes(b"edited")
    monkeypatch.setattr(replacing, "put_in_place", saved)
    kept = [f"outbox/{MONTH}.手改/2/{n}" for n in ("a.txt", "forms/填.xlsx", "new.txt")]
    assert publish(root, MONTH, {"a.txt": b"c"}) == [f"outbox/{MONTH}.手改/1/b.txt", *kept]
    assert {(root / name).read_bytes() for name in kept} == {b"saved"}
    assert written(root) == {"a.txt": b"c", "forms/填.xlsx": b"blank"}


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2")
def test_two_folders_are_exchanged_at_once(tmp_path: Path) -> None:
    numbers = []
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        numbers.append((tmp_path / name).stat().st_ino)
    assert exchange._swap(tmp_path / "甲", tmp_path / "乙")
    assert [(tmp_path / n).stat().st_ino for n in ("乙", "甲")] == numbers
    assert not exchange._swap(tmp_path / "甲", tmp_path / "丙")


@pytest.mark.parametrize("links", [True, False])
def test_all_that_is_new_is_on_the_disk_before_it_takes_its_place(
    root: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, before = set[int](), set[int]()

    def placed(root: Path, period: str) -> Path:
        before.update(synced)
        return put_in_place(root, period)

    publish(root, MONTH, with_manifest({"a.txt": b"a", "same.txt": b"s"}))
    write_forms(root, MONTH, {"填.xlsx": b"blank"})
    (outbox(root) / "手.txt").write_bytes(b"edited")
    monkeypatch.setattr(os, "fsync", lambda number: synced.add(os.fstat(number).st_ino))
    monkeypatch.setattr(replacing, "put_in_place", placed)
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    kept = {p.stat().st_ino for p in outbox(root).rglob("*") if p.is_file()}
    publish(root, MONTH, with_manifest({"a.txt": b"b", "b/c/d.txt": b"c", "same.txt": b"s"}))
    now = [outbox(root), *outbox(root).rglob("*"), *(root / f"outbox/{MONTH}.手改").rglob("*")]
    fresh = {p.stat().st_ino for p in now} - kept
    assert fresh <= before
    assert len(kept - {p.stat().st_ino for p in now}) == (
        2 if links else 5
    )  # a.txt and the manifest are new
    assert (root / "outbox").stat().st_ino in synced


def refuse(*_: object, **__: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "no links on this disk")
