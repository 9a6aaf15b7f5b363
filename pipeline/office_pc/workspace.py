"""The workspace beside the start file: made on the first start, so that a newer bundle can be unpacked over it."""

import shutil
from pathlib import Path

import pipeline

_SHIPPED = Path(pipeline.__file__).parent / "_workspace"


def prepare(home: Path, shipped: Path = _SHIPPED) -> None:
    """Schemas and templates as shipped, where there are none yet, and the folders for what comes in and goes out."""
    for folder in sorted(shipped.iterdir()):
        if not (home / folder.name).exists():
            new = home / f".{folder.name}.new"  # a start that is broken off leaves no half of it
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(folder, new).rename(home / folder.name)
    for name in ("inbox", "outbox"):
        (home / name).mkdir(exist_ok=True)
