import errno
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pipeline.files import exchange
from pipeline.files.exchange import put_in_place
from pipeline.inbox.receipts import append_receipts, read_receipts
from pipeline.model.errors import PublishError
from pipeline.outbox import replacing
from pipeline.outbox.publishing import publish, write_forms
from tests.published import OUTPUTS, command, manifest, snapshot, with_manifest
from tests.workspaces import JUNE, form, put, sample_workspace

MONTH = "2023-06"


@pytest.fixture(scope="module")
def fire_form() -> bytes:
    return form("rescue", JUNE)


@pytest.fixture
def published(root: Path, fire_form: bytes) -> Path:
    """A workspace with one month published."""
    put(root, "消防.xlsx", fire_form)
    assert command(root, "monthly") == 0
    return root


def outbox(root: Path) -> Path:
    return root / "outbox" / MONTH


def written(root: Path) -> dict[str, bytes]:
    """The bytes of all that lies in outbox/<month>/, by name."""
    return {name: data for name, (data, _) in snapshot(outbox(root)).items()}


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


# --- What cannot be written ---------------------------------------------------------------------------------------


def refused(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The message of a run that cannot write; exit status 4, one Chinese sentence or two, no traceback."""
    capsys.readouterr()
    assert command(root, *(arguments or ("monthly",))) == 4
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("写不了“")
    return said


def test_an_outbox_that_is_a_file_is_one_sentence(
    root: Path, fire_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire_form)
    (root / "outbox").write_bytes(b"")
    for arguments in ((), ("forms", "--month", MONTH)):
        assert "“outbox”：已有同名的文件" in refused(root, capsys, *arguments)
    assert (root / "outbox").read_bytes() == b""


def test_a_folder_in_the_place_of_an_output_is_named_and_kept(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = outbox(published) / "月通报.md"
    path.unlink()
    path.mkdir()
    (outbox(published) / "附件2.xlsx").unlink()
    assert "“月通报.md”：应是文件，却是文件夹" in refused(published, capsys)
    assert path.is_dir()
    assert not (outbox(published) / "附件2.xlsx").exists()  # nothing is done by halves
    path.rmdir()
    assert command(published, "monthly") == 0
    assert sorted(written(published)) == sorted(OUTPUTS)
    assert not (published / f"outbox/{MONTH}.手改").exists()


@pytest.fixture
def held(published: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a file be held as Windows holds it while Excel has it open: it, and so its folders, cannot be moved."""
    really_open, really_rename = Path.open, Path.rename

    def hold(name: str) -> None:
        def opened(self: Path, mode: str = "r", **rest: Any) -> Any:
            if self == outbox(published) / name and mode != "rb":
                raise PermissionError(errno.EACCES, "Permission denied", str(self))
            return really_open(self, mode, **rest)

        def rename(self: Path, target: Path) -> Path:
            if self == outbox(published):
                raise PermissionError(errno.EACCES, "Access is denied", str(self), 5, str(target))
            return really_rename(self, target)

        monkeypatch.setattr(Path, "open", opened)
        monkeypatch.setattr(Path, "rename", rename)
        monkeypatch.setattr(exchange, "_swap", lambda *_: False)

    return hold


@pytest.mark.parametrize("name", ["月通报.md", "forms/区交警大队_2023年6月.xlsx"])
def test_a_file_that_is_open_in_excel_is_named_and_the_next_run_mends_all(
    published: Path,
    held: Callable[[str], None],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(published, "forms", "--month", MONTH) == 0
    put(published, "电力.xlsx", form("grid", JUNE))
    assert command(published, "check") == 0  # takes the receipt
    (outbox(published) / "附件2.xlsx").write_bytes(b"edited")
    before = snapshot(published)
    held(name)
    said = refused(published, capsys)
    assert f"“{Path(name).name}”" in said
    assert "Excel" in said
    assert snapshot(published) == before
    assert [p.name for p in (published / "outbox").iterdir()] == [MONTH]
    monkeypatch.undo()
    assert command(published, "monthly") == 0
    assert sorted(n for n in written(published) if "/" not in n) == sorted(OUTPUTS)
    assert (published / f"outbox/{MONTH}.手改/1/附件2.xlsx").read_bytes() == b"edited"
    assert manifest(published, MONTH)["coverage"]["accepted"] == 2


@pytest.mark.parametrize("after", [0, 4, 7])
def test_a_full_disk_is_one_sentence_and_leaves_the_last_run_as_it_was(
    published: Path, after: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(published, "电力.xlsx", form("grid", JUNE))
    assert command(published, "check") == 0  # takes the receipt
    (outbox(published) / "月通报.md").write_bytes(b"edited")
    before, synced = snapshot(published), count()

    def full(_: int) -> None:
        if next(synced) == after:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = refused(published, capsys)
    assert "磁盘已满" in said
    assert snapshot(published) == before
    assert [p.name for p in (published / "outbox").iterdir()] == [MONTH]
    monkeypatch.undo()
    assert command(published, "monthly") == 0
    assert manifest(published, MONTH)["coverage"]["accepted"] == 2
    assert [p.name for p in (published / f"outbox/{MONTH}.手改/1").iterdir()] == ["月通报.md"]


def test_writing_that_fails_is_a_publish_error(root: Path) -> None:
    (root / "outbox").write_bytes(b"")
    with pytest.raises(PublishError, match="写不了"):
        publish(root, MONTH, {"a.txt": b"a"})
    with pytest.raises(PublishError, match="写不了"):
        write_forms(root, MONTH, {"a.xlsx": b"a"})


def test_an_inbox_that_cannot_be_written_to_is_one_sentence(
    root: Path, fire_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire_form)
    (root / "inbox/.receipts.tmp").mkdir()
    assert "“.receipts.tmp”" in refused(root, capsys)
    assert not (root / "outbox").exists()
    assert sorted(p.name for p in (root / "inbox").iterdir()) == [".receipts.tmp", "消防.xlsx"]


def test_templates_that_cannot_be_written_are_one_sentence(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "templates/form.xlsx").unlink()
    (root / "templates/form.xlsx").mkdir()
    assert "“form.xlsx”" in refused(root, capsys, "templates")


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EDQUOT, "磁盘配额已用完"),
        (errno.EACCES, "没有写入权限，或正被Excel、WPS打开"),
        (errno.EPERM, "没有写入权限"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EBUSY, "正被别的程序占用"),
        (errno.ENAMETOOLONG, "名称或路径太长"),
        (errno.EMFILE, "同时打开的文件太多"),
        (errno.EIO, "磁盘读写出错"),
        (errno.EXDEV, "不在同一个磁盘上"),
        (errno.EFBIG, "文件超过了系统允许的大小"),
        (errno.EPROTO, f"系统错误{errno.EPROTO}"),
    ],
)
def test_the_cause_is_said_in_chinese(code: int, cause: str) -> None:
    said = str(PublishError.of(OSError(code, os.strerror(code), "/工作/outbox/附件2.xlsx")))
    assert "写不了“附件2.xlsx”：" in said
    assert cause in said
    assert "请请" not in said
    assert os.strerror(code) not in said
    assert "/" not in said


