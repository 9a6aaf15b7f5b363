"""Forms as files, and what the reader made of them."""

from collections.abc import Iterable
from datetime import datetime

from pipeline.model.received import Arrival, Finding, Submission
from pipeline.reading.submission import read_arrival
from tests.support.typed_cells import DOCUMENT, MAIN, at, packed, stored, typed, unpacked, with_part
from tests.support.workspaces import declarations

__all__ = [
    "DOCUMENT",
    "MAIN",
    "NOON",
    "Coordinates",
    "arrival",
    "at",
    "coordinates",
    "entry",
    "packed",
    "read",
    "refused",
    "stored",
    "typed",
    "unpacked",
    "with_part",
]
NOON = "2023-06-26T12:00:00+08:00"

Coordinates = tuple[str, str | None, str | None]


def arrival(data: bytes, path: str = "inbox/a.xlsx", received: str = NOON) -> Arrival:
    """A file as the inbox hands it on."""
    return Arrival(path, path, data, datetime.fromisoformat(received), "")


def read(data: bytes, path: str = "inbox/a.xlsx", received: str = NOON) -> Submission:
    """A form, which has to be recognised as one."""
    submission = read_arrival(arrival(data, path, received), declarations())
    assert isinstance(submission, Submission), submission
    return submission


def refused(data: bytes) -> Arrival:
    """A file that must not be recognised as a form."""
    refusal = read_arrival(arrival(data), declarations())
    assert isinstance(refusal, Arrival), refusal.findings
    return refusal


def coordinates(findings: Iterable[Finding], *codes: str) -> list[Coordinates]:
    """(rule, sheet, cell) of findings, or of those with some codes."""
    return [(f.rule, f.sheet, f.cell) for f in findings if not codes or f.rule in codes]


def entry(submission: Submission, name: str) -> tuple[float, str]:
    """(value, state) of a value by its defined name."""
    sector, _, indicator = name.partition("_")
    form = next(f for f in submission.sheets if f.sector == sector)
    return form.entries[indicator].value, form.entries[indicator].state
