"""What is wrong in templates/: names, styles, syntax, and what the texts quote that the declarations do not have."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from pipeline.declarations.templates import check_annex2, check_form_template
from pipeline.drawing.template_book import load_template
from pipeline.ledger.database import check_views
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.hazard_plan import HAZARD_COUNTS
from pipeline.rendering.templates import CHASING, PAPERS, load_pages
from pipeline.word.frame import check_word_template

# What the bulletin's, the weekly note's and the closing report's text may quote by name: pipeline/bulletin/view.py.
_QUOTING = (
    *("total", "summed", "gained", "has", "coverage", "counted", "parts_of", "grown"),
    *("falls", "listed", "top", "fallen"),
)
_MARKS = re.compile(r"\[\[([a-z_]+)\]\]")
_HAZARDS = ("hazard_sectors", "hazard_levels", "hazards_overdue")
_OWN = ("own_overall", "own_sectors", "own_reporting", "own_problems", "own_demands")
_PLACED = {
    "bulletin.txt.j2": (
        *("sectors", "status", "totals", "restated", "chart", "series", "series_chart", *_OWN),
        *(*_HAZARDS, "milestones", "reports"),
    ),
    "weekly.txt.j2": ("weekly",),
    "final.txt.j2": (
        *("series", "series_chart", "sectors", "left", "discipline", "totals"),
        *("hazards_closing", "hazards_left", "milestones"),
    ),
}
_OF_LEDGERS = "chase_hazards.txt.j2"


def template_faults(root: Path, declared: Declarations) -> tuple[str, ...]:
    """At least one a file, in the order of the files' first use."""
    templates, found = root / "templates", list[str]()
    texts = list(text_templates(declared))
    for check in _checks(templates, texts, declared):
        try:
            check()
        except DeclarationError as e:
            found.append(str(e))
    for name in texts:
        found += [
            f"templates/{name}：{problem}" for problem in _text_faults(templates, name, declared)
        ]
    return tuple(dict.fromkeys(found))


def _checks(
    templates: Path, texts: Iterable[str], declared: Declarations
) -> Iterator[Callable[[], object]]:
    """What stops at the first fault of a file."""
    yield partial(check_annex2, templates, declared.form)
    yield partial(check_form_template, templates, declared.form)
    for name in ("annex2.xlsx", "form.xlsx"):
        if (templates / name).exists():  # else it has just been told
            yield partial(load_template, templates / name)
    yield partial(check_word_template, templates)
    if declared.ledger:
        yield partial(load_pages, templates, (_OF_LEDGERS,))
        yield partial(check_views, templates, declared.ledger)
    for name in dict.fromkeys((*PAPERS, *CHASING, *texts)):
        yield partial(load_pages, templates, (name,))


def text_templates(declared: Declarations) -> Iterator[str]:
    """The wordings that this workspace uses."""
    yield "bulletin.txt.j2"
    if declared.bulletin.weekly:
        yield "weekly.txt.j2"
    if declared.closing:
        yield "final.txt.j2"


def _text_faults(templates: Path, name: str, declared: Declarations) -> Iterator[str]:
    """Unknown indicators and unknown places; a run would find them one by one, and some only in some months."""
    text = _text(templates / name)
    if text is None:
        return
    known = {*declared.form.indicators, *declared.form.measures, *HAZARD_COUNTS}
    for quoted in dict.fromkeys(q for q in quoted_names(text) if q not in known):
        yield f"没有“{quoted}”这个指标或计算项"
    placed = _PLACED[name]
    for mark in dict.fromkeys(m for m in _MARKS.findall(text) if m not in placed):
        yield f"没有[[{mark}]]这个表、图或段落，可以用的是{'、'.join(placed)}"
    if name == "bulletin.txt.j2":
        for mark in [o for o in _OWN if f"[[{o}]]" not in text and _is_used(o, declared)]:
            yield f"缺少[[{mark}]]，本办公室的补充材料没有地方放"


def _is_used(mark: str, declared: Declarations) -> bool:
    return any(f"own_{plan.at}" == mark for plan in declared.bulletin.own)


def _text(path: Path) -> str | None:
    """What stands in a template; None where it cannot be read, which has been told."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def quoted_names(text: str) -> Iterable[str]:
    """The indicators and measures that a text asks for by name, as r.total("found") does."""
    try:
        tree = Environment(autoescape=False).parse(text)
    except TemplateSyntaxError:
        return []
    calls = (
        c
        for c in tree.find_all(nodes.Call)
        if getattr(c.node, "attr", getattr(c.node, "name", "")) in _QUOTING
    )
    consts = (n for c in calls for a in c.args for n in (a, *a.find_all(nodes.Const)))
    return [n.value for n in consts if isinstance(n, nodes.Const) and isinstance(n.value, str)]
