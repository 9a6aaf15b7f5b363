"""Copies of schemas/ with something changed in them."""

from pathlib import Path


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / "schemas" / f"{file}.toml"
    text = path.read_text("utf-8")
    assert old in text, f"{file}.toml has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")
