"""The closed list of ways to write a number; everything else is a finding, never a guess."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.books.workbook import Cell
from pipeline.model.form import Indicator, SharedItem
from pipeline.sheets.numbers import Read, read_as, read_cell, read_shared
from pipeline.words.wording import plain, show
from tests.support.grammar import by_the_list, yes_or_no
from tests.support.workspaces import declarations

QUICK = settings(max_examples=200, deadline=None, derandomize=True)


def indicator(name: str) -> Indicator:
    return declarations().form.indicators[name]


COUNT, FIRMS, MONEY, YES_NO = map(
    indicator, ("self_found", "checked_ent", "penalty_wan", "media_column")
)


def says(cell: Cell, about: Indicator) -> tuple[float | None, str | None]:
    """(value or None, case), so that NaN can be compared."""
    read = read_cell(cell, about)
    return (None if math.isnan(read.value) else read.value), read.case


# --- What is on the list ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "value", "case"),
    [
        ("12", 12, None),
        ("0", 0, None),
        ("-3", -3, None),  # read as it stands; that it is negative is another rule's matter
        ("12.5", 12.5, None),
        ("1.2E2", 120, None),
        ("1e+03", 1000, None),
        ("12.0", 12, None),
        ("12.0000000000001", 12, "read_as"),
        ("11.9999999995", 12, "read_as"),
        ("12.000000001", 12, "read_as"),  # just as far as a tail may reach
        ("12.0000000010001", 12.0000000010001, None),
        ("11.999999998", 11.999999998, None),  # further than 1e-9 away: its own number
        ("-0.0", 0, None),
        ("1e-320", 0, "read_as"),
        ("1000000000000000", 1e15, None),
    ],
)
def test_a_number_cell_is_its_number(stored: str, value: float, case: str | None) -> None:
    assert says(Cell("number", stored), COUNT) == (value, case)


@pytest.mark.parametrize("stored", ["1e-400", "-1e-400", "4E-9999", f"0.{'0' * 400}1"])
@pytest.mark.parametrize("about", [COUNT, MONEY])
def test_a_number_too_small_to_be_held_is_no_zero(stored: str, about: Indicator) -> None:
    assert says(Cell("number", stored), about) == (None, "not_a_number")
    assert says(Cell("number", stored, "A1/9"), about) == (None, "not_a_number")


def test_a_zero_of_any_size_is_a_zero() -> None:
    assert says(Cell("number", "0e-400"), COUNT) == (0, None)


@pytest.mark.parametrize(
    ("stored", "value", "case"),
    [
        ("35.6", 35.6, None),
        ("35.600000000000001", 35.6, None),  # how 35.6 is stored
        ("0.30000000000000004", 0.3, "read_as"),  # 0.1 + 0.2
        ("3.0001", 3.0001, None),
        ("3.00001", 3.00001, None),
        ("99999.9999", 99999.9999, None),
        ("1E-4", 0.0001, None),
    ],
)
def test_an_amount_loses_its_binary_tail_and_nothing_else(
    stored: str, value: float, case: str | None
) -> None:
    assert says(Cell("number", stored), MONEY) == (value, case)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("007", 7), ("-3", -3), ("－3", -3), ("１２", 12), ("1２", 12), ("12.0", 12), ("12.5", 12.5),
        ("１２．５", 12.5),
        ("1,234", 1234), ("12,345,678", 12345678), ("１,２３４", 1234), ("1,234.5", 1234.5),
        (" 12", 12), ("12\u3000", 12), ("\u00a012\n", 12), ("\ufeff12", 12), ("\t12\u200b", 12),
        ("12个", 12), ("12 个", 12), ("１２　个", 12), (" 1,234个 ", 1234), ("0个", 0), ("-0", 0),
    ],
)  # fmt: skip
def test_a_text_on_the_list_is_read_with_a_notice(text: str, value: float) -> None:
    assert says(Cell("text", text), COUNT) == (value, "read_as")
    assert math.copysign(1, read_cell(Cell("text", text), COUNT).value) == (1 if value >= 0 else -1)


@pytest.mark.parametrize(
    ("text", "about", "value"),
    [("12家", FIRMS, 12), ("35.6万元", MONEY, 35.6), ("３５．６ 万元", MONEY, 35.6),
     ("3家次", indicator("assist_visits"), 3)],
)  # fmt: skip
def test_the_fields_own_unit_may_stand_behind_the_number(
    text: str, about: Indicator, value: float
) -> None:
    assert says(Cell("text", text), about) == (value, "read_as")


# --- What is not ------------------------------------------------------------------------------------------------

NO_NUMBERS = """
约12 12左右 近20 20多 12余 十二 一 无 没有 同上 待定 / - — － .
12/15 3-5 3~5 12+3 =12 12(3) （12） 12、13 12; 12。 12! '12 #12 ¥12 12元 12%
12,34 1,23 1,2345 1234,567 ,123 123, 1，234 1.234,5 1.2.3 12. .5 １，２３４
+5 --5 5- 1e3 1E3 1e400 0x10 0b1 1_000 NaN nan inf -inf Infinity True None
١٢ १२ ² 1² ⑫ Ⅻ ½ ㈫ 𝟙𝟚 O l2 12家 个12 个 12万 12万个
"""
NOT_STORED = """
1_000 ١٢ NaN sNaN inf Infinity 1e 0x10 1000000000000001 -1000000000000001 1e16 -1e16 1e99999 12个 １２ 1,2 --1 .
"""


@pytest.mark.parametrize(
    "text", [*NO_NUMBERS.split(), "1 234", "- 5", "12 个个", "12\n13", "12\n个"]
)
def test_a_text_outside_the_list_is_no_number(text: str) -> None:
    assert says(Cell("text", text), COUNT) == (None, "not_a_number")


@pytest.mark.parametrize("text", NOT_STORED.split())
def test_a_number_cell_that_stores_no_plain_number_is_no_number(text: str) -> None:
    assert says(Cell("number", text), COUNT) == (None, "not_a_number")


@pytest.mark.parametrize("text", ["12元", "12个", "12 万", "12万 元", "１２万元整"])
def test_another_unit_is_never_converted(text: str) -> None:
    assert says(Cell("text", text), MONEY) == (None, "not_a_number")


@pytest.mark.parametrize("about", [COUNT, MONEY, YES_NO], ids=lambda i: i.id)
@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0\u200b\ufeff", "\r\n\t"])
def test_nothing_but_spaces_is_blank_and_blank_is_not_zero(text: str, about: Indicator) -> None:
    assert says(Cell("text", text), about) == (None, "blank")


@pytest.mark.parametrize(
    ("cell", "count", "yes_no"),
    [
        (Cell("error", "#DIV/0!"), "error_cell", "error_cell"),
        (Cell("error", "#N/A", "1/0"), "error_cell", "error_cell"),
        (Cell("bool", "1"), "boolean_cell", "not_yes_or_no"),
        (Cell("bool", "0", "1=2"), "boolean_cell", "not_yes_or_no"),
        (Cell("date", "2023-03-05"), "date_cell", "not_yes_or_no"),
        (Cell("number", "", "B1+B2"), "formula_without_value", "formula_without_value"),
        (Cell("text", "  ", '" "'), "formula_without_value", "formula_without_value"),
    ],
)
def test_a_cell_that_is_neither_number_nor_text_has_a_case_of_its_own(
    cell: Cell, count: str, yes_no: str
) -> None:
    assert says(cell, COUNT) == says(cell, MONEY) == (None, count)
    assert says(cell, YES_NO) == (None, yes_no)


@pytest.mark.parametrize(
    ("cell", "about", "expected"),
    [
        (Cell("number", "12", "10+2"), COUNT, (12, "read_as")),
        (Cell("text", "12", '"12"'), COUNT, (12, "read_as")),
        (Cell("text", "约12", '"约"&12'), COUNT, (None, "not_a_number")),
        (Cell("text", "是", 'IF(1,"是")'), YES_NO, (1, "read_as")),
        (Cell("text", "有", 'IF(1,"有")'), YES_NO, (None, "not_yes_or_no")),
    ],
)
def test_a_formula_counts_by_its_stored_result_with_a_notice(
    cell: Cell, about: Indicator, expected: tuple[float | None, str]
) -> None:
    assert says(cell, about) == expected


# --- Yes and no -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("是", 1), ("否", 0), (" 是\n", 1), ("\u3000否 ", 0)])
def test_yes_and_no_are_two_words(text: str, value: float) -> None:
    assert says(Cell("text", text), YES_NO) == (value, None)


@pytest.mark.parametrize(
    "text",
    [
        "是的",
        "否定",
        "是/否",
        "是否",
        "有",
        "无",
        "1",
        "0",
        "√",
        "×",
        "Y",
        "yes",
        "TRUE",
        "对",
        "已播",
        "是。",
    ],
)
def test_every_other_word_is_neither_yes_nor_no(text: str) -> None:
    assert says(Cell("text", text), YES_NO) == (None, "not_yes_or_no")


@pytest.mark.parametrize("number", ["1", "0", "2"])
def test_a_number_is_neither_yes_nor_no(number: str) -> None:
    assert says(Cell("number", number), YES_NO) == (None, "not_yes_or_no")


def test_a_yes_is_no_count() -> None:
    assert says(Cell("text", "是"), COUNT) == (None, "not_a_number")


@pytest.mark.parametrize(
    ("cell", "count", "amount"),
    [
        (Cell("text", "12次，35.6万元"), (12, None), (35.6, None)),
        (Cell("text", "\u200b12次，35.6万元\ufeff"), (12, None), (35.6, None)),
        (Cell("text", "12次,35.60万元"), (12, None), (35.6, "read_as")),  # not as we print it
        (Cell("text", "12.0 次， 35.6 万元"), (12, "read_as"), (35.6, None)),
        (Cell("text", "12次，35.6万元", "A1"), (12, "read_as"), (35.6, "read_as")),
        (Cell("text", "", "A1"), (None, "not_a_number"), (None, "not_a_number")),
        (Cell("error", "12次，35.6万元"), (None, "not_a_number"), (None, "not_a_number")),
        (Cell("text", "12次"), (None, "not_a_number"), (None, "not_a_number")),
        (Cell("text", "12次，多万元"), (None, "not_a_number"), (None, "not_a_number")),
    ],
)
def test_two_values_in_one_cell_are_both_read_or_neither(
    cell: Cell, count: tuple[float | None, str | None], amount: tuple[float | None, str | None]
) -> None:
    item = declarations().form.shared_items["3-2"]
    for about, expected in ((indicator("penalty_count"), count), (MONEY, amount)):
        read = read_shared(cell, about, item)
        assert (None if math.isnan(read.value) else read.value, read.case) == expected


# --- How it is quoted -------------------------------------------------------------------------------------------


def test_a_value_is_quoted_as_outputs_print_it() -> None:
    assert [read_as(YES_NO, 1.0), read_as(YES_NO, 0.0)] == ["是", "否"]
    assert [read_as(COUNT, 12.0), read_as(MONEY, 35.6), read_as(COUNT, 0.0)] == ["12", "35.6", "0"]


# --- Properties -------------------------------------------------------------------------------------------------

NEARLY = st.text(
    st.sampled_from("0123456789" * 3 + ",,,,..--+１２．，－ \u3000万元个家eE_约/²١"), max_size=12
)


@settings(QUICK, max_examples=1500)
@given(NEARLY | st.text(max_size=8))
def test_a_text_is_a_number_exactly_where_the_list_says_so(text: str) -> None:
    for about in (COUNT, MONEY):
        read, expected = read_cell(Cell("text", text), about), by_the_list(text, about.unit)
        if expected is None:
            assert math.isnan(read.value)
            assert read.case in ("not_a_number", "blank")
        else:
            assert read.case == "read_as"
            assert (
                abs(Fraction(read.value) - Fraction(expected))
                <= Fraction(1, 10**9) + abs(Fraction(expected)) / 10**15
            )


@QUICK
@given(
    st.text(max_size=10),
    st.sampled_from(["number", "text", "bool", "error", "date"]),
    st.none() | st.text(),
)
def test_no_cell_makes_the_reader_raise_and_only_a_value_is_a_number(
    text: str, kind: str, formula: str | None
) -> None:
    for about in (COUNT, MONEY, YES_NO):
        read = read_cell(Cell(kind, text, formula), about)
        assert math.isnan(read.value) == (read.case not in (None, "read_as"))
        assert not math.isinf(read.value)


@QUICK
@given(st.integers(0, 10**9))
def test_every_whole_number_comes_back_however_it_is_written(number: int) -> None:
    assert read_cell(Cell("number", str(number)), COUNT) == Read(number)
    assert read_cell(Cell("number", repr(float(number))), COUNT) == Read(number)
    for text in (str(number), f"{number:,}", f" {number}个", str(number).translate(_widened())):
        assert read_cell(Cell("text", text), COUNT) == Read(number, "read_as")


def _widened() -> dict[int, int]:
    return str.maketrans("0123456789", "０１２３４５６７８９")


@QUICK
@given(st.integers(0, 10**9))
def test_every_amount_to_the_yuan_comes_back_exactly(yuan: int) -> None:
    amount = Decimal(yuan) / 10**4
    for stored in (str(amount), repr(float(amount)), f"{float(amount):.17g}"):
        assert read_cell(Cell("number", stored), MONEY) == Read(float(amount))
    assert read_cell(Cell("text", f"{amount:,f}万元"), MONEY) == Read(float(amount), "read_as")


@QUICK
@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=12))
def test_a_sum_that_a_formula_stored_is_exact_again(yuan: list[int]) -> None:
    stored = repr(math.fsum(y / 10**4 for y in yuan))
    clumsy = repr(sum(y / 10**4 for y in yuan))
    for result in (stored, clumsy):
        assert read_cell(Cell("number", result, "SUM(B1:B9)"), MONEY) == Read(
            sum(yuan) / 10**4, "read_as"
        )


@QUICK
@given(NEARLY | st.text("是否 \u3000\n1对", max_size=4))
def test_an_answer_is_yes_or_no_exactly_where_the_list_says_so(text: str) -> None:
    read, expected = read_cell(Cell("text", text), YES_NO), yes_or_no(text)
    assert (None if math.isnan(read.value) else read.value) == expected
    assert read.case in ((None,) if expected is not None else ("not_yes_or_no", "blank"))


def stored_by_the_list(text: str) -> Decimal | None:
    """A number as office programs store it, in other words: a sign, digits, a point, a short exponent."""
    mantissa, e, exponent = text.replace("E", "e").partition("e")
    if not _signed(mantissa.replace(".", "", 1) if mantissa[-1:] != "." else mantissa[:-1]):
        return None
    if mantissa.lstrip("+-")[:1] == "." or (
        e and not (_signed(exponent) and len(exponent.lstrip("+-")) <= 4)
    ):
        return None
    number = Decimal(mantissa).scaleb(int(exponent or 0))
    return number if abs(number) <= 10**15 else None


def _signed(text: str) -> bool:
    """Digits, with one sign before them or none."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    return bool(digits) and set(digits) <= set("0123456789")


