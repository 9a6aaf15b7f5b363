"""Some files of an inbox read one after the other, by whichever process: what a worker is asked for, and its answer.

The worker opens each file itself, so that nobody has to hold the bytes of all, and takes only the file that was taken
in: it knows it by its hash.
"""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pipeline.books.worker import TOO_COSTLY
from pipeline.declarations import load_declarations
from pipeline.files.regular_file import Contents, NotRegularError, read_regular
from pipeline.model.compact import compact
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Submission
from pipeline.model.record import record
from pipeline.pools.kept import as_bytes, fingerprint_of, is_lasting, is_of, load
from pipeline.reading.submission import read_arrival
from pipeline.words.faults import found_by_reader

_known: dict[str, tuple[Declarations, bytes]] = {}  # root -> its declarations and fingerprint


@record
class Order:
    """A file to be read, as it was taken in, and where it lies."""

    arrival: Arrival
    place: str


@record
class Group:
    """The files that one worker reads in one go, of a workspace.

    fingerprint: of the program and the schemas that are to read them; empty where nobody compares it. kept: the file in
    which what was read of them is kept, empty where nothing is.
    """

    root: str
    orders: tuple[Order, ...]
    fingerprint: bytes = b""
    kept: str = ""

    @property
    def halves(self) -> tuple["Group", "Group"]:
        """The same files in two groups, of which nothing is kept."""
        half = len(self.orders) // 2
        parts = self.orders[:half], self.orders[half:]
        first, second = (replace(self, orders=part, kept="") for part in parts)
        return first, second


class Answer(NamedTuple):
    """What was read of each file of a group, and what is to be kept of it from now on, if that is something new."""

    read: list[Submission | Arrival]
    to_keep: bytes | None = None


def declare(root: str, declared: Declarations, fingerprint: bytes = b"") -> None:
    """Let this process, and those split off it from now on, know a workspace's declarations and its fingerprint."""
    _known[root] = declared, fingerprint


def read_group(group: Group) -> Answer:
    """Each file as what was read of it, in the order in which it was asked for."""
    declared, fingerprint = _workspace(group.root, group.fingerprint)
    known = load(Path(group.kept), fingerprint) if group.kept else {}
    read, new = [], not known.keys() <= {o.arrival.path for o in group.orders}
    for order in group.orders:
        was = known.get(order.arrival.path)
        if was is None or not is_of(was, order.arrival):
            was, new = _read(order, declared), True
        read.append(slim(was))
    to_keep = (r for r, o in zip(read, group.orders, strict=True) if is_lasting(r, o.arrival))
    return Answer(read, as_bytes(to_keep, fingerprint) if new and group.kept else None)


def _workspace(root: str, fingerprint: bytes) -> tuple[Declarations, bytes]:
    """Its declarations, loaded once; OtherProgramError where this is not the program, or the schemas, of the order."""
    known = _known.get(root)
    if known is None or known[1] != fingerprint:
        path = Path(root)
        if fingerprint and fingerprint_of(path) != fingerprint:
            raise OtherProgramError
        declare(root, load_declarations(path), fingerprint)
    return _known[root]


class OtherProgramError(Exception):
    """This worker has another program, or sees other schemas, than the one that asks."""


def _read(order: Order, declared: Declarations) -> Submission | Arrival:
    contents = _contents(order.place)
    arrival = order.arrival
    if contents is None or not contents.settled or contents.sha256 != arrival.sha256:
        finding = found_by_reader(declared, "being_written")
        return Arrival(arrival.path, None, None, None, "", "unreadable", (finding,))
    return read_arrival(replace(arrival, data=contents.data), declared)


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
    """Without the file's bytes, which nothing after the reader needs, and small."""
    if isinstance(read, Submission):
        return compact(replace(read, arrival=replace(read.arrival, data=None)))
    return replace(read, data=None)
