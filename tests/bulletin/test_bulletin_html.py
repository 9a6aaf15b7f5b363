"""The bulletin as one page for anybody's screen: its text, its tables, where totals come from."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from pipeline.bulletin.status import status_table
from pipeline.bulletin.tables import sector_table, totals_table
from pipeline.model.declared import Declarations
from pipeline.model.released import Release
from tests.support.bulletin_pages import Element, Page, html_of
from tests.support.releases import declared, make_release

NOTE = declared().form.sample_note


def page_of(release: Release) -> Element:
    return Page(html_of(release)).root


def _tables(page: Element) -> list[Element]:
    """The bulletin's own tables, without those that show where a total comes from."""
    return page.one("main").all("table")


def _sectors(page: Element) -> Element:
    (table,) = [t for t in page.all("table") if t.attributes.get("id") == "sectors"]
    return table


def _is_first(release: Release) -> bool:
    return release.period == release.declared.campaign.first_month


def _grid(table: Element) -> list[list[str]]:
    return [[c.text for c in row.all("th", "td")] for row in table.all("tr")]


# --- one file for anybody's screen -----------------------------------------------------------------------------------


def test_the_page_is_chinese_and_stays_light_on_dark_screens(page):
    assert page.one("html").attributes["lang"] == "zh-CN"
    metas = {e.attributes.get("name"): e.attributes.get("content") for e in page.all("meta")}
    assert metas["color-scheme"] == "light"
    assert "width=device-width" in str(metas["viewport"])
    assert "进展情况的通报" in page.all("title")[0].text


def test_the_page_runs_and_fetches_nothing(html, page):
    assert not page.all("script", "link", "img", "iframe", "object", "embed", "base", "form")
    names = {name for e in page.inside for name in e.attributes}
    assert not [n for n in names if n in ("src", "srcset", "data") or n.startswith("on")]
    links = [str(e.attributes["href"]) for e in page.inside if "href" in e.attributes]
    assert all(link.startswith("#") for link in links)
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/2000/svg\")", html)


def test_the_browser_is_told_to_run_and_fetch_nothing(page):
    policies = [e for e in page.all("meta") if e.attributes.get("http-equiv")]
    assert [p.attributes["content"] for p in policies] == [
        "default-src 'none'; style-src 'unsafe-inline'"
    ]


def test_ids_are_single_and_labels_lead_somewhere(page):
    ids = Counter(e.attributes["id"] for e in page.inside if "id" in e.attributes)
    assert set(ids.values()) == {1}
    labels = [
        e.attributes["aria-labelledby"] for e in page.inside if "aria-labelledby" in e.attributes
    ]
    assert labels
    assert {i for label in labels for i in str(label).split()} <= set(ids)


def test_same_release_same_page(release, html):
    assert html_of(release) == html


# --- the text --------------------------------------------------------------------------------------------------------


def test_headings_follow_one_another_without_a_gap(page):
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_title_keeps_its_lines(page):
    title = page.one("h1")
    assert len(title.all("br")) == 2
    issuer = declared().campaign.document["issuer"]
    assert title.text.startswith(f"{issuer}关于全区重大事故隐患专项排查整治2023行动")


def test_addressee_and_signature_are_no_paragraphs_of_the_text(page):
    looks = {e.text: e.attributes.get("class") for e in page.all("p")}
    assert looks["区安委会各成员单位："] == "left"
    assert looks["附件：进展情况调度表（汇总）"] == "enclosure"
    (signature,) = [e for e in page.all("div") if e.attributes.get("class") == "signature"]
    issuer, date = (p.text for p in signature.all("p"))
    assert issuer == declared().campaign.document["issuer"]
    assert date.endswith("月　日")


def _masthead(kind: str) -> list[Element]:
    known = declared()
    document = {**known.campaign.document, "masthead": kind, "masthead_title": "甲文件"}
    known = replace(known, campaign=replace(known.campaign, document=document))
    return page_of(make_release(month="2023-06", declarations=known)).all("header")


def test_the_masthead_is_by_configuration():
    issuer = declared().campaign.document["issuer"]
    (brief,) = _masthead("简报")
    assert [e.text for e in brief.all("div", "p")] == ["甲文件", f"〔2023〕　号{issuer}"]
    (paper,) = _masthead("文件")
    assert [e.text for e in paper.all("div", "p")] == ["甲文件", "〔2023〕　号"]
    assert not _masthead("none")


def test_invented_figures_say_so_on_top_and_on_every_printed_page():
    page = page_of(make_release(month="2023-06", sample=True))
    body = page.one("body")
    assert (body.inside[0].tag, body.inside[0].text) == ("p", NOTE)
    assert f'@top-center {{ content: "{NOTE}"' in page.one("style").text


def test_real_figures_are_not_called_invented():
    assert NOTE not in html_of(make_release(month="2023-06"))


# --- what could break out --------------------------------------------------------------------------------------------


