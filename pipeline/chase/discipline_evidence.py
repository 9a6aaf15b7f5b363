"""The evidence behind 考核参考: a line a sheet and month, a workbook sent back, a correction, with file and time."""

from datetime import date, datetime

from pipeline.chase.discipline import Discipline
from pipeline.chase.due_texts import due_words
from pipeline.chase.standing import SheetStanding, Standing
from pipeline.chase.tallying import due_sheets
from pipeline.issues.corrections import Correction
from pipeline.milestones.words import word
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard
from pipeline.model.milestones import Task
from pipeline.model.record import record
from pipeline.returns.refused_books import Refused
from pipeline.words.few import first_of
from pipeline.words.unit_names import own_names
from pipeline.words.wording import NOTHING, chinese_time, inert, short_date

_HEADS = ("情况", "截止日", "首次收到", "有效报表收到", "逾期天数", "文件", "问题")
_LONGEST_PATH = 200
_MOST_FAULTS = 3


def heads(declared: Declarations) -> tuple[str, ...]:
    """The headings of the evidence."""
    return ("单位", "报告期", declared.roster.sheet_head, *_HEADS)


@record
class Evidence:
    """One line, its texts in the order of `heads`. good: nothing is held against the unit in it."""

    texts: tuple[str, ...]
    good: bool


def evidence(found: Discipline) -> list[Evidence]:
    """All lines, unit by unit in the order of the roster, then by month."""
    lines = []
    for unit in found.declared.roster.units.values():
        for standing in (s for s in found.standings if s.unit.id == unit.id):
            lines += [_sheet(s, standing, found.declared) for s in due_sheets(standing)]
            lines += [_refused(r, standing, found.declared) for r in reversed(standing.refused)]
            month = (c for c in found.corrections if c.month == standing.month)
            lines += [_corrected(c, standing, found.declared) for c in month if c.unit == unit.id]
            late = [h for h in found.overdue.get(standing.month, ()) if _is_of(h, standing)]
            lines += [_overdue(h, standing, found.declared) for h in late]
        due = (t for t in found.tasks if t.filer.unit == unit.id and t.state != "coming")
        lines += [_task(t, found.declared) for t in due]
    return lines


def _task(task: Task, declared: Declarations) -> Evidence:
    """A milestone: what stands in the office's workbook about it, and where."""
    said = word(task, declared.milestones.book.not_needed)
    done = _day(task.day)
    late = str(abs(task.days)) if task.state in ("late", "missing") else NOTHING
    due = short_date(task.milestone.due)
    place = (task.filer.name, "节点任务", NOTHING, said, due, NOTHING, done, late)
    named = task.milestone.name + (f"（{task.note}）" if task.note else "")
    return Evidence((*place, task.place, named), task.state in ("done", "not_needed"))


def _sheet(sheet: SheetStanding, standing: Standing, declared: Declarations) -> Evidence:
    times = (_time(sheet.arrived), _time(sheet.valid))
    late = sheet.days_late if sheet.done else -sheet.days
    told = "零报告" if sheet.done and sheet.zero else ""
    place = (*_who(standing), _names((sheet.sheet,), declared))
    file = inert(sheet.file, _LONGEST_PATH) if sheet.file else NOTHING
    texts = (
        *place,
        sheet.word,
        due_words(sheet),
        *times,
        str(late) if late else NOTHING,
        file,
        told,
    )
    return Evidence(texts, sheet.word == "按时")


def _refused(refused: Refused, standing: Standing, declared: Declarations) -> Evidence:
    """A workbook that was sent back, with the short names of its faults."""
    names = dict.fromkeys(_short(f.finding.rule, declared) for f in refused.faults)
    faults = first_of(list(names), _MOST_FAULTS)
    word = "退回（已补正）" if refused.mended else "退回"
    file = inert(refused.path, _LONGEST_PATH)
    place = (*_who(standing), _names(refused.sheets, declared) or NOTHING)
    times = (_time(refused.received_at), NOTHING)
    return Evidence((*place, word, NOTHING, *times, NOTHING, file, faults), False)


def _corrected(correction: Correction, standing: Standing, declared: Declarations) -> Evidence:
    place = (*_who(standing), _names((correction.sheet,), declared))
    times = (NOTHING, _time(correction.received_at))
    file = inert(correction.file, _LONGEST_PATH)
    return Evidence((*place, "通报后更正", NOTHING, *times, NOTHING, file, ""), False)


def _overdue(hazard: Hazard, standing: Standing, declared: Declarations) -> Evidence:
    """A hazard that was overdue at the month's cut-off, by its number and the ledger that says so."""
    ledger, plan = declared.ledger, declared.hazards
    assert ledger
    assert plan
    number = inert(hazard.values.get(ledger.roles["id"], "")) or NOTHING
    told = f"{number}（{inert(hazard.level)}）" if hazard.level else number
    place = (*_who(standing), _names((hazard.entry.sector,), declared))
    days, file = str(hazard.days_overdue), inert(hazard.entry.file, _LONGEST_PATH)
    word, times = f"台账逾期{plan.states[hazard.state]}", (NOTHING, NOTHING)
    return Evidence((*place, word, _day(hazard.due), *times, days, file, told), False)


def _is_of(hazard: Hazard, standing: Standing) -> bool:
    """Whether a hazard is the unit's, and in a ledger of that very month: an older one is proved in its own month."""
    is_of_month = hazard.last_month == str(standing.month)
    return is_of_month and hazard.entry.unit == standing.unit.id


def _day(day: date | None) -> str:
    return short_date(day) if day else NOTHING


def _who(standing: Standing) -> tuple[str, str]:
    return standing.unit.name, standing.month.chinese


def _names(sheets: tuple[str, ...], declared: Declarations) -> str:
    return own_names(sheets, declared.roster)


def _short(code: str, declared: Declarations) -> str:
    return declared.rule(code).short or code


def _time(moment: datetime | None) -> str:
    return chinese_time(moment) if moment else NOTHING
