"""A form drawn and filled once for each sector; what a unit sends is then cast from it without drawing again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.unit_form import draw_unit_form
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.period import Period
from pipeline.model.roster import Unit
from tests.bench.office_program import as_saved
from tests.bench.segments import Part, cut, package
from tests.support.named_cells import cell_named
from tests.support.typed_cells import unpacked

HEADINGS = {
    "reporter": "经办人",
    "reviewer": "负责人",
    "phone": "0539-0000000",
    "filled_on": "2023年6月26日",
}
_FIRST = 70_000_001  # numbers that no form holds: they stand for the figures, in order
_CREATED, _SAVED = b"1980-01-01T00:00:00Z", b"2023-06-26T01:00:00Z"


@dataclass(frozen=True, slots=True)
class Mould:
    """A unit's filled form without its figures, its name and its id."""

    parts: tuple[Part, ...]

    def cast(self, unit: str, name: str, figures: Mapping[str, int | float]) -> bytes:
        """The form as the unit of this id and name sends it; figures: by indicator, all that the sheet asks for."""
        typed = {i: f"{value:.10g}".encode() for i, value in figures.items()}
        return package(self.parts, {**typed, ".unit": unit.encode(), ".name": name.encode()})


def mould(declared: Declarations, templates: Path, unit: Unit, period: Period) -> Mould:
    """The mould of a unit's form; its id and its name stand in for those of others, so nothing else may contain them.

    The office's is its own alone. What is answered by yes or no is answered by no.
    """
    book, stored = draw_unit_form(declared, templates, unit, period, False)
    fields = {} if unit.is_office else {unit.id.encode(): ".unit", unit.name.encode(): ".name"}
    subject = declared.roster.sheets[unit.first_sector].sector
    for number, indicator in enumerate(_asked(declared, unit), _FIRST):
        fields[str(number).encode()] = indicator.id
        value = "否" if indicator.is_yesno else number
        cell_named(book, f"{subject}_{indicator.id}").value = value
    for heading, text in HEADINGS.items():
        cell_named(book, f"{subject}_{heading}").value = text
    parts = as_saved(unpacked(stable_bytes(book, stored)))
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(_CREATED, _SAVED)
    return Mould(tuple(cut(name, parts[name], fields) for name in sorted(parts)))


def _asked(declared: Declarations, unit: Unit) -> list[Indicator]:
    """The indicators that the unit's one sheet asks for."""
    indicators = declared.form.indicators.values()
    return [i for i in indicators if declared.roster.asks(i, unit.first_sector)]
