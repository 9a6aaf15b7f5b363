"""What goes back to a unit: which files, under which names, marked where, or a fresh form; and back in again."""

import io
import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipeline.books.workbook import READ_HERE
from pipeline.marking.xml_edit import MOST_TAGS
from pipeline.model.candidate import Candidate
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive
from pipeline.returns.returned_copy import returned_copy
from pipeline.returns.text import letter_text
from pipeline.returns.workbooks import return_workbooks
from tests.support.cells import at, packed, read, stored, typed, unpacked, with_part
from tests.support.packages import assert_sound, sheet_parts
from tests.support.published import files, manifest, table
from tests.support.returned import (
    LETTER,
    NOTICE,
    PICTURE,
    SHEET,
    WRONG,
    back,
    comments,
    conditions,
    economy,
    notice_cells,
    opened,
    saved,
    sent_back,
    stamped,
)
from tests.support.workspaces import JULY, JUNE, ROOT, declarations, form, publish, put

# --- The step -------------------------------------------------------------------------------------------------------


def test_a_returned_workbook_lies_marked_in_the_outbox_beside_its_text(root: Path) -> None:
    put(root, "经发局.xlsx", economy(WRONG))
    publish(root, JULY)
    stem = "退回_区经济发展局_2023年7月"
    assert set(sent_back(root)) == {f"{stem}.xlsx", f"{stem}.txt"}
    told = {o["path"] for o in manifest(root, "2023-07")["outputs"]}
    assert {f"outbox/2023-07/returned/{stem}.xlsx", f"outbox/2023-07/returned/{stem}.txt"} <= told
    data = sent_back(root)[f"{stem}.xlsx"]
    assert_sound(data)
    assert opened(data).sheetnames[0] == NOTICE
    assert set(comments(data)) >= {at(data, n)[1] for n in WRONG}
    listed = {(row[1], row[2].partition("等")[0]) for row in notice_cells(data).values()}
    assert {at(data, n) for n in WRONG} <= listed


def test_the_very_copy_put_right_is_accepted_with_the_figures_of_a_clean_form(root: Path) -> None:
    put(root, "经发局.xlsx", economy(WRONG))
    publish(root, JULY)
    copy = sent_back(root)["退回_区经济发展局_2023年7月.xlsx"]
    right = economy()
    values = {n: read(right).sheets[0].entries[n.removeprefix("commerce_")].value for n in WRONG}
    put(root, "改好.xlsx", typed(copy, values), "2023-07-28T09:00:00+08:00")
    publish(root, JULY)
    statuses = {p: f["status"] for p, f in files(root, "2023-07").items() if f["unit"]}
    assert statuses == {"inbox/改好.xlsx": "accepted", "inbox/经发局.xlsx": "superseded"}
    assert not sent_back(root)
    figures = [
        {k: v for k, v in row.items() if k != "file"}
        for row in table(root, "2023-07", "figures.csv")
    ]
    (root / "inbox" / "经发局.xlsx").unlink()
    put(root, "改好.xlsx", right, "2023-07-28T09:00:00+08:00")
    publish(root, JULY)
    assert [
        {k: v for k, v in r.items() if k != "file"} for r in table(root, "2023-07", "figures.csv")
    ] == figures


def test_of_several_returned_files_of_one_unit_the_newest_has_no_number(root: Path) -> None:
    for name, changes, day in (
        ("b", {"commerce_self_found": "x"}, 26),
        ("a", {"commerce_self_fixed": "y"}, 27),
    ):
        put(root, f"{name}.xlsx", economy(changes), f"2023-07-{day}T10:00:00+08:00")
    publish(root, JULY)
    out = sent_back(root)
    for name, typed_there in (("", "y"), ("_2", "x")):
        rows = notice_cells(out[f"退回_区经济发展局_2023年7月{name}.xlsx"]).values()
        assert next(iter(rows))[4] == typed_there


