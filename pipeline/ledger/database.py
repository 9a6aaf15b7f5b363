"""outbox/hazards.db: all hazards of all months of the inbox, for an office to query. The same rows, the same bytes.

Our own columns begin with _, the ledger's have its ids; views with the labels that people know are a template.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pipeline.ledger.database_rows import Tables, database_rows
from pipeline.ledger.database_views import add_views, read_views, statements
from pipeline.ledger.seal import UNSEALED, sealed
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger
from pipeline.model.states import PeriodState

_APPLICATION = 0x68617A64  # what file(1) tells a SQLite file by: hazd
_VERSION = 1
# Our own columns by table; * stands for the ledger's.
_TABLES = {
    "about": ("_name", "_text"),
    "months": ("_month", "_since", "_cutoff"),
    "ledgers": (
        *("_order INTEGER", "_month", "_sheet", "_sector", "_has_ledger INTEGER", "_rows INTEGER"),
        *("_file", "_ledger_sheet"),
    ),
    "hazards": (
        *("_key PRIMARY KEY", "_order INTEGER", "_standing", "_followed", "_way"),
        *("_first_month", "_last_month"),
    ),
    "history": (
        *("_key", "_month", "_sheet", "_sector", "_unit", "_state", "_state_word"),
        *("_days_overdue INTEGER", "_found", "_due", "_fixed", "_closed", "_listed_on", "_level"),
        *("_level_order INTEGER", "_joint", "_file", "_ledger_sheet", "_row INTEGER", "*"),
    ),
    "listings": ("_key", "_level", "_document", "_listed_on", "_first_month", "_last_month"),
    "enterprises": (
        *("_code", "_name", "_names INTEGER", "_sectors INTEGER", "_hazards INTEGER"),
        *("_open INTEGER", "_fixed INTEGER", "_closed INTEGER"),
        *("_listed INTEGER", "_overdue INTEGER"),
    ),
    "alike": ("_pair INTEGER", "_key"),
    "ties": (
        *("_order INTEGER", "_month", "_sheet", "_sector", "_indicator", "_item", "_label"),
        *("_form REAL", "_ledger INTEGER"),
    ),
}
# Every hazard with what its newest ledger says, for the views of the template.
_KNOWN = """
CREATE INDEX history_by_key ON history(_key, _month);
CREATE VIEW known AS SELECT hazards.*, history.* FROM hazards JOIN history
ON history._key = hazards._key AND history._month = hazards._last_month;
"""


def hazard_database(
    months: Sequence[PeriodState], declared: Declarations, templates: Path, sample: bool
) -> bytes:
    """The database as a file. months: all that were settled, oldest first; some of them have ledgers.

    DeclarationError where the template with its views is missing, or is no SQL.
    """
    ledger, views = declared.ledger, read_views(templates)
    assert ledger
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size=4096")
        base.execute(f"PRAGMA application_id={_APPLICATION}")
        base.execute(f"PRAGMA user_version={_VERSION}")
        base.execute("BEGIN")
        _fill(base, ledger, database_rows(months, declared, ledger), _about(declared, sample))
        add_views(base, ledger, views)
        base.execute("COMMIT")
        return sealed(base.serialize())


def check_views(templates: Path, ledger: Ledger) -> None:
    """Try the views on a database without a hazard; DeclarationError as above."""
    views = read_views(templates)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        _fill(base, ledger, dict.fromkeys(_TABLES, ()), ())
        add_views(base, ledger, views)


def _about(declared: Declarations, sample: bool) -> list[tuple[str, str]]:
    """What the file says of itself; its seal must come first in the file."""
    assert declared.ledger
    note = [("sample", declared.form.sample_note)] if sample else []
    title = [("title", declared.ledger.title), ("notice", declared.ledger.book.internal)]
    return [("seal", UNSEALED), *note, *title, ("form", declared.form.id)]


def _fill(
    base: sqlite3.Connection, ledger: Ledger, rows: Tables, about: Sequence[tuple[str, str]]
) -> None:
    for name, columns in _TABLES.items():
        told = [d for column in columns for d in (_theirs(ledger) if column == "*" else [column])]
        base.execute(f"CREATE TABLE {name} ({', '.join(told)})")
        marks = ", ".join("?" * len(told))
        content = about if name == "about" else rows[name]
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", content)
    for statement in statements(_KNOWN):
        base.execute(statement)


def _theirs(ledger: Ledger) -> list[str]:
    """The ledger's columns as a table has them; their ids are plain words."""
    return [f'"{c.id}" {"REAL" if c.kind == "money" else "TEXT"}' for c in ledger.columns.values()]
