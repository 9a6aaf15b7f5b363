"""The office's own paragraphs: where they go, for which month, and that nothing in them does anything."""

import errno
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from pipeline.bulletin.paper import bulletin
from pipeline.files.regular_file import read_regular
from pipeline.inbox.own_names import UnclearNameError, is_own_text, read_name
from pipeline.inbox.own_texts import LARGEST, Own, read_own
from pipeline.model.errors import DeclarationError
from pipeline.model.month import Month
from pipeline.model.released import Release
from pipeline.rendering.templates import load_pages
from pipeline.words import office_file
from tests.support.hostile_texts import HOSTILE
from tests.support.inertness import in_markdown, in_page
from tests.support.published import command, files
from tests.support.releases import declared, make_release
from tests.support.workspaces import JULY, JUNE, ROOT, form, put

PLACES = {
    "事故情况": "overall",
    "经验做法": "sectors",
    "报送情况": "reporting",
    "存在问题": "problems",
    "工作要求": "demands",
}


def read(folder: Path, texts: Mapping[str, bytes | str], month: Month = JULY) -> Own:
    for name, text in texts.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_own(folder, month, declared())


def blocks(own: Mapping[str, tuple[str, ...]], month: str = "2023-07") -> list[tuple[str, str]]:
    """The bulletin with some paragraphs of the office's own: kind and text of its blocks."""
    return [(b.kind, b.text) for b in bulletin(replace(plain(month), own=own), pages()).blocks]


@lru_cache
def plain(month: str) -> Release:
    return make_release(month)


@lru_cache
def pages() -> Environment:
    return load_pages(ROOT / "templates")


# --- Names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["事故情况", "经验做法", "存在问题", "工作要求", "下一步工作要求", "典型经验"]
)
@pytest.mark.parametrize(
    ("pattern", "month"),
    [
        ("补充_{}.txt", None),
        ("补充{}.md", None),
        ("补充 {} .TXT", None),
        ("补充：{}.txt", None),
        ("补充_{}_2023-07.txt", JULY),
        ("补充_2023年7月_{}.md", JULY),
        ("补充_2023年07月份{}.md", JULY),
        ("补充-{}-202307.txt", JULY),
        ("补充（{}）2023.7.txt", JULY),
        ("补充_{}_７月.txt", JULY),
        ("补充7月{}.txt", JULY),
        ("补充_2023-6-{}.txt", JUNE),
        ("补充_{}_2023-12.txt", Month(2023, 12)),
    ],
)  # fmt: skip
def test_a_name_says_the_place_and_the_month(said: str, pattern: str, month: Month | None) -> None:
    plan, only = read_name(pattern.format(said), declared())
    assert said in (plan.name, *plan.spellings)
    assert only == month


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("补充.txt", "没有写明用在哪里"),
        ("补充_2023-07.txt", "没有写明用在哪里"),
        ("补充_事故通报.txt", "“事故通报”不是月通报的一处"),
        ("补充_事故情况_2023-13.txt", "月份认不出"),
        ("补充_事故情况_13月.txt", "月份认不出"),
        ("补充_事故情况_2023-07-28.txt", "月份认不出"),
        ("补充_事故情况_20230728.txt", "月份认不出"),
        ("补充_事故情况_2023-W28.txt", "月份认不出"),
        ("补充_事故情况_2023-07至2023-08.txt", "月份认不出"),
        ("补充_事故情况_2022-07.txt", "2022年7月不在应报的报告期内"),
        ("补充_事故情况_2024年1月.txt", "2024年1月不在应报的报告期内"),
        ("补充_事故情况_3月.txt", "月份认不出"),
    ],
)
def test_a_name_that_does_not_say_is_told(tmp_path: Path, name: str, cause: str) -> None:
    own = read(tmp_path, {name: "一段"})
    assert own.paragraphs == {}
    (remark,) = own.remarks
    assert remark.startswith(f"本办公室的{name}没有写进月通报：")
    assert cause in remark


def test_every_declared_place_and_spelling_is_read_back() -> None:
    plans = declared().bulletin.own
    assert {p.name: p.at for p in plans} == PLACES
    for plan in plans:
        for word in (plan.name, *plan.spellings):
            assert read_name(f"补充_{word}.txt", declared()) == (plan, None)


