"""Thousands of workbooks: no step after reading grows faster than their number, and the papers stay readable."""

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.ledger.owed import owed_hazards
from pipeline.model.candidate import Candidate
from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.hazards import HazardBook
from pipeline.model.month import Month
from pipeline.model.outcomes import Checked
from pipeline.screens.month import show_findings, show_status
from pipeline.screens.verdict import show_verdict
from pipeline.settling.choosing import choose_period
from pipeline.settling.deadlines import Deadlines
from pipeline.settling.filing import file_states
from pipeline.tracing.asking import questions
from pipeline.tracing.parts import trace_total
from pipeline.words.faults import found_by_reader
from tests.support.hazard_books import hazard
from tests.support.province import JUNE, ROOT, check, outputs, province_of, submissions

_SMALL = {
    "names": 3,
    "lines": 3,
    "rows": 2,
    "cells": 4,
}  # what is cut at all sizes costs the same at all
_PIPELINE = str(ROOT / "pipeline")


def lines_run(work: Callable[[], object]) -> Counter[str]:
    """How many lines of the program run, by file; every turn of a loop counts, also of one within a line."""
    counts = Counter[str]()

    def line(frame: FrameType, event: str, _: Any) -> Any:
        counts[frame.f_code.co_filename] += event == "line"
        return line

    def call(frame: FrameType, _event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(_PIPELINE) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return counts


def whole_run(declared: Declarations, root: Path) -> None:
    """All that comes after reading."""
    checked = check(declared, submissions(declared, doubtful=5, missing=7), root)
    outputs(checked, root)
    show_status(checked.release)
    show_findings(checked.release)
    show_verdict(checked.release, [], checked.remarks, published=True)


def test_no_step_grows_faster_than_the_number_of_workbooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = [province_of(n, **_SMALL) for n in (3, 6, 12)]  # counties with twelve workbooks each
    whole_run(declared[-1], tmp_path)  # once everything is imported and cached
    one, two, four = (lines_run(lambda d=d: whole_run(d, tmp_path)) for d in declared)
    capsys.readouterr()
    grown = {f: (two[f] - one[f], four[f] - two[f]) for f in four}
    # Twice as many more workbooks have twice as many more lines, or a few more: not all have the same to be asked, and
    # the Word document cuts its text at digits, of which 36 has as many as 72.
    slack = {f: 700 if "/word/" in Path(f).as_posix() else 300 for f in grown}
    assert {f: g for f, g in grown.items() if g[1] > 2.2 * max(g[0], 0) + slack[f]} == {}


def test_nor_do_the_statuses_where_everybody_sent_last_months_book_again() -> None:
    """Each is looked up among the versions of its own unit."""
    declared = [province_of(n) for n in (3, 6, 12)]
    one, two, four = (lines_run(lambda d=d: sent_again(d)).total() for d in declared)
    assert four - two < 2.2 * (two - one)


def test_nor_does_the_answer_that_nothing_came_for_a_month() -> None:
    declared = [province_of(n) for n in (3, 6, 12)]
    one, two, four = (lines_run(lambda d=d: asked_in_vain(d)).total() for d in declared)
    assert four - two < 2.2 * (two - one)


def asked_in_vain(declared: Declarations) -> None:
    came = list(submissions(declared))
    with pytest.raises(UsageError, match="没有2023年9月的报表"):
        choose_period(JUNE.shift(3), Month.kind, came, [], declared, ())


def test_nor_does_a_trace_of_a_total(tmp_path: Path) -> None:
    declared = [province_of(n) for n in (3, 6, 12)]
    checked = [check(d, submissions(d), tmp_path) for d in declared]
    one, two, four = (lines_run(lambda c=c: traced(c)).total() for c in checked)
    assert four - two < 2.2 * (two - one)


def traced(checked: Checked) -> None:
    (question,) = questions(["1-1"], None, None, checked.release.declared)
    found = trace_total(question, checked.release, checked.contents)
    assert all(len(part.versions) == 1 for part in found.parts)


def test_what_units_owe_of_their_hazards_is_looked_up_once() -> None:
    declared = [province_of(n) for n in (3, 6, 12)]
    one, two, four = (lines_run(lambda d=d: owed_by_all(d)).total() for d in declared)
    assert four - two < 2.2 * (two - one)


def owed_by_all(declared: Declarations) -> None:
    ledger = declared.ledger
    assert ledger
    due = {ledger.roles["due"]: "2023-07-01"}
    hazards = tuple(hazard(declared, s, n, due) for n, s in enumerate(declared.roster.sectors))
    book = HazardBook(date(2023, 6, 29), date(2023, 7, 28), (), hazards)
    owed = owed_hazards(book, declared, date(2023, 7, 29))
    assert sum(len(o.overdue) for o in owed.values()) == len(hazards)


def sent_again(declared: Declarations) -> None:
    july = datetime(2023, 7, 20, 9, tzinfo=declared.campaign.offset)
    stale = found_by_reader(declared, "stale_month")
    known = {}
    for s in submissions(declared, JUNE):
        again = replace(s.arrival, path=f"{s.arrival.path}（7月）", received_at=july)
        for candidate in (Candidate(s, ()), Candidate(replace(s, arrival=again), (stale,))):
            known[candidate.path] = candidate
    states = file_states(known, [], [], [], Deadlines(JUNE.shift(1), (), declared), declared)
    assert Counter(f.status for f in states) == Counter(
        {"other_period": len(known) // 2, "returned": len(known) // 2}
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checked, dict[str, bytes]]:
    """A month of forty counties, of which every seventh sheet is missing and every fifth is asked about."""
    root, declared = tmp_path_factory.mktemp("province"), province_of(40, rows=30)
    checked = check(declared, submissions(declared, doubtful=5, missing=7), root)
    return checked, outputs(checked, root)


def test_the_paper_of_a_province_can_be_read(published: tuple[Checked, dict[str, bytes]]) -> None:
    text = published[1]["月通报.md"].decode()
    assert len(text) < 15_000
    assert max(map(len, text.splitlines())) < 1500
    release = published[0].release
    lacking = len(release.declared.roster.sectors) - len(
        release.state.accepted(release.declared.roster.sectors)
    )
    assert lacking > 60
    assert f"未报送{lacking}个（" in text
    assert re.search(r"等\d+个（名单见附件2“报送情况”）", text)


def test_of_a_table_that_is_cut_the_last_row_says_how_many_more_there_are(
    published: tuple[Checked, dict[str, bytes]],
) -> None:
    release = published[0].release
    text = published[1]["月通报.md"].decode()
    rows = re.search(r"\*\*报送情况\*\*\n\n\|.*\n\|.*\n((?:\|.*\n)+)", text)
    assert rows
    *shown, last = [[c.strip() for c in r.split("|")[1:-1]] for r in rows[1].splitlines()]
    assert len(shown) == release.declared.bulletin.limits.rows
    assert all(row[2] == "未报送" for row in shown)
    counts = Counter(s.word for s in release.state.sheets.values())
    told = dict(re.findall(r"(按时|未报送)(\d+)个", last[2]))
    assert int(told["按时"]) == counts["按时"]
    assert int(re.sub(r"\D", "", last[0])) == sum(map(int, told.values()))
    assert last[0].startswith("其余")
    assert last[-1] == "见附件2“报送情况”"


def test_where_all_came_in_time_nobody_is_left_over(tmp_path: Path) -> None:
    declared = province_of(2, rows=5)
    text = outputs(check(declared, submissions(declared), tmp_path), tmp_path)["月通报.md"].decode()
    (row,) = re.findall(r"\| (\S+)个 \|.*见附件2“报送情况”", text)
    assert row.startswith("共")


def test_behind_a_total_on_the_page_what_is_not_listed_is_summed_up(
    published: tuple[Checked, dict[str, bytes]],
) -> None:
    release, page = published[0].release, published[1]["月通报.html"].decode()
    rest = re.findall(r"其余(\d+)个</t[hd]><td[^>]*>([0-9.]+)</td>", page)
    most = release.declared.bulletin.limits.cells
    counted = [t for t in release.totals.values() if t.accepted > most]
    assert [int(n) for n, _ in rest] == [
        t.accepted - most for t in counted if t.indicator.level == "sector"
    ]
    lines = list(csv.DictReader(io.StringIO(published[1]["figures.csv"].decode("utf-8-sig"))))
    for total, (_, amount) in zip(counted, rest, strict=True):
        values = [Decimal(r["value"]) for r in lines if r["indicator"] == total.indicator.id]
        assert Decimal(amount) == sum(values[most:])


def test_the_sheets_behind_annex_2_hold_a_row_for_every_unit_and_sheet(
    published: tuple[Checked, dict[str, bytes]],
) -> None:
    release = published[0].release
    book = load_workbook(io.BytesIO(published[1]["附件2.xlsx"]))
    assert {"分行业领域", "分单位", "报送情况", "数据来源"} <= set(book.sheetnames)
    units = [r[0].value for r in book["分单位"].iter_rows(min_row=6) if r[0].value]
    assert len([u for u in units if str(u).endswith("县")]) == 40
    states = [r for r in book["报送情况"].iter_rows(values_only=True) if "未报送" in r]
    sheets = sum(
        len(str(r[1]).split("、")) for r in states
    )  # a unit's that stand alike have one row
    assert sheets == len([s for s in release.state.sheets.values() if s.state == "missing"])


def test_what_a_sheet_cannot_list_is_said_to_lie_elsewhere(tmp_path: Path) -> None:
    declared = province_of(3, sources=10)
    made = outputs(check(declared, submissions(declared), tmp_path), tmp_path)
    sheet = load_workbook(io.BytesIO(made["附件2.xlsx"]))["数据来源"]
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    count = len(made["figures.csv"].splitlines()) - 1
    assert any(f"共{count}个数，本表列不下，逐格列在同一文件夹的figures.csv" in t for t in texts)
    assert not any(".xlsx" in t for t in texts)


def test_all_that_the_paper_criticises_is_listed_where_it_does_not_say_all(tmp_path: Path) -> None:
    declared = province_of(6, lines=2, names=2)
    checked = check(declared, submissions(declared, missing=3), tmp_path)
    made = outputs(checked, tmp_path)
    listed = made["问题清单.txt"].decode("utf-8-sig")
    paper = made["月通报.md"].decode()
    more = re.search(r"以上按名册顺序列前\d+条，另有(\d+)条同类情况，全部列在问题清单.txt", paper)
    assert more
    assert len(re.findall(r"^\d+．", listed, re.MULTILINE)) >= int(more[1]) + 2
    assert "（名单见问题清单.txt）" in paper  # of whom something is asked
    few = province_of(6, lines=1000, names=2)
    made = outputs(check(few, submissions(few, missing=3), tmp_path), tmp_path)
    assert "问题清单.txt" not in made
    assert "（名单见上文）" in made["月通报.md"].decode()


def test_the_manifest_has_every_file_also_of_very_many(
    published: tuple[Checked, dict[str, bytes]],
) -> None:
    manifest: dict[str, Any] = json.loads(published[1]["manifest.json"])
    assert [f["path"] for f in manifest["files"]] == [f.path for f in published[0].release.files]
    assert (
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        == published[1]["manifest.json"].decode()
    )


def test_the_screen_shows_of_very_many_those_that_need_something(
    published: tuple[Checked, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    release = published[0].release
    show_status(release)
    shown = capsys.readouterr().out
    most = release.declared.bulletin.limits.rows
    assert shown.count("\n") == most + 3
    assert not [line for line in shown.splitlines() if line.rstrip().endswith("按时")]
    assert re.search(r"还有\d+行（其中\d+行按时、没有待改待说明的），见附件2“报送情况”。", shown)
    show_findings(release)
    assert "个文件有要改正或说明的" in capsys.readouterr().out
