import hashlib
import io
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.books.workbook import open_book
from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.issued import Restatement
from pipeline.model.released import Release
from pipeline.model.states import FileState
from pipeline.rollup.heads import Heads
from pipeline.rollup.record import RECORD, read_record, rows_of
from pipeline.rollup.tracing import Cause, Files, causes
from pipeline.words.wording import cell_text, same_text
from tests import libreoffice
from tests.published import command, manifest, table
from tests.tree import (
    HERE,
    JULY,
    annex2,
    district,
    renamed,
    resealed,
    send,
    shown,
    summed,
    totals,
    upper,
)
from tests.workspaces import ROOT, check, declarations, drawn, form, publish, put, saved, workspace

NAMES = {"linshu": "临枢县", "gucheng": "古城区", "haiwan": "海湾县"}
Edit = Callable[[Workbook], object]
STAYS = "media_column"  # the one value that the example does not carry up


def books(root: Path) -> list[FileState]:
    """The workbooks of an inbox as they stand."""
    return [f for f in check(root, JULY).files if f.path.endswith((".xlsx", ".ods"))]


def codes(file: FileState, severity: str = "error") -> set[str]:
    """The rules that a file breaks."""
    return {f.rule for f in file.findings if f.severity == severity}


@pytest.fixture(scope="module")
def districts() -> dict[str, Release]:
    """Three districts; 燃气 of the second did not report."""
    lacking = {"gucheng": ["gas"]}
    return {
        unit: district(name, "2023-07", seed, lacking.get(unit, ()))
        for seed, (unit, name) in enumerate(NAMES.items())
    }


@pytest.fixture(scope="module")
def files(districts: Mapping[str, Release]) -> dict[str, bytes]:
    """What they publish."""
    return {unit: annex2(of) for unit, of in districts.items()}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, files: Mapping[str, bytes]) -> Path:
    """Their city, published."""
    root = upper(tmp_path_factory.mktemp("city"), NAMES, "南山市")
    for unit, data in files.items():
        send(root, f"{unit}/附件2.xlsx", data)
    publish(root, JULY)
    return root


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
    page, ref = next(iter(book.defined_names["annex_note"].destinations))
    note = book[page][ref.replace("$", "")].value
    assert "2个单位的12/24个行业领域，北河市未计入" in note
    assert "汇总县区2/6至3/6（各领域不同）" in note
    assert "南山市的数未报齐" in note


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
    page, ref = next(iter(book.defined_names["gas_self_found"].destinations))
    value = book[page][ref.replace("$", "")].value
    assert f"海湾县燃气  {value}  {page}!{ref.replace('$', '')}" in deep


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


