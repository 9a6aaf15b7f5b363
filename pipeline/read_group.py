"""Some files of an inbox read one after the other, by whichever process: what a worker is asked for, and its answer.

The worker opens each file itself, so that nobody has to hold the bytes of all, and takes only the file that was taken
in: it knows it by its hash.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.declarations import load_declarations
from pipeline.faults import found_by_reader
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Submission
from pipeline.reading import read_arrival
from pipeline.regular_file import Contents, NotRegularError, read_regular
from pipeline.worker import TOO_COSTLY

_declared: dict[str, Declarations] = {}  # root -> its declarations


@dataclass(frozen=True, slots=True)
class Order:
    """A file to be read, as it was taken in, and where it lies."""

    arrival: Arrival
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """The files that one worker reads in one go, of a workspace."""

    root: str
    orders: tuple[Order, ...]

    @property
    def halves(self) -> tuple["Group", "Group"]:
        """The same files in two groups."""
        half = len(self.orders) // 2
        return replace(self, orders=self.orders[:half]), replace(self, orders=self.orders[half:])


def declare(root: str, declared: Declarations) -> None:
    """Let this process, and those that are split off it from now on, know a workspace's declarations."""
    _declared[root] = declared


def read_group(group: Group) -> list[Submission | Arrival]:
    """Each file as what was read of it, in the order in which it was asked for."""
    if group.root not in _declared:
        declare(group.root, load_declarations(Path(group.root)))
    return [_read(order, _declared[group.root]) for order in group.orders]


def _read(order: Order, declared: Declarations) -> Submission | Arrival:
    contents = _contents(order.place)
    arrival = order.arrival
    if contents is None or not contents.settled or contents.sha256 != arrival.sha256:
        finding = found_by_reader(declared, "being_written")
        return Arrival(arrival.path, None, None, None, "", "unreadable", (finding,))
    return slim(read_arrival(replace(arrival, data=contents.data), declared))


def _contents(place: str) -> Contents | None:
    try:
        return read_regular(place)
    except (NotRegularError, OSError):
        return None


def refused(order: Order, declared: Declarations) -> Arrival:
    """A file that no process survives."""
    finding = found_by_reader(declared, "over_limit", found=TOO_COSTLY)
    return replace(order.arrival, data=None, fate="unreadable", findings=(finding,))


def slim(read: Submission | Arrival) -> Submission | Arrival:
    """Without the file's bytes, which nothing after the reader needs."""
    if isinstance(read, Submission):
        return replace(read, arrival=replace(read.arrival, data=None))
    return replace(read, data=None)
