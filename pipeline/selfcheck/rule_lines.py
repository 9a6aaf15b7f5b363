"""The declared rules that a workbook can check by itself, as lines of the self-check."""

from collections.abc import Iterator

from pipeline.model.declared import Declarations
from pipeline.model.rule import Rule
from pipeline.selfcheck.alike import asked_of, comparable, count_of, most_often, same_as
from pipeline.selfcheck.formula import all_of, first_that, text
from pipeline.selfcheck.heading_lines import is_own_period
from pipeline.selfcheck.kinds import FORMULAS
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.past_kinds import PAST_FORMULAS, step_of, usual_step
from pipeline.selfcheck.places import BEFORE, COMPARABLE, Scene, SheetBlock
from pipeline.selfcheck.saying import common_words, said
from pipeline.words.wording import plain, show


def rule_lines(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """A line for each place at which a rule can be broken on a sheet."""
    for rule in scene.declared.rules:
        if rule.kind in FORMULAS and scene.declared.applies(rule, block.sector, scene.period):
            for indicator, condition in FORMULAS[rule.kind](rule, block, scene):
                words = common_words(block, indicator, scene.declared)
                words |= _extra(rule, block, scene)
                # Another period may have other rules: those of this one hold in it alone.
                in_time = [is_own_period(block, scene)] if rule.months else []
                yield _line(rule, block, all_of(*in_time, condition), indicator, words)


def past_lines(block: SheetBlock, scene: Scene) -> Iterator[Line]:
    """The same of the rules against what the sheet had before, where that is known."""
    for rule in scene.declared.rules if block.before else ():
        if rule.kind in PAST_FORMULAS and scene.declared.applies(rule, block.sector, scene.period):
            for indicator, condition in PAST_FORMULAS[rule.kind](rule, block):
                words = common_words(block, indicator, scene.declared)
                words |= _past_words(rule, block, indicator, scene.declared)
                compared = all_of(f"{block.of_sheet(COMPARABLE)}=1", condition)
                yield _line(rule, block, compared, indicator, words)


def _line(
    rule: Rule, block: SheetBlock, broken: str, indicator: str | None, words: dict[str, str]
) -> Line:
    message = {rule.code: said(rule.message, words)}
    return Line(block, (rule,), broken, message, indicator, indicator or "")


def _extra(rule: Rule, block: SheetBlock, scene: Scene) -> dict[str, str]:
    """Placeholders that only one kind has."""
    given = rule.parameters
    if rule.kind == "ratio":
        share = f"{block.value(given['part'])}/{block.value(given['whole'])}"
        return {"ratio": f"ROUND({share},2-INT(LOG10({share})))"}
    if rule.kind == "repeated":
        # MODE is certain to give the value that is told only if it fills more than half of the cells.
        told = f"MODE({','.join(block.runs(asked_of(given['of'], block)))})"
        certain = 2 * given["least"] > len(given["of"])
        return {"count": most_often(rule, block), "value": told if certain else text("同一个数")}
    if rule.kind == "equal_to":
        whole = block.value(given["to"])
        return {"count": count_of(asked_of(given["of"], block), whole, block), "value": whole}
    if rule.kind == "same_sheets":
        twins = [(same_as(rule, block, b), text(b.title)) for b in comparable(rule, block, scene)]
        return {"other": first_that(twins, text(""))}
    return {}


def _past_words(
    rule: Rule, block: SheetBlock, indicator: str | None, declared: Declarations
) -> dict[str, str]:
    assert block.before
    period = block.before.period
    words = {"before_month": text(period.chinese), "kind": text(period.kind)}
    if indicator is None:
        return words
    was = show(declared.form.indicators[indicator], block.before.values[indicator])
    words["before"] = text(was)
    if rule.kind == "not_falling":
        words["expected"] = text(expected(was, block))
    if rule.kind == "not_jumping":
        step = step_of(block, block.value(indicator), block.at(BEFORE, indicator))
        usual = usual_step(rule, block, indicator)
        words |= {"change": f"ROUND({step},1)", "usual": text(plain(float(f"{usual:.1f}")))}
    return words


def expected(was: str, block: SheetBlock) -> str:
    """What a cumulative value has to be now."""
    assert block.before
    return f"不小于{was}（{block.before.period.short}已报）"
