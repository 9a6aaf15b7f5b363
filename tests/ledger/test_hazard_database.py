"""outbox/hazards.db: every hazard of every month, the same bytes each time, whichever month is published."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import monthly
from pipeline.ledger.database import hazard_database
from pipeline.ledger.outputs import DATABASE
from pipeline.ledger.registers import in_state, registers
from pipeline.ledger.seal import UNSEALED, is_sealed, sealed
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.model.outcomes import Published
from pipeline.model.received import Submission
from pipeline.model.released import Release
from pipeline.monthly import publish_month
from pipeline.receiving.ready import Ready
from pipeline.receiving.receive import Received, receive
from pipeline.rendering.templates import load_pages
from tests.support.ledger_months import Rows, campaign, hazard, ledger, ledger_sheet, release_with
from tests.support.published import snapshot
from tests.support.releases import ROOT
from tests.support.workspaces import JULY, JUNE, form, put, workspace

MONTHS = ("2023-06", "2023-07")
TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="module")
def release() -> Release:
    months = campaign(4, MONTHS, 9)
    gas = list(months["2023-07"]["gas"])
    gas[4] |= {"fixed_on": "2023-07-20", "closed_on": "2023-07-21"}
    months["2023-07"] = {**months["2023-07"], "gas": [*gas[1:], gas[2]]}
    return release_with(months)


def made(release: Release, templates: Path = TEMPLATES) -> bytes:
    return hazard_database(release.history, release.declared, templates, release.sample)


@pytest.fixture(scope="module")
def data(release: Release) -> bytes:
    return made(release)


@pytest.fixture
def base(data: bytes, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / DATABASE
    path.write_bytes(data)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        yield opened


def test_it_is_whole_and_says_what_it_is(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    told = dict(base.execute("SELECT * FROM about"))
    assert told["notice"] == ledger().book.internal
    assert "sample" not in told


def test_the_history_holds_every_cell_of_every_ledger(
    base: sqlite3.Connection, release: Release
) -> None:
    columns = list(ledger().columns)
    names = ", ".join(f'"{c}"' for c in columns)
    query = f"SELECT _month, _sheet, _file, _ledger_sheet, _row, {names} FROM history"
    rows = Counter(base.execute(query).fetchall())
    wanted: Counter[tuple[object, ...]] = Counter()
    for state in release.history:
        for e in state.ledger:
            values = [
                float(e.row.values[c]) if c == "funds_wan" else e.row.values.get(c) for c in columns
            ]
            place = (str(state.period), e.sector, e.file, e.ledger.sheet, e.row.number)
            wanted[(*place, *values)] += 1
    assert rows == wanted


def test_views_hold_the_registers(base: sqlite3.Connection, release: Release) -> None:
    """The views are SQL, the registers Python: neither knows the other."""
    book = release.hazards
    assert book
    known = registers(book, ledger(), release.declared.campaign.cumulative_from, None)
    wanted = {
        "台账": known.all,
        "未整改": in_state(known.all, "open"),
        "逾期": known.overdue,
        "挂牌督办": known.all_listed,
        "本月新挂牌": known.newly_listed,
        "本月到期": known.due_now,
        "已销号": [h for h in known.all if h.state == "closed"],
        "跨部门": known.joint,
        "已不在台账中": book.vanished,
        "可能重复": [key for pair in book.alike for key in pair],
    }
    for view, hazards in wanted.items():
        found = base.execute(f'SELECT * FROM "{view}"').fetchall()
        assert len(found) == len(hazards) > 0, view
    late = [row[0] for row in base.execute('SELECT 逾期天数 FROM "逾期"')]
    assert late == [h.days_overdue for h in known.overdue]
    codes = {h.values["uscc"] for h in known.all if "uscc" in h.values}
    assert {row[0] for row in base.execute('SELECT * FROM "企业去重"')} == codes


def test_counts_by_sql_are_the_ties(base: sqlite3.Connection) -> None:
    """From the rows of the history alone, by a query that the program does not have."""
    self_found, dept = "source = '企业自查'", "source IN ('部门检查', '上级交办', '举报')"
    for month, cutoff in base.execute("SELECT _month, _cutoff FROM months").fetchall():
        window = f"_month = '{month}' AND found_on BETWEEN '2023-05-22' AND '{cutoff}'"
        done = f"AND fixed_on <= '{cutoff}'"
        asked = {
            "self_found": self_found,
            "self_fixed": f"{self_found} {done}",
            "dept_found": dept,
            "dept_fixed": f"{dept} {done}",
            "listed_total": "listed_level <> ''",
            "listed_fixed": f"listed_level <> '' {done}",
        }
        for indicator, where in asked.items():
            query = f"SELECT _sheet, count(*) FROM history WHERE {window} AND {where} GROUP BY 1"
            counted = dict(base.execute(query).fetchall())
            told = base.execute(
                "SELECT _sheet, _ledger FROM ties WHERE _month = ? AND _indicator = ?",
                (month, indicator),
            ).fetchall()
            assert len(told) == 12
            assert {s: n for s, n in told if n} == counted


def test_listings_tell_what_changed() -> None:
    first = hazard(1, listed_level="部门", listed_doc="1号", listed_on="2023-06-20")
    release = release_with(
        {"2023-06": {"gas": [first]}, "2023-07": {"gas": [first | {"listed_level": "市级"}]}}
    )
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(made(release))
        rows = base.execute("SELECT _level, _first_month, _last_month FROM listings").fetchall()
    assert rows == [("部门", "2023-06", "2023-06"), ("市级", "2023-07", "2023-07")]


def test_the_same_hazards_give_the_same_bytes(release: Release, data: bytes) -> None:
    assert made(release) == data
    assert made(replace(release, sample=True)) != data


def test_hostile_texts_are_held_as_texts() -> None:
    texts = ("'; DROP TABLE hazards; --", "a\x00b", "\ud800x", 'x"y', UNSEALED, "1e400", "\u202e")
    rows = [hazard(n, hazard_id=t, description=t, funds_wan="1") for n, t in enumerate(texts)]
    with closing(sqlite3.connect(":memory:")) as base:
        data = made(release_with({"2023-06": {"gas": rows}}))
        assert is_sealed(data)
        base.deserialize(data)
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        told = [r[0] for r in base.execute("SELECT description FROM history").fetchall()]
    assert told == [texts[0], "a b", " x", *texts[3:6], " "]


def test_a_seal_tells_any_change(data: bytes) -> None:
    assert is_sealed(data)
    for at in (30, 100, len(data) // 2, len(data) - 1, data.index(b"pipeline-sha256:") + 20):
        assert not is_sealed(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert not is_sealed(data + b"x")
    assert not is_sealed(b"")
    assert is_sealed(sealed(UNSEALED.encode()))


def test_a_change_in_a_database_browser_breaks_the_seal(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / DATABASE
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as base:
        base.execute('SELECT * FROM "台账"').fetchall()
        assert is_sealed(path.read_bytes())
        base.execute("UPDATE about SET _text = 'mine' WHERE _name = 'title'")
        base.commit()
    assert not is_sealed(path.read_bytes())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s.replace("_days_overdue > 0", "_days > 0"), "逾期"),
        (lambda s: s.replace("CREATE VIEW", "CREATE VEIW", 1), "建视图的语句"),
        (lambda s: s + "CREATE VIEW x AS SELECT 1", "x"),
        (None, "没有这个文件"),
    ],
)
def test_a_wrong_template_is_told(
    change: Callable[[str], str] | None, told: str, release: Release, tmp_path: Path
) -> None:
    if change:
        script = (TEMPLATES / "hazards.sql").read_text("utf-8")
        (tmp_path / "hazards.sql").write_text(change(script), "utf-8-sig")
    if told == "x":
        made(release, tmp_path)  # the last statement needs no semicolon
        return
    with pytest.raises(DeclarationError, match=told):
        made(release, tmp_path)


# --- Whole runs, with ledgers put into what was received -----------------------------------------------------------


def with_ledgers(received: Received, months: Mapping[str, Rows]) -> Received:
    """What came in, every workbook with a ledger of its own sectors."""

    def added(s: Submission) -> Submission:
        own = {k: v for k, v in months.get(str(s.period), {}).items() if k in s.sectors}
        return replace(s, ledger=ledger_sheet(own)) if own else s

    return replace(
        received, read=[added(s) if isinstance(s, Submission) else s for s in received.read]
    )


def published(root: Path, month: Month, months: Mapping[str, Rows]) -> Published:
    ready = Ready(
        load_pages(root / "templates"), lambda: with_ledgers(receive(root, unheard), months)
    )
    return publish_month(root, month, unheard, ready=ready)


def unheard(_: str) -> None:
    """Progress that nobody listens to."""


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = workspace(tmp_path_factory.mktemp("db") / "w")
    for month in (JUNE, JULY):
        for unit in ("planning", "grid"):
            put(root, f"{month}/{unit}.xlsx", form(unit, month), f"{month}-26T10:00:00+08:00")
    return root


def test_june_again_after_july_loses_nothing_and_changes_nothing(
    two_months: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = campaign(6, MONTHS, 4)
    june, base = two_months / "outbox/2023-06", two_months / "outbox" / DATABASE
    with monkeypatch.context() as patch:  # a June that looks at no later month
        patch.setattr(monthly, "last_with_ledger", lambda _, period, __: period)
        published(two_months, JUNE, months)
    before, early = {n: d for n, (d, _) in snapshot(june).items()}, base.read_bytes()
    published(two_months, JULY, months)
    late = base.read_bytes()
    assert late != early
    shutil.rmtree(june)
    assert published(two_months, JUNE, months).release.period == JUNE
    assert base.read_bytes() == late
    assert {n: d for n, (d, _) in snapshot(june).items()} == before
    published(two_months, JULY, {})
    assert not base.exists()
    assert not list((two_months / "outbox/2023-07").glob("隐患台账*"))


def test_outputs_are_in_the_manifest_and_the_database_is_beside_it(two_months: Path) -> None:
    months = campaign(6, MONTHS, 4)
    told = published(two_months, JULY, months)
    assert told.aside == []
    text = (two_months / "outbox/2023-07/manifest.json").read_text("utf-8")
    for name in (ledger().book.file, ledger().book.public_file):
        assert f"outbox/2023-07/{name}" in text
    assert DATABASE not in text
    assert published(two_months, JULY, months).aside == []


def test_a_database_that_was_edited_is_kept_aside(two_months: Path) -> None:
    months = campaign(6, MONTHS, 4)
    path = two_months / "outbox" / DATABASE
    published(two_months, JULY, months)
    right = path.read_bytes()
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE mine (note)")
        base.commit()
    edited = path.read_bytes()
    told = published(two_months, JULY, months)
    assert told.aside == [f"outbox/{DATABASE}.手改/1/{DATABASE}"]
    assert (two_months / told.aside[0]).read_bytes() == edited
    assert path.read_bytes() == right