def test_the_same_inputs_give_the_same_bytes(root: Path) -> None:
    put(root, "a.xlsx", economy(WRONG))
    publish(root, JULY)
    first = sent_back(root)
    publish(root, JULY)
    assert sent_back(root) == first
    for data in (d for n, d in first.items() if n.endswith("xlsx")):
        assert set(unpacked(data)) >= set(unpacked(economy(WRONG)))


@pytest.mark.parametrize("meanwhile", ["gone", "changed", "a link"])
def test_a_file_that_went_or_changed_meanwhile_is_answered_with_a_fresh_form(
    meanwhile: str, root: Path
) -> None:
    data = economy(WRONG)
    path = put(root, "a.xlsx", data)
    checked = check_month(root, JULY, partial(receive, root, lambda _: None))
    path.unlink()
    if meanwhile == "changed":
        path.write_bytes(economy())
    if meanwhile == "a link":
        (root / "b.xlsx").write_bytes(data)
        path.symlink_to(root / "b.xlsx")
    out = return_workbooks(checked.release, checked.candidates, root)
    assert "新表" in out["returned/退回_区经济发展局_2023年7月.txt"].decode()
    fresh = out["returned/退回_区经济发展局_2023年7月.xlsx"]
    assert_sound(fresh)
    before, after = (read(d).sheets[0].entries["self_found"].value for d in (data, fresh))
    assert before == after


def test_files_whose_names_are_no_utf8_or_spell_such_bytes_come_back_marked_themselves(
    root: Path,
) -> None:
    for number, name in enumerate(("\\xb1.xlsx", os.fsdecode(b"\xb1.xlsx"))):
        data = stamped(economy({"commerce_training_formal": f"约{number}"}))
        put(root, name, data, f"2023-07-2{6 + number}T10:00:00+08:00")
    publish(root, JULY)
    out = sent_back(root)
    for number, name in enumerate(("_2", "")):
        copy = out[f"退回_区经济发展局_2023年7月{name}.xlsx"]
        assert unpacked(copy)["xl/media/image1.png"] == PICTURE
        assert f"约{number}" in [row[4] for row in notice_cells(copy).values()]


def test_a_wrong_month_goes_back_with_the_month_for_which_it_was_meant_and_only_there(
    root: Path,
) -> None:
    put(root, "a.xlsx", economy(headings={"period": "2023年17月"}), "2023-07-26T10:00:00+08:00")
    put(root, "b.xlsx", form("police", JUNE), "2023-06-26T10:00:00+08:00")
    publish(root, JULY)
    assert "退回_区经济发展局_2023年7月.xlsx" in sent_back(root)
    publish(root, JUNE)
    assert not sent_back(root, "2023-06")


def test_files_of_nobody_known_are_told_in_one_text(root: Path) -> None:
    put(root, "a.xlsx", economy())
    put(root, "乱码.xlsx", b"PK\x03\x04 broken")
    put(root, "别的.csv", b"a,b\r\n1,2\r\n")
    publish(root, JULY)
    out = sent_back(root)
    assert set(out) == {"未能接收的文件.txt"}
    text = out["未能接收的文件.txt"].decode("utf-8-sig")
    assert re.search("．乱码.xlsx（.+收到）\r\n", text)
    assert re.search("．别的.csv（.+收到）\r\n", text)
    assert text.count("\r\n") == text.count("\n")


def test_the_samples_marked_copy_and_texts_say_that_they_are_a_sample(sample_root: Path) -> None:
    publish(sample_root, JULY)
    note = declarations().form.sample_note
    out = sent_back(sample_root)
    assert set(out) == {"退回_区经济发展局_2023年7月.xlsx", "退回_区经济发展局_2023年7月.txt"}
    assert note in out["退回_区经济发展局_2023年7月.txt"].decode("utf-8-sig")
    assert opened(out["退回_区经济发展局_2023年7月.xlsx"])[NOTICE]["A1"].value == note


