"""Which month is meant when none is named."""

from collections import Counter
from collections.abc import Sequence

from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.month import Month
from pipeline.model.received import Submission


def choose_month(
    month: Month | None, submissions: Sequence[Submission], declared: Declarations
) -> tuple[Month, str]:
    """The month to publish and a remark on the choice (empty if none); UsageError where there is none.

    Without a month: the newest inside the campaign for which a form arrived. An earlier month with more forms is named.
    """
    campaign = declared.campaign
    arrived = Counter(
        s.period for s in submissions if s.period is not None and s.period in campaign.months
    )
    if month is None:
        if not arrived:
            raise UsageError(
                "收件夹（inbox）里没有可以发布的报表。请把各单位发来的xlsx放进inbox文件夹，再运行一次。"
            )
        month = max(arrived)
        return month, _fuller_month(month, arrived)
    if month not in campaign.months:
        first, last = campaign.first_month, campaign.last_month
        raise UsageError(f"{month.chinese}不在行动的报告期内（{first.chinese}至{last.chinese}）。")
    if not arrived:
        raise UsageError(
            "收件夹（inbox）里没有可以发布的报表。请把各单位发来的xlsx放进inbox文件夹，再运行一次。"
        )
    return month, ""


def _fuller_month(month: Month, arrived: Counter[Month]) -> str:
    fuller = [m for m in arrived if m < month and arrived[m] > arrived[month]]
    if not fuller:
        return ""
    best = max(fuller)
    return (
        f"注意：{best.chinese}收到{arrived[best]}份报表，多于{month.chinese}的{arrived[month]}份。"
        f"如要发布{best.short}，请运行 make monthly MONTH={best}。"
    )
