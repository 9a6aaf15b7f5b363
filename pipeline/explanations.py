"""情况说明: a line that begins with an item's number (4-5：……) explains the warnings about that item."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetForm
from pipeline.wording import inert

_LINE = re.compile(r"\s*([0-9]+-[0-9]+)\s*[：:]\s*(.*)")
_EMPTY = ("", "无", "已核", "已核实", "无误")  # these explain nothing


def explained(
    findings: Iterable[Finding], form: SheetForm, declared: Declarations
) -> list[Finding]:
    """The findings of a sheet; a warning about an item that the unit itself explains carries its words."""
    said = _by_item(form.headings["remarks"].text)
    told = []
    for f in findings:
        item = declared.form.indicators[f.indicator].item if f.indicator else ""
        words = said.get(item, "") if f.severity == "warning" else ""
        told.append(replace(f, explanation=words) if words else f)
    return told


def _by_item(remarks: str) -> dict[str, str]:
    lines = (_LINE.fullmatch(line) for line in remarks.splitlines())
    said = {m[1]: inert(m[2].strip(" 。."), 200) for m in lines if m}
    return {item: words for item, words in said.items() if words not in _EMPTY}
