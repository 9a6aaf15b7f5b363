"""A paper as Markdown and as a page."""

from jinja2 import Environment

from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render

_FORMS = {"md": "bulletin.md.j2", "html": "bulletin.html.j2"}


def write_pages(paper: Paper, pages: Environment) -> dict[str, bytes]:
    """<name>.md and <name>.html, by file name; DeclarationError where a template asks for what is not there."""
    about = {"paper": paper}
    return {f"{paper.name}.{suffix}": render(pages, name, about) for suffix, name in _FORMS.items()}
