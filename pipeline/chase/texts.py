"""催报文字.txt: for every unit that owes something a text to paste into a chat, a short message or an office mail."""

from jinja2 import Environment

from pipeline.chase.round import Round
from pipeline.chase.unit_texts import task_text, unit_text
from pipeline.rendering.templates import render
from pipeline.words.plain_text import text_file
from pipeline.words.wording import chinese_date, listing


def chase_text(chased: Round, pages: Environment) -> bytes:
    """The texts of a round, unit by unit; DeclarationError where the template asks for what is not there."""
    campaign = chased.declared.campaign
    about = {
        "sample": chased.sample,
        "month": chased.month.chinese,
        "day": chinese_date(chased.on),
        "due": chinese_date(campaign.due(chased.month)),
        "figures": chased.declared.form.figures,
        "rolls_up": chased.declared.rollup is not None,
        "form": chased.declared.form.title[-1],
        "has_sectors": chased.declared.roster.has_sectors,
        "document": campaign.document,
        "units": [unit_text(c, chased) for c in chased.chased],
        "done": listing(u.name for u in chased.done),
        "unread": chased.unread,
        "others": [task_text(t) for t in chased.others],
    }
    return text_file(render(pages, "chase.txt.j2", about).decode().splitlines())
