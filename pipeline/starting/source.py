"""Where the files lie that a new workspace starts from."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
# The small form to be rewritten; whatever is not in it is as shipped.
MINIMAL = Path(__file__).parent / "minimal"


def shipped() -> Path:
    """The folder that holds the shipped schemas/ and templates/.

    In an installed wheel they are packed inside of the package; in a checkout they are beside it.
    """
    packed = _PACKAGE / "_workspace"
    return packed if packed.is_dir() else _PACKAGE.parent
