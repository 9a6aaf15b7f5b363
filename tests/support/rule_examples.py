"""Every declared rule by an example that breaks it and one that keeps it, typed into real forms."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.received import Submission
from tests.support.cells import read, typed
from tests.support.workspaces import AUGUST, JULY, JUNE, declarations, form

MAY, DECEMBER = Month(2023, 5), Month(2023, 12)
DECLARED = declarations()
BY_CODE = {rule.code: rule for rule in DECLARED.rules}
PROBLEMS = BY_CODE["H4"].parameters["each"]
SECTOR_VALUES = [i.id for i in DECLARED.form.at_level("sector")]
UNIT_VALUES = [i.id for i in DECLARED.form.at_level("unit")]
Changes = dict[str, object]


@dataclass(frozen=True)
class Example:
    """Values that break a rule at one value, and values at the edge that keep it; on the unit's first sheet."""

    code: str
    at: str
    breaks: Changes
    keeps: Changes
    unit: str = "rescue"
    month: Month = JUNE
    others: tuple[str, ...] = field(default=())  # sheets that show the same finding

    @property
    def id(self) -> str:
        return f"{self.code} {self.at}"


def problems(count: int, **other: int) -> Changes:
    """2-2 to 2-10, all alike but for some."""
    return {**dict.fromkeys(PROBLEMS, count), **other}


def zeros(**other: object) -> Changes:
    return {**dict.fromkeys(SECTOR_VALUES, 0), **other}


def firms(checked: int, **other: int) -> Changes:
    """Nothing punished on some checked firms, but for some values."""
    punished = BY_CODE["W5b"].parameters["when"]
    return {**dict.fromkeys(punished, 0), "checked_ent": checked, **other}


def overall(self_: int, self_fixed: int, dept: int, dept_fixed: int, **other: int) -> Changes:
    """1-1 to 1-4."""
    values = {"self_found": self_, "self_fixed": self_fixed, "dept_found": dept}
    return {**values, "dept_fixed": dept_fixed, **other}


def fines(count: int, amount: float) -> Changes:
    return {"penalty_count": count, "penalty_wan": amount}


def rewards(all_: float, anonymous: float) -> Changes:
    return {"reward_wan": all_, "reward_anon_wan": anonymous}


def one_of_each_kind() -> list[Indicator]:
    return list(
        {i.kind: i for i in DECLARED.form.indicators.values() if i.level != "office"}.values()
    )


