"""One file of the office's, or why it cannot be used: the same words wherever one is read."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline.files.regular_file import read_regular
from pipeline.issues.final_draft import draft_file
from pipeline.model.errors import OfficeFileError, UsageError
from pipeline.words import office_file
from pipeline.words.office_csv import read_csv
from pipeline.words.office_file import (
    NoFileError,
    UnusableFileError,
    read_office_document,
    read_office_file,
)

MOST = 10
MAKES: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda _: None, "没有找到（名称或路径不对，或路径太长）"),
    "a folder": (Path.mkdir, "是文件夹，请换成文件本身"),
    "a pipe": (os.mkfifo, "是管道或设备，请换成文件本身"),
    "a link": (lambda p: p.symlink_to("/dev/zero"), "是链接，请换成文件本身"),
    "too long": (
        lambda p: p.write_bytes(b"a" * 11),
        "有11字节，超过10字节，请检查是不是放错了文件",
    ),
}


@pytest.mark.parametrize("kind", MAKES)
def test_what_is_no_file_to_be_used_is_said_in_words_that_follow_its_name(
    tmp_path: Path, kind: str
) -> None:
    make, words = MAKES[kind]
    make(tmp_path / "文件")
    with pytest.raises(UnusableFileError) as told:
        read_office_file(tmp_path / "文件", MOST)
    assert str(told.value) == words
    assert isinstance(told.value, NoFileError) == (kind == "nothing")


def test_a_file_of_the_greatest_size_is_read_and_an_empty_one_is_no_document(
    tmp_path: Path,
) -> None:
    (tmp_path / "满").write_bytes(b"a" * MOST)
    (tmp_path / "空").write_bytes(b"")
    assert read_office_file(tmp_path / "满", MOST) == b"a" * MOST
    assert read_office_file(tmp_path / "空", MOST) == b""
    with pytest.raises(UnusableFileError, match=r"^是空的"):
        read_office_document(tmp_path / "空")


def test_what_the_system_refuses_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr(office_file, "read_regular", refusal)  # root may read everything
    with pytest.raises(UnusableFileError, match=r"^读不到（没有权限"):
        read_office_file(tmp_path / "文件")


def test_a_file_that_is_being_saved_is_nowhere_read_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A final draft neither: Word may be saving it, and it would be frozen with the issue as it happens to be."""
    (tmp_path / "文件").write_bytes(b"a")
    half = replace(read_regular(tmp_path / "文件"), settled=False)
    monkeypatch.setattr(office_file, "read_regular", lambda _: half)
    with pytest.raises(UsageError, match=r"文件”正在写入，请稍后再运行一次。$"):
        draft_file(tmp_path / "文件")
    with pytest.raises(OfficeFileError, match=r"文件：正在写入，请稍后再运行一次$"):
        read_csv(tmp_path / "文件", {})
