"""A book as JSON and back: how a worker hands over what it read. Nothing but texts can come out of it."""

import json
from collections.abc import Mapping

from pipeline.books.cells import Book, Cell, Sheet
from pipeline.books.refusals import DamagedWorkbookError, ForeignFileError, OverLimitError

_REFUSALS = {kind.case: kind for kind in (DamagedWorkbookError, OverLimitError, ForeignFileError)}


def book_to_json(book: Book) -> bytes:
    """A book as UTF-8 text."""
    plain = {
        "kind": book.kind,
        "names": book.names,
        "hidden": sorted(book.hidden),
        "saved_at": book.saved_at,
        "sheets": [_plain_sheet(s) for s in book.sheets.values()],
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def refusal_to_json(refusal: DamagedWorkbookError) -> bytes:
    """A refusal as UTF-8 text."""
    return json.dumps({"refused": [refusal.case, str(refusal), refusal.advice]}).encode()


def book_from_json(answer: bytes) -> Book:
    """The book; the refusal is raised. ValueError, TypeError or LookupError for anything else."""
    plain = json.loads(answer)
    if "refused" in plain:
        case, found, advice = map(_text, plain["refused"])
        raise _REFUSALS[case](found, advice)
    sheets = [_sheet(*told) for told in plain["sheets"]]
    return Book(
        _text(plain["kind"]),
        {_text(name): (_text(sheet), _text(ref)) for name, (sheet, ref) in plain["names"].items()},
        {sheet.name: sheet for sheet in sheets},
        frozenset(map(_text, plain["hidden"])),
        _text(plain["saved_at"]),
    )


def _plain_sheet(sheet: Sheet) -> list[object]:
    merges, unseen = list(sheet.merges), sorted(sheet.unseen)
    return [sheet.name, merges, unseen, list(sheet.asides), _plain_cells(sheet)]


def _plain_cells(sheet: Sheet) -> dict[str, list[str | None]]:
    return {
        ref: [c.kind, c.text] if c.formula is None and not c.seen else [*c]
        for ref, c in sheet.cells.items()
    }


def _sheet(
    name: object,
    merges: list[object],
    unseen: list[object],
    asides: list[tuple[object, object]],
    cells: Mapping[str, list[object]],
) -> Sheet:
    return Sheet(
        _text(name),
        {_text(ref): _cell(*told) for ref, told in cells.items()},
        tuple(map(_text, merges)),
        frozenset(map(_text, unseen)),
        tuple((_text(ref), _text(text)) for ref, text in asides),
    )


def _cell(kind: object, text: object, formula: object = None, seen: object = "") -> Cell:
    return Cell(_text(kind), _text(text), None if formula is None else _text(formula), _text(seen))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