LISTS: dict[str, tuple[Edit, str]] = {
    "changed": (_miscounted, "与这个文件的数不一致：“数据来源”表可能改动过"),
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
    assert ("不一致" in shown) == (name == "changed")


def test_a_file_saved_by_libreoffice_says_the_same(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    if why := libreoffice.why_not():
        pytest.skip(why)
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


def _at(book: Workbook, name: str, value: object) -> None:
    page, ref = next(iter(book.defined_names[name].destinations))
    book[page][ref.replace("$", "")].value = value


def _said(book: Workbook, column: str, line: tuple[str, ...], value: str) -> Workbook:
    """A cell of the record changed, in the row that begins with some words."""
    rows = [r for r in book[RECORD].iter_rows() if tuple(c.value for c in r)[: len(line)] == line]
    assert len(rows) == 1
    book[RECORD][f"{column}{rows[0][0].row}"].value = value
    return book


def _both(book: Workbook, value: str = "999") -> Workbook:
    """A value changed in the table and in the record: then it is not the sum any more."""
    _at(book, "fire_self_found", int(value) if value.isdigit() else value)
    return _said(book, "D", ("line", "fire", "self_found"), value)


def _zero_gone(book: Workbook) -> None:
    """A line of the record that no sum misses: its zero would be a value that is missing."""
    rows = [[c.value or "" for c in row] for row in book[RECORD].iter_rows()]
    zero = next(r for r in rows if r[0] == "line" and r[1] and r[3] == "0")
    book[RECORD].delete_rows(1 + rows.index(zero))


def _columns(book: Workbook) -> None:
    """Two sectors' names change places, their figures do not."""
    page, _ = next(iter(book.defined_names["fire_self_found"].destinations))
    for cell in [c for row in book[page].iter_rows() for c in row]:
        if cell.value in ("消防", "燃气"):
            cell.value = "燃气" if cell.value == "消防" else "消防"


def _unnamed(book: Workbook) -> None:
    del book.defined_names["road_self_found"]


def _unrecorded(book: Workbook) -> None:
    del book[RECORD]


def _broken(book: Workbook) -> None:
    book[RECORD]["A1"].value = "note"


_K2 = ("unrecognised", "K2")
EDITS: dict[str, tuple[Edit, str, str]] = {
    "a value": (lambda b: _at(b, "fire_self_found", 999), "returned", "K3"),
    "a missing value filled": (lambda b: _at(b, "gas_self_found", 0), "returned", "K3"),
    "a value made missing": (lambda b: _at(b, "fire_self_found", "未报"), "returned", "K3"),
    "a text for a value": (lambda b: _at(b, "fire_self_found", "很多"), "returned", "K3"),
    "a total": (lambda b: _at(b, "total_self_found", 1), "returned", "K4"),
    "a total of the office": (lambda b: _at(b, "total_study_sessions", 1), "returned", "K3"),
    "two values in one cell": (lambda b: _at(b, "total_reward_wan", "1万元"), "returned", "K3"),
    "value and record": (lambda b: _both(resealed(b)), "unrecognised", "K2"),
    "value and record, sealed": (lambda b: resealed(_both(b)), "returned", "K4"),
    "a sealed yes for a number": (lambda b: resealed(_both(b, "是")), "returned", "K3"),
    "a zero gone from the record": (_zero_gone, "unrecognised", "K2"),
    "a line renamed": (lambda b: _said(b, "A", ("line", "fire", "transferred"), "lin"), *_K2),
    "who is in a figure": (lambda b: _said(b, "E", ("line", "fire", "self_found"), "0"), *_K2),
    "a sample made real": (lambda b: _said(b, "B", ("sample",), "是"), *_K2),
    "a second unit": (lambda b: b[RECORD].append(["unit", "临枢县"]), *_K2),
    "a record of another version": (lambda b: _said(b, "B", ("record",), "1"), *_K2),
    "the note": (lambda b: _at(b, "annex_note", "注：汇总12/12个行业领域。"), "returned", "K3"),
    "the date": (lambda b: _at(b, "annex_date", "时间：2023年8月28日"), "returned", "K3"),
    "heads of columns": (_columns, "returned", "K5"),
    "a name": (_unnamed, "returned", "K5"),
    "the record removed": (_unrecorded, "unrecognised", "K1"),
    "the record broken": (_broken, "unrecognised", "K2"),
    "another place": (lambda b: resealed(_said(b, "B", ("unit",), "东山县")), "unrecognised", "K6"),
    "a month outside": (
        lambda b: resealed(_said(b, "B", ("period",), "2024年7月")),
        "returned",
        "H11d",
    ),
    "another basis": (lambda b: resealed(_said(b, "B", ("basis",), "当月")), "returned", "H11f"),
}


def _beside_a_right_one(folder: Path, files: Mapping[str, bytes], change: Edit) -> FileState:
    """How a district's file stands that was changed; that of another one, which was not, is accepted all the same."""
    book = load_workbook(io.BytesIO(files["gucheng"]))
    change(book)
    root = upper(folder / "city", NAMES, "南山市")
    send(root, "附件2.xlsx", saved(book))
    send(root, "另一个.xlsx", files["linshu"])
    other, file = books(root)
    assert other.status == "accepted"
    return file


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_edited_by_hand_is_refused_with_the_reason(
    tmp_path: Path, files: Mapping[str, bytes], edit: str
) -> None:
    change, status, code = EDITS[edit]
    file = _beside_a_right_one(tmp_path, files, change)
    assert file.status == status
    assert [f.rule for f in file.findings if f.severity == "error"].count(code) == 1


def test_of_two_heads_the_nearer_one_is_a_cells_own() -> None:
    known = declarations()
    indicator, book = known.form.indicators["self_found"], Workbook()
    page = book.create_sheet("表")
    for row in ((None, "消防"), (None, "燃气"), (indicator.label, 3)):
        page.append(row)
    heads = Heads(open_book(saved(book)), known)
    assert heads.is_right(("表", "B3"), "gas", indicator)
    assert not heads.is_right(("表", "B3"), "fire", indicator)
    assert not heads.is_right(("表", "A3"), "gas", indicator)
    assert not heads.is_right(("没有", "B3"), "gas", indicator)


BROKEN: dict[str, tuple[Edit, str, str | None]] = {
    "anything": (lambda b: _said(b, "B", ("unit",), "东山县"), "与末行的校验码不符", None),
    "more below it": (lambda b: b[RECORD].append(["restated", "1改为2"]), "末行的校验码", None),
    "emptied": (lambda b: b[RECORD].delete_rows(1, 999), "A1是“”，应为“record”", "A1"),
    "of a program to come": (
        lambda b: resealed(_said(b, "B", ("record",), "3")),
        "B1写的记录格式是3，本级的程序认的是2，上下级要用同一版本的程序",
        "B1",
    ),
    "heads in another order": (
        lambda b: resealed(_said(b, "A", ("note",), "date")),
        "各行的次序或名称不对",
        None,
    ),
    "neither yes nor no": (
        lambda b: resealed(_said(b, "B", ("sample",), "对")),
        "sample和whole只能是",
        None,
    ),
    "no value": (
        lambda b: resealed(_said(b, "D", ("line", "fire", "self_found"), "很多")),
        "fire的self_found一行读不出来",
        None,
    ),
    "more than all": (
        lambda b: resealed(_said(b, "E", ("line", "fire", "self_found"), "9")),
        "fire的self_found一行前后矛盾",
        None,
    ),
}


@pytest.mark.parametrize("edit", BROKEN)
def test_of_a_record_that_is_refused_it_is_told_why(
    tmp_path: Path, files: Mapping[str, bytes], edit: str
) -> None:
    change, why, cell = BROKEN[edit]
    (finding,) = _beside_a_right_one(tmp_path, files, change).findings
    assert (finding.rule, finding.sheet, finding.cell) == ("K2", RECORD, cell)
    assert why in finding.message
    assert "重新运行程序" in finding.message


def test_any_letters_come_through_the_record(files: Mapping[str, bytes]) -> None:
    known = read_record(open_book(files["linshu"]))
    odd = replace(known, unit="_x0041_县", note="注：\n=1+1 <&>  两空格", restated=("𠮷县\t1",))
    book = Workbook()
    book.create_sheet(RECORD)
    for row in rows_of(odd):
        book[RECORD].append([cell_text(text) for text in row])
        for cell in book[RECORD][book[RECORD].max_row]:
            cell.data_type = "s"
    back = read_record(open_book(saved(book)))
    assert (back.unit, back.lines) == (odd.unit, odd.lines)
    for text, told in ((back.note, odd.note), (back.restated[0], odd.restated[0])):
        assert same_text(text) == same_text(told)


def test_what_openpyxl_saves_unchanged_is_still_accepted(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "附件2.xlsx", saved(load_workbook(io.BytesIO(files["gucheng"]))))
    (file,) = books(root)
    assert file.status == "accepted"
    assert not codes(file)


def test_a_returned_file_goes_back_marked(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(files["linshu"]))
    _at(book, "fire_self_found", 999)
    root = upper(tmp_path / "city", NAMES, "南山市")
    send(root, "坏.xlsx", saved(book))
    publish(root, JULY)
    (back,) = (root / "outbox/2023-07/returned").glob("*.xlsx")
    marked = load_workbook(back)
    assert marked.sheetnames[0] == "退回说明"
    assert RECORD in marked.sheetnames
    told = "".join(str(c.value) for row in marked.worksheets[0].iter_rows() for c in row if c.value)
    assert "附件2不能手工修改" in told
    assert "标红的格改正" not in told


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
    _at(book, "office_media_column", "是")
    _at(book, "office_blanks_are_zero", "是")
    _at(book, "office_inspectors", 0)
    return saved(book)


def test_the_offices_own_form_says_that_sectors_come_from_the_level_below(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    book = load_workbook(io.BytesIO(drawn(load_declarations(root), "office", JULY)))
    ((sheet, ref),) = book.defined_names["office_self_found"].destinations
    assert book[sheet][ref].value == "取自下级报表"
    assert "张表，由几个人" not in str([c.value for c in book["填表说明"]["B"]])


def test_a_form_that_a_place_filled_itself_is_not_taken_for_what_it_published(
    tmp_path: Path,
) -> None:
    """Nobody could say how many of those who report to it are in its figures."""
    root = upper(tmp_path / "city", NAMES, "南山市", reporters=3)
    book = load_workbook(io.BytesIO(drawn(load_declarations(root), "linshu", JULY)))
    _at(book, "fire_blanks_are_zero", "是")
    _at(book, "fire_self_found", 12)
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
    _at(book, "fire_self_found", 999)
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
        _at(book, name, value)
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
    page, ref = next(iter(book.defined_names["annex_note"].destinations))
    return str(book[page][ref.replace("$", "")].value)


FAULTS: dict[str, tuple[str, str, str]] = {
    "above.dept_talks：缺少这一项": ("rollup.toml", 'dept_talks = "sum"\n', ""),
    "above.dept_talks：只能是": ("rollup.toml", 'dept_talks = "sum"', 'dept_talks = "last"'),
    "above.self_found：是分领域": ("rollup.toml", "[above]\n", '[above]\nself_found = "sum"\n'),
    "above.self_fixed：是分领域": ("rollup.toml", "[above]\n", '[above]\nself_fixed = "stays"\n'),
    "K4：编号重复": ("rollup.toml", 'code = "K5"', 'code = "K4"'),
    "H1：编号重复": ("rollup.toml", 'code = "K5"', 'code = "H1"'),
    "above.media_column：是否项": ("rollup.toml", '"stays"\n', '"sum"\n'),
    "above.inspections：是否项": ("rollup.toml", 'inspections = "sum"', 'inspections = "any"'),
    "above.nothing：没有这一项": ("rollup.toml", "[above]\n", '[above]\nnothing = "sum"\n'),
    "below：逐级汇总时": ("roster.toml", 'unit_sheet = "综合"', ""),
    "K3.severity": (
        "rollup.toml",
        'case = "differs"\nseverity = "error"',
        'case = "differs"\nseverity = "notice"',
    ),
    "case=no_unit": ("rollup.toml", 'case = "no_unit"', 'case = "note_below"'),
}


@pytest.mark.parametrize("said", FAULTS)
def test_nothing_about_the_levels_is_guessed(tmp_path: Path, said: str) -> None:
    name, old, new = FAULTS[said]
    root = upper(tmp_path / "city", NAMES, "南山市")
    path = root / "schemas" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(root)
    assert said in str(e.value).replace(" ", "")


def test_a_workspace_of_forms_takes_no_annex_2(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    root = workspace(tmp_path / "district", {"a.xlsx": form("rescue", JULY)})
    send(root, "附件2.xlsx", files["linshu"])
    statuses = {f.path: f.status for f in books(root)}
    assert statuses == {"inbox/a.xlsx": "accepted", "inbox/附件2.xlsx": "unrecognised"}


def test_the_example_is_free_of_faults(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(city, "lint") == 0
    assert "没有错误" in capsys.readouterr().out


def test_an_issued_month_put_right_is_told_above(tmp_path: Path) -> None:
    release = district("临枢县", "2023-07", 1)
    every = [i.id for i in declarations().form.at_level("sector")]
    whole = [Restatement(JULY, i, "gas", None, Decimal(2), "迟报") for i in every]
    own = Restatement(JULY, "self_found", "fire", Decimal(1), Decimal(2), "笔误")
    root = upper(tmp_path / "city", NAMES, "南山市")
    put(root, "1.xlsx", annex2(release))
    again = replace(district("临枢县", "2023-07", 2), restated=(own, *whole))
    put(root, "2.xlsx", annex2(again), "2023-08-15T10:00:00+08:00")
    first, second = books(root)
    assert (first.status, second.status) == ("superseded", "accepted")
    told = [f.message for f in second.findings if f.rule == "K8"]
    assert told[0].endswith("7月消防：1-1 企业自查发现1改为2。原因：笔误。")
    assert told[1].endswith("3-7 其中危险作业罪案例未报改为2。原因：迟报。")
    assert (len(told), told[1].count("改为")) == (2, len(every))


def test_what_is_told_of_a_form_is_told_of_an_annex_2_in_other_words(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    empty = district("临枢县", "2023-07", 1, tuple(declarations().roster.sheets))
    put(root, "1.xlsx", annex2(empty))
    put(root, "2.csv", b"1,2")
    told = {
        f.path: [x.message for x in f.findings if x.severity == "error"]
        for f in check(root, JULY).files
    }
    (nothing,), (foreign,) = told["inbox/1.xlsx"], told["inbox/2.csv"]
    assert nothing.startswith("这一本里没有一个数")
    assert foreign == "这是文本文件（csv或txt），不是xlsx工作簿。请把公布的附件2.xlsx原样发来。"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("V99 = '请重报'", "said.V99：没有这一项"),
        ("F4 = '{count}处'", "said.F4：这里不能用“{count}”"),
    ],
)
def test_other_words_are_for_rules_that_there_are(tmp_path: Path, line: str, fault: str) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    file = root / "schemas" / "rollup.toml"
    file.write_text(file.read_text("utf-8").replace("[said]", f"[said]\n{line}"), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(root)
    assert fault in str(e.value).replace(" ", "")


def test_the_record_is_hidden_and_the_same_every_time(districts: Mapping[str, Release]) -> None:
    one, two = (annex2(districts["linshu"]) for _ in range(2))
    assert one == two
    assert load_workbook(io.BytesIO(one))[RECORD].sheet_state == "hidden"


def test_the_manual_shows_the_very_example() -> None:
    manual = (ROOT / "docs" / "逐级汇总.md").read_text("utf-8")
    example = (HERE / "schemas" / "rollup.toml").read_text("utf-8")
    assert f"```toml\n{example}```" in manual


def test_a_district_roster_changed_as_the_manual_says_is_one_of_a_city(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "逐级汇总.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^```toml\n(.*?)^```$", manual)
    (said,) = [b for b in blocks if "shared_sectors" in b]
    first, *parts = re.split(r"(?m)^(?=\[)", said)
    root = workspace(tmp_path / "city")
    shutil.copy(HERE / "schemas" / "rollup.toml", root / "schemas")
    roster = root / "schemas" / "roster.toml"
    kept = re.split(r"(?m)^(?=\[(?:units|office)\])", roster.read_text("utf-8"))[0]
    untouched = re.split(r"(?m)^(?=\[office\])", roster.read_text("utf-8"))[1]
    parts += [] if any(p.startswith("[office]") for p in parts) else [untouched]
    roster.write_text("".join([first, kept, *parts]), "utf-8")
    declared = load_declarations(root)
    assert declared.roster.shared
    assert [u.name for u in declared.roster.units.values()] == [
        "临枢县",
        "海湾县",
        "市安委会办公室",
    ]
