"""What the bulletin says, against the values that it was made from."""

import dataclasses
import errno
import html
import io
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pytest
from jinja2 import FileSystemLoader
from openpyxl import load_workbook

from pipeline.bulletin.paper import bulletin
from pipeline.figures.shown import all_parts, figure
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.papers.blocks import Bar, ChartBlock, TableBlock, TableRow, parse_blocks
from pipeline.rendering.templates import load_pages
from tests.papers import write_bulletin
from tests.published import command, files
from tests.releases import make_release
from tests.workspaces import AUGUST, JULY, JUNE, ROOT, form, put


def markdown(release: Release) -> str:
    """The bulletin in Markdown, without its escapes."""
    text = write_bulletin(release, load_pages(ROOT / "templates"))["月通报.md"].decode("utf-8")
    return re.sub(r"\\(.)", r"\1", text)


def page(release: Release) -> str:
    """The bulletin's page as text."""
    text = write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"].decode("utf-8")
    body = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def line(text: str, word: str) -> str:
    """The one line that has a word in it."""
    (found,) = [s for s in text.splitlines() if word in s]
    return found


def rows(text: str) -> list[list[str]]:
    """The cells of all tables in Markdown."""
    lines = [s for s in text.splitlines() if s.startswith("|") and "---" not in s]
    return [s.replace("**", "").removeprefix("| ").removesuffix(" |").split(" | ") for s in lines]


def sector_row(text: str, name: str) -> list[str]:
    (row,) = [r for r in rows(text) if r[0] == name and len(r) == 10]
    return row


def summed(state: PeriodState, names: Iterable[str], sheets: Iterable[str] | None = None) -> int:
    """Values of a month, added up by ourselves."""
    cells = state.values[state.values["indicator"].isin(list(names))]
    cells = cells if sheets is None else cells[cells["sheet_id"].isin(list(sheets))]
    return int(cells["value"].sum())


FOUND, FIXED = ("self_found", "dept_found"), ("self_fixed", "dept_fixed")


# --- The first paragraph, and who is not in it --------------------------------------------------------------------


def headline(release: Release) -> str:
    """The first paragraph of part 一."""
    return markdown(release).partition("### （一）总体情况\n")[2].strip().splitlines()[0]


def numbers(text: str) -> list[str]:
    return re.findall(r"[0-9]+(?:\.[0-9]+)?", text)


def printed_width(text: str) -> float:
    """In Chinese characters, with the two that a paragraph is set in; digits and the like take half of one."""
    return 2 + sum(0.5 if c.isascii() else 1 for c in text)


def totals(release: Release, *measures: str) -> list[str]:
    """Figures as the release has them."""
    return [figure(m, all_parts(release), release.declared) for m in measures]


def test_the_first_paragraph_tells_all_that_a_leader_asks_for() -> None:
    release = make_release("2023-07", missing=["power"], returned=["commerce"])
    told = headline(release)
    assert "12个行业领域有效报送10个（电力未报送，商贸流通退回未补正），5月22日以来" in told
    found, fixed, rate, left = totals(release, "found", "fixed", "fix_rate", "open")
    assert f"发现重大事故隐患{found}个，已整改{fixed}个，整改率{rate}，未整改{left}个" in told
    listed, listed_open = totals(release, "listed_total", "listed_open")
    assert f"挂牌督办{listed}个，未整改{listed_open}个" in told
    both = [s for s in release.declared.roster.sectors if s not in ("power", "commerce")]
    new, put_right = (
        summed(release.state, names, both) - summed(release.history[-2], names, both)
        for names in (FOUND, FIXED)
    )
    assert f"本月（6月29日至7月28日）新增发现{new}个、整改{put_right}个" in told
    assert "两期均报" not in told


def test_where_last_month_others_reported_the_months_own_figures_say_of_whom_they_are() -> None:
    release = make_release("2023-07", missing_before=["power"])
    told = headline(release)
    assert told.startswith("12个行业领域全部报送，5月22日以来")
    both = [s for s in release.declared.roster.sectors if s != "power"]
    new = summed(release.state, FOUND, both) - summed(release.history[-2], FOUND, both)
    assert f"两期均报的11个领域本月（6月29日至7月28日）新增发现{new}个" in told


