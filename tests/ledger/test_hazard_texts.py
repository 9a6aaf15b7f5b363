"""Hazards in the papers: what is counted, what is left out of what anybody may read, and where nothing may show."""

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.bulletin.paper import bulletin
from pipeline.bulletin.problems import find_problems
from pipeline.ledger.masking import hidden_names, without_names
from pipeline.ledger.names import known_names
from pipeline.ledger.own_words import own_words_remarks
from pipeline.ledger.register_tables import bulletin_hazards
from pipeline.ledger.registers import in_state
from pipeline.model.declared import Declarations
from pipeline.model.hazards import Hazard, HazardBook
from pipeline.model.ledger import LedgerEntry, LedgerRow, LedgerSheet
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.model.work_reports import Reported, ReportText
from pipeline.papers.paper import Paper
from pipeline.rendering.templates import load_pages
from tests.support.hazard_books import book_of, hazard, random_hazards, with_hazards
from tests.support.releases import declared, make_release
from tests.support.workspaces import JULY, ROOT, publish, sample_workspace

SECTORS = list(declared().roster.sectors)


def paper_of(release: Release) -> Paper:
    return bulletin(release, load_pages(ROOT / "templates"))


def texts(paper: Paper) -> list[str]:
    """Every text of a paper: its paragraphs, its tables."""
    found = [block.text for block in paper.blocks]
    for table in (b.table for b in paper.blocks if b.table):
        found += [
            table.caption,
            table.note,
            *table.heads,
            *(c for r in table.rows for c in r.cells),
        ]
    return [*found, paper.sample]


def part(paper: Paper, heading: str) -> str:
    """The paragraphs between a heading of the third level and the next."""
    kinds = [(b.kind, b.text) for b in paper.blocks]
    start = next((n for n, (_, text) in enumerate(kinds) if heading in text), len(kinds))
    end = next((n for n, (k, _) in enumerate(kinds[start + 1 :], start + 1) if k[0] == "h"), start)
    return "\n".join(text for kind, text in kinds[start + 1 : end] if kind == "p")


def table_of(paper: Paper, name: str) -> list[tuple[str, ...]]:
    (table,) = [b.table for b in paper.blocks if b.table and b.table.id == name]
    return [r.cells for r in table.rows]


def internal(release: Release) -> Release:
    known = release.declared
    assert known.hazards
    return replace(release, declared=replace(known, hazards=replace(known.hazards, internal=True)))


def personal(hazards: Iterable[Hazard], known: Declarations) -> set[str]:
    """Every value of a personal column, of four characters and more."""
    assert known.ledger
    columns = [name for name, column in known.ledger.columns.items() if column.personal]
    values = {h.values[c] for h in hazards for c in columns if c in h.values}
    return {v for v in values if len(v) >= 4}


# --- what is counted --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_text_and_tables_count_the_same_hazards(seed: int) -> None:
    hazards = random_hazards(declared(), seed, 50)
    paper = paper_of(with_hazards(make_release(), hazards))
    said = part(paper, "隐患台账和挂牌督办")
    rows = table_of(paper, "hazard_sectors")
    for row in rows[:-1]:
        own = [h for h in hazards if declared().roster.sheets[h.entry.sector].name == row[0]]
        left = [h for h in own if h.state == "open"]
        listed = [h for h in own if h.level]
        late = [h for h in left if h.due and h.due < date(2023, 7, 28)]
        assert row[1] == str(len(own))
        assert (row[2], row[5], row[7]) == (str(len(left)), str(len(listed)), str(len(late)))
    sums = [sum(int(r[n]) for r in rows[:-1]) for n in range(1, 8)]
    assert [int(c) for c in rows[-1][1:8]] == sums
    assert f"台账登记重大事故隐患{len(hazards)}个" in said
    assert f"未整改{len(in_state(hazards, 'open'))}个" in said
    assert f"台账登记挂牌督办{sums[4]}个" in said
    assert f"逾期未整改{sums[6]}个" in said
    levels = table_of(paper, "hazard_levels")
    assert sum(int(r[1]) for r in levels[:-1]) == int(levels[-1][1]) == sums[4]
    days = [int(r[6]) for r in table_of(paper, "hazards_overdue")]
    assert days == sorted(days, reverse=True)
    assert len(days) == min(sums[6], 20)
    assert f"最长的已逾期{days[0]}天" in said


