"""The two invented months in inbox/sample/: `python -m tests.sample` (or `make sample`) writes them again.

All figures are fictional, and every workbook says so. June is complete and clean. July has what real months
have: one unit late (区生态环境分局), one workbook returned and put right after the due day (区综合行政执法局),
one returned and still open (区经济发展局), one unit missing (临港供电中心), a two-sector unit whose clerks send
two files (区规划建设局), a warning with an explanation (区安全生产监管办公室), one without (区交警大队).
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.workbooks import blank_forms
from pipeline.ledger.filling import fill_ledger
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerRow
from pipeline.model.month import Month
from tests import sample_noted
from tests.sample_ledger import ledger_rows
from tests.sample_reports import reports_of
from tests.support.named_cells import cell_named

ROOT = Path(__file__).parents[1]
JUNE, JULY = Month(2023, 6), Month(2023, 7)

Values = dict[str, float | str]

# self_found, dept_found, listed_total, checked_ent, assist_visits, penalty_count, mean fine (万元)
_SIZE = {
    "hazchem": (86, 31, 6, 64, 118, 21, 4.2),
    "road": (58, 44, 3, 72, 95, 130, 0.055),
    "construction": (97, 52, 5, 58, 83, 26, 3.6),
    "fire": (74, 68, 4, 121, 146, 37, 1.45),
    "gas": (41, 22, 3, 36, 60, 9, 2.85),
    "industry": (132, 57, 7, 88, 154, 29, 3.75),
    "power": (18, 6, 0, 14, 27, 0, 0),
    "explosives": (9, 4, 1, 6, 12, 2, 3.5),
    "commerce": (36, 19, 1, 47, 66, 8, 0.9),
    "refuse": (14, 11, 1, 12, 19, 3, 1.2),
    "sewage": (11, 7, 1, 9, 16, 2, 1.8),
    "hazwaste": (16, 9, 2, 11, 20, 5, 4.6),
}
# The first three of them in the shipped sample, where each hazard has a row in a ledger; forms of tests have none.
_SHIPPED = {
    "hazchem": (9, 5, 3),
    "road": (7, 6, 2),
    "construction": (10, 7, 3),
    "fire": (9, 8, 2),
    "gas": (6, 4, 2),
    "industry": (13, 7, 4),
    "power": (4, 1, 0),
    "explosives": (3, 1, 0),
    "commerce": (7, 5, 1),
    "refuse": (6, 5, 1),
    "sewage": (4, 3, 1),
    "hazwaste": (5, 3, 1),
}
# What July adds to June, as a share of June.
_GROWTH = 0.38
# Shares of the checked enterprises with a kind of problem, 2-2 to 2-10.
_PROBLEMS = (0.16, 0.13, 0.22, 0.11, 0.09, 0.07, 0.27, 0.31, 0.19)
_PROBLEM_IDS = (
    *("head_not_studied", "head_not_led", "no_duty_list", "no_safety_org", "uncertified_work"),
    *("outsourcing_chaos", "drill_missing", "training_formal", "measures_unmet"),
)


def sector_values(sector: str, month: Month, *, shipped: bool = False) -> Values:
    """The 25 sector-level values of a sector, cumulative to the month's cut-off; shipped: as in the sample's files."""
    factor = 1 + _GROWTH * (month.month - JUNE.month)
    self_found, dept_found, listed, checked, visits, penalties, fine = _SIZE[sector]
    if shipped:
        self_found, dept_found, listed = _SHIPPED[sector]
    late = 0.12 if month == JULY else 0  # more is put right by July
    slow = 0.3 if sector == "refuse" else 0  # one sector lags behind
    values: Values = {
        "self_found": round(self_found * factor),
        "self_fixed": int(self_found * factor * (0.74 + late - slow)),
        "dept_found": round(dept_found * factor),
        "dept_fixed": int(dept_found * factor * (0.68 + late - slow)),
        "listed_total": listed + (month == JULY and listed > (2 if shipped else 3)),
        "listed_fixed": int(listed * (0.4 + late)),
        "checked_ent": round(checked * factor),
        "assist_visits": round(visits * factor),
        "penalty_count": round(penalties * factor),
        "penalty_wan": round(round(penalties * factor) * fine, 2),
        "dual_penalty": int(penalties * 0.09 * factor) if fine > 1 else 0,
        "transferred": int(sector in ("hazchem", "explosives") and month == JULY),
        "shutdown_ent": int(penalties * 0.13 * factor) if fine > 0.5 else 0,
        "exposed_ent": int(penalties * 0.2 * factor) if fine > 0.5 else 2,
        "case_total": int(penalties * 0.06 * factor) if fine > 0.5 else 1,
        "case_crime": int(sector == "hazchem" and month == JULY),
    }
    if sector == "road" and month == JULY:
        values["penalty_wan"] = 8.06  # so small a mean fine that the unit is asked
    kinds = zip(_PROBLEM_IDS, _PROBLEMS, strict=True)
    return values | {i: max(1, round(checked * factor * share)) for i, share in kinds}


def unit_values(unit: str, order: int, month: Month) -> Values:
    """The values that a unit fills once."""
    step = month.month - JUNE.month
    paid = round(0.3 + 0.25 * order + 0.4 * step, 2) if order % 3 == 0 else 0
    return {
        "accountable": (order % 4 == 1) * (1 + step),
        "dept_talks": order % 3 + step,
        "member_lectures": 3 + order + 2 * step,
        "reward_wan": paid,
        "reward_anon_wan": 0.2 if unit == "safety" and month == JULY else 0,
        "inspectors": 4 + 3 * (order % 4) + (unit == "rescue") * 6,
    }


def office_values(month: Month) -> Values:
    """The values that only the office can know."""
    step = month.month - JUNE.month
    return {
        "study_sessions": 2 + step,
        "head_meetings": 3 + 2 * step,
        "leader_visits": 11 + 8 * step,
        "media_column": "是" if step else "否",
        "inspections": 4 + 3 * step,
    }


def expected_values(
    declared: Declarations, month: Month, *, shipped: bool = False
) -> dict[str, Values]:
    """Sheet id -> everything that the sheet is asked for, correctly filled; shipped: as in the sample's files."""
    sheets = {}
    for order, unit in enumerate(declared.roster.units.values()):
        for sheet in unit.sectors:
            values = (
                office_values(month)
                if unit.is_office
                else sector_values(sheet, month, shipped=shipped)
            )
            values |= unit_values(unit.id, order, month) if sheet == unit.first_sector else {}
            sheets[sheet] = values | added_later(declared, sheet, month, values)
    return sheets


