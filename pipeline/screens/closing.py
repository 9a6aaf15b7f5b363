"""The last lines of `final`: who is in the closing report, who is not, where it lies, and what to do next."""

from collections.abc import Iterator, Sequence

from pipeline.model.released import Release
from pipeline.screens.next_step import chasing, own_form
from pipeline.screens.verdict import aside_lines
from pipeline.words.console import say
from pipeline.words.plain_text import sample_lines
from pipeline.words.wording import chinese_date, listing


def show_closing(
    release: Release, folder: str, aside: Sequence[str], remarks: Sequence[str]
) -> None:
    """What the office has to know when the closing report is written."""
    say("")
    for line in (
        *sample_lines(release.sample_note),
        *_counted(release),
        *aside_lines(aside),
        *remarks,
        *_result(release, folder),
    ):
        say(line)


def _counted(release: Release) -> Iterator[str]:
    declared, lacking = release.declared, _lacking(release)
    roster, cutoff = declared.roster, declared.campaign.cutoff(release.period)
    accepted = len(release.state.accepted(roster.sectors))
    expected = f"应报{len(roster.sectors)}个{roster.terms.sector}，有效{accepted}个"
    yield f"总结（截至{chinese_date(cutoff)}）：{expected}。"
    if lacking:
        yield f"未计入总结：{listing(lacking)}。"


def _lacking(release: Release) -> list[str]:
    """The sheets that do not count, each with how it stands."""
    states = release.state.sheets
    sheets = release.declared.roster.sheets.items()
    return [f"{s.name}（{states[k].word}）" for k, s in sheets if states[k].state != "accepted"]


def _result(release: Release, folder: str) -> Iterator[str]:
    annex, short = release.declared.campaign.document["annex"], release.declared.roster.terms.short
    files = f"总结报告.docx、总结报告.html、总结报告.md、{annex}.xlsx，邮件草稿总结报告.eml"
    yield f"结果在：outbox/{folder}/（{files}）"
    if _lacking(release):
        own = own_form(release)
        also = f"；并{own}" if own else ""
        some = bool(release.state.accepted(release.declared.roster.sheets))
        hurry = "来不及等的，核对总结报告后可以先上报。" if some else ""
        again = release.declared.commands.call("final")
        yield f"下一步：{chasing(release)}{also}，收到后放进inbox再运行 {again}。{hurry}"
    else:
        yield f"下一步：各{short}已报齐，请核对总结报告后上报。"
