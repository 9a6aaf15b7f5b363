"""Reads TOML strictly: every key is asked for, of the right type, and nothing is left over."""

import difflib
import re
import string
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pipeline.declarations.own_files import read_toml
from pipeline.declarations.plain_values import wrong_with, wrong_with_text
from pipeline.model.errors import DeclarationError

T = TypeVar("T")
_WIDEST = 255  # characters that a column of Excel may be wide
_ALIKE = 0.75  # one slip in a short key; two keys that both exist are less alike


class Table:
    """One TOML table; `take` its keys, then `close` it."""

    def __init__(self, file: str, key: str, data: dict[str, Any]) -> None:
        """Keep a private copy, and where it stands for messages."""
        self.file, self.key, self._left = file, key, dict(data)

    @classmethod
    def load(cls, path: Path) -> "Table":
        """A whole file; DeclarationError where it is missing or no TOML."""
        return cls(path.name, "", read_toml(path, f"schemas/{path.name}"))

    @property
    def is_given(self) -> bool:
        """Whether there is anything in it that was not taken yet."""
        return bool(self._left)

    def fault(self, key: str, problem: str) -> DeclarationError:
        """An error that names this file and a key of this table."""
        dotted = ".".join(k for k in (self.key, key) if k)
        return DeclarationError(f"schemas/{self.file}", dotted, problem)

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key; without a default the key is required."""
        if key not in self._left:
            if default is None:
                raise self.fault(key, f"缺少这一项{self._misspelt(key)}")
            return default
        value = self._left.pop(key)
        if wrong := wrong_with(value, kind):
            raise self.fault(key, wrong)
        if kind is float and type(value) is int:
            value = float(value)
        if not isinstance(value, kind):
            raise TypeError(kind)  # wrong_with has seen to it
        return value

    def _misspelt(self, key: str) -> str:
        """What else stands there that may have been meant for a key."""
        close = difflib.get_close_matches(key, self._left, n=1, cutoff=_ALIKE)
        return f"（是否误写成了{close[0]}？）" if close else ""

    def wording(self, key: str, fields: Collection[str], default: str | None = None) -> str:
        """A text whose placeholders are all among `fields`."""
        text = self.take(key, str, default)
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            raise self.fault(key, "花括号不成对") from None
        for _, field, how, conversion in parts:
            if field is not None and (field not in fields or how or conversion):
                raise self.fault(key, f"这里不能用“{{{field}}}”")
        return text

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        values = self.take(key, list, None if default is None else list(default))
        if not all(isinstance(v, str) for v in values):
            raise self.fault(key, "应为文字的列表")
        if wrong := next(filter(None, map(wrong_with_text, values)), ""):
            raise self.fault(key, wrong)
        return tuple(values)

    def width(self) -> int:
        """How wide a column is, in characters: what Excel takes and shows."""
        width = self.take("width", int)
        if not 1 <= width <= _WIDEST:
            raise self.fault("width", f"应在1至{_WIDEST}之间")
        return width

    def code(self) -> str:
        """The code of a rule, which names this table from now on; in decisions.csv it stands before a colon."""
        code = self.take("code", str)
        if not re.fullmatch(r"\w[\w.-]*", code):
            raise self.fault("code", f"“{code}”不能作编号，只用字母、数字、汉字和“-”")
        self.key = code
        return code

    def texts(self, keys: Iterable[str]) -> dict[str, str]:
        """A text for each of the keys, all that the table has; it is closed."""
        texts = {key: self.take(key, str) for key in keys}
        self.close()
        return texts

    def is_word(self, key: str, word: str) -> bool:
        """Whether a key holds that very word, and then takes it."""
        if self._left.get(key) != word:
            return False
        del self._left[key]
        return True

    def table(self, key: str, default: dict[str, Any] | None = None) -> "Table":
        """A sub-table."""
        return Table(self.file, f"{self.key}.{key}".lstrip("."), self.take(key, dict, default))

    def named(
        self, key: str, default: dict[str, Any] | None = None
    ) -> Iterator[tuple[str, "Table"]]:
        """The sub-tables of a table, by their names, in order."""
        table = self.table(key, default)
        for name in list(table._left):
            yield name, table.table(name)

    def listed(self, key: str) -> Iterator["Table"]:
        """The tables of an array of tables."""
        for n, data in enumerate(self.take(key, list, []), 1):
            if not isinstance(data, dict):
                raise self.fault(key, "应为 [[表]]")
            yield Table(self.file, f"{self.key}.{key}[{n}]".lstrip("."), data)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A word out of a closed list."""
        value = self.take(key, str, default)
        if value not in allowed:
            raise self.fault(key, f"只能是{'、'.join(allowed)}，写的是“{value}”")
        return value

    def check_known(
        self, key: str, words: Iterable[str], known: Collection[str], what: str
    ) -> None:
        """Refuse a word of a key that nothing is called by. what: such things, as in 没有“x”这个指标."""
        for unknown in [word for word in words if word not in known]:
            raise self.fault(key, f"没有“{unknown}”这个{what}")

    def close(self) -> None:
        """Refuse keys that nobody asked for."""
        if self._left:
            raise self.fault(next(iter(self._left)), "没有这一项（拼写有误？）")
