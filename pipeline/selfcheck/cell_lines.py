"""What the reader finds in one value cell, as lines of the self-check: at most one thing in each."""

import math
from collections.abc import Iterator, Mapping

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.rule import Rule
from pipeline.selfcheck.formula import all_of, first_that, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import BEFORE, COMPARABLE, TEXT, Scene, SheetBlock
from pipeline.selfcheck.saying import common_words, said
from pipeline.selfcheck.value_cells import ERROR, LOGICAL, NO_NUMBER
from pipeline.words.faults import named, wanted
from pipeline.words.wording import plain, show

_NOTHING = '""'
# Why a blank cannot be zero, as the reader says it.
_YES_OR_NO, _STOCK = "是否项要选定", "期末数每次都要填"
_LOGICAL_SHOWN = "TRUE或FALSE"


def cell_lines(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """A line for each value that is to be filled, and for each cell that is not."""
    declared = scene.declared
    for name in block.asked:
        indicator = declared.form.indicators[name]
        cases = list(_cases(block, indicator))
        rules = tuple(
            declared.intake_rule(case) for case in dict.fromkeys(c for c, _ in cases if c)
        )
        codes = [(test, _code(case, declared)) for case, test in cases]
        common = common_words(block, indicator.id, declared)
        words = {r.code: _said(r, block, indicator, common, declared) for r in rules}
        yield Line(block, rules, first_that(codes, _NOTHING), words, name, name)
    yield from _elsewhere(block, declared)


def _code(case: str, declared: Declarations) -> str:
    return text(declared.intake_rule(case).code) if case else _NOTHING


def _cases(block: SheetBlock, indicator: Indicator) -> Iterator[tuple[str, str]]:
    """(what is wrong, or nothing, and when), to be asked in this order."""
    ref, value = block.at(TEXT, indicator.id), block.value(indicator.id)
    yield "error_cell", f"{ref}={text(ERROR)}"
    if indicator.is_yesno or indicator.is_stock:
        yield "zero_not_allowed", all_of(f'{ref}=""', declared_zero(block))
    if indicator.is_yesno:
        yield "not_yes_or_no", f"{value}={NO_NUMBER}"
        return
    yield "boolean_cell", f"{ref}={text(LOGICAL)}"
    yield "not_a_number", f"{value}={NO_NUMBER}"
    yield "", f"NOT(ISNUMBER({value}))"
    yield "negative", f"{value}<0"
    yield "too_large", f"{value}>{indicator.kind.largest}"
    yield "not_whole", f"ROUND({value},{indicator.kind.decimals})<>{value}"
    if had(block, indicator.id) > 0 and not (indicator.is_stock or indicator.adds_up):
        above = f"{block.at(BEFORE, indicator.id)}>0"
        yield "zero_not_allowed", all_of(f'{ref}=""', f"{block.of_sheet(COMPARABLE)}=1", above)


def had(block: SheetBlock, indicator: str) -> float:
    """What a sheet had before; NaN where that is not known."""
    return block.before.values.get(indicator, math.nan) if block.before else math.nan


def declared_zero(block: SheetBlock) -> str:
    """Whether the sheet says that its blanks are zeros."""
    return f'{block.at(TEXT, "blanks_are_zero")}="是"'


def _said(
    rule: Rule,
    block: SheetBlock,
    indicator: Indicator,
    common: Mapping[str, str],
    declared: Declarations,
) -> str:
    case, ref = rule.parameters["case"], block.at(TEXT, indicator.id)
    logical = text(_LOGICAL_SHOWN)
    other = {"error_cell": _NOTHING, "boolean_cell": logical}
    other["not_yes_or_no"] = f"IF({ref}={text(LOGICAL)},{logical},{ref})"
    found = other.get(case, ref)
    expected = _expected(case, block, indicator, declared.form.basis)
    words = {**common, "found": found, "expected": expected}
    return said(rule.message, words)


def _expected(case: str, block: SheetBlock, indicator: Indicator, basis: str) -> str:
    """What should stand there, or why it may not."""
    if case == "too_large":
        return text(plain(indicator.kind.largest))
    if case != "zero_not_allowed":
        return text(f"应为{wanted(indicator)}" if case == "not_whole" else wanted(indicator))
    if indicator.is_yesno or indicator.is_stock:
        return text(_YES_OR_NO if indicator.is_yesno else _STOCK)
    assert block.before
    was = show(indicator, had(block, indicator.id))
    return text(f"{block.before.period.short}{basis}已报{was}")


def _elsewhere(block: SheetBlock, declared: Declarations) -> Iterator[Line]:
    """What stands in a cell that is not to be filled here, but for our own hint."""
    rule = declared.intake_rule("filled_elsewhere")
    for name in block.others:
        indicator, ref = declared.form.indicators[name], block.at(TEXT, name)
        hint = declared.hint(indicator, block.sector)
        words = {word: text(name) for word, name in named(indicator).items()} | {"found": ref}
        message = said(rule.message, {**words, "expected": text(hint)})
        other = f'SUBSTITUTE({ref}," ","")<>{text(hint.replace(" ", ""))}'
        broken = all_of(f'{ref}<>""', other)
        yield Line(block, (rule,), broken, {rule.code: message}, name, name)
