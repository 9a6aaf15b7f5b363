"""The closed list of rule kinds: their parameters, and what their messages may quote."""

# kind -> its parameters and their types. A list holds indicator ids, `indicator` is one, `rate` names a measure.
KINDS: dict[str, dict[str, str]] = {
    "not_above": {"left": "indicators?", "each": "indicators?", "right": "indicators"},
    "needs": {"when": "indicators", "then": "indicators", "least": "number?"},
    "at_most": {"of": "indicators", "limit": "number"},
    "at_least": {"of": "indicators", "least": "number"},
    "ratio": {"part": "indicator", "whole": "indicator", "least": "number", "most": "number"},
    "repeated": {"of": "indicators", "least": "number", "above": "number"},
    "all_zero": {},
    "same_sheets": {"of": "indicators"},
    "not_falling": {"except_indicators": "indicators?"},
    "rate_behind": {"measure": "rate", "gap": "number", "least": "number"},
    "value": {"case": "case"},
    "intake": {"case": "case"},
}
# Everything that is found without comparing values; each must be worded by exactly one rule.
_CELL_CASES = (  # these are about one value
    *("not_a_number", "error_cell", "formula_without_value", "date_cell", "boolean_cell"),
    *("not_yes_or_no", "read_as", "filled_elsewhere", "zero_not_allowed", "label_changed"),
    *("marks_lost", "located"),
)
CASES: dict[str, tuple[str, ...]] = {
    "value": ("negative", "not_whole", "too_large"),
    "intake": (
        *_CELL_CASES,
        *("blanks", "zero_word", "nothing_filled", "form_version", "heading_moved", "names_lost"),
        *("unit_wrong", "sector_wrong", "period_wrong", "period_outside", "periods_differ"),
        *("basis_wrong", "not_the_units_sector", "heading_blank", "stale_month", "tie"),
        *("not_regular", "wrong_size", "foreign_format", "damaged", "unrecognised", "scan"),
        "sample_set_aside",
        *("not_readable", "being_written", "same_bytes", "withdrawn", "sheet_name"),
    ),
}
# Cases that may be told mildly; any other keeps the workbook out, or a wrong figure would be published.
MILD_CASES = (
    *("read_as", "filled_elsewhere", "marks_lost", "located", "heading_blank"),
    *("scan", "sample_set_aside"),
    *("same_bytes", "withdrawn"),
)
_CELL = ("item", "name")
# kind -> what its message may quote besides the values of the sheet.
_QUOTED: dict[str, tuple[str, ...]] = {
    "not_above": (*_CELL, "value"),
    "needs": (*_CELL, "value"),
    "at_most": (*_CELL, "value"),
    "at_least": (*_CELL, "value"),
    "ratio": (*_CELL, "value", "ratio"),
    "repeated": (*_CELL, "value", "count"),
    "all_zero": (),
    "same_sheets": ("other",),
    "not_falling": (*_CELL, "value", "before", "before_month", "expected"),
    "rate_behind": ("sector", "rate", "part", "whole", "gap"),
    "value": (*_CELL, "value", "expected"),
    "intake": ("found", "expected"),
}
_WITHOUT_VALUES = ("not_falling", "rate_behind", "intake")


def quotable(kind: str, case: str | None, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """The placeholders of a rule's message."""
    about_a_cell = _CELL if case in _CELL_CASES else ()
    values = () if kind in _WITHOUT_VALUES else indicators
    return (*_QUOTED[kind], *about_a_cell, *values)


def quotable_in_public(kind: str, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """The placeholders of what the bulletin says when a rule is broken."""
    return _QUOTED[kind] if kind == "rate_behind" else ("sector", *indicators)