def test_a_sector_that_never_sent_a_ledger_is_no_zero() -> None:
    hazards = [h for h in random_hazards(declared(), "gap", 40) if h.entry.sector != "gas"]
    sectors = [s for s in SECTORS if s != "gas"]
    paper = paper_of(with_hazards(make_release(), hazards, sectors=tuple(sectors)))
    row = next(r for r in table_of(paper, "hazard_sectors") if r[0] == "燃气")
    assert row[1:] == ("未报",) * 7 + ("—",)
    assert "（燃气未报送台账）" in part(paper, "隐患台账和挂牌督办")
    assert table_of(paper, "hazard_sectors")[-1][-1] == "11/12"


def test_a_ledger_of_an_earlier_month_is_told_with_its_day() -> None:
    known = declared()
    old = hazard(
        known,
        "fire",
        5,
        {"hazard_id": "F-1", "due_on": "2023-06-10", "found_on": "2023-06-01"},
        months=("2023-06", "2023-06"),
    )
    release = with_hazards(make_release(), [old], sectors=())
    paper = paper_of(release)
    said = part(paper, "隐患台账和挂牌督办")
    assert "本期各行业领域均未报送隐患台账" in said
    assert "消防没有本期台账，按截至6月28日的台账计1个。" in said
    assert next(r for r in table_of(paper, "hazard_sectors") if r[0] == "消防")[-1] == "6月"
    longer = replace(known, campaign=replace(known.campaign, last_month=Month(2024, 7)))
    year = part(paper_of(replace(release, declared=longer)), "隐患台账和挂牌督办情况")
    assert "按截至2023年6月28日的台账计1个" in year
    assert "隐患逾期未整改" not in [p.heading for p in find_problems(release)]


def test_without_ledgers_the_bulletin_is_what_it_was() -> None:
    release = make_release()
    without = texts(paper_of(release))
    assert texts(paper_of(with_hazards(release, [], sectors=()))) == without
    assert not any("台账登记" in t for t in without)
    assert "（三）报送情况" in without


# --- overdue hazards are criticised ------------------------------------------------------------------------------


def test_overdue_hazards_are_a_problem_with_a_demand() -> None:
    known = declared()
    late = {"hazard_id": "Q-1", "found_on": "2023-06-01", "due_on": "2023-07-08"}
    listed = {**late, "hazard_id": "Q-2", "listed_level": "县区级", "due_on": "2023-07-18"}
    extended = {**late, "hazard_id": "Q-3", "extended_to": "2023-08-08", "extension_doc": "延1号"}
    done = {**late, "hazard_id": "Q-4", "fixed_on": "2023-07-20"}
    hazards = [hazard(known, "gas", n, v) for n, v in enumerate([late, listed, extended, done], 5)]
    (found,) = [
        p
        for p in find_problems(with_hazards(make_release(), hazards))
        if p.heading == "隐患逾期未整改"
    ]
    assert found.sentences == (
        "燃气领域台账登记的重大事故隐患有2个逾期未整改（其中挂牌督办1个），逾期10至20天",
    )
    assert found.demand.startswith("区规划建设局（燃气）要对逾期未整改的重大事故隐患")
    assert "7月31日前" in found.demand


def test_the_month_of_a_ledger_has_its_year_where_the_campaign_has_two_of_it() -> None:
    values = {"hazard_id": "Q-1", "found_on": "2023-06-01", "due_on": "2023-07-08"}
    release = with_hazards(make_release(), [hazard(declared(), "gas", 5, values)])
    longer = replace(release.declared.campaign, last_month=Month(2024, 7))
    for told, called in (
        (release, "7月"),
        (replace(release, declared=replace(release.declared, campaign=longer)), "2023年7月"),
    ):
        sectors, *_, overdue = bulletin_hazards(told)
        assert overdue.rows[0].cells[-1] == called
        assert {r.cells[-1] for r in sectors.rows if r.cells[0] == "燃气"} == {called}


def test_a_single_overdue_hazard_is_not_the_longest_of_several() -> None:
    values = {"hazard_id": "Q-1", "found_on": "2023-06-01", "due_on": "2023-07-08"}
    release = with_hazards(make_release(), [hazard(declared(), "gas", 5, values)])
    (found,) = [p for p in find_problems(release) if p.heading == "隐患逾期未整改"]
    assert found.sentences == ("燃气领域台账登记的重大事故隐患有1个逾期未整改，逾期20天",)
    assert "逾期未整改1个，已逾期20天。" in part(paper_of(release), "隐患台账和挂牌督办情况")


