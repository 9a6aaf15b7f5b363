"""What the office has to do next, after a run: what is lacking, what to look at, or what to issue."""

from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.issues.remarks import issue_command
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.settling.campaign_days import window
from pipeline.words.wording import listing


def next_step(release: Release, waiting: Sequence[str], paper: str, published: bool) -> str:
    """The last line. waiting: who is missing or returned, by name. paper: what is published, or would be."""
    own, refused = own_form(release), sum(f.is_refused for f in release.files)
    more = ""
    if waiting:
        also = f"；并{own}" if own else ""
        step = f"还缺{listing(waiting)}；{chasing(release)}{also}，收到后放进inbox再运行一次"
        more = f"{_perhaps_theirs(refused)}{_issuing_as_it_is(release, paper, published)}"
    elif own:
        step = f"{own}，放进inbox再运行一次"
    elif refused:
        step = f"有{refused}个文件没有读进来，请看上面的原因"
    elif overruled(release):
        step = f"请有关单位改正退回的文件后重报{_or_as_it_is(release, paper, published)}"
    else:
        step = _when_complete(release, paper, published)
    return f"下一步：{step}。{more}"


def overruled(release: Release) -> list[str]:
    """Returned files of the period whose sectors stand with an older version."""
    states = release.state.sheets
    return [
        f.path
        for f in release.files
        if f.status == "returned" and f.period == release.period and f.submitted
        if all(states[s].state == "accepted" for s in f.submitted)
    ]


def own_form(release: Release) -> str:
    """That the office's own form is lacking; empty where it is not, or there is none."""
    sheet = release.declared.roster.office_sheet
    if sheet is None or release.state.sheets[sheet.id].state == "accepted":
        return ""
    return f"填好本办公室的“{sheet.name}”表"


def _when_complete(release: Release, paper: str, published: bool) -> str:
    if release.issue:
        return "本月已印发，数没有变；收到更正报表后再运行一次"
    if release.sample:
        return "这是样例。把各单位的真实报表放进inbox，样例就不再计入"
    short = release.declared.roster.terms.short
    if release.was_issued:
        return f"各{short}已报齐，要更正的按上面的提示再次印发"
    if not published:
        return f"各{short}已报齐，请运行 {_publishing(release)}，核对{paper}后印发"
    return f"各{short}已报齐，请核对{paper}后印发{_issuing(release)}"


def _or_as_it_is(release: Release, paper: str, published: bool) -> str:
    """A month that older versions make complete may go out without the newer ones; empty where it has."""
    if release.was_issued or release.sample:
        return ""
    if not published:
        return f"，或运行 {_publishing(release)}，核对{paper}后印发"
    return f"，或核对{paper}后印发{_issuing(release)}"


def _perhaps_theirs(refused: int) -> str:
    """What nobody could read may be what is waited for."""
    return f"有{refused}个文件没有读进来，可能就是其中单位报的，请看上面的原因。" if refused else ""


def _issuing_as_it_is(release: Release, paper: str, published: bool) -> str:
    """A month in which somebody lacks may be issued; what was issued already is told of elsewhere."""
    nothing = not any(f.status == "accepted" for f in release.files)
    if release.sample or release.was_issued or nothing or not _issuing(release):
        return ""
    if not published:
        return f"来不及等的，运行 {_publishing(release)}，核对{paper}后可以先印发。"
    return f"来不及等的，核对{paper}后可以先印发{_issuing(release)}。"


def _publishing(release: Release) -> str:
    """The command that writes the paper; after a check there is none yet, or an older one."""
    return release.declared.commands.publish(release.period.kind, release.period)


def _issuing(release: Release) -> str:
    """The command; a week's note is not issued."""
    return f"（{issue_command(release.period)}）" if release.period.kind == Month.kind else ""


def chasing(release: Release) -> str:
    """Where the texts that chase the units lie, and what writes them; a sample is chased on a day of its own.

    Weeks are not chased by texts: the note itself says who is behind.
    """
    if release.period.kind != Month.kind:
        return "请催报或退回改正"
    on = _day_after(release) if release.sample else None
    made = release.declared.commands.call("chase", month=release.period, on=on)
    return f"催报文字在outbox/催报/（由 {made} 生成）"


def _day_after(release: Release) -> date:
    """The day after the due day, or after the last workbook came: that day, who lacks is who lacks now.

    A copy of a sample that somebody changed comes today, years after anybody is chased: it moves no day.
    """
    campaign = release.declared.campaign
    _, last = window(campaign)
    came = (f.received_at.date() for f in release.files if f.received_at and f.sectors)
    return max([campaign.due(release.period), *(d for d in came if d < last)]) + timedelta(days=1)
