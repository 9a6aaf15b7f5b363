"""The self-check as part of the form: what Excel can take, what a paste leaves of it, what the reader makes of it."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from pipeline.books.workbook import open_book
from pipeline.cli import cli
from pipeline.drawing.xlsx_bytes import stable_bytes
from pipeline.forms.known_before import known_before
from pipeline.forms.unit_form import draw_unit_form
from pipeline.model.month import Month
from pipeline.model.own_sheets import CHECK
from pipeline.model.period import Period
from pipeline.reading.submission import read_arrival
from pipeline.selfcheck.list_sheet import LIST
from tests.support import libreoffice
from tests.support.cells import arrival
from tests.support.ledger_forms import ledger_form, letters
from tests.support.verdicts import Form, Typed, blank, by_the_checker
from tests.support.workspaces import (
    AUGUST,
    HEADINGS,
    JULY,
    JUNE,
    ROOT,
    W27,
    W28,
    blanks_of,
    declarations,
    form,
    publish,
    put,
    right_values,
    workspace,
)

PLANNING = ("planning", Month(2023, 8), 3)
# What Excel 2007 has, and WPS and LibreOffice have alike; nothing volatile, nothing that spills.
FUNCTIONS = {
    *("ABS", "ADDRESS", "AND", "CHAR", "CHOOSE", "COLUMN", "COUNT", "COUNTIF", "FIND", "FIXED"),
    *("HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER"),
    *("ISTEXT", "LEFT", "LEN", "LOG10", "MATCH", "MAX", "MID", "MOD", "MODE", "N", "NOT", "OR"),
    *("RIGHT", "ROUND", "ROW", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM", "VALUE"),
    *("COUNTA", "DATE"),
}


def formulas(data: bytes) -> list[str]:
    """All formulas of cells and conditions."""
    book = load_workbook(io.BytesIO(data))
    cells = [c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    conditions = [
        f
        for s in book
        for area in s.conditional_formatting
        for rule in area.rules
        for f in rule.formula
    ]
    return [*cells, *conditions]


# --- What a spreadsheet can take ----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["planning", "office"])
def test_every_formula_keeps_to_what_all_spreadsheets_have(unit: str) -> None:
    for formula in formulas(blank(unit, *PLANNING[1:]).data):
        code = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", code)) <= FUNCTIONS, formula
        assert len(formula) <= 8192
        assert max(map(len, re.findall(r'"((?:[^"]|"")*)"', formula)), default=0) <= 255
        assert _depth(code) <= 64
        assert "_xlfn" not in formula
        assert "#REF" not in formula


def _depth(code: str) -> int:
    deepest = level = 0
    for character in code:
        level += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, level)
    return deepest


def test_no_formula_names_a_cell_of_the_form_itself() -> None:
    """So that no cut or paste can shift it: cells are looked up in one range that is larger than the form."""
    of_form = blank(*PLANNING)
    for title in ("建筑施工", "燃气"):
        named = {
            ref
            for f in formulas(of_form.data)
            for ref in re.findall(rf"'{title}'!([$A-Z0-9:]+)", f)
        }
        assert named == {"$A$1:$AZ$300"}


def test_both_sheets_of_ours_are_protected_and_one_is_hidden() -> None:
    book = load_workbook(io.BytesIO(blank(*PLANNING).data))
    assert book[CHECK].protection.sheet
    assert book[LIST].protection.sheet
    assert (book[CHECK].sheet_state, book[LIST].sheet_state) == ("hidden", "visible")
    assert book[LIST].sheet_properties.pageSetUpPr.fitToPage


# --- What the reader makes of it ----------------------------------------------------------------------------------


def test_a_filled_form_is_read_as_one_without_a_self_check() -> None:
    with_it = form("planning", JUNE)
    book = load_workbook(io.BytesIO(with_it))
    for sheet in (LIST, CHECK):
        del book[sheet]
    for name in [n for n in book.defined_names if n.startswith("check_")]:
        del book.defined_names[name]
    out = io.BytesIO()
    book.save(out)
    one, other = (read_arrival(arrival(data), declarations()) for data in (with_it, out.getvalue()))
    assert one.findings == other.findings == ()
    assert one.sheets == other.sheets


def test_the_hidden_sheet_is_not_even_read_and_one_of_its_name_that_shows_is() -> None:
    data = form("planning", JUNE)
    assert not open_book(data).sheet(CHECK).cells
    book = load_workbook(io.BytesIO(data))
    book[CHECK].sheet_state = "visible"
    out = io.BytesIO()
    book.save(out)
    assert open_book(out.getvalue()).sheet(CHECK).cells


def test_a_returned_copy_keeps_the_self_check_byte_for_byte(tmp_path: Path) -> None:
    wrong = form("rescue", JUNE, {"fire_self_fixed": 9999})
    root = workspace(tmp_path / "w", {"a.xlsx": (wrong, "2023-06-26T10:00:00+08:00")})
    publish(root, JUNE)
    (copy,) = (root / "outbox" / "2023-06" / "returned").glob("*.xlsx")
    with zipfile.ZipFile(io.BytesIO(wrong)) as sent, zipfile.ZipFile(copy) as back:
        assert back.read("xl/worksheets/sheet4.xml") == sent.read("xl/worksheets/sheet4.xml")


# --- Last month's values ------------------------------------------------------------------------------------------


def blank_forms_of(root: Path, period: Period, *units: str) -> tuple[str, dict[str, bytes]]:
    """What the office is told of earlier values, and some units' blank forms."""
    known, declared = known_before(root, period, lambda _: None), declarations()
    made = {}
    for unit in units:
        drawn = declared.roster.units[unit], period, False, known.earlier
        made[unit] = stable_bytes(*draw_unit_form(declared, root / "templates", *drawn))
    return known.why, made


