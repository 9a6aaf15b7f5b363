"""What is not told because something else is its cause: the relations of symptoms.py, as terms of formulas.

As there, it goes in two rounds: first among what is found, then once more for what was gathered out of that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.declared import Declarations
from pipeline.selfcheck.formula import all_of, any_of, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import BROKEN, CODE
from pipeline.symptom_rules import About, is_symptom, values_of


@dataclass(frozen=True, slots=True)
class Board:
    """All lines by row, and what each says, a rule at a time."""

    rows: Mapping[int, Line]
    says: Mapping[int, Sequence[About]]
    sheets: Mapping[str, Sequence[int]]  # the lines of each sheet

    def first_round(self, row: int) -> list[str]:
        """Terms above 0 where a line is a symptom of another."""
        return self._terms(row, gathered=False)

    def second_round(self, row: int) -> list[str]:
        """The same where it is one of what was gathered, or was gathered itself."""
        gathered = [f"${BROKEN}${m}" for m in self.gatherers(row)]
        return [*gathered, *self._terms(row, gathered=True)]

    def gatherers(self, row: int) -> list[int]:
        """The lines that stand for one."""
        line = self.rows[row]
        mine = {r.code for r in line.rules}
        return [m for m in self._of_sheet(line) if self._gathers(m) & mine and m != row]

    def members(self, row: int) -> list[int]:
        """The lines that one stands for."""
        line, codes = self.rows[row], self._gathers(row)
        return [m for m in self._of_sheet(line) if self.rows[m].rules[0].code in codes and m != row]

    def _gathers(self, row: int) -> set[str]:
        rule = self.rows[row].rules[0]
        return set(rule.gathers) if rule.kind == "several" else set()

    def _of_sheet(self, line: Line) -> Sequence[int]:
        return self.sheets[line.block.sector]

    def _terms(self, row: int, *, gathered: bool) -> list[str]:
        line = self.rows[row]
        others = [m for m in self._of_sheet(line) if m != row and self._may_cause(m, line)]
        apart = [m for m in others if bool(self._gathers(m)) == gathered]
        return [term for m in apart if (term := self._term(row, m))]

    def _may_cause(self, row: int, symptom: Line) -> bool:
        """Whether it is worth looking: an error, or one that the other names."""
        line = self.rows[row]
        named = {code for r in symptom.rules for code in r.unless}
        return line.severity == 0 or any(r.code in named for r in line.rules)

    def _term(self, row: int, other: int) -> str:
        """1 where the one line is a symptom of the other and that is broken; empty where it never is."""
        pairs = [
            (mine.rule.code, its.rule.code)
            for its in self.says[other]
            for mine in self.says[row]
            if mine.rule is not its.rule and is_symptom(mine, its)
        ]
        if not pairs:
            return ""
        if len(pairs) == len(self.says[row]) * len(self.says[other]):
            return f"${BROKEN}${other}"
        tests = [
            all_of(*_is_code(self.rows[row], row, mine), *_is_code(self.rows[other], other, its))
            for mine, its in pairs
        ]
        return f"--{any_of(*tests)}" if len(tests) > 1 else f"--({tests[0]})"


def _is_code(line: Line, row: int, code: str) -> list[str]:
    """Whether it is this rule that a line tells of."""
    if line.tells_which:
        return [f"${CODE}${row}={text(code)}"]
    return [f"${BROKEN}${row}=1"] if line.rules else []


def board_of(rows: Mapping[int, Line], declared: Declarations) -> Board:
    """The lines with all that they are about."""
    says = {
        row: [_about(line, n, declared) for n in range(len(line.rules))]
        for row, line in rows.items()
    }
    sheets: dict[str, list[int]] = {}
    for row, line in rows.items():
        sheets.setdefault(line.block.sector, []).append(row)
    return Board(rows, says, sheets)


def _about(line: Line, number: int, declared: Declarations) -> About:
    rule = line.rules[number]
    values = values_of(rule, {line.indicator or ""}, declared)
    return About(rule, rule.severity, values, (values,))
