"""隐患台账.xlsx: every hazard in it once, registers, counts; its public variant without any name."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.ledger.book_content import Matter, quoted
from pipeline.ledger.hazard_view import registers_of
from pipeline.ledger.masking import ledger_names
from pipeline.ledger.outputs import hazard_outputs
from pipeline.ledger.tie_out import Tied
from pipeline.model.released import Release
from pipeline.words.wording import chinese_date
from tests.support.inertness import in_workbook
from tests.support.ledger_months import Values, campaign, hazard, ledger, release_with
from tests.support.libreoffice import convert
from tests.support.releases import make_release

JUNE, JULY = "2023-06", "2023-07"
MARK = "【私】"  # in every personal value
PLAN = ledger().book
TITLES = {s.kind: s.title for s in PLAN.sheets}
PUBLIC = [s for s in PLAN.sheets if s.public]


@pytest.fixture(scope="module")
def release() -> Release:
    months = campaign(2, (JUNE, JULY), 6)
    rows = list(months[JULY]["gas"])
    rows[4] |= {"fixed_on": "2023-07-20", "closed_on": "2023-07-21"}
    months[JULY] = {**months[JULY], "gas": [*rows[1:], rows[2]]}
    del months[JULY]["power"]
    return release_with(months)


@pytest.fixture(scope="module")
def files(release: Release) -> dict[str, bytes]:
    return hazard_outputs(release)


def table(data: bytes, title: str) -> list[dict[str, object]]:
    """A sheet's rows by heading, as openpyxl reads them."""
    sheet = load_workbook(io.BytesIO(data))[title]
    top = int(re.match(r"A(\d+)", sheet.auto_filter.ref)[1])
    heads, *rows = sheet.iter_rows(min_row=top, values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def books(data: bytes) -> Iterator[Worksheet]:
    yield from load_workbook(io.BytesIO(data)).worksheets


def test_every_hazard_stands_in_it_with_every_column(
    release: Release, files: dict[str, bytes]
) -> None:
    rows = table(files[PLAN.file], TITLES["all"])
    assert release.hazards
    for row, h in zip(rows, release.hazards.hazards, strict=True):
        for column in ledger().columns.values():
            told, shown = h.values.get(column.id), row[column.label]
            if column.kind == "sector":
                assert shown == release.declared.roster.sheets[h.entry.sector].name
            elif column.kind == "date":
                assert shown == (datetime.fromisoformat(told) if told else None)
            elif column.kind == "money":
                assert shown == (float(told) if told else None)
            else:
                assert shown == told
        assert row["整改情况"] == PLAN.states[h.state]
        assert row["逾期天数"] == h.days_overdue
        assert row["来源文件"] == h.entry.file
        assert row["来源单元格"] == f"A{h.entry.row.number}"


def test_registers_hold_what_they_say(release: Release, files: dict[str, bytes]) -> None:
    assert release.hazards
    book, data = release.hazards, files[PLAN.file]
    listed = [h for h in book.hazards if h.level]
    shown = table(data, TITLES["listed"])
    assert Counter(r["挂牌督办级别"] for r in shown) == Counter(h.level for h in listed)
    order = list(ledger().columns["listed_level"].choices)
    assert [order.index(str(r["挂牌督办级别"])) for r in shown] == sorted(
        order.index(h.level) for h in listed
    )
    new = sum(h.listed_on is not None and book.since <= h.listed_on <= book.until for h in listed)
    assert sum(r["本月新挂牌"] == "是" for r in shown) == new > 0
    late = [h.days_overdue for h in book.hazards if h.days_overdue]
    assert [r["逾期天数"] for r in table(data, TITLES["overdue"])] == sorted(late, reverse=True)
    closed = table(data, TITLES["closed"])
    assert len(closed) == sum(h.state == "closed" for h in book.hazards) > 0
    assert len(table(data, TITLES["alike"])) == 2 * len(book.alike) == 2
    assert len(table(data, TITLES["vanished"])) == len(book.vanished) > 0


def test_enterprises_are_counted_once(release: Release, files: dict[str, bytes]) -> None:
    assert release.hazards
    codes = [h.values.get("uscc") for h in release.hazards.hazards]
    firms = table(files[PLAN.file], TITLES["firms"])
    assert {r["统一社会信用代码"] for r in firms} == set(codes)
    for row in firms:
        if row["统一社会信用代码"]:
            assert row["隐患数"] == codes.count(str(row["统一社会信用代码"]))
    *sectors, total = table(files[PLAN.file], TITLES["sectors"])
    assert total["企业数（去重）"] == len({c for c in codes if c})
    assert sum(int(str(r["企业数（去重）"])) for r in sectors) > len({c for c in codes if c})
    assert sum(int(str(r["隐患数"])) for r in sectors) == total["隐患数"] == len(codes)
    stale = next(r for r in sectors if r["行业领域"] == "电力")
    campaign_ = release.declared.campaign
    assert stale["台账截至"] == chinese_date(campaign_.cutoff(release.history[0].period))


def test_without_a_ledger_there_is_no_workbook(release: Release) -> None:
    assert hazard_outputs(make_release(JULY)) == {}
    assert hazard_outputs(replace(release, hazards=None)) == {}


def test_the_same_hazards_give_the_same_bytes(release: Release, files: dict[str, bytes]) -> None:
    assert hazard_outputs(release) == files
    for data in files.values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_filters_frozen_panes_and_print_set_up(files: dict[str, bytes]) -> None:
    for data in files.values():
        for sheet in books(data):
            top = int(re.match(r"A(\d+)", sheet.auto_filter.ref)[1])
            assert sheet.auto_filter.ref == f"A{top}:{sheet.dimensions.partition(':')[2]}"
            assert re.fullmatch(rf"[A-Z]{top + 1}", str(sheet.freeze_panes))
            assert sheet.print_title_rows == f"${top}:${top}"
            assert sheet.page_setup.orientation == "landscape"


def test_a_list_without_rows_is_no_sheet_but_a_word_on_the_first() -> None:
    data = hazard_outputs(release_with({JULY: {"gas": [hazard(1)]}}))
    for name, sheets in ((PLAN.file, PLAN.sheets), (PLAN.public_file, PUBLIC)):
        book = load_workbook(io.BytesIO(data[name]))
        lacking = [s for s in sheets if s.title not in book.sheetnames]
        assert {s.kind for s in lacking} >= {"listed", "closed"}
        assert book.sheetnames == [s.title for s in sheets if s not in lacking]
        told = [c.value for c in book.worksheets[0]["A"]]
        assert "".join(f"{s.title}：{s.empty}" for s in lacking) in told


def personal(release: Release) -> set[str]:
    names = [c.id for c in ledger().columns.values() if c.personal]
    return {
        h.values[n] for h in (release.hazards.hazards if release.hazards else ()) for n in names
        if n in h.values
    }  # fmt: skip


def test_the_public_workbook_names_nobody() -> None:
    names = [c.id for c in ledger().columns.values() if c.personal and c.kind != "code"]
    marked: list[Values] = []
    for n in range(9):
        values = hazard(n, listed_level="部门", listed_doc=f"{n}号", verified_by="甲", remark="乙")
        marked.append(values | {k: f"{values.get(k, '')}{MARK}" for k in names})
    marked[3]["criterion"] = f"见{marked[3]['enterprise']}的报告"
    marked[4]["hazard_id"] = f"{marked[4]['owner']}-1"
    release = release_with({JULY: {"gas": marked}})
    data = hazard_outputs(release)
    texts = all_texts(data[PLAN.public_file])
    for value in personal(release):
        assert not [t for t in texts if value in t]
    assert not [t for t in texts if MARK in t or "inbox" in t or ".xlsx" in t]
    assert texts.count(PLAN.hidden) >= 2
    assert any(PLAN.public in t for t in texts)
    inside = all_texts(data[PLAN.file])
    assert all(any(value in t for t in inside) for value in personal(release))
    assert sum(PLAN.internal in t for t in inside) >= len(PLAN.sheets)


def all_texts(data: bytes) -> list[str]:
    """Every text and attribute in every part of a package."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            for element in ElementTree.fromstring(package.read(name)).iter():
                found += [element.text or "", *element.attrib.values()]
    return found


HOSTILE = (
    '=HYPERLINK("http://x")',
    "+1",
    "@SUM(A1)",
    "-2+3",
    "_x0041_",
    "a\x0bb",
    "<b>&",
    " x\n y",
    "\u202ex",
)


def test_texts_stay_texts() -> None:
    rows = [hazard(n, description=text, criterion=text) for n, text in enumerate(HOSTILE)]
    data = hazard_outputs(release_with({JULY: {"gas": rows}}))
    for book in data.values():
        assert list(in_workbook(book)) == []
    shown = [str(r["隐患描述"]) for r in table(data[PLAN.file], TITLES["all"])]
    assert shown[0] == HOSTILE[0]
    assert shown[4] == "_x005F_x0041_"  # as the file has it; Excel shows _x0041_
    assert shown[6:8] == [HOSTILE[6], HOSTILE[7]]


def test_the_sample_says_so() -> None:
    data = hazard_outputs(release_with({JULY: {"gas": [hazard(1)]}}, sample=True))
    for book in data.values():
        for sheet in books(book):
            assert sheet["A1"].value == "样例数据，纯属虚构，不得印发"


@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_cells(files: dict[str, bytes], tmp_path: Path) -> None:
    source = tmp_path / "book.xlsx"
    source.write_bytes(files[PLAN.file])
    (tmp_path / "out").mkdir()
    saved = convert(source, tmp_path / "out").read_bytes()
    for kind in ("all", "listed", "sectors", "tie"):
        mine, theirs = (table(d, TITLES[kind]) for d in (files[PLAN.file], saved))
        assert mine == theirs


@pytest.mark.parametrize("agree", [True, False])
def test_what_was_compared_says_that_it_agrees_or_in_how_many_places_not(
    release: Release, agree: bool
) -> None:
    book = release.hazards
    assert book
    tied = [Tied("fire", "self_found", 2, 2), Tied("gas", "self_found", 2 if agree else 3, 2)]
    known, names = registers_of(release, book), ledger_names(release, book)
    (sheet,) = [s for s in PLAN.sheets if s.kind == "tie"]
    words = quoted(Matter(release, ledger(), book, known, tied, names), 2)
    said = "均一致" if agree else "不一致的1处；以附件2为准，请有关单位核对"
    assert sheet.note.format_map(words).endswith(f"逐项比对附件2与台账，{said}。")
