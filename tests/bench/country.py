"""The country: a workbook for every sector in each of its 2 844 counties."""

from pathlib import Path

from tests.bench.generated import make_inbox
from tests.bench.province import BOOKS as PROVINCE
from tests.bench.province import check_totals
from tests.bench.rows import Measure, Row
from tests.bench.running import pipeline, seconds_and_peak

BOOKS = 12 * 2_844
LINEAR = Measure("34 128 workbooks: time a workbook over that at 2 000", 1.1)
MEMORY = Measure("34 128 workbooks: peak memory in MB", 600, unit=" MB")
MEASURES = (LINEAR, MEMORY)


def measure(folder: Path, province: float) -> list[Row]:
    """One run. province: seconds of 2 000 workbooks, to which the time of one is compared."""
    root = folder / "country"
    units = make_inbox(root, BOOKS)
    whole, peak = seconds_and_peak(pipeline(root, "monthly"))
    check_totals(root, units)
    each, there = whole / BOOKS, province / PROVINCE
    return [LINEAR.row(whole, province, each / there), MEMORY.row(whole, None, peak)]
