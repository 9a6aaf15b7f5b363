"""What is not told because something else is its cause: the relations of checking/symptoms.py, as terms of formulas.

As there, it goes in two rounds: first among what is found, then once more for what was gathered out of that.
"""

from collections.abc import Mapping, Sequence

from pipeline.checking.symptom_rules import About, is_symptom, values_of
from pipeline.model.declared import Declarations
from pipeline.model.record import record
from pipeline.selfcheck.formula import all_of, any_of, text
from pipeline.selfcheck.line import Line
from pipeline.selfcheck.places import BROKEN, CODE


@record
class Board:
    """All lines by their row.

    says: what each line is about, for every rule that it may tell of. sheets: the rows of each sheet. errors: the rows
    that tell errors. gathering: the rows that stand for several others, with the codes of the rules that they gather.
    """

    rows: Mapping[int, Line]
    says: Mapping[int, Sequence[About]]
    sheets: Mapping[str, Sequence[int]]
    errors: frozenset[int]
    gathering: Mapping[int, frozenset[str]]

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
        rows = self.sheets[line.block.sector]
        return [m for m, codes in self.gathering.items() if m in rows and m != row and codes & mine]

    def members(self, row: int) -> list[int]:
        """The lines that one stands for."""
        codes, rows = self.gathering[row], self.sheets[self.rows[row].block.sector]
        return [m for m in rows if self.rows[m].rules[0].code in codes and m != row]

    def _terms(self, row: int, *, gathered: bool) -> list[str]:
        line = self.rows[row]
        named = {code for r in line.rules for code in r.unless}
        others = [
            m
            for m in self.sheets[line.block.sector]
            if (m in self.errors or any(r.code in named for r in self.rows[m].rules))
            and (m in self.gathering) == gathered
            and m != row
        ]
        return [term for m in others if (term := self._term(row, m))]

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
    errors = frozenset(row for row, line in rows.items() if line.severity == 0)
    several = {r: line.rules[0] for r, line in rows.items() if line.rules[0].kind == "several"}
    return Board(rows, says, sheets, errors, {r: frozenset(x.gathers) for r, x in several.items()})


def _about(line: Line, number: int, declared: Declarations) -> About:
    rule = line.rules[number]
    values = values_of(rule, {line.indicator or ""}, declared)
    return About(rule, rule.severity, values, (values,))
