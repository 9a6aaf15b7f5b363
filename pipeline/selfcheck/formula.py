"""Pieces of formulas that Excel 2007 and newer, WPS and LibreOffice all work out alike."""

from collections.abc import Iterable, Sequence

_LONGEST = 200  # characters; Excel takes 255 in a literal


def text(words: str) -> str:
    """A text as a literal, in several pieces if it is long."""
    pieces = [words[n : n + _LONGEST] for n in range(0, len(words), _LONGEST)] or [""]
    return "&".join('"' + p.replace('"', '""') + '"' for p in pieces)


def number(value: float) -> str:
    """A number as a literal with all its digits, in brackets if it has a sign."""
    plain = repr(int(value)) if float(value).is_integer() else repr(float(value)).upper()
    return f"({plain})" if value < 0 else plain


def all_of(*tests: str) -> str:
    """True where all hold."""
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def any_of(*tests: str) -> str:
    """True where one holds."""
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def total(refs: Sequence[str]) -> str:
    """The sum of some cells, texts aside."""
    return f"SUM({','.join(refs)})"


def known(refs: Iterable[str]) -> str:
    """True where every one of some cells holds a number."""
    different = list(dict.fromkeys(refs))
    return f"COUNT({','.join(different)})={len(different)}"


def is_one_of(ref: str, words: Iterable[str]) -> str:
    """True where a cell holds one of some texts, spaces aside."""
    bare = f'SUBSTITUTE({ref}," ","")'
    return any_of(*(f"{bare}={text(w)}" for w in dict.fromkeys(words)))


def first_that(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The expression of the first test that holds."""
    formula = otherwise
    for test, then in reversed(list(cases)):
        formula = f"IF({test},{then},{formula})"
    return formula


def replaced(of: str, changes: Iterable[tuple[str, str]]) -> str:
    """A text with some characters replaced; both sides are expressions."""
    for old, new in changes:
        of = f"SUBSTITUTE({of},{old},{new})"
    return of
