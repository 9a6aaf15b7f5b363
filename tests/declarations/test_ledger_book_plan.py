"""schemas/ledger_book.toml and hazards.sql: what contradicts itself is refused, with file and key."""

import shutil
from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError
from tests.support.releases import ROOT

FAULTS = [
    ('file = "隐患台账.xlsx"', 'file = "台账/1.xlsx"', "book.file"),
    ('file = "隐患台账.xlsx"', 'file = "台账.xls"', "book.file"),
    ('public_file = "隐患台账（公开）.xlsx"', 'public_file = "隐患台账.xlsx"', "book.public_file"),
    ('open = "未整改"\n', "", "states.open"),
    ('alone = "无法', 'other = "x"\nalone = "无法', "ways.other"),
    ('pair = { label = "组别", width = 6 }\n', "", "columns.pair"),
    ('label = "组别", width = 6 }', 'label = "组别", width = 0 }', "columns.pair.width"),
    (
        'pair = { label = "组别"',
        'more = { label = "x", width = 1 }\npair = { label = "组别"',
        "columns.more",
    ),
    ('kind = "closed"', 'kind = "shut"', "kind"),
    ('title = "台账"', 'title = "台/账"', "title"),
    ('title = "销号登记"', 'title = "台账"', "sheet.title"),
    ('note = "截至{cutoff}，已销号{count}个', 'note = "截至{day}，已销号{count}个', "note"),
    ("paper = 8", "paper = 7", "paper"),
    ("kept = 5", "kept = 50", "kept"),
    ('"_days_overdue", "*"', '"_days_overdue", "_late", "*"', "columns"),
    ('"_days_overdue", "*"', '"_days_overdue", "_state", "*"', "columns"),
    ('["_sector", "_as_of",', '["_sector", "hazard_id",', "columns"),
    ("public = false", "public = true", "public"),
    ("public = true", "public = false", "public"),
    (
        'absent = "没有报送本月台账的：{sectors}',
        'absent = "没有报送本月台账的：{names}',
        "book.absent",
    ),
]


@pytest.mark.parametrize(("old", "new", "key"), FAULTS)
def test_a_contradiction_is_refused(old: str, new: str, key: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "schemas/ledger_book.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(tmp_path)
    assert str(e.value).startswith("schemas/ledger_book.toml：")
    assert key in str(e.value)


def test_a_ledger_without_its_workbook_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "schemas/ledger_book.toml").unlink()
    with pytest.raises(DeclarationError, match=r"ledger_book\.toml"):
        load_declarations(tmp_path)
    (tmp_path / "schemas/ledger.toml").unlink()
    assert load_declarations(tmp_path).ledger is None


def test_a_columns_id_is_a_plain_word(tmp_path: Path) -> None:
    """It becomes the name of a column of the database."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "schemas/ledger.toml"
    path.write_text(path.read_text("utf-8").replace("\nremark = {", '\n"re mark" = {'), "utf-8")
    with pytest.raises(DeclarationError, match="re mark"):
        load_declarations(tmp_path)
