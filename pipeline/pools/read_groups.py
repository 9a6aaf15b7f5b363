"""Which files are read in one go: neighbours, or those of which what was read is kept together."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.model.grouping import grouped
from pipeline.pools.kept import folder_of, forget_others, name_of
from pipeline.pools.read_group import Group, Order

_LARGEST = 100  # files; a second's work
_ROUNDS = 8  # so many groups a worker, that none waits long for the last


def neighbours(
    root: Path, orders: Sequence[Order], workers: int, fingerprint: bytes = b""
) -> list[Group]:
    """Files in their order."""
    size = max(1, min(_LARGEST, len(orders) // (_ROUNDS * workers)))
    return [
        Group(str(root), tuple(orders[n : n + size]), fingerprint)
        for n in range(0, len(orders), size)
    ]


def kept_together(root: Path, orders: Sequence[Order], fingerprint: bytes) -> list[Group]:
    """By the beginning of their hashes, so that a file stays in its group whatever comes and goes around it."""
    parts = grouped(orders, lambda o: name_of(o.arrival.sha256 or ""))
    folder = folder_of(root)
    if folder:
        forget_others(folder, parts)
    return [
        Group(str(root), tuple(part), fingerprint, str(folder / name) if folder else "")
        for name, part in sorted(parts.items())
    ]
