"""What becomes of a ledger's finding: how severe it is, who waives it, what explains it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.checking.explanations import ready_line
from pipeline.inbox.decisions import read_decisions
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Submission
from pipeline.model.states import FileState
from pipeline.monthly import check_period
from pipeline.receiving.receive import Received
from tests.support.ledger_findings import book, declared_with, holding
from tests.support.ledger_rows import Row, matching, right_row
from tests.support.measuring import unmeasured
from tests.support.workspaces import JUNE, declarations

DECLARED = declarations()


def as_error(code: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        head, _, rule = text.partition(f'code = "{code}"')
        return (
            head
            + f'code = "{code}"'
            + rule.replace('severity = "warning"', 'severity = "error"', 1)
        )

    return edit


def settled(
    folder: Path, submission: Submission, declared: Declarations = DECLARED, waived: str = ""
) -> FileState:
    """A workbook that brings a ledger as June's check has it; waived: a rule that the office waives for it."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    heads = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    row = (
        f"2023-06,区消防救援大队,消防,豁免,{waived},已电话核实,区安委办主任,2023-06-29"
        if waived
        else ""
    )
    (inbox / "decisions.csv").write_text(f"{heads}\n{row}\n", "utf-8")
    received = Received(declared, read_decisions(inbox, declared), [submission])
    (file,) = check_period(folder, received, JUNE, Month.kind, ()).release.files
    return file


def saying(remarks: str, rows: Iterable[Row]) -> Submission:
    """A workbook with a ledger and something in 情况说明."""
    form_ = book().sheets[0]
    heading = replace(form_.headings["remarks"], text=remarks)
    told = replace(form_, headings={**form_.headings, "remarks": heading})
    return replace(holding(rows), sheets=(told,))


def test_the_schema_says_whether_a_difference_keeps_a_workbook_out(tmp_path: Path) -> None:
    lacking = holding(matching(book(), "fire")[:-1])
    file = settled(tmp_path, lacking)
    assert file.status == "accepted"
    assert [(f.rule, f.severity, f.indicator) for f in file.findings] == [
        ("H14", "warning", "dept_found")
    ]
    strict = declared_with(tmp_path / "strict", as_error("H14"))
    assert settled(tmp_path, lacking, strict).status == "returned"
    for target in ("H14", "H14:dept_found", "H14:1-3"):
        file = settled(tmp_path, lacking, strict, waived=target)
        assert file.status == "accepted"
        assert "已电话核实" in file.findings[0].message
    assert settled(tmp_path, lacking, strict, waived="H14:1-1").status == "returned"


def test_a_ledger_that_is_no_basis_of_the_counts_is_told_once(tmp_path: Path) -> None:
    (told,) = settled(tmp_path, holding([right_row()])).findings
    assert (told.rule, told.severity, len(told.also)) == ("H14", "warning", 6)
    assert told.message.startswith(
        "1-1至1-6共6项与隐患台账的行数不一致（如1-1填的是20个，台账1行）"
    )
    rows = matching(book(), "fire")[4:]
    told_of = [f.indicator for f in settled(tmp_path, holding(rows)).findings]
    assert told_of == ["self_found", "self_fixed", "listed_total", "listed_fixed"], (
        "one by one, with their rows"
    )


def test_thousands_of_questions_hold_nobody_up(tmp_path: Path) -> None:
    """Each finding is held against others; those of rows are gathered before."""
    rows = [right_row(n, plan="", owner="", uscc="", status="已销号") for n in range(2000)]
    start = time.process_time()
    with unmeasured():
        file = settled(tmp_path, holding(rows))
    assert time.process_time() - start < 6, "measured 0.3 s alone"
    assert len(file.findings) < 10
    assert sum(len(f.also) for f in file.findings) > 8000


def test_an_impossible_date_keeps_a_workbook_out_and_can_be_waived(tmp_path: Path) -> None:
    rows = matching(book(), "fire")
    rows[0] |= {"closed_on": "2023-06-19"}
    assert settled(tmp_path, holding(rows)).status == "returned"
    assert settled(tmp_path, holding(rows), waived="L4a").status == "accepted"
    many = [row | ({"closed_on": "2023-06-19"} if "closed_on" in row else {}) for row in rows]
    assert settled(tmp_path, holding(many)).status == "returned"
    file = settled(tmp_path, holding(many), waived="L4a")
    assert (file.status, len(file.findings)) == ("accepted", 1), "all of them as one"


def test_a_line_about_the_ledger_explains_what_is_told_of_its_rows(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    for row in rows:
        row.pop("plan")
    file = settled(tmp_path, saying("隐患台账：应急预案正在编制\n1-3：有一个隐患待登记", rows))
    said = {f.rule: f.explanation for f in file.findings}
    assert said == {"H14": "有一个隐患待登记", "L3a": "应急预案正在编制"}


@pytest.mark.parametrize(
    "words", ["全表：应急预案正在编制", "隐患台账：无", "隐患台账应急预案正在编制"]
)
def test_other_lines_do_not_explain_it(tmp_path: Path, words: str) -> None:
    rows = matching(book(), "fire")
    rows[-1].pop("plan")
    file = settled(tmp_path, saying(words, rows))
    assert [(f.rule, f.explanation) for f in file.findings] == [("L3a", "")]


def test_the_ready_line_explains_just_what_it_was_offered_for(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    rows[-1].pop("plan")
    for asked in settled(tmp_path, holding(rows)).findings:
        line = ready_line(asked, DECLARED).replace(DECLARED.explaining.prompt, "确有原因，正在补")
        again = settled(tmp_path, saying(line, rows)).findings
        assert {f.rule for f in again if f.explanation} == {asked.rule}


def test_ready_lines_begin_with_the_item_or_the_name_of_the_ledger(tmp_path: Path) -> None:
    rows = matching(book(), "fire")[:-1]
    rows[-1].pop("plan")
    lines = [ready_line(f, DECLARED) for f in settled(tmp_path, holding(rows)).findings]
    assert lines == ["1-3：（请写明原因）", "隐患台账：（请写明原因）"]
