"""The verdict of a run, and whose forms it is about."""

from tests.support.workspaces import declarations

UNITS = list(declarations().roster.units)


def verdict(said: str) -> list[str]:
    """The lines behind the last empty one."""
    return said.rstrip("\n").rpartition("\n\n")[2].splitlines()