def test_where_most_are_missing_those_that_reported_are_named() -> None:
    sectors = list(make_release("2023-06").declared.roster.sectors)
    told = headline(make_release("2023-07", missing=sectors[2:]))
    assert told.startswith("12个行业领域仅2个有效报送（危险化学品、道路交通），")


@pytest.mark.loops
def test_the_first_paragraph_has_at_most_five_lines_whoever_is_missing() -> None:
    sectors = list(make_release("2023-06").declared.roster.sectors)
    told = []
    for seed in range(60):
        dice = random.Random(seed)
        gone = dice.sample(sectors, dice.choice([0, 1, 2, 2, 3, 5, 6, 7, 11]))
        cut, before = dice.randint(0, len(gone)), dice.sample(sectors, dice.choice([0, 0, 3]))
        month = dice.choice(["2023-07", "2023-10", "2023-12"])
        release = make_release(
            month, missing=gone[:cut], returned=gone[cut:], missing_before=before, seed=seed
        )
        told.append(headline(release))
    assert max(map(printed_width, told)) <= 5 * 28
    assert any("整改率最低" in t for t in told)


def weakest(release: Release) -> str:
    return headline(release).partition("整改率最低的是")[2]


def test_the_lowest_rate_is_named_and_ties_together() -> None:
    assert weakest(rates({"fire": 5})) == "消防（50.0%）。"
    assert weakest(rates({"fire": 5, "gas": 5})) == "消防、燃气（均为50.0%）。"
    assert weakest(rates({"fire": 1, "gas": 5}, {"fire": 2})) == "燃气（50.0%）。"
    assert weakest(rates({"fire": 1, "gas": 5}, {"fire": 3})) == "消防（33.3%）。"


def test_where_no_sector_stands_out_none_is_called_the_weakest() -> None:
    assert weakest(rates({})) == ""
    half = ["fire", "gas", "power", "road", "refuse", "sewage"]
    assert weakest(rates(dict.fromkeys(half, 5))) == ""
    assert weakest(rates(dict.fromkeys(half[1:], 5))) != ""
    everyone = list(make_release("2023-06").declared.roster.sectors)
    assert weakest(make_release("2023-07", missing=everyone[1:])) == ""
    assert weakest(rates(dict.fromkeys(everyone, 0), dict.fromkeys(everyone, 0))) == ""


def test_sectors_that_are_missing_are_named_with_their_last_known_figures() -> None:
    release = make_release("2023-08", missing=["power"], returned=["commerce"])
    named = line(markdown(release), "以上合计未包括")
    july = release.history[-2]
    for sheet, name, word in (("power", "电力", "未报送"), ("commerce", "商贸流通", "退回未补正")):
        found, fixed = (summed(july, names, [sheet]) for names in (FOUND, FIXED))
        assert f"{name}（{word}，截至7月28日累计发现{found}个、已整改{fixed}个）" in named
    assert "以上合计未包括" not in markdown(make_release("2023-08"))


def test_a_sector_that_never_reported_has_no_last_known_figures() -> None:
    release = make_release("2023-07", missing=["power"], missing_before=["power"])
    assert line(markdown(release), "以上合计未包括").endswith("电力（未报送，此前没有有效报表）。")


def test_no_sum_over_fewer_sectors_stands_against_last_months_whole() -> None:
    release = make_release("2023-07", missing=["power", "fire"])
    before = str(summed(release.history[-2], FOUND))
    overall = markdown(release).partition("### （一）")[2].partition("| --- |")[0]
    assert before not in numbers(overall)
    row = line(markdown(release), "企业自查发现的重大事故隐患")
    both = [s for s in release.declared.roster.sectors if s not in ("power", "fire")]
    now, then = (summed(m, ["self_found"], both) for m in (release.state, release.history[-2]))
    assert row.split(" | ")[2:5] == [str(now), str(then), f"+{now - then}"]


def test_with_no_sector_in_there_is_no_sum_at_all() -> None:
    everyone = list(make_release("2023-06").declared.roster.sheets)
    for text in (said(make_release("2023-06", missing=everyone)) for said in (markdown, page)):
        assert "12个行业领域均没有本期的有效报表" in text
        assert "累计发现" not in text
        assert not re.search(
            r"[^0-9.]0(个|家|次|人|万元)(?!为)", text.partition("（三）报送情况")[0]
        )


# --- The month's own figures --------------------------------------------------------------------------------------


