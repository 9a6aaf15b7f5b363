"""What cannot be written, or not looked into, is one sentence, and the last run stays."""

import errno
import os
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import UTC
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pipeline.files import exchange
from pipeline.inbox.receipts import append_receipts, read_receipts
from pipeline.model.errors import PublishError
from pipeline.outbox.publishing import publish, write_forms
from tests.support.outboxes import MONTH, outbox, written
from tests.support.published import OUTPUTS, command, manifest, snapshot, with_manifest
from tests.support.workspaces import JUNE, form, put

# --- What cannot be written ------------------------------------------------------------------------------------------


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


# --- Folders and their owners ----------------------------------------------------------------------------------------


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


def test_a_disk_that_is_read_only_is_not_told_as_a_file_that_excel_holds(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is tried on it: that it takes no file is all that the system says by itself."""
    allowed, seen, place = os.access, os.statvfs, outbox(published)
    flags = namedtuple("flags", "f_flag")

    def access(path: Any, mode: int) -> bool:
        return Path(path) != place and allowed(path, mode)

    def statvfs(path: Any) -> Any:
        return flags(os.ST_RDONLY) if Path(path) == place else seen(path)

    (outbox(published) / "月通报.md").unlink()
    monkeypatch.setattr(os, "access", access)
    monkeypatch.setattr(os, "statvfs", statvfs)
    assert f"“{place.name}”：磁盘是只读的" in refused(published, capsys)


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
