"""What a form cannot know of itself, and why: each kind of rule and case of the reader has a formula or stands here."""

_FILE = "about the file as it arrived"
_HIDDEN = "nothing that a formula sees"
_CHANGED = "the sheet is protected: not done by typing"
_OTHERS = "about other files or units"

CANNOT_KNOW: dict[str, str] = {
    # Judgements on the month as a whole.
    **dict.fromkeys(("rate_behind", "stalled", "standing", "restated", "overdue"), _OTHERS),
    # How a cell is formatted, what lies under a merge, whether its row is shown, what stands beside cells.
    **dict.fromkeys(("date_cell", "percent_cell", "rounded_cell", "merged_cell"), _HIDDEN),
    **dict.fromkeys(("hidden_value", "hidden_cells", "aside_text"), _HIDDEN),
    "formula_without_value": "a formula that is open in a spreadsheet has a value",
    "read_as": "how a number was read is told when it was",
    "stray_number": "a number beside the form asks for nothing",
    "nothing_filled": "a blank form says how many values are missing",
    "changed": "about an earlier version of the same form",
    # Headings: as the drop-down list has them, or not at all.
    "period_outside": "told as a period that is none: the list offers no other",
    "week_wrong": "the same for a week, in the form for a week",
    "not_the_units_sector": "unit and sector are each held against what the form was made for",
    # The form's own making.
    **dict.fromkeys(("label_changed", "heading_moved", "names_lost", "layout"), _CHANGED),
    **dict.fromkeys(("hidden_sheet", "extra_sheet", "extra_copy", "sheet_name"), _CHANGED),
    **dict.fromkeys(("form_version", "marks_lost", "located", "handmade"), _CHANGED),
    # Files.
    **dict.fromkeys(("name_differs", "stale_month", "tie", "other_form", "unit_unknown"), _FILE),
    **dict.fromkeys(("not_regular", "wrong_size", "foreign_format", "damaged", "scan"), _FILE),
    **dict.fromkeys(("unrecognised", "sample_set_aside", "over_limit", "old_format"), _FILE),
    **dict.fromkeys(("far_cell", "not_readable", "being_written", "same_bytes"), _FILE),
    "withdrawn": _FILE,
}