def test_an_error_without_a_file_or_with_a_strange_name_can_be_said() -> None:
    assert str(PublishError.of(OSError("no number"))).startswith("写不了文件：系统错误。")
    assert str(PublishError.of(OSError(errno.EIO, "", 7))).startswith("写不了文件：")
    strange = str(PublishError.of(OSError(errno.EIO, "", "\x1b[2J\udcff\n.txt")))
    assert strange.startswith("写不了“?[2J??.txt”：")


# --- Folders and their owners -------------------------------------------------------------------------------------


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A workspace of a user who is not root."""
    with TemporaryDirectory() as name:
        root = Path(name)
        user = os.geteuid()
        if user == 0:
            os.chown(root, 65534, -1)
            os.setresuid(65534, 65534, 0)
        (root / "inbox").mkdir()
        yield root
        if user == 0:
            os.setresuid(0, 0, 0)


def test_an_outbox_or_a_month_that_is_closed_is_said_and_left_alone(theirs: Path) -> None:
    publish(theirs, MONTH, with_manifest({"a.txt": b"a", "returned/b.txt": b"b"}))
    for closed in (theirs / "outbox", outbox(theirs), outbox(theirs) / "returned"):
        before = snapshot(theirs)
        closed.chmod(0o555)
        with pytest.raises(PublishError, match=f"“{closed.name}”：没有写入权限"):
            publish(theirs, MONTH, {"a.txt": b"c"})
        closed.chmod(0o755)
        assert snapshot(theirs) == before
        assert [p.name for p in (theirs / "outbox").iterdir()] == [MONTH]


def test_a_folder_that_cannot_be_looked_into_is_said_and_left_alone(theirs: Path) -> None:
    publish(theirs, MONTH, {"a.txt": b"a"})
    (outbox(theirs) / "图").mkdir()
    (outbox(theirs) / "图/一.png").write_bytes(b"edited")
    (outbox(theirs) / "图").chmod(0o300)
    with pytest.raises(PublishError, match="“图”：没有写入权限"):
        publish(theirs, MONTH, {"a.txt": b"c"})
    (outbox(theirs) / "图").chmod(0o700)
    assert written(theirs) == {"a.txt": b"a", "图/一.png": b"edited"}


def test_what_was_issued_may_be_closed(theirs: Path) -> None:
    publish(theirs, MONTH, with_manifest({"a.txt": b"a"}))
    issued = outbox(theirs) / "issued/1"
    issued.mkdir(parents=True)
    (issued / "a.txt").write_bytes(b"a")
    (issued / "a.txt").chmod(0o444)
    issued.chmod(0o555)
    folders = (issued, issued.parent)
    for folder in folders:
        os.utime(folder, (1, 1))
    before = snapshot(issued), [(f.stat().st_mode, f.stat().st_mtime) for f in folders]
    publish(theirs, MONTH, with_manifest({"a.txt": b"c"}))
    assert (snapshot(issued), [(f.stat().st_mode, f.stat().st_mtime) for f in folders]) == before
    assert [p.name for p in (theirs / "outbox").iterdir()] == [MONTH]
    issued.chmod(0o755)


def test_a_closed_inbox_is_said(theirs: Path) -> None:
    file, _ = read_receipts(theirs / "inbox", UTC)
    (theirs / "inbox").chmod(0o555)
    with pytest.raises(PermissionError) as refused:
        append_receipts(theirs / "inbox", file, [{"sha256": "a" * 64}])
    assert str(PublishError.of(refused.value)).startswith("写不了“receipts.csv”：没有写入权限")


def test_receipts_on_a_full_or_read_only_disk_are_named_and_stay(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "inbox/receipts.csv").write_text("sha256,file,received_at,note\n", "utf-8")
    file, before = read_receipts(root / "inbox", UTC)[0], snapshot(root)

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", ".receipts.tmp")

    for where, name in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as disk:
            disk.setattr(where, name, refused)
            with pytest.raises(OSError, match="Read-only") as error:
                append_receipts(root / "inbox", file, [{"sha256": "a" * 64}])
        assert str(PublishError.of(error.value)).startswith("写不了“receipts.csv”：磁盘是只读的")
        assert snapshot(root) == before


def test_folders_and_receipts_keep_their_mode_and_owner(root: Path) -> None:
    publish(root, MONTH, {"a.txt": b"a"})
    receipts = root / "inbox/receipts.csv"
    append_receipts(root / "inbox", read_receipts(root / "inbox", UTC)[0], [])
    for path, mode in ((outbox(root), 0o2775), (receipts, 0o664)):
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    modes = [(p.stat().st_mode, p.stat().st_uid, p.stat().st_gid) for p in (outbox(root), receipts)]
    os.utime(receipts, (1, 1))
    publish(root, MONTH, {"a.txt": b"b"})
    append_receipts(root / "inbox", read_receipts(root / "inbox", UTC)[0], [{"sha256": "a" * 64}])
    assert modes == [
        (p.stat().st_mode, p.stat().st_uid, p.stat().st_gid) for p in (outbox(root), receipts)
    ]
    assert receipts.stat().st_mtime > 1


def test_a_month_that_is_a_link_to_another_folder_stays_one(root: Path) -> None:
    (root / "别处").mkdir()
    (root / "outbox").mkdir()
    outbox(root).symlink_to(root / "别处")
    publish(root, MONTH, {"a.txt": b"a"})
    publish(root, MONTH, {"a.txt": b"b"})
    assert outbox(root).is_symlink()
    assert (root / "别处/a.txt").read_bytes() == b"b"


# --- What the disk has when the folder takes its place ---------------------------------------------------------------


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
