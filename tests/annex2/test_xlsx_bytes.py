import io
import os
import subprocess
import sys
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from pipeline.drawing.xlsx_bytes import stable_bytes
from tests.support.places import ROOT
from tests.support.typed_cells import unpacked


def _book() -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "合计"
    sheet["A1"], sheet["A2"] = 12, 35.6
    sheet["A3"] = "=SUM(A1:A2)"
    sheet["A4"] = '="共"&A1&"<个>"'
    sheet["A5"] = "<f>不是公式</f>"
    for ref in ("F1:G9", "B1:C2", "B3:C4", "D1:D7"):
        sheet.merge_cells(ref)
    return book


STORED = {("合计", "A3"): 47.6, ("合计", "A4"): "共12<个>"}


def test_two_books_of_the_same_content_give_the_same_bytes_whatever_the_order_of_hashes():
    code = (
        "import sys; sys.path[:0] = ['.']; import hashlib, tests.annex2.test_xlsx_bytes as t;"
        "print(hashlib.sha256(t.stable_bytes(t._book(), t.STORED)).hexdigest())"
    )
    seen = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"}
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        seen.add(run.stdout)
    assert len(seen) == 1


def test_no_part_bears_a_date_or_a_person():
    book = _book()
    book.properties.creator = book.properties.lastModifiedBy = "王某"
    with zipfile.ZipFile(io.BytesIO(stable_bytes(book))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.create_system for i in archive.infolist()} == {0}
        assert archive.namelist()[0] == "[Content_Types].xml"
        core = archive.read("docProps/core.xml").decode()
    assert "王某" not in core
    assert core.count("1980-01-01T00:00:00Z") == 2


def test_formulas_carry_their_stored_results():
    data = stable_bytes(_book(), STORED)
    values = load_workbook(io.BytesIO(data), data_only=True)["合计"]
    formulas = load_workbook(io.BytesIO(data))["合计"]
    assert (values["A3"].value, values["A4"].value) == (47.6, "共12<个>")
    assert formulas["A3"].value == "=SUM(A1:A2)"
    assert values["A5"].value == "<f>不是公式</f>"
    assert {str(r) for r in formulas.merged_cells.ranges} == {"F1:G9", "B1:C2", "B3:C4", "D1:D7"}


def test_a_formula_without_a_stored_result_is_refused():
    with pytest.raises(AssertionError, match="A4"):
        stable_bytes(_book(), {("合计", "A3"): 47.6})


def test_without_stored_results_formulas_stay_as_openpyxl_writes_them():
    values = load_workbook(io.BytesIO(stable_bytes(_book())), data_only=True)["合计"]
    assert values["A3"].value is None


def _with_all_kinds_of_parts() -> Workbook:
    book = _book()
    sheet = book.create_sheet("图和批注")
    sheet.append(["=1+1", "文字", 3.5])
    sheet["A1"].hyperlink, sheet["B1"].comment = "https://example.org/", Comment("说明", "某人")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1))
    sheet.add_chart(chart, "E2")
    sheet.add_table(Table(displayName="T", ref="A2:C3"))
    for row in "abc", "def":
        sheet.append(list(row))
    return book


def test_titles_of_print_stand_as_excel_writes_them_columns_before_rows():
    book = Workbook()
    for title in ("台账", "甲,'乙"):
        sheet = book.create_sheet(title)
        sheet.print_title_rows, sheet.print_title_cols = "3:3", "A:B"
    with zipfile.ZipFile(io.BytesIO(stable_bytes(book))) as package:
        text = package.read("xl/workbook.xml").decode()
    assert "'台账'!$A:$B,'台账'!$3:$3<" in text
    assert "'甲,''乙'!$A:$B,'甲,''乙'!$3:$3<" in text


def test_the_parts_are_those_of_openpyxl_s_own_writer(tmp_path):
    _with_all_kinds_of_parts().save(tmp_path / "own.xlsx")
    own, ours = (
        unpacked(data)
        for data in ((tmp_path / "own.xlsx").read_bytes(), stable_bytes(_with_all_kinds_of_parts()))
    )
    assert {
        "xl/charts/chart1.xml",
        "xl/comments/comment1.xml",
        "xl/tables/table1.xml",
    } <= own.keys()
    told_apart = {
        "docProps/core.xml",
        "xl/worksheets/sheet1.xml",
    }  # no dates; merged areas in order
    assert ours.keys() == own.keys()
    assert [n for n in own if own[n] != ours[n]] == [n for n in own if n in told_apart]


def test_nothing_is_written_beside_the_workbook(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    assert stable_bytes(_with_all_kinds_of_parts())
    with pytest.raises(AssertionError, match="a temporary file"):
        _with_all_kinds_of_parts().save(io.BytesIO())
