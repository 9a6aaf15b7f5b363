"""rollup.toml read strictly, its example and manual, and what is said of an Annex 2 in place of a form."""

import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.annex2.record import record_of
from pipeline.declarations import load_declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.issued import Restatement
from pipeline.model.released import Release
from pipeline.rollup.record import RECORD
from tests.support.levels import NAMES, books
from tests.support.published import command
from tests.support.tree import HERE, JULY, annex2, district, send, upper
from tests.support.workspaces import ROOT, check, declarations, form, put, workspace

FAULTS: dict[str, tuple[str, str, str]] = {
    "above.dept_talks：缺少这一项": ("rollup.toml", 'dept_talks = "sum"\n', ""),
    "above.dept_talks：只能是": ("rollup.toml", 'dept_talks = "sum"', 'dept_talks = "last"'),
    "above.self_found：是分领域": ("rollup.toml", "[above]\n", '[above]\nself_found = "sum"\n'),
    "above.self_fixed：是分领域": ("rollup.toml", "[above]\n", '[above]\nself_fixed = "stays"\n'),
    "K4：编号重复": ("rollup.toml", 'code = "K5"', 'code = "K4"'),
    "H1：编号重复": ("rollup.toml", 'code = "K5"', 'code = "H1"'),
    "above.media_column：是否项": ("rollup.toml", '"stays"\n', '"sum"\n'),
    "above.inspections：是否项": ("rollup.toml", 'inspections = "sum"', 'inspections = "any"'),
    "above.nothing：没有这一项": ("rollup.toml", "[above]\n", '[above]\nnothing = "sum"\n'),
    "below：逐级汇总时": ("roster.toml", 'unit_sheet = "综合"', ""),
    "K3.severity": (
        "rollup.toml",
        'case = "differs"\nseverity = "error"',
        'case = "differs"\nseverity = "notice"',
    ),
    "case=no_unit": ("rollup.toml", 'case = "no_unit"', 'case = "note_below"'),
}


@pytest.mark.parametrize("said", FAULTS)
def test_nothing_about_the_levels_is_guessed(tmp_path: Path, said: str) -> None:
    name, old, new = FAULTS[said]
    root = upper(tmp_path / "city", NAMES, "南山市")
    path = root / "schemas" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(root)
    assert said in str(e.value).replace(" ", "")


