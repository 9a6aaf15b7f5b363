"""What the reader finds in the heading block and about blanks, as lines of the self-check."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.model.declared import Declarations
from pipeline.model.week import Week
from pipeline.selfcheck.blank_lines import blanks_line, listed
from pipeline.selfcheck.formula import all_of, first_that, is_one_of, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import KNOWN_PERIOD, SUBMITTED, TEXT, Scene, SheetBlock
from pipeline.selfcheck.saying import said
from pipeline.words.faults import EMPTY, WRITTEN

_LONGEST_NAMES = 2000  # characters; a formula has at most 8192


def heading_lines(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """A line for each heading that can be wrong, one for the blank headings, one for the blank values."""
    declared = scene.declared
    zero = block.at(TEXT, "blanks_are_zero")
    odd = f"NOT({is_one_of(zero, ('', '是', '否'))})"
    yield _heading(declared, "zero_word", block, "blanks_are_zero", odd, "")
    yield from _unit(block, declared)
    if "sector" in block.headings:  # not where units do not report by sector
        own = declared.roster.sheets[block.sector].title
        broken = all_of(_submitted(block), f"NOT({is_right_sector(block, declared)})")
        yield _heading(declared, "sector_wrong", block, "sector", broken, text(own))
    basis = declared.form.basis
    broken = all_of(_submitted(block), f"{block.at(TEXT, 'basis')}<>{text(basis)}")
    yield _heading(declared, "basis_wrong", block, "basis", broken, text(basis))
    yield from _periods(block, scene)
    yield from _asked(block, scene)
    yield blanks_line(block, declared)


def _unit(block: SheetBlock, declared: Declarations) -> Iterator[Line]:
    """Another unit's name, or none at all; not told apart where a formula cannot hold all names."""
    own = declared.roster.units[declared.roster.sheets[block.sector].unit]
    others = [n for u in declared.roster.units.values() for n in (u.name, *u.spellings)]
    short = sum(map(len, others)) <= _LONGEST_NAMES
    is_other = is_one_of(block.at(TEXT, "unit"), others if short else [])
    wrong = all_of(_submitted(block), f"NOT({is_right_unit(block, declared)})")
    cases = {"another_unit": all_of(wrong, is_other), "unit_wrong": wrong}
    lines = [
        _heading(declared, case, block, "unit", test, text(own.name))
        for case, test in cases.items()
    ]
    codes = [(line.broken, text(line.rules[0].code)) for line in lines]
    rules = tuple(line.rules[0] for line in lines)
    messages = {code: told for line in lines for code, told in line.said.items()}
    yield replace(lines[0], rules=rules, broken=first_that(codes, '""'), said=messages)


def _heading(
    declared: Declarations, case: str, block: SheetBlock, heading: str, broken: str, expected: str
) -> Line:
    rule, ref = declared.intake_rule(case), block.at(TEXT, heading)
    told = f'IF({ref}="",{text(EMPTY)},{said(WRITTEN, {"found": ref})})'
    found = told if expected else ref
    message = said(rule.message, {"found": found, "expected": expected or text("")})
    return Line(block, (rule,), broken, {rule.code: message}, None, heading)


def is_right_unit(block: SheetBlock, declared: Declarations) -> str:
    """Whether the sheet names the unit that it was made for."""
    unit = declared.roster.units[declared.roster.sheets[block.sector].unit]
    return is_one_of(block.at(TEXT, "unit"), (unit.name, *unit.spellings))


def is_right_sector(block: SheetBlock, declared: Declarations) -> str:
    """Whether the sheet names its own sector."""
    sector = declared.roster.sheets[block.sector]
    return is_one_of(block.at(TEXT, "sector"), (sector.name, *sector.spellings))


def is_known_period(block: SheetBlock, scene: Scene) -> str:
    """Whether a period is written as the drop-down list writes it."""
    periods = scene.declared.campaign.periods_like(scene.period)
    return is_one_of(block.at(TEXT, "period"), (p.chinese for p in periods))


def is_own_period(block: SheetBlock, scene: Scene) -> str:
    """Whether the sheet is still for the period that it was made for."""
    return is_one_of(block.at(TEXT, "period"), (scene.period.chinese,))


def _submitted(block: SheetBlock) -> str:
    return f"{block.of_sheet(SUBMITTED)}=1"


def _periods(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """A period that is none, and one that is not the first submitted sheet's."""
    week = scene.period.kind == Week.kind
    case = "week_wrong" if week else "period_wrong"
    unknown = all_of(_submitted(block), f"{block.of_sheet(KNOWN_PERIOD)}=0")
    sample = text(scene.period.chinese)
    yield _heading(scene.declared, case, block, "period", unknown, sample)
    before = scene.blocks[: scene.blocks.index(block)]
    if before:
        tests = [(_submitted(b), b) for b in before]
        first = first_that([(t, b.at(TEXT, "period")) for t, b in tests], text(""))
        known = first_that([(t, b.of_sheet(KNOWN_PERIOD)) for t, b in tests], "0")
        mine = block.of_sheet(KNOWN_PERIOD)
        other = f"{block.at(TEXT, 'period')}<>{first}"
        broken = all_of(_submitted(block), f"{mine}=1", f"{known}=1", other)
        yield _heading(scene.declared, "periods_differ", block, "period", broken, first)


def _asked(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """The empty headings of the first submitted sheet."""
    form, rule = scene.declared.form, scene.declared.intake_rule("heading_blank")
    blank = {
        h.label: f'{block.at(TEXT, h.id)}=""' for h in form.headings.values() if h.demand == "asked"
    }
    if not blank:
        return
    names = [h.id for h in form.headings.values() if h.demand == "asked"]
    before = scene.blocks[: scene.blocks.index(block)]
    others = [f"{b.of_sheet(SUBMITTED)}=0" for b in before]
    some = f"({'+'.join(f'({test})' for test in blank.values())})>0"
    message = said(rule.message, {"found": listed(list(blank.items()))})
    broken = all_of(_submitted(block), *others, some)
    at = first_that([(blank[form.headings[n].label], text(block.cells[n])) for n in names], '""')
    yield Line(block, (rule,), broken, {rule.code: message}, None, names[0], at)
