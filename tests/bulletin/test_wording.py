import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.declared import Declarations
from pipeline.words.wording import (
    chinese_date,
    chinese_time,
    harmless,
    inert,
    inert_path,
    is_formula,
    listing,
    percent,
    plain,
    same_text,
    short_date,
    show,
    size_words,
    span,
)

DAY = date(2023, 7, 8)
CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (12, "12"),
        (12.0, "12"),
        (100, "100"),
        (1_000_000.0, "1000000"),
        (1e15, "1000000000000000"),
        (35.6, "35.6"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-5, "-5"),
        (0.0001, "0.0001"),
        (1e-7, "0.0000001"),
        (Decimal("35.600"), "35.6"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
    ],
)
def test_a_number_is_written_with_its_own_digits(number: float | Decimal, text: str) -> None:
    assert plain(number) == text


@given(st.decimals(-(10**12), 10**12, places=4) | st.integers(-(10**15), 10**15))
def test_a_written_number_is_the_number_without_exponent_or_trailing_zeros(
    number: Decimal | int,
) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert re.fullmatch(r"0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]", text)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("self_found", 12.0, "12"),
        ("self_found", 0.0, "0"),
        ("penalty_wan", 35.60, "35.6"),
        ("penalty_wan", 150.0, "150"),
        ("penalty_wan", Decimal("570.51"), "570.51"),
        ("media_column", 1.0, "是"),
        ("media_column", 0.0, "否"),
        ("media_column", Decimal(1), "是"),
        ("self_found", None, "未报"),
        ("self_found", math.nan, "未报"),
        ("media_column", None, "未报"),
    ],
)
def test_a_value_is_shown_by_its_kind_and_what_is_missing_as_told(
    declared: Declarations, name: str, value: float | Decimal | None, text: str
) -> None:
    assert show(declared.form.indicators[name], value, "未报") == text


def test_without_a_word_for_it_what_is_missing_is_empty(declared: Declarations) -> None:
    assert show(declared.form.indicators["self_found"], None) == ""


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "—"),
        (5, 0, "—"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (9, 400, "2.3%"),  # 2.25: half up, not to even
        (1, 2000, "0.1%"),
        (1, 2001, "0.1%"),  # something is not nothing
        (9995, 10000, "99.9%"),  # nor is nearly all all
        (954, 1164, "82.0%"),
        (8, 5, "160.0%"),
    ],
)
def test_a_rate_has_one_decimal_rounded_half_up(part: int, whole: int, text: str) -> None:
    assert percent(Decimal(part), Decimal(whole)) == text


@pytest.mark.parametrize(
    ("write", "text"),
    [
        (chinese_date, "2023年7月8日"),
        (short_date, "7月8日"),
        (lambda day: span(day, date(2023, 8, 28)), "7月8日至8月28日"),
    ],
)
def test_dates_are_written_without_leading_zeros(write: Callable[[date], str], text: str) -> None:
    assert write(DAY) == text


@pytest.mark.parametrize(
    ("hour", "minute", "text"), [(9, 5, "7月8日9时05分"), (0, 0, "7月8日0时00分"), (17, 40, "7月8日17时40分")]
)  # fmt: skip
def test_times_are_written_in_hours_and_two_digits_of_minutes(
    hour: int, minute: int, text: str
) -> None:
    assert chinese_time(datetime(2023, 7, 8, hour, minute, 59, tzinfo=CHINA)) == text


def test_words_are_listed_with_the_chinese_comma() -> None:
    assert listing(["消防", "燃气", "电力"]) == "消防、燃气、电力"
    assert listing(["消防"]) == "消防"
    assert listing([]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  约20 ", "约20"),
        ("一\r\n二\t三", "一 二 三"),
        ("\x1b[31m红\x07", "[31m红"),
        ("右\u202e左\u200b零", "右 左 零"),
        ("行\u2028段\u2029", "行 段"),
        ("\ud800孤", "孤"),
        ("字" * 60, "字" * 60),
        ("字" * 61, "字" * 59 + "…"),
        ("", ""),
        ("非\ufffe字\uffff符\ufdd0\U0001ffff", "非 字 符"),
        ("好😀👍🏽𠮷", "好😀👍🏽𠮷"),
        ("空" + " " * 5000 + "后", "空…"),
        (" " * 5000 + "后", "后"),
        ("长" * 50_000_000, "长" * 59 + "…"),
    ],
)
def test_text_out_of_a_cell_is_made_harmless_and_short(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("inbox/a.xlsx", "inbox/a.xlsx"),
        ("inbox/" + "深/" * 40 + "a.xlsx", "…" + ("深/" * 40 + "a.xlsx")[-59:]),
        ("inbox/" + "深/" * 9000 + "换\n行.xlsx", "…" + ("深/" * 40 + "换 行.xlsx")[-59:]),
    ],
)
def test_of_a_long_path_the_end_is_shown(path: str, shown: str) -> None:
    assert inert_path(path) == shown


@given(st.text())
def test_what_is_harmless_keeps_its_length_and_what_can_be_seen(text: str) -> None:
    seen = harmless(text)
    assert len(seen) == len(text)
    assert all(b in (a, " ") for a, b in zip(text, seen, strict=True))
    assert all(a == b for a, b in zip(text, seen, strict=True) if a.isprintable())
    assert harmless(seen) == seen


@given(st.text(), st.integers(2, 80))
def test_harmless_text_can_stand_in_xml(text: str, longest: int) -> None:
    element = ElementTree.Element("t")
    element.text = inert(text, longest)
    assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == element.text


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@A",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        "﹦1",
        " =1",
        "\u3000＝1",
        "\t1",
        "\r1",
        "\n1",
    ],
)
def test_what_a_spreadsheet_may_run_is_known(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", " ", "消防", "1-2", "3=3", "'=1", "—", "−1", "inbox/=1"])
def test_what_no_spreadsheet_runs_is_left_alone(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0字节"),
        (2**20 - 1, "1048575字节"),
        (2**20, "1兆字节"),
        (10 * 2**20, "10兆字节"),
        (10 * 2**20 + 1, "10.1兆字节"),
        (12 * 2**20, "12兆字节"),
        (2**40, "1048576兆字节"),
    ],
)
def test_a_size_is_never_said_to_be_less_than_it_is(size: int, words: str) -> None:
    assert size_words(size) == words


@given(st.text(max_size=200), st.integers(2, 80))
def test_harmless_text_prints_on_one_line_within_its_length(text: str, longest: int) -> None:
    shown = inert(text, longest)
    assert len(shown) <= longest
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]", shown)
    assert inert(shown, longest) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("填报单位（章）", "填报单位(章) "),
        ("行政处罚 (次, 万元)", "行政处罚（次，万元）"),
        ("帮扶指导 重点企业\n(家次)", "帮扶指导重点企业(家次)"),
        ("１２家", "12家"),
    ],
)
def test_labels_are_compared_without_width_spaces_and_line_breaks(one: str, other: str) -> None:
    assert same_text(one) == same_text(other)


def test_labels_that_differ_in_a_letter_differ() -> None:
    assert same_text("已整改 (个)") != same_text("未整改 (个)")
    assert same_text("行政处罚 (次)") != same_text("行政处罚 (万元)")
