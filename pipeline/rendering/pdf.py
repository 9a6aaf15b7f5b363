"""Pages as PDF, where WeasyPrint and a font for every character are there; else one line that says how to print one."""

import io
import logging
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from types import ModuleType

from pipeline.files.long_output import Output, pieces_of
from pipeline.model.record import record
from pipeline.words.wording import listing

_RENDERER = "weasyprint"
_BY_HAND = "用浏览器打开{page}，按Ctrl+P，选“另存为PDF”"
_NO_LIBRARY = (
    "缺少Pango（Debian：apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0）"
)
_NO_GLYPH = "没有字体能显示{shown}，请安装中文字体（Debian：apt install fonts-noto-cjk）或把字体文件放进templates/fonts"
_CHINESE = ("fc-list", ":lang=zh")
_SHOWN = 5  # characters that are named
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")  # how a font file begins
# The page's links lead to what only the screen shows.
_STYLE = "a { link: none }"


@record
class Printed:
    """Pages as PDF, by file name: all or none. remark: why there are none, and how to print one."""

    files: dict[str, bytes]
    remark: str = ""


def print_pages(outputs: Mapping[str, Output], fonts: Path) -> Printed:
    """The pages among outputs as PDF. fonts: a folder that may hold fonts of the office's own.

    The renderer is an extra (make pdf) that takes a second to import: it is looked for here and nowhere else.
    """
    pages = {
        name: b"".join(pieces_of(data)) for name, data in outputs.items() if name.endswith(".html")
    }
    by_hand = _BY_HAND.format(page=next(iter(pages), ""))
    if not find_spec(_RENDERER):
        return Printed({}, f"需要PDF：{by_hand}。")
    files, lacking = _try_to_print(pages, fonts)
    return Printed({}, f"没有生成PDF：{lacking}；也可{by_hand}。") if lacking else Printed(files)


def _try_to_print(pages: Mapping[str, bytes], fonts: Path) -> tuple[dict[str, bytes], str]:
    """The files, and what is lacking to print them as they should be."""
    try:
        with redirect_stdout(io.StringIO()):  # where it explains at length what it lacks
            renderer = import_module(_RENDERER)
    except OSError:
        return {}, _NO_LIBRARY
    faces = _faces(fonts)
    if not faces and not _has_chinese_fonts():
        return {}, _NO_GLYPH.format(shown="中文")
    with _missing_glyphs() as missing:
        files = {
            f"{name.removesuffix('.html')}.pdf": _printed(renderer, data, faces)
            for name, data in pages.items()
        }
    return files, _NO_GLYPH.format(shown=_some(missing)) if missing else ""


def _has_chinese_fonts() -> bool:
    """Whether the system has some. Where it has no font at all, Pango would end the whole run."""
    if not which(_CHINESE[0]):  # Windows has fonts, and none who lists them
        return True
    return bool(subprocess.run(_CHINESE, capture_output=True, check=False).stdout)


class _Listener(logging.Handler):
    """Hears which characters are drawn as boxes: the renderer says so, and then goes on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.missing.append(str(record.args[0]))


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    """The characters that no font has, each once for each place."""
    listener, log = _Listener(), logging.getLogger(_RENDERER)
    log.addHandler(listener)
    try:
        yield listener.missing
    finally:
        log.removeHandler(listener)


def _printed(renderer: ModuleType, page: bytes, faces: str) -> bytes:
    """One page as a tagged PDF, a pure function of the page and the fonts: it holds no time of its own."""
    found = renderer.text.fonts.FontConfiguration()
    local = renderer.urls.URLFetcher(allowed_protocols=("file",))  # nothing comes from elsewhere
    style = renderer.CSS(string=_STYLE + faces, font_config=found, url_fetcher=local)
    html = renderer.HTML(string=page.decode(), url_fetcher=local)
    pdf: bytes = html.write_pdf(font_config=found, stylesheets=[style], pdf_tags=True)
    return pdf


def _faces(folder: Path) -> str:
    """The office's own fonts, each under its file's name: for what the style sheet asks for, or no other font has."""
    files = sorted(p for p in folder.glob("*") if p.is_file() and _first_bytes(p) in _FONTS)
    return "".join(
        f'@font-face {{ font-family: "{_quoted(p.stem)}"; src: url("{p.as_uri()}") }}'
        for p in files
    )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _quoted(name: str) -> str:
    """A name as a CSS string."""
    return "".join(f"\\{ord(c):x} " if c in '"\\\n\r\f' else c for c in name)


def _some(missing: Sequence[str]) -> str:
    """“㐀”、“㐁”等8个字."""
    each = list(dict.fromkeys(missing))
    named = listing(f"“{c}”" for c in each[:_SHOWN])
    return f"{named}等{len(each)}个字" if len(each) > _SHOWN else named
