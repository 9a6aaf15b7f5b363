"""What the bulletin says, against the values that it was made from."""

import dataclasses
import errno
import html
import io
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pytest
from jinja2 import FileSystemLoader
from openpyxl import load_workbook

from pipeline.blocks import Bar, ChartBlock, TableBlock, TableRow, parse_blocks
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.released import MonthState, Release
from pipeline.pages import load_pages
from tests.papers import write_bulletin
from tests.published import command, files
from tests.releases import make_release
from tests.workspaces import AUGUST, JULY, JUNE, ROOT, form, put

SECTORS = 12


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


def summed(state: MonthState, names: Iterable[str], sheets: Iterable[str] | None = None) -> int:
    """Values of a month, added up by ourselves."""
    cells = state.values[state.values["indicator"].isin(list(names))]
    cells = cells if sheets is None else cells[cells["sheet_id"].isin(list(sheets))]
    return int(cells["value"].sum())


FOUND, FIXED = ("self_found", "dept_found"), ("self_fixed", "dept_fixed")


# --- The headline, and who is not in it ---------------------------------------------------------------------------


def test_with_all_sectors_in_the_headline_is_of_the_whole_district() -> None:
    release = make_release("2023-07")
    headline = line(markdown(release), "其中企业自查")
    assert headline.startswith("全区12个行业领域全部报送，自2023年5月22日以来累计")
    assert f"发现重大事故隐患{summed(release.state, FOUND)}个" in headline
    assert "未计入" not in markdown(release)


def test_with_sectors_missing_the_headline_says_of_how_many_it_is() -> None:
    release = make_release("2023-07", missing=["power"], returned=["commerce"])
    headline = line(markdown(release), "其中企业自查")
    assert headline.startswith("已报送的10个领域累计")
    assert f"发现重大事故隐患{summed(release.state, FOUND)}个" in headline
    assert f"已完成整改{summed(release.state, FIXED)}个" in headline
    assert "全区12个" not in markdown(release)


def test_sectors_that_are_missing_are_named_with_their_last_known_figures() -> None:
    release = make_release("2023-08", missing=["power"], returned=["commerce"])
    named = line(markdown(release), "未计入上述合计的有2个领域")
    july = release.history[-2]
    for sheet, name, word in (("power", "电力", "未报送"), ("commerce", "商贸流通", "退回未补正")):
        found, fixed = (summed(july, names, [sheet]) for names in (FOUND, FIXED))
        assert f"{name}（{word}；7月累计发现{found}个、已整改{fixed}个）" in named


def test_a_sector_that_never_reported_has_no_last_known_figures() -> None:
    release = make_release("2023-07", missing=["power"], missing_before=["power"])
    named = line(markdown(release), "未计入上述合计的有1个领域")
    assert "电力（未报送；此前没有有效报表）。" in named


def test_no_sum_over_fewer_sectors_stands_against_last_months_whole() -> None:
    release = make_release("2023-07", missing=["power", "fire"])
    before = str(summed(release.history[-2], FOUND))
    overall = markdown(release).partition("### （二）")[0]
    assert before not in re.findall(r"\d+", overall)
    row = line(markdown(release), "企业自查发现的重大事故隐患")
    both = [s for s in release.declared.roster.sectors if s not in ("power", "fire")]
    now, then = (summed(m, ["self_found"], both) for m in (release.state, release.history[-2]))
    assert row.split(" | ")[2:5] == [str(now), str(then), f"+{now - then}"]


def test_with_no_sector_in_there_is_no_sum_at_all() -> None:
    everyone = list(make_release("2023-06").declared.roster.sheets)
    for text in (said(make_release("2023-06", missing=everyone)) for said in (markdown, page)):
        assert "本期尚无行业领域的有效报表" in text
        assert "累计发现" not in text
        assert not re.search(
            r"[^0-9.]0(个|家|次|人|万元)(?!为)", text.partition("（三）报送情况")[0]
        )


# --- The month's own figures --------------------------------------------------------------------------------------


def gained(text: str) -> list[tuple[int, int]]:
    """Found and put right in every line of the month's own figures."""
    pairs = re.findall(r"新增(?:发现重大事故隐患|发现)(\d+)个[，、](?:新增)?整改(\d+)个", text)
    return [(int(found), int(fixed)) for found, fixed in pairs]


def test_the_first_month_has_nothing_to_be_compared_with() -> None:
    text = markdown(make_release("2023-06"))
    assert "没有上期可比" in text
    assert gained(text) == []
    row = line(text, "企业自查发现的重大事故隐患").split(" | ")
    assert row[3:5] == ["—", "—"]


