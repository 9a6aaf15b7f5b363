"""requirements.lock for another system than this one: which lines hold there, and what of it the program needs."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.bundling.targets import Target


@dataclass(frozen=True, slots=True)
class Line:
    """A locked package: its requirement and the sha256 of each of its files."""

    requirement: Requirement
    hashes: frozenset[str]

    def pinned(self) -> str:
        """As pip reads it, without the marker, which pip would hold against the system it runs on."""
        hashes = " ".join(f"--hash=sha256:{digest}" for digest in sorted(self.hashes))
        return f"{self.requirement.name}{self.requirement.specifier} {hashes}"


def lines_of(lock: str) -> list[Line]:
    """Every package of a lock."""
    bare = "\n".join(line for line in lock.splitlines() if not line.lstrip().startswith("#"))
    lines = []
    for entry in bare.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split(" --hash=sha256:")
        if requirement.strip():
            lines.append(Line(Requirement(requirement), frozenset(h.strip() for h in hashes)))
    return lines


def lines_for(lock: str, target: Target) -> list[Line]:
    """The packages of a lock that a target installs."""
    environment = target.environment()
    return [
        line
        for line in lines_of(lock)
        if line.requirement.marker is None or line.requirement.marker.evaluate(environment)
    ]


def needed(wheels: Iterable[Path], program: Path, target: Target) -> list[Path]:
    """The program's wheel and those that it needs on a target, directly or not, by name.

    LookupError where one of them is not among `wheels`, or in another version than asked for.
    """
    by_name = {canonicalize_name(parse_wheel_filename(w.name)[0]): w for w in wheels}
    found: dict[Path, None] = {program: None}
    for wheel in iter_growing(found):
        for requirement in _requirements(wheel, target):
            other = by_name.get(canonicalize_name(requirement.name))
            if other is None or parse_wheel_filename(other.name)[1] not in requirement.specifier:
                raise LookupError(f"{target.id}: {wheel.name} needs {requirement}, found {other}")
            found[other] = None
    return sorted(found, key=lambda w: w.name)


def iter_growing(found: Mapping[Path, None]) -> Iterable[Path]:
    """Every key, also those that are added meanwhile."""
    at = 0
    while at < len(found):
        yield list(found)[at]
        at += 1


def _requirements(wheel: Path, target: Target) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
        told = BytesParser().parsebytes(packed.read(name)).get_all("Requires-Dist") or []
    environment = {**target.environment(), "extra": ""}
    every = [Requirement(text) for text in told]
    return [r for r in every if r.marker is None or r.marker.evaluate(environment)]
