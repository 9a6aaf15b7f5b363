"""A file that lies beside the months in outbox/, and is renewed with whichever of them is published."""

from collections.abc import Callable

from pipeline.model.record import record


@record
class Beside:
    """data: its content, None where there is to be none. is_ours: whether such a file is as a run of ours left it.

    followers: endings of files that other programs leave beside it while they change it, and that belong to it.
    """

    name: str
    data: bytes | None
    is_ours: Callable[[bytes], bool]
    followers: tuple[str, ...] = ()
