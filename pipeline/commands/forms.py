"""`pipeline forms`: the blank forms of a month or a week, one workbook a unit."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from pipeline.commands.options import MonthType, WeekType, progress
from pipeline.files.lock import only_run
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.grouping import grouped
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week
from pipeline.receiving.receive import load_workspace
from pipeline.words.console import say
from pipeline.words.wording import inert_path, short_date

_FEW = 3  # files put aside that are told one by one


@click.command()
@click.option("--month", type=MonthType(), help="报告期是一个月，如2023-08。")
@click.option("--week", type=WeekType(), help="报告期是一周：2023-W28，或该周任何一天。")
@click.pass_obj
def forms(root: Path, month: Month | None, week: Week | None) -> None:
    """生成一个月或一周的空白表，每个单位一本。"""
    from pipeline.forms.known_before import known_before
    from pipeline.forms.workbooks import blank_forms
    from pipeline.outbox.publishing import write_forms

    declared = load_workspace(root)
    period = _one_of(month, week, declared)
    _check_filled(period, declared)
    with only_run(root):
        known = known_before(root, period, progress)
        books = blank_forms(declared, root / "templates", period, earlier=known.earlier)
        folder, aside = write_forms(root, str(period), books)
    if known.why:
        say(known.why)
    for line in _kept(aside):
        say(line)
    say(f"已生成{period.chinese}的{len(books)}本空白表：{folder}/")
    say(f"下一步：{_next_step(period, declared)}")


def _kept(aside: Sequence[str]) -> Iterator[str]:
    """What lay there before and is another now: by name, or of many how many and where."""
    for folder, paths in grouped(aside, lambda path: path.rpartition("/")[0]).items():
        if len(paths) > _FEW:
            yield f"原来的{len(paths)}个文件已另存：{folder}/"
        else:
            yield from (f"原来的文件已另存：{inert_path(path, 200)}" for path in paths)


def _one_of(month: Month | None, week: Week | None, declared: Declarations) -> Period:
    if month and week:
        raise UsageError("--month和--week只写一个。")
    period = month or week
    if period is None:
        raise UsageError(f"缺少--month或--week，如 {'、'.join(_examples(declared))}。")
    return period


def _examples(declared: Declarations) -> Iterator[str]:
    """The command as it may be typed here; of a week only where weeks are added up."""
    call, campaign = declared.commands.call, declared.campaign
    yield call("forms", month=campaign.first_month)
    if declared.bulletin.weekly:
        yield call("forms", week=campaign.weekly.first)


def _check_filled(period: Period, declared: Declarations) -> None:
    """Refuse a period for which nobody fills a form."""
    if not declared.campaign.has(period):
        from pipeline.settling.choosing import outside

        raise UsageError(outside(period, declared.campaign))
    if period.kind == Week.kind and declared.bulletin.weekly is None:
        raise UsageError("schemas/bulletin.toml里没有[weekly_table]，不编周调度，不用周报表。")
    if declared.rollup and declared.roster.office is None:
        annex = declared.campaign.document["annex"]
        raise UsageError(f"各单位报送公布的{annex}.xlsx，没有要填的表。")


def _next_step(period: Period, declared: Declarations) -> str:
    due = short_date(declared.campaign.due(period))
    if not declared.rollup:
        return f"把每个单位的一本发给该单位，填好后于{due}前（含当日）发回。"
    annex = declared.campaign.document["annex"]
    return f"本办公室的一本于{due}前（含当日）填好放进inbox；各单位报送公布的{annex}.xlsx。"
