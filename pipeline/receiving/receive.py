"""What comes before any figure: declarations, decisions, the inbox, and what each workbook holds. Needs no pandas."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.declarations.templates import check_templates
from pipeline.inbox.arrivals import Inbox, look_in
from pipeline.inbox.decisions import Decision, read_decisions
from pipeline.inbox.recording import write_owed
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Read, Submission
from pipeline.model.record import record
from pipeline.pools.crew import Crew, Team
from pipeline.pools.kept import fingerprint_of
from pipeline.pools.processes import Here, dismiss, processes
from pipeline.pools.read_group import Order, declare, slim
from pipeline.pools.read_groups import kept_together, neighbours
from pipeline.pools.read_many import Hands, Reading
from pipeline.reading.submission import read_arrival

Progress = Callable[[str], None]
CREW, HERE = Crew(), Crew(workers=1)


@record
class Received:
    """A workspace's declarations and decisions, and every file of its inbox as read (without its bytes)."""

    declared: Declarations
    decisions: Sequence[Decision]
    read: Sequence[Read]

    @property
    def sample(self) -> bool:
        """Whether there are no forms but invented ones."""
        return all(r.sample for r in self.read if isinstance(r, Submission))


Receive = Callable[[], Received]


@record
class TakenIn:
    """A workspace's declarations and decisions, and its inbox before any workbook is opened; nothing is written yet."""

    declared: Declarations
    decisions: Sequence[Decision]
    inbox: Inbox


def receive(root: Path, say: Progress, crew: Crew = CREW) -> Received:
    """Take in and read the whole inbox; PipelineError where a declaration or a line of the office's is wrong."""
    return begin(root, say, crew.team(root))()


def begin(root: Path, say: Progress, team: Team) -> Receive:
    """Take in the inbox and write receipts.csv; what is returned reads it, or waits for the processes that do."""
    taken = take_in(root, hold=not team.in_groups)
    if not team.in_groups:
        came = _recorded(root, taken)
        return lambda: Received(
            taken.declared, taken.decisions, read_all(came, taken.declared, say)
        )
    fingerprint = fingerprint_of(root) if team.keeps or team.scheduler else b""
    declare(str(root), taken.declared, fingerprint)
    hands = _hands(root, team, fingerprint)  # or nothing is written
    came = _recorded(root, taken)
    orders = [Order(a, taken.inbox.places[a.path]) for a in came if a.data is not None]
    _tell(len(orders), say)
    groups = (
        kept_together(root, orders, fingerprint)
        if team.keeps
        else neighbours(root, orders, hands.number, fingerprint)
    )
    reading = Reading(groups, taken.declared, hands)
    others = {a.path: a for a in came if a.data is None}
    return partial(
        _joined, taken.declared, taken.decisions, [a.path for a in came], others, reading
    )


def _recorded(root: Path, taken: TakenIn) -> list[Arrival]:
    """What came, once receipts.csv has all of it."""
    recorded = write_owed(root, taken.inbox.owed, taken.inbox.arrivals)
    return [a for a in recorded if isinstance(a, Arrival)]


def _hands(root: Path, team: Team, fingerprint: bytes) -> Hands:
    """Who reads the groups."""
    if team.scheduler:
        from pipeline.pools.cluster import cluster  # which most never need

        return cluster(team.scheduler, root, fingerprint)
    return Hands(team.number, processes if team.number > 1 else Here, dismiss)


def _joined(
    declared: Declarations,
    decisions: Sequence[Decision],
    paths: Sequence[str],
    others: Mapping[str, Arrival],
    reading: Reading,
) -> Received:
    """What was read of each file that came, in their order; others: those that were not to be read, by path.

    It is given these parts of a `TakenIn` and not the whole, which holds thousands of files: until the result is asked
    for, this function and its arguments are kept.
    """
    read = {**others, **reading.results()}
    return Received(declared, decisions, [read[path] for path in paths])


def take_in(root: Path, *, hold: bool = True) -> TakenIn:
    """What lies in the workspace; hold: with the bytes of what is to be read."""
    declared = load_workspace(root)
    decisions = read_decisions(root / "inbox", declared)
    return TakenIn(declared, decisions, look_in(root, declared, hold=hold))


def read_all(came: Sequence[Arrival], declared: Declarations, say: Progress) -> list[Read]:
    """Every arrival as what was read of it."""
    _tell(sum(a.data is not None for a in came), say)
    return [slim(read_arrival(a, declared)) for a in came]


def _tell(count: int, say: Progress) -> None:
    if count:
        say(f"正在读取并核对收件夹里的{count}个文件")


def load_workspace(root: Path) -> Declarations:
    """The declarations of a workspace, held against its templates."""
    declared = load_declarations(root)
    check_templates(root / "templates", declared)
    return declared
