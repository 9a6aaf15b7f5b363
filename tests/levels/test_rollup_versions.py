"""Which of several published files counts above, what they do not agree about, what is not compared."""

import io
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.declarations import load_declarations
from pipeline.model.released import Release
from pipeline.model.states import FileState
from tests.support.levels import NAMES, STAYS, at, books, codes
from tests.support.named_cells import cell_named
from tests.support.published import command
from tests.support.tree import JULY, annex2, district, send, summed, totals, upper
from tests.support.workspaces import check, drawn, put, saved


def test_the_newest_version_counts_and_the_same_twice_is_a_duplicate(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    again = annex2(district("临枢县", "2023-07", 77))
    put(root, "1.xlsx", files["linshu"], "2023-07-25T10:00:00+08:00")
    put(root, "2.xlsx", again, "2023-07-26T10:00:00+08:00")
    put(root, "3.xlsx", again, "2023-07-27T10:00:00+08:00")
    assert [f.status for f in books(root)] == ["superseded", "accepted", "duplicate"]


ABOVE: dict[str, tuple[str, str, str, str, str]] = {
    "fewer sectors": (
        *("roster.toml", 'name = "临枢县", sectors = "all"', 'name = "临枢县", sectors = ["gas"]'),
        *("returned", "附件2里有11个领域的数（危险化学品、道路交通、建筑施工、消防、冶金等工贸"),
    ),
    "another form": (
        *("rollup.toml", "[below]\n", '[below]\nform = "flood"\n'),
        *("unrecognised", "附件2是按表“annex2-2023第1版”汇总的，本级收的是“flood第1版”"),
    ),
    "another version of it": (
        *("rollup.toml", "[below]\n", "[below]\nform_version = 9\n"),
        *("unrecognised", "附件2是按表“annex2-2023第1版”汇总的，本级收的是“annex2-2023第9版”"),
    ),
}


@pytest.mark.parametrize("name", ABOVE)
def test_what_the_levels_do_not_agree_about_is_told_to_both(
    tmp_path: Path, files: Mapping[str, bytes], name: str
) -> None:
    """Not in the words for forms: there is no blank form to be asked for, and no heading to be put right."""
    schema, old, new, status, said = ABOVE[name]
    root = upper(tmp_path / "city", NAMES, "南山市")
    path = root / "schemas" / schema
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    send(root, "附件2.xlsx", files["linshu"])
    put(root, "本级.xlsx", _own_form(root))
    (file,) = [f for f in books(root) if f.path.endswith("附件2.xlsx")]
    assert file.status == status
    (error,) = [f for f in file.findings if f.severity == "error"]
    assert said in error.message
    assert "空白表" not in error.message


def _own_form(root: Path) -> bytes:
    """The form of a city's own office, with all that it asks for."""
    book = load_workbook(io.BytesIO(drawn(load_declarations(root), "office", JULY)))
    at(book, "office_media_column", "是")
    at(book, "office_blanks_are_zero", "是")
    at(book, "office_inspectors", 0)
    return saved(book)


def test_the_offices_own_form_says_that_sectors_come_from_the_level_below(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    book = load_workbook(io.BytesIO(drawn(load_declarations(root), "office", JULY)))
    assert cell_named(book, "office_self_found").value == "取自下级报表"
    assert "张表，由几个人" not in str([c.value for c in book["填表说明"]["B"]])


def test_a_form_that_a_place_filled_itself_is_not_taken_for_what_it_published(
    tmp_path: Path,
) -> None:
    """Nobody could say how many of those who report to it are in its figures."""
    root = upper(tmp_path / "city", NAMES, "南山市", reporters=3)
    book = load_workbook(io.BytesIO(drawn(load_declarations(root), "linshu", JULY)))
    at(book, "fire_blanks_are_zero", "是")
    at(book, "fire_self_found", 12)
    put(root, "临枢县7月.xlsx", saved(book))
    (file,) = books(root)
    assert file.status == "returned"
    (told,) = (f.message for f in file.findings if f.rule == "K12")
    assert told.startswith("这是临枢县自己填的表，不是它公布的附件2")


@pytest.mark.parametrize(
    ("name", "said"),
    [("古城区附件2.xlsx", "古城区"), ("临枢县6月.xlsx", "6月"), ("临枢县附件2（7月）.xlsx", "")],
)
def test_a_name_that_says_something_else_is_told(
    tmp_path: Path, files: Mapping[str, bytes], name: str, said: str
) -> None:
    """As of a form: a place whose campaign.toml was copied reports under another's name."""
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, name, files["linshu"])
    (file,) = books(root)
    told = [f.message for f in file.findings if f.message.startswith("文件名写的是")]
    assert (file.status, file.unit) == ("accepted", "linshu")
    assert [m for m in told if f"“{said}”，表里是临枢县2023年7月" in m] == told
    assert len(told) == bool(said)


def test_what_the_newest_file_lacks_is_missing_whatever_an_older_one_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A published Annex 2 is all that its district says: forms of one unit complete each other, these do not."""
    root = upper(tmp_path / "city", NAMES, "南山市")
    newest = district("临枢县", "2023-07", 2, ["gas"])
    put(root, "1.xlsx", annex2(district("临枢县", "2023-07", 1)), "2023-07-25T10:00:00+08:00")
    put(root, "2.xlsx", annex2(newest), "2023-07-26T10:00:00+08:00")
    assert [f.status for f in books(root)] == ["superseded", "accepted"]
    release = check(root, JULY)
    assert release.state.sheets["linshu_gas"].state == "missing"
    flat = totals(newest)
    flat.pop(STAYS)
    assert totals(release) == flat
    assert command(root, "trace", "1-1", "--sector", "燃气", "--unit", "临枢县") == 0
    assert "未报" in capsys.readouterr().out


def test_of_two_files_that_came_at_once_none_says_what_the_other_lacks(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "1.xlsx", annex2(district("临枢县", "2023-07", 1)))
    send(root, "2.xlsx", annex2(district("临枢县", "2023-07", 1, ["gas"])))
    send(root, "3.xlsx", annex2(district("古城区", "2023-07", 1)))
    assert [f.status for f in books(root)] == ["returned", "returned", "accepted"]


def test_an_older_file_counts_again_where_the_newest_is_refused(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    put(root, "1.xlsx", annex2(district("临枢县", "2023-07", 1)), "2023-07-25T10:00:00+08:00")
    book = load_workbook(io.BytesIO(annex2(district("临枢县", "2023-07", 2, ["gas"]))))
    at(book, "fire_self_found", 999)
    put(root, "2.xlsx", saved(book), "2023-07-26T10:00:00+08:00")
    assert [f.status for f in books(root)] == ["accepted", "returned"]
    assert check(root, JULY).state.sheets["linshu_gas"].state == "accepted"


def test_samples_never_meet_real_figures(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "sample.xlsx", annex2(district("古城区", "2023-07", 5, sample=True)))
    assert [f.status for f in books(root)] == ["accepted"]
    assert check(root, JULY).sample
    send(root, "real.xlsx", files["linshu"])
    assert {f.path: f.status for f in books(root)} == {
        "inbox/real.xlsx": "accepted",
        "inbox/sample.xlsx": "ignored",
    }


def test_the_citys_own_office_fills_what_stays_and_adds_its_own(
    tmp_path: Path, files: Mapping[str, bytes], districts: Mapping[str, Release]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    assert command(root, "forms", "--month", "2023-07") == 0
    (blank,) = (root / "outbox/2023-07/forms").glob("*.xlsx")
    book = load_workbook(blank)
    for name, value in {
        "office_media_column": "是",
        "office_study_sessions": 4,
        "office_blanks_are_zero": "是",
        "office_inspectors": 0,
    }.items():
        at(book, name, value)
    put(root, "本级.xlsx", saved(book))
    for unit, data in files.items():
        send(root, f"{unit}.xlsx", data)
    release = check(root, JULY)
    flat = summed(list(districts.values()), release.declared)
    assert totals(release)[STAYS] == 1
    assert totals(release)["study_sessions"] == flat["study_sessions"] + 4
    assert release.totals[STAYS].coverage == "1/1"
    assert release.totals["study_sessions"].coverage == "4/4"


def _two_months(folder: Path, lacking: Collection[str]) -> Path:
    """A city of one district; in July it reports the same as in June, but for some sectors."""
    root = upper(folder, {"linshu": "临枢县"}, "南山市")
    put(root, "6.xlsx", annex2(district("临枢县", "2023-06", 3)), "2023-06-26T10:00:00+08:00")
    send(root, "7.xlsx", annex2(district("临枢县", "2023-07", 3, lacking)))
    return root


def test_a_sum_in_which_somebody_lacks_is_not_compared(tmp_path: Path) -> None:
    """It falls because a unit of the district did not report, not because anybody reports less."""
    release = check(_two_months(tmp_path / "city", ["fire"]), JULY)
    june, july = (
        {r.indicator: r.value for r in state.values.itertuples() if r.level == "unit"}
        for state in release.history
    )
    (partial,) = release.state.partial.values()
    assert {i for i in partial if july[i] < june[i]}
    file = next(f for f in release.files if f.path.endswith("7.xlsx"))
    assert (file.status, codes(file)) == ("accepted", set())
    assert "accountable" in partial
    for name in july:
        assert (release.totals[name].change is None) == (name in partial)
        assert any(name in g.values for g in release.gains) == (
            name not in partial and name != "inspectors"
        )
    assert release.totals["self_found"].change is not None


def test_a_sum_of_all_that_falls_is_a_fault(tmp_path: Path) -> None:
    root = _two_months(tmp_path / "city", [])
    release = check(root, JULY)
    assert (release.totals["accountable"].change or 0) > 0
    july = district("临枢县", "2023-07", 3)
    fewer = replace(july.totals["accountable"], value=Decimal(1))
    send(root, "7.xlsx", annex2(replace(july, totals={**july.totals, "accountable": fewer})))
    (returned,) = [f for f in books(root) if f.path.endswith("7.xlsx")]
    assert (returned.status, codes(returned)) == ("returned", {"H10"})
    _tells_what_to_do(returned, "H10")
    three = ("accountable", "dept_talks", "study_sessions")
    fewer_of_all = {n: replace(july.totals[n], value=Decimal(0)) for n in three}
    send(root, "7.xlsx", annex2(replace(july, totals={**july.totals, **fewer_of_all})))
    (returned,) = [f for f in books(root) if f.path.endswith("7.xlsx")]
    _tells_what_to_do(returned, "W-C2")


def _tells_what_to_do(returned: FileState, rule: str) -> None:
    """A decrease that the district let pass is the city's to let pass too: nobody types a sum anew."""
    (finding,) = [f for f in returned.findings if f.rule == rule]
    assert "同意后由本办公室豁免，不用重发" in finding.message
    assert "请把各项都改为" not in finding.message
    assert finding.waivable


def test_of_what_districts_had_a_blank_form_says_nothing_for_they_get_none(
    tmp_path: Path, files: Mapping[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    for unit, data in files.items():
        send(root, f"{unit}.xlsx", data)
    assert command(root, "forms", "--month", "2023-08") == 0
    assert "上月已报的数：各表都没有，" in capsys.readouterr().out
