"""What is told of a published Annex 2: what contradicts itself in it, what is not its unit's, what it says below."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.model.declared import Declarations
from pipeline.model.received import Finding
from pipeline.model.rollup import Record, RollupPlan
from pipeline.model.roster import Unit
from pipeline.rollup.comparing import Contradiction
from pipeline.words.faults import NOWHERE, Place, word
from pipeline.words.wording import inert, listing

_MOST_TOLD = 3  # contradictions of one kind
_SEVERAL = ("differs", "not_the_sum", "names_gone")
_LONGEST = 3000  # characters that are quoted: all figures of a sheet, where all were put right


def told(
    declared: Declarations, case: str, place: Place = NOWHERE, *, found: str = "", **words: str
) -> Finding:
    """A finding in the words of rollup.toml; case: of model/rollup.py."""
    named = {"found": inert(found, _LONGEST), "expected": "", "count": "", **words}
    return word(declared.rollup_rule(case), named, place, found=found)


def foreign(
    record: Record, unit: Unit, values: Mapping[str, object], declared: Declarations
) -> Iterator[Finding]:
    """Sectors with figures that are not the unit's, and unknown indicators: without them its sums would be others."""
    own = {declared.roster.sheets[s].sector for s in unit.sectors}
    subjects = declared.roster.subjects
    others = [subjects[s].title if s in subjects else s for s in values if s and s not in own]
    if others:
        names, count = listing(others), str(len(others))
        yield told(declared, "not_its_sector", found=names, expected=unit.name, count=count)
    unknown = dict.fromkeys(n for _, n in record.lines if n not in declared.form.indicators)
    if unknown:
        names = listing([*unknown][:_MOST_TOLD])
        yield told(declared, "names_gone", found=names, count=str(len(unknown)))


def other_form(record: Record, plan: RollupPlan, declared: Declarations) -> Finding | None:
    """What is told of sums over another form, or another version of it; None of the right one."""
    found, wanted = (record.form, record.version), (plan.form, str(plan.version))
    if found == wanted:
        return None
    said, asked = (f"{form}第{version}版" for form, version in (found, wanted))
    return told(declared, "form_below", found=said, expected=asked)


def typed_by_hand(unit: str, declared: Declarations) -> Iterator[Finding]:
    """What is told of a form where published sums are wanted: nobody could say who is in its figures."""
    sender = declared.roster.units[unit]
    if declared.rollup and not sender.is_office:
        yield told(declared, "not_published", found=sender.name)


def differing(
    found: Sequence[Contradiction], unit: Unit, declared: Declarations
) -> Iterator[Finding]:
    """One finding a case: at the first of the cells, with up to three of them."""
    ranked = sorted(found, key=lambda d: _SEVERAL.index(d.case))
    for case, group in groupby(ranked, key=lambda d: d.case):
        cells = list(group)
        first = cells[0]
        sheet = declared.roster.sheet_of(unit.id, first.sector) if first.sector else None
        page, cell = first.at or (None, None)
        cited = listing(_named(d) for d in cells[:_MOST_TOLD])
        words = {"expected": inert(first.expected), "count": str(len(cells))}
        yield told(declared, case, Place(sheet, page, cell, None), found=cited, **words)


def _named(one: Contradiction) -> str:
    at = f"{one.at[0]}!{one.at[1]}" if one.at else ""
    found, expected = inert(one.found, 30), inert(one.expected, 30)
    if one.case == "names_gone":
        return f"{at or found}（{expected}）"
    return f"{at}（{found}，应为{expected}）"


def notices(record: Record, unit: Unit, declared: Declarations) -> Iterator[Finding]:
    """What the level below says under its figures, and of its issued ones."""
    yield told(declared, "note_below", found=record.note)
    for text in record.restated:
        yield told(declared, "restated_below", found=text)
    most = max((line.share.expected for (s, _), line in record.lines.items() if s), default=0)
    if most != unit.reporters:
        expected = str(unit.reporters)
        yield told(declared, "other_reporters", found=str(most), expected=expected)