def test_what_is_due_on_the_cutoff_day_is_not_overdue() -> None:
    values = {"hazard_id": "Q-1", "found_on": "2023-06-01", "due_on": "2023-07-28"}
    release = with_hazards(make_release(), [hazard(declared(), "gas", 5, values)])
    assert [p for p in find_problems(release) if p.heading == "隐患逾期未整改"] == []


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_no_personal_value_is_in_the_public_bulletin(seed: int) -> None:
    known = declared()
    hazards = random_hazards(known, f"names {seed}", 50)
    told = "\n".join(texts(paper_of(with_hazards(make_release(), hazards))))
    assert [v for v in personal(hazards, known) if v in told] == []
    inside = texts(paper_of(internal(with_hazards(make_release(), hazards))))
    shown = [v for v in personal(hazards, known) if v in inside]
    assert any(v.startswith("虚构企业") for v in shown)
    assert any("内部资料" in t for t in inside)


def test_names_that_a_clerk_wrote_into_other_columns_go_too() -> None:
    values = {
        "hazard_id": "虚构化工-01",
        "unit": "规建科（虚构化工有限公司片区）",
        "enterprise": "虚构化工有限公司",
        "owner": "安全员赵钱孙",
        "listed_level": "市级",
        "listed_doc": "赵钱孙签发1号",
        "found_on": "2023-06-01",
        "due_on": "2023-06-20",
    }
    paper = paper_of(with_hazards(make_release(), [hazard(declared(), "gas", 5, values)]))
    (row,) = table_of(paper, "hazards_overdue")
    assert row[1:5] == ("规建科（某企业片区）", "某企业-01", "市级", "有关人员签发1号")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("虚构化工有限公司已停产", "某企业已停产"),
        ("虚构化工 有限公司已停产", "某企业已停产"),
        ("到虚构化工检查", "到某企业检查"),
        ("虚构化工公司", "某企业"),
        ("ＡＢＣＤ物流", "某企业"),
        ("abcd物流园", "某企业园"),
        ("赵钱孙、李周带队", "有关人员、有关人员带队"),
        ("安全员和车间主任到场", "安全员和车间主任到场"),
        ("区规划建设局验收", "区规划建设局验收"),
        ("代码913713990000000001", "代码某代码"),
        ("华联超市", "华联超市"),
        ("没有名字", "没有名字"),
        ("", ""),
    ],
)
def test_names_are_replaced_and_nothing_else(text: str, shown: str) -> None:
    known = declared()
    rows = [
        {"enterprise": "虚构化工有限公司", "uscc": "913713990000000001", "owner": "安全员赵钱孙"},
        {"enterprise": "ABCD物流", "owner": "车间主任"},
        {"enterprise": "华联", "verified_by": "区规划建设局、李周"},
    ]
    names = known_names(rows, known)
    assert without_names(text, names) == shown


def test_the_roster_is_no_firm() -> None:
    known = declared()
    one = {"enterprise": "区规划建设局"}
    assert without_names("区规划建设局", known_names([one], known)) == "区规划建设局"


def test_names_in_the_offices_own_words_are_replaced_and_told() -> None:
    one = hazard(declared(), "gas", 5, {"enterprise": "虚构化工有限公司", "found_on": "2023-06-01"})
    release = replace(
        with_hazards(make_release(), [one]), own={"overall": ("虚构化工有限公司发生一起事故。",)}
    )
    (remark,) = own_words_remarks(release)
    assert "虚构化工有限公司" in remark
    assert "虚构化工、" not in remark
    assert "某企业发生一起事故。" in texts(paper_of(release))
    assert "虚构化工有限公司发生一起事故。" in texts(paper_of(internal(release)))
    assert list(own_words_remarks(internal(release))) == []
    assert not hidden_names(internal(release)).words


def test_names_in_work_reports_are_replaced() -> None:
    one = hazard(declared(), "gas", 5, {"enterprise": "虚构化工有限公司", "found_on": "2023-06-01"})
    box = next(b.id for b in declared().work_reports.boxes.values() if b.quoted)
    said = ReportText(box, "在虚构化工有限公司开现场会。", "工作情况", "B5")
    release = with_hazards(make_release(), [one])
    release = replace(release, reports=(Reported("planning", "inbox/a.xlsx", said, ""),))
    shown = "\n".join(texts(paper_of(release)))
    assert "在某企业开现场会。" in shown
    assert "虚构化工" not in shown
    assert "在虚构化工有限公司开现场会。" in "\n".join(texts(paper_of(internal(release))))


