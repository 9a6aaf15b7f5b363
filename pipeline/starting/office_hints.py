"""Hints about what the office keeps by hand: phones that are none, withdrawals of files that are not there."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.files.walking import walk
from pipeline.inbox.decisions import DECISIONS, read_decisions
from pipeline.inbox.liaisons import LIAISONS, liaisons
from pipeline.inbox.receipts import read_receipts
from pipeline.model.declared import Declarations
from pipeline.model.liaison import is_odd_phone
from pipeline.words.wording import inert, inert_path


def office_hints(root: Path, declared: Declarations) -> Iterator[str]:
    """Of files that can be understood: a run says the same of decisions, but only of those of its own month."""
    yield from _phones(root, declared)
    yield from _withdrawals(root, declared)


def _phones(root: Path, declared: Declarations) -> Iterator[str]:
    known = liaisons(root / "inbox", declared.roster, sample=False)
    for unit, liaison in known.items():
        if is_odd_phone(liaison.phone):
            entry = declared.roster.units[unit]
            at = "schemas/roster.toml" if liaison == entry.liaison else LIAISONS
            yield f"{at}：{entry.name}的电话“{inert(liaison.phone)}”位数不像电话号码，请核对"


def _withdrawals(root: Path, declared: Declarations) -> Iterator[str]:
    inbox = root / "inbox"
    decisions = read_decisions(inbox, declared)
    _, receipts = read_receipts(inbox, declared.campaign.offset)
    present = {entry.name for entry in walk(inbox)} | {*receipts}
    for d in decisions:
        if d.decision == "withdraw" and d.target not in present:
            unit = declared.roster.units[d.unit].name
            yield (
                f"{DECISIONS}：{d.period.chinese}{unit}要撤回的“{inert_path(d.target, 120)}”不在收件夹里，"
                "请核对路径（从inbox写起，连同子文件夹和扩展名）"
            )
