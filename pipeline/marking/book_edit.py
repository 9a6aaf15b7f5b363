"""The index of a workbook being edited: a sheet of ours put first, or in the place of the one from an earlier round."""

import re

from pipeline.marking.package_edit import RELATIONS, WORKBOOK, PackageEdit, relations_of
from pipeline.marking.style_edit import is_on
from pipeline.marking.texts import as_content, quoted_sheet
from pipeline.marking.xml_edit import UneditableError, XmlPart, quoted

NAME = "pipeline_return_notice"  # the defined name by which our sheet is known again
_TITLE = "退回说明"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize"),
    *("customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"),
    *("fileRecoveryPr", "webPublishObjects", "extLst"),
)
_SHEETS = ("worksheet", "chartsheet", "dialogsheet")
_PROPERTIES = "docProps/app.xml"
# Whatever is not plainly off: only then a sheet, which may be large, is parsed.
_SELECTED = re.compile(rb"""tabSelected\s*=\s*(?!["'](?:0|false)["'])""")


class BookEdit:
    """The sheets of a workbook: name -> part, in order, and the edits of the index."""

    def __init__(self, package: PackageEdit) -> None:
        """Look at the index."""
        self._package, self._part = package, package.xml(WORKBOOK)
        related = {i: p for kind in _SHEETS for i, p in package.related(WORKBOOK, kind).items()}
        index = self._part.root.child("sheets")
        if index is None or any(s.attributes["id"] not in related for s in index.children):
            raise UneditableError("文件内部的目录有缺失")
        self._index = {s.attributes["name"]: s for s in index.children}
        self.parts = {name: related[s.attributes["id"]] for name, s in self._index.items()}

    def is_hidden(self, sheet: str) -> bool:
        """Whether a sheet is hidden."""
        return self._index[sheet].attributes.get("state", "visible") != "visible"

    def put_first(self, content: bytes, earlier: str | None) -> None:
        """Show a sheet of ours first; where there is one from an earlier round, in its place."""
        if earlier is None:
            self._add(content)
            at = 0
        else:
            self._package.put(self.parts[earlier], content)
            self._package.drop(relations_of(self.parts[earlier]))
            self._part.set(self._index[earlier], "state", None)
            at = list(self._index).index(earlier)
        self._select(at, earlier)
        self._forget_titles()

    def _add(self, content: bytes) -> None:
        """Our sheet before all others; names that belong to a sheet follow it to its new number."""
        part = self._package.free_name("xl/worksheets/sheet{}.xml")
        self._package.add(part, content, _TYPE)
        relation = self._package.relate(WORKBOOK, "worksheet", part)
        title = self._free_title()
        number = max(int(s.attributes["sheetId"]) for s in self._index.values()) + 1
        told = f'name={quoted(title)} sheetId="{number}" r:id={quoted(relation)}'
        first = next(iter(self._index.values()))
        self._part.before(first, self._part.own(f'<sheet xmlns:r="{RELATIONS}" {told}/>'))
        self._name(title)

    def _name(self, title: str) -> None:
        names, own = self._part.root.child("definedNames"), self._part.own
        for name in names.children if names else []:
            place = name.attributes.get("localSheetId")
            if place is not None:
                self._part.set(name, "localSheetId", str(int(place) + 1))
            elif name.attributes.get("name") == NAME:  # of a sheet that is gone
                self._part.replace(name, "")
        target = as_content(f"{quoted_sheet(title)}!$A$1")
        xml = own(f'<definedName name="{NAME}" hidden="1">') + target + own("</definedName>")
        if names is None:
            xml = own("<definedNames>") + xml + own("</definedNames>")
            self._part.place(self._part.root, "definedNames", xml, _ORDER)
        else:
            self._part.append(names, xml)

    def _free_title(self) -> str:
        taken = {name.casefold() for name in self._index}
        titles = [_TITLE, *(f"{_TITLE}{n}" for n in range(2, len(taken) + 3))]
        return next(t for t in titles if t.casefold() not in taken)

    def _select(self, at: int, ours: str | None) -> None:
        """Open the workbook on our sheet, and take all others out of the selection."""
        views = list(self._part.root.walk("workbookView"))
        for view in views:
            self._part.set(view, "activeTab", str(at))
            self._part.set(view, "firstSheet", None)
        for name, part in self.parts.items():
            if name != ours and _SELECTED.search(self._package.part(part)):
                self._deselect(self._package.xml(part))

    def _deselect(self, sheet: XmlPart) -> None:
        """Excel types into all sheets that are selected."""
        for view in sheet.root.walk("sheetView"):
            if is_on(view.attributes.get("tabSelected", "0")):
                sheet.set(view, "tabSelected", None)

    def _forget_titles(self) -> None:
        """Without the list of sheets that some programs add to a file's properties: it would be wrong now."""
        if self._package.has(_PROPERTIES):
            properties = self._package.xml(_PROPERTIES)
            for name in ("HeadingPairs", "TitlesOfParts"):
                for element in properties.root.all(name):
                    properties.replace(element, "")
