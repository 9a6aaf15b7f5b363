"""情况说明: a line that begins with an item's number (4-5：……) explains that item's warnings until a value changes."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.checking.gathering import items_of, members
from pipeline.declarations.ledger_kinds import OF_ROWS
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetForm
from pipeline.model.record import record
from pipeline.sheets.remarks import LEDGER, WHOLE_SHEET, read_remarks

_READ = ("intake", "ledger_intake")  # what is to be put right rather than explained
_LAPSED = "（情况说明里的说明是上次的，数已变，请重新说明）"


@record
class Said:
    """What a unit says about an item, and the values that it held when it first said so."""

    words: str
    values: tuple[str, ...]


def what_is_said(
    form: SheetForm, before: Mapping[str, Said], declared: Declarations
) -> dict[str, Said]:
    """A sheet's explanations by item; words that stand there as they did `before` are about the values of then.

    Books are saved under a new name every month, so last month's line still stands in this month's.
    """
    said = {}
    for item, words in read_remarks(form.headings["remarks"].text, declared).items():
        old = before.get(item)
        again = old is not None and old.words == words
        said[item] = old if old and again else Said(words, _values(form, item, declared))
    return said


def explained(
    finding: Finding, form: SheetForm, said: Mapping[str, Said], declared: Declarations
) -> Finding:
    """The finding; a warning all items of which the unit explains carries its words. Nothing else is explained away."""
    if finding.severity != "warning" or finding.waived:
        return finding
    items = _items(finding, declared)
    told = {item: said[item] for item in items if item in said}
    if any(s.values != _values(form, item, declared) for item, s in told.items()):
        return replace(finding, message=finding.message + _LAPSED)
    if len(told) < len(items):
        return finding
    words = dict.fromkeys(s.words for s in told.values())
    return replace(finding, explanation="；".join(words))


def ready_line(finding: Finding, declared: Declarations) -> str:
    """The line of 情况说明 that would explain a finding, but for the reason: 3-2：（请写明原因）.

    Empty where nothing is to be explained but something to be taken out.
    """
    if declared.rule(finding.rule).kind in _READ and not finding.waivable:
        return ""
    items = items_of(members(finding, declared), declared)
    return f"{items or _whole(finding, declared)}：{declared.explaining.prompt}"


def _whole(finding: Finding, declared: Declarations) -> str:
    """How a line begins that explains a finding about no item: with the name of the ledger, or 全表."""
    if declared.ledger and declared.rule(finding.rule).kind in OF_ROWS:
        return declared.ledger.sheet
    return declared.explaining.whole_sheet[0]


def _items(finding: Finding, declared: Declarations) -> list[str]:
    """The items that a finding asks about; the ledger or the whole sheet if it names none."""
    if declared.rule(finding.rule).kind in OF_ROWS:
        return [LEDGER]
    indicators = declared.form.indicators
    names = [f.indicator for f in members(finding, declared) if f.indicator]
    return list(dict.fromkeys(indicators[n].item for n in names)) or [WHOLE_SHEET]


def _values(form: SheetForm, item: str, declared: Declarations) -> tuple[str, ...]:
    """What the cells of an item hold; of anything else all cells of the sheet."""
    of = declared.form.by_item.get(item) or declared.form.indicators.values()
    return tuple(repr(form.entries[i.id].value) if i.id in form.entries else "" for i in of)