def gained(text: str) -> list[tuple[int, int]]:
    """Found and put right in every line of the month's own figures."""
    pairs = re.findall(r"(?<!自查)(?<!检查)新增发现(\d+)个、整改(\d+)个", text)
    return [(int(found), int(fixed)) for found, fixed in pairs]


def test_the_first_month_has_nothing_to_be_compared_with() -> None:
    text = markdown(make_release("2023-06"))
    assert "没有上期可比" in text
    assert gained(text) == []
    row = line(text, "企业自查发现的重大事故隐患").split(" | ")
    assert row[3:5] == ["—", "—"]


def test_a_month_before_which_nobody_reported_is_not_told_sector_by_sector() -> None:
    release = make_release(
        "2023-08", missing=["gas"], missing_before=list(make_release().declared.roster.sheets)
    )
    text = markdown(release)
    assert "此前各月没有有效报表，没有上期可比。" in text
    assert gained(text) == []
    assert "补报期间" not in text
    nobody = make_release("2023-07", missing=list(release.declared.roster.sheets))
    assert "没有上期可比" not in markdown(nobody)


def test_the_months_own_figures_are_the_difference_over_those_in_both_months() -> None:
    release = make_release("2023-07", missing=["power"])
    text = line(markdown(release), "与上期相比")
    assert "与上期相比，两期均报送的11个领域本月（6月29日至7月28日）" in text
    both = [s for s in release.declared.roster.sectors if s != "power"]
    new = {
        name: summed(release.state, [name], both) - summed(release.history[-2], [name], both)
        for name in ("self_found", "self_fixed", "dept_found", "dept_fixed", "checked_ent")
    }
    assert f"企业自查新增发现{new['self_found']}个、整改{new['self_fixed']}个" in text
    assert f"部门检查新增发现{new['dept_found']}个、整改{new['dept_fixed']}个" in text
    assert f"新增抽查企业{new['checked_ent']}家（按领域合计，未去重）" in text
    assert "没有上期可比" not in markdown(release)
    assert "补报期间" not in markdown(release)
    assert "负数" not in markdown(release)


def test_a_figure_that_a_correction_made_less_is_told_as_such() -> None:
    sectors = make_release("2023-07").declared.roster.sectors
    values = {(s, name): 0.0 for s in sectors for name in FIXED}
    text = markdown(make_release("2023-07", values=values))
    assert re.search(r"整改-\d+个（负数为更正核减）；挂牌督办", text)
    assert "万元（负数为更正核减）。" in line(text, "与上期相比")


def test_a_sector_that_reports_for_the_first_time_in_july_has_its_own_line_from_the_first_day() -> (
    None
):
    release = make_release("2023-07", missing_before=["power"])
    text = markdown(release)
    back = line(text, "补报期间")
    assert back.startswith("电力上期没有有效报表，本期已报，补报期间（5月22日至7月28日）新增")
    assert gained(back) == [tuple(summed(release.state, n, ["power"]) for n in (FOUND, FIXED))]


def test_the_lines_add_up_to_the_cumulative_change() -> None:
    release = make_release("2023-07", missing=["gas"], missing_before=["power", "sewage"])
    text = markdown(release)
    *lines, whole = gained(text)
    assert len(lines) == 3
    assert "上述11个领域合计新增" in text
    assert whole == (sum(f for f, _ in lines), sum(f for _, f in lines))
    known = [s for s in release.declared.roster.sectors if s != "gas"]
    for n, names in enumerate((FOUND, FIXED)):
        change = summed(release.state, names) - summed(release.history[-2], names, known)
        assert whole[n] == change


def test_a_sector_back_after_a_gap_is_counted_from_its_last_report(root: Path) -> None:
    for unit, months in (("rescue", (JUNE, JULY, AUGUST)), ("grid", (JUNE, AUGUST))):
        sector = {"rescue": "fire", "grid": "power"}[unit]
        for month in months:
            more = 10 * month.month
            changes = {f"{sector}_self_found": 200 + more, f"{sector}_self_fixed": 100 + more}
            data = form(unit, month, {**changes, f"{sector}_dept_found": 90})
            put(root, f"{unit}{month}.xlsx", data, f"{month}-26T10:00:00+08:00")
    assert command(root, "monthly") == 0
    text = (root / "outbox/2023-08/月通报.md").read_text("utf-8")
    assert "电力上期没有有效报表，本期已报，补报期间（6月29日至8月28日）新增发现20个、" in text
    assert "两期均报的1个领域本月（7月29日至8月28日）新增发现10个" in text
    assert "上述2个领域合计新增发现30个" in text
    assert command(root, "monthly", "--month", "2023-07") == 0
    july = (root / "outbox/2023-07/月通报.md").read_text("utf-8")
    assert "电力（未报送，截至6月28日累计发现350个、已整改" in july