def prompts(data: bytes, sheet: str) -> dict[str, tuple[str, str]]:
    """Cell -> title and text of its prompt."""
    rules = load_workbook(io.BytesIO(data))[sheet].data_validations.dataValidation
    return {str(v.sqref): (v.promptTitle, v.prompt) for v in rules if v.prompt}


def codes(data: bytes) -> set[str]:
    """The rules that a form checks by itself."""
    rows = load_workbook(io.BytesIO(data))[CHECK].iter_rows(values_only=True)
    return {str(row[0]) for row in rows}


def test_a_form_shows_and_holds_what_was_accepted_the_month_before(tmp_path: Path) -> None:
    files = {"a.xlsx": (form("planning", JUNE), "2023-06-26T10:00:00+08:00")}
    wrong = form("rescue", JUNE, {"fire_self_fixed": 9999})
    files["b.xlsx"] = (wrong, "2023-06-26T10:00:00+08:00")
    told, made = blank_forms_of(workspace(tmp_path / "w", files), JULY, "planning", "rescue")
    assert "上月已报的数：2张表有" in told
    right = right_values("planning", JUNE)["construction"]
    shown = prompts(made["planning"], "建筑施工")
    assert shown["E9"] == ("上月累计", f"{right['self_found']} 个（2023年6月）")
    assert shown["E28"] == ("上月实有", f"{right['inspectors']} 人（2023年6月）")
    assert {title for title, _ in prompts(made["rescue"], "消防").values()} == {"上月未报"}
    assert all(len(t) <= 32 and len(x) <= 255 for t, x in shown.values())
    assert "H10" in codes(made["planning"])
    assert "H10" not in codes(made["rescue"])


def test_what_was_returned_for_its_ledger_is_not_shown_as_reported(tmp_path: Path) -> None:
    backwards = {"found_on": "2023-06-20", "fixed_on": "2023-06-01", "closed_on": "2023-06-02"}
    typed = {f"{letters(column)}5": day for column, day in backwards.items()}
    files = {"a.xlsx": (ledger_form("rescue", JUNE, typed=typed), "2023-06-26T10:00:00+08:00")}
    told, made = blank_forms_of(workspace(tmp_path / "w", files), JULY, "rescue")
    assert told == "上月已报的数：各表都没有，自查时不与以前比较。"
    assert {title for title, _ in prompts(made["rescue"], "消防").values()} == {"上月未报"}


def test_a_month_that_was_missed_shows_the_one_before_it(tmp_path: Path) -> None:
    files = {"a.xlsx": (form("planning", JUNE), "2023-06-26T10:00:00+08:00")}
    told, made = blank_forms_of(workspace(tmp_path / "w", files), AUGUST, "planning")
    assert told == "上月已报的数：各表都没有，自查时与更早报过的比较。"
    right = right_values("planning", JUNE)["construction"]
    shown = prompts(made["planning"], "建筑施工")["E9"]
    assert shown == ("上月未报", f"2023年6月累计 {right['self_found']} 个")
    assert "H10" in codes(made["planning"])


def test_weeks_are_shown_what_the_week_before_had(tmp_path: Path) -> None:
    files = {"a.xlsx": (form("planning", W27), "2023-07-10T10:00:00+08:00")}
    root = workspace(tmp_path / "w", files)
    _, made = blank_forms_of(root, W28, "planning")
    assert prompts(made["planning"], "建筑施工")["E9"][0] == "上周累计"
    _, months = blank_forms_of(root, AUGUST, "planning")
    assert not prompts(months["planning"], "建筑施工")


