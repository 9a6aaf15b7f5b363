import dataclasses
import io
import os
import re
import subprocess
import sys
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule

from pipeline.books.workbook import open_book
from pipeline.declarations import load_declarations
from pipeline.drawing.filling_notes import fill_notes
from pipeline.forms.workbooks import blank_forms
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from tests.support.libreoffice import convert
from tests.support.named_cells import cell_named, place_named
from tests.support.places import ROOT
from tests.support.workspaces import drawn

TEMPLATES = ROOT / "templates"
MONTH = Month(2023, 8)
LEDGER = "隐患台账"  # tested in test_ledger_sheet.py


@pytest.fixture(scope="module")
def declared() -> Declarations:
    return load_declarations(ROOT)


@pytest.fixture(scope="module")
def made(declared: Declarations) -> dict[str, bytes]:
    """The blank forms by file name."""
    return blank_forms(declared, TEMPLATES, MONTH)


@pytest.fixture(scope="module")
def forms(declared: Declarations, made: dict[str, bytes]) -> dict[str, bytes]:
    """Unit id -> its blank form."""
    return dict(zip(declared.roster.units, made.values(), strict=True))


@pytest.fixture(scope="module")
def books(forms: dict[str, bytes]) -> dict[str, Workbook]:
    return {unit: load_workbook(io.BytesIO(data)) for unit, data in forms.items()}


def _without_ledger(sheets):
    return [s for s in sheets if s.title != LEDGER]


def _sheets(declared: Declarations, books: dict[str, Workbook]):
    """Every sector sheet: (book, sector id, sheet)."""
    for unit in declared.roster.units.values():
        for sector in unit.sectors:
            yield books[unit.id], sector, books[unit.id][declared.roster.sheets[sector].name]


def test_ten_workbooks_named_after_unit_and_month(made):
    names = list(made)
    assert len(names) == 10
    assert "区规划建设局_2023年8月.xlsx" in names
    assert names[-1] == "区安委会办公室_2023年8月.xlsx"


def test_sheets_are_the_units_sectors_then_the_notes_then_the_hidden_marks(declared, books):
    for unit in declared.roster.units.values():
        sectors = [declared.roster.sheets[s].name for s in unit.sectors]
        ledger = [] if unit.is_office else [LEDGER]
        besides = ["自查", *ledger, "工作情况", "填表说明", "_check", "_form"]
        assert books[unit.id].sheetnames == [*sectors, *besides]
        hidden = [s.title for s in books[unit.id].worksheets if s.sheet_state != "visible"]
        assert hidden == ["_check", "_form"]
        marks = dict(books[unit.id]["_form"].values)
        assert marks == {
            "form": "annex2-2023",
            "form_version": declared.form.version,
            "unit": unit.id,
        }


def test_exactly_what_is_asked_for_is_unlocked(declared, books):
    for book, sector, sheet in _sheets(declared, books):
        asked = {i.id for i in declared.form.indicators.values() if declared.roster.asks(i, sector)}
        headings = set(declared.form.headings) - {"unit", "sector"}
        expected = {place_named(book, f"{sector}_{name}")[1] for name in asked | headings}
        for merged in sheet.merged_cells.ranges:
            cells = [c.coordinate for row in sheet[merged.coord] for c in row]
            if cells[0] in expected:
                expected.update(cells)
        cells = [c for row in sheet.iter_rows() for c in row]
        assert {c.coordinate for c in cells if not c.protection.locked} == expected


def test_a_cell_that_is_not_to_be_filled_says_so_in_words_and_grey(declared, books):
    seen = set()
    for book, sector, _ in _sheets(declared, books):
        for indicator in declared.form.indicators.values():
            cell = cell_named(book, f"{sector}_{indicator.id}")
            if declared.roster.asks(indicator, sector):
                assert cell.value is None
                assert cell.fill.patternType is None
            else:
                assert cell.data_type == "s"
                assert cell.fill.patternType == "solid"
                seen.add(cell.value)
    assert seen == {
        "由牵头单位填",
        "由区安委办填",
        *(f"填在“{n}”表" for n in ("危险化学品", "建筑施工", "垃圾处理")),
    }


