"""A published month, looked at."""

from pathlib import Path

from tests.support.published import contents

MONTH = "2023-06"


def outbox(root: Path) -> Path:
    return root / "outbox" / MONTH


def written(root: Path) -> dict[str, bytes]:
    """The bytes of all that lies in outbox/<month>/, by name."""
    return contents(outbox(root))
