"""Hints about rules: values that none looks at, rules of another basis, rules that would tell too much."""

from collections.abc import Iterable, Iterator

from pipeline.declarations.rule_cases import CELL_CASES
from pipeline.declarations.rule_kinds import PER_VALUE
from pipeline.model.declared import Declarations
from pipeline.model.rule import Rule
from pipeline.words.wording import inert, listing

_MANY = 3  # cells from which on one message a cell is too much
_OF_CUMULATIVE = ("not_falling", "not_jumping", "moving")


def rule_hints(declared: Declarations) -> list[str]:
    """All of them."""
    return [*_misplaced(declared), *_unheld(declared), *_wordy(declared)]


def _misplaced(declared: Declarations) -> Iterator[str]:
    """Rules on what was counted so far, of values that are each period's own."""
    form = declared.form
    for rule in declared.rules:
        if rule.kind in _OF_CUMULATIVE:
            about = _looked_at(rule, declared)
            own = [i for i in form.indicators.values() if i.id in about and i.adds_up]
            if own:
                first = own[0]
                yield (
                    f"schemas/rules.toml：{inert(rule.code)}是核对累计数的（{rule.kind}），"
                    f"{first.item} {first.name}等{len(own)}项却是各期相加的当期数"
                )


def _unheld(declared: Declarations) -> Iterator[str]:
    """Values that no rule looks at."""
    held = {i for rule in declared.rules for i in _looked_at(rule, declared)}
    free = [f"{i.item} {i.name}" for i in declared.form.indicators.values() if i.id not in held]
    if free:
        yield f"schemas/rules.toml：没有一条规则核对{listing(free)}"


def _looked_at(rule: Rule, declared: Declarations) -> Iterable[str]:
    """The indicators in a rule's parameters; of a rule about all but some, all but those."""
    if rule.kind in _OF_CUMULATIVE and not rule.parameters.get("of"):
        return {*declared.form.indicators} - {*rule.parameters.get("except_indicators", ())}
    return {*rule.named} & {*declared.form.indicators} | parts_of(rule.named, declared)


def _wordy(declared: Declarations) -> Iterator[str]:
    """Rules that would tell the same of cell after cell, and that no other rule tells as one."""
    joined = {c for r in declared.rules if r.kind == "several" for c in r.parameters["of"]}
    for rule in declared.rules:
        if rule.code not in joined and not rule.message_many and _cells(rule, declared) >= _MANY:
            yield (
                f"schemas/rules.toml：{inert(rule.code)}逐格核对，没有写message_many，"
                "几格同时有问题时会一格一条"
            )


def _cells(rule: Rule, declared: Declarations) -> int:
    """Of how many cells of a sheet a rule may tell something by itself, where that can be told as one."""
    if rule.severity == "notice" or rule.parameters.get("case"):
        return len(CELL_CASES) if rule.parameters.get("case") == "negative" else 0
    if rule.parameters.get("each"):
        return len(rule.parameters["each"])
    return len(list(_looked_at(rule, declared))) if rule.kind in PER_VALUE else 0


def parts_of(names: Iterable[str], declared: Declarations) -> set[str]:
    """The indicators that measures are made of."""
    planned = (declared.form.measures[n] for n in names if n in declared.form.measures)
    return {i for m in planned for i in (*m.sum, *m.less, *m.over)}
