"""The styles of a workbook being edited: what is appended to them, and the same style but unlocked."""

from pipeline.marking.package_edit import STYLES, PackageEdit
from pipeline.marking.xml_edit import Element, UneditableError, quoted

_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)


class Styles:
    """Appends to xl/styles.xml; no style that a cell already has is changed."""

    def __init__(self, package: PackageEdit) -> None:
        """Look at the styles; UneditableError where there are none to build on."""
        self._package = package
        self._part = package.xml(STYLES)
        self._new: dict[str, list[str]] = {}
        self._unlocked: dict[int, int] = {}

    def add(self, container: str, xml: str) -> int:
        """The number of a new member of fonts, fills, borders, cellXfs or dxfs; an equal new one is shared."""
        return self._append(container, self._part.own(xml))

    def unlocked(self, style: int) -> int:
        """The style of a cell that may be typed into: the same in all else, itself where it is unlocked already."""
        if style not in self._unlocked:
            formats = self._members("cellXfs")
            if style >= len(formats):
                raise UneditableError("文件内部的样式有缺失")
            old = formats[style]
            self._unlocked[style] = style if _is_unlocked(old) else self._copied_unlocked(old)
        return self._unlocked[style]

    def flush(self) -> None:
        """Write what was added into the part."""
        part = self._part
        for container, new in self._new.items():
            element = part.root.child(container)
            count = len(self._members(container)) + len(new)
            if element is None:
                head, tail = part.own(f'<{container} count="{count}">'), part.own(f"</{container}>")
                part.place(part.root, container, f"{head}{''.join(new)}{tail}", _ORDER)
            else:
                part.set(element, "count", str(count))
                part.append(element, "".join(new))
        self._new.clear()

    def _append(self, container: str, piece: str) -> int:
        new = self._new.setdefault(container, [])
        if piece not in new:
            new.append(piece)
        return len(self._members(container)) + new.index(piece)

    def _copied_unlocked(self, old: Element) -> int:
        """The number of a copy that is unlocked, and the same in all else."""
        part, protection = self._part, old.child("protection")
        hidden = protection.attributes.get("hidden", "0") if protection else "0"
        attributes = {**old.attributes, "applyProtection": "1"}
        told = " ".join(f"{name}={quoted(value)}" for name, value in attributes.items())
        pieces = [
            part.own(f"<xf {told}>"),
            *(part.source(e) for e in old.all("alignment")),
            part.own(f'<protection locked="0" hidden={quoted(hidden)}/>'),
            *(part.source(e) for e in old.all("extLst")),
            part.own("</xf>"),
        ]
        return self._append("cellXfs", "".join(pieces))

    def _members(self, container: str) -> list[Element]:
        element = self._part.root.child(container)
        if element is None and container != "dxfs":
            raise UneditableError("文件内部的样式有缺失")
        return element.children if element else []


def _is_unlocked(style: Element) -> bool:
    protection = style.child("protection")
    applied = is_on(style.attributes.get("applyProtection", "0"))
    return bool(applied and protection and not is_on(protection.attributes.get("locked", "1")))


def is_on(value: str) -> bool:
    """A truth value as XML Schema writes it."""
    return value in ("1", "true")
