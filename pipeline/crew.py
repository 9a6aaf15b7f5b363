"""Who reads an inbox: this process, others beside it, or a cluster."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.walking import walk

# From so many files on other processes save more than they cost. Where they cannot be split off but have to be started,
# each takes as long as reading some hundred files before it begins.
_MANY = 200 if sys.platform == "linux" else 1_000


@dataclass(frozen=True, slots=True)
class Crew:
    """What the user asks for. workers: how many processes, None for as many as pay. scheduler: of a cluster, if any.

    cache: whether what was read is kept for the next run, where that pays.
    """

    workers: int | None = None
    scheduler: str = ""
    cache: bool = True

    def hands(self, root: Path) -> int:
        """How many processes are to read a workspace's inbox; 1 is this one."""
        if self.workers is not None:
            return self.workers
        many = len(walk(root / "inbox")) >= _MANY
        return processors() if many else 1


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
