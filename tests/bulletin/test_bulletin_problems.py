"""Which problems the bulletin names, and what it never tells."""

import html
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.bulletin_texts import FIXED, FOUND, line, markdown, rates
from tests.support.published import command, files
from tests.support.releases import make_release
from tests.support.workspaces import AUGUST, form, put


def problems(text: str) -> str:
    return text.partition("## 二、")[2].partition("## 三、")[0]


def test_a_rate_ten_points_behind_that_of_all_is_a_problem_and_less_is_none() -> None:
    text = problems(markdown(rates({"fire": 8, "gas": 10})))  # 80 % against 108 of 120
    told = (
        "消防领域发现重大事故隐患10个，已整改8个，整改率80.0%，比总体整改率（90.0%）低10.0个百分点"
    )
    assert told in text
    assert "消防" not in problems(markdown(rates({"fire": 8})))  # against 107 of 120


@pytest.mark.loops
def test_the_points_between_two_rates_are_those_between_the_printed_ones() -> None:
    pattern = re.compile(r"整改率([\d.]+)%，比总体整改率（([\d.]+)%）低([\d.]+)个")
    texts = [problems(markdown(make_release("2023-08", seed=seed))) for seed in range(30)]
    told = [found for text in texts for found in pattern.findall(text)]
    assert told
    for rate, overall, gap in told:
        assert Decimal(overall) - Decimal(rate) == Decimal(gap) >= 10


def test_a_rate_over_too_few_findings_is_no_problem() -> None:
    assert "整改率0.0%" not in problems(markdown(rates({"fire": 0}, {"fire": 2})))
    assert "消防领域发现重大事故隐患3个，已整改0个，整改率0.0%" in problems(
        markdown(rates({"fire": 0}, {"fire": 3}))
    )


def test_who_is_late_or_missing_is_told_by_unit_and_asked_to_file() -> None:
    release = make_release(
        "2023-07", missing=["power"], returned=["commerce"], late=["hazwaste"], corrected=["refuse"]
    )
    text = markdown(release)
    lacking, late, *_ = re.findall(r"^\d+．(.+)$", problems(text), re.MULTILINE)
    assert lacking.startswith(
        "报送不完整。临港供电中心未报送电力领域报表（应于7月28日前报送）；区经济发展局"
    )
    assert lacking.endswith(
        "报送的商贸流通领域报表因数据有误被退回，尚未补正。上述领域未计入合计。"
    )
    assert "区生态环境分局危废处置领域报表应于7月28日前报送，7月29日19时05分才收到，逾期1天" in late
    assert "区综合行政执法局垃圾处理领域报表因数据有误被退回，7月30日17时05分补正，逾期2天" in late
    demands = text.partition("## 三、")[2]
    assert "临港供电中心、区经济发展局要于7月31日前补报" in demands
    assert "区综合行政执法局（垃圾处理）、区生态环境分局要于7月31日前书面说明" in demands
    counted = line(text, "应报12个行业领域")
    assert "有效报送10个：按时8个（危险化学品、" in counted
    assert "，退回后补正1个（垃圾处理），迟报1个（危废处置）；" in counted
    assert counted.endswith("；退回未补正1个（商贸流通），未报送1个（电力）。")


def test_with_all_in_time_nobody_is_listed() -> None:
    assert line(markdown(make_release("2023-07")), "应报12个") == "应报12个行业领域，全部按时报送。"


def test_with_nobody_in_the_counts_begin_with_those_that_lack() -> None:
    everyone = list(make_release("2023-06").declared.roster.sectors)
    told = line(markdown(make_release("2023-07", missing=everyone)), "应报12个")
    assert told.startswith("应报12个行业领域，有效报送0个；未报送12个（")


def test_without_a_problem_the_bulletin_says_so() -> None:
    values = {
        (s, i): 5.0
        for s in make_release("2023-06").declared.roster.sectors
        for i in (*FOUND, *FIXED)
    }
    text = problems(markdown(make_release("2023-06", values=values)))
    assert "未发现需要通报的问题" in text
    assert "1．" not in text


