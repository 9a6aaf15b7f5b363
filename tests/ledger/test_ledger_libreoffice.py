"""LibreOffice as clerk and judge: what it sorts, filters, moves and saves in any format is the same ledger."""

import io
import json
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.books.workbook import open_book
from pipeline.ledger.credit_code import ALPHABET, check_digit
from tests.support import libreoffice
from tests.support.ledger_forms import (
    FIRST,
    TITLE,
    came,
    codes,
    hazards,
    ledger,
    ledger_form,
    letters,
    plain_rows,
)
from tests.support.places import TESTS
from tests.support.returned import back, comments
from tests.support.workspaces import JULY, blank

pytestmark = pytest.mark.libreoffice
FORMATS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
UNIT = "planning"


def some_codes() -> dict[str, bool]:
    """Codes and whether they are right."""
    random_ = random.Random(7)
    told = {"": False, "91371399MA": False, "9" * 18: check_digit("9" * 17) == "9"}
    for n in range(40):
        places = "".join(random_.choices(ALPHABET, k=17))
        wrong = ALPHABET[(ALPHABET.index(check_digit(places)) + 1 + n % 30) % 31]
        told |= {places + check_digit(places): True, places + wrong: False}
        swapped = places[1] + places[0] + places[2:] + check_digit(places)
        told[swapped] = check_digit(swapped[:17]) == swapped[17]
        told[f"I{places[1:]}{check_digit(places)}"] = False
    return told


@dataclass(frozen=True, slots=True)
class Worked:
    """The files that LibreOffice saved, and its verdicts on the codes."""

    files: dict[str, bytes]
    verdicts: list[bool]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder = tmp_path_factory.mktemp("uno")
    source = folder / "a.xlsx"
    source.write_bytes(ledger_form(UNIT))
    targets = {kind: folder / f"out.{kind}" for kind in FORMATS}
    columns = list(ledger().columns)
    sheet = load_workbook(source)[TITLE]
    area = f"{letters('uscc')}{FIRST}:{letters('uscc')}{ledger().last_row}"
    validation = next(v for v in sheet.data_validations.dataValidation if str(v.sqref) == area)
    job: dict[str, object] = {
        "source": source.as_uri(),
        "sheet": TITLE,
        "header": FIRST - 1,
        "last": FIRST - 1 + len(hazards(UNIT)),
        "width": len(columns),
        "by": [columns.index("found_on"), columns.index("description")],
        "codes": list(some_codes()),
        "formula": validation.formula1.replace(f"{letters('uscc')}{FIRST}", "A1"),
        "targets": {FORMATS[kind]: path.as_uri() for kind, path in targets.items()},
        "answer": str(folder / "answer.json"),
    }
    libreoffice.run_job(TESTS / "support" / "uno_ledger.py", job, folder / "profile")
    verdicts = json.loads((folder / "answer.json").read_text())
    return Worked({kind: path.read_bytes() for kind, path in targets.items()}, verdicts)


@pytest.mark.parametrize("kind", FORMATS)
def test_sorted_filtered_and_moved_rows_are_the_same_rows(worked: Worked, kind: str) -> None:
    submission = came(worked.files[kind])
    wanted = [(r.sector, dict(r.values)) for r in hazards(UNIT)]
    found = plain_rows(submission)
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
    assert found != wanted  # it did sort
    assert codes(submission) == []
    assert submission.ledger
    assert submission.ledger.rows[-1].number == FIRST + len(hazards(UNIT)) + 41
    assert not [f for f in submission.findings if f.severity == "error"]


def test_names_and_validations_survive(worked: Worked) -> None:
    book = open_book(worked.files["xlsx"])
    assert {n for n in book.names if n.startswith("ledger_")} == {
        f"ledger_{c}" for c in ledger().columns
    }
    drawn = validations(ledger_form(UNIT))
    assert len(drawn) == 2 * len(ledger().columns)
    assert validations(worked.files["xlsx"]) == drawn


def validations(data: bytes) -> dict[str, tuple[str, str]]:
    """Cell from which one reaches -> its kind and what it says; LibreOffice ends it with the rows."""
    found = load_workbook(io.BytesIO(data))[TITLE].data_validations.dataValidation
    return {str(v.sqref).split(":")[0]: (str(v.type), str(v.error)) for v in found}


def test_what_every_printed_page_repeats_is_saved_once(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(blank(UNIT, JULY))
    (tmp_path / "out").mkdir()
    seen = libreoffice.convert(source, tmp_path / "out")
    with zipfile.ZipFile(seen) as package:
        assert package.read("xl/workbook.xml").decode().count("_xlnm.Print_Titles") == 1
    assert load_workbook(seen)[TITLE].print_title_cols == "$A:$A"


def test_the_sheets_verdict_on_a_code_is_the_checkers(worked: Worked) -> None:
    assert dict(zip(some_codes(), worked.verdicts, strict=True)) == some_codes()


def test_a_returned_ledger_opens_with_its_comments(tmp_path: Path) -> None:
    bad = {f"{letters('found_on')}{FIRST}": "6月1日", f"{letters('source')}{FIRST + 5}": "群众"}
    source = tmp_path / "a.xlsx"
    source.write_bytes(back(ledger_form("economy", JULY, typed=bad)).data)
    (tmp_path / "out").mkdir()
    seen = libreoffice.convert(source, tmp_path / "out").read_bytes()
    assert set(comments(seen, TITLE)) == set(bad)
