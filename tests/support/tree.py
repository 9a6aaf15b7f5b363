"""A tree of levels: districts whose published Annex 2 is made up, cities and provinces that roll it up for real."""

import io
import re
import shutil
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook

from pipeline.annex2.book import fill_annex2
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.rollup.record import RECORD, seal
from pipeline.words.wording import show
from tests.support.places import TESTS
from tests.support.releases import declared, make_release
from tests.support.workspaces import ROOT, put, workspace

HERE = TESTS / "rollup"
RECEIVED = "2023-07-26T10:00:00+08:00"


def named(area: str, known: Declarations | None = None) -> Declarations:
    """Declarations of a place: under which name it reports one level up."""
    known = known or declared()
    campaign = replace(known.campaign, document={**known.campaign.document, "area": area})
    return replace(known, campaign=campaign)


def district(
    area: str, month: str, seed: int, missing: Collection[str] = (), *, sample: bool = False
) -> Release:
    """What a district has found out about a month; missing: sectors that did not report."""
    return make_release(month, missing, seed, sample=sample, declarations=named(area))


def annex2(of: Release) -> bytes:
    """The 附件2.xlsx that a place publishes."""
    return fill_annex2(of, ROOT / "templates")


def upper(folder: Path, units: Mapping[str, str], area: str, reporters: int = 1) -> Path:
    """A workspace one level up with an empty inbox: unit id -> its name. reporters: of each, one level down."""
    root = workspace(folder)
    for name in ("roster.toml", "rollup.toml"):
        shutil.copy(HERE / "schemas" / name, root / "schemas" / name)
    more = f", reporters = {reporters}" if reporters > 1 else ""
    lines = "\n".join(
        f'{unit} = {{ name = "{name}", sectors = "all"{more} }}' for unit, name in units.items()
    )
    _edit(root, "roster.toml", r"(?ms)^\[units\]\n.*?(?=^# )", f"[units]\n{lines}\n\n")
    _edit(root, "campaign.toml", r"(?m)^area = .*$", f'area = "{area}"')
    return root


def _edit(root: Path, name: str, pattern: str, text: str) -> None:
    path = root / "schemas" / name
    edited, count = re.subn(pattern, lambda _: text, path.read_text("utf-8"))
    assert count == 1, name
    path.write_text(edited, "utf-8")


def send(root: Path, name: str, data: bytes) -> Path:
    """A file in the inbox of the level above."""
    return put(root, name, data, RECEIVED)


def resealed(book: Workbook) -> Workbook:
    """A published Annex 2 whose record was changed, sealed anew: as another program would have written it."""
    *rows, (word, *_) = _texts(book)
    assert word == "seal"
    book[RECORD].cell(len(rows) + 1, 2).value = seal(rows)
    return book


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The same Annex 2 of another place: its name stands in the record alone."""
    *rows, (_, sealed, *_) = _texts(load_workbook(io.BytesIO(data)))
    swaps = {old: new, sealed: seal([[text.replace(old, new) for text in row] for row in rows])}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            for before, after in swaps.items():
                part = part.replace(before.encode(), after.encode())
            target.writestr(name, part)
    return out.getvalue()


def _texts(book: Workbook) -> list[list[str]]:
    """The rows of the record of a published Annex 2."""
    return [["" if c is None else str(c) for c in row] for row in book[RECORD].values]


def totals(of: Release) -> dict[str, Decimal]:
    """The totals that somebody reported."""
    return {i: t.value for i, t in of.totals.items() if t.value is not None}


def summed(parts: Collection[Release], known: Declarations) -> dict[str, Decimal]:
    """The flat sum: every value of every part, added up (any for yes and no); of what is carried up alone."""
    found: dict[str, Decimal] = {}
    for part in parts:
        for name, value in totals(part).items():
            before = found.get(name, Decimal(0))
            yesno = known.form.indicators[name].is_yesno
            found[name] = max(before, value) if yesno else before + value
    return found


def shown(values: Mapping[str, Decimal], known: Declarations) -> dict[str, str]:
    """As outputs print them."""
    return {i: show(known.form.indicators[i], v) for i, v in values.items()}


JULY = Month(2023, 7)
