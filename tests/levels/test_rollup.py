"""Levels above a district: sums of what was published below, each figure traced down to its cells."""

import hashlib
import io
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.declarations import load_declarations
from pipeline.model.released import Release
from pipeline.rollup.tracing import Cause, Files, causes
from tests.support import chased, libreoffice
from tests.support.levels import NAMES, STAYS, Edit, books, codes
from tests.support.named_cells import cell_named, place_named
from tests.support.published import command, manifest, table
from tests.support.releases import make_release
from tests.support.tree import JULY, annex2, district, renamed, send, shown, summed, totals, upper
from tests.support.workspaces import check, publish, saved


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, city: Path) -> Path:
    """Their province, in which a second city has sent nothing, published."""
    cities = {"nanshan": "南山市", "beihe": "北河市"}
    root = upper(tmp_path_factory.mktemp("province"), cities, "东江省", reporters=3)
    send(root, "南山市附件2.xlsx", (city / "outbox/2023-07/附件2.xlsx").read_bytes())
    publish(root, JULY)
    return root


def test_a_city_adds_up_what_its_districts_publish(
    city: Path, districts: Mapping[str, Release]
) -> None:
    release = check(city, JULY)
    flat = shown(summed(list(districts.values()), release.declared), release.declared)
    assert flat.pop(STAYS)
    assert shown(totals(release), release.declared) == flat
    rows = {r["indicator"]: r for r in table(city, "2023-07", "totals.csv")}
    assert rows["self_found"]["coverage"] == "35/36"
    assert rows["accountable"]["coverage"] == "3/4"
    assert rows[STAYS]["value"] == ""


def test_what_a_district_lacks_is_missing_above_and_no_fault(city: Path) -> None:
    run = manifest(city, "2023-07")
    assert run["coverage"]["missing"] == ["gucheng_gas"]
    assert run["below"]["sectors"]["gas"] == {"accepted": 2, "expected": 3}
    assert run["below"]["sectors"]["fire"] == {"accepted": 3, "expected": 3}
    assert "燃气未计入" in run["below"]["notes"]["gucheng"]
    (told,) = [f for f in run["files"] if f["unit"] == "gucheng"]
    notices = [f["message"] for f in told["findings"] if f["rule"] == "K7"]
    assert len(notices) == 1
    assert "燃气未计入" in notices[0]
    assert told["status"] == "accepted"
    paper = (city / "outbox/2023-07/月通报.md").read_text("utf-8")
    assert "3个单位的36个行业领域有效报送35个（古城区燃气未报送）" in paper
    assert "尚未在省级主流媒体" not in paper
    receipt = (city / "outbox/2023-07/回执.txt").read_text("utf-8-sig")
    assert "全部12个按时" in receipt
    assert "情况说明" not in receipt


def test_the_figures_of_the_charts_say_how_many_sectors_of_the_districts_are_in_them(
    city: Path,
) -> None:
    sheet = load_workbook(city / "outbox/2023-07/附件2.xlsx")["分行业领域"]
    said = {row[1].value: row[-1].value for row in sheet.iter_rows() if row[-1].value}
    drawn = ("发现重大事故隐患（个）", "已完成整改（个）", "整改率")
    assert [said[name] for name in drawn] == ["35/36"] * 3


def test_a_chased_level_below_is_asked_for_what_it_published_and_its_sectors_are_counted(
    province: Path,
) -> None:
    chased.chase(province, "2023-07-30", JULY)
    told = chased.told(province, "2023-07-30")["北河市"]
    assert "全部12个领域尚未收到" in told
    assert "请把公布的附件2.xlsx原样发来，不要手工改动。" in told
    assert "请填" not in told
    page = (chased.folder(province, "2023-07-30") / "催报一览.html").read_text("utf-8")
    (counted,) = re.findall("共2个单位（按行业领域计：(.*?)）", page)
    assert counted == "逾期未报12个，本级表逾期未报"