def test_names_belong_to_the_workbook_and_stand_beside_their_labels(declared, forms):
    for unit in declared.roster.units.values():
        book = open_book(forms[unit.id])
        entries = [*declared.form.indicators.values(), *declared.form.headings.values()]
        wanted = {f"{s}_{e.id}" for s in unit.sectors for e in entries}
        reports = {f"report_{box}" for box in declared.work_reports.boxes}
        assert {n for n in book.names if not n.startswith("ledger_")} == wanted | reports
        for sector in unit.sectors:
            for entry in entries:
                sheet, ref = book.names[f"{sector}_{entry.id}"]
                assert sheet == declared.roster.sheets[sector].name
                assert book.sheet(sheet).left_of(ref) == entry.label


def test_headings_are_prefilled_and_the_period_stays_text(declared, books):
    for book, sector, sheet in _sheets(declared, books):
        shown = {h: cell_named(book, f"{sector}_{h}").value for h in declared.form.headings}
        entry = declared.roster.sheets[sector]
        assert shown == {
            "unit": declared.roster.units[entry.unit].name,
            "sector": entry.name,
            "period": "2023年8月",
            "basis": "累计",
            "blanks_are_zero": "否",
            **dict.fromkeys(("reporter", "reviewer", "phone", "filled_on", "remarks")),
        }
        assert {
            cell_named(book, f"{sector}_{h}").number_format
            for h in ("period", "phone", "filled_on")
        } == {"@"}
        texts = {c.value: c for row in sheet.iter_rows() for c in row if c.value}
        assert texts["填自2023年5月22日起至填报日的累计数，不是本月数"].font.b
        assert set(declared.form.title) <= set(texts)


def _validations(sheet) -> dict[str, object]:
    found = {}
    for validation in sheet.data_validations.dataValidation:
        for ref in str(validation.sqref).split():
            assert ref not in found, "one validation a cell"
            found[ref] = validation
    return found


def test_drop_downs_offer_months_bases_and_yes_or_no(declared, books):
    book = books["planning"]
    lists = {r: v.formula1 for r, v in _validations(book["建筑施工"]).items() if v.type == "list"}
    months = ",".join(m.chinese for m in declared.campaign.months)
    for heading, options in (
        ("period", months),
        ("basis", "累计,当月"),
        ("blanks_are_zero", "是,否"),
    ):
        assert lists[place_named(book, f"construction_{heading}")[1]] == f'"{options}"'
    office = _validations(books["office"]["综合"])
    assert office[place_named(books["office"], "office_media_column")[1]].formula1 == '"是,否"'


def test_every_cell_to_be_filled_is_checked_in_words_that_excel_can_show(declared, books):
    for book, sector, sheet in _sheets(declared, books):
        checked = _validations(sheet)
        for indicator in declared.form.indicators.values():
            ref = place_named(book, f"{sector}_{indicator.id}")[1]
            assert (ref in checked) == declared.roster.asks(indicator, sector)
        for validation in checked.values():
            assert validation.showErrorMessage
            assert validation.errorStyle in (None, "stop")
            assert re.search("[\u4e00-\u9fff]", validation.error)
            assert len(validation.error) <= 255
            assert len(validation.errorTitle) <= 32
            assert len(validation.formula1) <= 255
            assert not validation.prompt


def test_plain_counts_take_whole_numbers_up_to_the_kinds_largest(books):
    checked = _validations(books["traffic"]["道路交通"])
    cell = checked[place_named(books["traffic"], "road_self_found")[1]]
    assert (cell.type, cell.operator, cell.formula1, cell.formula2) == (
        "whole",
        "between",
        "0",
        "20000",
    )


def test_each_rule_with_words_for_typing_is_in_the_cell_of_its_part(declared, books):
    book = books["traffic"]
    checked = _validations(book["道路交通"])
    typed = [r for r in declared.rules if r.typed]
    assert typed
    for rule in typed:
        given = rule.parameters
        parts = given["when"] if rule.kind == "needs" else (*given["left"], *given["each"])
        others = given["then"] if rule.kind == "needs" else given["right"]
        for part in parts:
            validation = checked[place_named(book, f"road_{part}")[1]]
            assert validation.type == "custom"
            assert not validation.allow_blank  # else a blank partner switches the whole check off
            assert rule.typed in validation.error
            assert all(place_named(book, f"road_{o}")[1] in validation.formula1 for o in others)