def test_a_month_without_its_year_is_unclear_where_the_campaign_has_two_of_it() -> None:
    known = declared()
    longer = replace(known, campaign=replace(known.campaign, last_month=Month(2024, 7)))
    assert read_name("补充_事故_8月.txt", longer)[1] == Month(2023, 8)
    with pytest.raises(UnclearNameError, match="月份认不出"):
        read_name("补充_事故_7月.txt", longer)


def test_other_files_are_none_of_the_offices_texts() -> None:
    assert not any(
        map(is_own_text, ["补充.docx", "7月补充.txt", "补.txt", "补充.txt.xlsx", "补充"])
    )


# --- What is read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "　　本月无事故。\r\n\r\n  一切正常。  ".encode(),
        "本月无事故。\n一切正常。\n".encode("utf-8-sig"),
        "本月无事故。\r一切正常。".encode("gb18030"),
        "本月无事故。\r\n一切正常。\r\n".encode("gbk"),
    ],
)
def test_a_text_is_read_as_any_editor_saves_it(tmp_path: Path, data: bytes) -> None:
    own = read(tmp_path, {"补充_事故情况.txt": data})
    assert own.paragraphs == {"overall": ("本月无事故。", "一切正常。")}
    assert own.remarks == ("用于月通报的本办公室补充材料：补充_事故情况.txt。",)


def test_only_the_months_own_and_those_of_every_month_are_used(tmp_path: Path) -> None:
    texts = {
        "补充_工作要求.txt": "常",
        "补充_工作要求_2023-06.txt": "六",
        "补充_2023年7月_要求.md": "七",
    }
    assert read(tmp_path, texts).paragraphs == {"demands": ("七", "常")}
    assert read(tmp_path, texts, JUNE).paragraphs == {"demands": ("常", "六")}
    assert read(tmp_path, texts, Month(2023, 8)).paragraphs == {"demands": ("常",)}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("# 标题", "标题"),
        ("### 标题", "标题"),
        ("- 项", "项"),
        ("* 项", "项"),
        ("+ 项", "项"),
        ("1. 项", "项"),
        ("12) 项", "项"),
        ("> 引", "引"),
        ("> - 引", "引"),
        ("#1号机", "#1号机"),
        ("-5度", "-5度"),
        ("3.5万元", "3.5万元"),
        ("**重**点", "**重**点"),
        ("[[sectors]]", "[[sectors]]"),
    ],
)
def test_a_mark_that_begins_a_line_of_markdown_is_not_shown(
    tmp_path: Path, line: str, shown: str
) -> None:
    assert read(tmp_path, {"补充_事故.md": f"  {line}\n---\n***\n"}).paragraphs == {
        "overall": (shown,)
    }


def test_in_a_plain_text_every_line_stands_as_it_is(tmp_path: Path) -> None:
    own = read(tmp_path, {"补充_事故.txt": "# 一\n- 二\n---\n[[totals]]\n{{ r }}"})
    assert own.paragraphs == {"overall": ("# 一", "- 二", "---", "[[totals]]", "{{ r }}")}


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "里面没有文字"),
        (b"\xef\xbb\xbf\r\n \r\n", "里面没有文字"),
        ("\u3000\u200b".encode(), "里面没有文字"),
        (b"PK\x03\x04\x14\x00\x06\x00", "不是文本"),
        ("无事故".encode("utf-16"), "不是文本"),
        (b"\xff\xff\xff", "不是文本"),
        ("事".encode() * (LARGEST // 3 + 1), "超过100000字节"),
    ],
)
def test_what_is_no_text_is_told_and_left_out(tmp_path: Path, data: bytes, cause: str) -> None:
    own = read(tmp_path, {"补充_事故情况.txt": data, "补充_工作要求.txt": "要"})
    assert own.paragraphs == {"demands": ("要",)}
    assert own.remarks[0].startswith("本办公室的补充_事故情况.txt没有写进月通报：")
    assert cause in own.remarks[0]


