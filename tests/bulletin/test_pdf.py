"""Pages as PDF: with the renderer, in an environment of its own made from its lock, and without."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.rendering import pdf
from pipeline.rendering.pdf import Printed, print_pages
from tests.support import chromium
from tests.support.needs import need
from tests.support.places import ROOT
from tests.support.published import command
from tests.support.workspaces import sample_workspace

LOCK = ROOT / "requirements-pdf.lock"
FOLDER = "outbox/2023-07"
PDFS = {"月通报.pdf", "送阅件.pdf"}
BY_HAND = "用浏览器打开月通报.html，按Ctrl+P，选“另存为PDF”"


# --- without it -------------------------------------------------------------------------------------------------


def test_without_the_renderer_one_line_says_how_to_print(monkeypatch):
    monkeypatch.setattr(pdf, "_RENDERER", "no_such_renderer")
    monkeypatch.setattr(pdf, "find_spec", find_spec)
    printed = print_pages({"附件2.xlsx": b"", "月通报.html": b"", "送阅件.html": b""}, ROOT)
    assert printed == Printed({}, f"需要PDF：{BY_HAND}。")


def test_a_renderer_without_its_library_is_one_line_too(monkeypatch, tmp_path, capsys):
    (tmp_path / "renderer_without_pango.py").write_text("print('long')\nraise OSError('pango')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(pdf, "_RENDERER", "renderer_without_pango")
    monkeypatch.setattr(pdf, "find_spec", find_spec)
    printed = print_pages({"月通报.html": b""}, ROOT)
    assert printed.files == {}
    assert "Pango" in printed.remark
    assert printed.remark.endswith(f"{BY_HAND}。")
    assert capsys.readouterr() == ("", "")


def test_a_run_says_it_once_and_not_where_no_pdf_is_wanted(sample_root, capsys):
    assert command(sample_root, "monthly", "--month", "2023-07") == 0
    assert capsys.readouterr().out.count(BY_HAND) == 1
    assert command(sample_root, "monthly", "--month", "2023-07", "--no-pdf") == 0
    assert "PDF" not in capsys.readouterr().out


def test_what_is_missing_is_named_in_the_order_of_the_page_and_not_without_end():
    assert pdf._some(["丙", "甲", "丙"]) == "“丙”、“甲”"
    assert pdf._some("甲乙丙丁戊己己") == "“甲”、“乙”、“丙”、“丁”、“戊”等6个字"


def test_only_fonts_are_taken_for_fonts(tmp_path):
    for name in ("b.ttf", 'a"; x.OTF'):
        (tmp_path / name).write_bytes(b"OTTO...")
    (tmp_path / "c.ttf").write_bytes(b"text")
    os.mkfifo(tmp_path / "e.ttf")
    (tmp_path / "d.ttf").mkdir()
    faces = pdf._faces(tmp_path)
    assert faces.count("@font-face") == 2
    assert 'font-family: "a\\22 ; x"' in faces
    assert pdf._faces(tmp_path / "none") == ""


# --- with it ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the renderer besides what this one has."""
    need(chromium.lacks())
    folder = tmp_path_factory.mktemp("renderer")
    made = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    (packages,) = made.glob("lib/python*/site-packages")
    ours = sysconfig.get_paths()["purelib"]
    (packages / "ours.pth").write_text(f"{ROOT}\n{ours}\n")
    _install(made / "bin" / "python", folder)
    return made / "bin" / "python"


def _install(python: Path, folder: Path) -> None:
    """What the lock names and this environment lacks; skipped where no network is, and for no other failure."""
    options = ("--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check")
    command = [python, "-m", "pip", "install", "-q", "--no-input", *options, "-r", LOCK]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if run.returncode:
        assert "connection broken" in run.stderr, run.stderr
        pytest.skip(f"no network to fetch the renderer: {run.stderr[-200:]}")
    command = [python, "-c", "import weasyprint"]
    failed = subprocess.run(command, capture_output=True, check=False).returncode
    need("the machine has no Pango" if failed else "")


def _run(python: Path, root: Path, *options: str, **environment: str) -> str:
    """What a run says."""
    arguments = ("-m", "pipeline", "--root", root, "monthly", "--month", "2023-07", *options)
    run = subprocess.run(
        [python, *arguments], capture_output=True, check=True, env={**os.environ, **environment}
    )
    return run.stdout.decode()