STORED = st.text("0123456789" * 2 + "..--+eE ,１_", min_size=1, max_size=9)


@settings(QUICK, max_examples=1000)
@given(STORED | st.floats().map(repr) | st.integers().map(str))
def test_a_stored_text_is_a_number_exactly_where_the_list_says_so(text: str) -> None:
    assume(text == text.strip())  # spaces around are no part of the number
    expected = stored_by_the_list(text)
    for about in (COUNT, MONEY):
        read = read_cell(Cell("number", text), about)
        assert math.isnan(read.value) == (expected is None)
        if expected is not None:
            near = Fraction(1, 10**9) + abs(Fraction(expected)) / 10**15
            assert abs(Fraction(read.value) - Fraction(expected)) <= near


@QUICK
@given(st.integers(-(10**9), 10**9), st.sampled_from([COUNT, MONEY, FIRMS]))
def test_what_is_printed_reads_as_the_same_number(ticks: int, about: Indicator) -> None:
    """Our own outputs' way to write a number is on the list, with and without the unit."""
    value = ticks / 10**about.kind.decimals
    for printed in (plain(value), show(about, value), f"{show(about, value)}{about.unit}"):
        assert read_cell(Cell("text", printed), about) == Read(value, "read_as")
    assert read_cell(Cell("number", plain(value)), about) == Read(value)