def test_a_rule_that_only_warns_does_not_stop_the_hand(declared):
    rules = tuple(
        dataclasses.replace(r, severity="warning") if r.code == "H1" else r for r in declared.rules
    )
    made = drawn(dataclasses.replace(declared, rules=rules), "traffic", MONTH)
    book = load_workbook(io.BytesIO(made))
    styles = {r: v.errorStyle for r, v in _validations(book["道路交通"]).items()}
    assert styles[place_named(book, "road_self_fixed")[1]] == "warning"
    assert styles[place_named(book, "road_dept_fixed")[1]] in (None, "stop")


def test_rules_of_other_sectors_and_months_are_left_out(declared):
    h1 = next(r for r in declared.rules if r.code == "H1")
    for change in (
        {"exempt": ("road",)},
        {"only": ("fire",)},
        {"months": (Month(2023, 9), Month(2023, 12))},
    ):
        rules = tuple(dataclasses.replace(r, **change) if r is h1 else r for r in declared.rules)
        made = drawn(dataclasses.replace(declared, rules=rules), "traffic", MONTH)
        book = load_workbook(io.BytesIO(made))
        cell = _validations(book["道路交通"])[place_named(book, "road_self_fixed")[1]]
        assert cell.type == "whole", change


def test_a_rule_too_long_for_excel_is_left_to_the_reader(declared, books):
    h1 = next(r for r in declared.rules if r.code == "H1")
    whole = tuple(i.id for i in declared.form.at_level("sector") if i.id != "self_fixed")
    longer = dataclasses.replace(h1, code="H1b", parameters={**h1.parameters, "right": whole})
    made = drawn(dataclasses.replace(declared, rules=(*declared.rules, longer)), "traffic", MONTH)
    book = load_workbook(io.BytesIO(made))
    ref = place_named(book, "road_self_fixed")[1]
    before = _validations(books["traffic"]["道路交通"])[ref]
    assert _validations(book["道路交通"])[ref].formula1 == before.formula1


def test_protection_has_no_password_and_leaves_sizes_formats_and_pictures_free(books):
    for book in books.values():
        for sheet in _without_ledger(book.worksheets):
            protection = sheet.protection
            assert protection.sheet
            assert protection.password is None
            assert protection.hashValue is None
            free = ("objects", "scenarios", "formatCells", "formatRows", "formatColumns")
            assert not any(
                getattr(protection, a) for a in (*free, "selectLockedCells", "selectUnlockedCells")
            )
            fixed = ("insertRows", "insertColumns", "deleteRows", "deleteColumns")
            assert all(getattr(protection, a) for a in fixed)


def test_the_verdict_is_stored_beside_its_formula(declared, forms, books):
    for unit in declared.roster.units.values():
        values = load_workbook(io.BytesIO(forms[unit.id]), data_only=True)
        for sector in unit.sectors:
            asked = [
                i for i in declared.form.indicators.values() if declared.roster.asks(i, sector)
            ]
            title = declared.roster.sheets[sector].name
            formulas = [
                c for row in books[unit.id][title].iter_rows() for c in row if c.data_type == "f"
            ]
            (formula,) = formulas
            assert values[title][formula.coordinate].value == f"还有{len(asked)}项未填"


def test_only_the_first_sheet_is_selected(forms):
    for data in forms.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
            selected = [n for n in parts if b'tabSelected="1"' in archive.read(n)]
        assert selected == ["xl/worksheets/sheet1.xml"]


def test_each_sheet_prints_on_one_page(books):
    for book in books.values():
        for sheet in _without_ledger(book.worksheets[:-2]):
            assert sheet.print_area
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
            assert sheet.page_setup.paperSize == 9


def test_the_notes_hold_no_open_words_and_name_what_the_schema_says(declared, books):
    for unit, book in books.items():
        text = "\n".join(
            str(c.value) for row in book["填表说明"].iter_rows() for c in row if c.value
        )
        assert "{" not in text
        for words in (
            "2023年5月22日",
            "每月28日前",
            "第3-8、3-9、4-4、4-5、4-7项",
            "更正",
            "万元",
            "xlsx",
            "空白项按0计",
        ):
            assert words in text
        assert ("这一本有2张表" in text) == (len(declared.roster.units[unit].sectors) > 1)
        own = declared.roster.units[unit].is_office
        assert f"（含当日）报{'本办公室' if own else '区安委会办公室'}，" in text
        assert book["填表说明"].max_row - 1 <= 10  # more points are not read


