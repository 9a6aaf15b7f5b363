"""What the parts of an xlsx package refer to: which leads to which."""

import posixpath
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.books.xml_parts import elements

Relation = tuple[str, str, str]  # its id, its kind, and the part that it leads to


def relations_of(parts: Mapping[str, bytes], source: str) -> Sequence[Relation]:
    """(id, kind, path) of all that a part refers to inside the package; of the package itself for an empty source."""
    folder, file = posixpath.split(source)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    xml = parts[path] if source else parts.get(path, b"<Relationships/>")
    return _known_relations(xml, folder)


@lru_cache(maxsize=16)  # forms made from one template and saved by one program have the same
def _known_relations(xml: bytes, folder: str) -> Sequence[Relation]:
    return [
        (a["Id"], a.get("Type", "").rpartition("/")[2].lower(), _path(folder, a["Target"]))
        for _, a, _ in elements(xml, "Relationship")
        if a.get("TargetMode") != "External"
    ]


def _path(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