def _with_texts(text: str) -> Declarations:
    """Declarations in which everything that an office may name has a name of the worst kind."""
    known = declared()
    names = {"addressees": text, "issuer": text, "masthead_title": text, "title": [text, text]}
    document = {**known.campaign.document, **names}
    sheets = {k: replace(s, name=text + s.name) for k, s in known.roster.sheets.items()}
    units = {k: replace(u, name=text + u.name) for k, u in known.roster.units.items()}
    plan = known.bulletin
    heads = tuple(replace(c, head=f"{text}（{text}）") for c in plan.sectors.columns)
    sectors = replace(plan.sectors, title=text, note=text, columns=heads)
    series, chart = replace(plan.series, title=text, note=text), replace(plan.chart, title=text)
    return replace(
        known,
        form=replace(known.form, sample_note=text),
        campaign=replace(known.campaign, document=document),
        roster=replace(known.roster, sheets=sheets, units=units),
        bulletin=replace(plan, sectors=sectors, series=series, chart=chart),
    )


@pytest.mark.parametrize("text", ["<b>&", "\"'><script>", "</style><i>", '\\"}', "</title>"])
def test_every_text_is_shown_as_it_stands(text):
    known = _with_texts(text)
    page = page_of(make_release(declarations=known, missing=("power",), sample=True))
    assert not page.all("b", "script", "i")
    assert len(page.all("style", "title")) == 4  # the page's, and the charts' own titles
    shown = page.one("body").text
    assert shown.count(text) > 60
    assert "&amp;" not in shown
    assert "&lt;" not in shown
    assert page.all("caption")[0].text == f"表1　{text}"
    assert page.all("desc")[0].text.startswith("横向条形图")


# --- tables ----------------------------------------------------------------------------------------------------------


def test_every_head_says_what_it_heads(page):
    for table in page.all("table"):
        assert all(e.attributes.get("scope") == "col" for e in table.one("thead").all("th"))
        for row in table.one("tbody").all("tr"):
            head, *cells = row.all("th", "td")
            assert (head.tag, head.attributes["scope"]) == ("th", "row")
            assert all(c.tag == "td" for c in cells)


def test_tables_and_charts_are_captioned_and_numbered(release, page):
    captions = [t.one("caption").text for t in _tables(page)]
    plan = release.declared.bulletin
    earlier = [] if _is_first(release) else [plan.series]
    numbered = [*earlier, plan.sectors, plan.status]
    wanted = [f"表{n}　{c.title}" for n, c in enumerate(numbered, 1)]
    assert captions == [*wanted, f"表{len(wanted) + 1}　{plan.totals.title}"]
    charts = [*([] if _is_first(release) else [plan.series_chart]), plan.chart]
    assert [f.text for f in page.all("figcaption")] == [
        f"图{n}　{c.title}数据见表{n}" for n, c in enumerate(charts, 1)
    ]


UNITS = {re.escape(i.unit) for i in declared().form.indicators.values() if i.unit}
UNIT = re.compile(rf"[（(]({'|'.join(UNITS)})[）)]")
NO_FIGURE = re.compile(r".*%|是|否|未报|—|")


def test_every_figure_has_its_unit_beside_it_or_above_it(page):
    for table in _tables(page):
        heads, *rows = _grid(table)
        for row in table.one("tbody").all("tr"):
            cells = row.all("th", "td")
            for head, cell in zip(heads, cells, strict=True):
                numeric = "n" in (cell.attributes.get("class") or "").split()
                if numeric and not NO_FIGURE.fullmatch(cell.text):
                    assert UNIT.search(head) or UNIT.search(cells[1].text), (head, cell.text)
        assert rows


def test_tables_hold_every_text_and_number_of_the_release(release, page):
    for block in (sector_table(release), status_table(release), totals_table(release)):
        (table,) = [t for t in _tables(page) if t.attributes["id"] == block.id]
        assert _grid(table) == [list(block.heads), *(list(r.cells) for r in block.rows)]
    notes = [p.text for p in page.all("p") if p.attributes.get("class") == "note"]
    plan = release.declared.bulletin
    earlier = [] if _is_first(release) else [plan.series]
    shown = [*earlier, plan.sectors, plan.status, plan.totals]
    assert notes == [f"注：{c.note}" for c in shown]


def test_a_number_stands_to_the_right_and_the_sum_is_marked(release, page):
    table = _sectors(page)
    for row in table.one("tbody").all("tr"):
        looks = [(c.attributes.get("class") or "").split() for c in row.all("th", "td")]
        assert [("n" in look) for look in looks] == list(sector_table(release).numeric)
    *sectors, total = table.one("tbody").all("tr")
    assert total.attributes.get("class") == "total"
    assert not [r for r in sectors if r.attributes]


def test_what_was_not_reported_is_said_and_muted():
    table = _sectors(page_of(make_release(missing=("power",))))
    (row,) = [r for r in table.all("tr") if r.all("th")[0].text == "电力"]
    cells = row.all("td")
    assert [c.text for c in cells] == ["未报"] * 8 + ["未报送"]
    assert all("none" in str(c.attributes["class"]) for c in cells[:-1])