# --- All findings have a place --------------------------------------------------------------------------------------


TWO = ["commerce_self_found", "commerce_penalty_wan"]


@pytest.mark.parametrize(
    ("changes", "headings", "names"),
    [
        ({"commerce_training_formal": "约20"}, {}, ["commerce_training_formal"]),
        ({"commerce_dept_fixed": 9999}, {}, ["commerce_dept_fixed"]),
        (dict.fromkeys(TWO), {}, TWO),
        ({}, {"period": "七月"}, ["commerce_period"]),
        ({}, {"basis": "当月"}, ["commerce_basis"]),
        ({}, {"unit": "别的单位"}, ["commerce_unit"]),
        ({}, {"blanks_are_zero": "好"}, ["commerce_blanks_are_zero"]),
        ({"commerce_study_sessions": 3}, {"basis": "当月"}, ["commerce_basis", "commerce_study_sessions"]),
    ],
)  # fmt: skip
def test_each_kind_of_place_is_unlocked_coloured_commented_and_listed(
    changes: Mapping[str, object], headings: Mapping[str, object], names: list[str]
) -> None:
    data = economy(changes, headings=headings)
    returned = back(data)
    assert not returned.fresh
    sheet = opened(returned.data)[SHEET]
    cells = [at(data, n)[1] for n in names]
    rows = notice_cells(returned.data).values()
    asked = {row[2] for row in rows if row[0] == "请说明"}  # symptoms of the fault, told as well
    assert set(comments(returned.data)) == set(cells) | asked
    assert {a.partition(":")[0] for a in conditions(returned.data)} == set(cells) | asked
    assert not any(sheet[c].protection.locked for c in cells)
    assert cells[0] in {row[2].partition("等")[0] for row in rows if row[0] == "必须改正"}


def test_errors_are_listed_first_and_what_was_explained_or_waived_is_not() -> None:
    data = economy({**WRONG, "commerce_study_sessions": 3, "commerce_self_found": "50个"})
    kinds = [row[0] for row in notice_cells(back(data).data).values()]
    assert kinds == sorted(kinds, key=["必须改正", "请说明", "提示"].index)
    assert {"必须改正", "请说明", "提示"} <= set(kinds)


def test_of_an_empty_heading_nothing_is_listed_as_what_stands_there() -> None:
    empty = {"commerce_phone": None, "commerce_reporter": None}
    rows = notice_cells(back(economy(WRONG | empty)).data).values()
    (row,) = [r for r in rows if "空着" in r[6]]
    assert row[3:5] == ["填报人", "（空白）"]
    assert "填报人、联系电话" in row[6]


def test_what_was_explained_or_waived_is_neither_listed_nor_marked(root: Path) -> None:
    changes = {"hazchem_self_found": "约3", "hazchem_reward_wan": 60, "hazchem_dept_fixed": 9999}
    put(root, "a.xlsx", form("safety", JULY, changes, headings={"remarks": "4-5：依据省办法"}))
    waiver = "2023-07,区安全生产监管办公室,,豁免,H2,试,主任,"
    head = "period,unit,sector,decision,target,reason,decided_by,decided_on"
    (root / "inbox" / "decisions.csv").write_text(f"{head}\n{waiver}\n", "utf-8")
    publish(root, JULY)
    data = sent_back(root)["退回_区安全生产监管办公室_2023年7月.xlsx"]
    listed = {row[2] for row in notice_cells(data).values()}
    assert at(data, "hazchem_self_found")[1] in listed
    settled = {at(data, f"hazchem_{n}")[1] for n in ("reward_wan", "dept_fixed")}
    assert not settled & (listed | set(comments(data, "危险化学品")))


