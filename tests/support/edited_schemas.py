"""Copies of schemas/ with something changed in them."""

from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / "schemas" / f"{file}.toml"
    text = path.read_text("utf-8")
    assert old in text, f"{file}.toml has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def refusal(root: Path, file: str, old: str, new: str) -> str:
    """What is said of the file with that change in it, which must be refused and named."""
    edit(root, file, old, new)
    with pytest.raises(DeclarationError) as fault:
        load_declarations(root)
    assert f"schemas/{file}.toml" in str(fault.value)
    return str(fault.value)
