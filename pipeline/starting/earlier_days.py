"""Whether due days changed since months were issued: who was in time then may be late now, and the other way round."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.declarations.campaign import load_campaign
from pipeline.issues.issued_folders import issued_folder, issued_numbers
from pipeline.model.campaign import Campaign
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.words.wording import chinese_date, spans


def days_changed_since_issued(root: Path, campaign: Campaign) -> Iterator[str]:
    """A hint where months were due on other days when they were last issued."""
    moved = [m for m, was in _issued_days(root) if campaign.has(m) and was != campaign.due(m)]
    if moved:
        now = campaign.due(moved[-1])
        months = spans({m.chinese for m in moved}, [m.chinese for m in campaign.months])
        yield (
            f"schemas/campaign.toml：{months}印发以后改过报送截止日"
            f"（{moved[-1].short}现为{chinese_date(now)}），这些月份的按时、迟报会重新算，再发布就与印发的不一致。"
            "只想改以后各月的，请改回，另在inbox/decisions.csv记延期"
        )


def _issued_days(root: Path) -> Iterator[tuple[Month, date]]:
    """The months that were issued, each with the day by which it was due then."""
    for month, numbers in sorted(issued_numbers(root).items()):
        if not numbers:
            continue
        schemas = issued_folder(root, month) / str(max(numbers)) / "schemas"
        try:
            yield month, load_campaign(schemas).due(month)
        except DeclarationError:  # a record of another time, or a damaged one: other commands tell
            continue
