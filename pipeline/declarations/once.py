"""Rules side by side: each code once, and each case that a reader detects in the words of exactly one of them."""

from collections.abc import Collection, Sequence

from pipeline.declarations.tables import Table
from pipeline.model.rule import Rule


def check_once(
    file: Table,
    rules: Sequence[Rule],
    cases: Collection[str],
    taken: Collection[str] = (),
    files: Sequence[Table] = (),
) -> None:
    """DeclarationError names a code that is used twice, or a case without exactly one rule; taken: others' codes.

    file: where what lacks should stand. files: where each of the rules stands, if they stand in several.
    """
    codes, placed = [*taken, *(r.code for r in rules)], files or [file] * len(rules)
    for code, place in {r.code: f for r, f in zip(rules, placed, strict=True)}.items():
        if codes.count(code) > 1:
            raise place.fault(code, "编号重复（也不能与其他规则的相同）" if taken else "编号重复")
    told = [
        (r.parameters["case"], f)
        for r, f in zip(rules, placed, strict=True)
        if "case" in r.parameters
    ]
    for case in cases:
        found = [place for known, place in told if known == case]
        if len(found) != 1:
            place = found[-1] if found else file  # of two the one that came second
            raise place.fault(f"case={case}", f"应正好有一条，现有{len(found)}条")