def added_later(declared: Declarations, sheet: str, month: Month, known: Values) -> Values:
    """Some figure for what else a sheet asks for, so that an indicator costs one line of form.toml and none here."""
    asks = declared.roster.asks
    asked = [i for i in declared.form.indicators.values() if asks(i, sheet) and i.id not in known]
    return {i.id: "是" if i.is_yesno else 1 + month.month - JUNE.month for i in asked}


def fill(
    declared: Declarations,
    blank: bytes,
    sheets: dict[str, Values],
    headings: Values,
    hazards: Sequence[LedgerRow] = (),
    reports: Mapping[str, str] = {},
) -> bytes:
    """A blank form with values, headings, hazards and work reports typed in, as an office program would save it."""
    book = load_workbook(io.BytesIO(blank))
    for box, text in reports.items():
        cell_named(book, f"report_{box}").value = text
    for sheet, values in sheets.items():
        for name, value in {**values, **headings}.items():
            cell_named(book, f"{sheet}_{name}").value = value
    if declared.ledger and declared.ledger.sheet in book.sheetnames:
        fill_ledger(book[declared.ledger.sheet], declared.ledger, hazards)
    stored = {
        (page.title, cell.coordinate): None  # worked out by whatever opens it
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    return stable_bytes(book, stored)


def _headings(month: Month, day: int, remarks: str = "") -> Values:
    return {
        "reporter": "安全科经办人（样例）",
        "reviewer": "分管负责同志（样例）",
        "phone": "0539-0000000",
        "filled_on": f"{month.year}年{month.month}月{day}日",
        "remarks": remarks,
    }


def sample_files(declared: Declarations, templates: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """(path, bytes, received at, note) of every sample workbook."""
    for month in (JUNE, JULY):
        blanks = blank_forms(declared, templates, month, sample=True)
        by_unit = {
            u.id: b for u, b in zip(declared.roster.units.values(), blanks.values(), strict=True)
        }
        right = expected_values(declared, month, shipped=True)
        folder = f"inbox/sample/{month}"
        plans = _june() if month == JUNE else _july(right)
        for unit, name, sheets, day, hour, note, remarks in plans:
            asked = declared.roster.units[unit].sectors
            chosen = {s: v for s, v in {**{s: right[s] for s in asked}, **sheets}.items() if v}
            hazards = [row for s in chosen for row in sample_hazards(declared, s, month)]
            headings, texts = _headings(month, min(day, 28), remarks), reports_of(name, month)
            data = fill(declared, by_unit[unit], chosen, headings, hazards, texts)
            yield f"{folder}/{name}.xlsx", data, f"{month}-{day:02d}T{hour}+08:00", note


def sample_hazards(declared: Declarations, sheet: str, month: Month) -> list[LedgerRow]:
    """The rows of a sector's ledger in a month; none of the office."""
    if sheet not in declared.roster.sectors:
        return []
    june, july = (sector_values(sheet, m, shipped=True) for m in (JUNE, JULY))
    return ledger_rows(sheet, month, june, july, declared)


Plan = tuple[str, str, dict[str, Values], int, str, str, str]


def _june() -> list[Plan]:
    days = {
        "safety": 26,
        "traffic": 27,
        "planning": 26,
        "rescue": 25,
        "grid": 27,
        "police": 26,
        "economy": 27,
    }
    days |= {"enforcement": 26, "ecology": 27, "office": 27}
    names = {
        "safety": "区安监办6月报表",
        "traffic": "交警大队",
        "planning": "规划建设局（建筑施工、燃气）",
        "rescue": "消防6月",
    }
    names |= {
        "grid": "供电中心",
        "police": "公安分局民爆",
        "economy": "经发局调度表",
        "enforcement": "综合执法局",
    }
    names |= {"ecology": "生态环境分局", "office": "区安委办综合"}
    return [(u, names[u], {}, d, f"{9 + d % 7:02d}:20:00", "样例", "") for u, d in days.items()]


def _july(right: dict[str, Values]) -> list[Plan]:
    wrong_refuse = dict(right["refuse"])
    wrong_refuse["listed_fixed"] = 3  # more than listed
    commerce = {**right["commerce"], "training_formal": "约20", "dept_fixed": 60}
    explained = "4-5：匿名举报奖励依据省举报奖励办法发放，有审批单（样例）。"
    return [
        ("safety", "区安监办7月报表", {}, 26, "10:05:00", "样例", explained),
        ("traffic", "交警大队-7月", {}, 28, "17:40:00", "", ""),
        ("planning", "规划建设局-建筑施工", {"gas": {}}, 26, "15:30:00", "样例", ""),
        (
            "planning",
            "规划建设局-燃气（另一经办人）",
            {"construction": {}},
            27,
            "09:10:00",
            "样例",
            "",
        ),
        ("rescue", "消防7月", {}, 25, "11:00:00", "样例", ""),
        ("police", "公安分局民爆", {}, 27, "16:25:00", "样例", ""),
        ("economy", "经发局调度表", {"commerce": commerce}, 27, "14:50:00", "样例", ""),
        ("enforcement", "综合执法局", {"refuse": wrong_refuse}, 27, "10:15:00", "样例", ""),
        ("enforcement", "综合执法局（改）", {}, 30, "09:35:00", "样例：7月27日退回后补正", ""),
        ("ecology", "生态环境分局", {}, 30, "16:00:00", "样例：逾期", ""),
        ("office", "区安委办综合", {}, 27, "17:00:00", "样例", ""),
    ]


def write_sample(root: Path) -> None:
    """Write inbox/sample/ and inbox/receipts.csv of a workspace."""
    declared = load_declarations(root)
    out = io.StringIO(newline="")
    receipts = csv.writer(out, lineterminator="\r\n")
    receipts.writerow(("sha256", "file", "received_at", "note"))
    for name, data, received, note in sample_files(declared, root / "templates"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        receipts.writerow((hashlib.sha256(data).hexdigest(), name, received, note))
    (root / sample_noted.PATH).write_bytes(sample_noted.sample_noted(declared))
    (root / "inbox" / "receipts.csv").write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())


if __name__ == "__main__":
    write_sample(ROOT)