# --- Month by month -----------------------------------------------------------------------------------------------


def series_rows(text: str) -> list[list[str]]:
    return [r for r in rows(text) if re.fullmatch(r"2023年\d+月", r[0])]


def test_the_first_month_has_no_series() -> None:
    text = markdown(make_release("2023-06"))
    assert series_rows(text) == []
    assert "各月" not in text


def test_the_series_has_a_row_a_month_with_rates_of_the_sums_and_the_coverage() -> None:
    release = make_release("2023-09", missing=["gas"])
    shown = series_rows(markdown(release))
    assert [r[0] for r in shown] == [f"2023年{m}月" for m in (6, 7, 8, 9)]
    assert [r[-1] for r in shown] == ["12/12", "12/12", "12/12", "11/12"]
    for month, row in zip(release.history, shown, strict=True):
        found, fixed = summed(month, FOUND), summed(month, FIXED)
        rate = f"{fixed * 100 / found:.1f}%"
        listed = summed(month, ["listed_total"]) - summed(month, ["listed_fixed"])
        assert row[1:6] == [str(found), str(fixed), rate, str(found - fixed), str(listed)]


def test_a_month_without_any_report_is_not_0_in_the_series() -> None:
    everyone = list(make_release("2023-06").declared.roster.sheets)
    (june, _) = series_rows(markdown(make_release("2023-07", missing_before=everyone)))
    assert june == ["2023年6月", *["未报"] * 5, "0/12"]


def test_months_over_other_sectors_are_said_not_to_compare() -> None:
    uneven = "各月计入合计的领域不同，合计数不宜直接相比"
    assert uneven not in markdown(make_release("2023-09"))
    assert uneven in markdown(make_release("2023-09", missing=["gas"]))
    # as many in both months, but not the same ones
    assert uneven in markdown(make_release("2023-07", missing=["gas"], missing_before=["power"]))
    assert uneven not in markdown(make_release("2023-07", missing=["gas"], missing_before=["gas"]))
    assert uneven not in markdown(make_release("2023-07", missing=["office"]))


# --- 未报 is never 0 ----------------------------------------------------------------------------------------------


def test_a_missing_sector_shows_no_figure_in_the_table_and_in_the_chart() -> None:
    release = make_release("2023-07", missing=["power"], returned=["commerce"])
    text = markdown(release)
    assert sector_row(text, "电力") == ["电力", *["未报"] * 8, "未报送"]
    svg = (
        write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"]
        .decode()
        .partition('aria-labelledby="chart-title')[2]
    )
    assert svg.partition("</figure>")[0].count("未报</text>") == 2


def test_a_value_that_a_sector_did_not_give_is_not_0_in_its_row() -> None:
    release = make_release("2023-07", blank=[("fire", "checked_ent"), ("fire", "self_fixed")])
    cells = sector_row(markdown(release), "消防")
    assert cells[2:5] == ["未报"] * 3  # put right, rate, open
    assert cells[6] == "未报"
    assert cells[1].isdigit()


def test_without_the_offices_form_its_figures_are_left_out() -> None:
    text = markdown(make_release("2023-07", missing=["office"]))
    assert "区安委会办公室的报表未报送，本期不列" in text
    assert "专题学习0次" not in text
    assert "尚未在省级主流媒体" not in text
    assert line(text, "| 4-1 |").split(" | ")[2] == "未报"


def test_yes_is_told_as_yes_and_no_as_not_yet() -> None:
    for value, word in ((1.0, "已在省级"), (0.0, "尚未在省级")):
        text = markdown(make_release("2023-07", values={("office", "media_column"): value}))
        assert word in text


