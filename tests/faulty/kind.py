"""What a kind of faulty or odd workbook is: how it is made, and what must happen to it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from tests.faulty.making import owner, whole
from tests.support.cells import at
from tests.support.workspaces import declarations

Make = Callable[[], bytes]
Lay = Callable[[Path], None]
Place = tuple[str, str | None]  # (worksheet, cell)
NOON = "2023-07-27T12:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that must be told: the rule's code or case, and where (a defined name, or a worksheet and cell)."""

    what: str
    where: Place | str | None = None

    @property
    def code(self) -> str:
        """The rule's code."""
        return code_of(self.what)

    @property
    def place(self) -> Place | None:
        """The worksheet and cell."""
        if not isinstance(self.where, str):
            return self.where
        return at(whole(owner(self.where)), self.where)


@dataclass(frozen=True, slots=True)
class Faulty:
    """One kind that must not count. faults: all the errors that it is told of, no more and no fewer."""

    file: str
    why: str
    status: str
    faults: tuple[Fault, ...]
    lay: Lay
    received: str = NOON


@dataclass(frozen=True, slots=True)
class Tolerated:
    """One kind that counts like the clean form of its unit. told: rules of which it is told, mildly."""

    file: str
    why: str
    make: Make
    unit: str
    told: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those rules."""
        return tuple(map(code_of, self.told))


def returned(
    file: str,
    why: str,
    make: Make,
    what: str,
    where: Place | str | None = None,
    *more: Fault,
    received: str = NOON,
) -> Faulty:
    """A form of ours with one fault; a second one only where the file has two."""
    faults = (Fault(what, where), *more)
    return Faulty(_named(file), why, "returned", faults, written(make), received)


def unreadable(file: str, why: str, make: Make, what: str = "damaged") -> Faulty:
    """Bytes that are no workbook, or none that can be trusted."""
    lay = written(make)
    return Faulty(_named(file), why, "unreadable", (Fault(what),), lay)


def unrecognised(file: str, why: str, make: Make, what: str = "unrecognised") -> Faulty:
    """A workbook that is none of our forms."""
    lay = written(make)
    return Faulty(_named(file), why, "unrecognised", (Fault(what),), lay)


def ignored(file: str, why: str, make: Make) -> Faulty:
    """What is listed and not looked into."""
    return Faulty(_named(file), why, "ignored", (), written(make))


def no_file(file: str, why: str, lay: Lay) -> Faulty:
    """An entry of a folder that is no regular file."""
    return Faulty(_named(file), why, "unreadable", (Fault("not_regular"),), lay)


def tolerated(file: str, why: str, make: Make, *told: str, unit: str = "rescue") -> Tolerated:
    """A form that is odd and yet says clearly what the clean one says."""
    return Tolerated(_named(file), why, make, unit, told)


def written(make: Make) -> Lay:
    """Writes a file with what `make` gives."""
    return partial(_write, make)


def _write(make: Make, path: Path) -> None:
    path.write_bytes(make())


def _named(file: str) -> str:
    return file if "." in file else f"{file}.xlsx"


def code_of(what: str) -> str:
    """A rule's code, by itself or by the case that it words."""
    rules = declarations().rules
    return next((r.code for r in rules if what in (r.code, r.parameters.get("case"))), what)


def name_of(path: str) -> str:
    """A path as the manifest has it: bytes that are no UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def lay_down(kind: Faulty, path: Path) -> None:
    """Put a kind where it is to lie, with the time at which it came."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind.lay(path)
    if path.is_file() and not path.is_symlink():
        moment = datetime.fromisoformat(kind.received).timestamp()
        os.utime(path, (moment, moment))
