"""What the reader finds without comparing values: a closed list of cases, each worded by exactly one rule."""

# Everything that is found without comparing values; each must be worded by exactly one rule.
# Those of CELL_CASES are about one value.
CELL_CASES = (
    *("not_a_number", "error_cell", "formula_without_value", "date_cell", "boolean_cell"),
    *("not_yes_or_no", "read_as", "filled_elsewhere", "zero_not_allowed", "label_changed"),
    *("percent_cell", "rounded_cell", "merged_cell", "changed"),
)
CASES: dict[str, tuple[str, ...]] = {
    "value": ("negative", "not_whole", "too_large"),
    "intake": (
        *CELL_CASES,
        *("blanks", "zero_word", "nothing_filled", "form_version", "heading_moved", "names_lost"),
        *("marks_lost", "located", "handmade", "layout", "name_differs"),
        *("hidden_value", "stray_number", "hidden_sheet", "hidden_cells", "extra_sheet"),
        *("extra_copy", "aside_text"),
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
    *("same_bytes", "withdrawn", "hidden_cells", "rounded_cell", "aside_text"),
)
