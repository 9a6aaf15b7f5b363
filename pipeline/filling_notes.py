"""The 填表说明: what a clerk has to know, on one page behind the form.

Words in braces are filled in when blank forms are made: dates and item numbers are the schema's.
"""

from collections.abc import Iterable, Mapping

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drawing import HEI, Look, fit_one_page, height, put, set_widths, stretch
from pipeline.model.campaign import Campaign
from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week
from pipeline.wording import chinese_date, listing

_TITLE = "填表说明"
_WEEKDAYS = "一二三四五六日"
_NOTES = (
    (
        "填哪些格",
        "白色格由本表填报。灰色格已写明由谁填、填在哪张表，不要填数。牵头几个行业领域的单位，每个领域一张表，分别填报。",
    ),
    (
        "填累计数",
        "数据口径是{basis}：填自{cumulative_from}起至填报日的累计数，不是本{kind}数，所以一般不会比上{kind}少。",
    ),
    ("填实有数", "第{stock_items}项填填报日的实有数，不累计。"),
    (
        "空白不是0",
        "没有发生的填0；空白算没有填，整本退回。如果空白都是0，把表下“{blanks_label}”选为“是”；是否项、实有数项和上{kind}大于0的项仍要逐项填。",
    ),
    (
        "边填边查",
        "填错的格变红，要说明的格变黄，选中一格显示上{kind}已报的数。表下写着能不能报送、还有几处要改，点它打开“自查”页，逐条列出问题，点“单元格”一列跳到那一格。",
    ),
    (
        "只填数字",
        "格内不写“家”“约”“无”“/”等文字，需要说明的写在“{remarks_label}”里。家、个、次、人填整数。",
    ),
    ("金额填万元", "金额一律以万元为单位，可以有小数：3560元填0.356。"),
    ("一项两数", "第{shared_items}项各有两个数，分两格填写，每格左边是它的名称。"),
    (
        "每单位填一次",
        "第{unit_items}项每个单位只填一次，填在本单位的第一张表；第{office_items}项由{office}填。",
    ),
    (
        "分头填报",
        "几个领域由几个人分头填的，可以各报一个文件：各填自己的那张表，其余的表空着即可。",
    ),
    (
        "说明原因",
        "数字看上去不合常理但属实的（如表内提示、上次反馈要求说明的），在“{remarks_label}”里写明原因。一项一行，以项号开头，如“{example}：……”。",
    ),
    (
        "更正已报数",
        "更正以前报告期的数：“{period_label}”选那一期，“{remarks_label}”以“更正”两字开头，写明改了哪项、为什么改，整本重报。",
    ),
    (
        "报送时间",
        "{due}前（含当日）报{office}，盖章扫描件可以另附，但数字以本文件为准。每{kind}请用新下发的表；如用上{kind}的表另存，务必改“{period_label}”。",
    ),
    ("保存格式", "存为“Excel工作簿（*.xlsx）”，不要存成xls、et、pdf或加密码。文件名不限。"),
    (
        "不要改表",
        "不要增删行列，不要改动表名和指标名称。可以调整行高、插入图片（印章）、粘贴数字（请用“选择性粘贴”中的“数值”）。",
    ),
)


def draw_notes(sheet: Worksheet) -> None:
    """Draw the notes, two columns: what about, and what to do."""
    set_widths(sheet, (14, 68))
    put(sheet, (1, 1, 1, 2), _TITLE, Look(18, HEI, boxed=False))
    sheet.row_dimensions[1].height = 36
    for row, (head, text) in enumerate(_NOTES, 2):
        put(sheet, (row, 1, row, 1), head, Look(12, HEI))
        put(sheet, (row, 2, row, 2), text, Look(12, across="left"))
        sheet.row_dimensions[row].height = round(height(sheet, (2, 2), text, 12) + 8, 1)
    fit_one_page(sheet, f"B{len(_NOTES) + 1}")
    stretch(sheet, 2, len(_NOTES) + 1)


def fill_notes(sheet: Worksheet, words: Mapping[str, str]) -> None:
    """Put the schema's words in; a row that is about nothing in this form is hidden."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or "{" not in cell.value:
                continue
            used = [w for w in words if f"{{{w}}}" in cell.value]
            if not all(words[w] for w in used):
                sheet.row_dimensions[cell.row].hidden = True
            for word in used:
                cell.value = cell.value.replace(f"{{{word}}}", words[word])


def basis_note(declared: Declarations, kind: str = Month.kind) -> str:
    """The bold line under the title: which figures to fill in, in a form for a month or a week."""
    return declared.form.basis_note.format(
        cumulative_from=chinese_date(declared.campaign.cumulative_from), kind=kind
    )


def prefilled_headings(declared: Declarations, sheet: str, period: Period) -> dict[str, str]:
    """What the office has filled in on a sheet, by heading."""
    entry = declared.roster.sheets[sheet]
    return {
        "unit": declared.roster.units[entry.unit].name,
        "sector": entry.name,
        "period": period.chinese,
        "basis": declared.form.basis,
        "blanks_are_zero": "否",
    }


def words_of(declared: Declarations, period: Period) -> dict[str, str]:
    """What the words in braces stand for in the form of a period."""
    form, campaign = declared.form, declared.campaign
    return {
        "basis": form.basis,
        "cumulative_from": chinese_date(campaign.cumulative_from),
        "kind": period.kind,
        "due": _due(period, campaign),
        "office": declared.roster.office.name,
        "stock_items": _items(i for i in form.indicators.values() if i.is_stock),
        "shared_items": listing(form.shared_items),
        "unit_items": _items(form.at_level("unit")),
        "office_items": _items(form.at_level("office")),
        "example": next(iter(form.items())),
        **{f"{h.id}_label": h.label for h in form.headings.values()},
        "blanks_label": form.headings["blanks_are_zero"].label,
    }


def _due(period: Period, campaign: Campaign) -> str:
    """When forms of its kind are due, time and again: clerks save an old form under a new name."""
    due = campaign.due(period)
    week = "当周" if due <= period.last else "次周"
    words = {
        Month.kind: f"每月{due.day}日",
        Week.kind: f"每周的表于{week}星期{_WEEKDAYS[due.weekday()]}",
    }
    return words[period.kind]


def _items(indicators: Iterable[Indicator]) -> str:
    return listing(dict.fromkeys(i.item for i in indicators))
