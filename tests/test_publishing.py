import errno
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.errors import PublishError
from pipeline.publishing import publish
from tests.published import command, manifest, snapshot
from tests.workspaces import JUNE, form, put, sample_workspace

OUTPUTS = ["附件2.xlsx", "月通报.md", "月通报.html", "回执.txt"]
OUTPUTS += ["figures.csv", "totals.csv", "manifest.json"]
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
    ],
    ids=["missing", "cut", "list", "numbers", "bytes"],
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
    first = {"a.txt": b"a", "returned/消防.xlsx": b"b"}
    hashes = [
        {"path": f"outbox/{MONTH}/{n}", "sha256": hashlib.sha256(d).hexdigest()}
        for n, d in first.items()
    ]
    first["manifest.json"] = json.dumps({"outputs": hashes}).encode()
    assert publish(root, MONTH, first) == []
    assert publish(root, MONTH, {"c.txt": b"c", "manifest.json": b"{}"}) == []
    assert written(root) == {"c.txt": b"c", "manifest.json": b"{}"}
    assert not (outbox(root) / "returned").exists()


# --- What cannot be written ---------------------------------------------------------------------------------------


def refused(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The message of a run that cannot write; exit status 4, one Chinese sentence or two, no traceback."""
    capsys.readouterr()
    assert command(root, *(arguments or ("monthly",))) == 4
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "写不了" in said
    assert "磁盘" in said
    return said


def test_an_outbox_that_is_a_file_is_one_sentence(
    root: Path, fire_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire_form)
    (root / "outbox").write_bytes(b"")
    assert "outbox" in refused(root, capsys)
    refused(root, capsys, "forms", "--month", MONTH)
    assert (root / "outbox").read_bytes() == b""


def test_a_folder_in_the_place_of_an_output_is_named_and_kept(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = outbox(published) / "月通报.md"
    path.unlink()
    path.mkdir()
    (outbox(published) / "附件2.xlsx").unlink()
    assert "月通报.md" in refused(published, capsys)
    assert path.is_dir()
    assert not (outbox(published) / "附件2.xlsx").exists()  # nothing is done by halves
    path.rmdir()
    assert command(published, "monthly") == 0
    assert sorted(written(published)) == sorted(OUTPUTS)
    assert not (published / f"outbox/{MONTH}.手改").exists()


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let Windows keep a file locked, as while Excel has it open."""
    really_replace = Path.replace

    def lock(name: str) -> None:
        def replace(self: Path, target: Path) -> Path:
            if Path(target).name == name or self.name == name:
                raise PermissionError(errno.EACCES, "Permission denied", str(target))
            return really_replace(self, target)

        monkeypatch.setattr(Path, "replace", replace)

    return lock


def test_a_file_that_is_open_in_excel_is_named_and_the_next_run_mends_all(
    published: Path,
    locked: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(published, "电力.xlsx", form("grid", JUNE))
    locked("月通报.md")
    said = refused(published, capsys)
    assert "月通报.md" in said
    assert "Excel" in said
    monkeypatch.undo()
    assert command(published, "monthly") == 0
    assert sorted(written(published)) == sorted(OUTPUTS)
    assert not (published / f"outbox/{MONTH}.手改").exists()
    assert manifest(published, MONTH)["coverage"]["accepted"] == 2


def test_an_edited_file_that_is_open_in_excel_is_not_overwritten(
    published: Path, locked: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    (outbox(published) / "月通报.md").write_bytes(b"edited")
    locked("月通报.md")
    assert "月通报.md" in refused(published, capsys)
    assert (outbox(published) / "月通报.md").read_bytes() == b"edited"


def test_a_full_disk_is_one_sentence_and_leaves_the_last_run_as_it_was(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(published, "电力.xlsx", form("grid", JUNE))
    assert command(published, "check") == 0  # takes the receipt
    (outbox(published) / "月通报.md").write_bytes(b"edited")
    before, write = snapshot(published), Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "totals.csv":
            write(self, data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    refused(published, capsys)
    assert snapshot(published) == before
    monkeypatch.undo()
    assert command(published, "monthly") == 0
    assert manifest(published, MONTH)["coverage"]["accepted"] == 2
    assert [p.name for p in (published / f"outbox/{MONTH}.手改/1").iterdir()] == ["月通报.md"]


def test_writing_that_fails_is_a_publish_error(root: Path) -> None:
    (root / "outbox").write_bytes(b"")
    with pytest.raises(PublishError, match="写不了"):
        publish(root, MONTH, {"a.txt": b"a"})


def test_an_inbox_that_cannot_be_written_to_is_one_sentence(
    root: Path, fire_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", fire_form)
    (root / "inbox/receipts.csv").mkdir()
    assert "receipts.csv" in refused(root, capsys)
    assert not (root / "outbox").exists()
    assert sorted(p.name for p in (root / "inbox").iterdir()) == ["receipts.csv", "消防.xlsx"]


def test_templates_that_cannot_be_written_are_one_sentence(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "templates/form.xlsx").unlink()
    (root / "templates/form.xlsx").mkdir()
    assert "form.xlsx" in refused(root, capsys, "templates")
