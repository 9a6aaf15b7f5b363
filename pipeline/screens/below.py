"""What `pipeline trace` shows of the levels below a figure."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.figures.sources import Source
from pipeline.model.form import Indicator
from pipeline.model.released import Release
from pipeline.rollup.tracing import SOURCES, Cause, Files, causes
from pipeline.words.wording import LONGEST_PATH, inert, plain, show

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")


def lines_below(
    source: Source, sheet: str, indicator: Indicator, release: Release, files: Files
) -> Iterator[str]:
    """The cells of which a unit's own figure was made, level below level, as far as files are at hand."""
    entry = release.declared.roster.sheets[sheet]
    if entry.sector == entry.unit:  # the office's own form: it was typed here
        return
    sector = "" if entry.own else entry.sector
    found = causes(source.sha256, sector, indicator, release.declared.roster, files)
    if found is None:
        if files.path(source.sha256):
            yield f"  这个文件没有列出下一级的各格（“{SOURCES}”表列不下，或不是程序生成的）。"
        return
    yield f"  这个文件的数由下一级的{len(found)}格得来："
    yield from _listed(found, "    ")
    made = _made_of(found, indicator)
    if made != show(indicator, source.value):
        yield f"  这几格合起来是{made}，与这个文件的数不一致：“{SOURCES}”表可能改动过，请向下一级核对。"


def _made_of(found: Sequence[Cause], indicator: Indicator) -> str:
    """What the cells make together, as printed."""
    values = [c.value for c in found]
    if indicator.is_yesno:
        return "是" if "是" in values else "否"
    # An office program may store 35.6 as 35.600000000000001.
    numbers = [Decimal(repr(float(v))) if _NUMBER.fullmatch(v) else None for v in values]
    return "（有的读不出来）" if None in numbers else plain(sum(filter(None, numbers), Decimal(0)))


def _listed(found: Sequence[Cause], indent: str) -> Iterator[str]:
    for cause in found:
        at = f"{inert(cause.sheet)}!{inert(cause.cell)}"
        yield f"{indent}{inert(cause.who)}  {inert(cause.value)}  {at}  {inert(cause.came)}收到"
        yield f"{indent}  {inert(cause.file, LONGEST_PATH)}"
        if cause.at_hand is None:
            yield f"{indent}  sha256 {inert(cause.sha256, 64)}（原文件不在手边）"
        yield from _listed(cause.below, indent + "    ")
