"""A rule that stands for several findings of others: as in checking/symptoms.py, counted over what is told of those."""

from pipeline.selfcheck.blank_lines import listed
from pipeline.selfcheck.causes import Board
from pipeline.selfcheck.formula import first_that, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import BROKEN, COUNTED, Scene, SheetBlock
from pipeline.selfcheck.rule_lines import expected
from pipeline.selfcheck.saying import said, shown
from pipeline.words.wording import show

_MOST = 50  # levels of IF: Excel takes 64


def several_lines(block: SheetBlock, scene: Scene) -> list[Line]:
    """Lines for such rules; what they count is known when all lines have their rows."""
    kept = [r for r in scene.declared.rules if r.kind == "several"]
    applied = [r for r in kept if scene.declared.applies(r, block.sector, scene.period)]
    return [Line(block, (rule,), "", {rule.code: ""}) for rule in applied if block.before]


def counted(row: int, board: Board) -> str:
    """How many findings it would stand for."""
    terms = []
    for member in board.members(row):
        causes = board.first_round(member)
        alone = f"*(SUM({','.join(causes)})=0)" if causes else ""
        terms.append(f"${BROKEN}${member}{alone}")
    return "+".join(terms) or "0"


def several_said(row: int, board: Board, scene: Scene) -> str:
    """Its message: which items, and the first of them."""
    rule, indicators = board.rows[row].rules[0], scene.declared.form.indicators
    members = [(m, board.rows[m]) for m in board.members(row)]
    known = [(m, line, indicators[line.indicator]) for m, line in members if line.indicator]
    tests = {m: f"${BROKEN}${m}=1" for m, _, _ in known}
    words = {"count": f"${COUNTED}${row}", "kind": text(scene.period.kind)}
    words["items"] = listed([(i.item, tests[m]) for m, _, i in known])
    first = known[:_MOST]
    words["item"] = first_that([(tests[m], text(i.item)) for m, _, i in first], text(""))
    values = [(tests[m], shown(line.block, i.id, scene.declared)) for m, line, i in first]
    words["value"] = first_that(values, text(""))
    wanted = [(tests[m], text(_expected(line, i.id, scene))) for m, line, i in first]
    words["expected"] = first_that(wanted, text(""))
    return said(rule.message, words)


def _expected(line: Line, indicator: str, scene: Scene) -> str:
    block = line.block
    if not block.before or line.rules[0].kind != "not_falling":
        return ""
    was = block.before.values[indicator]
    return expected(show(scene.declared.form.indicators[indicator], was), block)
