"""Figures that break a rule and count all the same, since the office decided so in writing: which, and why."""

from collections.abc import Iterable, Iterator

from pipeline.checking.gathering import members
from pipeline.ledger.masking import hidden_names, masked
from pipeline.model.declared import Declarations
from pipeline.model.period import Period
from pipeline.model.received import Finding
from pipeline.model.released import Release
from pipeline.words.private_numbers import without_numbers
from pipeline.words.wording import inert, listing, spans

_LONGEST = 200  # of a reason


def let_pass(release: Release) -> dict[tuple[Period, str], str]:
    """By month and sheet what the office let pass there, as 1-2“整改多于发现”（理由）; as papers may say it.

    Without the names of the ledgers and without numbers of telephones or persons: who decided wrote it for the office.
    """
    told = dict(_told(release))
    if not told:
        return {}
    said = masked([*told.values()], hidden_names(release))
    return {key: without_numbers(text) for key, text in zip(told, said, strict=True)}


def _told(release: Release) -> Iterator[tuple[tuple[Period, str], str]]:
    waived = {f.path: f.findings for f in release.files if any(x.waived for x in f.findings)}
    for state in release.history if waived else ():
        for sheet, stands in state.sheets.items():
            found = waived.get(stands.file or "", ()) if stands.state == "accepted" else ()
            if text := listing(_faults((x for x in found if x.sector == sheet), release.declared)):
                yield (state.period, sheet), text


def _faults(found: Iterable[Finding], declared: Declarations) -> Iterator[str]:
    """Those that are about figures of the form; faults of one kind with one reason are told together."""
    items: dict[tuple[str, str], set[str]] = {}
    for finding in (x for x in found if x.waived):
        about = {m.indicator for m in members(finding, declared)}
        numbers = {i.item for i in declared.form.indicators.values() if i.id in about}
        if numbers:
            rule = declared.rule(finding.rule)
            items.setdefault((rule.short or rule.code, finding.waived), set()).update(numbers)
    for (fault, reason), numbers in items.items():
        where = spans(numbers, [*declared.form.by_item])
        yield f"{where}“{fault}”（{inert(reason, _LONGEST)}）"
