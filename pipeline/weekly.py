"""One week, from the inbox to the outbox: the table of contents of the weekly tally."""

from pathlib import Path

from jinja2 import Environment

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.problems import all_problems
from pipeline.bulletin.weekly_note import weekly_note
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.files.long_output import Output, held
from pipeline.model.errors import UsageError
from pipeline.model.outcomes import Checked, Published
from pipeline.model.week import Week
from pipeline.monthly import check_period
from pipeline.outbox.manifest import manifest
from pipeline.outbox.publishing import publish, published_periods
from pipeline.receiving.ready import Ready, get_ready
from pipeline.receiving.receive import Progress
from pipeline.rendering.files import paper_files
from pipeline.returns.receipt_text import receipt_text
from pipeline.returns.workbooks import return_workbooks


def publish_week(
    root: Path, week: Week | None, say: Progress, ready: Ready | None = None
) -> Published:
    """Publish a week (the newest that arrived, if None) to outbox/<week>/; PipelineError where that cannot be.

    ready: what was begun before pandas was imported.
    """
    ready = ready or get_ready(root, say)
    received = ready.received()
    if received.declared.bulletin.weekly is None:
        raise UsageError(
            "schemas/bulletin.toml里没有[weekly_table]，不编周调度。要编的请先写好这一段。"
        )
    checked = check_period(root, received, week, Week.kind, published_periods(root))
    outputs = _week_outputs(root, checked, ready.pages, say)
    aside = publish(root, str(checked.release.period), outputs)
    return Published(checked.release, aside, checked.remarks)


def _week_outputs(
    root: Path, checked: Checked, pages: Environment, say: Progress
) -> dict[str, Output]:
    """All that is published of a week, by name; nothing is written."""
    release, templates = checked.release, root / "templates"
    say(f"正在汇总，填写{release.declared.campaign.document['annex']}，编写周调度")
    note = weekly_note(release, pages)
    outputs: dict[str, Output] = {
        **paper_files(note, fill_annex2(release, templates), pages, templates),
        "figures.csv": held(figures_csv(release)),
        "totals.csv": totals_csv(release),
        **return_workbooks(release, checked.candidates, root),
        **receipt_text(release),
        **all_problems(release),
    }
    outputs["manifest.json"] = manifest(release, outputs)
    return outputs
