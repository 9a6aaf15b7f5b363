"""The templates of the papers: how they are found, compiled and rendered, and how their faults are told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)

from pipeline.model.causes import reason
from pipeline.model.errors import DeclarationError
from pipeline.papers.blocks import Block, Part, parse_blocks
from pipeline.rendering.compiled import CompiledTemplates
from pipeline.words.wording import harmless

_HERE = Path(__file__)  # this module decides how templates are compiled
# What Markdown reads: emphasis, links, code, tables, formulas; what GitHub makes links of; what begins a list.
_MARKUP = re.compile(r"[\\`*_\[\]<>|#~&$@]|:(?=//)|(?<=www)\.|^[-+=](?![0-9])", re.IGNORECASE)
_QUOTED = re.compile("'([^']+)'")
_NUMBERED = re.compile(r"^([0-9]+)([.)])(?=\s|$)")
# An office may write any expression into a template, and Python runs it: "x".index("y"), 1 / 0, a macro that calls
# itself, [1] * 10**15. SyntaxError is how Python refuses what a template was translated to, as loops nested too deep.
_EXPRESSIONS_RAISE = (
    *(TypeError, ValueError, AttributeError, LookupError, ArithmeticError),
    *(RuntimeError, MemoryError, SyntaxError),
)
# Every paper is written with the first of these, the texts and pages of chasing with the second.
PAPERS = (
    *("bulletin.txt.j2", "bulletin.md.j2", "bulletin.html.j2"),
    *("chart.html.j2", "page_parts.html.j2", "bulletin.css"),
    *("print_pack.html.j2", "print_pack.css", "mail.txt.j2", "mail.html.j2"),
)
CHASING = ("chase.txt.j2", "chase.html.j2", "discipline.html.j2", "office_table.css")


def load_pages(templates: Path, names: Iterable[str] = PAPERS) -> Environment:
    """The papers' templates or others by name, compiled; DeclarationError names file and line of one that is wrong."""
    environment = _environment(templates)
    for name in names:
        with _faults_told(name):
            environment.get_template(name)
    return environment


def render(pages: Environment, name: str, about: Mapping[str, object]) -> bytes:
    """A template filled, as UTF-8; DeclarationError where it asks for what is not there."""
    with _faults_told(name):
        return (pages.get_template(name).render(about).strip() + "\n").encode()


def render_blocks(
    pages: Environment, name: str, parts: Mapping[str, Part], about: Mapping[str, object]
) -> tuple[Block, ...]:
    """The blocks of a text template; parts: the tables, charts and ready paragraphs that it may place."""
    with _faults_told(name):
        return tuple(parse_blocks(pages.get_template(name).render(about), parts))


@contextmanager
def _faults_told(name: str) -> Iterator[None]:
    """An office may edit the templates, so their faults are told to it."""
    try:
        yield
    except KeyError as e:
        raise DeclarationError(f"templates/{name}", "", f"没有{e}这个指标、计算项、表或图") from e
    except UnicodeDecodeError:
        raise DeclarationError(f"templates/{name}", "", "不是UTF-8编码，请另存为UTF-8") from None
    except TemplateNotFound as e:
        raise DeclarationError(f"templates/{e.name or name}", "", "没有这个文件") from None
    except UndefinedError as e:
        asked = _QUOTED.findall(str(e))[-1:]  # 'View' has no attribute 'x', 'x' is undefined
        problem = f"用了这里没有的名称“{''.join(asked) or e}”"
        raise DeclarationError(f"templates/{name}", "", problem) from e
    except TemplateError as e:
        file = f"templates/{getattr(e, 'name', None) or name}"
        line = getattr(e, "lineno", None)
        raise DeclarationError(file, f"第{line}行" if line else "", f"写法有误（{e}）") from e
    except OSError as e:  # a TemplateError as well where there is no such file
        raise DeclarationError(f"templates/{name}", "", f"读不到（{reason(e)}）") from e
    except _EXPRESSIONS_RAISE as e:
        problem = f"有一处算不出来（{type(e).__name__}：{e}）"
        raise DeclarationError(f"templates/{name}", "", problem) from e


def _environment(templates: Path) -> Environment:
    """Strict, and escaping in the page alone."""
    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and ".html" in name),
        finalize=_one_line,
        keep_trailing_newline=True,
        bytecode_cache=CompiledTemplates(_HERE.parent / "__pycache__", _HERE.read_bytes()),
    )
    environment.filters["md"] = _markdown
    return environment


def _one_line(value: object) -> object:
    """What a template prints: a text cannot begin a new line, which would be a paragraph or a heading of its own."""
    is_plain = isinstance(value, str) and not hasattr(value, "__html__")  # macros give markup
    return harmless(str(value)) if is_plain else value


def _markdown(text: str) -> str:
    """A text that Markdown shows as it stands."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", harmless(text).strip(" ")))
