"""The last lines of `final`: who is in the closing report, who is not, where it lies, and what to do next."""

from collections.abc import Sequence

from pipeline.model.released import Release
from pipeline.words.console import say
from pipeline.words.wording import chinese_date, inert_path, listing


def show_closing(
    release: Release, folder: str, aside: Sequence[str], remarks: Sequence[str]
) -> None:
    """What the office has to know when the closing report is written."""
    declared, states = release.declared, release.state.sheets
    roster, cutoff = declared.roster, declared.campaign.cutoff(release.period)
    lacking = {k: s for k, s in roster.sheets.items() if states[k].state != "accepted"}
    accepted = len(release.state.accepted(roster.sectors))
    say("")
    if release.sample:
        say(f"【{declared.form.sample_note}】")
    say(
        f"总结（截至{chinese_date(cutoff)}）：应报{len(roster.sectors)}个{roster.terms.sector}，有效{accepted}个。"
    )
    if lacking:
        told = (f"{s.name}（{states[k].word}）" for k, s in lacking.items())
        say(f"未计入总结：{listing(told)}。")
    for path in aside:
        say(f"手工改过的文件已另存：{inert_path(path, 200)}")
    for remark in remarks:
        say(remark)
    say(
        f"结果在：outbox/{folder}/（总结报告.docx、总结报告.html、总结报告.md、{declared.campaign.document['annex']}.xlsx，邮件草稿总结报告.eml）"
    )
    if lacking:
        say("下一步：请催报或退回改正，收到后放进inbox再运行 make final。")
    else:
        say(f"下一步：各{roster.terms.short}已报齐，请核对总结报告后上报。")
