"""The views of outbox/hazards.db with the labels that people know: a template of the office's, read and tried."""

import sqlite3
from pathlib import Path

from pipeline.declarations.own_files import read_own
from pipeline.model.errors import DeclarationError
from pipeline.model.ledger import Ledger

_TEMPLATE = "hazards.sql"


def read_views(templates: Path) -> str:
    """The template."""
    return read_own(templates / _TEMPLATE, f"templates/{_TEMPLATE}")


def add_views(base: sqlite3.Connection, ledger: Ledger, views: str) -> None:
    """The template's views, each of them tried."""
    columns = ", ".join(f'"{c.id}" AS {_quoted(c.label)}' for c in ledger.columns.values())
    name = ""
    try:
        for statement in statements(views.replace("{columns}", columns)):
            base.execute(statement)
        for (name,) in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'view'"
        ).fetchall():
            base.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")
    except sqlite3.Error as e:
        where = f"视图“{name}”" if name else "建视图的语句"
        raise DeclarationError(f"templates/{_TEMPLATE}", "", f"{where}写得不对（{e}）") from None


def statements(text: str) -> list[str]:
    """The statements of a script one by one, so that none of them ends the transaction unseen."""
    found, rest = [], ""
    for line in text.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return [*found, rest] if rest.strip() else found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
