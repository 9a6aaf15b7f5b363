"""Many files read at once, through the standard interface for that: `concurrent.futures.Executor`.

Whoever does the work, a file is read once, results come back in the order of the files, and a worker that dies costs
nothing but time: what it had in hand is read again in a process of its own, in ever smaller pieces, and only a file
that alone kills one is refused.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from pathlib import Path

from pipeline.kept import store
from pipeline.model.declared import Declarations
from pipeline.model.received import Arrival, Submission
from pipeline.model.record import record
from pipeline.pace import Pace
from pipeline.processes import processes
from pipeline.read_group import Answer, Group, read_group, refused

Read = Submission | Arrival
_Task = tuple[Group, Future[Answer]]


@record
class Hands:
    """Workers. engage: makes an executor of so many; dismiss: leaves one to itself, with what it has not begun.

    died: what a future raises where a worker did and others work on.
    """

    number: int
    engage: Callable[[int], Executor]
    dismiss: Callable[[Executor], None]
    died: tuple[type[Exception], ...] = ()


class Reading:
    """Files that are being read from the moment on in which this is made."""

    def __init__(self, groups: Sequence[Group], declared: Declarations, hands: Hands) -> None:
        """groups: the files; declared: the declarations of their workspace, which the workers load or inherit."""
        self._declared, self._hands = declared, hands
        self._count = sum(len(group.orders) for group in groups)
        self._executor = hands.engage(hands.number)
        self._pending = deque(self._submitted(groups))

    def results(self) -> dict[str, Read]:
        """What was read of each file, by path; waits for all."""
        read, pace = dict[str, Read](), Pace(self._count)
        try:
            while self._pending:
                read |= {_path(r): r for r in self._next(pace)}
                pace.tell(len(read))
        finally:
            self._hands.dismiss(self._executor)
        pace.end()
        return read

    def _submitted(self, groups: Iterable[Group]) -> list[_Task]:
        return [(group, self._executor.submit(read_group, group)) for group in groups]

    def _next(self, pace: Pace) -> list[Read]:
        """The results of the first group that is still pending, if they are there soon; nothing if not."""
        group, future = self._pending[0]
        try:
            answer = future.result(pace.seconds)
        except TimeoutError:
            return []
        except BrokenExecutor:
            answer = Answer(self._apart(group))
            self._renew()
        except self._hands.died:
            answer = Answer(self._apart(group))
        if answer.to_keep:
            store(Path(group.kept), answer.to_keep)
        self._pending.popleft()
        return answer.read

    def _renew(self) -> None:
        """New workers for all that is not read: an executor does not outlive the death of one."""
        self._hands.dismiss(self._executor)
        self._executor = self._hands.engage(self._hands.number)
        first, *others = self._pending
        unread = deque(self._submitted(g for g, future in others if not _is_read(future)))
        again = (task if _is_read(task[1]) else unread.popleft() for task in others)
        self._pending = deque([first, *again])

    def _apart(self, group: Group) -> list[Read]:
        """The results of a group during which a worker died: in a process of its own, which may die as well."""
        try:
            with processes(1) as alone:
                return alone.submit(read_group, replace(group, kept="")).result().read
        except BrokenExecutor:
            if len(group.orders) == 1:
                return [refused(group.orders[0], self._declared)]
            return [read for half in group.halves for read in self._apart(half)]


def _is_read(future: Future[Answer]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _path(read: Read) -> str:
    return read.arrival.path if isinstance(read, Submission) else read.path
