"""What the bulletin says against the month before and month by month; 未报 is never 0."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.bulletin.closing_tables import series_chart, series_table
from pipeline.model.month import Month
from pipeline.rendering.templates import load_pages
from tests.support.bulletin_texts import FIXED, FOUND, line, markdown, rows, summed
from tests.support.papers import write_bulletin
from tests.support.published import command
from tests.support.releases import make_release
from tests.support.workspaces import AUGUST, JULY, JUNE, ROOT, form, put


def sector_row(text: str, name: str) -> list[str]:
    (row,) = [r for r in rows(text) if r[0] == name and len(r) == 10]
    return row


# --- The month's own figures -----------------------------------------------------------------------------------------


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
    assert "与上期相比，两期均报送的11个领域本月企业自查新增发现" in text
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
    assert re.search(r"整改−\d+个（负数为更正核减）；挂牌督办", text)
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


# --- Month by month --------------------------------------------------------------------------------------------------


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


def test_a_month_has_its_year_where_the_campaign_has_two_of_it() -> None:
    """In the chart, as the last known one of a sector that is missing, and by its last day in the closing report."""
    release = make_release("2023-09", missing=["gas"])
    longer = replace(release.declared.campaign, last_month=Month(2024, 7))
    told = replace(release, declared=replace(release.declared, campaign=longer))
    for made, year in ((release, ""), (told, "2023年")):
        assert [b.label for b in series_chart(made).bars] == [f"{year}{m}月" for m in (6, 7, 8, 9)]
        shown = [row.cells[0] for row in series_table(made).rows]
        assert shown == [f"{year}{m}月28日" for m in (6, 7, 8, 9)]
        assert f"燃气（未报送，截至{year}8月28日累计发现" in line(markdown(made), "以上合计未包括")


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


# --- 未报 is never 0 -------------------------------------------------------------------------------------------------


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
    named = "主要负责人未带队检查5家、未制定职责清单3家、特种作业无证上岗3家（企业数按领域合计，未去重）。"
    assert told.endswith(f"，其中较多的是{named}")
    tied = kinds_of_problems([1, 5, 3, 2, 3, 3, 0, 0, 0])
    assert tied.count("3家") == 3


def test_of_kinds_that_are_all_alike_none_is_frequent() -> None:
    assert "较多" not in kinds_of_problems([2] * 9)
    assert "较多" not in kinds_of_problems([0] * 9)
    assert "较多" in kinds_of_problems([3, 3, 3, *[2] * 6])


def test_a_fall_has_the_same_sign_in_a_sentence_as_in_a_table() -> None:
    sectors = make_release("2023-07").declared.roster.sectors
    text = markdown(make_release("2023-07", values={(s, n): 0.0 for s in sectors for n in FIXED}))
    assert "−" in line(text, "与上期相比")
    assert "| −" in text
    assert not re.search(r"[一-鿿]-[0-9]", text)