def test_every_table_scrolls_in_its_own_frame(page):
    assert all("div" in t.parents for t in _tables(page))
    frames = [e for e in page.all("div") if e.attributes.get("class") == "scroll"]
    assert len(frames) == len(_tables(page))
    assert {(f.attributes["role"], f.attributes["tabindex"]) for f in frames} == {("region", "0")}


def test_the_annex_is_headed_and_comes_last(page):
    annex = page.one("section")
    assert annex.one("h2").text == "附件"
    assert annex.one("table").attributes["id"] == "totals"
    assert _tables(page)[-1] is annex.one("table")


# --- where totals come from ------------------------------------------------------------------------------------------


def _origins(page: Element) -> dict[str, Element]:
    """What totals lead to, by its id."""
    return {str(e.attributes["id"]): e for e in page.all("aside")}


def _links(element: Element) -> list[tuple[str, str]]:
    return [(str(a.attributes["href"]), a.text) for a in element.all("a")]


def test_every_total_of_an_indicator_leads_to_the_cells_that_make_it(release, page):
    annex, found = page.one("section"), _origins(page)
    rows = release.state.values
    links = dict(_links(annex))
    for name, total in release.totals.items():
        cells = rows[rows["indicator"] == name]
        assert (f"#of-{name}" in links) == bool(len(cells)) == (f"of-{name}" in found)
        if not len(cells):
            continue
        head, *grid = _grid(found[f"of-{name}"].one("table"))
        assert head == ["填报", "数值", "单元格", "文件"]
        names = [p.rpartition("/")[2] for p in cells["file"]]
        places = [f"{s}!{c}" for s, c in zip(cells["sheet"], cells["cell"], strict=True)]
        assert [row[2:] for row in grid] == [list(p) for p in zip(places, names, strict=True)]
        if not total.indicator.is_yesno:
            assert sum(Decimal(row[1]) for row in grid) == total.value
        assert (
            found[f"of-{name}"]
            .one("caption")
            .text.endswith(f"合计{links[f'#of-{name}']}，已报{total.coverage}")
        )


def test_every_total_of_the_sector_table_leads_to_what_it_is_worked_out_of(release, page):
    *_, sums = _sectors(page).all("tr")
    _, *cells, _ = sums.all("th", "td")
    plan, found = release.declared.bulletin.sectors.columns, _origins(page)
    for column, cell in zip(plan, cells, strict=True):
        measure = release.declared.form.measures.get(column.value)
        if cell.text == "未报":
            assert not _links(cell)
            assert f"of-{column.value}" not in found
            continue
        assert _links(cell) == [(f"#of-{column.value}", cell.text)]
        if measure:
            working = found[f"of-{column.value}"]
            (_, *terms) = _links(working)
            names = (*measure.sum, *measure.less, *measure.over)
            assert [href for href, _ in terms] == [f"#of-{name}" for name in names]
            shown = iter(Decimal(text) for _, text in terms)
            added, less, over = (
                sum(next(shown) for _ in part) for part in (measure.sum, measure.less, measure.over)
            )
            worth = round(added / over * 100, 1) if measure.over else added - less
            assert working.text.strip().split("＝")[0].split()[-1].rstrip("%") == f"{worth}"
            assert cell.text.rstrip("%") == f"{worth}"


def test_a_working_reads_as_one_would_write_it():
    found = _origins(page_of(make_release(month="2023-06")))
    working = {
        name: re.sub(r"[0-9.% ]", "", found[f"of-{name}"].text) for name in ("open", "fix_rate")
    }
    assert (
        working["open"]
        .strip()
        .endswith("未整改＝企业自查发现＋部门检查发现－企业自查已整改－部门检查已整改")
    )
    assert (
        working["fix_rate"]
        .strip()
        .endswith("整改率＝（企业自查已整改＋部门检查已整改）÷（企业自查发现＋部门检查发现）")
    )


def test_links_lead_somewhere_or_nowhere_at_all(page):
    ids = {f"#{e.attributes['id']}" for e in page.inside if "id" in e.attributes}
    links = {href for href, _ in _links(page)}
    assert links - ids == ({"#0"} if _origins(page) else set())
    assert "#0" not in ids
    for origin in _origins(page).values():
        assert _links(origin)[0] == ("#0", "关闭")
    led = {href.removeprefix("#") for href, _ in _links(page)} - {"0"}
    assert led == set(_origins(page))


def test_a_file_is_named_without_the_offices_folders_and_as_it_stands():
    path = "inbox/张三经手/<b>&\"'7月.xlsx"
    page = page_of(make_release(files={"road": path}))
    assert not page.all("b")
    shown = [
        r[3] for r in _grid(_origins(page)["of-self_found"].one("table")) if r[0] == "道路交通"
    ]
    assert shown == ["<b>&\"'7月.xlsx"]
    assert "张三" not in page.text
