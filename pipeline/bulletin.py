"""The monthly bulletin: one wording, as blocks, written as Markdown and as a page."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from pipeline.blocks import Block, parse_blocks
from pipeline.bulletin_tables import sector_chart, sector_table, status_table, totals_table
from pipeline.bulletin_view import View
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release


def write_bulletin(release: Release, templates: Path) -> dict[str, bytes]:
    """月通报.md and 月通报.html of a release, by file name; DeclarationError where a template is wrong."""
    environment = _environment(templates)
    sample = release.declared.form.sample_note if release.sample else ""
    try:
        blocks = bulletin_blocks(release, environment)
        about = {"blocks": blocks, "sample": sample, "r": View(release)}
        return {
            "月通报.md": (
                environment.get_template("bulletin.md.j2").render(about).strip() + "\n"
            ).encode(),
            "月通报.html": environment.get_template("bulletin.html.j2").render(about).encode(),
        }
    except (TemplateError, TypeError) as e:  # an office may edit the templates
        where = f"templates/{getattr(e, 'name', None) or 'bulletin.*.j2'}"
        raise DeclarationError(where, f"第{getattr(e, 'lineno', '?')}行", str(e)) from e


def bulletin_blocks(release: Release, environment: Environment) -> list[Block]:
    """The bulletin as blocks, from the text template."""
    tables = (sector_table(release), status_table(release), totals_table(release))
    parts = {p.id: p for p in (*tables, sector_chart(release))}
    try:
        text = environment.get_template("bulletin.txt.j2").render(r=View(release))
        return parse_blocks(text, parts)
    except KeyError as e:
        problem = f"没有{e}这个指标、计算项、表或图"
        raise DeclarationError("templates/bulletin.txt.j2", "", problem) from e


def _environment(templates: Path) -> Environment:
    """Strict, and escaping in the page alone."""
    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and ".html" in name),
        keep_trailing_newline=True,
    )
    environment.filters["md"] = _markdown
    return environment


def _markdown(text: str) -> str:
    """A text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", text).replace("\n", " ")
