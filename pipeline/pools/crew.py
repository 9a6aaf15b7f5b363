"""Who reads an inbox: this process, others beside it, or a cluster."""

import os
import sys
from pathlib import Path

from pipeline.files.walking import walk
from pipeline.model.record import record

# From so many files on other processes save more than they cost. Where they cannot be split off but have to be started,
# each takes as long as reading some hundred files before it begins.
_MANY = 200 if sys.platform == "linux" else 1_000


@record
class Crew:
    """What the user asks for. workers: how many processes, None for as many as pay. scheduler: of a cluster, if any.

    cache: whether what was read is kept for the next run, where that pays.
    """

    workers: int | None = None
    scheduler: str = ""
    cache: bool = True

    def team(self, root: Path) -> "Team":
        """What is done about it in a workspace."""
        many = len(walk(root / "inbox")) >= _MANY
        number = self.workers or (processors() if many else 1)
        return Team(number, many=many, keeps=many and self.cache, scheduler=self.scheduler)


@record
class Team:
    """How many processes read, or which cluster; whether the files are many; whether what was read is kept."""

    number: int
    many: bool
    keeps: bool
    scheduler: str = ""

    @property
    def in_groups(self) -> bool:
        """Whether files are read in groups at all; else one by one, in this process."""
        return self.many or self.number > 1 or bool(self.scheduler)


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
