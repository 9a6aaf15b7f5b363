"""The tables of README.md, made from the code and the declarations; cog puts them there and lint checks them."""

import ast
import re
from pathlib import Path

import click

from pipeline.cli import cli
from pipeline.declarations import load_declarations
from tests.bench.rows import read_rows, table
from tests.bench.suite import FIGURES, MEASURES

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "pipeline"
# Every package once, in the order in which a reader meets them.
WAY = (
    "receiving inbox pools books sheets reading checking settling figures releasing annex2 bulletin rendering outbox "
    "screens"
)
BESIDE = "forms selfcheck returns marking issues chase tracing ledger milestones work_reports rollup starting"
BELOW = "commands office_pc declarations model papers word drawing words files"


def commands() -> str:
    """Every command with its options and its help."""
    rows = ["| command | options | does |", "|---|---|---|"]
    for name, command in cli.commands.items():
        options = [o for p in command.params if isinstance(p, click.Option) for o in _names(p)]
        rows.append(f"| `pipeline {name}` | {_code(options)} | {command.help} |")
    return _table(rows)


def packages(names: str) -> str:
    """Some packages: what each is for."""
    rows = ["| in `pipeline/` | |", "|---|---|"]
    rows += [
        f"| [`{n}/`](pipeline/{n}) | {_said(PROGRAM / n / '__init__.py')} |" for n in names.split()
    ]
    return _table(rows)


def modules() -> str:
    """Every module with its line, package by package; AssertionError where a package is in none of the three lists."""
    names = f"{WAY} {BESIDE} {BELOW}".split()
    assert sorted(names) == sorted(p.parent.name for p in PROGRAM.glob("*/__init__.py"))
    parts = [_listed(PROGRAM, "monthly.py and the rest of the tables of contents", "")]
    parts += [_listed(PROGRAM / n, f"{n}/", _said(PROGRAM / n / "__init__.py")) for n in names]
    return "\n".join(parts)


def _listed(folder: Path, title: str, said: str) -> str:
    lines = [
        f"- `{p.name}`: {_said(p)}" for p in sorted(folder.glob("*.py")) if p.stem != "__init__"
    ]
    return "\n".join(["", f"## {title}", "", *((said, "") if said else ()), *lines, ""])


def _said(path: Path) -> str:
    """The first line of a module's docstring, made one line where it goes on."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def targets() -> dict[str, str]:
    """What `make help` prints: target -> what stands behind it."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return dict(re.findall(r"^([a-z]+):[^#\n]*## (.+)$", makefile, re.MULTILINE))


def make() -> str:
    """Every target of make."""
    rows = ["| make | does |", "|---|---|"]
    return _table([*rows, *(f"| `make {name}` | {does} |" for name, does in targets().items())])


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


def _names(option: click.Option) -> list[str]:
    """The long names of an option; of one that is on by default the name that turns it off."""
    return option.secondary_opts[:1] if option.default is True else option.opts[:1]


def _code(words: list[str]) -> str:
    return " ".join(f"`{w}`" for w in words)


def _table(rows: list[str]) -> str:
    return "\n" + "\n".join(rows) + "\n"
