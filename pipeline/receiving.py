"""What comes before any figure: declarations, decisions, the inbox, and what each workbook holds. Needs no pandas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.decisions import Decision, read_decisions
from pipeline.declarations import load_declarations
from pipeline.declarations.templates import check_templates
from pipeline.inbox import Inbox, look_in
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Submission
from pipeline.reading import read_arrival
from pipeline.recording import record

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A workspace's declarations and decisions, and every file of its inbox as read (without its bytes)."""

    declared: Declarations
    decisions: Sequence[Decision]
    read: Sequence[Submission | Arrival]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The same before any workbook is opened; nothing is written yet."""

    declared: Declarations
    decisions: Sequence[Decision]
    inbox: Inbox


def receive(root: Path, say: Progress) -> Received:
    """Take in and read the whole inbox; PipelineError where a declaration or a line of the office's is wrong."""
    taken = take_in(root)
    read = record(root, taken.inbox.owed, taken.inbox.arrivals)
    return Received(taken.declared, taken.decisions, read_all(read, taken.declared, say))


def take_in(root: Path) -> TakenIn:
    """What lies in the workspace."""
    declared = load_workspace(root)
    return TakenIn(declared, read_decisions(root / "inbox", declared), look_in(root, declared))


def read_all(
    came: Sequence[Submission | Arrival], declared: Declarations, say: Progress
) -> list[Submission | Arrival]:
    """Every arrival as what was read of it."""
    arrivals = [a for a in came if isinstance(a, Arrival)]
    say(f"正在读取并核对收件夹里的{sum(a.data is not None for a in arrivals)}个文件")
    return [_slim(read_arrival(a, declared)) for a in arrivals]


def load_workspace(root: Path) -> Declarations:
    """The declarations of a workspace, held against its templates."""
    declared = load_declarations(root)
    check_templates(root / "templates", declared)
    return declared


def _slim(read: Submission | Arrival) -> Submission | Arrival:
    """Without the file's bytes, which nothing after the reader needs."""
    if isinstance(read, Submission):
        return replace(read, arrival=replace(read.arrival, data=None))
    return replace(read, data=None)
