"""The verdict of a run, and workbooks with a part that is changed."""

import io
import zipfile
from collections.abc import Callable

from tests.support.workspaces import declarations

UNITS = list(declarations().roster.units)


def verdict(said: str) -> list[str]:
    """The lines behind the last empty one."""
    return said.rstrip("\n").rpartition("\n\n")[2].splitlines()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()
