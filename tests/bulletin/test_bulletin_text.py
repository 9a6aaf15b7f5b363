"""What the bulletin says: its first paragraph, in both forms the same, with nothing that breaks out."""

import dataclasses
import errno
import html
import random
import re
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pytest
from jinja2 import FileSystemLoader

from pipeline.bulletin.paper import bulletin
from pipeline.bulletin.quoted_figures import Figures
from pipeline.bulletin.reporting import Reporting
from pipeline.bulletin.tables import few_rows, totals_table
from pipeline.figures.shown import all_parts, figure
from pipeline.model.declared import Declarations
from pipeline.model.errors import DeclarationError
from pipeline.model.released import Release
from pipeline.papers.blocks import Bar, ChartBlock, TableBlock, TableRow, parse_blocks
from pipeline.rendering.templates import load_pages, render
from tests.support.bulletin_texts import FIXED, FOUND, line, markdown, rates, rows, summed
from tests.support.papers import write_bulletin
from tests.support.releases import make_release
from tests.support.workspaces import ROOT


def page(release: Release) -> str:
    """The bulletin's page as text."""
    text = write_bulletin(release, load_pages(ROOT / "templates"))["月通报.html"].decode("utf-8")
    body = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


# --- The first paragraph, and who is not in it -----------------------------------------------------------------------


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


def test_sectors_of_which_nothing_is_known_are_told_together_by_how_they_stand() -> None:
    release = make_release("2023-06", missing=["road", "power"], returned=["fire", "explosives"])
    assert line(markdown(release), "以上合计未包括") == (
        "以上合计未包括道路交通、电力（未报送，此前没有有效报表）；消防、民爆（退回未补正，此前没有有效报表）。"
    )


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


# --- Both forms say the same -----------------------------------------------------------------------------------------


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
    annex = len(release.totals) + 1
    assert len(cells) == 14 + 14 + annex + (months + 1 if months > 1 else 0)


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


# --- Escapes ---------------------------------------------------------------------------------------------------------


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


# --- Blocks ----------------------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("asked", ["short", "r.short", "r.nothing.short"])
def test_a_name_that_a_template_cannot_use_is_told_in_chinese(tmp_path: Path, asked: str) -> None:
    (tmp_path / "a.txt.j2").write_text(f"甲{{{{ {asked} }}}}", "utf-8")
    pages = load_pages(tmp_path, ["a.txt.j2"])
    with pytest.raises(DeclarationError) as refused:
        render(pages, "a.txt.j2", {"r": CHART})
    name = "nothing" if "nothing" in asked else "short"
    assert str(refused.value) == f"templates/a.txt.j2：用了这里没有的名称“{name}”"


def test_of_a_unit_with_one_sector_in_only_the_other_is_told() -> None:
    text = markdown(make_release("2023-07", missing=["construction"]))
    assert "区规划建设局未报送建筑施工领域报表" in text
    assert "区规划建设局（建筑施工）要于" in text
    both = markdown(make_release("2023-07", missing=["construction", "gas"]))
    assert "区规划建设局未报送建筑施工、燃气领域报表" in both
    assert "．区规划建设局要于" in both


# --- Where there is nothing to divide, or nothing that stands out -----------------------------------------------------


def test_what_was_found_of_nothing_has_no_rate_in_a_sentence() -> None:
    known = make_release("2023-06").declared
    nothing = {(s, i): 0.0 for s in known.roster.sheets for i in known.form.indicators}
    text = markdown(make_release("2023-06", values=nothing))
    assert "累计发现重大事故隐患0个，已整改0个，未整改0个；" in text
    assert "整改率—" not in text
    assert "同一企业有几类问题的计几次；企业数按领域合计，未去重）。" in text
    assert "）（" not in text


def test_the_problems_that_are_most_follow_how_they_are_counted() -> None:
    text = line(markdown(make_release("2023-07")), "累计抽查企业")
    assert "（各类问题相加，同一企业有几类问题的计几次），其中较多的是" in text
    assert text.endswith("（企业数按领域合计，未去重）。")


def test_an_answer_in_a_list_of_figures_stands_in_brackets() -> None:
    figures = Figures(make_release("2023-07", values={("office", "media_column"): 1.0}))
    known = figures.total("checked_ent")
    assert (
        figures.listed(["checked_ent", "media_column"])
        == f"抽查企业{known}家、省级主流媒体专题栏目（是）"
    )
    nobody = Figures(make_release("2023-07", missing=["office"]))
    assert nobody.listed(["media_column"]) == "省级主流媒体专题栏目未报"


def limited(release: Release, **limits: int) -> Release:
    """With other limits of the bulletin's lists."""
    plan = release.declared.bulletin
    fewer = dataclasses.replace(plan, limits=dataclasses.replace(plan.limits, **limits))
    declared = dataclasses.replace(release.declared, bulletin=fewer)
    return dataclasses.replace(release, declared=declared)


@pytest.mark.parametrize(("most", "names"), [(2, ["燃气", "电力"]), (1, ["燃气等2个"])])
def test_who_is_missing_is_told_one_by_one_up_to_the_limit(most: int, names: list[str]) -> None:
    release = limited(make_release("2023-07", missing=["gas", "power"]), names=most)
    assert [known.name.partition("（")[0] for known in Reporting(release).absent()] == names


def test_rows_up_to_the_limit_are_all_shown() -> None:
    row = TableRow(("甲", "1", "2"))
    assert few_rows([row] * 2, 2, "附件2") == [row] * 2
    assert few_rows([row] * 3, 2, "附件2")[-1].cells == ("其余1个", "—", "见附件2")


@pytest.mark.parametrize(("change", "shown"), [(-2, "−2"), (0, "0"), (2, "+2"), (None, "—")])
def test_a_change_is_printed_with_its_sign(change: int | None, shown: str) -> None:
    release = make_release("2023-07")
    first, total = next(iter(release.totals.items()))
    changed = dataclasses.replace(total, change=None if change is None else Decimal(change))
    row, *_ = totals_table(
        dataclasses.replace(release, totals={**release.totals, first: changed})
    ).rows
    assert row.cells[4] == shown
