"""Which month or week is meant when none is named."""

from collections import Counter
from collections.abc import Collection, Sequence

from pipeline.model.campaign import Campaign
from pipeline.model.commands import Commands
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.received import Arrival, Finding, Submission
from pipeline.model.week import Week
from pipeline.settling.deadlines import meant_period
from pipeline.words.wording import inert, inert_path, listing

_NOTHING = (
    "收件夹（inbox）里没有可以发布的{}报表。请把各单位发来的xlsx放进inbox文件夹，再运行一次。"
)
_MOST = 20  # files that are named when none of them can be used
_OTHER_KIND = {Month.kind: Week.kind, Week.kind: Month.kind}


def choose_period(
    period: Period | None,
    kind: str,
    submissions: Sequence[Submission],
    others: Sequence[Arrival],
    declared: Declarations,
    closed: Collection[str],
) -> tuple[Period, list[str]]:
    """The period (of a kind) to publish and what to say of the choice; UsageError where there is none.

    Without a period: the newest inside the campaign for which a form arrived. An earlier one with more forms that is
    not closed (a month issued, a week published) is named.
    """
    campaign = declared.campaign
    if period and not campaign.has(period):
        raise UsageError(outside(period, campaign))
    mine = [s for s in submissions if s.kind == kind]
    arrived = Counter(s.period for s in mine if s.period is not None and campaign.has(s.period))
    if not arrived:
        raise UsageError(_nothing(kind, mine, submissions, others, declared))
    if period:
        _check_came(period, arrived, mine, declared)
        return period, []
    return max(arrived), _fuller_period(max(arrived), arrived, closed, declared.commands)


def _nothing(
    kind: str,
    mine: Sequence[Submission],
    submissions: Sequence[Submission],
    others: Sequence[Arrival],
    declared: Declarations,
) -> str:
    """That nothing can be published, whether there is something of the other kind, and why what came is of no use."""
    aside, theirs = len(submissions) - len(mine), _OTHER_KIND[kind]
    told = f"另有{aside}份{theirs}报表，请运行 {declared.commands.publish(theirs)}。"
    other = [told] if aside else []
    return "\n".join([_NOTHING.format(kind), *other, *_reasons(mine, others)])


def outside(period: Period, campaign: Campaign) -> str:
    """That no forms are asked for a period, and for which they are."""
    schedule = campaign.schedule(period.kind)
    window = f"第一期{schedule.first.chinese}，最后一期{schedule.last.chinese}"
    return f"{period.chinese}不在应报的报告期内（{window}）。"


def _check_came(
    period: Period,
    arrived: Counter[Period],
    submissions: Sequence[Submission],
    declared: Declarations,
) -> None:
    """Refuse a period for which nothing came, not even with a wrong one on it."""
    if period in arrived:
        return
    given = Counter((s.period, sheet) for s in submissions for sheet in set(s.sectors))
    if not any(_is_meant(s, given, period, declared) for s in submissions):
        raise UsageError(
            f"收件夹（inbox）里没有{period.chinese}的报表。已有报表的{period.plural}："
            f"{listing(p.chinese for p in sorted(arrived))}。"
        )


def _is_meant(
    s: Submission, given: Counter[tuple[Period | None, str]], period: Period, declared: Declarations
) -> bool:
    """Whether a form with another period on it was probably meant for this one; given: how many books have a sheet.

    A period of the campaign that no other book of the same sheets gives is taken at its word: the form is late.
    """
    at, campaign = s.arrival.received_at, declared.campaign
    again = any(given[s.period, sheet] > 1 for sheet in s.sectors)
    if s.period is not None and campaign.has(s.period) and not again:
        return False
    return at is not None and period == meant_period(at, s.period, s.kind, campaign)


def _reasons(submissions: Sequence[Submission], others: Sequence[Arrival]) -> list[str]:
    """Why what does lie in the inbox could not be used, one line a file."""
    why = {s.arrival.path: _error(s.findings) for s in submissions}
    for a in (a for a in others if a.fate != "ignored"):
        # Of a withdrawn file the decision comes first: it was set aside whatever else is wrong with it.
        why[a.path] = a.findings[0] if a.fate == "withdrawn" else _error(a.findings)
    lines = [
        f"  {inert_path(path, 120)}：{inert(finding.message, 200)}"
        for path, finding in sorted(why.items(), key=lambda w: w[0])
        if finding
    ]
    more = [f"  还有{len(lines) - _MOST}个文件。"] if len(lines) > _MOST else []
    return lines[:_MOST] + more


def _error(findings: Sequence[Finding]) -> Finding | None:
    return next((f for f in findings if f.severity == "error"), None)


def _fuller_period(
    period: Period, arrived: Counter[Period], closed: Collection[str], commands: Commands
) -> list[str]:
    earlier = [p for p in arrived if p < period and str(p) not in closed]
    fuller = [p for p in earlier if arrived[p] > arrived[period]]
    if not fuller:
        return []
    best = max(fuller)
    return [
        f"注意：{best.chinese}收到{arrived[best]}份报表，多于{period.chinese}的{arrived[period]}份。"
        f"如要发布{best.short}，请运行 {commands.publish(best.kind, best)}。"
    ]
