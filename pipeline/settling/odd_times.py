"""Files whose time cannot be when they came: before the campaign, or still to come. What to say of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.model.campaign import Campaign
from pipeline.model.period import Period
from pipeline.model.states import FileState
from pipeline.settling.deadlines import is_odd_time
from pipeline.words.wording import chinese_date, chinese_time, inert_path

_MOST_NAMED = 5
_OUT_OF_IT = ("withdrawn", "duplicate", "ignored")  # nothing depends on when these came
_TO_DO = (
    "是否按时、几份里以哪份为准，都是按这个时间排的。"
    "请打开inbox/receipts.csv，把这一行的received_at改成实际收到的时间，note写明原因，再运行一次。"
)


def odd_times(
    files: Sequence[FileState], period: Period, campaign: Campaign, today: date
) -> list[str]:
    """One line a form of the period that came at an odd time. Said to the office only: `today` is in no paper."""
    said = list(_said(files, period, campaign, today))
    more = len(said) - _MOST_NAMED
    return said[:_MOST_NAMED] + ([f"还有{more}个文件的收到时间也是这样。"] if more > 0 else [])


def _said(
    files: Sequence[FileState], period: Period, campaign: Campaign, today: date
) -> Iterator[str]:
    for file in files:
        at = file.received_at
        if at is None or file.note or file.period != period or file.status in _OUT_OF_IT:
            continue
        when = f"{inert_path(file.path, 120)}的收到时间是{at.year}年{chinese_time(at)}"
        if is_odd_time(at, file.note, campaign):
            begun = chinese_date(campaign.cumulative_from)
            yield f"{when}，早于{begun}（行动开始的日子），不会是真的。{_TO_DO}"
        elif at.date() > today:
            yield f"{when}，这一天还没有到，不会是真的。{_TO_DO}"
