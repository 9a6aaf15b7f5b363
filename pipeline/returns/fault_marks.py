"""Faults as a returned file shows them: marked in their cells, listed on its first sheet, and what is to be done."""

from collections.abc import Collection, Iterable, Iterator

from pipeline.declarations.ledger_kinds import OF_ROWS
from pipeline.marking.marked_copy import Mark
from pipeline.marking.notice import NoticeRow
from pipeline.model.declared import Declarations
from pipeline.returns.faults import Fault
from pipeline.returns.letter import Letter
from pipeline.words.wording import inert

_KINDS = {"error": "必须改正", "warning": "请说明", "notice": "提示"}
_LOOKS = {"error": "severe", "warning": "mild", "notice": "told"}


def marks_of(faults: Iterable[Fault]) -> Iterator[Mark]:
    """What is marked in cells: errors and open questions; a notice asks for nothing."""
    for fault in faults:
        finding = fault.finding
        if finding.severity in ("error", "warning"):
            for sheet, cell in fault.cells:
                said = fault.told.get((sheet, cell), fault.said)
                text = f"{_KINDS[finding.severity]}（{finding.rule}）：{said}"
                unless = fault.unless.get((sheet, cell), ("", ""))[1]
                yield Mark(sheet, cell, finding.severity == "error", text, unless)


def row_of(fault: Fault, declared: Declarations) -> NoticeRow:
    """The fault as it is listed on the first sheet."""
    finding, cells = fault.finding, [cell for _, cell in fault.cells]
    name = declared.roster.sheets[finding.sector].title if finding.sector else "整本"
    return NoticeRow(
        kind=_KINDS[finding.severity],
        look=_LOOKS[finding.severity],
        place=fault.cells[0] if fault.cells else None,
        sheet=fault.cells[0][0] if fault.cells else finding.sheet or name,
        cells=f"{cells[0]}等{len(cells)}格" if len(cells) > 1 else "".join(cells),
        subject=fault.subject,
        found=finding.value,
        wanted=fault.wanted,
        message=finding.message,
    )


def to_show(faults: Collection[Fault], declared: Declarations) -> tuple[str, ...]:
    """A line that asks to show first what is hidden on the sheets with marked cells; nothing where all is seen."""
    code = declared.intake_rule("hidden_cells").code
    hiding = {f.finding.sheet for f in faults if f.finding.rule == code}
    marked = dict.fromkeys(mark.sheet for mark in marks_of(faults) if mark.sheet in hiding)
    if not marked:
        return ()
    sheets = "".join(f"“{inert(sheet)}”" for sheet in marked)
    return (
        f"{sheets}表里有的格看不见（行列隐藏、筛选、折叠了，或字是白色的），"
        "标出的格可能就在其中：请先显示出来再改。",
    )


def to_do(faults: Collection[Fault], letter: Letter, declared: Declarations) -> tuple[str, ...]:
    """What the sender is asked for, a line each for errors and for questions."""
    if letter.annex:
        annex = declared.campaign.document["annex"]
        again = f"重新运行，{letter.answer}把新生成的{annex}.xlsx原样发来。"
        return (f"请在本级的工作文件夹里改正，{again}",)
    found = {f.finding.severity for f in faults}
    remarks = declared.form.headings["remarks"].label
    correct = f"请把标红的格改正，{letter.answer}把这一本发回。颜色在改动后自动消失；批注和第一页“退回说明”不用删。"
    ledger = declared.ledger
    of_rows = any(declared.rule(f.finding.rule).kind in OF_ROWS for f in faults)
    more = f"；{ledger.sheet}的一行，以“{ledger.sheet}：”开头" if ledger and of_rows else ""
    explain = (
        f"标黄的格请核对；数字属实的，在那张表的“{remarks}”里写明原因，一项一行，以项号开头{more}。"
    )
    return (correct, explain) if "warning" in found else (correct,)
