"""Text out of workbooks, file names and the office's tables does nothing where it comes out."""

import csv
import email
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.annex2.book import fill_annex2
from pipeline.bulletin.paper import bulletin
from pipeline.figures.tables_out import figures_csv, totals_csv
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from pipeline.rendering.mail import mail
from pipeline.rendering.templates import load_pages
from pipeline.rendering.word_file import word
from pipeline.words import console
from pipeline.words.wording import harmless
from tests.cells import typed, with_part
from tests.documents import Document
from tests.inertness import (
    Page,
    alive,
    controls,
    in_csv,
    in_document,
    in_mail,
    in_markdown,
    in_page,
    in_workbook,
    structure_of_markdown,
)
from tests.papers import write_bulletin
from tests.published import command, files, snapshot, table
from tests.releases import make_release
from tests.workspaces import JUNE, ROOT, declarations, form, put, sample_workspace, workspace

FORMULAS = [
    "=cmd|' !C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("x","y")',
]
MARKUP = [
    "<script>alert(1)<!script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "&lt;b&gt;&#x3c;i",
    "[x](javascript:alert(1))",
    "![x](http:!!x.cn!a.png)",
    "<http:!!x.cn>",
    "http:!!x.cn www.x.cn a@x.cn",
    "# 标题",
    "1. 项",
    "12) 项",
    "- 项",
    "+ 项",
    "> 引用",
    "| 甲 | 乙 |",
    "`代码` ``` ~~~",
    "*重* __重__ ~~删~~",
    "$x$",
    "===",
    "---",
    "\\*",
    "[[sectors]]",
    "=| 左",
]
TEMPLATES = [
    "{{7*7}}",
    "{% raw %}",
    "{# x #}",
    "{self_found}",
    "{0.__class__}",
    "%s %d %(x)s",
    "${x}",
]
CONTROLS = [
    "\x1b[2J\x1b[31m红",
    "\x9b31m",
    "\x07\x08\x7f",
    "右\u202exslx.exe",
    "零\u200b宽\ufeff度",
    "行\u2028段\u2029\x85",
    "非\uffff字符\ufdd0",
    "换\n行\r回",
    "_x001B_[2J_x000a_",
]
NAMES = ["..", "..\\..\\x", "CON", "nul.txt", "😀", " 空 格 ", "-rf", "~", "长" * 70]
HOSTILE = (
    [t.replace("!", "/") for t in FORMULAS[:1] + MARKUP]
    + FORMULAS[1:]
    + TEMPLATES
    + CONTROLS
    + NAMES
)

UNITS = list(declarations().roster.units)
IN_TIME, EARLIER = "2023-06-26T10:00:00+08:00", "2023-06-20T10:00:00+08:00"


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
        says = [f"理由{text}", f"人{text}", ""]
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


# --- Writers by themselves, with such texts where no cell of today leads ------------------------------------------


def named(declared: Declarations, texts: list[str]) -> Declarations:
    """Declarations in which every sector and unit has a hostile name."""
    roster = declared.roster
    names = [f"{n}{text}" for n, text in zip(range(99), cycle(texts), strict=False)]
    sheets = {
        k: replace(s, name=name, title=name)
        for (k, s), name in zip(roster.sheets.items(), names, strict=False)
    }
    units = {
        k: replace(u, name=name) for (k, u), name in zip(roster.units.items(), names, strict=False)
    }
    return replace(declared, roster=replace(roster, sheets=sheets, subjects=sheets, units=units))


def release_of(texts: list[str], known: Declarations | None = None) -> Release:
    """A month in which reporting words, files and names of sheets are such texts."""
    made = make_release(
        "2023-08",
        missing=("gas", "power"),
        returned=("fire",),
        late=("road",),
        missing_before=("refuse",),
        files={sheet: f"inbox/{text}" for sheet, text in zip(SHEETS, texts, strict=False)},
        declarations=known,
    )
    *before, this = made.history
    words = zip(this.sheets.items(), cycle(texts), strict=False)
    sheets = {k: replace(s, word=text) for (k, s), text in words}
    titles = [text for text, _ in zip(cycle(texts), this.values.index, strict=False)]
    values = this.values.assign(sheet=titles)
    return replace(made, history=(*before, replace(this, sheets=sheets, values=values)))


def bulletins(texts: list[str]) -> dict[str, bytes]:
    """Both bulletins of a month in which names are such texts, too."""
    return write_bulletin(release_of(texts, named(declarations(), texts)), PAGES)


PAGES = load_pages(ROOT / "templates")
SHEETS = list(declarations().roster.sheets)
TURNS = range(0, len(HOSTILE), len(SHEETS))


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    return bulletins(["平常"])