FAULTS = st.sampled_from(
    [
        "约30", "12/35", "=1+1", None, -3, 0.5, 10**9, "  ", "3,000", "12个", "一\n二", "'", '"', "是",
        stored("e", "#REF!"), stored("b", "1"), stored("n", None, "1+1"), stored("n", "4", "2+2"),
        stored("d", "2023-03-05"),
    ]
)  # fmt: skip
NAMES = [
    f"commerce_{i}"
    for i in (
        *declarations().form.indicators,
        "period",
        "remarks",
        "basis",
        "unit",
        "blanks_are_zero",
    )
]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), FAULTS, min_size=1, max_size=8))
def test_marks_never_alter_what_is_read(faults: dict[str, object]) -> None:
    data = typed(economy({"commerce_inspectors": "约"}), faults)
    returned = back(data)
    before, after = read(data), read(returned.data)
    if not returned.fresh:
        assert (after.unit, after.sheets, after.findings) == (
            before.unit,
            before.sheets,
            before.findings,
        )
        return
    for sheet, fresh in zip(before.sheets, after.sheets, strict=True):
        assert {k: repr(e.value) for k, e in sheet.entries.items() if e.state == "number"} == {
            k: repr(e.value) for k, e in fresh.entries.items() if e.state == "number"
        }


def test_blanks_stop_being_coloured_when_the_unit_says_that_they_are_zeros() -> None:
    data = economy({"commerce_self_found": None, "commerce_inspectors": None})
    zero = opened(data).defined_names["commerce_blanks_are_zero"].attr_text.rpartition("!")[2]
    told = conditions(back(data).data)
    sure, never = (told[at(data, f"commerce_{n}")[1]] for n in ("self_found", "inspectors"))
    assert f'NOT(EXACT({zero},"是"))' in sure[0]
    assert zero not in never[0]  # a level at a point in time is never zero by silence


