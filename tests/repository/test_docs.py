"""What README and the manuals name is there, and every command, option and target of make is named in them."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch

import click
import pytest

from pipeline.cli import cli
from tests.readme import targets
from tests.support.workspaces import ROOT, declarations

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
GENERATED = re.compile(r"<!--\[\[\[cog.*?\[\[\[end\]\]\]-->", re.DOTALL)
# What somebody wrote for users: in the tables that are made, every command's own module names it.
MANUALS = "\n".join(GENERATED.sub("", t) for name, t in TEXTS.items() if name != "README.md")
SNIPPETS = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODED = re.compile(r"`([^`\n]+)`")
SOURCES = "*?.py", "*?.j2", "*?.css", "*?.sql", "*?.toml", "*?.md", "*?.lock"
FOLDERS = "docs", "pipeline", "schemas", "templates", "tests"
OTHERS = {"--help", "--version"}  # of every program
OWN_FORM = "docs/从Word表到自己的表.md"  # writes files and rules of its own


def by_hand(name: str) -> str:
    """A page without the tables that are made."""
    return GENERATED.sub("", TEXTS[name])


def options() -> Iterator[str]:
    """Every option of every command, and of the program."""
    for command in (cli, *cli.commands.values()):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from (*parameter.opts, *parameter.secondary_opts)


def files() -> list[str]:
    """What lies in the project's own folders."""
    inside = (f for folder in FOLDERS for f in (ROOT / folder).rglob("*"))
    return [f"/{f.relative_to(ROOT).as_posix()}" for f in (*ROOT.glob("*"), *inside)]


def anchors(text: str) -> set[str]:
    """Where a link may lead on a page."""
    heads = re.findall(r"^#+ (.+)$", SNIPPETS.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXTS[name]):
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text("utf-8")), link


@pytest.mark.parametrize("name", TEXTS)
def test_files_of_the_program_that_are_named_exist(name: str) -> None:
    text, there = SNIPPETS.sub("", by_hand(name)), files()
    named = {w for w in CODED.findall(text) if any(fnmatch(w, s) for s in SOURCES) and " " not in w}
    assert [w for w in sorted(named) if not any(fnmatch(f, f"*/{w}") for f in there)] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_module_holds_what_is_named_beside_it(name: str) -> None:
    """As in `monthly.py` (`publish_month`), or the other way round."""
    beside = re.findall(r"`([\w/]+)(\.py)?`\s\(`([\w/]+)(\.py)?`\)", by_hand(name))
    pairs = [(a, b) if a_ends else (b, a) for a, a_ends, b, b_ends in beside if a_ends != b_ends]
    for module, word in pairs:
        paths = [f for f in files() if f.endswith(f"/{module}.py")]
        assert any(re.search(rf"\b{word}\b", (ROOT / f[1:]).read_text("utf-8")) for f in paths), (
            word
        )


@pytest.mark.parametrize("name", TEXTS)
def test_options_commands_and_targets_that_are_named_exist(name: str) -> None:
    text = by_hand(name)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= {*options(), *OTHERS}
    coded = "\n".join([*CODED.findall(text), *SNIPPETS.findall(text)])
    assert set(re.findall(r"\bpipeline ([a-z]+)", coded)) <= set(cli.commands)
    assert set(re.findall(r"\bmake ([a-z]+)", coded)) <= set(targets())


def test_every_option_is_in_the_manuals() -> None:
    assert [o for o in options() if o not in MANUALS and f"no-{o[2:]}" not in MANUALS] == []


def test_every_command_is_in_the_manuals() -> None:
    assert [c for c in cli.commands if not re.search(f"(pipeline|make) {c}\\b", MANUALS)] == []


def test_every_target_and_its_variables_are_told() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert {*targets(), "renew"} == set(phony.split())
    asked = set(re.findall(r"\$\(if \$\(([A-Z_]+)\)|\$\(or \$\(([A-Z_]+)\)", makefile))
    told = " ".join(targets().values())
    assert [v for pair in asked for v in pair if v and f"{v}=" not in told] == []


def test_the_sizes_of_the_bundle_are_the_same_wherever_they_stand() -> None:
    sizes = [re.findall(r"(\d+) ?MB", TEXTS[n]) for n in ("README.md", "docs/办公电脑安装.md")]
    assert sizes[1]
    assert {*sizes[1]} <= {*sizes[0]}


@pytest.mark.parametrize("name", [n for n in TEXTS if n != OWN_FORM])
def test_rules_that_are_named_exist(name: str) -> None:
    codes = {r.code for r in declarations().rules}
    codes |= set(re.findall(r'^code = "(\w+)"', TEXTS["docs/逐级汇总.md"], re.MULTILINE))
    named = re.findall(r"(?<![\w-])[HWLKNBF](?:-[A-Z])?\d{1,2}[a-z]?(?!\w)", by_hand(name))
    assert set(named) <= codes
