"""The process that reads one final draft and may die of it: bytes in, JSON out, within limits."""

import json
import sys

from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.worker import TOO_COSTLY, limit
from pipeline.issues.draft_texts import draft_texts


def main() -> None:
    """Answer for the file on the standard input."""
    limit()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


def answer(data: bytes) -> bytes:
    """The paragraphs and tables of a docx as JSON, or the reason why there are none."""
    try:
        paragraphs, tables, unsettled = draft_texts(data)
        told = {"paragraphs": paragraphs, "tables": tables, "unsettled": unsettled}
    except MemoryError:
        told = {"refused": TOO_COSTLY}
    except DamagedWorkbookError as e:
        told = {"refused": str(e)}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