def test_a_broken_signature_is_told() -> None:
    data = economy(WRONG)
    signed = packed(unpacked(data) | {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    submission = read(data)
    candidate = Candidate(submission, submission.findings)
    returned = returned_copy(candidate, signed, LETTER, declarations(), ROOT / "templates")
    texts = [str(c.value) for row in opened(returned.data)[NOTICE].iter_rows() for c in row]
    assert any("电子签名" in t for t in texts)
    assert "_xmlsignatures/sig1.xml" in unpacked(returned.data)


# --- Fresh forms ----------------------------------------------------------------------------------------------------


def relabelled(book: Workbook) -> None:
    sheet = book[SHEET]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "安全教育培训走过场 (家)")
    cell.value = "别的指标"


def without_a_row(book: Workbook) -> None:
    for name in ("commerce_training_formal", "commerce_penalty_wan"):
        del book.defined_names[name]
    for row in book[SHEET].iter_rows():
        for cell in row:
            if str(cell.value).startswith(("安全教育培训走过场", "行政处罚")):
                cell.value = None


def old_version(book: Workbook) -> None:
    book["_form"]["B2"].value = 0


@pytest.mark.parametrize(
    ("edit", "lost"),
    [(relabelled, 1), (without_a_row, 3), (old_version, 0)],
)
def test_a_form_beyond_repair_comes_back_as_a_fresh_one_with_what_could_be_read(
    edit: Callable[[Workbook], None], lost: int
) -> None:
    remarks = "=1+1不是公式\n3-2：说明"
    data = economy({"commerce_dept_fixed": 9999}, edit=edit, headings={"remarks": remarks})
    returned = back(data)
    assert returned.fresh
    before, after = read(data).sheets[0], read(returned.data).sheets[0]
    read_ = {k: e.value for k, e in before.entries.items() if e.state == "number"}
    assert {k: e.value for k, e in after.entries.items() if e.state == "number"} == read_
    assert {k: h.text for k, h in after.headings.items()} == {
        k: h.text for k, h in before.headings.items()
    }
    blank = {e.cell for e in after.entries.values() if e.state == "blank"}
    assert len(blank) == lost
    assert blank <= set(comments(returned.data))
    assert at(returned.data, "commerce_dept_fixed")[1] in comments(returned.data)
    texts = [str(c.value) for row in opened(returned.data)[NOTICE].iter_rows() for c in row]
    assert any(returned.fresh in t and "印章" in t for t in texts)


def test_a_heading_that_lost_its_label_stands_in_the_fresh_form_as_the_office_fills_it_in() -> None:
    def move(book: Workbook) -> None:
        cells = (c for row in book[SHEET].iter_rows() for c in row)
        next(c for c in cells if c.value == "报告期").value = "别的"

    after = read(back(economy(edit=move)).data).sheets[0]
    assert after.headings["period"].text == "2023年7月"


def test_what_stood_in_a_cell_of_others_is_told_but_not_carried_over() -> None:
    data = back(economy({"commerce_study_sessions": 3}, edit=relabelled)).data
    assert at(data, "commerce_study_sessions")[1] not in comments(data)
    assert "3" in [row[4] for row in notice_cells(data).values()]


def test_a_fresh_form_filled_up_is_accepted(root: Path) -> None:
    put(root, "a.xlsx", economy(edit=relabelled))
    publish(root, JULY)
    fresh = sent_back(root)["退回_区经济发展局_2023年7月.xlsx"]
    assert "新表" in sent_back(root)["退回_区经济发展局_2023年7月.txt"].decode("utf-8-sig")
    put(root, "b.xlsx", typed(fresh, {"commerce_training_formal": 20}), "2023-07-28T09:00:00+08:00")
    publish(root, JULY)
    assert files(root, "2023-07")["inbox/b.xlsx"]["status"] == "accepted"


def test_a_fresh_form_repairs_no_heading_in_silence_and_is_a_sample_where_the_file_was() -> None:
    data = economy(
        edit=relabelled, headings={"period": None, "basis": "当月", "reporter": "　=张三"}
    )
    after = read(back(data).data)
    assert after.sheets[0].headings["period"].text == ""
    assert after.sheets[0].headings["basis"].text == "当月"
    assert not after.sample
    sample = (ROOT / "inbox/sample/2023-07/经发局调度表.xlsx").read_bytes()
    assert read(back(saved(relabelled, sample)).data).sample


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0 old", packed({"content.xml": b"<x/>"})], ids=["xls", "ods"]
)
def test_what_is_no_xlsx_comes_back_as_a_fresh_form(data: bytes) -> None:
    submission = read(economy(WRONG))
    candidate = Candidate(submission, submission.findings)
    returned = returned_copy(candidate, data, LETTER, declarations(), ROOT / "templates")
    assert "xlsx" in returned.fresh
    assert comments(returned.data).keys() >= {at(returned.data, "commerce_training_formal")[1]}
    assert "约20" in comments(returned.data)[at(returned.data, "commerce_training_formal")[1]]


def test_a_workbook_too_large_to_be_read_without_limits_comes_back_as_a_fresh_form() -> None:
    data = economy(WRONG)
    parts = unpacked(data)
    room = READ_HERE - sum(map(len, parts.values()))
    picture, part = "xl/media/image1.png", "customXml/item1.xml"
    for name, size, is_fresh in (
        (part, room, False),
        (part, room + 1, True),
        (picture, room + 1, False),
    ):
        larger = packed(parts | {name: bytes(size)})
        candidate = Candidate(read(data), read(data).findings)
        returned = returned_copy(candidate, larger, LETTER, declarations(), ROOT / "templates")
        assert ("太大" in returned.fresh) == is_fresh == bool(returned.fresh)


def test_a_book_of_too_many_elements_comes_back_as_a_fresh_form() -> None:
    data = economy(WRONG)
    page = sheet_parts(data)[SHEET]
    more = b"</sheetData>" + b"<a/>" * MOST_TAGS
    returned = back(with_part(data, page, lambda b: b.replace(b"</sheetData>", more, 1)))
    assert returned.fresh
    assert "约20" in comments(returned.data)[at(returned.data, "commerce_training_formal")[1]]


