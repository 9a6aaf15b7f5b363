"""Frozen records: what `@dataclass(frozen=True, slots=True)` makes, in a quarter of its time.

The standard decorator compiles six functions a class; for the program's two hundred that took an eighth as long as
importing pandas and all else that it depends on. Here only `__init__` is compiled, the others share their code.
"""

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

_Class = TypeVar("_Class")
_LATER = object()  # stands for a default that each instance makes anew


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """A dataclass with slots, whose instances are equal by value, have a hash, and cannot be changed.

    There is no `__post_init__`, and every field is given to `__init__`. Pickled, an instance is its class and values.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _init(made)
    for name, method in _methods(made).items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return cast(type[_Class], made)


def _init(cls: Any) -> Any:
    """`__init__` as the standard decorator writes it for a frozen class."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_later": _LATER}
    lines = [_line(f, known) for f in fields(cls)]
    parameters = ", ".join(["self", *(parameter for parameter, _ in lines)])
    body = "\n ".join(setting for _, setting in lines) or "pass"
    exec(f"def __init__({parameters}):\n {body}", known)
    known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return known["__init__"]


def _line(of: Field[Any], known: dict[str, Any]) -> tuple[str, str]:
    """A field as a parameter, and the line that sets it; its default goes into what the function knows."""
    name, default, value = of.name, f"_default_{of.name}", of.name
    parameter = name if of.default is of.default_factory is MISSING else f"{name}={default}"
    if of.default_factory is MISSING:
        known[default] = of.default
    else:
        known[default], known[f"_new_{name}"] = _LATER, of.default_factory
        value = f"_new_{name}() if {name} is _later else {name}"
    return parameter, f"_set(self, {name!r}, {value})"


def _methods(cls: Any) -> dict[str, Any]:
    """What needs no code of its own; a method that a class brings itself stays."""
    names = tuple(f.name for f in fields(cls))
    values = attrgetter(*names) if len(names) > 1 else _few(names)

    def equal(self: object, other: object) -> object:
        same_class = other.__class__ is self.__class__
        return values(self) == values(other) if same_class else NotImplemented

    def shown(self: object) -> str:
        parts = (f"{n}={v!r}" for n, v in zip(names, values(self), strict=True))
        return f"{type(self).__qualname__}({', '.join(parts)})"

    return {
        "__eq__": equal,
        "__hash__": lambda self: hash(values(self)),
        "__repr__": shown,
        "__reduce__": lambda self: (type(self), values(self)),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }


def _few(names: tuple[str, ...]) -> Any:
    """An attrgetter of one name gives no tuple, and there is none of no names."""
    return lambda self: tuple(getattr(self, name) for name in names)


def _refuse(self: object, name: str, value: object = None) -> NoReturn:
    del self, value
    raise FrozenInstanceError(f"cannot change field {name!r}")
