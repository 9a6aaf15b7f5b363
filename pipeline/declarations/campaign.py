"""schemas/campaign.toml: dates, stages and the heading of the papers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.declarations.tables import Table
from pipeline.declarations.title import LATER, title_lines
from pipeline.model.campaign import Campaign, Schedule, Stage
from pipeline.model.month import Month
from pipeline.model.week import Week

_DOCUMENT = (
    *("issuer", "office", "office_short", "notice", "notice_title"),
    *("addressees", "masthead_title"),
)
# What the filled form is called, as a file and in words, unless the campaign names it: the contract's name. In a mail
# the name of an attachment has to fit one line, which is six characters.
_ANNEX = "附件2"
_OTHER_SHEETS = ("分单位", "报送情况", "数据来源")  # of the same workbook


def load_campaign(schemas: Path) -> Campaign:
    """The dates; DeclarationError where the window is empty or stages overlap."""
    file = Table.load(schemas / "campaign.toml")
    head, stages = file.table("campaign"), tuple(_stage(t) for t in file.listed("stage"))
    _check_stages(file, stages)
    start = head.take("cumulative_from", date)
    campaign = Campaign(
        name=head.take("name", str),
        first_month=month_of(head, "first_month"),
        last_month=month_of(head, "last_month"),
        cumulative_from=start,
        due_day=head.take("due_day", int, 0),
        due_next_month=head.take("due_next_month", int, 0),
        resubmit_days=head.take("resubmit_days", int),
        weekly=_weekly(file.table("weekly", {}), start, stages[-1].end),
        offset=_offset(head),
        stages=stages,
        document=_document(file.table("document")),
        final_cutoff=head.take("final_cutoff", date, date.min),
    )
    head.close()
    file.close()
    _check(file, campaign)
    return _ended(file, campaign)


def _ended(file: Table, campaign: Campaign) -> Campaign:
    """With the day of the last figures, which is the last month's cut-off unless a later one is declared."""
    if campaign.final_cutoff == date.min:
        return replace(campaign, final_cutoff=campaign.cutoff(campaign.last_month))
    if campaign.final_cutoff < campaign.cutoff(campaign.last_month):
        raise file.fault("campaign.final_cutoff", "早于last_month的数据截止日")
    return campaign


def month_of(table: Table, key: str) -> Month:
    """A key's text as a month."""
    text = table.take(key, str)
    try:
        return Month.parse(text)
    except ValueError:
        raise table.fault(key, f"应写成2023-06这样的年月，写的是“{text}”") from None


def _weekly(table: Table, start: date, end: date) -> Schedule:
    """The weeks that the campaign touches; the figures of one run to its Sunday."""
    days = {key: table.take(key, int, 1) for key in ("due_days", "resubmit_days")}
    for key, number in days.items():
        if not 0 <= number <= 3:  # both together stay within the week after
            raise table.fault(key, "应在0至3之间")
    table.close()
    if not 1900 < start.year <= end.year < 9999 or end < start:
        raise table.fault(
            "", "行动的起止日期（cumulative_from至最后一个阶段的to）不对，定不出有哪些周"
        )
    return Schedule(
        Week.of(start), Week.of(end), cutoff_day=7, grace_days=sum(days.values()), **days
    )


def _offset(table: Table) -> timezone:
    text = table.take("utc_offset", str)
    match = re.fullmatch(r"([+-])([0-9]{2}):([0-9]{2})", text)
    minutes = int(match[2]) * 60 + int(match[3]) if match else 24 * 60
    if not match or minutes >= 24 * 60:
        raise table.fault("utc_offset", "应写成+08:00")
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _stage(table: Table) -> Stage:
    stage = Stage(
        table.take("name", str),
        table.take("from", date),
        table.take("to", date),
        table.strings("demands"),
    )
    table.close()
    return stage


def _document(table: Table) -> dict[str, Any]:
    document: dict[str, Any] = {key: table.take(key, str) for key in _DOCUMENT}
    document["title"] = title_lines(table, document, LATER)
    document["sign"] = table.take("sign", str, "")
    document["area"] = table.take("area", str, document["issuer"])
    document["annex"] = table.take("annex", str, _ANNEX)
    if not re.fullmatch(r"[^\[\]:*?/\\'<>|\"\x00-\x1f]{1,6}", document["annex"]):
        raise table.fault("annex", f"“{document['annex']}”不能做文件和工作表的名称，应为1至6个字")
    if document["annex"] in _OTHER_SHEETS:
        raise table.fault("annex", f"汇总表里已有“{document['annex']}”这张工作表，请换一个名称")
    document["masthead"] = table.one_of("masthead", ("简报", "文件", "none"))
    table.close()
    return document


def _check(file: Table, campaign: Campaign) -> None:
    if campaign.last_month < campaign.first_month:
        raise file.fault("campaign.last_month", "早于first_month")
    if not 0 <= campaign.resubmit_days <= 31:
        raise file.fault("campaign.resubmit_days", "应在0至31之间")
    if bool(campaign.due_day) == bool(campaign.due_next_month):
        problem = "与due_next_month要正好写一个（当月几日前报，或次月几日前报）"
        raise file.fault("campaign.due_day", problem)
    if not 1 <= (campaign.due_day or 1) <= 31:
        raise file.fault("campaign.due_day", "应在1至31之间")
    if not 0 <= campaign.due_next_month <= 20:
        raise file.fault("campaign.due_next_month", "应在1至20之间")


def _check_stages(file: Table, stages: Sequence[Stage]) -> None:
    if not stages:
        raise file.fault("stage", "至少要有一个阶段")
    for stage in stages:
        if stage.end < stage.start:
            raise file.fault("stage", f"“{stage.name}”的结束早于开始")
    for before, after in pairwise(stages):
        if after.start - before.end != timedelta(days=1):  # no day follows the last of the calendar
            raise file.fault("stage", f"“{before.name}”与“{after.name}”的日期不衔接")
