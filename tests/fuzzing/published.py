"""Damaged workbooks through the real command: whatever they are, what is published is what stands in them."""

import contextlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from tests.fuzzing.verdict import says
from tests.fuzzing.witness import SilentWitnessError, witness
from tests.support.published import command, files, table
from tests.support.workspaces import JUNE, blanks, declarations, form, put, workspace

_YES = {"是": Decimal(1), "否": Decimal(0)}


def publishing(damaged: Mapping[str, bytes]) -> list[str]:
    """What goes wrong when June is published with these files beside every unit's right form; they came later."""
    with tempfile.TemporaryDirectory() as folder:
        root = workspace(Path(folder) / "w")
        for unit in blanks(JUNE):
            put(root, f"right/{unit}.xlsx", form(unit, JUNE), "2023-06-20T10:00:00+08:00")
        for number, (name, data) in enumerate(damaged.items()):
            put(
                root,
                f"fuzz/{name}",
                data,
                f"2023-06-21T{10 + number // 60}:{number % 60:02}:00+08:00",
            )
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = command(root, "monthly", "--month", "2023-06")
        if status or "Traceback" in out.getvalue():
            return [f"exit {status}: {out.getvalue()[-500:]}"]
        return [*_unaccounted(root), *_unseen(root, damaged), *_wrong_sums(root)]


def _unaccounted(root: Path) -> Iterator[str]:
    """Files without an entry in the manifest."""
    there = {p.relative_to(root).as_posix() for p in (root / "inbox").rglob("*.*") if p.is_file()}
    told = set(files(root, "2023-06"))
    yield from (f"{p}: not accounted for" for p in there - told - {"inbox/receipts.csv"})


def _unseen(root: Path, damaged: Mapping[str, bytes]) -> Iterator[str]:
    """Published figures that do not stand in the cells that they are said to come from."""
    indicators = declarations().form.indicators
    witnesses = {}
    for row in table(root, "2023-06", "figures.csv"):
        name = Path(row["file"]).name
        if "/fuzz/" not in row["file"]:
            continue
        if name not in witnesses:
            with contextlib.suppress(SilentWitnessError):
                witnesses[name] = witness(damaged[name], name.rpartition(".")[2])
        there = witnesses[name].cell(row["sheet"], row["cell"]) if name in witnesses else None
        value = float(_number(row["value"]))
        declared_zero = there is None and value == 0
        if (
            name in witnesses
            and not declared_zero
            and not says(there, value, indicators[row["indicator"]])
        ):
            yield f"{name}: {row['sheet']}!{row['cell']} published as {row['value']}, there stands {there!r}"


def _wrong_sums(root: Path) -> Iterator[str]:
    """Totals that are not the sum of the figures."""
    sums: dict[str, Decimal] = {}
    for row in table(root, "2023-06", "figures.csv"):
        sums[row["indicator"]] = sums.get(row["indicator"], Decimal(0)) + _number(row["value"])
    for row in table(root, "2023-06", "totals.csv"):
        sum_ = sums.get(row["indicator"])
        yes = row["value"] in _YES
        told = _number(row["value"]) if row["value"] else None
        if told != (min(sum_, Decimal(1)) if yes and sum_ is not None else sum_):
            yield f"{row['indicator']}: total {row['value']}, sum {sum_}"


def _number(text: str) -> Decimal:
    return _YES[text] if text in _YES else Decimal(text)
