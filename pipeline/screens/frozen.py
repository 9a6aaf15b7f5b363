"""What stands around a trace out of an issue: which issue it is, whether its record is whole and still adds up."""

from collections.abc import Iterable

from pipeline.issues.thawing import Thawed
from pipeline.tracing.parts import Traced
from pipeline.words.console import say
from pipeline.words.wording import NOT_REPORTED, chinese_date, show


def show_issue(frozen: Thawed) -> None:
    """Which issue an answer is about, and whether its record is whole."""
    stamp = frozen.issue.stamp
    printed = [f"〔{stamp.year}〕{stamp.number}号"] if stamp.number else []
    printed += [chinese_date(stamp.day)] if stamp.day else []
    words = f"，{'，'.join(printed)}" if printed else ""
    month = frozen.issue.month.chinese
    say(f"以下只按{month}第{stamp.n}次印发的存档（issued/{stamp.n}{words}），与现在的收件夹无关。")
    for fault in frozen.faults:
        say(f"注意，存档与印发时不一致：{fault}。")


def show_held_against(traces: Iterable[Traced], frozen: Thawed) -> None:
    """Whether the totals traced are those that were issued."""
    for traced in traces:
        say(_against_issued(traced, frozen))


def _against_issued(traced: Traced, frozen: Thawed) -> str:
    """Whether the record still adds up to what its totals.csv says; another version of this program may not."""
    indicator, total = traced.total.indicator, traced.total.value
    printed = frozen.totals.get(indicator.id)
    if printed is None:
        return f"{indicator.item} {indicator.name}：存档里的totals.csv读不到，没有比对。"
    issued, now = printed[0] or NOT_REPORTED, show(indicator, total, NOT_REPORTED)
    if issued == now:
        return f"{indicator.item} {indicator.name}：与印发的{issued}一致。"
    return f"注意，{indicator.item} {indicator.name}：印发的是{issued}，按存档重新算出的是{now}。"
