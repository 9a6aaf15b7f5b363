"""Forms of the wrong month, of the month's own figures, and versions that nothing tells apart."""

from tests.faulty.kind import Faulty, returned
from tests.faulty.making import owner, retyped
from tests.support.workspaces import JULY, JUNE, declarations, form, right_values

_TIE = "2023-07-27T09:00:00+08:00"


def _months_own(sheet: str) -> bytes:
    """July's own figures where the sum since May is asked for; what is no difference stays as it is."""
    now, before = (right_values(owner(f"{sheet}_"), m)[sheet] for m in (JULY, JUNE))
    kinds = declarations().form.indicators
    own = {i: v for i, v in now.items() if kinds[i].over_months == "difference"}
    return retyped({f"{sheet}_{i}": round(v - before[i], 4) for i, v in own.items()})


def _relabelled() -> bytes:
    """June's book saved under a new name: the figures of June, 报告期 July, so nothing fell; and one line is wrong."""
    return form("traffic", JUNE, {"road_dept_fixed": 9000}, headings={"period": "2023年7月"})


FAULTY = (
    returned(
        "last-months-heading",
        "七月的数，报告期还是6月：6月已有有效报表，又过了报送期",
        lambda: form("economy", JULY, headings={"period": "2023年6月"}),
        "stale_month",
        "commerce_period",
    ),
    returned(
        "last-months-book",
        "把上月的表又发了一遍，改了一个数，没有写更正",
        lambda: form("police", JUNE, {"explosives_assist_visits": 13}),
        "stale_month",
        "explosives_period",
    ),
    returned(
        "months-own-figures",
        "填了当月数，没有填累计数",
        lambda: _months_own("road"),
        "W-C2",
        "road_self_found",
    ),
    returned(
        "months-own-figures-of-two",
        "两张表中一张填了当月数",
        lambda: _months_own("industry"),
        "W-C2",
        "industry_self_found",
    ),
    returned(
        "relabelled-june", "上月的表改了报告期，又填错一格", _relabelled, "H2", "road_dept_fixed"
    ),
    returned(
        "tie-one",
        "同时收到、同时保存的两本，数不同（其一）",
        lambda: retyped({"hazwaste_assist_visits": 41}),
        "tie",
        received=_TIE,
    ),
    returned(
        "tie-two",
        "同时收到、同时保存的两本，数不同（其二）",
        lambda: retyped({"hazwaste_assist_visits": 42}),
        "tie",
        received=_TIE,
    ),
    returned(
        "june-and-july-in-one",
        "一本里一张填6月、一张填7月",
        lambda: retyped({"sewage_period": "2023年6月"}),
        "periods_differ",
        "sewage_period",
    ),
)
# What is wrong only beside a right form of the same month.
BESIDE: tuple[Faulty, ...] = (
    returned(
        "late-without-a-word",
        "过了报送期又发一版，数不同，没有写更正",
        lambda: retyped({"fire_assist_visits": 999}),
        "stale_month",
        received="2023-07-30T09:00:00+08:00",
    ),
)
