"""A rule's own message as a formula: its words as they are, its values those that stand on the sheet."""

import string
from collections.abc import Mapping

from pipeline.model.declared import Declarations
from pipeline.selfcheck.formula import text
from pipeline.selfcheck.places import SheetBlock
from pipeline.words.faults import named

_BLANK = text("空白")


def said(message: str, words: Mapping[str, str]) -> str:
    """A message with expressions for its placeholders."""
    parts = []
    for literal, name, _, _ in string.Formatter().parse(message):
        parts += [text(literal)] if literal else []
        parts += [words[name]] if name is not None else []
    return "&".join(parts) or text("")


def shown(block: SheetBlock, indicator: str, declared: Declarations) -> str:
    """A value as a message quotes it."""
    if indicator not in block.asked:
        return _BLANK
    ref = block.value(indicator)
    if declared.form.indicators[indicator].is_yesno:
        return f'IF(ISNUMBER({ref}),IF({ref}=1,"是","否"),{_BLANK})'
    return f"IF(ISNUMBER({ref}),{ref},{_BLANK})"


def common_words(
    block: SheetBlock, indicator: str | None, declared: Declarations
) -> dict[str, str]:
    """What most messages may quote: the values of the sheet, and the cell that the finding points at."""
    indicators = declared.form.indicators
    words = {i: shown(block, i, declared) for i in indicators}
    if indicator:
        names = named(indicators[indicator])
        words |= {word: text(name) for word, name in names.items()}
        words["value"] = words[indicator]
    return {"value": text(""), **words}
