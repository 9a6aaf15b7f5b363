"""docs/从Word表到自己的表.md: every snippet of it, in its order, makes a workspace that works."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.declarations import load_declarations
from pipeline.model.month import Month
from pipeline.starting.lint import look_through
from pipeline.starting.new import start_workspace
from tests.support.published import command, manifest, table
from tests.support.second import fill
from tests.support.workspaces import ROOT, blanks_of, put

PAGE = (ROOT / "docs" / "从Word表到自己的表.md").read_text("utf-8")
MARCH = Month(2025, 3)
GIVEN = {"checks": 5, "problems": 4, "mended": 3, "menu": "是", "sampled": 6, "failed": 1}
GIVEN |= {"staff": 12, "certified": 11, "fund": 1.25}


def snippets() -> Iterator[tuple[str, str]]:
    """What each TOML box is, and what is in it."""
    for match in re.finditer(r"^```toml ([^\n]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def walk(root: Path, until: str = "") -> Path:
    """The workspace after all steps up to that of a file; boxes of one file follow each other."""
    start_workspace(root, minimal=True)
    begun = set[str]()
    for name, text in snippets():
        if name.startswith("schemas/"):
            path = root / name
            before = path.read_text("utf-8") + "\n" if name in begun else ""
            path.write_text(before + text, "utf-8")
            begun.add(name)
        if until and begun >= {until} and name != until:
            break
    return root


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = walk(tmp_path_factory.mktemp("walk") / "食堂月报")
    assert command(root, "templates") == 0
    return root


def boxed(what: str) -> str:
    return next(text for name, text in snippets() if name == what)


def test_every_toml_box_is_looked_at() -> None:
    names = [name for name, _ in snippets()]
    assert len(names) == PAGE.count("```toml")
    assert [n for n in names if n.startswith("schemas/")] == [
        "schemas/roster.toml",
        *["schemas/form.toml"] * 4,
        *("schemas/campaign.toml", "schemas/rules.toml", "schemas/bulletin.toml"),
    ]
    assert len([n for n in names if not n.startswith("schemas/")]) == 4


def test_after_the_roster_nothing_is_wrong(tmp_path: Path) -> None:
    start_workspace(tmp_path / "w", minimal=True)
    (tmp_path / "w/schemas/roster.toml").write_text(boxed("schemas/roster.toml"), "utf-8")
    assert look_through(tmp_path / "w").faults == ()


def test_after_the_form_only_what_comes_later_is_wrong(tmp_path: Path) -> None:
    root = walk(tmp_path / "w", until="schemas/form.toml")
    files = {f.partition("：")[0] for f in look_through(root).faults}
    assert files == {"schemas/rules.toml", "schemas/bulletin.toml"}


def test_at_the_end_nothing_is_wrong_and_forms_are_made(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(done, "lint") == 0
    said = capsys.readouterr().out
    assert "没有错误" in said
    assert "××" not in said
    assert command(done, "forms", "--month", str(MARCH)) == 0
    assert len([*(done / "outbox/2025-03/forms").iterdir()]) == 4


def test_the_first_month_is_published(done: Path) -> None:
    declared = load_declarations(done)
    for unit in ("yizhong", "shixiao", "youer"):
        given = GIVEN | ({"checks": 2} if unit == "youer" else {})
        data = fill(blanks_of(done, MARCH)[unit], declared, unit, given)
        put(done, f"{unit}.xlsx", data, "2025-04-02T09:00:00+08:00")
    with contextlib.redirect_stdout(io.StringIO()):
        assert command(done, "monthly") == 0
    assert manifest(done, "2025-03")["coverage"]["accepted"] == 3
    totals = {r["indicator"]: r["value"] for r in table(done, "2025-03", "totals.csv")}
    assert (totals["checks"], totals["fund"], totals["menu"]) == ("12", "3.75", "是")
    text = (done / "outbox/2025-03/月通报.md").read_text("utf-8")
    assert "县机关幼儿园本月自查2次，少于每周一次" in text
    assert "城南中学未报送（应于4月5日前报送）" in text
    assert (done / "outbox/2025-03/食堂汇总表.xlsx").is_file()


def test_the_variant_with_sectors(tmp_path: Path) -> None:
    root = walk(tmp_path / "w")
    (root / "schemas/roster.toml").write_text(boxed("roster.toml（分领域）"), "utf-8")
    form = root / "schemas/form.toml"
    text = form.read_text("utf-8").replace('level = "unit"', 'level = "sector"')
    text = text.replace(
        "\nperiod = {", f"\n{boxed('form.toml的[headings]加一行（分领域）')}period = {{"
    )
    form.write_text(text + "\n" + boxed("form.toml加一段（分领域）"), "utf-8")
    assert command(root, "templates") == 0
    assert look_through(root).faults == ()
    assert command(root, "forms", "--month", str(MARCH)) == 0
    assert len([*(root / "outbox/2025-03/forms").iterdir()]) == 3


def test_the_variant_with_cumulative_figures(tmp_path: Path) -> None:
    root = walk(tmp_path / "w")
    form = root / "schemas/form.toml"
    text = form.read_text("utf-8").replace('over_months = "sum"', 'over_months = "difference"')
    form.write_text(text.replace('basis = "当月"', 'basis = "累计"'), "utf-8")
    rules = root / "schemas/rules.toml"
    rules.write_text(rules.read_text("utf-8") + "\n" + boxed("rules.toml加一段（累计）"), "utf-8")
    assert command(root, "templates") == 0
    assert look_through(root).faults == ()


def test_what_the_page_calls_optional_is(done: Path) -> None:
    """Each name in the table of what may be left out is one that the declarations know."""
    start = PAGE.index("## 可以不写的")
    section = PAGE[start : PAGE.index("##", start + 5)]
    named = re.findall(r"`([a-z]+\.toml)`", section)
    assert named
    for name in named:
        assert (ROOT / "schemas" / name).exists() or (done / "schemas" / name).exists()
