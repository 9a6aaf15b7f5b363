"""A paper in every form that needs no renderer: page, Markdown, Word, and a mail with what is to be sent."""

from pathlib import Path

from jinja2 import Environment

from pipeline.paper import Paper
from pipeline.paper_mail import mail
from pipeline.paper_pages import write_pages
from pipeline.paper_word import word as word_document


def paper_files(
    paper: Paper, annex2: bytes, pages: Environment, templates: Path, *, word: bool = True
) -> dict[str, bytes]:
    """The filled form and the forms of a paper, by file name; DeclarationError where a template is wrong.

    word: whether the Word document, and the mail that carries it, are among them.
    """
    sent = {f"{paper.document['annex']}.xlsx": annex2}
    if word:
        sent[f"{paper.name}.docx"] = word_document(paper, templates)
        sent[f"{paper.name}.eml"] = mail(paper, pages, sent)
    return {**sent, **write_pages(paper, pages)}
