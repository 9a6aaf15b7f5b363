import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError
from pipeline.words.unit_names import sheet_names, unit_names
from tests.support.counties import COUNTIES, counties, filled, right
from tests.support.published import command, manifest, table
from tests.support.workspaces import JUNE, blanks_of, check, publish, put, saved


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three counties; tests copy nothing into it."""
    return counties(tmp_path_factory.mktemp("counties"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month in which one county sends two of its sectors only, and the office all of its own."""
    root = counties(tmp_path_factory.mktemp("published"))
    declared = load_declarations(root)
    for unit in declared.roster.units:
        values = right(declared, unit)
        if unit == "gucheng":
            values = {s: values[s] for s in ("hazchem", "gas")}
        put(root, f"{unit}.xlsx", filled(root, unit, JUNE, values), "2023-06-26T10:00:00+08:00")
    publish(root, JUNE)
    return root


def test_a_sheet_is_one_units_report_about_one_sector(empty: Path) -> None:
    roster = load_declarations(empty).roster
    assert len(roster.sectors) == 12 + 12 + 2
    assert roster.by_sector["gas"] == ("linshu_gas", "gucheng_gas", "haiwan_gas")
    assert roster.by_sector["road"] == ("linshu_road", "gucheng_road")
    assert roster.sheets["haiwan_gas"].name == "海湾县燃气"
    for sheet in roster.sheets.values():
        assert roster.sheet_of(sheet.unit, sheet.sector) == sheet.id
    assert roster.sheet_of("haiwan", "road") is None


def test_each_form_has_the_sheets_of_its_unit_under_the_sectors_names(empty: Path) -> None:
    roster = load_declarations(empty).roster
    for unit, data in blanks_of(empty, JUNE).items():
        book = load_workbook(io.BytesIO(data))
        own = [roster.sheets[s] for s in roster.units[unit].sectors]
        assert book.sheetnames[: len(own)] == [s.title for s in own]
        assert {f"{s.sector}_self_found" for s in own} <= {*book.defined_names}


def test_with_a_sheet_of_its_own_what_a_unit_fills_once_needs_no_sector(tmp_path: Path) -> None:
    root = counties(tmp_path)
    roster = root / "schemas" / "roster.toml"
    roster.write_text(f'unit_sheet = "综合情况"\n{roster.read_text("utf-8")}', "utf-8")
    declared = load_declarations(root)
    assert declared.roster.by_level["unit"][:3] == ("linshu_whole", "gucheng_whole", "haiwan_whole")
    assert len(declared.roster.sectors) == 12 + 12 + 2
    given = right(declared, "haiwan")
    assert {*given} == {"whole", "gas", "fire"}
    put(
        root, "a.xlsx", filled(root, "haiwan", JUNE, {"whole": given["whole"], "gas": given["gas"]})
    )
    release = check(root, JUNE)
    assert release.totals["accountable"].coverage == "1/4"
    assert release.totals["self_found"].coverage == "1/26"
    assert release.state.sheets["haiwan_fire"].state == "missing"


def test_what_the_counties_send_adds_up_by_sector(published: Path) -> None:
    declared = load_declarations(published)
    given = {u: right(declared, u) for u in declared.roster.units}
    given["gucheng"] = {s: given["gucheng"][s] for s in ("hazchem", "gas")}
    figures = check(published, JUNE).sectors
    for sector, values in figures.items():
        told = [float(v[sector]["self_found"]) for v in given.values() if sector in v]
        assert float(values["self_found"]) == sum(told)
    total = {r["indicator"]: r for r in table(published, "2023-06", "totals.csv")}["self_found"]
    assert float(total["value"]) == sum(float(v["self_found"]) for v in figures.values())
    assert total["coverage"] == "16/26"


def test_the_files_say_whose_a_figure_is(published: Path) -> None:
    rows = table(published, "2023-06", "figures.csv")
    assert {(r["unit"], r["sector"]) for r in rows if r["level"] == "sector"} == {
        (s.unit, s.sector)
        for s in load_declarations(published).roster.sectors.values()
        if s.unit != "gucheng" or s.sector in ("hazchem", "gas")
    }
    run = manifest(published, "2023-06")
    counted = run["coverage"]
    assert (counted["expected"], counted["accepted"]) == (26, 16)
    assert "gucheng_road" in counted["missing"]
    assert "gucheng_gas" not in counted["missing"]


