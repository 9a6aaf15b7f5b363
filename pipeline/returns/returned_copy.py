"""What a unit gets back: its own workbook with the faults marked or, where that cannot be, a fresh form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook

from pipeline.books.package import Package
from pipeline.books.refusals import DamagedWorkbookError
from pipeline.books.workbook import READ_HERE
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.marking.marked_copy import mark_copy
from pipeline.marking.notice import Notice
from pipeline.marking.xml_edit import UneditableError
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.record import record
from pipeline.returns.fault_marks import marks_of, row_of, to_do, to_show
from pipeline.returns.faults import Fault, faults_of
from pipeline.returns.fresh_faults import in_fresh_form
from pipeline.returns.letter import Letter

# Faults of the sheet itself: no typing into that very copy puts them right.
_BEYOND_REPAIR = ("form_version", "label_changed", "heading_moved", "names_lost", "layout")


@record
class Returned:
    """The workbook to send back, its faults, what is asked for, and why it is a fresh form (empty where it is not)."""

    data: bytes
    faults: Sequence[Fault]
    to_do: Sequence[str]
    fresh: str


def returned_copy(
    candidate: Candidate,
    data: bytes | None,
    letter: Letter,
    declared: Declarations,
    templates: Path,
) -> Returned:
    """The marked workbook; `data` is the unit's own file, None where it is no longer there as it was read."""
    faults = faults_of(candidate, declared)
    if candidate.submission.record:
        return _annex(faults, data, letter, declared)
    why = _beyond_repair(candidate, declared)
    if not why:
        try:
            parts = _unpacked(data)
            notice = _notice(faults, letter, _signed(parts), declared)
            notice = replace(notice, to_do=(*to_show(faults, declared), *notice.to_do))
            marked = mark_copy(parts, list(marks_of(faults)), notice, letter.office)
            return Returned(marked, faults, notice.to_do, "")
        except (UneditableError, DamagedWorkbookError) as e:
            why = str(e)
    return _fresh(candidate, faults, why, letter, declared, templates)


def _annex(
    faults: Sequence[Fault], data: bytes | None, letter: Letter, declared: Declarations
) -> Returned:
    """A published Annex 2: nobody types into it; where it cannot be marked, the notice goes back alone."""
    notice = _notice(faults, letter, (), declared)
    try:
        parts = _unpacked(data)
        marked = mark_copy(parts, list(marks_of(faults)), notice, letter.office)
    except (UneditableError, DamagedWorkbookError):
        blank = Package(stable_bytes(Workbook())).unpack(as_named=True)
        marked = mark_copy(blank, [], notice, letter.office)
    return Returned(marked, faults, notice.to_do, "")


def _beyond_repair(candidate: Candidate, declared: Declarations) -> str:
    broken = {declared.intake_rule(case).code for case in _BEYOND_REPAIR}
    found = any(f.rule in broken and f.severity == "error" for f in candidate.findings)
    return "原文件的表格改动过，或不是现用的表" if found else ""


def _unpacked(data: bytes | None) -> dict[str, bytes]:
    if data is None:
        raise UneditableError("原文件已不在原处，或内容变了")
    parts = _small(Package(data)) if data.startswith(b"PK") else {}
    if "xl/workbook.xml" not in parts:
        raise UneditableError("原文件不是xlsx格式")
    return parts


def _small(package: Package) -> dict[str, bytes]:
    """The parts; what had to be read in a process with limits is not marked in this one, which has none."""
    if package.markup_size > READ_HERE:
        raise UneditableError("原文件太大，不便标注")
    return package.unpack(as_named=True)


def _fresh(
    candidate: Candidate,
    faults: Sequence[Fault],
    why: str,
    letter: Letter,
    declared: Declarations,
    templates: Path,
) -> Returned:
    from pipeline.forms.fresh_form import fresh_form  # rare, and brings all that draws forms

    submission = candidate.submission
    known = declared.campaign.has(submission.period)
    period = submission.period if submission.period and known else letter.period
    data, places = fresh_form(submission, declared, templates, period)
    moved = [in_fresh_form(fault, submission, places, declared) for fault in faults]
    note = (
        f"这是一本新表，不是原文件：{why}。能读出的数已经填好，其余请补填。"
        "原文件里如有图片、印章和自行调整的格式，没有带过来，请重新插入。"
    )
    notice = _notice(moved, letter, (note,), declared)
    marked = mark_copy(
        Package(data).unpack(as_named=True), list(marks_of(moved)), notice, letter.office
    )
    return Returned(marked, moved, notice.to_do, why)


def _signed(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """What is lost of an electronic signature."""
    signed = any(name.startswith("_xmlsignatures/") for name in parts)
    return ("原文件的电子签名在这一本里已失效，改好后请重新签名。",) if signed else ()


def _notice(
    faults: Sequence[Fault], letter: Letter, notes: Sequence[str], declared: Declarations
) -> Notice:
    """The first sheet."""
    about = (
        f"填报单位：{letter.unit}　　报告期：{letter.period.chinese}　　"
        f"文件：{letter.file}　　收到：{letter.received}"
    )
    return Notice(
        sample=letter.sample,
        title=f"退回说明：{letter.period.chinese}报表请改正后重报",
        about=(about, *notes),
        to_do=to_do(faults, letter, declared),
        rows=tuple(row_of(fault, declared) for fault in faults),
    )
