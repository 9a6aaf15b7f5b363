"""schemas/campaign.toml: dates, stages and the heading of the papers."""

import re
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

from pipeline.declarations.tables import Table
from pipeline.model.campaign import Campaign, Stage
from pipeline.model.month import Month

_DOCUMENT = (
    *("issuer", "office", "office_short", "notice", "notice_title"),
    *("addressees", "masthead_title"),
)


def load_campaign(schemas: Path) -> Campaign:
    """The dates; DeclarationError where the window is empty or stages overlap."""
    file = Table.load(schemas / "campaign.toml")
    head = file.table("campaign")
    campaign = Campaign(
        name=head.take("name", str),
        first_month=month_of(head, "first_month"),
        last_month=month_of(head, "last_month"),
        cumulative_from=head.take("cumulative_from", date),
        due_day=head.take("due_day", int),
        resubmit_days=head.take("resubmit_days", int),
        offset=_offset(head),
        stages=tuple(_stage(t) for t in file.listed("stage")),
        document=_document(file.table("document")),
        final_cutoff=head.take("final_cutoff", date),
    )
    head.close()
    file.close()
    _check(file, campaign)
    return campaign


def month_of(table: Table, key: str) -> Month:
    """A key's text as a month."""
    text = table.take(key, str)
    try:
        return Month.parse(text)
    except ValueError:
        raise table.fault(key, f"应写成2023-06这样的年月，写的是“{text}”") from None


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
    document["title"] = table.strings("title")
    document["masthead"] = table.one_of("masthead", ("简报", "文件", "none"))
    table.close()
    return document


def _check(file: Table, campaign: Campaign) -> None:
    if campaign.last_month < campaign.first_month:
        raise file.fault("campaign.last_month", "早于first_month")
    if not 0 <= campaign.resubmit_days <= 31:
        raise file.fault("campaign.resubmit_days", "应在0至31之间")
    if not 1 <= campaign.due_day <= 31:
        raise file.fault("campaign.due_day", "应在1至31之间")
    if campaign.final_cutoff < campaign.cutoff(campaign.last_month):
        raise file.fault("campaign.final_cutoff", "早于last_month的报送日")
    _check_stages(file, campaign)


def _check_stages(file: Table, campaign: Campaign) -> None:
    if not campaign.stages:
        raise file.fault("stage", "至少要有一个阶段")
    for stage in campaign.stages:
        if stage.end < stage.start:
            raise file.fault("stage", f"“{stage.name}”的结束早于开始")
    for before, after in zip(campaign.stages, campaign.stages[1:], strict=False):
        if after.start - before.end != timedelta(days=1):  # no day follows the last of the calendar
            raise file.fault("stage", f"“{before.name}”与“{after.name}”的日期不衔接")
