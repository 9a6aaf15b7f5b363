"""Where the page's totals come from: the cells of an indicator, or the indicators that a measure is worked out of."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from pipeline.figures.shown import all_parts, figure
from pipeline.figures.sources import Source, sources
from pipeline.model.form import Measure
from pipeline.model.record import record
from pipeline.model.released import Release, Total
from pipeline.words.naming import full_name
from pipeline.words.wording import NOT_REPORTED, NOTHING, plain, show


@record
class Term:
    """An indicator in the working of a measure: the sign before it, its name, its total."""

    sign: str
    id: str
    name: str
    total: str


@record
class Origin:
    """A total and what it is made of: rows (reporter, value, cell, file) of an indicator, or terms of a measure."""

    id: str
    name: str
    total: str
    coverage: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    terms: tuple[Term, ...] = ()


def origins(release: Release, said: Callable[[str], str] = str) -> list[Origin]:
    """Of every total that the tables lead from: the indicators in the order of the form, then the measures.

    said: how the names of files and sheets are printed.
    """
    declared, parts = release.declared, all_parts(release)
    shown = {c.value: figure(c.value, parts, declared) for c in declared.bulletin.sectors.columns}
    measures = [m for m in map(declared.form.measures.get, shown) if m]
    reported = [
        _worked_out(m, shown[m.id], release) for m in measures if shown[m.id] != NOT_REPORTED
    ]
    return [*_of_cells(release, said), *reported]


def _of_cells(release: Release, said: Callable[[str], str]) -> Iterator[Origin]:
    found, most = sources(release, said), release.declared.bulletin.limits.cells
    for name in found:
        total = release.totals[name]
        if total.value is not None:
            indicator, shown = total.indicator, found.first(name, most)
            rows = [(s.reporter, show(indicator, s.value), *_place(s)) for s in shown]
            if lacking := found.count(name) - len(shown):
                rows.append(_rest(total, shown, lacking, release))
            amount = show(indicator, total.value)
            yield Origin(name, full_name(indicator), amount, total.coverage, tuple(rows))


def _rest(
    total: Total, shown: Sequence[Source], lacking: int, release: Release
) -> tuple[str, str, str, str]:
    """The last row where not all are listed: how many more there are, what they amount to, and where they stand."""
    assert total.value is not None
    amount = total.value - sum((s.value for s in shown), Decimal(0))
    text = NOTHING if total.indicator.is_yesno else plain(amount)
    annex = f"{release.declared.campaign.document['annex']}.xlsx"
    return f"其余{lacking}个", text, annex, "figures.csv"


def _place(source: Source) -> tuple[str, str]:
    """The cell, and the file's own name: in which folder of the office it lies is nobody else's business."""
    return f"{source.sheet}!{source.cell}", source.file.rpartition("/")[2]


def _worked_out(measure: Measure, amount: str, release: Release) -> Origin:
    """A measure as it is worked out; of a rate the parts in brackets over the wholes in brackets."""
    signs = [
        "（" if measure.over else "",
        *["＋"] * (len(measure.sum) - 1),
        *["－"] * len(measure.less),
    ]
    names = [*measure.sum, *measure.less]
    if measure.over:
        signs += ["）÷（", *["＋"] * (len(measure.over) - 1)]
        names += measure.over
    form, totals = release.declared.form, release.totals
    terms = [
        Term(
            sign, name, form.indicators[name].name, show(form.indicators[name], totals[name].value)
        )
        for sign, name in zip(signs, names, strict=True)
    ]
    if measure.over:
        terms.append(Term("）", "", "", ""))
    return Origin(measure.id, measure.name, amount, terms=tuple(terms))