@pytest.mark.parametrize("turn", TURNS)
def test_both_bulletins_have_the_same_structure_whatever_a_text_says(
    plain: dict[str, bytes], turn: int
) -> None:
    texts = (HOSTILE * 2)[turn : turn + len(SHEETS)]
    pages = bulletins(texts)
    md, html = pages["月通报.md"], pages["月通报.html"]
    assert list(in_markdown(md)) == []
    assert structure_of_markdown(md) == structure_of_markdown(plain["月通报.md"])
    page = Page(html)
    assert page.structure == Page(plain["月通报.html"]).structure
    assert list(in_page(html)) == []
    rendered = MarkdownIt("commonmark").enable("table").render(md.decode())
    for shown in (page.texts, Page(rendered.encode()).texts):
        lines = [" ".join(t.split()) for t in shown]
        for n, text in enumerate(texts):
            assert " ".join(harmless(f"{n}{text}").split()) in lines


def in_word_and_mail(texts: list[str]) -> tuple[bytes, bytes]:
    """The same month as a document and as a mail."""
    paper = bulletin(release_of(texts, named(declarations(), texts)), PAGES)
    paper = replace(
        paper, document={**paper.document, "issuer": texts[0], "masthead_title": texts[1]}
    )
    paper = replace(paper, number=texts[2], sample=texts[3])
    data = word(paper, ROOT / "templates")
    return data, mail(paper, PAGES, {"月通报.docx": data})


@pytest.mark.parametrize("turn", TURNS)
def test_document_and_mail_have_the_same_structure_whatever_a_text_says(turn: int) -> None:
    texts = (HOSTILE * 2)[turn : turn + len(SHEETS)]
    (data, draft), (plain_data, plain_draft) = (
        in_word_and_mail(texts),
        in_word_and_mail(["平常"] * 13),
    )
    assert list(in_document(data)) == []
    assert list(in_mail(draft)) == []
    document, plain_document = Document(data), Document(plain_data)
    styles = [p.style for p in document.paragraphs]
    assert styles == [p.style for p in plain_document.paragraphs]
    assert [len(t.rows) for t in document.tables] == [len(t.rows) for t in plain_document.tables]
    shown = {c for t in document.tables for row in t.texts for c in row}
    assert {harmless(f"{n}{text}") for n, text in enumerate(texts)} <= shown
    assert document.texts("word/header1.xml") == [harmless(texts[3])]
    pages = [
        Page(email.message_from_bytes(d).get_payload()[0].get_payload()[1].get_payload(decode=True))
        for d in (draft, plain_draft)
    ]
    assert [tag for tag, _ in pages[0].structure] == [tag for tag, _ in pages[1].structure]


@pytest.mark.parametrize("turn", TURNS)
def test_annex_2_and_the_tables_hold_texts_as_texts(turn: int) -> None:
    release = release_of((HOSTILE * 2)[turn : turn + len(SHEETS)])
    assert list(in_workbook(fill_annex2(release, ROOT / "templates"))) == []
    for data in (b"".join(figures_csv(release)), totals_csv(release)):
        assert list(in_csv(data)) == []


LINE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(LINE)
def test_any_text_is_shown_by_markdown_as_it_stands(text: str) -> None:
    assert_shown_as_it_stands(text)


BLOCKS = [
    "    码",
    " - 项",
    "-",
    "+",
    "* 项",
    "12. 项",
    "3)",
    "======",
    "~~~ x",
    "  # 题",
    "\t码",
    "---",
]


@pytest.mark.parametrize("text", HOSTILE + BLOCKS)
def test_what_markdown_reads_is_shown_as_it_stands(text: str) -> None:
    assert_shown_as_it_stands(text)


def assert_shown_as_it_stands(text: str) -> None:
    """As a paragraph and as a table's head, with nothing around or in it."""
    md = PAGES.filters["md"](text)
    assert list(in_markdown(md.encode())) == []
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = Page(parser.render(f"{md}\n\n| {md} |\n| --- |\n").encode())
    assert {tag for tag, _ in page.structure} <= {"p", "table", "thead", "tr", "th"}
    wanted = " ".join(harmless(text).split())
    seen = [" ".join(t.split()) for t in page.texts]
    assert [s for s in seen if s] == [wanted, wanted][: 2 * bool(wanted)]


def test_a_value_in_a_template_is_one_line_and_no_template() -> None:
    template = PAGES.from_string("{{ text }}|{{ text ~ '' }}")
    for text in ("甲\n# 乙", "甲\u2028[[sectors]]", "{{ 7 * 7 }}{% raw %}"):
        assert template.render(text=text) == f"{harmless(text)}|{harmless(text)}"


def test_whatever_is_printed_moves_no_cursor_and_turns_no_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for err in (False, True):
        console.say("\x1b[31m红\u202e右\n  第二行\u2028\r同一行", err=err)
    assert list(capsys.readouterr()) == [" [31m红 右\n  第二行  同一行\n"] * 2


# --- The console --------------------------------------------------------------------------------------------------


