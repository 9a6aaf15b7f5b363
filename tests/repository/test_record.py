"""Records against what the standard `@dataclass(frozen=True, slots=True)` makes of the same fields."""

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
import re
from dataclasses import FrozenInstanceError, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

import pipeline
from pipeline.model.record import record


def _all_records() -> list[type]:
    """Every record of the program, with those of modules that only some commands import."""
    found = {}
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            names = vars(importlib.import_module(module.name)).values()
            found |= {c: None for c in names if isinstance(c, type) and _is_record(c)}
    return sorted(found, key=lambda c: (c.__module__, c.__qualname__))


def _is_record(cls: type) -> bool:
    return (
        dataclasses.is_dataclass(cls)
        and getattr(cls.__setattr__, "__module__", "") == record.__module__
    )


def _standard(cls: type) -> type:
    """The same fields and defaults, made by the standard decorator."""
    given = [
        (f.name, f.type, field(default=f.default, default_factory=f.default_factory))
        for f in dataclasses.fields(cls)
    ]
    made = dataclasses.make_dataclass(cls.__name__, given, frozen=True, slots=True)
    made.__qualname__ = cls.__qualname__
    return made


RECORDS = _all_records()


def test_the_program_s_frozen_classes_are_records() -> None:
    assert len(RECORDS) > 150


@pytest.mark.parametrize("cls", RECORDS, ids=lambda c: f"{c.__module__}.{c.__qualname__}")
def test_a_record_is_what_the_standard_decorator_makes(cls: type) -> None:
    standard = _standard(cls)
    names = [f.name for f in dataclasses.fields(cls)]
    needed = [
        p.name for p in inspect.signature(standard).parameters.values() if p.default is p.empty
    ]
    assert list(inspect.signature(cls).parameters) == names
    assert cls.__match_args__ == standard.__match_args__
    assert cls.__slots__ == standard.__slots__
    one, other = (c(**{n: n * 2 for n in needed}) for c in (cls, standard))
    assert [getattr(one, n) for n in names] == [getattr(other, n) for n in names]
    full, again = cls(*names), cls(**{n: n for n in names})
    assert full == again
    assert hash(full) == hash(again) == hash(standard(*names))
    assert not hasattr(full, "__dict__")
    for name in names:
        assert replace(full, **{name: 0}) != full
        with pytest.raises(FrozenInstanceError):
            setattr(full, name, 0)
        with pytest.raises(FrozenInstanceError):
            delattr(full, name)
    assert full == again
    for kept in (copy.copy(full), copy.deepcopy(full), pickle.loads(pickle.dumps(full))):
        assert kept == full
        assert type(kept) is cls
    if cls.__repr__.__module__ == record.__module__:
        assert repr(full) == repr(standard(*names))


@record
class Base:
    a: int
    b: list[int] = field(default_factory=list)
    kind: ClassVar[str] = "base"


@record
class Derived(Base):
    c: str = "c"

    def __repr__(self) -> str:
        return "own"


@record
class Empty:
    pass


@record
class One:
    a: object


def test_defaults_are_made_anew_for_each_instance() -> None:
    one, two = Base(1), Base(1)
    one.b.append(3)
    assert (one.b, two.b, Base(2, [5]).b) == ([3], [], [5])


def test_a_record_inherits_fields_and_keeps_its_own_methods() -> None:
    derived = Derived(1, [2])
    assert (derived.a, derived.b, derived.c, derived.kind) == (1, [2], "c", "base")
    assert repr(derived) == "own"
    assert derived != Base(1, [2])
    assert Base(1, [2]).__eq__(derived) is NotImplemented


def test_records_of_one_value_and_of_none() -> None:
    nan = float("nan")
    assert Empty() == Empty()
    assert hash(Empty()) == hash(())
    assert One(nan) == One(nan), "compared as the standard decorator does, by identity first"
    assert One(1) != One(2)
    assert One(1) != 1


@pytest.mark.parametrize("given", [{}, {"a": 1, "d": 2}])
def test_what_does_not_fit_is_told_with_the_class(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"Base\.__init__\(\)"):
        Base(**given)


def test_an_instance_refuses_what_is_no_field() -> None:
    with pytest.raises(FrozenInstanceError):
        Base(1).d = 4


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(SyntaxError):

        @record
        class Wrong:
            a: int = 1
            b: int


def test_the_standard_decorator_is_not_used_where_a_record_would_do() -> None:
    folder = Path(pipeline.__path__[0])
    texts = {
        f.relative_to(folder).as_posix(): f.read_text(encoding="utf-8")
        for f in folder.rglob("*.py")
    }
    decorated = re.compile(r"^@dataclass\(frozen=True, slots=True\)$", re.MULTILINE)
    assert {name for name, text in texts.items() if decorated.search(text)} == set()
