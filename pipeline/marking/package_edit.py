"""The package of a workbook being edited: its parts, how they relate, what they are, and the bytes in the end."""

import io
import zipfile
from collections.abc import Mapping
from posixpath import basename, dirname, normpath, relpath

from pipeline.marking.xml_edit import MOST_TAGS, Element, UneditableError, XmlPart, quoted

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_RELATIONS = f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
_DENSE = (".png", ".jpg", ".jpeg", ".gif", ".zip")  # nothing is won by packing these again


class PackageEdit:
    """The parts of a workbook in their order; parsed where asked for, written back as they were or as edited.

    UneditableError wherever an edit would have to guess.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Take unpacked parts that have passed the guard."""
        self._parts = dict(parts)
        self._xml: dict[str, XmlPart] = {}
        if self.xml(WORKBOOK).root.namespace != MAIN:
            raise UneditableError("文件是“Strict Open XML”格式")

    def xml(self, name: str) -> XmlPart:
        """A part to be looked at or edited."""
        if name not in self._xml:
            self._xml[name] = XmlPart(self.part(name))
            if sum(part.tags for part in self._xml.values()) > MOST_TAGS:
                raise UneditableError("文件内部过大")  # all trees are held at once
        return self._xml[name]

    def part(self, name: str) -> bytes:
        """A part as it stands, edits included."""
        if name in self._xml:
            return self._xml[name].content()
        if name not in self._parts:
            raise UneditableError("文件内部缺少部件")
        return self._parts[name]

    def put(self, name: str, content: bytes) -> None:
        """Put a part in the place of an old one, or behind all others."""
        self._xml.pop(name, None)
        self._parts[name] = content

    def drop(self, name: str) -> None:
        """Leave a part out."""
        self._xml.pop(name, None)
        self._parts.pop(name, None)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._parts

    def names(self) -> list[str]:
        """All parts."""
        return list(self._parts)

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern with a number in it that no part has, whatever its case."""
        taken = {n.lower() for n in self._parts}
        return next(
            n for i in range(1, len(taken) + 2) if (n := pattern.format(i)).lower() not in taken
        )

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """A new part and what it is."""
        self.put(name, content)
        self._declare(
            "Override", f"PartName={quoted(f'/{name}')} ContentType={quoted(content_type)}"
        )

    def know_extension(self, extension: str, content_type: str) -> None:
        """Make sure that the parts of an extension are known for what they are."""
        defaults = self.xml(_TYPES).root.all("Default")
        if extension not in {e.attributes.get("Extension", "").lower() for e in defaults}:
            told = f"Extension={quoted(extension)} ContentType={quoted(content_type)}"
            self._declare("Default", told)

    def _declare(self, name: str, attributes: str) -> None:
        types = self.xml(_TYPES)
        types.place(types.root, name, types.own(f"<{name} {attributes}/>"), ("Default", "Override"))
        self.put(_TYPES, types.content())  # parsed anew, so that the next look sees it

    def related(self, source: str, kind: str) -> dict[str, str]:
        """Relation id -> part, of those of one kind that a part has inside the package."""
        return {
            e.attributes["Id"]: _target(source, e.attributes["Target"])
            for e in self._relations(source)
            if e.attributes.get("Type") == f"{RELATIONS}/{kind}"
            if e.attributes.get("TargetMode") != "External"
        }

    def relate(self, source: str, kind: str, part: str) -> str:
        """Relate a part to another; the relation's id."""
        name = relations_of(source)
        if not self.has(name):
            self.put(name, _NO_RELATIONS)
        relations = self.xml(name)
        taken = {e.attributes["Id"].lower() for e in self._relations(source)}
        free = (f"rId{n}" for n in range(1, len(taken) + 2))
        id_ = next(i for i in free if i.lower() not in taken)
        path = quoted(relpath(part, dirname(source)))
        relation = f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target={path}/>'
        relations.append(relations.root, relations.own(relation))
        self.put(name, relations.content())
        return id_

    def _relations(self, source: str) -> list[Element]:
        name = relations_of(source)
        return self.xml(name).root.all("Relationship") if self.has(name) else []

    def content(self) -> bytes:
        """The package, its parts in their old order and new ones behind; the same on any day and machine."""
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name in self._parts:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.create_system, info.external_attr = 0, 0
                dense = name.lower().endswith(_DENSE)
                method = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
                archive.writestr(info, self.part(name), method, 6)
        return data.getvalue()


def relations_of(source: str) -> str:
    """The part that holds a part's relations."""
    return f"{dirname(source)}/_rels/{basename(source)}.rels"


def _target(source: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(f"{dirname(source)}/{target}")