def test_names_of_earlier_months_and_of_rows_not_used_are_known() -> None:
    one = hazard(declared(), "gas", 5, {"enterprise": "新名化工有限公司", "found_on": "2023-06-01"})
    release = with_hazards(make_release(), [one])
    unused = LedgerRow(9, "fire", {"enterprise": "未用化工有限公司"})
    sheet = LedgerSheet(
        "隐患台账", {}, (LedgerRow(5, "gas", {"enterprise": "旧名化工有限公司"}),), (unused,)
    )
    before = replace(
        release.history[0],
        ledger=(LedgerEntry("gas", "planning", "inbox/a.xlsx", sheet, sheet.rows[0]),),
    )
    release = replace(release, history=(before, *release.history[1:]))
    names = hidden_names(release)
    shown = without_names("旧名化工、新名化工有限公司、未用化工有限公司", names)
    assert shown == "某企业、某企业、某企业"


def test_a_week_and_a_month_without_ledgers_hide_nothing() -> None:
    for release in (make_release(), make_release("2023-W28")):
        assert not hidden_names(release).words
        assert book_of(release, []).hazards == ()
    assert not [b.text for b in paper_of(make_release()).blocks if "隐患台账和挂牌督办" in b.text]


# --- every public output -----------------------------------------------------------------------------------------

INTERNAL = ("manifest.json", "隐患台账.xlsx", "回执.txt")  # and what is returned to a unit


def unpacked_text(path: Path) -> str:
    """All text in a file: of a package every part, of a mail every part and what is attached to it."""
    data = path.read_bytes()
    if path.suffix == ".eml":
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = [p.get_payload(decode=True) for p in message.walk() if not p.is_multipart()]
        return "\n".join(map(_text, filter(None, parts))) + str(message["subject"])
    return _text(data)


def _text(data: object) -> str:
    assert isinstance(data, bytes)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(n).decode("utf-8", "replace") for n in package.namelist()]
        # runs of one paragraph and cells of one row: tags between the letters of a name are no hiding place
        return "\n".join([*parts, *(re.sub("<[^>]*>", "", p) for p in parts)])
    return data.decode("utf-8-sig", "replace")


def test_no_personal_value_is_in_any_public_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a clerk writes a firm's name into another column, or into why a figure is another now."""
    known = declared()
    hazards = random_hazards(known, "outputs", 60)
    odd = {
        **hazards[0].values,
        "unit": f"{hazards[1].values['enterprise']}片区",
        "hazard_id": f"{hazards[0].values['enterprise']}-1",
        "due_on": "2023-07-01",
        "listed_level": "市级",
        "joint": f"{hazards[2].values['owner']}",
    }
    odd = {k: v for k, v in odd.items() if k not in ("fixed_on", "closed_on", "extended_to")}
    hazards.append(hazard(known, "hazwaste", 90, odd))

    def book(history: Sequence[PeriodState], declared: Declarations) -> HazardBook:
        campaign, month = declared.campaign, history[-1].period
        sectors = tuple(declared.roster.sectors)
        return HazardBook(campaign.since(month), campaign.cutoff(month), sectors, tuple(hazards))

    monkeypatch.setattr("pipeline.releasing.release.hazard_book", book)
    root = sample_workspace(tmp_path / "w")
    publish(root, JULY)
    folder = root / "outbox/2023-07"
    public = [p for p in folder.iterdir() if p.is_file() and p.name not in INTERNAL]
    assert {"月通报.docx", "月通报.eml", "附件2.xlsx", "totals.csv", "送阅件.html"} <= {
        p.name for p in public
    }
    values = personal(hazards, known)
    for path in public:
        said = unpacked_text(path)
        assert [v for v in values if v in said] == [], path.name
    assert "某企业片区" in unpacked_text(folder / "月通报.docx")
    inside = unpacked_text(folder / "隐患台账.xlsx")
    assert any(v in inside for v in values)


def test_a_firm_after_which_a_unit_named_its_file_is_in_no_paper(tmp_path: Path) -> None:
    """Papers and their sources; figures.csv and the manifest lead back to the file as it is called."""
    root = sample_workspace(tmp_path / "w")
    folder, sent = root / "outbox/2023-07", root / "inbox/sample/2023-07/消防7月.xlsx"
    publish(root, JULY)
    firm = "样例企业900号"
    assert firm in unpacked_text(folder / "隐患台账.xlsx")
    sent.rename(sent.with_name(f"消防（{firm}）7月.xlsx"))
    publish(root, JULY)
    for name in ("月通报.html", "月通报.eml", "附件2.xlsx"):
        said = unpacked_text(folder / name)
        assert firm not in said, name
    assert "消防（某企业）7月.xlsx" in unpacked_text(folder / "附件2.xlsx")
    for name in ("figures.csv", "manifest.json"):
        assert firm in unpacked_text(folder / name)
