"""Why a file is not read: damaged, over a limit, or no workbook that we read; in words for its sender."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError


class DamagedWorkbookError(Exception):
    """The bytes are no workbook that can be trusted; the text says in Chinese what is broken.

    case is the intake case it is told as; advice says what to do where the rule's own words do not.
    """

    case = "damaged"

    def __init__(self, found: str, advice: str = "") -> None:
        super().__init__(found)
        self.advice = advice


class OverLimitError(DamagedWorkbookError):
    """A sound file with more in it than a form can have, or more than the reader may spend."""

    case = "over_limit"


class ForeignFileError(DamagedWorkbookError):
    """Something else than a workbook that we read: what it is, and how to send it properly."""

    case = "foreign_format"


@contextmanager
def damage_told(*also: type[Exception]) -> Iterator[None]:
    """Turn whatever broken bytes make the libraries raise into a DamagedWorkbookError. also: a library's own errors."""
    try:
        yield
    except also as e:
        raise DamagedWorkbookError("内部文件不完整或已损坏") from e
    except _BROKEN as e:
        raise DamagedWorkbookError("内部文件不完整或已损坏") from e


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, EOFError, RuntimeError),
    *(NotImplementedError, LookupError, ValueError, OverflowError),
)