def kinds_of_problems(counts: list[float]) -> str:
    """What is said of the kinds of problems, where the fire sector found so many of each and nobody else any."""
    known = make_release("2023-07").declared
    kinds = known.form.measures["problems"].sum
    values = {(s, k): 0.0 for s in known.roster.sectors for k in kinds}
    values |= {("fire", k): n for k, n in zip(kinds, counts, strict=True)}
    return line(markdown(make_release("2023-07", values=values)), "抽查企业自查自改情况")


def test_the_most_frequent_kinds_of_problems_are_named_with_all_that_tie() -> None:
    told = kinds_of_problems([1, 5, 3, 2, 3, 0, 0, 0, 0])
    assert "发现问题14家次（各类问题相加，同一企业有几类问题的计几次）" in told
    named = (
        "主要负责人未带队检查5家、未制定职责清单3家、特种作业无证上岗3家（按领域合计，未去重）。"
    )
    assert told.endswith(f"，其中较多的是{named}")
    tied = kinds_of_problems([1, 5, 3, 2, 3, 3, 0, 0, 0])
    assert tied.count("3家") == 3


def test_of_kinds_that_are_all_alike_none_is_frequent() -> None:
    assert "较多" not in kinds_of_problems([2] * 9)
    assert "较多" not in kinds_of_problems([0] * 9)
    assert "较多" in kinds_of_problems([3, 3, 3, *[2] * 6])


# --- Problems -----------------------------------------------------------------------------------------------------


def problems(text: str) -> str:
    return text.partition("## 二、")[2].partition("## 三、")[0]


def rates(fixed: dict[str, int], found: dict[str, int] | None = None) -> Release:
    """Every sector found 10 and put 9 right, but for these."""
    sectors = make_release("2023-07").declared.roster.sectors
    values: dict[tuple[str, str], float] = {}
    for s in sectors:
        values |= {(s, "self_found"): (found or {}).get(s, 10), (s, "self_fixed"): fixed.get(s, 9)}
        values |= {(s, "dept_found"): 0, (s, "dept_fixed"): 0}
    return make_release("2023-07", values=values)


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
    from tests.workspaces import workspace

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


# --- Both forms say the same --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "release",
    [
        make_release("2023-06"),
        make_release("2023-07", missing=["power"], returned=["commerce"], late=["fire"]),
        make_release("2023-09", missing=["office"], missing_before=["gas"], sample=True),
    ],
    ids=["June", "July", "September"],
)
def test_every_paragraph_and_figure_of_the_one_stands_in_the_other(release: Release) -> None:
    text = page(release).replace("\n", "")
    for part in markdown(release).splitlines():
        if not part.startswith(("|", "（图见")):
            assert part.lstrip("#> ").replace("**", "") in text, part
    web = write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"].decode("utf-8")
    web = web.partition("</main>")[0]  # where totals come from is shown in the page alone
    lines = [re.findall(r"<t[hd].*?</t[hd]>", s) for s in re.findall(r"<tr.*?</tr>", web)]
    cells = [[html.unescape(re.sub(r"<[^>]+>", "", c)) for c in s] for s in lines]
    assert cells == rows(markdown(release))
    months = len(release.history)
    assert len(cells) == 14 + 14 + 37 + (months + 1 if months > 1 else 0)


def test_a_sample_says_so_first_and_a_real_month_nowhere() -> None:
    note = "样例数据，纯属虚构，不得印发"
    for said in (markdown, page):
        assert note in said(make_release("2023-06", sample=True))[:200]
        assert note not in said(make_release("2023-06"))


@pytest.mark.parametrize(
    ("month", "stage", "last"),
    [
        ("2023-06", "企业自查自改和部门帮扶", "7月28日前报送下期报表"),
        ("2023-07", "企业自查自改和部门帮扶", "8月28日前报送下期报表"),
        ("2023-08", "部门精准执法", "9月28日前报送下期报表"),
        ("2023-11", "部门精准执法", "12月28日前报送下期报表"),
        ("2023-12", "总结提高", "本期为最后一个报告期"),
    ],
)
def test_the_next_steps_are_those_of_the_stage(month: str, stage: str, last: str) -> None:
    text = markdown(make_release(month)).partition("## 三、")[2]
    assert f"当前处于“{stage}”阶段" in text
    assert last in text


def test_the_paper_is_headed_and_signed() -> None:
    text = markdown(make_release("2023-07"))
    head, issuer = text.partition("\n")[0], "临沂临港经济开发区安全生产委员会办公室"
    assert head == f"# {issuer}关于全区重大事故隐患专项排查整治2023行动7月进展情况的通报"
    assert f"\n{issuer}\n" in text
    assert "截至2023年7月28日" in text
    assert "区安委会各成员单位：" in text
    assert "2023年7月　日" in text


