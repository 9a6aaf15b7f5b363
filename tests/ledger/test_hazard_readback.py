"""The second program reads the ledgers in the inbox again, and finds every number that the papers say of hazards."""

import io
import random
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.closing_report import closing_report
from pipeline.bulletin.paper import bulletin
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.model.hazards import Hazard
from pipeline.model.released import Release
from pipeline.outbox.manifest import manifest
from pipeline.rendering.files import paper_files
from pipeline.settling.deadlines import Deadlines
from tests.readback.declared import Schemas
from tests.readback.hazard_texts import HazardText, hazard_table_faults
from tests.readback.hazards import Hazard as Read
from tests.readback.hazards import Ledgers
from tests.readback.page import Document
from tests.readback.run import faults
from tests.support.hazard_books import random_hazards, with_hazards
from tests.support.papers import TEMPLATES, pages
from tests.support.releases import declared, make_release
from tests.support.workspaces import workspace

JUNE_CUTOFF = date(2023, 6, 28)
OLD = "power"  # a sector whose ledger came in June alone


def write_month(root: Path, release: Release, hazards: Iterable[Hazard]) -> None:
    """Workbooks with these ledgers, and the papers of the month."""
    own = list(hazards)
    for file in release.files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_workbook([h for h in own if h.entry.sector in file.sectors]))
    outputs = {
        **paper_files(
            bulletin(release, pages()), fill_annex2(release, TEMPLATES), pages(), TEMPLATES
        ),
        "figures.csv": b"".join(figures_csv(release)),
        "totals.csv": totals_csv(release),
    }
    outputs["manifest.json"] = manifest(release, outputs)
    folder = root / "outbox" / str(release.period)
    folder.mkdir(parents=True)
    for name, data in outputs.items():
        (folder / name).write_bytes(data)


