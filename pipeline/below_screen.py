"""What `pipeline trace` shows of the levels below a figure."""

from collections.abc import Iterator, Sequence

from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.rollup.tracing import Cause, Files, causes
from pipeline.sources import Source
from pipeline.wording import inert

_LONGEST_PATH = 400


def lines_below(
    source: Source, sheet: str, indicator: Indicator, release: Release, files: Files
) -> Iterator[str]:
    """The cells of which a unit's own figure was made, level below level, as far as files are at hand."""
    entry = release.declared.roster.sheets[sheet]
    if entry.sector == entry.unit:  # the office's own form: it was typed here
        return
    sector = "" if entry.own else entry.sector
    found = causes(source.sha256, sector, indicator, release.declared.roster, files)
    if found is not None:
        yield f"  这个文件的数由下一级的{len(found)}格得来："
        yield from _listed(found, "    ")


def _listed(found: Sequence[Cause], indent: str) -> Iterator[str]:
    for cause in found:
        at = f"{inert(cause.sheet)}!{inert(cause.cell)}"
        yield f"{indent}{inert(cause.who)}  {inert(cause.value)}  {at}  {inert(cause.came)}收到"
        yield f"{indent}  {inert(cause.file, _LONGEST_PATH)}"
        if cause.at_hand is None:
            yield f"{indent}  sha256 {inert(cause.sha256, 64)}（原文件不在手边）"
        yield from _listed(cause.below, indent + "    ")
