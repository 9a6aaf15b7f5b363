"""Forms of weeks, and what is told of them: for the tests of the weekly tally."""

from pathlib import Path

from pipeline.model.month import Month
from pipeline.model.week import Week
from tests.support.published import files
from tests.support.workspaces import form

MONDAY, TUESDAY = "2023-07-17T10:00:00+08:00", "2023-07-18T10:00:00+08:00"
WEEK_BEFORE = "2023-07-10T10:00:00+08:00"


def fire(period: Month | Week, remarks: str = "", **values: object) -> bytes:
    changes = {f"fire_{name}": value for name, value in values.items()}
    return form("rescue", period, changes, headings={"remarks": remarks} if remarks else None)


def told(root: Path, period: str, name: str) -> list[tuple[str, str]]:
    """(rule, message) of everything but notices that is told of a file."""
    found = files(root, period)[f"inbox/{name}"]["findings"]
    return [(f["rule"], f["message"]) for f in found if f["severity"] != "notice"]
