"""Compiled templates are kept for the next run, and never used for another source or by another program."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from pipeline.rendering.compiled import CompiledTemplates


class Counting(Environment):
    """An environment that counts what it compiles."""

    compiled = 0

    def compile(self, *arguments, **options):
        type(self).compiled += 1
        return super().compile(*arguments, **options)


def shown(folder: Path, source: str, recipe: bytes = b"1") -> tuple[str, int]:
    """What a template gives, and how often it had to be compiled."""
    Counting.compiled = 0
    templates = Counting(
        loader=DictLoader({"a.txt": source}), bytecode_cache=CompiledTemplates(folder, recipe)
    )
    return templates.get_template("a.txt").render(x=7), Counting.compiled


def test_the_same_source_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert shown(folder, "甲{{ x }}") == ("甲7", 1)
    assert shown(folder, "甲{{ x }}") == ("甲7", 0)
    assert len(list(folder.iterdir())) == 1


def test_another_source_or_another_program_is_compiled_anew(tmp_path: Path) -> None:
    shown(tmp_path, "甲{{ x }}")
    assert shown(tmp_path, "乙{{ x }}") == ("乙7", 1)
    assert shown(tmp_path, "乙{{ x }}", b"2") == ("乙7", 1)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x05." * 20])
def test_a_damaged_file_is_compiled_anew_and_mended(tmp_path: Path, damage: bytes) -> None:
    shown(tmp_path, "甲{{ x }}")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert shown(tmp_path, "甲{{ x }}") == ("甲7", 1)
    assert shown(tmp_path, "甲{{ x }}") == ("甲7", 0)
    file.write_bytes(file.read_bytes()[:-1])
    assert shown(tmp_path, "甲{{ x }}") == ("甲7", 1)


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(2):
        assert shown(tmp_path / "file", "甲{{ x }}") == ("甲7", 1)