def test_without_a_real_form_nothing_is_shown_and_samples_never_are(tmp_path: Path) -> None:
    from tests.support.workspaces import sample_workspace

    for root in (workspace(tmp_path / "w"), sample_workspace(tmp_path / "s")):
        told, made = blank_forms_of(root, JULY, "planning")
        assert "已报的数" not in told
        assert not prompts(made["planning"], "建筑施工")
        assert "H10" not in codes(made["planning"])


def test_a_wrong_line_of_the_offices_own_stops_no_blank_form(tmp_path: Path) -> None:
    files = {"a.xlsx": (form("planning", JUNE), "2023-06-26T10:00:00+08:00")}
    root = workspace(tmp_path / "w", files)
    header = "period,unit,sector,decision,target,reason,decided_by,decided_on\n"
    put(root, "decisions.csv", f"{header}2023-06,某某局,,waive,H1,x,y,2023-06-27\n".encode())
    put(root, "坏.xlsx", b"PK\x03\x04 no workbook")
    run = CliRunner().invoke(cli, ["--root", str(root), "forms", "--month", "2023-07"])
    assert run.exit_code == 0, run.output
    assert "上月的数没有用上：" in run.output
    assert "decisions.csv" in run.output
    assert "改好后再生成一次" in run.output
    made = {f.name: f.read_bytes() for f in (root / "outbox/2023-07/forms").glob("*.xlsx")}
    assert len(made) == 10
    assert not prompts(made["区规划建设局_2023年7月.xlsx"], "建筑施工")


# --- What a clerk's hands do to it --------------------------------------------------------------------------------


def right_case(of_form: Form) -> dict[str, object]:
    """Everything filled in as it should be."""
    values = right_values(of_form.unit, AUGUST)
    return {f"{s}_{n}": v for s, own in values.items() for n, v in {**own, **HEADINGS}.items()}


def verdicts_of(
    data: bytes, of_form: Form, folder: Path, cases: list[Typed], **more: object
) -> list[list[str]]:
    """The words under each table."""
    source = folder / "form.xlsx"
    source.write_bytes(data)
    job = {"source": source.as_uri(), "engine": CHECK, "sheets": len(of_form.sectors)}
    told = libreoffice.verdicts({**job, "cases": cases, **more}, folder / "profile")
    return [[str(row[6]) for row in rows] for _, rows, _ in told]


@pytest.mark.libreoffice
def test_cells_that_are_cut_copied_and_pasted_over_leave_the_verdict_right(tmp_path: Path) -> None:
    of_form = blank("planning", AUGUST, 0, known=False)
    saved = tmp_path / "saved.xlsx"
    pastes = [
        ["建筑施工", "E9", "I9", False],  # as much put right as found
        ["建筑施工", "E10", "E11", True],  # cut: nothing is left where it stood
        ["建筑施工", 95, "E10", False],  # and typed again
        ["建筑施工", "I12:I16", "E12:E16", False],
        ["建筑施工", "E9", "I10", False],
    ]
    told = verdicts_of(
        of_form.data, of_form, tmp_path, [right_case(of_form)], pastes=pastes, target=saved.as_uri()
    )
    first = [verdicts[0] for verdicts in told]
    assert first[0].startswith("可以报送")
    assert first[1].startswith("可以报送")
    assert first[2].startswith("还有1项未填")
    assert not first[3].startswith("还有1项未填")
    assert "处要改" in first[5]
    # What the office's checker says of the very file that was saved then.
    read = read_arrival(arrival(saved.read_bytes()), declarations())
    numbers = {i: e.value for i, e in read.sheets[0].entries.items() if e.state == "number"}
    case = {f"construction_{i}": v for i, v in numbers.items()}
    case |= {k: v for k, v in right_case(of_form).items() if k.startswith("gas_")}
    case |= {f"construction_{n}": v for n, v in HEADINGS.items()}
    (checked,) = by_the_checker(of_form, [case])
    errors = checked["construction"].errors
    assert f"还有{errors}处要改" in first[5]
    rules = {f.rule for f in read.findings}
    assert not rules & {"N11", "N13", "H12j", "N12"}


@pytest.mark.libreoffice
def test_the_verdict_says_that_a_ledger_is_not_checked_here(tmp_path: Path) -> None:
    """Its errors return the workbook too: to say no more than that it can be filed would be a lie."""
    of_form = blank("planning", AUGUST, 0, known=False)
    saved, ledger = tmp_path / "saved.xlsx", "隐患台账"
    pastes = [
        [ledger, 0, "M4", False],  # a row begins: what is asked for is missing
        [ledger, "M4", "AB900", True],  # and is cut, far below and to the right
        ["建筑施工", 0, "E9", False],
    ]
    told = verdicts_of(
        of_form.data, of_form, tmp_path, [right_case(of_form)], pastes=pastes, target=saved.as_uri()
    )
    assert [verdicts[0] for verdicts in told[:3]] == [
        "可以报送",
        "可以报送（“隐患台账”收到后核对）",
        "可以报送（“隐患台账”收到后核对）",
    ]
    assert told[2][1] == told[2][0]
    assert told[3][0].startswith("还有")
    assert "台账" not in told[3][0]


