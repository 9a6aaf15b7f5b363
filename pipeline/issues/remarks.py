"""What a run says of issues: what is another now than was issued, and what cannot be compared."""

from collections.abc import Iterator, Sequence

from pipeline.model.issued import Damage, Issue, Issues, Restatement
from pipeline.model.period import Period
from pipeline.model.released import Release


def issue_remarks(release: Release, issues: Issues, *, written: bool) -> list[str]:
    """Remarks for the verdict; nothing where nothing was issued. written: whether the month's papers are."""
    return [
        *issues.remarks,
        *(_damaged(d) for d in issues.damaged),
        *_of_other_months(release, issues, written),
        *_of_the_month(release, issues, written),
    ]


def issue_command(month: Period) -> str:
    """What issues a month, with its number and day: what is left out here stays blank in what is frozen."""
    return f"pipeline issue --month {month} --number 文号 --date 日期"


def first_real_remark(issue: Issue, issues: Issues) -> list[str]:
    """How an issue of real forms is to be counted where the sample's have taken numbers of its month before it."""
    before = [i for i in issues.sound if i.month == issue.month]
    tries, real = sum(i.sample for i in before), sum(not i.sample for i in before)
    if issue.sample or not tries:
        return []
    return [
        f"第几次按存档文件夹编号：{issue.month.short}有{tries}次是用样例试的，真实报表这是第{real + 1}次印发。"
    ]


def _damaged(damage: Damage) -> str:
    place = f"outbox/{damage.month}/issued/" + (f"{damage.n}/" if damage.n else "")
    return (
        f"印发存档{place}不完整（{damage.why}）：不知道印发的是什么，{damage.month.chinese}及以前的数这次不能与印发的比对。"
        "请从备份恢复，或核实后把它移出issued。"
    )


def _of_other_months(release: Release, issues: Issues, written: bool) -> Iterator[str]:
    """Of earlier months whose issued figures are others now; after this month's own issue they may be issued again."""
    own = issues.newest(release.period) if release.issue else None
    months = sorted({r.month for r in release.restated if r.month != release.period})
    listed = "已列出" if written or release.issue else "会列出"
    for month in months:
        others = [r for r in release.restated if r.month == month and r.sheet]
        newest = issues.newest(month)
        told = f"如要单独更正{month.short}，请运行 {issue_command(month)}"
        if own and newest and newest.order > own.order:
            told = f"{month.short}也已再次印发（第{newest.stamp.n}次）"
        yield (
            f"{month.chinese}已印发的数有{len(others)}个变了{_gone(others, release)}，"
            f"{release.period.short}月通报的“更正情况”{listed}；{told}。"
        )


def _gone(others: Sequence[Restatement], release: Release) -> str:
    """Where figures are no more, what tells why: a correction of June may take away July."""
    gone = [r.month for r in others if r.new is None]
    if not gone:
        return ""
    check = release.declared.commands.call("check", month=gone[0])
    return f"（其中{len(gone)}个现在是未报，原因见 {check}）"


def _of_the_month(release: Release, issues: Issues, written: bool) -> Iterator[str]:
    """Of the month itself, where it was issued and is another now."""
    issued = issues.newest(release.period)
    if release.issue:
        yield f"{release.period.chinese}已印发（第{release.issue.n}次），现在的数与印发的一致。"
    if issued is None or release.issue or issues.hides(release.period, alone=True):
        return
    count = sum(bool(r.sheet) for r in release.restated if r.month == release.period)
    what = f"有{count}个数变了" if count else "各数未变，报送情况或与上期的比较变了"
    writes = release.declared.commands.publish(release.period.kind, release.period)
    draft = "这是更正稿" if written else f"要更正的，先运行 {writes} 写出更正稿"
    yield (
        f"{release.period.chinese}已印发（第{issued.stamp.n}次），现在{what}：{draft}（文号和日期留空），"
        f"核对后运行 {issue_command(release.period)} 再次印发。"
    )