SHARED = [
    (item, declarations().form.by_item[item.item])
    for item in declarations().form.shared_items.values()
]


@QUICK
@given(st.sampled_from(SHARED), st.lists(st.integers(0, 10**9), min_size=2, max_size=2))
def test_two_values_printed_into_one_cell_are_both_read_again(
    shared: tuple[SharedItem, list[Indicator]], ticks: list[int]
) -> None:
    item, indicators = shared
    values = {i.id: t / 10**i.kind.decimals for i, t in zip(indicators, ticks, strict=True)}
    text = item.format.format(**{i.id: show(i, values[i.id]) for i in indicators})
    for indicator in indicators:
        assert read_shared(Cell("text", text), indicator, item) == Read(values[indicator.id])
        spaced = read_shared(Cell("text", f" {text}\u3000"), indicator, item)
        assert spaced == Read(values[indicator.id])
        assert math.isnan(read_shared(Cell("text", f"{text}左右"), indicator, item).value)
        assert read_shared(Cell("text", ""), indicator, item).case == "blank"
        assert read_shared(Cell("number", "12"), indicator, item).case == "not_a_number"


@pytest.mark.parametrize(
    ("cell", "case"),
    [
        (Cell("text", "12次，35.6万元"), None),
        (Cell("text", "\u200b12次，35.6万元\ufeff"), None),
        (Cell("text", "１２次，35.6万元"), "read_as"),
        (Cell("text", "012次，35.6万元"), "read_as"),
        (Cell("text", "12次，35.6万元", 'A1&"次，"&B1&"万元"'), "read_as"),
        (Cell("error", "12次，35.6万元"), "not_a_number"),
    ],
)
def test_how_one_of_two_values_in_a_cell_was_read_is_told_where_it_is_not_as_printed(
    cell: Cell, case: str | None
) -> None:
    got = read_shared(cell, indicator("penalty_count"), declarations().form.shared_items["3-2"])
    assert got.case == case
    assert math.isnan(got.value) if case == "not_a_number" else got.value == 12
