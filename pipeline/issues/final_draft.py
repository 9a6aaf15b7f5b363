"""A final draft edited in Word: its paragraphs and tables as plain texts, whoever wrote the file."""

import json
from pathlib import Path

from pipeline.books.contained import read_draft_contained
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.model.errors import UsageError
from pipeline.model.record import record
from pipeline.words.office_file import UnusableFileError, read_office_document
from pipeline.words.wording import inert_path

Rows = tuple[tuple[str, ...], ...]


@record
class Draft:
    """The paragraphs outside of tables, and the tables as rows of cell texts, in the order of the document.

    unsettled: what is left open in it, such as tracked changes, in the words of Word.
    """

    paragraphs: tuple[str, ...]
    tables: tuple[Rows, ...]
    unsettled: tuple[str, ...] = ()


def read_draft(data: bytes) -> Draft:
    """The texts of a docx, read in a process of its own; DamagedWorkbookError or a kind of it where it is none."""
    answer = read_draft_contained(data)
    try:
        plain = json.loads(answer)
        if "refused" in plain:
            raise DamagedWorkbookError(str(plain["refused"]))
        tables = tuple(tuple(tuple(map(str, row)) for row in rows) for rows in plain["tables"])
        paragraphs, unsettled = (tuple(map(str, plain[k])) for k in ("paragraphs", "unsettled"))
        return Draft(paragraphs, tables, unsettled)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as e:
        raise DamagedWorkbookError("内部结构读不出来") from e


def draft_file(path: Path) -> tuple[bytes, Draft]:
    """A final draft's bytes and texts; UsageError where there is no docx that can be read."""
    shown = inert_path(str(path), 120)
    try:
        data = read_office_document(path)
        return data, read_draft(data)
    except UnusableFileError as e:
        raise UsageError(f"--file的“{shown}”{e}。") from None
    except DamagedWorkbookError as e:
        raise UsageError(f"--file的“{shown}”读不了：{e}。") from None
