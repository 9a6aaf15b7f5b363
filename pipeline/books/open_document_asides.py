"""What stands beside the cells of an ods file: comments, and the texts of boxes that lie at a cell or on the page."""

from collections.abc import Iterator

from odfdo import Element

_COMMENT, _SHAPES, _BOX = "office:annotation", "table:shapes", "draw:"


def aside_texts(holder: Element) -> Iterator[str]:
    """The texts of comments and boxes in a cell, or in a table that has boxes at no cell."""
    for child in holder.children:
        if child.tag == _SHAPES:
            yield from aside_texts(child)
        elif child.tag == _COMMENT or child.tag.startswith(_BOX):
            paragraphs = (p.inner_text.strip() for p in child.get_elements("descendant::text:p"))
            text = " ".join(p for p in paragraphs if p)
            if text:
                yield text