def run(cwd: Path, *arguments: str | bytes, **environment: str) -> tuple[int, bytes, bytes]:
    """The program as a process of its own: status, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    return done.returncode, done.stdout, done.stderr


LOCALES = [
    {"LC_ALL": "C", "PYTHONUTF8": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "gbk"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
]


Seen = tuple[str, dict[str, bytes]]


def published_in(root: Path, environment: dict[str, str]) -> Seen:
    """What is said, and all files of a workspace with odd names after a run in a locale."""
    sample_workspace(root)
    put(root, os.fsdecode(b"\xb1\xa8\xb1\xed.xlsx"), b"GBK", IN_TIME)
    put(root, "😀\u202e.xlsx", b"emoji", IN_TIME)
    status, out, _ = run(root, "monthly", **environment)
    assert status == 0
    code = environment.get("PYTHONIOENCODING", "utf-8").replace("ascii", "utf-8")  # as click does
    return out.decode(code), {name: data for name, (data, _) in snapshot(root).items()}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return published_in(tmp_path_factory.mktemp("usual") / "工 作区", {"LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("environment", LOCALES)
def test_in_any_locale_the_same_is_published_and_said(
    usual: Seen, tmp_path: Path, environment: dict[str, str]
) -> None:
    said, published = published_in(tmp_path / "工 作区", environment)
    assert published == usual[1]
    assert said == usual[0].encode("gbk", "backslashreplace").decode("gbk") or said == usual[0]


@pytest.mark.parametrize("environment", LOCALES[:2])
def test_arguments_are_understood_in_any_locale(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    root = workspace(tmp_path / "工 作区")
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert (
        run(tmp_path, "--root", "工 作区", "check", "--month", "2023年6月", **environment)[0] == 0
    )
    status, _, err = run(tmp_path, "--root", "没有这里", "check", **environment)
    assert (status, "“没有这里”" in err.decode()) == (2, True)
    status, _, err = run(tmp_path, "--root", b"\xb1\xa8", "check", **environment)
    assert (status, "文件夹" in err.decode()) == (2, True)


def started(monkeypatch: pytest.MonkeyPatch, argv: list[str], encoding: str) -> list[list[str]]:
    """How the program starts itself again where file names are in an encoding, if it does."""
    calls: list[list[str]] = []
    monkeypatch.setattr(sys, "orig_argv", argv)
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: encoding)
    monkeypatch.setattr(os, "execv", lambda _, given: calls.append(given))
    console.set_up_console()
    return calls


def test_a_program_that_was_started_again_is_not_started_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = [sys.executable, "-X", "utf8", "-m", "pipeline", "check"]
    assert started(monkeypatch, ["python3", "-m", "pipeline", "check"], "gbk") == [again]
    assert started(monkeypatch, again, "gbk") == []
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "utf-8") == []


def test_a_terminal_of_gbk_is_spoken_to_in_gbk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "")  # so that what is set below is undone
    monkeypatch.delenv("PYTHONIOENCODING")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "gbk"))
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "gbk")
    assert os.environ["PYTHONIOENCODING"] == "gbk"
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    assert started(monkeypatch, ["python3", "-m", "pipeline"], "gbk")
    assert os.environ["PYTHONIOENCODING"] == "utf-8"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["monthly", "--nix\x1b[2J"], "没有“--nix [2J”这个选项"),
        (["monthly", "--mnoth", "2023-06"], "是不是--month"),
        (["monhtly"], "是不是monthly"),
        (["monthly", "2023-06"], "多写了“2023-06”"),
        (["monthly", "--month", "\u202e6月\x07"], "“6月”不是月份"),
        (["monthly", "--month"], "--month"),
        (["monthly", "--strict=1"], "--strict"),
        (["forms"], "缺少--month"),
        (["--root"], "--root"),
        (["--root", "."], "哪个命令"),
        (["--root", "没有\x1b[2J", "check"], "“没有 [2J”"),
        (["--root", "LICENSE", "check"], "“LICENSE”"),
    ],
)
def test_what_a_clerk_types_wrong_is_told_in_chinese(
    arguments: list[str],
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as end:
        leave(monkeypatch, arguments)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert word in said
    assert not controls(said.replace("\n", ""))
    assert not {"Usage", "Error", "Try", "Got", "Missing", "No such"} & set(
        said.replace(":", " ").split()
    )


def leave(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Run the command line to its end."""
    from pipeline.cli import main

    def end(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(sys, "argv", ["pipeline", *arguments])
    monkeypatch.setattr(os, "_exit", end)
    main()


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"[campaign]\nname = 1 2\n", "第2行第10列"),
        ("[campaign]\nname = “甲”\n".encode(), "第2行第8列"),
        (b"a = 1\na = 2\n", "第2行"),
        (b"a = [", "末尾"),
        ("名 = '甲'".encode("gbk"), "UTF-8"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese_with_its_place(
    root: Path, content: bytes, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "schemas/campaign.toml").write_bytes(content)
    assert command(root, "check") == 1
    said = capsys.readouterr().err
    assert "schemas/campaign.toml" in said
    assert where in said
    assert (
        re.findall("[A-Za-z]{3,}", said.replace("schemas/campaign.toml", "").replace("UTF", ""))
        == []
    )


def test_a_reason_of_the_system_is_told_in_chinese(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "schemas/campaign.toml").unlink()
    (root / "schemas/campaign.toml").mkdir()
    assert command(root, "check") == 1
    assert "是文件夹" in capsys.readouterr().err


# --- What lies in the outbox --------------------------------------------------------------------------------------


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