def test_a_units_text_in_a_fresh_form_shows_no_character_by_its_number() -> None:
    text = "甲_x0041_乙_x005F_x001b_丙_x1_"
    data = back(economy(edit=relabelled, headings={"remarks": text, "reporter": text})).data
    for name in ("remarks", "reporter"):
        sheet, cell = at(data, f"commerce_{name}")
        assert as_excel_shows(str(opened(data)[sheet][cell].value)) == text


def as_excel_shows(stored_text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), stored_text)


def test_a_fresh_form_stores_no_verdict_on_what_it_does_not_hold() -> None:
    data = back(economy({"commerce_self_found": None}, edit=relabelled)).data
    values, formulas = (load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    cells = [c for sheet in formulas for row in sheet.iter_rows() for c in row]
    worked_out = [c for c in cells if c.data_type == "f"]
    assert worked_out
    assert all(values[c.parent.title][c.coordinate].value is None for c in worked_out)


# --- Texts ----------------------------------------------------------------------------------------------------------


def test_the_text_to_paste_is_short_says_by_when_and_opens_in_windows_editor(root: Path) -> None:
    faults = ("约3", -1, 0.5, 10**8, None, stored("e", "#REF!"), stored("b", "1"))
    kinds = dict(
        zip(
            ("self_found", "checked_ent", *declarations().form.measures["problems"].sum),
            faults,
            strict=False,
        )
    )
    wrong = {f"{s}_{i}": v for s in ("construction", "gas") for i, v in kinds.items()}
    put(root, "a.xlsx", typed(form("planning", JULY), wrong), "2023-07-26T10:00:00+08:00")
    late_one = form("police", JULY, {"explosives_self_found": "约3"})
    put(root, "b.xlsx", late_one, "2023-08-02T10:00:00+08:00")
    publish(root, JULY)
    raw = sent_back(root)["退回_区规划建设局_2023年7月.txt"]
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert len([x for x in lines if re.match("[0-9]+．", x)]) == 8
    assert len(lines) < 20
    (counted,) = re.findall("有([0-9]+)处要改正(?:、([0-9]+)处请说明)?，现退回：", "".join(lines))
    assert f"其余{sum(int(n or 0) for n in counted) - 8}处见附件第一页“退回说明”。" in lines
    assert any("7月31日前" in x for x in lines)
    late = sent_back(root)["退回_区公安分局_2023年7月.txt"].decode("utf-8-sig")
    assert "7月31日" not in late
    assert "尽快" in late


def test_who_is_to_mend_cells_that_may_be_hidden_is_asked_to_show_them_first() -> None:
    def hide(book: Workbook) -> None:
        book[SHEET].row_dimensions[9].hidden = True

    def both(book: Workbook) -> None:
        hide(book)
        old_version(book)

    wrong = {"commerce_self_found": "约3"}
    hidden, seen = back(economy(wrong, edit=hide)), back(economy(wrong))
    (line,) = {*hidden.to_do} - {*seen.to_do}
    assert line.startswith(f"“{SHEET}”表里有的格看不见")
    assert line in {str(c.value) for row in opened(hidden.data)[NOTICE].iter_rows() for c in row}
    assert line in letter_text(LETTER, hidden, "a.xlsx").decode("utf-8-sig")
    assert not [x for x in back(economy(wrong, edit=both)).to_do if "看不见" in x]  # a fresh form


@pytest.mark.parametrize("name", ["退回_区经济发展局_2023年7月.txt", "回执.txt"])
def test_the_samples_texts_read_as_before(
    name: str, sample_root: Path, reads_as_before: Callable[[str, str], None]
) -> None:
    publish(sample_root, JULY)
    folder = sample_root / "outbox" / "2023-07"
    text = next(folder.rglob(name)).read_text("utf-8-sig")
    reads_as_before(f"2023-07/{name}", text)
