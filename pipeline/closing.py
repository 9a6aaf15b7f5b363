"""The end of the campaign, from the inbox to outbox/总结/: the table of contents of the closing report."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.closing_report import closing_report
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.files.long_output import Output, held
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.outcomes import Published
from pipeline.model.received import Submission
from pipeline.model.roster import Roster
from pipeline.monthly import check_period
from pipeline.outbox.manifest import manifest
from pipeline.outbox.publishing import publish
from pipeline.receiving.ready import Ready, get_ready
from pipeline.receiving.receive import Progress
from pipeline.receiving.withdrawing import set_aside
from pipeline.rendering.files import paper_files
from pipeline.settling.deadlines import Deadlines
from pipeline.words.wording import chinese_date, listing

FOLDER = "总结"


def publish_closing(root: Path, say: Progress, ready: Ready | None = None) -> Published:
    """Publish the closing report; UsageError as long as no form of the last month has come.

    ready: what was begun before pandas was imported.
    """
    templates, ready = root / "templates", ready or get_ready(root, say)
    pages, received = ready.pages, ready.received()
    declared = received.declared
    if declared.closing is None:
        raise UsageError("没有schemas/closing.toml，不编总结报告。要编的请先写好这个文件。")
    month = declared.campaign.last_month
    weighed, _ = set_aside(received.read, received.decisions, declared)
    _check_came(weighed, declared)
    closing = replace(declared, campaign=declared.campaign.closing())
    checked = check_period(root, replace(received, declared=closing), month, month.kind, ())
    release = checked.release
    say(f"正在汇总，填写{declared.campaign.document['annex']}，编写总结报告")
    due = Deadlines(month, received.decisions, declared)
    report = closing_report(release, due, pages)
    outputs: dict[str, Output] = {
        **paper_files(report, fill_annex2(release, templates), pages, templates),
        "figures.csv": held(figures_csv(release)),
        "totals.csv": totals_csv(release),
    }
    outputs["manifest.json"] = manifest(release, outputs, FOLDER)
    return Published(release, publish(root, FOLDER, outputs), checked.remarks)


def _check_came(weighed: Sequence[Submission], declared: Declarations) -> None:
    """Before the last month's forms there is nothing to close."""
    campaign = declared.campaign
    came = {s.period for s in weighed}
    if campaign.last_month in came:
        return
    months = [m.chinese for m in campaign.months if m in came]
    again = declared.commands.call("final")
    had = f"收到的是{listing(months)}的报表" if months else "收件夹（inbox）里还没有月报表"
    raise UsageError(
        f"还不能编总结：{campaign.last_month.chinese}的报表一份也没有收到"
        f"（应报{_expected(declared.roster)}），{had}。"
        f"请收齐各单位截至{chinese_date(campaign.final_cutoff)}的报表，放进inbox，再运行 {again}。"
    )


def _expected(roster: Roster) -> str:
    office, own = roster.office, roster.office_sheet
    also = f"和{office.name}的{own.name}表" if office and own else ""
    return f"{len(roster.sectors)}个{roster.terms.sector}{also}"
