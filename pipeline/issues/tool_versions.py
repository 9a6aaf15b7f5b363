"""With what an issue was made: our own version, Python's, and those of the packages that shape the outputs."""

import platform
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("pipeline", "jinja2", "numpy", "openpyxl", "pandas", "pandera")


def tool_versions() -> dict[str, str]:
    """Version by name; a package that is run from its folder without being installed has none."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