@pytest.fixture(scope="module")
def criticised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """August, with all that the rules can find: of both audiences, in accepted and in returned workbooks."""
    from tests.support.workspaces import workspace

    root = workspace(tmp_path_factory.mktemp("通报") / "工作区")
    soft = {
        "fire_penalty_count": 0,
        "fire_penalty_wan": 0,
        "fire_dual_penalty": 0,
        "fire_shutdown_ent": 0,
    }
    put(
        root,
        "消防.xlsx",
        form(
            "rescue",
            AUGUST,
            {**soft, "fire_transferred": 33, "fire_reward_anon_wan": 0.1, "fire_reward_wan": 99},
        ),
    )
    idle = {"power_checked_ent": 0, "power_penalty_count": 3}
    idle |= {
        f"power_{i}": 0
        for i in ("head_not_studied", "head_not_led", "no_duty_list", "no_safety_org")
    }
    idle |= {
        f"power_{i}": 0
        for i in (
            "uncertified_work",
            "outsourcing_chaos",
            "drill_missing",
            "training_formal",
            "measures_unmet",
        )
    }
    put(root, "电力.xlsx", form("grid", AUGUST, idle))
    wrong = {
        "explosives_checked_ent": 0,
        "explosives_self_fixed": 9999,
        "explosives_penalty_count": "约3",
    }
    put(root, "民爆.xlsx", form("police", AUGUST, wrong))
    put(root, "危废.xlsx", form("ecology", AUGUST, headings={"phone": None}))
    put(root, "坏.xlsx", b"PK\x03\x04 broken")
    assert command(root, "monthly") == 0
    return root


def test_rules_for_the_bulletin_are_told_in_their_public_words(criticised: Path) -> None:
    text = problems((criticised / "outbox/2023-08/月通报.md").read_text("utf-8"))
    assert re.search(
        r"执法偏软。消防领域抽查企业\d+家，发现问题\d+家次（.+?），行政处罚0次；", text
    )
    assert re.search(r"消防领域部门检查发现重大事故隐患\d+个，行政处罚0次，责令停产整顿0家", text)
    assert "检查力度不足。电力领域自5月22日以来抽查企业0家" in text
    assert re.findall(r"^\d+．(.+?)。", text, re.MULTILINE) == [
        "报送不完整",
        "检查力度不足",
        "执法偏软",
    ]


def test_a_workbook_that_does_not_count_is_not_criticised(criticised: Path) -> None:
    run = files(criticised, "2023-08")
    found = run["inbox/民爆.xlsx"]["findings"]
    assert "B2" in [x["rule"] for f in found for x in (f, *f["also"])]
    assert run["inbox/民爆.xlsx"]["status"] == "returned"
    text = problems((criticised / "outbox/2023-08/月通报.md").read_text("utf-8"))
    assert "民爆领域抽查" not in text
    assert "区公安分局" in text  # returned, which is all that is said of it


def test_nothing_for_the_office_and_the_unit_alone_is_ever_published(criticised: Path) -> None:
    found = [x for f in files(criticised, "2023-08").values() for x in f["findings"]]
    private = [x for x in found if x["audience"] == "核对"]
    codes = {x["rule"] for x in private}
    assert codes >= {"H6a", "H1", "W8b", "W-M2", "W-M3", "W-A1", "N2", "F4"}
    folder = criticised / "outbox/2023-08"
    texts = [(folder / "月通报.md").read_text("utf-8")]
    texts.append(html.unescape((folder / "月通报.html").read_text("utf-8").partition("<body")[2]))
    book = load_workbook(io.BytesIO((folder / "附件2.xlsx").read_bytes()))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    texts.append("\n".join(str(c.value) for c in cells if isinstance(c.value, str)))
    texts.append("\n".join(c.comment.text for c in cells if c.comment))
    for text in texts:
        plain = re.sub(r"\\(.)", r"\1", text)
        for x in private:
            assert x["message"] not in plain
            assert x["message"].partition("。")[0] not in plain
        for code in codes:
            assert not re.search(rf"(?<![A-Za-z0-9#]){code}(?![A-Za-z0-9])", plain), code