def test_the_papers_name_units_where_these_lack_as_a_whole(published: Path) -> None:
    paper = (published / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert "3个单位的26个行业领域有效报送16个（古城区10个领域未报送）" in paper
    assert "| 燃气 |" in paper
    assert "| 3/3 |" in paper
    assert "| 临枢县 | 全部12个 | 按时 |" in paper
    assert "| 古城区 | 其余10个 | 未报送 |" in paper
    assert "| 古城区 | 危险化学品、燃气 | 按时 |" in paper


def test_of_a_unit_that_sent_nothing_the_bulletin_says_how_many_sectors_lack(
    tmp_path: Path,
) -> None:
    root = counties(tmp_path)
    for unit in ("linshu", "haiwan", "office"):
        put(root, f"{unit}.xlsx", filled(root, unit, JUNE), "2023-06-26T10:00:00+08:00")
    publish(root, JUNE)
    paper = (root / "outbox/2023-06/月通报.md").read_text("utf-8")
    assert "古城区未报送全部12个领域报表（应于6月28日前报送）" in paper


def test_a_demand_names_a_unit_once_and_a_sentence_in_brackets_has_none_of_its_own(
    empty: Path,
) -> None:
    roster = load_declarations(empty).roster
    two = ["gucheng_gas", "gucheng_road"]
    rest = [s for s in roster.sectors if s.startswith("gucheng_") and s not in two]
    for sheets, named, apart in (
        ([*two, "linshu_gas"], ["临枢县燃气", "古城区（道路交通、燃气）"], ["古城区道路交通"]),
        (rest, ["古城区10个领域"], ["古城区10个领域"]),
        ([*rest, *two], ["古城区"], ["古城区"]),
        (["haiwan_gas", "haiwan_fire"], ["海湾县"], ["海湾县"]),
    ):
        assert unit_names(sheets, roster) == named
        assert {*apart} <= {*sheet_names(sheets, roster)}
        assert not [n for n in sheet_names(sheets, roster) if "（" in n]


def test_a_figure_is_traced_to_the_cells_of_each_county(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(published, "trace", "self_found", "--sector", "燃气") == 0
    shown = capsys.readouterr().out
    for name in ("临枢县", "古城区", "海湾县"):
        assert f"{name}燃气" in shown
    assert "道路交通" not in shown
    assert command(published, "trace", "1-1", "--sector", "燃气", "--unit", "海湾县") == 0
    assert "临枢县" not in capsys.readouterr().out
    assert command(published, "trace", "1-1", "--sector", "road", "--unit", "海湾县") == 2
    assert "“道路交通”不由海湾县填报。" in capsys.readouterr().err


def test_a_sector_that_is_not_the_units_returns_its_workbook(tmp_path: Path) -> None:
    root = counties(tmp_path / "own")
    wide = counties(tmp_path / "wide", {**COUNTIES, "haiwan": ("海湾县", "all")})
    put(root, "a.xlsx", filled(wide, "haiwan", JUNE))
    release = check(root, JUNE)
    (file,) = [f for f in release.files if f.path.endswith(".xlsx")]
    assert file.status == "returned"
    code = release.declared.intake_rule("not_the_units_sector").code
    told = [f for f in file.findings for f in (f, *f.also) if f.rule == code]
    assert {f.sheet for f in told} == {
        s.title for s in release.declared.roster.subjects.values() if s.id != "office"
    } - {"燃气", "消防"}
    assert not any(s.state == "accepted" for s in release.state.sheets.values())


def test_a_form_without_marks_is_known_by_the_unit_written_on_it(tmp_path: Path) -> None:
    root = counties(tmp_path)
    for name, told in (("a", "古城区"), ("b", "新区")):
        book = load_workbook(io.BytesIO(filled(root, "gucheng", JUNE)))
        del book["_form"]
        for name_of, defined in book.defined_names.items():
            if name_of.endswith("_unit"):
                page, ref = next(defined.destinations)
                book[page][ref.replace("$", "")].value = told
        put(root, f"{name}.xlsx", saved(book))
    known, unknown = [f for f in check(root, JUNE).files if f.path.endswith(".xlsx")]
    assert (known.status, known.unit, len(known.sectors)) == ("accepted", "gucheng", 12)
    assert unknown.status == "unrecognised"


Edit = Callable[[str], str]
FAULTS: dict[str, Edit] = {
    "haiwan.sectors：同一个领域": lambda t: t.replace('"gas", "fire"', '"gas", "gas"'),
    "haiwan.sectors：没有“nothing”": lambda t: t.replace('"gas", "fire"', '"gas", "nothing"'),
    "已由linshu填报": lambda t: t.replace("shared_sectors = true\n", "").replace(
        '"all"', '["gas"]'
    ),
    "linshu.sectors：应为列表": lambda t: t.replace("shared_sectors = true\n", ""),
    "units.gas": lambda t: t.replace("haiwan = ", "gas = "),
    "shared_sectors：应为true或false": lambda t: t.replace("= true", '= "yes"'),
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_roster_that_contradicts_itself_is_refused(tmp_path: Path, said: str) -> None:
    root = counties(tmp_path)
    roster = root / "schemas" / "roster.toml"
    roster.write_text(FAULTS[said](roster.read_text("utf-8")), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(root)
    assert said in str(e.value).replace("  ", " ")