def test_one_control_among_many_letters_is_pasted_and_a_nul_or_several_are_no_text(
    tmp_path: Path,
) -> None:
    letters = "事" * 99
    assert read(tmp_path, {"补充_事故.txt": f"\x07{letters}"}).paragraphs == {"overall": (letters,)}
    for data in (f"\0{letters}", f"\x07\x1b\x08{letters}"):
        assert read(tmp_path, {"补充_事故.txt": data}).paragraphs == {}


def test_a_text_as_long_as_allowed_is_used(tmp_path: Path) -> None:
    assert (
        len(read(tmp_path, {"补充_事故.txt": b"a" * LARGEST}).paragraphs["overall"][0]) == LARGEST
    )


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "补充_事故.txt").mkdir()
    os.mkfifo(tmp_path / "补充_问题.txt")
    (tmp_path / "补充_要求.txt").symlink_to(tmp_path / "补充_经验.txt")
    own = read(tmp_path, {"补充_经验.txt": "好"})
    assert own.paragraphs == {"sectors": ("好",)}
    for name, cause in (("事故", "文件夹"), ("问题", "管道或设备"), ("要求", "链接")):
        (remark,) = [r for r in own.remarks if f"补充_{name}.txt没有写进" in r]
        assert f"是{cause}，请换成文件本身" in remark


def test_a_text_still_being_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "补充_事故.txt").write_text("一半", "utf-8")
    half = replace(read_regular(tmp_path / "补充_事故.txt"), settled=False)
    monkeypatch.setattr(office_file, "read_regular", lambda _: half)
    own = read_own(tmp_path, JULY, declared())
    assert own.paragraphs == {}
    assert "正在写入" in own.remarks[0]


def test_a_text_that_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "补充_事故.txt").write_text("字", "utf-8")
    refusal = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr(office_file, "read_regular", refusal)  # root may read everything
    assert "没有权限" in read_own(tmp_path, JULY, declared()).remarks[0]


def test_without_an_inbox_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert read_own(tmp_path / "没有", JULY, declared()) == Own({}, ())


def test_names_and_texts_that_turn_lines_are_made_harmless(tmp_path: Path) -> None:
    own = read(
        tmp_path, {"补充_事故.txt": "甲\x0b乙\u202e丙\ufeff丁\u2028戊", "补充_坏\x1b[2J.txt": "坏"}
    )
    assert own.paragraphs == {"overall": ("甲", "乙 丙 丁", "戊")}
    assert not any(c in "".join(own.remarks) for c in "\x1b\n")


# --- Where it goes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "after", "before"),
    [
        ("overall", "series_chart", "（二）分行业领域情况"),
        ("sectors", "chart", "（三）报送情况"),
        ("reporting", "status", "二、存在的主要问题"),
        ("problems", "", "三、下一步工作要求"),
    ],
)
def test_a_paragraph_closes_the_part_that_its_name_says(
    place: str, after: str, before: str
) -> None:
    shown = blocks({place: ("甲。", "乙。")})
    texts = [text for _, text in shown]
    at = texts.index(before)
    assert [re.sub(r"^\d+．", "", t) for t in texts[at - 2 : at]] == ["甲。", "乙。"]
    assert {kind for kind, _ in shown[at - 2 : at]} == {"p"}
    assert not after or shown[at - 3][0] in ("chart", "table")


def test_problems_and_demands_go_on_with_the_numbers() -> None:
    plain = [text for _, text in blocks({})]
    asked = [t for t in plain[plain.index("三、下一步工作要求") :] if re.match(r"\d+．", t)]
    shown = [t for _, t in blocks({"demands": ("甲", "（一）乙"), "problems": ("丙",)})]
    asked_now = [
        t for t in shown[shown.index("三、下一步工作要求") :] if re.match(r"\d+．|（一）", t)
    ]
    n = len(asked)
    last = asked[-1].partition("．")[2]
    assert asked_now == [*asked[:-1], f"{n}．甲", "（一）乙", f"{n + 2}．{last}"]
    at = shown.index("三、下一步工作要求")
    found = [t for t in plain[: plain.index("三、下一步工作要求")] if re.match(r"\d+．", t)]
    assert shown[at - 1] == f"{len(found) + 1}．丙"


