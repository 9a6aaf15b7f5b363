"""回执.txt: for every unit of which something counts, what was received and what it should explain; ready to paste."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pipeline.checking.changes import told_changes
from pipeline.checking.explanations import ready_line
from pipeline.declarations.ledger_kinds import OF_ROWS
from pipeline.model.declared import Declarations
from pipeline.model.grouping import grouped
from pipeline.model.received import Finding
from pipeline.model.released import Release
from pipeline.model.roster import Roster
from pipeline.model.states import FileState, SheetState
from pipeline.words.plain_text import sample_lines, text_file
from pipeline.words.unit_names import own_names
from pipeline.words.wording import chinese_time, inert, listing

Standing = Mapping[str | None, Sequence[SheetState]]  # by file
_NAME = "回执.txt"
_MOST = 5  # notices that are told of a file
_ASIDE = {
    "superseded": "已由较新的报表代替",
    "duplicate": "与已收到的文件相同，没有重复计入",
    "withdrawn": "已按决定撤回",
}


def receipt_text(release: Release) -> dict[str, bytes]:
    """The text by file name; nothing where nothing was accepted."""
    of_unit = grouped(release.files, lambda f: f.unit)
    standing = grouped(release.state.sheets.values(), lambda s: s.file)
    blocks = [
        _block(unit.name, accepted, _others(mine, release), standing, release)
        for unit in release.declared.roster.units.values()
        if (mine := of_unit.get(unit.id, []))
        if (accepted := [f for f in mine if f.status == "accepted"])
    ]
    if not blocks:
        return {}
    lines = sample_lines(release.sample_note)
    lines.append(f"{release.period.chinese}报表接收回执")
    return {_NAME: text_file([*lines, *(line for block in blocks for line in ("", *block))])}


def _block(
    unit: str,
    accepted: Iterable[FileState],
    others: Iterable[FileState],
    standing: Standing,
    release: Release,
) -> Iterator[str]:
    """The lines for a unit; standing: of every file the sheets that count from it."""
    yield f"【{unit}】"
    for file in accepted:
        yield f"已接收：{_came(file)}，{_verdict(standing.get(file.path, ()), release)}。"
        yield f"　校验码（sha256）：{file.sha256}"
        yield from _questions(file, release.declared)
        yield from _notices(file, release.declared)
        yield from _changes(file, release.declared)
    for file in others:
        yield f"未计入：{_came(file)}，{_ASIDE[file.status]}。"


def _others(files: Iterable[FileState], release: Release) -> list[FileState]:
    """Files of a unit for the month that do not count."""
    return [
        f
        for f in files
        if f.status in _ASIDE
        if f.period == release.period or f.status == "superseded"
    ]


def _came(file: FileState) -> str:
    received = f"（{chinese_time(file.received_at)}收到）" if file.received_at else ""
    return f"{inert(PurePosixPath(file.path).name, 120)}{received}"


def _verdict(sheets: Iterable[SheetState], release: Release) -> str:
    """How the sheets that count from a file stand: 商贸流通按时."""
    words: dict[str, list[str]] = {}
    for state in sheets:
        words.setdefault(state.word, []).append(state.sheet)
    roster = release.declared.roster
    return "，".join(f"{_names(same, roster)}{word}" for word, same in words.items())


def _names(sheets: Sequence[str], roster: Roster) -> str:
    return (
        own_names(sheets, roster)
        if roster.shared
        else listing(roster.sheets[s].title for s in sheets)
    )


def _questions(file: FileState, declared: Declarations) -> Iterator[str]:
    """What the unit should explain, each with a line to fill in; what it explained already is settled."""
    remarks = declared.form.headings["remarks"].label
    found = [f for f in file.findings if f.severity == "warning" and f.is_open]
    takes_words = declared.takes_remarks(file.unit or "")
    if found and not takes_words:
        yield (
            f"　请核对{len(found)}项（数字照常汇总）：数字有误的，在本级改正后重新发来；"
            "属实的，请向本办公室说明，不用重报。"
        )
    elif found:
        yield (
            f"　请说明{len(found)}项（数字照常汇总）：数字有误的请改正重报；属实的，"
            f"把下面各行填好，写进{_which_sheet(found, declared)}的“{remarks}”后重报。"
            f"过了报送截止日才重报的，“{remarks}”第一行写“更正”。"
        )
    for number, finding in enumerate(found, 1):
        yield f"　{number}．{_place(finding, declared)}{finding.message}"
        if takes_words and (line := ready_line(finding, declared)):
            yield f"　　{line}"


def _place(finding: Finding, declared: Declarations) -> str:
    """The cell that it is about, or the sheet."""
    if finding.sheet and finding.cell:
        return f"{inert(finding.sheet)} {finding.cell}："
    return f"{declared.roster.sheets[finding.sector].title}：" if finding.sector else ""


def _which_sheet(found: Iterable[Finding], declared: Declarations) -> str:
    """Where the lines go: the ledger has no place for words, its sector's sheet has."""
    of_rows = any(declared.rule(f.rule).kind in OF_ROWS for f in found)
    if not (declared.ledger and of_rows):
        return "那张表"
    return f"那张表（{declared.ledger.sheet}的，写进所属{declared.roster.terms.short}的表）"


def _changes(file: FileState, declared: Declarations) -> Iterator[str]:
    """What it changed in the version before, every cell of it."""
    lines = told_changes(file.findings, declared)
    if lines:
        yield f"　与上一版相比改了{len(lines)}格："
    yield from (f"　　{line}" for line in lines)


def _notices(file: FileState, declared: Declarations) -> Iterator[str]:
    """How values were read, in short."""
    changed = declared.intake_rule("changed").code
    told = [f.message for f in file.findings if f.severity == "notice" and f.rule != changed]
    if len(told) == 1:
        yield f"　读数提示：{inert(told[0], 120)}"
    elif told:
        first = f"，先列{_MOST}条" if len(told) > _MOST else ""
        yield f"　读数提示{len(told)}条{first}："
        yield from (f"　　{inert(t, 120)}" for t in told[:_MOST])
