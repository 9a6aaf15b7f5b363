"""The published figures against a sum of our own over the cells of the accepted workbooks."""

import hashlib
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.named_cells import place_named
from tests.support.published import OUTPUTS, command, files, manifest, snapshot, table
from tests.support.workspaces import JUNE, form, put, sample_workspace, workspace


def words(text: str) -> list[str]:
    return text.split()


# The contract's ids by level, typed from it.
SECTORS = words(
    "hazchem road construction fire gas industry power explosives commerce refuse sewage hazwaste"
)
BY_SECTOR = words(
    "self_found self_fixed dept_found dept_fixed listed_total listed_fixed checked_ent head_not_studied "
    "head_not_led no_duty_list no_safety_org uncertified_work outsourcing_chaos drill_missing training_formal "
    "measures_unmet assist_visits penalty_count penalty_wan dual_penalty transferred shutdown_ent exposed_ent "
    "case_total case_crime"
)
BY_UNIT = words("accountable dept_talks member_lectures reward_wan reward_anon_wan inspectors")
BY_OFFICE = words("study_sessions head_meetings leader_visits media_column inspections")
ALL = {*BY_SECTOR, *BY_UNIT, *BY_OFFICE}
PAIRS = {
    **dict.fromkeys(("penalty_count", "penalty_wan"), r"(?P<penalty_count>.+)次，(?P<penalty_wan>.+)万元"),
    **dict.fromkeys(("case_total", "case_crime"), r"(?P<case_total>.+)个，其中(?P<case_crime>.+)个"),
    **dict.fromkeys(
        ("reward_wan", "reward_anon_wan"), r"(?P<reward_wan>.+)万元，其中(?P<reward_anon_wan>.+)万元"
    ),
}  # fmt: skip
MONTHS = ["2023-06", "2023-07"]
Cells = dict[
    tuple[str, str], tuple[Any, str, str, str]
]  # (who, indicator) -> value, file, sheet, cell


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, both months published."""
    root = sample_workspace(tmp_path_factory.mktemp("outputs") / "样例")
    for month in MONTHS:
        assert command(root, "monthly", "--month", month) == 0
    return root


@cache
def cells(root: Path, month: str) -> Cells:
    """Every cell that counts in a month, straight out of the workbooks that the manifest says were accepted."""
    got: Cells = {}
    for path, file in files(root, month).items():
        if file["status"] != "accepted":
            continue
        book = load_workbook(root / path)
        for name in book.defined_names:
            sheet_id, _, indicator = name.partition("_")
            if indicator not in {*BY_SECTOR, *BY_UNIT, *BY_OFFICE}:
                continue  # headings, the ledger's, the work report's, the self-check's
            who = sheet_id if indicator in BY_SECTOR else file["unit"]
            wanted = (
                (indicator in BY_SECTOR and sheet_id in file["sectors"])
                or (indicator in BY_UNIT and sheet_id in (*file["sectors"], "office"))
                or (indicator in BY_OFFICE and sheet_id == "office")
            )
            sheet, ref = place_named(book, name)
            value = book[sheet][ref].value
            is_hint = isinstance(value, str) and value not in ("是", "否")
            if wanted and value is not None and not is_hint:
                assert (who, indicator) not in got, f"{who} {indicator} counts twice"
                got[who, indicator] = value, path, sheet, ref
    return got


def text(value: Any) -> str:
    """A value as outputs write it: no binary tail, no trailing zeros."""
    if isinstance(value, str):
        return value
    return f"{Decimal(str(value)).normalize():f}"


def summed(got: Cells, indicator: str, among: set[str] | None = None) -> str:
    """A total as text, over all or some of those who reported it; empty if nobody did."""
    values = [v[0] for (w, i), v in got.items() if i == indicator and (among is None or w in among)]
    if not values:
        return ""
    if indicator == "media_column":
        return "是" if "是" in values else "否"
    return text(sum((Decimal(str(v)) for v in values), Decimal(0)))


@pytest.mark.parametrize(("month", "sheets"), [("2023-06", 12), ("2023-07", 10)])
def test_figures_csv_is_each_accepted_cell_once_with_its_address(
    sample: Path, month: str, sheets: int
) -> None:
    want = {key: (text(v), *place) for key, (v, *place) in cells(sample, month).items()}
    rows = table(sample, month, "figures.csv")
    got = {
        (r["sector"] or r["unit"], r["indicator"]): (r["value"], r["file"], r["sheet"], r["cell"])
        for r in rows
    }
    assert len(got) == len(rows)
    assert got == want
    assert len([r for r in rows if r["level"] == "sector"]) == sheets * len(BY_SECTOR)


@pytest.mark.parametrize("month", MONTHS)
def test_figures_csv_says_who_and_at_which_level(sample: Path, month: str) -> None:
    led = {s: f["unit"] for f in files(sample, month).values() for s in f["sectors"]}
    for row in table(sample, month, "figures.csv"):
        level = [
            n
            for n, ids in (("sector", BY_SECTOR), ("unit", BY_UNIT), ("office", BY_OFFICE))
            if row["indicator"] in ids
        ]
        assert (row["period"], [row["level"]]) == (month, level)
        assert (row["sector"] in SECTORS) if level == ["sector"] else row["sector"] == ""
        assert row["unit"] == (led[row["sector"]] if row["sector"] else row["unit"])
        assert row["unit"] == "office" or level != ["office"]


@pytest.mark.parametrize("month", MONTHS)
def test_totals_csv_is_the_sum_of_the_cells(sample: Path, month: str) -> None:
    got = cells(sample, month)
    rows = {r["indicator"]: r for r in table(sample, month, "totals.csv")}
    assert set(rows) == ALL
    for indicator, row in rows.items():
        assert row["value"] == summed(got, indicator), indicator
        expected = 12 if indicator in BY_SECTOR else 10 if indicator in BY_UNIT else 1
        accepted = len([w for w, i in got if i == indicator])
        assert row["coverage"] == f"{accepted}/{expected}", indicator
        assert row["period"] == month


def test_july_stands_against_june_over_those_in_both(sample: Path) -> None:
    june, july = (cells(sample, m) for m in MONTHS)
    for row in table(sample, "2023-07", "totals.csv"):
        indicator = row["indicator"]
        both = {w for w, i in june if i == indicator} & {w for w, i in july if i == indicator}
        now, before = (summed(got, indicator, both) for got in (july, june))
        assert row["previous"] == before, indicator
        if indicator == "media_column":
            assert row["change"] == ""
        else:
            assert row["change"] == text(Decimal(now) - Decimal(before)), indicator
    whole = summed(june, "self_found")
    (row,) = [r for r in table(sample, "2023-07", "totals.csv") if r["indicator"] == "self_found"]
    assert row["previous"] != whole  # two sectors are not in July


def test_june_the_first_month_has_nothing_before_it(sample: Path) -> None:
    rows = table(sample, "2023-06", "totals.csv")
    assert {(r["previous"], r["change"]) for r in rows} == {("", "")}


@pytest.mark.parametrize("month", MONTHS)
def test_annex_2_holds_the_sums_at_its_names(sample: Path, month: str) -> None:
    got = cells(sample, month)
    annex = load_workbook(sample / "outbox" / month / "附件2.xlsx")
    for indicator in ALL:
        sheet, ref = place_named(annex, f"total_{indicator}")
        assert sheet == annex.sheetnames[0]
        value = annex[sheet][ref].value
        if indicator in PAIRS:
            pair = re.fullmatch(PAIRS[indicator], value)
            assert pair, value
            value = pair[indicator]
        assert text(value) == summed(got, indicator), indicator


@pytest.mark.parametrize("month", MONTHS)
def test_behind_annex_2_every_sector_shows_its_cells_or_that_there_are_none(
    sample: Path, month: str
) -> None:
    got = cells(sample, month)
    annex = load_workbook(sample / "outbox" / month / "附件2.xlsx")
    for sector in SECTORS:
        for indicator in BY_SECTOR:
            sheet, ref = place_named(annex, f"{sector}_{indicator}")
            value = annex[sheet][ref].value
            if (sector, indicator) in got:
                assert text(value) == text(got[sector, indicator][0]), (sector, indicator)
            else:
                assert value == "未报"


def bulletins(root: Path, month: str) -> Iterator[str]:
    """The text of both bulletins, without marks and style."""
    folder = root / "outbox" / month
    yield re.sub(r"\\(.)", r"\1", (folder / "月通报.md").read_text("utf-8")).replace("**", "")
    page = re.sub(
        r"<(style|svg).*?</\1>", "", (folder / "月通报.html").read_text("utf-8"), flags=re.S
    )
    yield html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</t[hd]><t[hd][^>]*>", " | ", page)))


@pytest.mark.parametrize("month", MONTHS)
def test_both_bulletins_print_the_sums(sample: Path, month: str) -> None:
    got = cells(sample, month)
    found, fixed = (
        Decimal(summed(got, f"self_{w}")) + Decimal(summed(got, f"dept_{w}"))
        for w in ("found", "fixed")
    )
    by_firms, by_offices = (summed(got, i) for i in ("self_found", "dept_found"))
    headline = f"累计发现重大事故隐患{found}个，已整改{fixed}个，整改率"
    fines = f"行政处罚{summed(got, 'penalty_count')}次、{summed(got, 'penalty_wan')}万元"
    for bulletin in bulletins(sample, month):
        assert headline in bulletin
        assert f"企业自查发现{by_firms}个、" in bulletin
        assert f"部门检查发现{by_offices}个、" in bulletin
        assert f"未整改{found - fixed}个" in bulletin
        assert fines in bulletin
        assert (
            f"整改率{(fixed * 100 / found).quantize(Decimal('0.1'), 'ROUND_HALF_UP')}%" in bulletin
        )


@pytest.mark.parametrize("month", MONTHS)
def test_the_sector_tables_of_both_bulletins_print_the_cells(sample: Path, month: str) -> None:
    got = cells(sample, month)
    names = {"hazchem": "危险化学品", "fire": "消防", "sewage": "污水处理", "hazwaste": "危废处置"}
    for bulletin in bulletins(sample, month):
        for sector, name in names.items():
            of = {i: Decimal(str(got[sector, i][0])) for i in BY_SECTOR}
            found, fixed = of["self_found"] + of["dept_found"], of["self_fixed"] + of["dept_fixed"]
            assert f"{name} | {found} | {fixed} |" in bulletin


# --- Shape --------------------------------------------------------------------------------------------------------

FILE = words("path sha256 status unit sectors period received_at on_time findings")
FINDING = words("rule severity sheet cell indicator value message")
STATUSES = words(
    "accepted returned superseded duplicate other_period withdrawn unrecognised unreadable ignored"
)


@pytest.mark.parametrize("month", MONTHS)
def test_the_manifest_has_the_contracts_shape(sample: Path, month: str) -> None:
    run = manifest(sample, month)
    assert set(run) == set(
        words("form form_version period basis sample coverage office files outputs")
    )
    assert (run["form"], run["period"], run["basis"]) == ("annex2-2023", month, "累计")
    assert (run["form_version"], run["sample"], run["office"]) == (1, True, "accepted")
    c = run["coverage"]
    assert set(c) == set(words("expected accepted on_time late returned missing"))
    assert c["accepted"] + len(c["returned"]) + len(c["missing"]) == c["expected"] == 12
    assert c["on_time"] + c["late"] == c["accepted"]
    on_disk = {str(p.relative_to(sample)) for p in (sample / "inbox").rglob("*") if p.is_file()}
    assert [f["path"] for f in run["files"]] == sorted(on_disk)
    for file in run["files"]:
        assert set(FILE) <= set(file)
        assert file["sha256"] == hashlib.sha256((sample / file["path"]).read_bytes()).hexdigest()
        assert file["status"] in STATUSES
        assert set(file["sectors"]) <= set(SECTORS)
        for finding in file["findings"]:
            assert set(FINDING) <= set(finding)
            assert finding["severity"] in ("error", "warning", "notice")
            assert finding["indicator"] in (None, *ALL)
            assert finding["message"]


def test_the_july_sample_stands_as_it_was_made(sample: Path) -> None:
    run = manifest(sample, "2023-07")
    assert run["coverage"] == {
        "expected": 12,
        "accepted": 10,
        "on_time": 7,
        "late": 3,
        "returned": ["commerce"],
        "missing": ["power"],
    }
    july = {f["path"]: f for f in run["files"] if f["period"] == "2023-07"}
    assert len(july) == 11
    of = {path.rpartition("/")[2].removesuffix(".xlsx"): f for path, f in july.items()}
    assert of["规划建设局-建筑施工"]["sectors"] == ["construction"]
    assert of["规划建设局-燃气（另一经办人）"]["sectors"] == ["gas"]
    assert of["综合执法局"]["status"] == "superseded"
    assert of["综合执法局（改）"]["status"] == "accepted"
    assert of["综合执法局（改）"]["on_time"] is False
    assert (of["经发局调度表"]["status"], of["经发局调度表"]["sectors"]) == (
        "returned",
        ["commerce"],
    )
    assert of["生态环境分局"]["on_time"] is False
    assert of["区安委办综合"]["unit"] == "office"
    assert of["区安委办综合"]["sectors"] == []
    assert {f["status"] for f in run["files"] if f["period"] == "2023-06"} == {"other_period"}


@pytest.mark.parametrize("month", MONTHS)
def test_the_manifest_lists_every_output_with_its_hash(sample: Path, month: str) -> None:
    listed = {o["path"]: o["sha256"] for o in manifest(sample, month)["outputs"]}
    on_disk = snapshot(sample / "outbox" / month)
    on_disk.pop("manifest.json")
    assert listed == {
        f"outbox/{month}/{name}": hashlib.sha256(data).hexdigest()
        for name, (data, _) in on_disk.items()
    }
    books = {"隐患台账.xlsx", "隐患台账（公开）.xlsx"}
    books |= {"工作情况汇编.xlsx"} if month == "2023-07" else set()
    assert {n for n in on_disk if not n.startswith("returned/")} == {*OUTPUTS} - {
        "manifest.json"
    } | books


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("figures.csv", "period,indicator,level,sector,unit,value,file,sheet,cell"),
        ("totals.csv", "period,indicator,label,value,previous,change,coverage"),
    ],
)
def test_tables_have_the_contracts_columns_a_mark_for_excel_and_plain_values(
    sample: Path, name: str, heads: str
) -> None:
    for month in MONTHS:
        data = (sample / "outbox" / month / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf" + heads.encode() + b"\r\n")
        assert data.count(b"\xef\xbb\xbf") == 1
        for row in table(sample, month, name):
            for column in {"value", "previous", "change"} & set(row):
                assert re.fullmatch(r"|是|否|0|-?[1-9][0-9]*|-?[0-9]+\.[0-9]*[1-9]", row[column])


# --- Blank, zero, nobody ------------------------------------------------------------------------------------------


@pytest.fixture
def only_fire(root: Path) -> Path:
    """June with one unit, which declares its blanks zero."""
    blank = dict.fromkeys(
        [f"fire_{i}" for i in ("penalty_wan", "penalty_count", "dual_penalty", "reward_wan")]
    )
    put(
        root,
        "消防.xlsx",
        form(
            "rescue", JUNE, {**blank, "fire_reward_anon_wan": 0}, headings={"blanks_are_zero": "是"}
        ),
    )
    assert command(root, "monthly") == 0
    return root


def test_what_nobody_reported_is_empty_and_a_declared_zero_is_zero(only_fire: Path) -> None:
    totals = {r["indicator"]: r for r in table(only_fire, "2023-06", "totals.csv")}
    for indicator in ALL:
        row = totals[indicator]
        assert row["coverage"] == (
            "1/12" if indicator in BY_SECTOR else "1/10" if indicator in BY_UNIT else "0/1"
        )
        assert (row["value"] == "") == (indicator in BY_OFFICE)
    assert [totals[i]["value"] for i in ("penalty_wan", "penalty_count", "reward_wan")] == ["0"] * 3
    figures = {r["indicator"]: r for r in table(only_fire, "2023-06", "figures.csv")}
    assert figures["penalty_wan"]["value"] == "0"
    assert figures["penalty_wan"]["cell"]
    assert not set(BY_OFFICE) & set(figures)
    assert manifest(only_fire, "2023-06")["office"] == "missing"


def test_annex_2_never_writes_0_where_nobody_reported(only_fire: Path) -> None:
    annex = load_workbook(only_fire / "outbox/2023-06/附件2.xlsx")
    for indicator in BY_OFFICE:
        sheet, ref = place_named(annex, f"total_{indicator}")
        assert annex[sheet][ref].value == "未报"
    sheet, ref = place_named(annex, "total_penalty_wan")
    assert annex[sheet][ref].value == "0次，0万元"


def test_money_is_exact_however_many_add_up(tmp_path: Path) -> None:
    root = workspace(tmp_path / "钱")
    money = {"road": 0.1, "fire": 0.2, "power": 1234.5678, "explosives": 0.0001}
    for unit, sector in (
        ("traffic", "road"),
        ("rescue", "fire"),
        ("grid", "power"),
        ("police", "explosives"),
    ):
        changes = {
            f"{sector}_penalty_count": 1,
            f"{sector}_dual_penalty": 0,
            f"{sector}_penalty_wan": money[sector],
        }
        put(root, f"{unit}.xlsx", form(unit, JUNE, changes))
    assert command(root, "monthly") == 0
    totals = {r["indicator"]: r["value"] for r in table(root, "2023-06", "totals.csv")}
    assert totals["penalty_wan"] == "1234.8679"
    annex = load_workbook(root / "outbox/2023-06/附件2.xlsx")
    sheet, ref = place_named(annex, "total_penalty_wan")
    assert annex[sheet][ref].value == "4次，1234.8679万元"


def test_a_returned_workbook_is_in_no_figure(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE, {"fire_self_fixed": 5000}))
    put(root, "电力.xlsx", form("grid", JUNE))
    assert command(root, "monthly") == 0
    assert {r["unit"] for r in table(root, "2023-06", "figures.csv")} == {"grid"}
    assert {r["coverage"] for r in table(root, "2023-06", "totals.csv")} == {"1/12", "1/10", "0/1"}