EXAMPLES = [
    Example("H1", "self_fixed", overall(5, 6, 9, 0), overall(5, 5, 9, 0)),
    Example("H2", "dept_fixed", overall(9, 0, 0, 1), overall(9, 0, 0, 0)),
    Example("H3", "listed_fixed", {"listed_total": 2, "listed_fixed": 3}, {"listed_total": 3, "listed_fixed": 3}),
    *(Example("H4", i, problems(3, checked_ent=3) | {i: 4}, problems(3, checked_ent=3)) for i in PROBLEMS),
    Example("H5a", "case_crime", {"case_total": 1, "case_crime": 2}, {"case_total": 1, "case_crime": 1}),
    Example("H5b", "reward_anon_wan", rewards(0.3, 0.3001), rewards(0.3, 0.3)),
    Example("H7", "penalty_wan", fines(0, 0.0001), fines(1, 0.0001)),
    Example("H8", "dual_penalty", {"dual_penalty": 1, "penalty_count": 0}, {"dual_penalty": 1, "penalty_count": 1}),
    Example("H9", "reward_anon_wan", rewards(0, 0.0001), rewards(0.0001, 0.0001)),
    Example("W1a", "listed_total", overall(5, 0, 5, 0, listed_total=11), overall(5, 0, 5, 0, listed_total=10)),
    Example("W1b", "listed_fixed", overall(9, 4, 9, 4, listed_fixed=9), overall(9, 4, 9, 4, listed_fixed=8)),
    Example(
        "W1c",
        "listed_total",
        overall(5, 4, 5, 4, listed_total=4, listed_fixed=1),
        overall(5, 4, 5, 4, listed_total=3, listed_fixed=1),
    ),
    Example("W2a", "dual_penalty", {"dual_penalty": 3, "penalty_count": 2}, {"dual_penalty": 2, "penalty_count": 2}),
    Example("W2b", "dual_penalty", {"dual_penalty": 2, "penalty_count": 3}, {"dual_penalty": 2, "penalty_count": 4}),
    Example("W3", "case_total", {"case_total": 3, "exposed_ent": 2}, {"case_total": 3, "exposed_ent": 3}),
    Example("W4", "case_crime", {"case_crime": 1, "transferred": 0}, {"case_crime": 1, "transferred": 1}),
    Example("W5a", "dept_found", {"dept_found": 1, "checked_ent": 0}, {"dept_found": 1, "checked_ent": 1}),
    *(
        Example("W5b", "penalty_count", firms(0, **{i: 1}), firms(1, **{i: 1}))
        for i in BY_CODE["W5b"].parameters["when"]
    ),
    Example("W5b", "penalty_count", firms(0, penalty_count=1), firms(0)),
    *(
        Example("W6a", PROBLEMS[0], problems(0, penalty_count=0) | {i: 1}, problems(0, penalty_count=1) | {i: 1},
                month=AUGUST)
        for i in PROBLEMS
    ),
    *(
        Example("W6b", "dept_found", firms(9, dept_found=1), firms(9, dept_found=1) | {i: 1}, month=AUGUST)
        for i in BY_CODE["W6b"].parameters["then"]
    ),
    *(Example("W7a", "checked_ent", problems(0, checked_ent=1), problems(0, checked_ent=1) | {i: 1}) for i in PROBLEMS),
    Example(
        "W7b",
        PROBLEMS[0],
        dict(zip(PROBLEMS, (9, 3, 3, 8, 3, 7, 3, 6, 3), strict=True)),
        dict(zip(PROBLEMS, (9, 3, 3, 8, 3, 7, 3, 6, 5), strict=True)),
    ),
    Example("W7b", PROBLEMS[0], problems(3), problems(2)),
    Example("W7c", PROBLEMS[0], problems(2, checked_ent=9) | dict.fromkeys(PROBLEMS[2:5], 9),
            problems(2, checked_ent=9) | dict.fromkeys(PROBLEMS[2:4], 9)),
    Example("W7c", PROBLEMS[0], problems(3, checked_ent=3), problems(2, checked_ent=2)),
    Example("W8a", "shutdown_ent", {"shutdown_ent": 3, "checked_ent": 2}, {"shutdown_ent": 2, "checked_ent": 2}),
    *(Example("W8b", i, {i: 21}, {i: 20}) for i in BY_CODE["W8b"].parameters["of"]),
    Example("W-M1", "penalty_wan", fines(2, 100.0001), fines(2, 100)),
    Example("W-M1", "penalty_wan", fines(3, 0.1499), fines(3, 0.15)),
    Example("W-M1", "penalty_wan", fines(1, 0.0001), fines(1, 0)),
    Example("W-M2", "reward_wan", {"reward_wan": 50.0001}, {"reward_wan": 50}),
    Example("W-M3", "reward_anon_wan", {"reward_anon_wan": 0.0001}, {"reward_anon_wan": 0}),
    Example("W-C3a", "", zeros(), zeros(penalty_wan=0.0001), unit="planning"),
    Example("W-D1", "", zeros(assist_visits=1), zeros(), unit="planning", others=("gas",)),
    Example("W-S1a", "assist_visits", {"assist_visits": 0}, {"assist_visits": 1}, month=JULY),
    Example("W-S1b", "self_found", overall(5, 4, 5, 5), overall(5, 5, 5, 5), month=DECEMBER),
    *(Example("W-S1c", i, {i: 0}, {i: 1}, unit="office") for i in BY_CODE["W-S1c"].parameters["of"]),
    *(Example("W-A1", i, {i: 1}, {i: 0}, unit="grid") for i in BY_CODE["W-A1"].parameters["of"]),
    Example("B2", "checked_ent", {"checked_ent": 0}, {"checked_ent": 1}),
    *(Example("H6g", i.id, {i.id: -(10.0**-i.kind.decimals)}, {i.id: 0}) for i in one_of_each_kind()),
    *(Example("H6h", i.id, {i.id: 1 + 10.0**-i.kind.decimals / 2}, {i.id: 1}) for i in one_of_each_kind()),
    *(Example("H6i", i.id, {i.id: i.kind.largest + 1}, {i.id: i.kind.largest}) for i in one_of_each_kind()),
]  # fmt: skip


@lru_cache
def base(unit: str, month: Month) -> bytes:
    """A unit's form; all sheets of a unit with two are 0, so that each can be told what it is."""
    data = form(unit, month)
    others = DECLARED.roster.units[unit].sectors[1:]
    return typed(data, {f"{s}_{i}": 0 for s in others for i in SECTOR_VALUES})


def sheet_of(example: Example) -> str:
    return DECLARED.roster.units[example.unit].first_sector


def submission(example: Example, changes: Changes, path: str) -> Submission:
    """The example's form; a unit's second sheet says what its first one says."""
    data = base(example.unit, example.month)
    units_own = dict.fromkeys(UNIT_VALUES, 0) if example.code == "W-C3a" else {}
    named = {
        f"{s}_{i}": v
        for s in DECLARED.roster.units[example.unit].sectors
        for i, v in changes.items()
    }
    first = {f"{sheet_of(example)}_{i}": v for i, v in units_own.items()}
    return read(typed(data, {**named, **first}), path)


@lru_cache
def submissions() -> list[tuple[Example, Submission]]:
    return [
        (example, submission(example, changes, f"{number}/{way}"))
        for number, example in enumerate(EXAMPLES)
        for way, changes in (("breaks", example.breaks), ("keeps", example.keeps))
    ]


def with_rule(code: str, **changes: Any) -> Declarations:
    """The declarations with one rule declared otherwise."""
    rules = tuple(replace(r, **changes) if r.code == code else r for r in DECLARED.rules)
    return replace(DECLARED, rules=rules)
