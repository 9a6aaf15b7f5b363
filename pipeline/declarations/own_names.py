"""What an office may call a workbook and a sheet in it."""

_NOT_IN_NAMES = set('/\\:*?"<>|[]')
_LONGEST_TITLE = 31  # characters that Excel takes


def is_workbook_name(name: str) -> bool:
    """Whether it is the name of an xlsx file, without a folder."""
    return name.lower().endswith(".xlsx") and not _NOT_IN_NAMES & set(name)


def is_sheet_name(name: str) -> bool:
    """Whether Excel takes it as the name of a sheet."""
    return 1 <= len(name) <= _LONGEST_TITLE and not _NOT_IN_NAMES & set(name)
