"""What comes before any figure: declarations, decisions, the inbox, and what each workbook holds. Needs no pandas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.decisions import Decision, read_decisions
from pipeline.declarations import load_declarations
from pipeline.declarations.templates import check_templates
from pipeline.inbox import take_in
from pipeline.model.compact import compact
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Submission
from pipeline.reading import read_arrival

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A workspace's declarations and decisions, and every file of its inbox as read (without its bytes)."""

    declared: Declarations
    decisions: Sequence[Decision]
    read: Sequence[Submission | Arrival]


def receive(root: Path, say: Progress) -> Received:
    """Take in and read the whole inbox; PipelineError where a declaration or a line of the office's is wrong."""
    declared = load_workspace(root)
    decisions = read_decisions(root / "inbox", declared)
    arrivals = take_in(root, declared)
    say(f"正在读取并核对收件夹里的{sum(a.data is not None for a in arrivals)}个文件")
    return Received(declared, decisions, [_slim(read_arrival(a, declared)) for a in arrivals])


def load_workspace(root: Path) -> Declarations:
    """The declarations of a workspace, held against its templates."""
    declared = load_declarations(root)
    check_templates(root / "templates", declared)
    return declared


def _slim(read: Submission | Arrival) -> Submission | Arrival:
    """Without the file's bytes, which nothing after the reader needs, and small."""
    if isinstance(read, Submission):
        return compact(replace(read, arrival=replace(read.arrival, data=None)))
    return replace(read, data=None)
