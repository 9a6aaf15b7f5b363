"""Many files read at once, through the standard interface for that: `concurrent.futures.Executor`.

Whoever does the work, a file is read once, results come back in the order of the files, and a worker that dies costs
nothing but time: what it had in hand is read again in a process of its own, in ever smaller pieces, and only a file
that alone kills one is refused.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import replace
from pathlib import Path

from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.received import Read
from pipeline.model.record import record
from pipeline.pools.kept import store
from pipeline.pools.pace import Pace
from pipeline.pools.processes import processes
from pipeline.pools.read_group import Answer, Group, OtherProgramError, read_group, refused

FAILED = OtherProgramError, TimeoutError


@record
class Hands:
    """Workers. engage: makes an executor of so many; dismiss: leaves one to itself, with what it has not begun.

    failed: what a future raises where a worker cannot do its work and others go on. patience: after so many seconds in
    which no result came nobody is at work any more; instead: who takes over then.
    """

    number: int
    engage: Callable[[int], Executor]
    dismiss: Callable[[Executor], None]
    failed: tuple[type[Exception], ...] = FAILED
    patience: float = math.inf
    instead: "Hands | None" = None


class Reading:
    """Files that are being read from the moment on in which this is made."""

    def __init__(self, groups: Sequence[Group], declared: Declarations, hands: Hands) -> None:
        """groups: the files; declared: the declarations of their workspace, which the workers load or inherit."""
        self._declared, self._hands = declared, hands
        self._count = sum(len(group.orders) for group in groups)
        self._executor = _engaged(hands, len(groups))
        self._pending = deque((group, self._submitted(group)) for group in groups)
        self._lacking, self._since = 0, 0.0  # so many results, since then

    def results(self) -> dict[str, Read]:
        """What was read of each file, by path; waits for all."""
        read, pace = dict[str, Read](), Pace(self._count)
        try:
            while self._pending:
                read |= {r.path: r for r in self._next(pace)}
                pace.tell(len(read))
        finally:
            pace.end()
            self._hands.dismiss(self._executor)
        return read

    def _submitted(self, group: Group) -> Future[Answer]:
        """Its future; one that failed where a worker died before all groups were handed out."""
        try:
            return self._executor.submit(read_group, group)
        except BrokenExecutor as e:
            failed = Future[Answer]()
            failed.set_exception(e)
            return failed

    def _next(self, pace: Pace) -> list[Read]:
        """The results of the first group that is still pending, if they are there soon; nothing if not."""
        group, future = self._pending[0]
        try:
            answer = future.result(pace.seconds)
        except CancelledError:
            return self._taken_over(pace)
        except BrokenExecutor:
            self._pending.popleft()
            self._renew(self._hands)
            return self._apart(group)
        except self._hands.failed as e:
            if isinstance(e, TimeoutError) and not future.done():  # it is still to come
                return self._taken_over(pace) if self._is_idle() else []
            answer = Answer(self._apart(group))
        if answer.to_keep:
            store(Path(group.kept), answer.to_keep)
        self._pending.popleft()
        return answer.read

    def _is_idle(self) -> bool:
        """Whether no result came for so long that nobody seems to be at work."""
        lacking, now = sum(not future.done() for _, future in self._pending), time.monotonic()
        if lacking != self._lacking:
            self._lacking, self._since = lacking, now
        return now - self._since > self._hands.patience

    def _taken_over(self, pace: Pace) -> list[Read]:
        """Nothing yet: others read from now on what these did not."""
        pace.remark("集群没有回应了，余下的在本机读")
        self._renew(self._hands.instead or self._hands)
        return []

    def _renew(self, hands: Hands) -> None:
        """New workers for all that is not read: an executor does not outlive the death of one."""
        self._hands.dismiss(self._executor)
        self._hands, self._executor = hands, _engaged(hands, len(self._pending))
        self._pending = deque(
            (group, future if _is_read(future) else self._submitted(group))
            for group, future in self._pending
        )

    def _apart(self, group: Group) -> list[Read]:
        """The results of a group during which a worker died: in a process of its own, which may die as well."""
        alone = processes(1)
        future = alone.submit(read_group, replace(group, kept=""))
        failed = future.exception()  # who interrupts this does not wait: it ends with this process
        alone.shutdown()
        if failed is None:
            return future.result().read
        if isinstance(failed, OtherProgramError):
            raise UsageError("报表定义（schemas）在读取时变了，没有发布，请再运行一次。")
        if not isinstance(failed, BrokenExecutor):
            raise failed
        if len(group.orders) == 1:
            return [refused(group.orders[0], self._declared)]
        return [read for half in group.halves for read in self._apart(half)]


def _engaged(hands: Hands, groups: int) -> Executor:
    """No more workers than there are groups: some executors begin all at once."""
    return hands.engage(max(1, min(hands.number, groups)))


def _is_read(future: Future[Answer]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
