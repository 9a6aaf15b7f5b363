"""schemas/milestones.toml: what is owed besides the forms. The file may be left out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.declarations.own_names import is_sheet_name, is_workbook_name
from pipeline.declarations.plain_values import wrong_with_choices
from pipeline.declarations.shown_figures import planned_caption
from pipeline.declarations.tables import Table
from pipeline.model.campaign import Campaign
from pipeline.model.milestones import Filer, Milestone, MilestoneBook, MilestonePlan
from pipeline.model.roster import Roster
from pipeline.words.wording import same_text

_FILE = "milestones.toml"
_LEAD = "lead"
HEADS = ("milestone", "due", "filer", "day", "note", "status")


def load_milestones(schemas: Path, roster: Roster, campaign: Campaign) -> MilestonePlan:
    """The plan, empty where there is no such file; DeclarationError where it names somebody or a day unknown."""
    if not (schemas / _FILE).exists():
        return MilestonePlan()
    file = Table.load(schemas / _FILE)
    head = file.table("workbook")
    remind = head.take("remind_days", int)
    if not 0 <= remind <= 31:
        raise head.fault("remind_days", "应在0至31之间")
    filers = {f.id: f for f in (*_of_roster(roster), *_others(file, roster))}
    plan = MilestonePlan(
        milestones=_milestones(file, filers, roster, campaign),
        filers=filers,
        book=_book(head),
        remind_days=remind,
        table=planned_caption(file.table("table")),
    )
    file.close()
    _check_names(file, plan)
    return plan


def _book(head: Table) -> MilestoneBook:
    book = MilestoneBook(
        **{key: head.take(key, str) for key in ("file", "sheet", "title", "note", "not_needed")},
        heads=head.table("heads").texts(HEADS),
    )
    head.close()
    if not is_workbook_name(book.file):
        raise head.fault("file", "应为xlsx文件名，不带文件夹")
    if not is_sheet_name(book.sheet):
        raise head.fault("sheet", "不能作工作表名")
    if problem := wrong_with_choices([book.not_needed]):
        raise head.fault("not_needed", problem)
    if len({same_text(h) for h in book.heads.values()} - {""}) < len(HEADS):
        raise head.fault("heads", "各列名称不能相同或空着")
    return book


def _of_roster(roster: Roster) -> Iterator[Filer]:
    for unit in roster.units.values():
        yield Filer(unit.id, unit.name, unit.spellings, unit.id)


def _others(file: Table, roster: Roster) -> Iterator[Filer]:
    """Who owes something and is no unit of the roster."""
    for id_, given in file.named("filers", {}):
        if id_ in (*roster.units, _LEAD):
            raise file.fault(f"filers.{id_}", "与roster.toml的单位或“lead”重名")
        unit = given.take("unit", str, "")
        given.check_known("unit", [unit] if unit else [], roster.units, "单位")
        yield Filer(id_, given.take("name", str), given.strings("spellings", ()), unit)
        given.close()


def _milestones(
    file: Table, filers: dict[str, Filer], roster: Roster, campaign: Campaign
) -> dict[str, Milestone]:
    found: dict[str, Milestone] = {}
    for table in file.listed("milestone"):
        id_ = table.take("id", str)
        if not id_ or id_ in found:
            raise table.fault("id", f"“{id_}”空着或写了两次")
        found[id_] = _milestone(table, id_, filers, roster)
        table.close()
        first, last = campaign.cumulative_from, campaign.final_cutoff
        if not first <= found[id_].due <= last:
            raise table.fault("due", "不在行动期间")
    return found


def _milestone(table: Table, id_: str, filers: dict[str, Filer], roster: Roster) -> Milestone:
    who: list[str] = []
    lead = [u.id for u in roster.units.values() if not u.is_office]
    for name in table.strings("who"):
        if name != _LEAD and name not in filers:
            raise table.fault("who", f"没有“{name}”这个单位（[filers]里也没有）")
        who += lead if name == _LEAD else [name]
    if not who or len(set(who)) < len(who):
        raise table.fault("who", "没有写单位，或同一单位写了两次")
    name, verb = table.take("name", str), table.take("verb", str)
    return Milestone(
        id_, name, table.take("due", date), tuple(who), verb, table.take("source", str)
    )


def _check_names(file: Table, plan: MilestonePlan) -> None:
    """The workbook is read by names, so no two may be read as one."""
    for key, names in (
        ("milestone", [(m.name,) for m in plan.milestones.values()]),
        ("filers", [(f.name, *f.spellings) for f in plan.filers.values()]),
    ):
        seen: set[str] = set()
        for spelled in names:
            mine = {same_text(n) for n in spelled}
            if "" in mine or mine & seen:
                raise file.fault(key, f"名称“{spelled[0]}”空着，或与别的分不清")
            seen |= mine
