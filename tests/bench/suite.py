"""All measurements of a run, in the order of README's table."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import country, ledger_months, province, sample_month, steps
from tests.bench.rows import Measure, Row

FIGURES = Path(__file__).with_name("figures.json")  # those that were kept last
MEASURES: tuple[Measure, ...] = (
    *sample_month.MEASURES,
    *province.MEASURES,
    *country.MEASURES,
    *steps.MEASURES,
    *ledger_months.MEASURES,
)


def measured(*, quick: bool) -> Iterator[Row]:
    """The rows, as they are measured; quick: without the country's."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        yield from sample_month.measure(folder)
        of_province = province.measure(folder)
        yield from of_province
        if not quick:
            yield from country.measure(folder, of_province[0].seconds)
        yield from steps.measure(folder)
        yield from ledger_months.measure(folder)