def test_a_sentence_about_nothing_in_the_form_is_left_out(declared):
    form = declared.form
    kept = {k: i for k, i in form.indicators.items() if not i.is_stock}
    other = dataclasses.replace(declared, form=dataclasses.replace(form, indicators=kept))
    for of, told in (
        (declared, "比上月少。第4-7项填填报日的实有数，不累计。"),
        (other, "比上月少。"),
    ):
        notes = load_workbook(io.BytesIO(drawn(of, "safety", MONTH)))["填表说明"]
        (basis,) = (row[1].value for row in notes.iter_rows() if row[0].value == "填累计数")
        assert basis.endswith(told)
        assert not any(d.hidden for d in notes.row_dimensions.values())


def test_a_note_of_which_no_sentence_is_left_is_hidden():
    sheet = Workbook().worksheets[0]
    for row in (("填期末数", "第{stock_items}项填期末数。"), ("填报", "报{office}。")):
        sheet.append(row)
    fill_notes(sheet, {"stock_items": "", "office": "区安委办"})
    assert [d.hidden for _, d in sorted(sheet.row_dimensions.items())] == [True, False]
    assert [cell.value for cell in sheet["B"]] == [None, "报区安委办。"]


def test_what_an_office_adds_to_the_template_reaches_the_forms(declared, tmp_path):
    book = load_workbook(TEMPLATES / "form.xlsx")
    sheet = book["表"]
    sheet.oddFooter.center.text = "区安委办制"
    sheet.conditional_formatting.add("E10:E20", CellIsRule(operator="greaterThan", formula=["99"]))
    sheet.sheet_view.zoomScale = 85
    book.save(tmp_path / "form.xlsx")
    made = blank_forms(declared, tmp_path, MONTH)
    for data in made.values():
        copied = load_workbook(io.BytesIO(data)).worksheets[0]
        assert copied.oddFooter.center.text == "区安委办制"
        assert "E10:E20" in [str(r.sqref) for r in copied.conditional_formatting]
        assert copied.sheet_view.zoomScale == 85


def test_samples_say_so(declared):
    made = blank_forms(declared, TEMPLATES, MONTH, sample=True)
    for data in made.values():
        book = load_workbook(io.BytesIO(data))
        assert dict(book["_form"].values)["sample"] == "是"
        others = {"自查", "填表说明", "_check", "_form"}
        for sheet in [s for s in book.worksheets if s.title not in others]:
            texts = [c.value for row in sheet.iter_rows() for c in row if c.value]
            assert declared.form.sample_note in texts[0]


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import hashlib; from pathlib import Path;"
        "from pipeline.declarations import load_declarations;"
        "from pipeline.forms.workbooks import blank_forms; from pipeline.model.month import Month;"
        "made = blank_forms(load_declarations(Path('.')), Path('templates'), Month(2023, 8));"
        "print({n: hashlib.sha256(d).hexdigest() for n, d in made.items()})"
    )
    seen = set()
    for seed in ("0", "7"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": f"UTC+{seed}",
            "LC_ALL": "C",
            "PYTHONUTF8": "1",
        }
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        seen.add(run.stdout)
    assert len(seen) == 1


@pytest.mark.libreoffice
def test_names_and_values_survive_libreoffice(declared, forms, tmp_path):
    book = load_workbook(io.BytesIO(forms["planning"]))
    written = {}
    for sector in ("construction", "gas"):
        asked = [i for i in declared.form.indicators.values() if declared.roster.asks(i, sector)]
        for n, indicator in enumerate(asked):
            name = f"{sector}_{indicator.id}"
            written[name] = n + 0.1234 if indicator.kind.decimals else n
            cell_named(book, name).value = written[name]
        cell_named(book, f"{sector}_phone").value = "0539-6371392"
    book.save(tmp_path / "a.xlsx")
    out = tmp_path / "out"
    again = convert(convert(tmp_path / "a.xlsx", out, "ods"), out)
    read = open_book(again.read_bytes())
    assert set(read.names) >= set(written)
    for name, value in written.items():
        sheet, ref = read.names[name]
        assert float(read.sheet(sheet).cell(ref).text) == value
        sector, _, indicator = name.partition("_")
        assert read.sheet(sheet).left_of(ref) == declared.form.indicators[indicator].label
    sheet, ref = read.names["gas_phone"]
    assert read.sheet(sheet).cell(ref).text == "0539-6371392"
    counts = [c.text for c in read.sheet("燃气").cells.values() if c.formula is not None]
    assert len(counts) == 1
    assert "处要改" in counts[0]
    assert "未填" not in counts[0]


