"""A paper in every form that needs no renderer: page, Markdown, Word, and a mail with what is to be sent."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

from pipeline.papers.paper import Paper
from pipeline.rendering.templates import render

_PAGES = {"md": "bulletin.md.j2", "html": "bulletin.html.j2"}


def paper_files(
    paper: Paper, annex2: bytes, pages: Environment, templates: Path, *, word: bool = True
) -> dict[str, bytes]:
    """The filled form and the forms of a paper, by file name; DeclarationError where a template is wrong.

    word: whether the Word document, and the mail that carries it, are among them.
    """
    form = {f"{paper.document['annex']}.xlsx": annex2}
    sent = _to_send(paper, form, pages, templates) if word else form
    return {**sent, **write_pages(paper, pages)}


def write_pages(paper: Paper, pages: Environment) -> dict[str, bytes]:
    """<name>.md and <name>.html, by file name; DeclarationError where a template asks for what is not there."""
    about = {"paper": paper}
    return {f"{paper.name}.{suffix}": render(pages, name, about) for suffix, name in _PAGES.items()}


def _to_send(
    paper: Paper, form: Mapping[str, bytes], pages: Environment, templates: Path
) -> dict[str, bytes]:
    """The form, the Word document, and the mail with both; what they take is imported only where they are wanted."""
    from pipeline.rendering.mail import mail
    from pipeline.rendering.word_file import word

    sent = {**form, f"{paper.name}.docx": word(paper, templates)}
    return {**sent, f"{paper.name}.eml": mail(paper, pages, sent)}
