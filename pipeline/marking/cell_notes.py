"""Comments on cells: ours beside and behind those that a unit wrote itself, and away again in the next round."""

from collections.abc import Callable, Mapping

from pipeline.books.references import corners, position
from pipeline.marking.note_shapes import VML, Box, add_shapes, drop_shapes, new_drawing
from pipeline.marking.package_edit import HEADER, MAIN, PackageEdit
from pipeline.marking.sheet_edit import SheetEdit
from pipeline.marking.texts import as_content, lines_of
from pipeline.marking.xml_edit import Element, UneditableError, XmlPart
from pipeline.model.own_sheets import NOTE_SIGN

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_WIDE, _SIZE = 210, 9  # of a comment's box and its letters, in points
_NONE = f'{HEADER}<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
_FONT = '<rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/></rPr>'


def forget_notes(package: PackageEdit, sheet: SheetEdit) -> None:
    """Take the comments of an earlier round out of a sheet; a unit's own stay, without what we had put behind."""
    for name in package.related(sheet.name, "comments").values():
        part = package.xml(name)
        gone = [c.attributes["ref"] for c in part.root.walk("comment") if _forget(part, c)]
        package.put(name, part.content())
        shapes = package.related(sheet.name, VML).get(sheet.drawing or "")
        if shapes and gone:
            package.put(shapes, drop_shapes(package.part(shapes), gone))


def add_notes(
    package: PackageEdit, sheet: SheetEdit, notes: Mapping[str, str], author: str
) -> None:
    """Comment on cells (reference -> text); a cell that has a comment keeps it, ours behind."""
    if not notes:
        return
    name = next(iter(package.related(sheet.name, "comments").values()), None)
    if name is None:
        name = package.free_name("xl/comments{}.xml")
        package.add(name, _NONE, _TYPE)
        package.relate(sheet.name, "comments", name)
    part = package.xml(name)
    present = {c.attributes["ref"]: c for c in part.root.walk("comment")}
    for ref, text in notes.items():
        if ref in present:
            _put_behind(part, present[ref], text)
    fresh = {ref: text for ref, text in notes.items() if ref not in present}
    if fresh:
        _add_comments(part, fresh, author)
        _add_boxes(package, sheet, fresh)


def _forget(part: XmlPart, comment: Element) -> bool:
    """Cut our text off a comment; whether nothing is left of it."""
    before, _, ours = "".join(t.text for t in comment.walk("t")).partition(NOTE_SIGN)
    if not ours:
        return False
    if not before.strip():
        part.replace(comment, "")
        return True
    left = len(before.rstrip())
    for text in comment.walk("t"):
        kept = text.text[:left]
        left -= len(kept)
        if kept != text.text:
            part.replace(text, part.own(_text(kept)))
    return False


def _put_behind(part: XmlPart, comment: Element, text: str) -> None:
    body = comment.child("text")
    plain = body.child("t") if body else None
    if body is None:
        part.append(comment, part.own(f"<text>{_run(text)}</text>"))
        return
    if plain:  # beside runs a plain text is not shown
        part.replace(plain, part.own("<r>") + part.source(plain) + part.own("</r>"))
    part.append(body, part.own(_run(f"\n{text}")))


def _add_comments(part: XmlPart, notes: Mapping[str, str], author: str) -> None:
    authors, comments = part.root.child("authors"), part.root.child("commentList")
    if authors is None or comments is None:
        raise UneditableError("文件内部的批注有缺失")
    names = [a.text for a in authors.children]
    if author not in names:
        part.append(authors, part.own(f"<author>{as_content(author)}</author>"))
        names.append(author)
    for ref, text in notes.items():
        head = f'<comment ref="{ref}" authorId="{names.index(author)}">'
        part.append(comments, part.own(f"{head}<text>{_run(text)}</text></comment>"))


def _run(text: str) -> str:
    return f"<r>{_FONT}{_text(text)}</r>"


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{as_content(text)}</t>'


def _add_boxes(package: PackageEdit, sheet: SheetEdit, notes: Mapping[str, str]) -> None:
    """The shapes in which the comments are shown, in the sheet's drawing or in a new one."""
    shapes = package.related(sheet.name, VML).get(sheet.drawing or "")
    if shapes is None:
        shapes = package.free_name("xl/drawings/vmlDrawing{}.vml")
        others = [package.part(n) for n in package.names() if n.lower().endswith(".vml")]
        package.put(shapes, new_drawing(others))
        package.know_extension("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        sheet.attach(package.relate(sheet.name, VML, shapes))
    boxes = {ref: _box(sheet, ref, text) for ref, text in notes.items()}
    package.put(shapes, add_shapes(package.part(shapes), boxes))


def _box(sheet: SheetEdit, ref: str, text: str) -> Box:
    """A box right of a cell, high enough for the text."""
    _, (_, last) = corners(sheet.layout.area(ref))
    left, (top, _) = last + 1, position(ref)
    high = lines_of(text, _SIZE, _WIDE - _SIZE) * _SIZE * 1.4 + 8
    right = _far_side(left, _WIDE, sheet.layout.width)
    bottom = _far_side(top, high, sheet.layout.height)
    return (left - 1, 12, top - 1, 2, right[0] - 1, right[1], bottom[0] - 1, bottom[1])


def _far_side(at: int, points: float, size: Callable[[int], float]) -> tuple[int, int]:
    """Where a length ends that begins at a column or row: its number, and pixels into it."""
    last = at + 40
    while at < last and points > size(at):
        points -= size(at)
        at += 1
    return at, int(points / 0.75)
