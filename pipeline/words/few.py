"""Lists that name only some of what they are about, and say so."""

from collections.abc import Collection, Sequence

from pipeline.words.wording import listing


def first_of(words: Sequence[str], most: int) -> str:
    """The first of some words, and that there are more: H17、H18、H20等."""
    return f"{listing(words[:most])}{'等' if len(words) > most else ''}"


def some_of(words: Collection[str], count: int, counter: str) -> str:
    """Some words and, where they are not all, how many these are: H17、H18、H20等5格."""
    more = f"等{count}{counter}" if count > len(words) else ""
    return f"{listing(words)}{more}"
