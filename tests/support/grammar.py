"""What counts as a number, in other words than the reader's: what the reader is held against."""

from decimal import Decimal

_WIDE = dict(zip("０１２３４５６７８９．－", "0123456789.-", strict=True))
_SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"


def by_the_list(text: str, unit: str) -> Decimal | None:
    """The list in other words: undo what may be written otherwise, and see whether a plain number is left."""
    text = "".join(_WIDE.get(c, c) for c in text.strip(_SPACES))
    if text.endswith(unit):
        text = text[: -len(unit)]
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, decimals = digits.rstrip(" \u00a0\u3000").partition(".")
    bare = whole.replace(",", "")
    if not _digits(bare) or (dot and not _digits(decimals)):
        return None
    if "," in whole and whole != f"{int(bare):,}".rjust(len(whole), "0"):
        return None
    number = Decimal(f"{sign}{bare}{dot}{decimals}")
    is_held = bool(float(number)) == bool(number)  # not so small that it becomes a zero
    return number if is_held and abs(number) <= 10**15 else None


def yes_or_no(text: str) -> Decimal | None:
    """是 is 1, 否 is 0, and there is nothing else."""
    return {"是": Decimal(1), "否": Decimal(0)}.get(text.strip(_SPACES))


def _digits(text: str) -> bool:
    return bool(text) and set(text) <= set("0123456789")
