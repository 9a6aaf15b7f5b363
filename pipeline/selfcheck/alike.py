"""What a sheet asks for and holds several times, in formulas: how often a value comes back, which sheets are twins."""

from collections.abc import Sequence

from pipeline.model.rule import Rule
from pipeline.selfcheck.formula import all_of, number
from pipeline.selfcheck.places import Scene, SheetBlock


def most_often(rule: Rule, block: SheetBlock) -> str:
    """How often the most frequent value above `above` stands in `of`."""
    indicators = asked_of(rule.parameters["of"], block)
    above = number(rule.parameters["above"])
    counts = [
        f"ISNUMBER({ref})*(N({ref})>{above})*{count_of(indicators, ref, block)}"
        for ref in block.values(indicators)
    ]
    return f"MAX({','.join(counts)})"


def count_of(indicators: Sequence[str], ref: str, block: SheetBlock) -> str:
    """How many of some values are the number in a cell."""
    counts = [f"COUNTIF({run},{ref})" for run in block.runs(indicators)]
    return counts[0] if len(counts) == 1 else f"({'+'.join(counts)})"


def same_as(rule: Rule, block: SheetBlock, other: SheetBlock) -> str:
    """Whether two sheets hold the same."""
    indicators = rule.parameters["of"]
    ranges = [
        (block.runs(stretch)[0], other.runs(stretch)[0])
        for stretch in _together(indicators, block, other)
    ]
    same = "+".join(f"SUMPRODUCT(--({a}={b}))" for a, b in ranges)
    above = ",".join(a for a, _ in ranges)
    return all_of(
        f"COUNT({above})={len(indicators)}", f"MAX({above})>0", f"{same}={len(indicators)}"
    )


def _together(indicators: Sequence[str], *blocks: SheetBlock) -> list[list[str]]:
    """The values in stretches that are one run on every sheet: one may ask for more between two of them."""
    stretches = list[list[str]]()
    for indicator in sorted(indicators, key=blocks[0].names.index):
        last = stretches[-1][-1] if stretches else None
        if last and all(b.names.index(indicator) == b.names.index(last) + 1 for b in blocks):
            stretches[-1].append(indicator)
        else:
            stretches.append([indicator])
    return stretches


def comparable(rule: Rule, block: SheetBlock, scene: Scene) -> list[SheetBlock]:
    """The other sheets that are asked for the same."""
    indicators = rule.parameters["of"]
    if not asks(block, indicators):
        return []
    return [b for b in scene.siblings(block) if asks(b, indicators)]


def asks(block: SheetBlock, indicators: Sequence[str]) -> bool:
    """Whether all of them are to be filled on a sheet."""
    return set(indicators) <= set(block.asked)


def asked_of(indicators: Sequence[str], block: SheetBlock) -> list[str]:
    """Those that are to be filled on a sheet."""
    return [i for i in indicators if i in block.asked]