@pytest.mark.parametrize(
    ("unit", "period", "said"),
    [("planning", AUGUST, True), ("office", AUGUST, False), ("planning", W28, False)],
)
def test_only_a_form_with_a_ledger_speaks_of_it(unit: str, period: Period, said: bool) -> None:
    book, _ = draw_unit_form(
        declarations(), ROOT / "templates", declarations().roster.units[unit], period, False
    )
    told = [str(c.value) for name in (LIST, CHECK) for row in book[name].iter_rows() for c in row]
    assert any("隐患台账" in words for words in told) == said


@pytest.mark.libreoffice
def test_links_lead_to_the_cell_and_to_the_list(tmp_path: Path) -> None:
    of_form = blank("planning", AUGUST, 0, known=False)
    (tmp_path / "form.xlsx").write_bytes(of_form.data)
    book = load_workbook(tmp_path / "form.xlsx")
    shown = [c.value for row in book[LIST].iter_rows() for c in row if "HYPERLINK" in str(c.value)]
    assert len(shown) == 20
    assert all('"#\'"&' in link and '&"\'!"&' in link for link in shown)
    (verdict,) = (
        c.value for row in book["燃气"].iter_rows() for c in row if "HYPERLINK" in str(c.value)
    )
    assert verdict.startswith(f"=HYPERLINK(\"#'{LIST}'!A1\",")
    source = (tmp_path / "form.xlsx").as_uri()
    job = {"source": source, "engine": CHECK, "sheets": 2, "cases": []}
    marks = ["'建筑施工'!I18", "'燃气'!E12", f"'{LIST}'!A1"]
    (led,) = libreoffice.verdicts({**job, "jumps": marks}, tmp_path / "profile")
    # The last is a merged cell, which LibreOffice 7 names whole and LibreOffice 25 by its corner.
    led_to = [where.partition(":")[0] for where in led]
    assert led_to == ["$建筑施工.$I$18", "$燃气.$E$12", f"${LIST}.$A$1"]


# --- Sheets that ask for more between the values of a rule ---------------------------------------------------------


def test_twins_are_compared_where_one_sheet_asks_for_more_in_between(tmp_path: Path) -> None:
    """A unit's own value between two of every sector: on its second sheet these stand together."""
    root = workspace(tmp_path)
    schema = root / "schemas/form.toml"
    lines = schema.read_text("utf-8").splitlines()
    (own,) = (line for line in lines if line.startswith("accountable = "))
    lines.remove(own)
    lines.insert(next(i for i, line in enumerate(lines) if line.startswith("dept_found = ")), own)
    schema.write_text("\n".join(lines), "utf-8")
    twins = [f for f in formulas(blanks_of(root, JULY)["planning"]) if "SUMPRODUCT(--($F" in f]
    assert twins
    for formula in twins:
        pairs = re.findall(r"--\(\$F\$(\d+):\$F\$(\d+)=\$F\$(\d+):\$F\$(\d+)\)", formula)
        sizes = [(int(b) - int(a), int(d) - int(c)) for a, b, c, d in pairs]
        assert len(sizes) > 1, formula
        assert all(mine == its for mine, its in sizes), formula
        assert f"={sum(mine + 1 for mine, _ in sizes)}" in formula


@pytest.mark.libreoffice
def test_a_formula_that_is_changed_on_purpose_is_noticed(tmp_path: Path) -> None:
    """The judge of all the other tests is itself able to say no."""
    of_form = blank("rescue", AUGUST, 0, known=False)
    right = right_case(of_form)
    case = {**right, "fire_self_fixed": float(right["fire_self_found"]) + 1}
    book = load_workbook(io.BytesIO(of_form.data))
    (row,) = (r for r in book[CHECK].iter_rows() if r[0].value == "H1")
    row[4].value = row[4].value.replace(">0", ">1")
    out = io.BytesIO()
    book.save(out)
    folders = [tmp_path / name for name in ("right", "wrong")]
    for folder in folders:
        folder.mkdir()
    (good,) = verdicts_of(of_form.data, of_form, folders[0], [case])
    (bad,) = verdicts_of(out.getvalue(), of_form, folders[1], [case])
    assert good == ["还有1处要改"]
    assert bad != good
