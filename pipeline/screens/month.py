"""What the office sees after a run: who stands how, and what is wrong with which file."""

from collections.abc import Collection

from pipeline.checking.changes import told_changes
from pipeline.checking.explanations import ready_line
from pipeline.inbox.waivers import ready_row
from pipeline.model.received import Finding
from pipeline.model.released import Release
from pipeline.model.states import FileState
from pipeline.screens.uncounted import uncounted_lines, without_crowds
from pipeline.words.console import say
from pipeline.words.terminal import aligned
from pipeline.words.together import AlikeSheets, standings
from pipeline.words.wording import inert, inert_path

_ASIDE = ("superseded", "other_period", "ignored", "withdrawn")  # uncounted_lines tells of them
STATUS = {
    "accepted": "已接收",
    "returned": "退回",
    "superseded": "已有新版",
    "duplicate": "重复",
    "other_period": "其他报告期",
    "withdrawn": "已撤回",
    "unrecognised": "不是本项报表",
    "unreadable": "读不了",
    "ignored": "不计",
}


def show_status(release: Release) -> None:
    """A short table: every sector, its unit, how it stands, faults and warnings; of very many those with any."""
    roster, most = release.declared.roster, release.declared.bulletin.limits.rows
    live = _Live(release)
    rows = [(*s.who, s.state.word, _counts(live.of(s), s.sheets)) for s in standings(release)]
    told = rows if len(rows) <= most else [r for r in rows if r[-1] or r[-2] != "按时"]
    say("")
    for line in aligned([(*roster.who_heads, "报送情况", "待改/待说明"), *told[:most]]):
        say(line)
    if lacking := len(rows) - len(told[:most]):
        annex = release.declared.campaign.document["annex"]
        say(
            f"还有{lacking}行（其中{len(rows) - len(told)}行按时、没有待改待说明的），见{annex}“报送情况”。"
        )


class _Live:
    """The files that matter now, by path and by the sheets that they submit."""

    def __init__(self, release: Release) -> None:
        self._by_path = dict[str, FileState]()
        self._by_sheet = dict[str, list[FileState]]()
        for file in release.files:
            if file.status in ("accepted", "returned"):
                self._by_path[file.path] = file
                for sheet in file.submitted:
                    self._by_sheet.setdefault(sheet, []).append(file)

    def of(self, standing: AlikeSheets) -> list[FileState]:
        """Those of sheets that stand alike: the one that counts; where none does, all that submit one of them."""
        if standing.state.file:
            return [self._by_path[standing.state.file]]
        files = [f for s in standing.sheets for f in self._by_sheet.get(s, ())]
        return list({f.path: f for f in files}.values())


def _counts(live: Collection[FileState], sheets: Collection[str]) -> str:
    """Errors and warnings of sheets that stand alike in some files."""
    # Of several returned versions that say the same, once.
    found = {
        (x.severity, x.rule, x.sheet, x.cell)
        for f in live
        for x in f.findings
        if x.is_open and (x.sector is None or x.sector in sheets)
    }
    told = [severity for severity, *_ in found]
    errors, warnings = told.count("error"), told.count("warning")
    return f"{errors}/{warnings}" if errors or warnings else ""


def show_findings(release: Release) -> None:
    """For everything that was not accepted, and every question: which file, which cell, what to do.

    Of very many files those that did not count come first, and the rest is where their units are told.
    """
    told = [
        f
        for f in release.files
        if f.status not in _ASIDE and (_questions(f) or _changes(f, release))
    ]
    few, more = without_crowds(told)
    most = release.declared.bulletin.limits.rows
    if len(few) > most:
        few.sort(key=lambda f: f.status == "accepted")
    for file in few[:most]:
        _show_file(file, release)
    if len(few) > most:
        say(
            f"\n还有{len(few) - most}个文件有要改正或说明的，见回执.txt、returned文件夹和manifest.json。"
        )
    for rule, count in more.items():
        say(f"\n还有{count}个文件，也是〔{rule}〕。")
    for line in uncounted_lines(release):
        say(line)


def _questions(file: FileState) -> list[Finding]:
    return [x for x in file.findings if x.severity != "notice"]


def _changes(file: FileState, release: Release) -> list[str]:
    """What a version that counts changed in the one before it."""
    return told_changes(file.findings, release.declared) if file.status == "accepted" else []


def _show_file(file: FileState, release: Release) -> None:
    say(f"\n{inert_path(file.path, 120)}（{STATUS[file.status]}）")
    for x in _questions(file):
        say(f"  〔{mark(x)} {x.rule}〕{_where(x, release)}{x.message}")
        if x.explanation:
            say(f"    单位说明：{x.explanation}")
        elif x.severity == "warning" and x.is_open and (line := _ready(x, file, release)):
            say(f"    请单位写进“情况说明”：{line}")
        if x.waivable and not x.waived and file.unit and file.period:
            row = ready_row(x, file.unit, file.period, release.declared)
            say(f"    经同意豁免的，在inbox/decisions.csv加一行：{row}")
    for line in _changes(file, release):
        say(f"  〔改动〕{line}")


def _where(finding: Finding, release: Release) -> str:
    """The cell that it is about, or the sheet, by the name that the roster gives it."""
    if finding.sheet and finding.cell:
        return f"{inert(finding.sheet)}!{finding.cell} "
    return f"{release.declared.roster.sheets[finding.sector].title}：" if finding.sector else ""


def _ready(finding: Finding, file: FileState, release: Release) -> str:
    """The line with which its unit would explain a finding, where what it sends has a place for that."""
    declared = release.declared
    return ready_line(finding, declared) if declared.takes_remarks(file.unit or "") else ""


def mark(finding: Finding) -> str:
    """What a finding asks of the unit, or how it was settled."""
    if finding.severity != "warning":
        return "必须改正" if finding.severity == "error" else "提示"
    return "已豁免" if finding.waived else "已说明" if finding.explanation else "请说明"
