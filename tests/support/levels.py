"""Published files of districts and cities, looked at and edited: for the tests of levels."""

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from pipeline.model.states import FileState
from tests.support.named_cells import cell_named
from tests.support.tree import JULY
from tests.support.workspaces import check

NAMES = {"linshu": "临枢县", "gucheng": "古城区", "haiwan": "海湾县"}
Edit = Callable[[Workbook], object]
STAYS = "media_column"  # the one value that the example does not carry up


def books(root: Path) -> list[FileState]:
    """The workbooks of an inbox as they stand."""
    return [f for f in check(root, JULY).files if f.path.endswith((".xlsx", ".ods"))]


def codes(file: FileState, severity: str = "error") -> set[str]:
    """The rules that a file breaks."""
    return {f.rule for f in file.findings if f.severity == severity}


def at(book: Workbook, name: str, value: object) -> None:
    cell_named(book, name).value = value