def test_what_is_of_no_sector_is_not_counted_among_the_sectors_of_a_chased_level(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    """As what has come, alone or beside sectors; as what is open of this month, and of an earlier one."""
    root = upper(tmp_path / "w", NAMES, "南山市")
    for unit, data in files.items():
        send(root, f"{unit}.xlsx", data)
    everything = make_release("2023-07").declared.roster.sectors
    alone = district(NAMES["haiwan"], "2023-07", 9, everything)
    send(root, "haiwan.xlsx", annex2(alone))
    chased.chase(root, "2023-08-30")
    late = chased.told(root, "2023-08-30")
    assert "全部12个领域尚未收到。" in late["古城区"]
    assert "另外，7月燃气领域报表未报送" in late["古城区"]
    assert "另外，7月全部12个领域报表未报送" in late["海湾县"]
    chased.chase(root, "2023-07-30", JULY)
    told = chased.told(root, "2023-07-30")
    others = "燃气领域尚未收到（危险化学品、道路交通、建筑施工、消防、冶金等工贸、"
    assert (
        f"{others}电力、民爆、商贸流通、垃圾处理、污水处理、危废处置领域和综合表已收到）"
        in told["古城区"]
    )
    assert "全部12个领域尚未收到（综合表已收到）" in told["海湾县"]
    assert "综合领域" not in "".join((*late.values(), *told.values()))


def test_every_figure_leads_to_a_cell_of_a_districts_file(
    city: Path, files: Mapping[str, bytes]
) -> None:
    opened = {u: load_workbook(io.BytesIO(d), data_only=True) for u, d in files.items()}
    declared = load_declarations(city)
    rows = table(city, "2023-07", "figures.csv")
    assert len({r["indicator"] for r in rows}) == len(declared.form.indicators) - 1
    for row in rows:
        stands = str(opened[row["unit"]][row["sheet"]][row["cell"]].value)
        shared = declared.form.indicators[row["indicator"]].item in declared.form.shared_items
        if shared and not row["sector"]:
            assert row["value"] in stands
        else:
            assert stands == row["value"]


def test_a_province_says_how_many_districts_are_in_its_figures(province: Path, city: Path) -> None:
    above, below = check(province, JULY), check(city, JULY)
    assert totals(above) == totals(below)
    assert above.below
    assert str(above.below.sectors["gas"]) == "2/6"
    assert str(above.below.sectors["road"]) == "3/6"
    book = load_workbook(province / "outbox/2023-07/附件2.xlsx")
    note = cell_named(book, "annex_note").value
    assert "2个单位的12/24个行业领域，北河市未计入" in note
    assert "汇总县区2/6至3/6（各领域不同）" in note
    assert "南山市的数未报齐" in note


@pytest.mark.parametrize(("sheet", "told"), [("power", True), ("gas", False)])
def test_a_district_whose_units_lack_is_told_beside_its_missing_sector(
    tmp_path: Path, sheet: str, told: bool
) -> None:
    """电力 is all that its unit leads: what the unit fills once is missing too; 燃气's leads another sector as well."""
    city = upper(tmp_path, {"linshu": "临枢县"}, "南山市")
    send(city, "附件2.xlsx", annex2(district("临枢县", "2023-07", 0, [sheet])))
    publish(city, JULY)
    book = load_workbook(city / "outbox/2023-07/附件2.xlsx")
    paper = (city / "outbox/2023-07/月通报.md").read_text("utf-8")
    for text in (str(cell_named(book, "annex_note").value), paper):
        assert ("临枢县的数未报齐，见“报送情况”" in text) == told


def test_a_figure_of_the_province_is_followed_down_to_the_districts_cells(
    province: Path, city: Path, files: Mapping[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("trace", "self_found", "--sector", "燃气")
    assert command(province, *asked) == 0
    alone = capsys.readouterr().out
    assert "临枢县燃气" in alone
    assert "inbox/linshu/附件2.xlsx" in alone
    assert "（原文件不在手边）" in alone
    assert "区规划建设局" not in alone
    assert command(province, *asked, "--below", str(city / "inbox")) == 0
    deep = capsys.readouterr().out
    assert "区规划建设局.xlsx" in deep
    book = load_workbook(io.BytesIO(files["haiwan"]), data_only=True)
    page, ref = place_named(book, "gas_self_found")
    assert f"海湾县燃气  {book[page][ref].value}  {page}!{ref}" in deep


def test_a_trace_says_who_is_in_a_total_at_the_very_bottom(
    province: Path, city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The city's sheets are there, and yet a district's lacks in one."""
    told = {"1-1": "已报12/24，汇总县区2/6至3/6（各领域不同）", "3-8": "，汇总县区3/6。"}
    for name, words in told.items():
        capsys.readouterr()
        assert command(province, "trace", name) == 0
        assert words in capsys.readouterr().out
    assert command(city, "trace", "1-1") == 0  # its sheets are the districts' own
    assert "汇总县区" not in capsys.readouterr().out


def _causes(city: Path, change: Edit, folder: Path) -> tuple[Cause, ...] | None:
    """Of the city's 1-1 危险化学品, after its file was changed."""
    book = load_workbook(city / "outbox/2023-07/附件2.xlsx")
    change(book)
    data = saved(book)
    (folder / "附件2.xlsx").write_bytes(data)
    declared = load_declarations(city)
    indicator = declared.form.indicators["self_found"]
    digest = hashlib.sha256(data).hexdigest()
    return causes(digest, "hazchem", indicator, declared.roster, Files([folder]))


def _spelled(book: Workbook) -> None:
    """The level below calls 危险化学品 by another of its names."""
    for (cell,) in book["数据来源"]["C1:C9999"]:
        if "危险化学品" in str(cell.value):
            cell.value = str(cell.value).replace("危险化学品", "危化品")


def _unlisted(book: Workbook) -> None:
    """Too many values to be listed: under the head of the table there is nothing."""
    sheet = book["数据来源"]
    (head,) = [c.row for (c,) in sheet["I1:I9"] if c.value == "校验码（sha256）"]
    sheet.delete_rows(head + 1, 9999)


def test_a_sector_is_followed_down_by_any_of_its_names(city: Path, tmp_path: Path) -> None:
    as_it_is = _causes(city, lambda _: None, tmp_path)
    assert as_it_is
    assert [c.who for c in as_it_is] == ["临枢县危险化学品", "古城区危险化学品", "海湾县危险化学品"]
    spelled = _causes(city, _spelled, tmp_path)
    assert spelled
    assert [c.who for c in spelled] == ["临枢县危化品", "古城区危化品", "海湾县危化品"]
    assert [(c.cell, c.value) for c in spelled] == [(c.cell, c.value) for c in as_it_is]


def test_a_file_that_lists_nothing_is_not_said_to_be_made_of_nothing(
    city: Path, tmp_path: Path
) -> None:
    assert _causes(city, _unlisted, tmp_path) is None


def _miscounted(book: Workbook) -> None:
    """A value in the list is another than in the table."""
    for row in book["数据来源"].iter_rows():
        if (row[0].value, row[2].value) == ("1-1", "燃气"):
            row[3].value += 1


def _unreadable(book: Workbook) -> None:
    for row in book["数据来源"].iter_rows():
        if (row[0].value, row[2].value) == ("1-1", "燃气"):
            row[3].value = "若干"


LISTS: dict[str, tuple[Edit, str]] = {
    "changed": (_miscounted, "与这个文件的数不一致：“数据来源”表可能改动过"),
    "no number": (_unreadable, "这几格合起来是（有的读不出来），与这个文件的数不一致"),
    "too long": (_unlisted, "这个文件没有列出下一级的各格"),
    "as it was": (lambda _: None, "这个文件的数由下一级的1格得来"),
}


@pytest.mark.parametrize("name", LISTS)
def test_trace_says_where_the_list_of_a_file_does_not_lead_to_its_figure(
    tmp_path: Path, files: Mapping[str, bytes], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change, said = LISTS[name]
    book = load_workbook(io.BytesIO(files["linshu"]))
    change(book)
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "附件2.xlsx", saved(book))
    assert command(root, "trace", "1-1", "--sector", "燃气", "--unit", "临枢县") == 0
    shown = capsys.readouterr().out
    assert said in shown
    assert ("不一致" in shown) == (name in ("changed", "no number"))


@pytest.mark.libreoffice
def test_a_file_saved_by_libreoffice_says_the_same(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    for suffix in ("xlsx", "ods"):
        source = tmp_path / suffix / "附件2.xlsx"
        source.parent.mkdir()
        source.write_bytes(files["linshu"])
        data = libreoffice.convert(source, tmp_path / f"{suffix}-saved", suffix).read_bytes()
        send(root, f"附件2.{suffix}", data)
    accepted = [f for f in books(root) if f.status == "accepted"]
    assert len(accepted) == 1
    assert not any(codes(f) for f in books(root) if f.status != "superseded")


Shape = dict[str, Collection[str]]  # city -> its districts
SHAPES: dict[str, tuple[Shape, set[tuple[str, str]]]] = {
    "one of each": ({"甲市": ["子县"]}, set()),
    "uneven": ({"甲市": ["子县"], "乙市": ["丑县", "寅县", "卯县"]}, {("丑县", "gas")}),
    "a district missing": ({"甲市": ["子县", "丑县"], "乙市": ["寅县"]}, {("丑县", "")}),
    "a city missing": ({"甲市": ["子县"], "乙市": ["丑县", "寅县"]}, {("丑县", ""), ("寅县", "")}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_three_levels_add_up_to_the_flat_sum(tmp_path: Path, name: str) -> None:
    shape, lacking = SHAPES[name]
    sent: list[Release] = []
    top = _tree(tmp_path, shape, lacking, sent)
    flat = summed(sent, top.declared)
    flat.pop(STAYS)
    assert totals(top) == flat
    assert top.below
    count = sum(map(len, shape.values()))
    for sector, share in top.below.sectors.items():
        away = {d for d, s in lacking if s in ("", sector)}
        assert (share.accepted, share.expected) == (count - len(away), count), sector


def _tree(
    folder: Path, shape: Shape, lacking: set[tuple[str, str]], sent: list[Release]
) -> Release:
    """The province of a tree; sent: gets what its districts published."""
    units = {f"c{n}": city for n, city in enumerate(shape)}
    top = upper(folder / "top", units, "东江省")
    roster = top / "schemas" / "roster.toml"
    for city, below in shape.items():
        text = roster.read_text("utf-8")
        line = f'name = "{city}", sectors = "all"'
        roster.write_text(text.replace(line, f"{line}, reporters = {len(below)}"), "utf-8")
        root = upper(folder / city, {f"d{n}": d for n, d in enumerate(below)}, city)
        came = [d for d in below if (d, "") not in lacking]
        for name in came:
            gone = [s for d, s in lacking if d == name]
            sent.append(district(name, "2023-07", len(sent), gone))
            send(root, f"{name}.xlsx", annex2(sent[-1]))
        if came:
            release = check(root, JULY)
            send(top, f"{city}.xlsx", annex2(release))
    return check(top, JULY)


def test_twelve_districts_sixteen_cities_one_province(tmp_path: Path) -> None:
    """192 districts, one of them missing; fifteen cities have the same figures under other names."""
    made = [district(f"第{n}县", "2023-07", n) for n in (*range(11), 12)]  # 11 breaks a rule
    whole = _city(tmp_path / "whole", made, [])
    lacking = _city(tmp_path / "lacking", made, ["第7县"])
    cities = {f"c{n}": f"第{n}市" for n in range(16)}
    top = upper(tmp_path / "top", cities, "东江省", reporters=12)
    for number, city in enumerate(cities.values()):
        data = lacking if number == 3 else whole
        send(top, f"{city}.xlsx", renamed(data, "某某市", city))
    above = check(top, JULY)
    flat = {i: 16 * v for i, v in summed(made, above.declared).items() if i != STAYS}
    flat = {i: v - totals(made[7]).get(i, Decimal(0)) for i, v in flat.items()}
    assert totals(above) == flat
    assert above.below
    assert {str(s) for s in above.below.sectors.values()} == {"191/192"}
    assert "汇总县区191/192" in _note(annex2(above))


def _city(folder: Path, made: Collection[Release], away: Collection[str]) -> bytes:
    """What a city of these districts publishes; away: the districts that send nothing."""
    names = [of.declared.campaign.document["area"] for of in made]
    root = upper(folder, {f"d{n}": name for n, name in enumerate(names)}, "某某市")
    for name, of in zip(names, made, strict=True):
        if name not in away:
            send(root, f"{name}.xlsx", annex2(of))
    release = check(root, JULY)
    assert len(release.state.accepted(release.declared.roster.sectors)) == 12 * (12 - len(away))
    return annex2(release)


def _note(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    return str(cell_named(book, "annex_note").value)
