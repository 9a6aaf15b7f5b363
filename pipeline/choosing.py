"""Which month is meant when none is named."""

from collections import Counter
from collections.abc import Collection, Sequence

from pipeline.deadlines import meant_month
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.received import Arrival, Submission
from pipeline.wording import inert, inert_path, listing

_MOST = 20  # files that are named when none of them can be used


def choose_month(
    month: Month | None,
    submissions: Sequence[Submission],
    others: Sequence[Arrival],
    declared: Declarations,
    issued: Collection[str],
) -> tuple[Month, str]:
    """The month to publish and a remark on the choice (empty if none); UsageError where there is none.

    Without a month: the newest inside the campaign for which a form arrived. An earlier month with more forms that
    was not issued is named.
    """
    campaign = declared.campaign
    if month is not None and month not in campaign.months:
        first, last = campaign.first_month, campaign.last_month
        raise UsageError(f"{month.chinese}不在行动的报告期内（{first.chinese}至{last.chinese}）。")
    arrived = Counter(
        s.period for s in submissions if s.period is not None and s.period in campaign.months
    )
    if not arrived:
        raise UsageError("\n".join([_NOTHING, *_reasons(submissions, others)]))
    if month:
        _check_came(month, arrived, submissions, declared)
        return month, ""
    return max(arrived), _fuller_month(max(arrived), arrived, issued)


def _check_came(
    month: Month, arrived: Counter[Month], submissions: Sequence[Submission], declared: Declarations
) -> None:
    """Refuse a month for which nothing came, not even with a wrong month on it."""
    if month not in arrived and not any(_is_meant(s, month, declared) for s in submissions):
        raise UsageError(
            f"收件夹（inbox）里没有{month.chinese}的报表。已有报表的月份："
            f"{listing(m.chinese for m in sorted(arrived))}。"
        )


_NOTHING = "收件夹（inbox）里没有可以发布的报表。请把各单位发来的xlsx放进inbox文件夹，再运行一次。"


def _is_meant(s: Submission, month: Month, declared: Declarations) -> bool:
    """Whether a form with another month on it was probably meant for this one."""
    at = s.arrival.received_at
    return at is not None and month == meant_month(at, s.period, declared.campaign.months)


def _reasons(submissions: Sequence[Submission], others: Sequence[Arrival]) -> list[str]:
    """Why what does lie in the inbox could not be used, one line a file."""
    faulty = [(s.arrival.path, s.findings) for s in submissions]
    faulty += [(a.path, a.findings) for a in others if a.fate != "ignored"]
    lines = [
        f"  {inert_path(path, 120)}：{inert(next(f.message for f in findings if f.severity == 'error'), 200)}"
        for path, findings in sorted(faulty, key=lambda f: f[0])
        if any(f.severity == "error" for f in findings)
    ]
    more = [f"  还有{len(lines) - _MOST}个文件。"] if len(lines) > _MOST else []
    return lines[:_MOST] + more


def _fuller_month(month: Month, arrived: Counter[Month], issued: Collection[str]) -> str:
    earlier = [m for m in arrived if m < month and str(m) not in issued]
    fuller = [m for m in earlier if arrived[m] > arrived[month]]
    if not fuller:
        return ""
    best = max(fuller)
    return (
        f"注意：{best.chinese}收到{arrived[best]}份报表，多于{month.chinese}的{arrived[month]}份。"
        f"如要发布{best.short}，请运行 make monthly MONTH={best}。"
    )