def test_the_months_own_figures_are_the_difference_over_those_in_both_months() -> None:
    release = make_release("2023-07", missing=["power"])
    text = line(markdown(release), "两期都报送的11个领域")
    assert "本月（6月29日至7月28日）两期都报送的11个领域" in text
    both = [s for s in release.declared.roster.sectors if s != "power"]
    assert gained(text) == [
        tuple(
            summed(release.state, names, both) - summed(release.history[-2], names, both)
            for names in (FOUND, FIXED)
        )
    ]
    assert "没有上期可比" not in markdown(release)
    assert "补报期间" not in markdown(release)


def test_a_sector_that_reports_for_the_first_time_in_july_has_its_own_line_from_the_first_day() -> (
    None
):
    release = make_release("2023-07", missing_before=["power"])
    text = markdown(release)
    back = line(text, "补报期间")
    assert back.startswith("电力上期未报送，本期补报，补报期间（5月22日至7月28日）新增")
    assert gained(back) == [tuple(summed(release.state, n, ["power"]) for n in (FOUND, FIXED))]


def test_the_lines_add_up_to_the_cumulative_change() -> None:
    release = make_release("2023-07", missing=["gas"], missing_before=["power", "sewage"])
    text = markdown(release)
    *lines, whole = gained(text)
    assert len(lines) == 3
    assert "以上各项合计" in text
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
    assert "电力上期未报送，本期补报，补报期间（6月29日至8月28日）新增发现20个、整改" in text
    assert "本月（7月29日至8月28日）两期都报送的1个领域新增发现重大事故隐患10个" in text
    assert "以上各项合计新增发现30个" in text
    assert command(root, "monthly", "--month", "2023-07") == 0
    july = (root / "outbox/2023-07/月通报.md").read_text("utf-8")
    assert "电力（未报送；6月累计发现350个、已整改" in july


# --- 未报 is never 0 ----------------------------------------------------------------------------------------------


def test_a_missing_sector_shows_no_figure_in_the_table_and_in_the_chart() -> None:
    release = make_release("2023-07", missing=["power"], returned=["commerce"])
    text = markdown(release)
    assert sector_row(text, "电力") == ["电力", *["未报"] * 8, "未报送"]
    svg = (
        write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"]
        .decode()
        .partition("<svg")[2]
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
    assert "消防发现重大事故隐患10个，已整改8个，整改率80.0%" in text
    assert "低10个百分点" in text
    assert "消防" not in problems(markdown(rates({"fire": 8})))  # against 107 of 120


def test_a_rate_over_too_few_findings_is_no_problem() -> None:
    assert "消防" not in problems(markdown(rates({"fire": 0}, {"fire": 2})))
    assert "消防" in problems(markdown(rates({"fire": 0}, {"fire": 3})))


def test_who_is_late_or_missing_is_told_by_unit_and_asked_to_file() -> None:
    release = make_release(
        "2023-07", missing=["power"], returned=["commerce"], late=["hazwaste"], corrected=["refuse"]
    )
    text = markdown(release)
    assert "临港供电中心未报送；区经济发展局的报表退回后尚未补正" in problems(text)
    assert "区生态环境分局超过报送时间报送；区综合行政执法局（垃圾处理）因数据有误退回" in problems(
        text
    )
    assert "请区经济发展局、临港供电中心于7月31日前" in text.replace(
        "临港供电中心、区经济发展局", "区经济发展局、临港供电中心"
    )
    counted = line(text, "应报12个行业领域")
    assert "有效报送10个：按时8个，退回后补正1个（垃圾处理），迟报1个（危废处置）" in counted
    assert "退回未补正1个（商贸流通）。未报送1个（电力）。" in counted


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
    assert "执法偏软。消防抽查发现企业存在问题，行政处罚为0次" in text
    assert re.search(r"消防部门检查发现重大事故隐患\d+个，行政处罚、停产整顿均为0", text)
    assert "检查力度不足。电力截至目前抽查企业0家" in text
    assert re.findall(r"^\d+．(.+?)。", text, re.MULTILINE) == [
        "报送不全",
        "执法偏软",
        "检查力度不足",
    ]


def test_a_workbook_that_does_not_count_is_not_criticised(criticised: Path) -> None:
    run = files(criticised, "2023-08")
    found = run["inbox/民爆.xlsx"]["findings"]
    assert "B2" in [x["rule"] for f in found for x in (f, *f["also"])]
    assert run["inbox/民爆.xlsx"]["status"] == "returned"
    text = problems((criticised / "outbox/2023-08/月通报.md").read_text("utf-8"))
    assert "民爆" not in text


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
    assert len(cells) == 14 + 14 + 37


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
    assert text.startswith("# 关于全区重大事故隐患专项排查整治2023行动7月进展情况的通报\n")
    assert "截至2023年7月28日" in text
    assert "区安委会各成员单位：" in text
    assert "2023年7月　日" in text


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
    assert {len(re.findall(r"(?<!\\)\|", s)) for s in lines} == {11, 7}
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
    assert "区规划建设局（建筑施工）未报送" in text
    assert "请区规划建设局（建筑施工）于" in text