def test_the_number_begins_with_the_sign_where_one_is_declared(declared: Declarations) -> None:
    document = {**declared.campaign.document, "sign": "临港安办发"}
    campaign = dataclasses.replace(declared.campaign, document=document)
    signed = dataclasses.replace(declared, campaign=campaign)
    numbers = [
        bulletin(make_release("2023-07", declarations=d), load_pages(ROOT / "templates")).number
        for d in (declared, signed)
    ]
    assert numbers == ["〔2023〕　号", "临港安办发〔2023〕　号"]


# --- Escapes ------------------------------------------------------------------------------------------------------


def test_names_with_marks_of_markdown_or_html_are_shown_as_they_stand(
    declared: Declarations,
) -> None:
    name = "消*防_|<b>`[x](y)&lt;#~\\"
    fire = dataclasses.replace(declared.roster.sheets["fire"], name=name)
    roster = dataclasses.replace(declared.roster, sheets={**declared.roster.sheets, "fire": fire})
    other = dataclasses.replace(declared, roster=roster)
    outputs = write_bulletin(
        make_release("2023-07", missing=["fire"], declarations=other),
        load_pages(ROOT / "templates"),
    )
    text = outputs["月通报.md"].decode()
    assert name not in text
    assert "".join(f"\\{c}" if c in r"*_|<>`[]&#~\\" else c for c in name) in text
    lines = [s for s in text.splitlines() if s.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", s)) for s in lines} == {11, 8, 7}
    assert html.escape(name) in outputs["月通报.html"].decode()
    assert "<b>" not in outputs["月通报.html"].decode()


# --- Blocks -------------------------------------------------------------------------------------------------------

TABLE = TableBlock("t", "表", "", ("甲",), (TableRow(("1",)),), (True,))
CHART = ChartBlock("c", "图", ("甲",), (Bar("乙", (Decimal(3), None)), Bar("丙", (Decimal(7),))))


def test_lines_become_blocks_by_their_marks() -> None:
    text = "# 题\n# 目\n\n=| 各单位：\n## 一、\n  ### （一）  \n正文 # 不是标题\n"
    text += "> 注\n|= 署名\n[[t]]\n[[ c ]]\n#无空格\n"
    blocks = parse_blocks(text, {"t": TABLE, "c": CHART})
    assert [(b.kind, b.text) for b in blocks] == [
        ("title", "题\n目"),
        ("left", "各单位："),
        ("h2", "一、"),
        ("h3", "（一）"),
        ("p", "正文 # 不是标题"),
        ("note", "注"),
        ("right", "署名"),
        ("table", ""),
        ("chart", ""),
        ("p", "#无空格"),
    ]
    assert blocks[0].lines == ("题", "目")
    assert (blocks[7].table, blocks[8].chart) == (TABLE, CHART)


def test_titles_apart_stay_apart() -> None:
    blocks = parse_blocks("# 一\n中\n# 二", {})
    assert [b.kind for b in blocks] == ["title", "p", "title"]


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(KeyError, match="map"):
        parse_blocks("[[map]]", {"t": TABLE})


def test_a_template_that_may_not_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr(FileSystemLoader, "get_source", refusal)  # root may read everything
    with pytest.raises(DeclarationError, match=r"^templates/bulletin\.txt\.j2：读不到（没有权限"):
        load_pages(ROOT / "templates")


def test_the_longest_bar_is_at_least_1() -> None:
    assert CHART.largest == 7
    assert ChartBlock("c", "", (), ()).largest == 1
    assert ChartBlock("c", "", ("甲",), (Bar("乙", (None, Decimal(0))),)).largest == 1


def test_of_a_unit_with_one_sector_in_only_the_other_is_told() -> None:
    text = markdown(make_release("2023-07", missing=["construction"]))
    assert "区规划建设局未报送建筑施工领域报表" in text
    assert "区规划建设局（建筑施工）要于" in text
    both = markdown(make_release("2023-07", missing=["construction", "gas"]))
    assert "区规划建设局未报送建筑施工、燃气领域报表" in both
    assert "．区规划建设局要于" in both
