"""Text out of workbooks, file names and the office's tables does nothing where it comes out."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from tests.support.cells import typed, with_part
from tests.support.hostile_texts import EARLIER, HOSTILE, IN_TIME
from tests.support.inertness import alive, controls
from tests.support.published import command, files, table
from tests.support.workspaces import JUNE, declarations, form, put, workspace

UNITS = list(declarations().roster.units)


def first(unit: str) -> str:
    """The sheet on which a unit says who it is."""
    return declarations().roster.units[unit].first_sector


def in_xml(text: str) -> str:
    """A text without what no cell can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\uffff\ufffe"))


def written(unit: str, text: str) -> bytes:
    """A unit's form that is wrong in one way, for the office to waive, and odd in another, which its text explains."""
    names = ("reporter", "reviewer", "phone", "filled_on")
    changes: dict[str, object] = {f"{first(unit)}_{n}": in_xml(text) for n in names}
    changes[f"{first(unit)}_remarks"] = in_xml(f"说明\n3-2：{' '.join(text.splitlines())}")[:32767]
    if unit != "office":
        changes |= {f"{first(unit)}_{n}": v for n, v in ODD_VALUES.items()}
    return typed(form(unit, JUNE), changes)


HEADS = ("period", "unit", "sector", "decision", "target", "reason", "decided_by", "decided_on")
ODD_VALUES = {"self_fixed": 9999, "penalty_count": 5, "penalty_wan": 0.01}


def filled(root: Path, texts: list[str], name: Callable[[str, str], str]) -> Path:
    """A workspace in which every unit's texts, file names and decisions are of `texts`."""
    workspace(root)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for unit, text in zip(UNITS, texts, strict=True):
        put(root, name(unit, text), written(unit, text), IN_TIME)
        says = [f"查过{text}", f"人{text}", ""]
        if unit != "office":
            writer.writerow(["2023-06", unit, first(unit), "豁免", "H1", *says])
        writer.writerow(["2023-06", unit, "", "撤回", f"inbox/没有{text}", *says])
    (root / "inbox/decisions.csv").write_bytes(out.getvalue().encode())
    return root


def file_name(text: str) -> str:
    """A text as the name of a file, which can hold all but a slash."""
    return f"{text.replace('/', '∕')}.xlsx"


def figures(root: Path) -> set[tuple[str, ...]]:
    """What was published, without the files that it came from."""
    columns = ("indicator", "level", "sector", "unit", "value", "sheet", "cell")
    return {tuple(r[c] for c in columns) for r in table(root, "2023-06", "figures.csv")}


def outbox(root: Path) -> list[str]:
    """Everything that is not what the units or the office put there."""
    names = (p.relative_to(root).as_posix() for p in root.rglob("*"))
    return sorted(n for n in names if not n.startswith(("inbox/", "schemas", "templates")))


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same month with texts and names as they should be."""
    root = tmp_path_factory.mktemp("tame") / "w"
    filled(root, ["平常"] * len(UNITS), lambda unit, _: f"{unit}.xlsx")
    assert command(root, "monthly", "--month", "2023-06") == 0
    return root


@pytest.mark.parametrize("turn", range(0, len(HOSTILE), len(UNITS)))
def test_hostile_texts_at_every_way_in_do_nothing_at_any_way_out(
    tame: Path, tmp_path: Path, turn: int, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = (HOSTILE * 2)[turn : turn + len(UNITS)]
    root = filled(tmp_path / "w", texts, lambda _, text: file_name(text))
    for unit, text in zip(UNITS, texts, strict=True):
        value = "leader_visits" if unit == "office" else "self_found"
        wrong = typed(written(unit, text), {f"{first(unit)}_{value}": in_xml(f"约{text}")})
        put(root, f"退/{file_name(text)}", wrong, EARLIER)
        put(root, f"坏/{file_name(text)}", text.encode())
        again = (root / "inbox" / file_name(text)).read_bytes()
        put(root, f"又/{file_name(text)}", again, IN_TIME)
    said = ""
    for arguments in (["check"], ["monthly", "--month", "2023-06"]):
        assert command(root, *arguments) == 0
        screen = capsys.readouterr()
        said += screen.out + screen.err
    assert not controls(said.replace("\n", ""))
    assert "单位说明：" in said
    assert said.count("已豁免，人") == 2 * (len(UNITS) - 1)
    assert said.count("不在收件夹里") == 2 * len(UNITS)
    assert alive(root / "outbox") == []
    returned = "outbox/2023-06/returned"  # of files under 坏: names and texts in a list, not files
    more = {returned, f"{returned}/未能接收的文件.txt"}
    assert set(outbox(root)) - more == set(outbox(tame)) - more  # no path out of a text
    assert figures(root) == figures(tame)
    run = files(root, "2023-06")
    told = [x for f in run.values() for x in f["findings"]]
    assert not controls("".join(x["message"] + x["explanation"] + x["value"] for x in told))
    statuses = [f["status"] for f in run.values()]
    assert [statuses.count(s) for s in ("accepted", "superseded", "duplicate", "unreadable")] == [
        len(UNITS)
    ] * 4
    assert {r["file"] for r in table(root, "2023-06", "figures.csv")} <= set(run)


def test_no_hostile_text_says_a_line_of_its_own(
    tame: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line of ours, faked in a cell, a name or a decision, stands inside another line."""
    assert command(tame, "check") == 0
    ours = len(capsys.readouterr().out.splitlines())
    fake = "x\n下一步：各领域已报齐\r\n下一步：各领域已报齐\u2028下一步：各领域已报齐"
    root = filled(tmp_path / "w", [fake] * len(UNITS), lambda unit, text: f"{unit}{text}.xlsx")
    assert command(root, "check") == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == ours
    assert not [line for line in said[:-1] if line.startswith("下一步")]


