"""What is said of values that are not filled in, as a line of the self-check."""

from pipeline.model.declared import Declarations
from pipeline.selfcheck.cell_lines import declared_zero
from pipeline.selfcheck.formula import all_of, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import BLANKS, KEY, PER_ROW, SUBMITTED, TEXT, SheetBlock
from pipeline.selfcheck.saying import said

_LAST_ROW = 10_000  # below everything


def blanks_line(block: SheetBlock, declared: Declarations) -> Line:
    """The values that are not filled in, by their items."""
    rule, indicators = declared.intake_rule("blanks"), declared.form.indicators
    count = block.of_sheet(BLANKS)
    names = [(indicators[i].item, f'{block.at(TEXT, i)}=""') for i in block.asked]
    words = {"found": count, "expected": listed(names)}
    broken = all_of(f"{block.of_sheet(SUBMITTED)}=1", f"{count}>0")
    refs, keys = block.all_asked(TEXT), block.all_asked(KEY)
    row = f'{_LAST_ROW}-SUMPRODUCT(MAX(({refs}="")*({_LAST_ROW}-ROW({refs}))))-{block.first - 1}'
    key = f"INDEX({keys},{row})"
    at = f"ADDRESS(INT({key}/{PER_ROW}),MOD({key},{PER_ROW}),4)"
    return Line(block, (rule,), broken, {rule.code: said(rule.message, words)}, at=at)


def listed(words: list[tuple[str, str]]) -> str:
    """Those words, with 、 between them, whose tests hold."""
    pieces = [f'IF({test},{text("、" + word)},"")' for word, test in words]
    return f"MID({'&'.join(pieces) or text('')},2,999)"


def blanks_of(block: SheetBlock) -> str:
    """How many values are not filled in where blanks are no zeros."""
    return f'IF({declared_zero(block)},0,SUMPRODUCT(--({block.all_asked(TEXT)}="")))'
