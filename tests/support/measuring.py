"""Where coverage looks: it makes the code take two and a half times as long, so it looks at each test once.

What only later cases of a test, or only the examples of a property, would reach counts as not covered: less is claimed.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage


@contextmanager
def unmeasured() -> Iterator[None]:
    """Coverage does not look meanwhile; nothing happens where it does not look anyway."""
    stopped = []  # pytest-cov has two in a worker, one inside the other
    while looking := Coverage.current():
        looking.stop()
        stopped.append(looking)
    try:
        yield
    finally:
        for looking in reversed(stopped):
            looking.start()


def repetitions(items: Iterable[pytest.Item]) -> set[str]:
    """The ids of tests that run what others ran: all cases of a test but the first, properties, and what is marked."""
    again, seen = set(), set()
    for item in items:
        name = item.nodeid.partition("[")[0]
        function = getattr(item, "obj", None)
        looped = getattr(function, "is_hypothesis_test", False) or item.get_closest_marker("loops")
        if name in seen or looped:
            again.add(item.nodeid)
        seen.add(name)
    return again
