"""The tables of README.md, made from the code and the declarations; cog puts them there and lint checks them."""

from pathlib import Path

import click

from pipeline.cli import cli
from pipeline.declarations import load_declarations
from tests.bench.rows import read_rows, table
from tests.bench.suite import FIGURES, MEASURES

ROOT = Path(__file__).parents[1]


def commands() -> str:
    """Every command with its options and its help."""
    rows = ["| command | options | does |", "|---|---|---|"]
    for name, command in cli.commands.items():
        options = [p.opts[0] for p in command.params if isinstance(p, click.Option)]
        rows.append(f"| `pipeline {name}` | {_code(options)} | {command.help} |")
    return _table(rows)


def indicators() -> str:
    """The values of the form."""
    heads = ("item", "id", "official label", "kind", "level", "over sectors", "over months")
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    rows += [
        f"| {i.item} | `{i.id}` | {i.label} | {i.kind.id} | {i.level} | {i.over_sectors} | {i.over_months} |"
        for i in load_declarations(ROOT).form.indicators.values()
    ]
    return _table(rows)


def rules() -> str:
    """Every declared rule."""
    rows = ["| code | kind | severity | audience | reason |", "|---|---|---|---|---|"]
    for r in load_declarations(ROOT).rules:
        kind = f"{r.kind}: {r.parameters['case']}" if "case" in r.parameters else r.kind
        rows.append(f"| {r.code} | {kind} | {r.severity} | {r.audience} | {r.reason} |")
    return _table(rows)


def bench() -> str:
    """The figures that `make bench BASELINE=1` kept last."""
    return _table(table(MEASURES, read_rows(FIGURES)))


def _code(words: list[str]) -> str:
    return " ".join(f"`{w}`" for w in words)


def _table(rows: list[str]) -> str:
    return "\n" + "\n".join(rows) + "\n"
