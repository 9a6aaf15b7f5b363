"""附件2 made from a release and read back, and sums of our own."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal

from openpyxl import Workbook, load_workbook

from pipeline.annex2.book import fill_annex2
from pipeline.model.released import Release
from tests.support.releases import ROOT, declared, make_release

TEMPLATES = ROOT / "templates"
OFFICIAL, BY_SECTOR, BY_UNIT, STATUS = "附件2", "分行业领域", "分单位", "报送情况"


def load(data: bytes, *, formulas: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(data), data_only=not formulas)


def fill(**wanted) -> Workbook:
    return load(fill_annex2(make_release(**wanted), TEMPLATES))


def reported_values(release: Release) -> dict[tuple[str, str], Decimal]:
    """Every accepted value by (sector or unit, indicator), from the rows, not from any sum."""
    rows = release.state.values
    keys = rows["sector"].where(rows["level"] == "sector", rows["unit"])
    values = zip(keys, rows["indicator"], rows["value"], strict=True)
    return {(key, name): Decimal(str(value)) for key, name, value in values}


def sum_of(reported: Mapping[tuple[str, str], Decimal], name: str) -> Decimal | None:
    values = [v for (_, i), v in reported.items() if i == name]
    if not values:
        return None
    return max(values) if declared().form.indicators[name].is_yesno else sum(values)


def written(name: str, value: Decimal | None) -> object:
    """What a cell should hold for a value, to compare with ==."""
    if value is None:
        return "未报"
    if declared().form.indicators[name].is_yesno:
        return "是" if value else "否"
    return float(value)


def ids(level: str) -> list[str]:
    return [i.id for i in declared().form.at_level(level)]


def rows_by_item(sheet):
    """(indicator, place of its sum) of each row, found by the official label."""
    labels = {i.label: i.id for i in declared().form.indicators.values()}
    heads = {c.value: c.column for row in sheet.iter_rows(max_row=6) for c in row}
    for row in sheet.iter_rows():
        if row[1].value in labels:
            yield labels[row[1].value], (row[0].row, heads["合计"])


def xml(data: bytes, number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()