def test_where_only_the_office_has_found_a_problem_none_is_denied() -> None:
    sectors = declared().roster.sectors
    values = {
        (s, i): 5.0
        for s in sectors
        for i in ("self_found", "dept_found", "self_fixed", "dept_fixed")
    }
    release = make_release("2023-06", values=values)
    said = replace(release, own={"problems": ("有一起事故。",)})
    texts = [b.text for b in bulletin(said, pages()).blocks]
    assert "1．有一起事故。" in texts
    assert not any("未发现需要通报的问题" in t for t in texts)


def test_a_template_without_the_place_is_refused_rather_than_lose_the_text(tmp_path: Path) -> None:
    for file in (ROOT / "templates").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "bulletin.txt.j2"
    path.write_text(path.read_text("utf-8").replace("[[own_sectors]]", ""), "utf-8")
    release = make_release("2023-06")
    bulletin(release, load_pages(tmp_path))
    said = replace(release, own={"sectors": ("好做法。",)})
    with pytest.raises(DeclarationError, match=r"bulletin\.txt\.j2.*\[\[own_sectors\]\]"):
        bulletin(said, load_pages(tmp_path))


# --- It does nothing ----------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(min_size=1), min_size=1, max_size=6))
def test_no_text_of_the_offices_becomes_anything_but_a_paragraph(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("inbox")
    data = "\n".join(lines).encode("utf-8", "replace")
    own = read(folder, {"补充_事故.txt": data, "补充_要求.md": data})
    added = sum(map(len, own.paragraphs.values()))
    kinds = [kind for kind, _ in blocks({})]
    assert len(blocks(own.paragraphs)) == len(kinds) + added
    assert [k for k, _ in blocks(own.paragraphs) if k != "p"] == [k for k in kinds if k != "p"]


def test_hostile_texts_are_inert_in_every_form(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    assert command(root, "monthly") == 0
    folder = root / "outbox/2023-06"
    before = {n: (folder / n).read_bytes() for n in ("月通报.md", "月通报.html")}
    text = "\n".join(HOSTILE).encode("utf-8", "replace")
    for name in (
        "补充_事故.txt",
        "补充_经验.md",
        "补充_问题.txt",
        "补充_要求.md",
        "补充_报送情况.txt",
    ):
        (root / "inbox" / name).write_bytes(text)
    assert command(root, "monthly") == 0
    after = {n: (folder / n).read_bytes() for n in ("月通报.md", "月通报.html")}
    assert list(in_markdown(after["月通报.md"])) == []
    assert list(in_page(after["月通报.html"])) == []
    for name, was in before.items():
        assert len(after[name]) > len(was) + 5 * len(text)


def test_the_texts_survive_every_run_and_are_listed_as_ignored(root: Path) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "补充_事故情况_2023年6月.md", "# 事故\n本月发生*一般*事故1起。".encode("gb18030"))
    put(root, "补充_没这处.txt", b"x")
    for _ in range(2):
        assert command(root, "monthly") == 0
        listed = files(root, "2023-06")
        assert listed["inbox/补充_事故情况_2023年6月.md"]["status"] == "ignored"
        assert listed["inbox/补充_没这处.txt"]["status"] == "ignored"
        folder = root / "outbox/2023-06"
        assert "\n本月发生\\*一般\\*事故1起。\n" in (folder / "月通报.md").read_text("utf-8")
        assert "<p>本月发生*一般*事故1起。</p>" in (folder / "月通报.html").read_text("utf-8")


def test_the_verdict_tells_which_texts_are_used_and_which_are_not(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "补充_事故情况.txt", "无事故。".encode())
    put(root, "补充_没这处.txt", b"x")
    for name in ("check", "monthly"):
        assert command(root, name) == 0
        said = capsys.readouterr().out
        assert "用于月通报的本办公室补充材料：补充_事故情况.txt。" in said
        assert "补充_没这处.txt没有写进月通报" in said


def test_an_unclear_name_is_an_error_of_its_own() -> None:
    with pytest.raises(UnclearNameError):
        read_name("补充.md", declared())
