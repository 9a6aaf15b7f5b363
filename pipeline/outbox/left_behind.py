"""Months whose forms are all gone: what was published of them still lies in the outbox, and no run writes it anew."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.model.commands import Commands
from pipeline.model.issued import Issues
from pipeline.model.month import Month
from pipeline.outbox.last_run import MANIFEST
from pipeline.receiving.receive import Received
from pipeline.receiving.withdrawing import set_aside


def left_behind(root: Path, received: Received, issued: Issues) -> list[str]:
    """What to say of each month that was published and of which no form counts any more.

    What was made of invented forms is no reproach to an office that begins with its own.
    """
    declared = received.declared
    alive = {s.period for s in set_aside(received.read, received.decisions, declared)[0]}
    return [
        _told(month, issued, declared.commands)
        for month in _published(root)
        if month not in alive
        and (received.sample or not _is_sample(root / "outbox" / str(month) / MANIFEST))
    ]


def _published(root: Path) -> Iterator[Month]:
    for path in sorted((root / "outbox").glob(f"*/{MANIFEST}")):
        with suppress(ValueError):  # a week, or what a person keeps beside the months
            month = Month.parse(path.parent.name)
            if path.is_file():  # a pipe would be waited for
                yield month


def _is_sample(manifest: Path) -> bool:
    """One that cannot be read is no sample's: rather a word too many."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        return json.loads(manifest.read_bytes())["sample"] is True
    return False


def _told(month: Month, issues: Issues, commands: Commands) -> str:
    newest = issues.newest(month)
    issued = f"（已印发第{newest.stamp.n}次）" if newest else ""
    void = "通知收文单位作废，并" if newest else ""
    return (
        f"请注意：{month.chinese}的报表已全部撤回或不再有效，outbox/{month}/里仍是上次发布的数{issued}，"
        f"没有重写，请勿再用。有更正报表的，放进inbox后运行 {commands.publish(month.kind, month)}；"
        f"不再报的，请{void}把这个文件夹里issued以外的文件移走。"
    )
