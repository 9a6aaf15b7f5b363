"""Right figures for a unit's form: invented, different for every unit, and within all rules that are errors."""

import random
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.model.declared import Declarations

Figures = dict[str, int | float]
_KINDS = (
    *("head_not_studied", "head_not_led", "no_duty_list", "no_safety_org", "uncertified_work"),
    *("outsourcing_chaos", "drill_missing", "training_formal", "measures_unmet"),
)


def sector_figures(order: int) -> Figures:
    """What the unit of this number reports: the values of a sector and of a unit."""
    chance = random.Random(order)
    below = chance.randrange
    found, by_dept, listed = 60 + below(400), 30 + below(200), below(9)
    checked, penalties = 100 + below(400), 20 + below(100)
    cases, reward = below(9), below(90_000)
    known = {
        "self_found": found,
        "self_fixed": found - below(1 + found // 3),
        "dept_found": by_dept,
        "dept_fixed": by_dept - below(1 + by_dept // 3),
        "listed_total": listed,
        "listed_fixed": listed // 2,
        "checked_ent": checked,
        **_problems(checked, below),
        "assist_visits": checked + below(300),
        "penalty_count": penalties,
        "penalty_wan": round(penalties * (0.5 + 3 * chance.random()), 4),
        "dual_penalty": below(penalties // 4),
        "transferred": 2,
        "shutdown_ent": below(penalties // 2),
        "exposed_ent": 10 + below(penalties),
        "case_total": cases,
        "case_crime": min(cases, 1),
        "accountable": below(5),
        "dept_talks": below(9),
        "member_lectures": 1 + below(20),
        "reward_wan": reward / 10_000,
        "reward_anon_wan": 0,
        "inspectors": 4 + below(40),
    }
    return known | _added_later(known, ("sector", "unit"))


def _problems(checked: int, below: Callable[[int], int]) -> Figures:
    """The nine kinds of problem, no two alike: a column filled down would be asked about."""
    shares = random.Random(below(1 << 30)).sample(range(3, checked // 2), len(_KINDS))
    return dict(zip(_KINDS, shares, strict=True))


def faulty(figures: Figures) -> Figures:
    """The same with more put right than was found: an error, so that the workbook goes back."""
    return {**figures, "dept_fixed": figures["dept_found"] + 1}


def office_figures() -> Figures:
    """What the office reports: the values that it alone fills, and those of a unit."""
    known: Figures = {
        "study_sessions": 3,
        "head_meetings": 4,
        "leader_visits": 12,
        "inspections": 5,
        "accountable": 1,
        "dept_talks": 2,
        "member_lectures": 3,
        "reward_wan": 0.5,
        "reward_anon_wan": 0,
        "inspectors": 9,
    }
    return known | _added_later(known, ("office", "unit"))


def _added_later(known: Figures, levels: Collection[str]) -> Figures:
    """Some figure for what else is asked for, so that an indicator costs one line of form.toml and none here."""
    asked = (i for i in _declared().form.indicators.values() if i.level in levels)
    return {i.id: 1 for i in asked if i.id not in known and not i.is_yesno}


@cache
def _declared() -> Declarations:
    return load_declarations(Path(__file__).parents[2])
