"""A paper in every form that needs no renderer: page, Markdown, Word, and a mail that carries it with Annex 2."""

from pathlib import Path

from jinja2 import Environment

from pipeline.paper import Paper
from pipeline.paper_mail import mail
from pipeline.paper_pages import write_pages
from pipeline.paper_word import word


def paper_files(
    paper: Paper, annex2: bytes, pages: Environment, templates: Path
) -> dict[str, bytes]:
    """The filled form and the forms of a paper, by file name; DeclarationError where a template is wrong."""
    sent = {f"{paper.document['annex']}.xlsx": annex2, f"{paper.name}.docx": word(paper, templates)}
    return {**sent, f"{paper.name}.eml": mail(paper, pages, sent), **write_pages(paper, pages)}
