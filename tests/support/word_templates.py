"""The template as an office changes it, and the document made from it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx

from pipeline.rendering.word_file import word
from tests.support.documents import Document
from tests.support.papers import july


def change(templates: Path, edit: Callable[[Any], None]) -> None:
    """The template as an office changes it."""
    template = docx.Document(str(templates / "bulletin.docx"))
    edit(template)
    template.save(str(templates / "bulletin.docx"))


def edited(templates: Path, edit: Callable[[Any], None]) -> Document:
    """The document from a changed template."""
    change(templates, edit)
    return Document(word(july(), templates))
