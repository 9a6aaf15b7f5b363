"""All forms of a published folder, read and held against its csv files."""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tests.readback.closing_tables import closing_faults
from tests.readback.declared import Schemas
from tests.readback.documents import READERS, read_document
from tests.readback.figures import NOT_REPORTED, Month, shown
from tests.readback.hazard_texts import hazard_table_faults
from tests.readback.hazards import Ledgers
from tests.readback.ledger_rows import ledger_faults
from tests.readback.milestones import milestone_faults
from tests.readback.page import Document
from tests.readback.quotes import Quotes
from tests.readback.series import series_faults
from tests.readback.sheets import workbook_faults
from tests.readback.tables import table_faults
from tests.readback.texts import Explained, digits
from tests.readback.workbooks import read_again

ANNEX2, CLOSING = "附件2.xlsx", "总结报告"


def faults(root: Path, period: str, paper: str = "月通报") -> list[str]:
    """What in any form in outbox/<period>/ is not what totals.csv and figures.csv say, each with its form."""
    return list(told(root, period, paper))


def told(root: Path, period: str, paper: str = "月通报") -> Iterator[str]:
    """The same one after the other, as far as anybody asks."""
    folder, schemas = root / "outbox" / period, Schemas.load(root / "schemas")
    month = Month.load(folder, schemas)
    yield from (f"totals.csv：{x}" for x in _sums(month))
    book = read_again((folder / ANNEX2).read_bytes())
    yield from (f"{ANNEX2}：{x}" for x in workbook_faults(book, month))
    yield from (f"隐患台账.xlsx：{x}" for x in ledger_faults(root, period))
    before = tuple(_before(root, month))
    ledgers = Ledgers.load(root, (*before, month))
    explained = Explained(month, before, tuple(_office(root)), ledgers)
    said: dict[str, list[str]] = {}
    quotes = Quotes(root, month)
    for path in forms(folder, paper):
        for n, document in enumerate(read_document(path.name, path.read_bytes())):
            bad: list[str] = []
            rest = list(quotes.rest(document.paragraphs, bad))
            bad += [*explained.faults(rest), *_document(document, explained, folder, paper)]
            yield from (f"{path.name}：{x}" for x in bad)
            said[f"{path.name}（{n + 1}）"] = digits(document.paragraphs)
    first = next(iter(said), "")
    for name, numbers_said in said.items():
        if numbers_said != said[first]:
            yield f"{name}：文中的数与{first}不同"


def forms(folder: Path, paper: str) -> list[Path]:
    """The forms of a paper that can be read back, in the order of the readers."""
    paths = (folder / f"{paper}.{suffix}" for suffix in READERS)
    return [p for p in paths if p.exists()]


def _document(document: Document, explained: Explained, folder: Path, paper: str) -> Iterator[str]:
    yield from (f"正文里没有这一行：{line}" for line in document.lacking)
    if document.tables:  # the plain text of a mail has none
        yield from table_faults(document, explained.month)
        root, closing = folder.parents[1], paper == CLOSING
        yield from milestone_faults(document, root, explained.month, closing=closing)
        if paper != CLOSING:
            yield from series_faults(document, (*explained.before, explained.month))
        else:
            yield from closing_faults(document, (*explained.before, explained.month))
        if explained.ledgers:
            yield from hazard_table_faults(document, explained.ledgers, closing=paper == CLOSING)
    for chart in document.charts:
        yield from _drawn(chart, explained)
    for name, data in document.attached.items():
        if data != (folder / name).read_bytes():
            yield f"所附的{name}不是发布的那一份"


def _drawn(texts: list[str], explained: Explained) -> Iterator[str]:
    """A chart of the sectors draws the declared bars of each; in any other every figure has to be explainable."""
    month = explained.month
    names = list(month.schemas.sectors.values())
    if set(names) <= set(texts):
        starts = [texts.index(n) for n in names]
        drawn = [texts[a + 1 : b] for a, b in pairwise([*starts, len(texts)])]
        bars = month.schemas.bulletin["chart"]["bars"]
        for sector, figures in zip(month.schemas.sectors, drawn, strict=True):
            parts = month.by_sector.get(sector, {})
            wanted = [shown(b, parts, month.schemas) for b in bars]
            if figures not in (wanted, [NOT_REPORTED]) or (figures == [NOT_REPORTED]) != (
                not parts
            ):
                yield f"图中{sector}：应为{wanted}，是{figures}"
        return
    labels = [t for t in texts if re.fullmatch("[0-9]+月", t)]
    so_far = [f"{int(name[-2:])}月" for name in month.schemas.months if name <= month.name]
    if labels and labels != so_far:
        yield f"图中的月份{labels}不对"
    allowed = {n for values in explained.values.values() for n in values}
    for text in texts:
        figure = text.rstrip("%")
        if re.fullmatch(r"[0-9.]+", figure) and Decimal(figure) not in allowed:
            yield f"图中的{text}无从说明"


def _sums(month: Month) -> Iterator[str]:
    """totals.csv adds up: each value is the sum of figures.csv, each change the difference."""
    for name, value in month.column("value").items():
        if month.sums[name] != value:
            yield f"{name}：figures.csv合计{month.sums[name]}，写的是{value}"
    if missing := month.sums.keys() - month.column("value").keys():
        yield f"没有{sorted(missing)}"


def _before(root: Path, month: Month) -> Iterator[Month]:
    for name in month.schemas.months:
        folder = root / "outbox" / name
        if name < month.name and (folder / "figures.csv").exists():
            yield Month.load(folder, month.schemas)


def _office(root: Path) -> Iterator[str]:
    """The office's own paragraphs, which may say any number."""
    for path in sorted((root / "inbox").glob("补充*")):
        data = path.read_bytes()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                yield from filter(None, map(str.strip, data.decode(encoding).split("\n")))
            except UnicodeDecodeError:
                continue
            break


def main() -> None:
    """Print every fault of a folder; end with 1 where there is one."""
    folder = Path(sys.argv[1]).resolve()
    paper = CLOSING if (folder / f"{CLOSING}.md").exists() else "月通报"
    found = faults(folder.parents[1], folder.name, paper)
    print("\n".join(found) or "各形式的数都与totals.csv、figures.csv一致。")
    raise SystemExit(bool(found))
