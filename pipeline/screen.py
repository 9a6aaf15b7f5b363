"""What the office sees while and after it works: progress, who stands how, and the verdict."""

from collections.abc import Sequence

from pipeline.console import say
from pipeline.decisions import ready_row
from pipeline.explanations import ready_line
from pipeline.manifest import coverage
from pipeline.model.received import Finding
from pipeline.model.released import FileState, Release
from pipeline.terminal import aligned
from pipeline.uncounted import uncounted_lines, without_crowds
from pipeline.wording import inert, inert_path, listing


def show_status(release: Release) -> None:
    """A short table: every sector, its unit, how it stands, faults and warnings."""
    roster = release.declared.roster
    rows = [("行业领域", "牵头单位", "报送情况", "待改/待说明")]
    for sheet, sector in roster.sheets.items():
        state = release.state.sheets[sheet]
        rows.append(
            (sector.name, roster.units[sector.unit].name, state.word, _counts(release, sheet))
        )
    say("")
    for line in aligned(rows):
        say(line)


def _counts(release: Release, sheet: str) -> str:
    """Errors and warnings of the sheet in the files that matter now."""
    unit = release.declared.roster.sheets[sheet].unit
    live = [f for f in release.files if f.status in ("accepted", "returned") and f.unit == unit]
    open_ = (x for f in live for x in f.findings if not x.explanation)
    found = [x.severity for x in open_ if x.sector == sheet]
    errors, warnings = found.count("error"), found.count("warning")
    return f"{errors}/{warnings}" if errors or warnings else ""


def show_findings(release: Release) -> None:
    """For everything that was not accepted, and every question: which file, which cell, what to do."""
    told = [f for f in release.files if f.status not in _ASIDE and _questions(f)]
    few, more = without_crowds(told)
    for file in few:
        _show_file(file, release)
    for rule, count in more.items():
        say(f"\n还有{count}个文件，也是〔{rule}〕。")
    for line in uncounted_lines(release):
        say(line)


def _questions(file: FileState) -> list[Finding]:
    return [x for x in file.findings if x.severity != "notice"]


def _show_file(file: FileState, release: Release) -> None:
    say(f"\n{inert_path(file.path, 120)}（{STATUS[file.status]}）")
    for x in _questions(file):
        where = f"{inert(x.sheet)}!{x.cell} " if x.sheet and x.cell else ""
        say(f"  〔{mark(x)} {x.rule}〕{where}{x.message}")
        if x.explanation:
            say(f"    单位说明：{x.explanation}")
        elif x.severity == "warning" and not x.waived:
            say(f"    请单位写进“情况说明”：{ready_line(x, release.declared)}")
        if x.waivable and not x.waived and file.unit and file.period:
            row = ready_row(x, file.unit, file.period, release.declared.roster)
            say(f"    经同意豁免的，在inbox/decisions.csv加一行：{row}")


def mark(finding: Finding) -> str:
    """What a finding asks of the unit, or how it was settled."""
    if finding.severity != "warning":
        return "必须改正" if finding.severity == "error" else "提示"
    return "已豁免" if finding.waived else "已说明" if finding.explanation else "请说明"


_ASIDE = ("superseded", "other_period", "ignored", "withdrawn")  # uncounted_lines tells of them
STATUS = {
    "accepted": "已接收",
    "returned": "退回",
    "superseded": "已有新版",
    "duplicate": "重复",
    "other_period": "其他月份",
    "withdrawn": "已撤回",
    "unrecognised": "不是本行动报表",
    "unreadable": "读不了",
    "ignored": "不计",
}


def show_verdict(
    release: Release, aside: Sequence[str], remarks: Sequence[str], published: bool
) -> None:
    """The last lines: the month, the counts, who is missing, where the result lies, and what to do next."""
    counted, roster = coverage(release), release.declared.roster
    returned, missing = (
        [roster.sectors[s].name for s in counted[k]] for k in ("returned", "missing")
    )
    say("")
    if release.sample:
        say(f"【{release.declared.form.sample_note}】")
    say(
        f"{release.month.chinese}：应报{counted['expected']}个行业领域，"
        f"收到{counted['accepted'] + len(returned)}个，有效{counted['accepted']}个"
        f"（按时{counted['on_time']}，逾期{counted['late']}），退回{len(returned)}个，未报{len(missing)}个。"
    )
    _show_lacking(release, returned, missing)
    for path in aside:
        say(f"手工改过的文件已另存：{inert_path(path, 200)}")
    for remark in remarks:
        say(remark)
    if published:
        say(f"结果在：outbox/{release.month}/（附件2.xlsx、月通报.html、月通报.md）")
    say(_next_step(release, returned, missing))


def _show_lacking(release: Release, returned: Sequence[str], missing: Sequence[str]) -> None:
    """Who is not in the figures, by name, and which newer file is not."""
    roster = release.declared.roster
    if returned:
        say(f"退回未补正：{listing(returned)}。")
    if missing:
        say(f"未报送：{listing(missing)}。")
    office = release.state.sheets[roster.office.id]
    if office.state != "accepted":
        say(f"本办公室的“{roster.sheets[roster.office.id].name}”表：{office.word}。")
    for path in _overruled(release):
        say(f"新来的{inert_path(path, 120)}退回了，数字仍按先前的有效报表。")


def _overruled(release: Release) -> list[str]:
    """Returned files of the month whose sectors stand with an older version."""
    states = release.state.sheets
    return [
        f.path
        for f in release.files
        if f.status == "returned" and f.period == release.month and f.submitted
        if all(states[s].state == "accepted" for s in f.submitted)
    ]


def _next_step(release: Release, returned: Sequence[str], missing: Sequence[str]) -> str:
    roster, waiting = release.declared.roster, [*returned, *missing]
    lacking = release.state.sheets[roster.office.id].state != "accepted"
    refused = [f for f in release.files if f.status in ("unreadable", "unrecognised")]
    own = f"填好本办公室的“{roster.sheets[roster.office.id].name}”表" if lacking else ""
    if waiting:
        own = f"；并{own}" if own else ""
        return f"下一步：还缺{listing(waiting)}，请催报或退回改正{own}，收到后放进inbox再运行一次。"
    if own:
        return f"下一步：{own}，放进inbox再运行一次。"
    if refused:
        return f"下一步：有{len(refused)}个文件没有读进来，请看上面的原因。"
    if _overruled(release):
        return "下一步：请有关单位改正退回的文件后重报，或核对月通报后印发。"
    if release.sample:
        return "下一步：这是样例。把各单位的真实报表放进inbox，样例就不再计入。"
    return "下一步：各领域已报齐，请核对月通报后印发。"


def expected_is_lacking(release: Release) -> bool:
    """Whether anything expected is missing or returned, the office's own form included."""
    return any(s.state != "accepted" for s in release.state.sheets.values())
