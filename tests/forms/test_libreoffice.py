"""A second program as judge: forms typed into with LibreOffice come back accepted, Annex 2 recalculates the same."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import libreoffice
from tests.support.workspaces import (
    AUGUST,
    HEADINGS,
    JULY,
    blank,
    check,
    declarations,
    publish,
    put,
    right_values,
    sample_workspace,
    workspace,
)

pytestmark = pytest.mark.libreoffice


def typed(folder: Path, unit: str, sheets: tuple[str, ...]) -> bytes:
    """A blank August form, some of its sheets filled with LibreOffice."""
    folder.mkdir()
    source = folder / "空白表.xlsx"
    source.write_bytes(blank(unit, AUGUST))
    values = right_values(unit, AUGUST)
    names = {f"{s}_{n}": v for s in sheets for n, v in {**values[s], **HEADINGS}.items()}
    target = folder / "填好.xlsx"
    libreoffice.type_into(source, target, names)
    return target.read_bytes()


def test_forms_filled_in_libreoffice_are_accepted_whole_and_as_two_halves(tmp_path: Path) -> None:
    both = declarations().roster.units["planning"].sectors
    files = {
        "office.xlsx": typed(tmp_path / "a", "office", ("office",)),
        "whole.xlsx": typed(
            tmp_path / "b", "safety", declarations().roster.units["safety"].sectors
        ),
        "first.xlsx": typed(tmp_path / "c", "planning", both[:1]),
        "second.xlsx": typed(tmp_path / "d", "planning", both[1:]),
    }
    release = check(workspace(tmp_path / "w", files), AUGUST)
    got = {f.path.rpartition("/")[2]: (f.status, f.sectors) for f in release.files if f.sha256}
    assert got.pop("receipts.csv")[0] == "ignored"
    assert got == {
        "office.xlsx": ("accepted", ()),
        "whole.xlsx": ("accepted", ("hazchem", "industry")),
        "first.xlsx": ("accepted", ("construction",)),
        "second.xlsx": ("accepted", ("gas",)),
    }
    for unit in ("safety", "planning", "office"):
        for sheet, values in right_values(unit, AUGUST).items():
            shown = {i: v for i, v in values.items() if not isinstance(v, str)}
            assert {i: float(release.figures[sheet][i]) for i in shown} == pytest.approx(shown)


def test_a_form_that_libreoffice_only_saved_again_is_still_blank(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root, "空.xlsx", typed(tmp_path / "a", "grid", ()))
    put(root, "full.xlsx", typed(tmp_path / "b", "police", ("explosives",)))
    (blank,) = (f for f in check(root, AUGUST).files if f.path.endswith("空.xlsx"))
    assert (blank.status, [f.rule for f in blank.findings]) == ("returned", ["H12d"])


def test_libreoffice_recalculates_annex_2_to_the_same_totals(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "w")
    release = publish(root, JULY).release
    ours = root / "outbox" / "2023-07" / "附件2.xlsx"
    again = load_workbook(libreoffice.convert(ours, tmp_path), data_only=True)
    stored = load_workbook(ours, data_only=True)
    formulas = load_workbook(ours)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    at = sheet.title, cell.coordinate
                    assert again[at[0]][at[1]].value == pytest.approx(stored[at[0]][at[1]].value), (
                        at
                    )
                    compared += 1
    assert compared >= 30
    annex = again.worksheets[0]
    for name, total in release.totals.items():
        ((page, ref),) = again.defined_names[f"total_{name}"].destinations
        assert page == annex.title
        text = str(annex[ref.replace("$", "")].value)
        if not total.indicator.is_yesno:
            assert any(
                float(n) == float(total.value or 0)
                for n in text.replace("次，", " ")
                .replace("万元", " ")
                .replace("，其中", " ")
                .replace("个", " ")
                .split()
            ), (name, text)
