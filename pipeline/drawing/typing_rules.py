"""What a cell accepts while a clerk types: Excel data validation, compiled from the rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.rule import Rule

_LONGEST = 255  # characters that Excel takes in the formula of a validation, and in its text


@record
class _Clause:
    """What a rule says of one cell: a formula that must hold, and the words if it does not."""

    formula: str
    text: str
    refuses: bool


def choice(ref: str, options: Iterable[str], text: str) -> DataValidation:
    """A drop-down that takes nothing else."""
    listed = ",".join(options)
    assert len(listed) <= _LONGEST
    return DataValidation(
        type="list",
        formula1=f'"{listed}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="请从列表中选",
        error=text,
        sqref=ref,
    )


def typed_value(
    indicator: Indicator, cells: Mapping[str, str], rules: Iterable[Rule], advice: str
) -> DataValidation:
    """The validation of a value cell. cells: where the values asked for on the sheet stand."""
    ref = cells[indicator.id]
    if indicator.is_yesno:
        return choice(ref, ("是", "否"), "请选“是”或“否”。")
    said = (c for rule in rules for c in _clauses(rule, indicator.id, cells))
    clauses = _fitting(ref, indicator, said)
    words = (_wanted(indicator), *dict.fromkeys(c.text for c in clauses), advice)
    checked = DataValidation(
        # Where blanks are allowed Excel lets anything pass once the formula looks at a blank cell.
        allow_blank=not clauses,
        showErrorMessage=True,
        errorStyle="stop" if all(c.refuses for c in clauses) else "warning",
        errorTitle="请核对",
        error="".join(words)[:_LONGEST],
        sqref=ref,
    )
    _set_test(checked, ref, indicator, clauses)
    return checked


def _set_test(
    checked: DataValidation, ref: str, indicator: Indicator, clauses: Collection[_Clause]
) -> None:
    """A whole number in its range where that says all, else a formula."""
    if clauses or indicator.kind.decimals:
        checked.type, checked.formula1 = "custom", _formula(ref, indicator, clauses)
    else:
        checked.type, checked.operator = "whole", "between"
        checked.formula1, checked.formula2 = "0", str(indicator.kind.largest)


def _wanted(indicator: Indicator) -> str:
    kind = indicator.kind
    if kind.decimals:
        return f"应填{indicator.unit}数：0或正数，至多{kind.decimals}位小数，不大于{kind.largest}。"
    return f"应填0或正整数，不大于{kind.largest}。"


def _formula(ref: str, indicator: Indicator, clauses: Iterable[_Clause]) -> str:
    kind = indicator.kind
    whole = f"ROUND({ref},{kind.decimals})={ref}"
    tests = ",".join((f"{ref}>=0", f"{ref}<={kind.largest}", whole, *(c.formula for c in clauses)))
    return f'IF(ISNUMBER({ref}),AND({tests}),{ref}="")'


def _fitting(ref: str, indicator: Indicator, clauses: Iterable[_Clause]) -> list[_Clause]:
    """The clauses that Excel has room for; the others are checked when the form is received."""
    kept: list[_Clause] = []
    for clause in clauses:
        if len(_formula(ref, indicator, [*kept, clause])) <= _LONGEST:
            kept.append(clause)
    return kept


def _clauses(rule: Rule, indicator: str, cells: Mapping[str, str]) -> Iterator[_Clause]:
    """What a rule asks of this cell where it is the part of something.

    The cell of the whole is not checked while a clerk types: correcting it before its parts would be refused.
    """
    if not rule.typed:
        return
    for part, whole, test in _sides(rule, indicator):
        if all(i in cells for i in (*part, *whole)):
            others = dict.fromkeys(cells[i] for i in (*part, *whole) if i != indicator)
            # A blank on the other side blocks nothing.
            unknown = f"COUNT({','.join(others)})<{len(others)}"
            holds = test.format(*(_sum([cells[i] for i in side]) for side in (part, whole)))
            yield _Clause(f"OR({unknown},{holds})", rule.typed, rule.severity == "error")


def _sides(rule: Rule, indicator: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """(the part, what it is held against, how) wherever the rule has the indicator as a part."""
    given = rule.parameters
    if rule.kind == "not_above":
        for part in (given["left"], *((i,) for i in given["each"])):
            if indicator in part:
                yield part, given["right"], "{0}<={1}"
    elif rule.kind == "needs" and indicator in given["when"]:
        yield (indicator,), given["then"], f"OR({{0}}=0,{{1}}>={given['least']:g})"


def _sum(refs: list[str]) -> str:
    return refs[0] if len(refs) == 1 else f"SUM({','.join(refs)})"