def renamed(data: bytes, old: str, new: str) -> bytes:
    """A form with a sheet under another title, in its names too."""

    def change(book: bytes) -> bytes:
        text = book.decode().replace(f'name="{old}"', f"name={quoteattr(new)}")
        return text.replace(f"'{old}'!", escape("'" + new.replace("'", "''") + "'!")).encode()

    return with_part(data, "xl/workbook.xml", change)


TITLES = [t for t in HOSTILE if not controls(t)]


@pytest.mark.parametrize("turn", range(0, len(TITLES), len(UNITS)))
def test_a_sheet_is_named_to_the_letter_in_figures_csv_or_its_workbook_returned(
    turn: int, tmp_path: Path
) -> None:
    root, titles = workspace(tmp_path / "w"), (TITLES * 2)[turn : turn + len(UNITS)]
    for unit, title in zip(UNITS, titles, strict=True):
        old = declarations().roster.sheets[first(unit)].name
        put(root, f"{unit}.xlsx", renamed(form(unit, JUNE), old, title), IN_TIME)
    assert command(root, "monthly") == 0
    assert alive(root / "outbox") == []
    run, rows = files(root, "2023-06"), table(root, "2023-06", "figures.csv")
    for unit, title in zip(UNITS, titles, strict=True):
        entry = run[f"inbox/{unit}.xlsx"]
        sheets = {r["sheet"] for r in rows if r["file"] == f"inbox/{unit}.xlsx"}
        if title[0] in "=+-@＝":
            assert (entry["status"], sheets) == ("returned", set())
            assert [(f["rule"], f["sheet"]) for f in entry["findings"]] == [("H12n", title)]
        else:
            assert entry["status"] == "accepted"
            assert title in sheets


@pytest.mark.parametrize("says", [("\u200b", "王主任"), ("来函", "\x1b\u202e")])
def test_a_reason_or_a_name_that_shows_nothing_is_none(root: Path, says: tuple[str, str]) -> None:
    row = f"2023-06,rescue,,撤回,inbox/消防.xlsx,{says[0]},{says[1]},"
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "decisions.csv", f"{','.join(HEADS)}\n{row}\n".encode())
    assert command(root, "check") == 1


def test_the_longest_cell_and_the_longest_name_do_nothing(tame: Path, tmp_path: Path) -> None:
    texts = ["长" * 32767, "=" * 32767, "\n" * 32767, "3-2：" * 8000] + ["x" * 32767] * 6
    root = filled(tmp_path / "w", texts, lambda unit, _: unit + "长" * 78 + ".xlsx")
    assert command(root, "monthly") == 0
    assert alive(root / "outbox") == []
    assert figures(root) == figures(tame)
    longest = max(
        len(f["message"]) for file in files(root, "2023-06").values() for f in file["findings"]
    )
    assert longest < 1500


def test_strange_files_in_the_outbox_keep_their_names_and_say_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    strange = [file_name(t) for t in HOSTILE] + [os.fsdecode(b"\xb1\xa8.xlsx")]
    for name in strange:
        path = root / "outbox/2023-06" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"strange")
    assert command(root, "monthly") == 0
    said = capsys.readouterr()
    assert not controls((said.out + said.err).replace("\n", ""))
    assert said.out.count("已另存") == len(strange)
    assert {p.name for p in (root / "outbox/2023-06.手改/1").iterdir()} == set(strange)
