"""Workbooks that are another form or version, or whose sheets, rows and labels somebody rebuilt."""

import io
from collections.abc import Callable

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.faulty.kind import Fault, Make, ignored, returned, unrecognised
from tests.faulty.making import a_workbook, edited, fire, whole, without_names
from tests.support.cells import at
from tests.support.workspaces import JULY, ROOT, blank


def _mark(key: str, value: object) -> Make:
    """The hidden sheet `_form` with one of its marks changed."""

    def edit(book: Workbook) -> None:
        for row in book["_form"].iter_rows():
            if row[0].value == key:
                row[1].value = value

    return lambda: edited(edit)


def _bare(edit: Callable[[Worksheet], None]) -> bytes:
    """The sheet of 消防 without names, and something done to it."""

    def both(book: Workbook) -> None:
        without_names(book)
        edit(book["消防"])

    return edited(both)


def _without_rows(first: int, count: int) -> Make:
    def edit(sheet: Worksheet) -> None:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(first, count)

    return lambda: _bare(edit)


def _copied() -> bytes:
    def edit(book: Workbook) -> None:
        sheet = book.copy_worksheet(book["燃气"])
        sheet.title = "燃气 (2)"
        sheet[at(whole("planning"), "gas_self_found")[1]] = 999

    return edited(edit, "planning")


def _with_a_foreign_sheet() -> bytes:
    """A sheet of another unit, put in by hand: without names, as copies are."""

    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("民爆")
        for row in load_workbook(io.BytesIO(whole("police")))["民爆"].iter_rows():
            for cell in row:
                sheet[cell.coordinate] = cell.value

    return edited(edit)


def _label(text: str | None) -> Make:
    """The label of 1-1 changed."""

    def edit(sheet: Worksheet) -> None:
        sheet[f"C{at(whole(), 'fire_self_found')[1][1:]}"] = text

    return lambda: fire(edit)


def _ledger() -> bytes:
    return a_workbook(("序号", "企业", "隐患", "整改期限"), (1, "某公司", "无证上岗", "7月30日"))


def _published() -> bytes:
    return (ROOT / "templates/annex2.xlsx").read_bytes()


def _sample() -> bytes:
    return (ROOT / "inbox/sample/2023-07/消防7月.xlsx").read_bytes()


_OTHER = "部门检查发现的重大事故隐患 (个)"  # the label of 1-3
FAULTY = (
    unrecognised("ledger", "隐患台账，不是报表", _ledger),
    unrecognised("blank-workbook", "空白工作簿", a_workbook),
    unrecognised("published-annex-2", "把通报的附件2模板发了回来", _published),
    unrecognised("other-form", "别的行动的报表", _mark("form", "fire-2022"), "other_form"),
    unrecognised("no-form-id", "标记页里没有报表名", _mark("form", None), "other_form"),
    ignored("sample", "把样例发了回来", _sample),
    returned("old-version", "旧版报表", _mark("form_version", 0), "form_version"),
    returned("newer-version", "还没有的新版报表", _mark("form_version", 2), "form_version"),
    returned("no-version", "标记页里没有版本", _mark("form_version", None), "form_version"),
    returned("version-in-words", "版本写成了文字", _mark("form_version", "新版"), "form_version"),
    returned("rows-deleted", "删掉了几行指标", _without_rows(12, 3), "names_lost", ("消防", None)),
    returned("table-deleted", "整张表删空了", _without_rows(1, 60), "layout"),
    returned("label-changed", "改了指标名称", _label("本月新发现隐患"), "label_changed", "fire_self_found"),
    returned("label-deleted", "删了指标名称", _label(None), "label_changed", "fire_self_found"),
    returned("label-of-another", "两项用了同一个名称", _label(_OTHER), "label_changed", "fire_self_found"),
    returned("copied-sheet", "复制了一张表，数不同", _copied, "extra_sheet", ("燃气 (2)", None)),
    returned(
        "foreign-sheet", "工作簿里塞进了别的单位的表", _with_a_foreign_sheet,
        "not_the_units_sector", ("民爆", "H5"), Fault("another_unit", ("民爆", "C5")),
    ),
    returned("nothing-filled", "空白表原样发回", lambda: blank("rescue", JULY), "nothing_filled"),
)  # fmt: skip
