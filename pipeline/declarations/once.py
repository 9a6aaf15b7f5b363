"""Rules side by side: each code once, and each case that a reader detects in the words of exactly one of them."""

from collections.abc import Collection, Sequence

from pipeline.declarations.tables import Table
from pipeline.model.rule import Rule


def check_once(
    file: Table, rules: Sequence[Rule], cases: Collection[str], taken: Collection[str] = ()
) -> None:
    """DeclarationError names a code that is used twice, or a case without exactly one rule; taken: others' codes."""
    codes = [*taken, *(r.code for r in rules)]
    for code in [r.code for r in rules if codes.count(r.code) > 1]:
        raise file.fault(code, "编号重复（也不能与其他规则的相同）" if taken else "编号重复")
    told = [r.parameters["case"] for r in rules if "case" in r.parameters]
    for case in [c for c in cases if told.count(c) != 1]:
        raise file.fault(f"case={case}", f"应正好有一条，现有{told.count(case)}条")
