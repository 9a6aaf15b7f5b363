"""A file that the office keeps or edits: its bytes, or why they cannot be used, in words that follow its name."""

from pathlib import Path

from pipeline.files.regular_file import LARGEST_FILE, NotRegularError, read_regular
from pipeline.model.causes import reason
from pipeline.words.wording import size_words


class UnusableFileError(Exception):
    """A file that cannot be used; the text says in Chinese why, and follows the file's name."""


class NoFileError(UnusableFileError):
    """There is no such file."""


def read_office_file(path: Path, most: int = LARGEST_FILE) -> bytes:
    """The bytes, of one state of the file and no more than are allowed; UnusableFileError or NoFileError."""
    try:
        read = read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        raise NoFileError("没有找到（名称或路径不对，或路径太长）") from None
    except NotRegularError as e:
        raise UnusableFileError(f"是{e}，请换成文件本身") from None
    except OSError as e:
        raise UnusableFileError(f"读不到（{reason(e)}）") from None
    if not read.settled:
        raise UnusableFileError("正在写入，请稍后再运行一次")
    if read.data is None or len(read.data) > most:
        size = f"有{size_words(read.size)}，超过{size_words(most)}"
        raise UnusableFileError(f"{size}，请检查是不是放错了文件")
    return read.data


def read_office_document(path: Path) -> bytes:
    """The same of a workbook or a document, which is never empty."""
    data = read_office_file(path)
    if not data:
        raise UnusableFileError("是空的，请检查是不是放错了文件")
    return data
