"""Forms that are another form, another version, or whose sheets, rows and columns somebody rebuilt."""

import io
from collections.abc import Callable

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cells import at
from tests.faulty.kind import Fault, returned, unrecognised
from tests.faulty.making import (
    HANDMADE,
    a_workbook,
    edited,
    fire,
    handmade,
    retyped,
    whole,
    without_names,
)
from tests.workspaces import JULY, ROOT, blanks


def _mark(key: str, value: object) -> Callable[[], bytes]:
    """The hidden sheet `_form` with one of its marks changed."""

    def edit(book: Workbook) -> None:
        for row in book["_form"].iter_rows():
            if row[0].value == key:
                row[1].value = value  # type: ignore[union-attr]

    return lambda: edited(edit)


def _bare(edit: Callable[[Worksheet], None]) -> bytes:
    """The sheet of 消防 without names, and something done to it."""

    def both(book: Workbook) -> None:
        without_names(book)
        edit(book["消防"])

    return edited(both)


def _without_rows(first: int, count: int) -> Callable[[], bytes]:
    def edit(sheet: Worksheet) -> None:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(first, count)

    return lambda: _bare(edit)


def _copied(book: Workbook) -> None:
    sheet = book.copy_worksheet(book["燃气"])
    sheet.title = "燃气 (2)"
    sheet[at(whole("planning"), "gas_self_found")[1]] = 999


def _with_a_foreign_sheet(book: Workbook) -> None:
    """A sheet of another unit, put in by hand: without names, as copies are."""
    other = load_workbook(io.BytesIO(whole("police")))["民爆"]
    sheet = book.create_sheet("民爆")
    for row in other.iter_rows():
        for cell in row:
            sheet[cell.coordinate] = cell.value


def _label(text: str | None) -> bytes:
    ref = at(whole(), "fire_self_found")[1]
    return fire(lambda sheet: sheet.__setitem__(f"C{ref[1:]}", text))


def _names_on_other_rows() -> bytes:
    """Labels that were sorted by hand while numbers and names stayed: no label is left where it was."""

    def edit(sheet: Worksheet) -> None:
        for row in range(9, 17):
            sheet[f"C{row}"] = f"指标{row}"

    return fire(edit)


def _ledger() -> bytes:
    return a_workbook(("序号", "企业", "隐患", "整改期限"), (1, "某公司", "无证上岗", "7月30日"))


def _published() -> bytes:
    return (ROOT / "templates/annex2.xlsx").read_bytes()


_NO_UNIT = {k: v for k, v in HANDMADE.items() if k != "填报单位"}
_NO_SECTOR = {**HANDMADE, "填报单位": "区规划建设局"}
FAULTY = (
    unrecognised("ledger", "隐患台账，不是报表", _ledger),
    unrecognised("blank-workbook", "空白工作簿", a_workbook),
    unrecognised("published-annex-2", "把通报的附件2模板发了回来", _published),
    unrecognised("other-form", "别的行动的报表", _mark("form", "fire-2022"), "other_form"),
    unrecognised("no-form-id", "标记页里没有报表名", _mark("form", None), "other_form"),
    returned("old-version", "旧版报表", _mark("form_version", 0), "form_version"),
    returned("newer-version", "还没有的新版报表", _mark("form_version", 2), "form_version"),
    returned("no-version", "标记页里没有版本", _mark("form_version", None), "form_version"),
    returned("version-in-words", "版本写成了文字", _mark("form_version", "新版"), "form_version"),
    returned("rows-deleted", "删掉了几行指标", _without_rows(12, 3), "names_lost", ("消防", None)),
    returned("table-deleted", "整张表删空了", _without_rows(1, 60), "layout"),
    returned("label-changed", "改了指标名称", lambda: _label("本月新发现隐患"), "label_changed", "fire_self_found"),
    returned("label-deleted", "删了指标名称", lambda: _label(None), "label_changed", "fire_self_found"),
    returned("copied-sheet", "复制了一张表，数不同", lambda: edited(_copied, "planning"), "extra_sheet", ("燃气 (2)", None)),
    returned("foreign-sheet", "工作簿里塞进了别的单位的表", lambda: edited(_with_a_foreign_sheet), "not_the_units_sector", ("民爆", "H5"), Fault("another_unit", ("民爆", "C5"))),
    returned("nothing-filled", "空白表原样发回", lambda: blanks(JULY)["rescue"], "nothing_filled"),
    unrecognised("handmade-nobody", "自己做的表，没写单位", lambda: handmade(_NO_UNIT), "unit_unknown"),
    unrecognised("handmade-no-sector", "自己做的表，两个领域的单位没写哪个领域", lambda: handmade(_NO_SECTOR, unit="planning", sector="gas"), "unit_unknown"),
    returned("handmade-no-basis", "自己做的表，没写口径", lambda: handmade({**HANDMADE, "数据口径": ""}), "basis_wrong", ("Sheet1", None)),
    returned("handmade-no-month", "自己做的表，没写月份", lambda: handmade({**HANDMADE, "时间": "本月"}), "period_wrong", ("Sheet1", "A4")),
    returned("handmade-half-a-pair", "自己做的表，两个数只写了一个", lambda: handmade(HANDMADE, {"3-2": "51次"}), "not_a_number", ("Sheet1", "G13"), Fault("not_a_number", ("Sheet1", "G13"))),
)  # fmt: skip
