"""What is wrong in what the office keeps by hand in the inbox: decisions, receipts, phones, its own paragraphs."""

from collections.abc import Callable
from pathlib import Path

from pipeline.inbox.arrivals import no_folder
from pipeline.inbox.decisions import read_decisions
from pipeline.inbox.liaisons import liaisons
from pipeline.inbox.own_names import UnclearNameError, is_own_text, read_name
from pipeline.inbox.receipts import read_receipts
from pipeline.model.declared import Declarations
from pipeline.model.errors import OfficeFileError
from pipeline.words.wording import inert_path


def office_faults(root: Path, declared: Declarations) -> tuple[str, ...]:
    """One a file, with its line."""
    inbox = root / "inbox"
    if problem := no_folder(inbox):
        return (problem,)
    found = list[str]()
    checks: tuple[Callable[[], object], ...] = (
        lambda: read_decisions(inbox, declared),
        lambda: read_receipts(inbox, declared.campaign.offset),
        lambda: liaisons(inbox, declared.roster, sample=False),
    )
    for check in checks:
        try:
            check()
        except OfficeFileError as e:
            found.append(str(e))
    return (*found, *_unclear(inbox, declared))


def _unclear(inbox: Path, declared: Declarations) -> list[str]:
    """Paragraphs of which the name does not say where they go: a run would leave them out."""
    found = []
    names = sorted(p.name for p in inbox.iterdir()) if inbox.is_dir() else []
    for name in filter(is_own_text, names):
        try:
            read_name(name, declared)
        except UnclearNameError as e:
            found.append(f"inbox/{inert_path(name)}：{e}")
    return found
