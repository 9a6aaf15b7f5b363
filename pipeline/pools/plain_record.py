"""Records as plain values that JSON can hold, and back, by the declared types of their fields.

Nothing but what is declared can come out, whatever goes in: no name of a class or function is ever looked up.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pipeline.model.month import Month
from pipeline.model.period import Period
from pipeline.model.week import Week

_KINDS = {Period: (Month, Week)}  # what is declared by what its kinds have in common


class PlainForm(NamedTuple):
    """How values of a type are made plain and back; TypeError, ValueError, LookupError for what is none of them."""

    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


@cache
def form_of(declared: Any) -> PlainForm:
    """The form of a type: a record, a text, number or time, or several of one; TypeError for any other."""
    origin, inner = get_origin(declared), get_args(declared)
    if declared in (str, int, bool, float):
        return PlainForm(_same, _checked(declared))
    if declared is bytes:
        return PlainForm(_refused, _refused)
    if declared is datetime:
        return PlainForm(datetime.isoformat, datetime.fromisoformat)
    if declared in _KINDS or origin in (Union, UnionType):
        return _either(inner or (declared,))
    if origin in (tuple, Sequence, frozenset) and len({*inner} - {...}) == 1:
        return _several(tuple if origin is Sequence else origin, form_of(inner[0]))
    if origin is Mapping:
        return _named(form_of(inner[1]))
    return _record(declared)


def _same(value: Any) -> Any:
    return value


def _refused(value: Any) -> Any:
    raise TypeError(value)


def _checked(kind: type) -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(value)
        return math.nan if value != value else value  # the one NaN that is equal to itself

    return checked


def _either(kinds: tuple[Any, ...]) -> PlainForm:
    """One of several types, or nothing; which of them stands before the value."""
    each = [k for kind in kinds if kind is not NoneType for k in _KINDS.get(kind, (kind,))]
    forms = {kind: (n, form_of(kind)) for n, kind in enumerate(each)}
    in_order, may_be_none = [form for _, form in forms.values()], NoneType in kinds

    def pack(value: Any) -> Any:
        if value is None:
            return None
        number, form = forms[type(value)]
        return [number, form.pack(value)]

    def unpack(plain: Any) -> Any:
        if plain is None and may_be_none:
            return None
        number, value = _list(plain)
        return in_order[_index(number)].unpack(value)

    return PlainForm(pack, unpack)


def _index(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise TypeError(number)
    return number


def _several(kind: Callable[[Any], Any], form: PlainForm) -> PlainForm:
    def pack(values: Any) -> Any:
        packed = [form.pack(value) for value in values]
        return sorted(packed) if kind is frozenset else packed

    return PlainForm(pack, lambda plain: kind(form.unpack(value) for value in _list(plain)))


def _list(plain: Any) -> Any:
    if type(plain) is not list:
        raise TypeError(plain)
    return plain


def _named(form: PlainForm) -> PlainForm:
    """By name, in the order of the mapping."""
    return PlainForm(
        lambda values: [[name, form.pack(value)] for name, value in values.items()],
        lambda plain: {_text(name): form.unpack(value) for name, value in _list(plain)},
    )


_text = _checked(str)


def _record(kind: Any) -> PlainForm:
    """A dataclass or named tuple: its fields in their order."""
    if not (is_dataclass(kind) or hasattr(kind, "_fields")):
        raise TypeError(kind)
    names = [f.name for f in fields(kind)] if is_dataclass(kind) else kind._fields

    @cache  # not before it is needed: a record may hold others of its own kind
    def forms() -> list[PlainForm]:
        hints = get_type_hints(kind)
        return [form_of(hints[name]) for name in names]

    def pack(value: Any) -> Any:
        return [f.pack(getattr(value, n)) for n, f in zip(names, forms(), strict=True)]

    def unpack(plain: Any) -> Any:
        return kind(*(f.unpack(v) for f, v in zip(forms(), _list(plain), strict=True)))

    return PlainForm(pack, unpack)