def test_a_workspace_of_forms_takes_no_annex_2(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    root = workspace(tmp_path / "district", {"a.xlsx": form("rescue", JULY)})
    send(root, "附件2.xlsx", files["linshu"])
    statuses = {f.path: f.status for f in books(root)}
    assert statuses == {"inbox/a.xlsx": "accepted", "inbox/附件2.xlsx": "unrecognised"}


def test_the_example_is_free_of_faults(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(city, "lint") == 0
    assert "没有错误" in capsys.readouterr().out


def test_an_issued_month_put_right_is_told_above(tmp_path: Path) -> None:
    release = district("临枢县", "2023-07", 1)
    every = declarations().form.at_level("sector")
    whole = [Restatement(JULY, i.id, "gas", None, Decimal(2), "迟报") for i in every]
    own = Restatement(JULY, "self_found", "fire", Decimal(1), Decimal(2), "笔误")
    root = upper(tmp_path / "city", NAMES, "南山市")
    put(root, "1.xlsx", annex2(release))
    again = replace(district("临枢县", "2023-07", 2), restated=(own, *whole))
    put(root, "2.xlsx", annex2(again), "2023-08-15T10:00:00+08:00")
    first, second = books(root)
    assert (first.status, second.status) == ("superseded", "accepted")
    told = [f.message for f in second.findings if f.rule == "K8"]
    assert told[0].endswith("7月消防：1-1 企业自查发现1改为2。原因：笔误。")
    assert told[1].endswith(f"{every[-1].item} {every[-1].name}未报改为2。原因：迟报。")
    assert (len(told), told[1].count("改为")) == (2, len(every))


@pytest.mark.parametrize(
    ("reasons", "remarks"),
    [
        ([], ""),
        (["单位更正：漏计4家"] * 2, "更正：漏计4家"),
        (["迟报补报"], "更正：迟报补报"),
        (["经同意：6月多报：两处"], "更正：经同意，6月多报：两处"),
        (["单位更正"], "更正"),
        (["单位更正：漏计4家", "迟报补报"], "更正"),
    ],
)
def test_the_reason_that_a_level_above_prints_is_that_of_the_level_below(
    reasons: list[str], remarks: str
) -> None:
    restated = tuple(
        Restatement(JULY, "self_found", sheet, Decimal(1), Decimal(2), reason)
        for sheet, reason in zip(("fire", "gas"), reasons, strict=False)
    )
    total = Restatement(JULY, "self_found", "", Decimal(2), Decimal(4), "")
    release = replace(district("临枢县", "2023-07", 1), restated=(*restated, total))
    assert record_of(release).remarks == remarks


def test_what_is_told_of_a_form_is_told_of_an_annex_2_in_other_words(tmp_path: Path) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    empty = district("临枢县", "2023-07", 1, tuple(declarations().roster.sheets))
    put(root, "1.xlsx", annex2(empty))
    put(root, "2.csv", b"1,2")
    told = {
        f.path: [x.message for x in f.findings if x.severity == "error"]
        for f in check(root, JULY).files
    }
    (nothing,), (foreign,) = told["inbox/1.xlsx"], told["inbox/2.csv"]
    assert nothing.startswith("这一本里没有一个数")
    assert foreign == "这是文本文件（csv或txt），不是xlsx工作簿。请把公布的附件2.xlsx原样发来。"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("V99 = '请重报'", "said.V99：没有这一项"),
        ("F4 = '{count}处'", "said.F4：这里不能用“{count}”"),
    ],
)
def test_other_words_are_for_rules_that_there_are(tmp_path: Path, line: str, fault: str) -> None:
    root = upper(tmp_path / "city", NAMES, "南山市")
    file = root / "schemas" / "rollup.toml"
    file.write_text(file.read_text("utf-8").replace("[said]", f"[said]\n{line}"), "utf-8")
    with pytest.raises(DeclarationError) as e:
        load_declarations(root)
    assert fault in str(e.value).replace(" ", "")


def test_the_record_is_hidden_and_the_same_every_time(districts: Mapping[str, Release]) -> None:
    one, two = (annex2(districts["linshu"]) for _ in range(2))
    assert one == two
    assert load_workbook(io.BytesIO(one))[RECORD].sheet_state == "hidden"


def test_the_manual_shows_the_very_example() -> None:
    manual = (ROOT / "docs" / "逐级汇总.md").read_text("utf-8")
    example = (HERE / "schemas" / "rollup.toml").read_text("utf-8")
    assert f"```toml\n{example}```" in manual


def test_a_district_roster_changed_as_the_manual_says_is_one_of_a_city(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "逐级汇总.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^```toml\n(.*?)^```$", manual)
    (said,) = [b for b in blocks if "shared_sectors" in b]
    first, *parts = re.split(r"(?m)^(?=\[)", said)
    root = workspace(tmp_path / "city")
    shutil.copy(HERE / "schemas" / "rollup.toml", root / "schemas")
    roster = root / "schemas" / "roster.toml"
    kept = re.split(r"(?m)^(?=\[(?:units|office)\])", roster.read_text("utf-8"))[0]
    untouched = re.split(r"(?m)^(?=\[office\])", roster.read_text("utf-8"))[1]
    parts += [] if any(p.startswith("[office]") for p in parts) else [untouched]
    roster.write_text("".join([first, kept, *parts]), "utf-8")
    declared = load_declarations(root)
    assert declared.roster.shared
    assert [u.name for u in declared.roster.units.values()] == [
        "临枢县",
        "海湾县",
        "市安委会办公室",
    ]
