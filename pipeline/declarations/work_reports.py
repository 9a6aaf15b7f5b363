"""schemas/work_reports.toml: the sheet of texts behind the forms. The file may be left out."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.declarations.case_rules import read_case_rules
from pipeline.declarations.own_names import is_sheet_name, is_workbook_name
from pipeline.declarations.tables import Table
from pipeline.model.roster import Roster
from pipeline.model.rule import Rule
from pipeline.model.work_reports import CASES, PREFIX, Box, Excerpts, ReportPlan
from pipeline.words.wording import same_text

_FILE = "work_reports.toml"
_SEVERITIES = ("warning", "notice")  # no figure depends on a text
_LONGEST_LABEL, _LONGEST_PROMPT = 32, 255  # characters that Excel shows of a prompt


def load_work_reports(
    schemas: Path, roster: Roster, rules: Sequence[Rule]
) -> tuple[ReportPlan, tuple[Rule, ...]]:
    """The plan and the rules that word its findings, both empty where there is no such file."""
    if not (schemas / _FILE).exists():
        return ReportPlan(), ()
    file = Table.load(schemas / _FILE)
    sheet = file.table("sheet")
    longest = sheet.take("longest", int)
    plan = ReportPlan(
        sheet=sheet.take("name", str),
        title=sheet.take("title", str),
        note=sheet.wording("note", ("longest",)).format(longest=longest),
        longest=longest,
        boxes=_boxes(file),
        excerpts=_excerpts(file.table("excerpts")),
    )
    sheet.close()
    _check_sheet(sheet, plan, roster)
    taken = [rule.code for rule in rules]
    findings = read_case_rules(file, "finding", "intake", CASES, taken, severities=_SEVERITIES)
    file.close()
    return plan, findings


def _boxes(file: Table) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for table in file.listed("box"):
        box = Box(
            id=table.take("id", str),
            label=table.take("label", str),
            prompt=table.take("prompt", str),
            quoted=table.one_of("quote", ("yes", "no")) == "yes",
        )
        table.close()
        if not (box.id.isascii() and box.id.isidentifier()) or box.id in boxes:
            raise table.fault("id", f"“{box.id}”应为英文标识，不能重复")
        if same_text(box.label) in {"", *(same_text(b.label) for b in boxes.values())}:
            raise table.fault("label", f"“{box.label}”空着或重复")
        if len(box.label) > _LONGEST_LABEL or len(box.prompt) > _LONGEST_PROMPT:
            raise table.fault("prompt", "名称不超过32字，提示不超过255字")
        boxes[box.id] = box
    if not boxes:
        raise file.fault("box", "至少要有一栏")
    return boxes


def _excerpts(table: Table) -> Excerpts:
    found = Excerpts(
        most=table.take("most", int),
        longest=table.take("longest", int),
        cut=table.take("cut", str),
        numbers=table.take("numbers", str),
        others=table.wording("others", ("units", "annex")),
        annex=table.take("annex", str),
    )
    table.close()
    if found.most < 0 or found.longest < 1:
        raise table.fault("longest", "字数和条数应为正数")
    if not is_workbook_name(found.annex):
        raise table.fault("annex", "应为xlsx文件名，不带文件夹")
    return found


def _check_sheet(table: Table, plan: ReportPlan, roster: Roster) -> None:
    taken = {s.title for s in roster.subjects.values()}
    if not is_sheet_name(plan.sheet) or plan.sheet in taken:
        raise table.fault("name", "不能作工作表名，或与报表的工作表重名")
    if plan.longest < 1:
        raise table.fault("longest", "应为正数")
    if PREFIX[:-1] in roster.subjects:  # the names of its cells would begin alike
        raise table.fault("name", f"roster.toml里不能有标识为“{PREFIX[:-1]}”的领域")