def _pdfs(root: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (root / FOLDER).glob("*.pdf")
    }


@pytest.fixture(scope="module")
def rendered(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sample_workspace(tmp_path_factory.mktemp("pdf") / "工作区")
    assert "PDF" not in _run(python, root)
    return root


@pytest.mark.pdf
def test_both_pages_are_printed_as_chromium_prints_them(rendered, tmp_path):
    assert set(_pdfs(rendered)) == PDFS
    for name in sorted(PDFS):
        ours = rendered / FOLDER / name
        page = ours.with_suffix(".html").read_text("utf-8")
        theirs = chromium.words_of(chromium.print_pdf(tmp_path, page))
        sheets = chromium.words_of(ours)
        assert len(sheets) == len(theirs)
        for number, sheet in enumerate(sheets, 1):
            assert (sheet.width, sheet.height) == pytest.approx((210, 297), abs=0.3)
            assert number in [int(w.text) for w in sheet.words if w.text.isdigit() and w.top > 260]
        ((first, *_), (second, *_)) = (s[0].words for s in (sheets, theirs))
        assert first.text == second.text


@pytest.mark.pdf
def test_the_pdf_is_tagged_and_holds_its_fonts_and_no_time(rendered):
    for name in PDFS:
        info = subprocess.run(
            ["pdfinfo", rendered / FOLDER / name], capture_output=True, check=True
        )
        told = info.stdout.decode()
        assert "Tagged:          yes" in told
        assert "Date" not in told
        fonts = subprocess.run(
            ["pdffonts", rendered / FOLDER / name], capture_output=True, check=True
        ).stdout.decode()
        assert {line.split()[-5:-2] == ["yes"] * 3 for line in fonts.splitlines()[2:]} == {True}


@pytest.mark.pdf
def test_a_full_sheet_of_the_pdf_has_22_lines_of_28_characters(python, rendered, tmp_path):
    page = (rendered / FOLDER / "月通报.html").read_text("utf-8")
    page = chromium.changed(page, "</h1>", f"</h1><p>{'国' * 28 * 70}</p>")
    (tmp_path / "full.html").write_text(page, "utf-8")
    code = """import sys; from pathlib import Path; from pipeline.rendering.pdf import print_pages
folder = Path(sys.argv[1])
printed = print_pages({"full.html": (folder / "full.html").read_bytes()}, folder / "fonts")
(folder / "full.pdf").write_bytes(printed.files["full.pdf"])"""
    subprocess.run([python, "-c", code, tmp_path], check=True)
    for sheet in chromium.words_of(tmp_path / "full.pdf")[1:3]:
        assert [w.text for w in sheet.words].count("国" * 28) == 22


@pytest.mark.pdf
def test_a_second_run_writes_the_same_bytes_and_none_where_none_is_wanted(
    python, rendered, tmp_path
):
    root = tmp_path / "工作区"
    shutil.copytree(rendered, root)
    before = _pdfs(root)
    shutil.rmtree(root / "outbox")
    _run(python, root, TZ="America/New_York", LC_ALL="C.UTF-8")
    assert _pdfs(root) == before
    _run(python, root, "--no-pdf")
    assert _pdfs(root) == {}


FEW_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.mark.pdf
def test_without_a_chinese_font_there_is_no_pdf_until_the_office_gives_one(
    python, rendered, tmp_path
):
    root, fonts = tmp_path / "工作区", tmp_path / "fonts"
    shutil.copytree(rendered, root)
    fonts.mkdir()
    found = subprocess.run(
        ["fc-list", ":lang=zh", "file"], capture_output=True, check=True, text=True
    ).stdout
    file = Path(sorted(found.splitlines())[0].partition(":")[0])
    few = tmp_path / "fonts.conf"
    few.write_text(FEW_FONTS.format(fonts=fonts, cache=tmp_path / "cache"))
    said = _run(python, root, FONTCONFIG_FILE=str(few))
    assert _pdfs(root) == {}
    assert "fonts-noto-cjk" in said
    assert said.count(BY_HAND) == 1
    (root / "templates" / "fonts").mkdir()
    shutil.copy(file, root / "templates" / "fonts" / f"FangSong{file.suffix}")
    assert "PDF" not in _run(python, root, FONTCONFIG_FILE=str(few))
    assert set(_pdfs(root)) == PDFS
