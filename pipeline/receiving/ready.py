"""What comes before a month's papers, in the order in which faults are to be met: templates first, then the inbox."""

from pathlib import Path

from jinja2 import Environment

from pipeline.model.record import record
from pipeline.pools.crew import Crew
from pipeline.receiving.ahead import receive_ahead
from pipeline.receiving.receive import CREW, Progress, Receive
from pipeline.rendering.templates import CHASING, load_pages


@record
class Ready:
    """The papers' templates, sound and compiled, and what to ask for all that came in."""

    pages: Environment
    received: Receive


def get_ready(root: Path, say: Progress, crew: Crew = CREW, *, word: bool = True) -> Ready:
    """Nothing has been written where a template is wrong (DeclarationError); from here on receipts may be.

    word: whether papers will be written from the Word template too.
    """
    pages = load_pages(root / "templates")
    if word:
        from pipeline.word.frame import check_word_template

        check_word_template(root / "templates")
    return Ready(pages, receive_ahead(root, say, crew))


def ready_to_chase(root: Path, say: Progress, crew: Crew = CREW) -> Ready:
    """The same with the templates of chasing alone."""
    pages = load_pages(root / "templates", CHASING)
    return Ready(pages, receive_ahead(root, say, crew))
