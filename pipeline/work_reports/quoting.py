"""What a paper quotes of the work reports: the first texts of each box, each with its unit, cut to length."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.work_reports import Box, Excerpts, Reported
from pipeline.words.private_numbers import without_numbers
from pipeline.words.wording import listing

Conceal = Callable[[str], str]
_SENTENCE = re.compile(r"[。！？；]")
_ELLIPSIS = "……"


def as_it_is(text: str) -> str:
    """Conceals nothing."""
    return text


def quotations(
    reports: Sequence[Reported], declared: Declarations, conceal: Conceal = as_it_is
) -> tuple[str, ...]:
    """Ready paragraphs, of several texts of a box each with its number; empty where nothing is quoted.

    conceal: takes out of a whole text what must not be published, before anything is cut.
    """
    paragraphs: list[str] = []
    for box in declared.work_reports.boxes.values():
        mine = quoted(reports, box, declared)
        texts = list(_of_box(mine, reports, box, declared, conceal))
        if len(texts) == 1:
            paragraphs.append(f"{box.label}：{texts[0]}")
        elif texts:
            numbered = (f"{n}．{t}" if n <= len(mine) else t for n, t in enumerate(texts, 1))
            paragraphs += [f"{box.label}：", *numbered]
    return tuple(paragraphs)


def quoted(reports: Sequence[Reported], box: Box, declared: Declarations) -> list[Reported]:
    """The texts of a box that are quoted: new ones, as many as the plan says."""
    new = [r for r in reports if box.quoted and r.said.box == box.id and not r.before]
    return new[: declared.work_reports.excerpts.most]


def _of_box(
    mine: Sequence[Reported],
    reports: Sequence[Reported],
    box: Box,
    declared: Declarations,
    conceal: Conceal,
) -> Iterator[str]:
    plan, units = declared.work_reports.excerpts, declared.roster.units
    for report in mine:
        text = excerpt(without_numbers(conceal(report.said.text), plan.numbers), plan)
        yield f"{text}——{units[report.unit].name}"
    left = [r for r in reports if r.said.box == box.id and not r.before and r not in mine]
    if left and box.quoted:
        names = listing(dict.fromkeys(units[r.unit].name for r in left))
        yield plan.others.format(units=names, annex=plan.annex.rpartition(".")[0])


def excerpt(text: str, plan: Excerpts) -> str:
    """A text in one line, cut after a sentence, or where it gets too long."""
    line = "　".join(text.splitlines())
    if len(line) <= plan.longest:
        return line
    start = line[: plan.longest]
    ends = [m.end() for m in _SENTENCE.finditer(start)]
    if ends and 2 * ends[-1] >= plan.longest:
        return f"{start[: ends[-1]]}{plan.cut}"
    return f"{start.rstrip()}{_ELLIPSIS}{plan.cut}"