def _workbook(hazards: list[Hazard]) -> bytes:
    """A ledger as a clerk leaves it: a title, the heads in another order, blank rows; dates as dates."""
    known = declared()
    assert known.ledger
    book = Workbook()
    sheet = book.create_sheet(known.ledger.sheet)
    sheet["A1"] = known.ledger.title
    columns = sorted(known.ledger.columns.values(), key=lambda c: c.label)
    for n, column in enumerate(columns, 1):
        sheet.cell(3, n, column.label)
    for h in hazards:
        for n, column in enumerate(columns, 1):
            text = h.values.get(column.id, "")
            if column.kind == "sector":
                text = known.roster.sheets[h.entry.sector].name
            value = date.fromisoformat(text) if column.kind == "date" and text else text
            if value:
                sheet.cell(h.entry.row.number, n, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def campaign(root: Path, seed: object) -> None:
    """June with all ledgers; July, in which one sector sent none."""
    known = declared()
    june = random_hazards(known, f"{seed} june", 30, JUNE_CUTOFF)
    june = [replace(h, last_month="2023-06") for h in june]
    old = [h for h in june if h.entry.sector == OLD]
    new = [h for h in random_hazards(known, f"{seed} july", 60) if h.entry.sector != OLD]
    order = list(known.roster.sectors)
    early = tuple(s for s in order if _sent(s, june))
    write_month(root, with_hazards(make_release("2023-06"), june, sectors=early), june)
    all_ = sorted([*old, *new], key=lambda h: order.index(h.entry.sector))
    sent = [s for s in order if s != OLD and _sent(s, new)]
    write_month(root, with_hazards(make_release("2023-07"), all_, sectors=tuple(sent)), new)


def _sent(sector: str, hazards: list[Hazard]) -> bool:
    """A workbook brings a ledger for all of its sectors if one row is in it."""
    roster = declared().roster
    unit = roster.sheets[sector].unit
    return any(roster.sheets[h.entry.sector].unit == unit for h in hazards)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = workspace(tmp_path_factory.mktemp("hazards") / "w")
    campaign(made, 1)
    return made


def told(root: Path, month: str) -> list[str]:
    """All faults but those about times: releases made by hand have one time a workbook, and one a sheet."""
    return [f for f in faults(root, month) if "没有收到" not in f]


@pytest.fixture
def markdown(root: Path, tmp_path: Path) -> Path:
    """The same with Markdown as the only form, which is quicker to read over and over."""
    shutil.copytree(root, tmp_path / "w")
    for path in (tmp_path / "w/outbox/2023-07").glob("月通报.[!m]*"):
        path.unlink()
    return tmp_path / "w"


def test_every_number_about_hazards_reads_back(root: Path) -> None:
    assert [f for m in ("2023-06", "2023-07") for f in told(root, m)] == []
    text = (root / "outbox/2023-07/月通报.md").read_text("utf-8")
    assert "按截至6月28日的台账计" in text
    assert "逾期未整改的隐患" in text


def _digits(text: str) -> Iterator[int]:
    """Digits of what is said of hazards, but those of days, document numbers and list numbers."""
    for clause in re.finditer(r"[^\n]*(?:台账登记|整改到期|隐患有)[^\n]*|\n\| [^\n]*", text):
        kept = re.sub(
            r"[0-9]+月[0-9]+日|[0-9]+年|(?m:^[0-9]+．)", lambda m: "x" * len(m[0]), clause[0]
        )
        yield from (clause.start() + m.start() for m in re.finditer("[0-9]", kept))


def test_a_changed_digit_is_found(markdown: Path) -> None:
    path = markdown / "outbox/2023-07/月通报.md"
    right = path.read_text("utf-8")
    start, end = right.index("隐患台账和挂牌督办"), right.index("（四）报送情况")
    places = [n for n in _digits(right) if start < n < end or "隐患有" in right[n - 40 : n + 40]]
    assert len(places) > 100
    chosen = random.Random("digits").sample(places, 20)
    survivors = []
    for at in chosen:
        path.write_text(f"{right[:at]}{int(right[at]) % 9 + 1}{right[at + 1 :]}", "utf-8")
        if not told(markdown, "2023-07"):
            survivors.append(right[at - 30 : at + 10])
    assert survivors == []


def test_a_name_in_a_public_paper_is_found(markdown: Path) -> None:
    path = markdown / "outbox/2023-07/月通报.md"
    right = path.read_text("utf-8")
    july = random_hazards(declared(), "1 july", 60)  # as the fixture draws them
    name = next(
        h.values["enterprise"] for h in july if h.entry.sector != OLD and h.values["enterprise"]
    )
    path.write_text(right.replace("各领域登记情况", f"{name}登记情况", 1), "utf-8")
    assert [f for f in told(markdown, "2023-07") if "不公开" in f]


# --- the closing report ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_the_closing_report_reads_back(root: Path, seed: int) -> None:
    """Its text and its tables, from hazards that the second program is given as it would read them."""
    known = declared()
    hazards = random_hazards(known, f"closing {seed}", 50, date(2023, 12, 28))
    hazards = [replace(h, last_month="2023-12") for h in hazards]
    release = with_hazards(make_release("2023-12"), hazards)
    paper = closing_report(release, Deadlines(release.period, (), known), pages())
    tables = [b.table for b in paper.blocks if b.table]
    document = Document(
        paragraphs=[b.text for b in paper.blocks if b.text],
        tables=[[list(t.heads), *(list(r.cells) for r in t.rows)] for t in tables],
    )
    ledgers = _as_read(root, hazards)
    assert list(hazard_table_faults(document, ledgers, closing=True)) == []
    said = HazardText(ledgers)
    read = [said.without(unicodedata.normalize("NFKC", p)) for p in document.paragraphs]
    assert [wrong for _, wrong in read if wrong] == []
    told = next(p for p, _ in read if p.startswith("隐患台账和销号情况"))
    assert re.findall("[0-9]+", told) == []


def _as_read(root: Path, hazards: list[Hazard]) -> Ledgers:
    schemas = Schemas.load(root / "schemas")
    ledger, plan = (
        tomllib.loads((root / f"schemas/{name}.toml").read_text("utf-8"))
        for name in ("ledger", "hazards")
    )
    cutoff = schemas.cutoff("2023-12")
    rows: dict[str, list[Read]] = {s: [] for s in schemas.sectors}
    for h in hazards:
        read = Read(h.entry.sector, "2023-12", cutoff, h.values, ledger["roles"])
        rows[h.entry.sector].append(read)
    known = {s: ("2023-12", tuple(own)) for s, own in rows.items()}
    return Ledgers("2023-12", schemas, ledger, plan, known)
