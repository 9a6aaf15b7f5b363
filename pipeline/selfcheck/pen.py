"""Writes into a sheet of ours."""

from dataclasses import dataclass, field

from openpyxl.worksheet.worksheet import Worksheet


@dataclass(slots=True)
class FormulaPen:
    """A sheet being written, and what each of its formulas amounts to while the form is blank."""

    sheet: Worksheet
    stored: dict[tuple[str, str], str | int] = field(default_factory=dict)

    def formula(self, ref: str, formula: str, blank: str | int) -> None:
        """A formula, and its result while the form is blank."""
        plain = ref.replace("$", "")
        self.sheet[plain] = f"={formula}"
        self.stored[self.sheet.title, plain] = blank

    def constant(self, ref: str, value: str | float) -> None:
        """Anything else."""
        self.sheet[ref.replace("$", "")] = value