CASES = [
    # what is typed, what stands elsewhere, whether the cell takes it
    ("self_fixed", 3, {"self_found": 3}, True),
    ("self_fixed", 4, {"self_found": 3}, False),
    ("self_fixed", 4, {}, True),
    ("self_fixed", 1.5, {"self_found": 3}, False),
    ("self_fixed", -1, {}, False),
    ("self_fixed", 20001, {}, False),
    ("self_fixed", "3家", {}, False),
    ("head_not_led", 8, {"checked_ent": 9}, True),
    ("head_not_led", 10, {"checked_ent": 9}, False),
    ("penalty_wan", 35.6, {"penalty_count": 2}, True),
    ("penalty_wan", 35.6, {"penalty_count": 0}, False),
    ("penalty_wan", 35.6, {}, True),
    ("penalty_wan", 0, {"penalty_count": 0}, True),
    ("penalty_wan", 0.12345, {"penalty_count": 1}, False),
    ("penalty_wan", 0.1234, {"penalty_count": 1}, True),
    ("reward_wan", 0.3, {}, True),
    ("reward_wan", -0.3, {}, False),
    ("reward_anon_wan", 0.3, {"reward_wan": 0.3}, True),
    ("reward_anon_wan", 0.4, {"reward_wan": 0.3}, False),
    ("dual_penalty", 1, {"penalty_count": 0}, False),
]


@pytest.mark.libreoffice
def test_libreoffice_judges_what_is_typed_as_meant(forms, tmp_path):
    book = load_workbook(io.BytesIO(forms["traffic"]))
    blank = book["道路交通"]
    checked = _validations(blank)
    for n, (indicator, value, others, _) in enumerate(CASES):
        sheet = book.create_sheet(f"case{n}")
        for name, number in {**others, indicator: value}.items():
            sheet[place_named(book, f"road_{name}")[1]] = number
        sheet["Z1"] = "=" + checked[place_named(book, f"road_{indicator}")[1]].formula1
    book.save(tmp_path / "cases.xlsx")
    read = open_book(convert(tmp_path / "cases.xlsx", tmp_path / "out").read_bytes())
    taken = [read.sheet(f"case{n}").cell("Z1").text == "1" for n in range(len(CASES))]
    assert taken == [case[3] for case in CASES]


@pytest.mark.libreoffice
def test_a_form_prints_one_page_a_sheet(forms, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(forms["planning"])
    pdf = convert(tmp_path / "a.xlsx", tmp_path / "out", "pdf")
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert "Pages:           8\n" in info  # two sectors; of the others the empty ledger takes three


def test_a_unit_with_a_long_name_is_not_cut(declared: Declarations) -> None:
    roster = declared.roster
    name = "临沂临港经济开发区住房城乡建设和城市综合行政执法管理服务中心局"
    units = {**roster.units, "rescue": dataclasses.replace(roster.units["rescue"], name=name)}
    longer = dataclasses.replace(declared, roster=dataclasses.replace(roster, units=units))
    made = blank_forms(longer, TEMPLATES, MONTH)
    (data,) = [d for file, d in made.items() if name in file]
    cell = cell_named(load_workbook(io.BytesIO(data)), "fire_unit")
    usual = cell_named(
        load_workbook(
            io.BytesIO(
                blank_forms(declared, TEMPLATES, MONTH)[next(f for f in made if "供电" in f)]
            )
        ),
        "power_unit",
    )
    lines = [c.parent.row_dimensions[c.row].height for c in (cell, usual)]
    assert lines[0] >= 2 * cell.font.sz * 1.2 > lines[1]
