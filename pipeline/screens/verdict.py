"""The last lines of a run: the period, who is in it and who is not, where the result lies, and what to do next."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.outbox.manifest import coverage
from pipeline.rollup.below import told_below
from pipeline.settling.campaign_days import window
from pipeline.words.console import say
from pipeline.words.unit_names import few_sheets
from pipeline.words.wording import inert_path, listing

_REFUSED = ("unreadable", "unrecognised")


def show_verdict(
    release: Release,
    aside: Sequence[str],
    remarks: Sequence[str],
    published: bool,
    paper: str = "月通报",
    also: Sequence[str] = (),
    word: bool = True,
) -> None:
    """The last lines: the period, the counts, who is missing, where the result lies, and what to do next.

    paper: what is published. also: what else is to be printed, by file name. word: whether as a Word document too.
    """
    counted = coverage(release)
    returned, missing = (few_sheets(counted[k], release.declared) for k in ("returned", "missing"))
    _show_counts(release, counted)
    _show_lacking(release, returned, missing)
    for path in aside:
        say(f"手工改过的文件已另存：{inert_path(path, 200)}")
    for remark in remarks:
        say(remark)
    if published:
        annex = release.declared.campaign.document["annex"]
        mail = f"，邮件草稿{paper}.eml" if word else ""
        say(
            f"结果在：outbox/{release.period}/（{annex}.xlsx、{listing(_forms(paper, also, word))}{mail}；"
            f"给单位的：{_for_units(release)}）"
        )
    say(_next_step(release, returned, missing, paper))


def _show_counts(release: Release, counted: Mapping[str, Any]) -> None:
    returned, missing = len(counted["returned"]), len(counted["missing"])
    roster = release.declared.roster
    say("")
    if release.sample:
        say(f"【{release.declared.form.sample_note}】")
    say(
        f"{release.period.chinese}：应报{counted['expected']}个{roster.terms.sector}，"
        f"收到{counted['accepted'] + returned}个，有效{counted['accepted']}个"
        f"（按时{counted['on_time']}，逾期{counted['late']}），退回{returned}个，未报{missing}个。"
    )


def _forms(paper: str, also: Sequence[str], word: bool) -> list[str]:
    suffixes = (*(["docx"] if word else []), "html", "md")
    return [*(f"{paper}.{suffix}" for suffix in suffixes), *also]


def _for_units(release: Release) -> str:
    """Where what goes to the units lies."""
    sent_back = any(f.status in ("returned", *_REFUSED) for f in release.files)
    return "回执.txt、returned/退回件" if sent_back else "回执.txt"


def _show_lacking(release: Release, returned: Sequence[str], missing: Sequence[str]) -> None:
    """Who is not in the figures, by name, and which newer file is not."""
    roster = release.declared.roster
    if returned:
        say(f"退回未补正：{listing(returned)}。")
    if missing:
        say(f"未报送：{listing(missing)}。")
    if below := told_below(release):
        say(f"{below}。")
    own = roster.office_sheet
    if own and release.state.sheets[own.id].state != "accepted":
        say(f"本办公室的“{own.name}”表：{release.state.sheets[own.id].word}。")
    for path in _overruled(release):
        say(f"新来的{inert_path(path, 120)}退回了，数字仍按先前的有效报表。")


def _overruled(release: Release) -> list[str]:
    """Returned files of the period whose sectors stand with an older version."""
    states = release.state.sheets
    return [
        f.path
        for f in release.files
        if f.status == "returned" and f.period == release.period and f.submitted
        if all(states[s].state == "accepted" for s in f.submitted)
    ]


def _next_step(
    release: Release, returned: Sequence[str], missing: Sequence[str], paper: str
) -> str:
    roster, waiting = release.declared.roster, [*returned, *missing]
    sheet = roster.office_sheet
    lacking = sheet is not None and release.state.sheets[sheet.id].state != "accepted"
    refused = [f for f in release.files if f.status in _REFUSED]
    own = f"填好本办公室的“{sheet.name}”表" if sheet and lacking else ""
    if waiting:
        own = f"；并{own}" if own else ""
        return (
            f"下一步：还缺{listing(waiting)}；{_chasing(release)}{own}，收到后放进inbox再运行一次。"
            f"{_perhaps_theirs(len(refused))}{_issuing_as_it_is(release, paper)}"
        )
    if own:
        return f"下一步：{own}，放进inbox再运行一次。"
    if refused:
        return f"下一步：有{len(refused)}个文件没有读进来，请看上面的原因。"
    if _overruled(release):
        return f"下一步：请有关单位改正退回的文件后重报，或核对{paper}后印发。"
    if release.issue:
        return "下一步：本月已印发，数没有变；收到更正报表后再运行一次。"
    if release.sample:
        return "下一步：这是样例。把各单位的真实报表放进inbox，样例就不再计入。"
    return f"下一步：各{roster.terms.short}已报齐，请核对{paper}后印发{_issuing(release)}。"


def _perhaps_theirs(refused: int) -> str:
    """What nobody could read may be what is waited for."""
    return f"有{refused}个文件没有读进来，可能就是其中单位报的，请看上面的原因。" if refused else ""


def _issuing_as_it_is(release: Release, paper: str) -> str:
    """A month in which somebody lacks may be issued; what was issued already is told of elsewhere."""
    nothing = not any(f.status == "accepted" for f in release.files)
    issued = release.issue or any(r.month == release.period for r in release.restated)
    if release.sample or issued or nothing or not _issuing(release):
        return ""
    return f"来不及等的，核对{paper}后可以先印发{_issuing(release)}。"


def _issuing(release: Release) -> str:
    """The command; a week's note is not issued."""
    return (
        f"（pipeline issue --month {release.period}）" if release.period.kind == Month.kind else ""
    )


def _chasing(release: Release) -> str:
    """Where the texts that chase the units lie, and what writes them; a sample is chased on a day of its own.

    Weeks are not chased by texts: the note itself says who is behind.
    """
    if release.period.kind != Month.kind:
        return "请催报或退回改正"
    on = f" ON={_day_after(release)}" if release.sample else ""
    return f"催报文字在outbox/催报/（由 make chase MONTH={release.period}{on} 生成）"


def _day_after(release: Release) -> date:
    """The day after the due day, or after the last workbook came: that day, who lacks is who lacks now.

    A copy of a sample that somebody changed comes today, years after anybody is chased: it moves no day.
    """
    campaign = release.declared.campaign
    _, last = window(campaign)
    came = (f.received_at.date() for f in release.files if f.received_at and f.sectors)
    return max([campaign.due(release.period), *(d for d in came if d < last)]) + timedelta(days=1)


def expected_is_lacking(release: Release) -> bool:
    """Whether anything expected is missing or returned, the office's own form included."""
    return any(s.state != "accepted" for s in release.state.sheets.values())
