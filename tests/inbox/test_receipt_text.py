"""回执.txt: what was received of every unit, what it should explain, what of its files does not count."""

import hashlib
from pathlib import Path

from tests.support.cells import typed
from tests.support.workspaces import JULY, JUNE, declarations, form, publish, put, right_values

BLANK = declarations().explaining.prompt


def blocks(root: Path, month: str = "2023-07") -> dict[str, list[str]]:
    """Unit -> its lines."""
    path = root / "outbox" / month / "回执.txt"
    raw = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    assert raw.count("\n") == raw.count("\r\n")
    found: dict[str, list[str]] = {}
    for line in raw.split("\r\n"):
        if line.startswith("【"):
            found[line.strip("【】")] = []
        elif line and found:
            found[list(found)[-1]].append(line)
    return found


def test_an_accepted_file_has_a_line_with_name_time_hash_and_verdict(root: Path) -> None:
    path = put(
        root,
        "建筑.xlsx",
        form("planning", JULY, only=("construction",)),
        "2023-07-26T09:05:00+08:00",
    )
    put(root, "燃气.xlsx", form("planning", JULY, only=("gas",)), "2023-07-30T09:05:00+08:00")
    publish(root, JULY)
    lines = blocks(root)["区规划建设局"]
    assert "建筑.xlsx（7月26日9时05分收到），建筑施工按时。" in lines[0]
    assert any("燃气.xlsx" in x and x.endswith("燃气迟报。") for x in lines)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in lines[1]


def test_nothing_accepted_no_receipts(root: Path) -> None:
    put(root, "a.xlsx", form("economy", JULY, {"commerce_self_found": "约3"}))
    publish(root, JULY)
    assert not blocks(root)


def test_each_question_has_a_ready_line_and_what_was_explained_is_not_asked_again(
    root: Path,
) -> None:
    changes = {"hazchem_reward_wan": 60, "hazchem_reward_anon_wan": 0.2}
    put(root, "a.xlsx", form("safety", JULY, changes))
    publish(root, JULY)
    asked = blocks(root)["区安全生产监管办公室"]
    assert len([x for x in asked if x.strip() == f"4-5：{BLANK}"]) == 2
    put(root, "a.xlsx", form("safety", JULY, changes, headings={"remarks": "4-5：依据省办法"}))
    publish(root, JULY)
    assert not [x for x in blocks(root)["区安全生产监管办公室"] if BLANK in x]


def test_what_the_receipt_asks_for_is_accepted_also_when_it_comes_after_the_due_day(
    root: Path,
) -> None:
    changes = {"hazchem_reward_wan": 60, "hazchem_reward_anon_wan": 0.2}
    put(root, "a.xlsx", form("safety", JULY, changes))
    publish(root, JULY)
    (asked,) = [x for x in blocks(root)["区安全生产监管办公室"] if "数字照常汇总" in x]
    assert asked.endswith("过了报送截止日才重报的，“情况说明”第一行写“更正”。")
    said = form("safety", JULY, changes, headings={"remarks": "更正\n4-5：依据省办法"})
    put(root, "b.xlsx", said, "2023-07-30T10:00:00+08:00")
    publish(root, JULY)
    lines = blocks(root)["区安全生产监管办公室"]
    assert lines[0].startswith("已接收：b.xlsx")
    assert not [x for x in lines if BLANK in x]


def test_what_is_asked_of_the_ledger_is_explained_on_the_sheet_of_its_sector(
    sample_root: Path,
) -> None:
    publish(sample_root, JULY)
    found = blocks(sample_root)
    where = "写进那张表（隐患台账的，写进所属领域的表）的“情况说明”"
    assert [x for x in found["区交警大队"] if where in x]
    assert not [x for x in found["区消防救援大队"] if "所属领域" in x]


def test_a_question_about_no_item_has_a_line_for_the_whole_sheet(root: Path) -> None:
    gas = {f"gas_{k}": v for k, v in _same("planning").items()}
    put(root, "a.xlsx", form("planning", JULY, gas))
    publish(root, JULY)
    whole = f"{declarations().explaining.whole_sheet[0]}：{BLANK}"
    lines = [x.strip() for x in blocks(root)["区规划建设局"]]
    assert whole in lines
    assert any("．燃气：本表与“建筑施工”表" in x for x in lines), "which sheet is 本表"


def _same(unit: str) -> dict[str, object]:
    known = {i.id for i in declarations().form.at_level("sector")}
    return {k: v for k, v in right_values(unit, JULY)["construction"].items() if k in known}


def test_values_read_with_a_notice_are_told_in_short(root: Path) -> None:
    put(root, "a.xlsx", typed(form("economy", JULY), {"commerce_self_found": "50个"}))
    publish(root, JULY)
    (line,) = [x for x in blocks(root)["区经济发展局"] if "读数提示" in x]
    assert "50个" in line


def test_several_notices_stand_in_lines_of_their_own(root: Path) -> None:
    written = {"commerce_self_found": "50个", "commerce_self_fixed": "40个"}
    put(root, "a.xlsx", typed(form("economy", JULY), written))
    publish(root, JULY)
    lines = blocks(root)["区经济发展局"]
    at = lines.index("　读数提示2条：")
    assert "50个" in lines[at + 1]
    assert "40个" in lines[at + 2]


def test_files_that_do_not_count_have_one_line_each_and_other_months_none(root: Path) -> None:
    first = form("economy", JULY, {"commerce_self_found": 45})
    put(root, "旧.xlsx", first, "2023-07-25T10:00:00+08:00")
    put(root, "新.xlsx", form("economy", JULY), "2023-07-26T10:00:00+08:00")
    put(root, "新-副本.xlsx", form("economy", JULY), "2023-07-26T11:00:00+08:00")
    for name in ("六月.xlsx", "六月-副本.xlsx"):
        put(root, name, form("economy", JUNE), "2023-06-26T11:00:00+08:00")
    publish(root, JULY)
    lines = blocks(root)["区经济发展局"]
    told = {
        x.split("：")[1].split("（")[0]: x.split("，")[-1] for x in lines if x.startswith("未计入")
    }
    assert told == {"旧.xlsx": "已由较新的报表代替。", "新.xlsx": "没有重复计入。"}


def test_names_of_files_are_inert(root: Path) -> None:
    put(root, "a\n【假的单位】\n.xlsx", form("economy", JULY))
    publish(root, JULY)
    assert list(blocks(root)) == ["区经济发展局"]
