"""The closed list of rule kinds: their parameters, and what their messages may quote."""

from collections.abc import Mapping
from typing import Any

# kind -> its parameters and their types. A list holds indicator ids (or `rules`: codes), `indicator` is one, `rate`
# and `amount` name measures, `statuses` holds words of how a sector stands, a `clause` is said where it holds.
KINDS: dict[str, dict[str, str]] = {
    "not_above": {"left": "indicators?", "each": "indicators?", "right": "indicators"},
    "needs": {"when": "indicators", "then": "indicators", "least": "number?"},
    "at_most": {"of": "indicators", "limit": "number"},
    "at_least": {"of": "indicators", "least": "number"},
    "ratio": {"part": "indicator", "whole": "indicator", "least": "number", "most": "number"},
    "repeated": {"of": "indicators", "least": "number", "above": "number"},
    "equal_to": {"of": "indicators", "to": "indicator", "least": "number", "above": "number"},
    "all_zero": {},
    "same_sheets": {"of": "indicators"},
    "not_falling": {"of": "indicators?", "except_indicators": "indicators?"},
    "not_jumping": {
        "except_indicators": "indicators?",
        "factor": "number",
        "above": "number",
        "after": "number",
    },
    "steady": {"of": "indicators", "share": "number", "above": "number"},
    "moving": {"except_indicators": "indicators?"},
    "several": {"of": "rules", "least": "number"},
    "rate_behind": {"measure": "rate", "gap": "number", "least": "number"},
    "stalled": {"of": "indicators", "left": "amount", "least": "number"},
    "standing": {"of": "statuses", "running": "statuses", "again": "clause"},
    "restated": {},
    "overdue": {"least": "number", "of_listed": "clause"},
    "value": {"case": "case"},
    "intake": {"case": "case"},
}
# These are about the month as a whole: they are no findings of a sheet, and so have no message to its unit.
OF_A_MONTH = ("rate_behind", "stalled", "standing", "restated", "overdue")
# What a clause may quote.
CLAUSES: dict[str, tuple[str, ...]] = {"again": ("months",), "of_listed": ("listed",)}
# How a sector stands when it is not 按时, and what can be quoted of it then.
STATUSES: dict[str, tuple[str, ...]] = {
    "迟报": ("arrived", "valid", "late"),
    "退回后补正": ("arrived", "valid", "late"),
    "退回未补正": ("arrived",),
    "未报送": (),
}
# Everything that is found without comparing values; each must be worded by exactly one rule.
CELL_CASES = (  # these are about one value
    *("not_a_number", "error_cell", "formula_without_value", "date_cell", "boolean_cell"),
    *("not_yes_or_no", "read_as", "filled_elsewhere", "zero_not_allowed", "label_changed"),
    *("percent_cell", "merged_cell", "changed"),
)
CASES: dict[str, tuple[str, ...]] = {
    "value": ("negative", "not_whole", "too_large"),
    "intake": (
        *CELL_CASES,
        *("blanks", "zero_word", "nothing_filled", "form_version", "heading_moved", "names_lost"),
        *("marks_lost", "located", "handmade", "layout", "name_differs"),
        *("hidden_value", "stray_number", "hidden_sheet", "extra_sheet", "extra_copy"),
        *("unit_wrong", "another_unit", "sector_wrong", "period_wrong", "period_outside"),
        *("week_wrong", "periods_differ", "basis_wrong", "not_the_units_sector", "heading_blank"),
        *("stale_month", "tie", "other_form", "unit_unknown"),
        *("not_regular", "wrong_size", "foreign_format", "damaged", "unrecognised", "scan"),
        *("sample_set_aside", "over_limit", "old_format", "far_cell"),
        *("not_readable", "being_written", "same_bytes", "withdrawn", "sheet_name"),
    ),
}
# Cases that may be told mildly; any other keeps the workbook out, or a wrong figure would be published.
MILD_CASES = (
    *("read_as", "filled_elsewhere", "marks_lost", "located", "handmade", "heading_blank"),
    *("name_differs", "hidden_value", "stray_number", "hidden_sheet", "extra_copy", "changed"),
    *("scan", "sample_set_aside", "old_format", "far_cell"),
    *("same_bytes", "withdrawn"),
)
# What a rule's findings are about: one value each, or the sheet as a whole; of any other kind all values that it names.
PER_VALUE = ("at_most", "at_least", "not_falling", "not_jumping", "steady", "value", "intake")
OF_A_SHEET = ("all_zero", "same_sheets", "moving")
_CELL = ("item", "name")
# kind -> what its message may quote besides the values of the sheet.
_QUOTED: dict[str, tuple[str, ...]] = {
    "not_above": (*_CELL, "value"),
    "needs": (*_CELL, "value"),
    "at_most": (*_CELL, "value"),
    "at_least": (*_CELL, "value"),
    "ratio": (*_CELL, "value", "ratio"),
    "repeated": (*_CELL, "value", "count"),
    "equal_to": (*_CELL, "value", "count"),
    "all_zero": (),
    "same_sheets": ("other",),
    "not_falling": (*_CELL, "value", "before", "before_month", "kind", "expected"),
    "not_jumping": (*_CELL, "value", "before", "before_month", "kind", "change", "usual"),
    "steady": (*_CELL, "value", "before", "before_month", "kind"),
    "moving": ("before_month", "kind"),
    "value": (*_CELL, "value", "expected"),
    "intake": ("found", "expected"),
}
_WITHOUT_VALUES = (*("not_falling", "not_jumping", "steady", "moving", "several", "intake"),)
_DAYS = ("since", "cutoff")
# What a message about several findings may quote: how many, their items, the first of them, and 月 or 周.
QUOTED_MANY = ("count", "items", "item", "value", "expected", "kind")


def quotable(kind: str, case: str | None, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """The placeholders of a rule's message."""
    if kind == "several":
        return QUOTED_MANY
    if kind in OF_A_MONTH:
        return ()
    about_a_cell = _CELL if case in CELL_CASES else ()
    values = () if kind in _WITHOUT_VALUES else indicators
    return (*_QUOTED[kind], *about_a_cell, *values)


def quotable_in_public(
    kind: str, parameters: Mapping[str, Any], figures: tuple[str, ...]
) -> tuple[str, ...]:
    """The placeholders of what the bulletin says when a rule is broken; figures: indicators and measures."""
    if kind == "standing":
        times = [set(STATUSES[word]) for word in parameters["of"]]
        return ("unit", "sectors", "due", "again", *sorted(set.intersection(*times)), *_DAYS)
    if kind == "rate_behind":
        return ("sector", "rate", "overall", "part", "whole", "gap", *_DAYS)
    if kind == "restated":
        return ("sector", "month", "count", *_DAYS)
    if kind == "overdue":
        return ("sector", "count", "longest", "of_listed", *_DAYS)
    if kind == "stalled":
        return ("sector", "left", "span", *_DAYS)
    return ("sector", *figures, *_DAYS)
