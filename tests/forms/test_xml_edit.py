"""Edits of XML parts: only what was asked for changes, and children stand in the order of the schema."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.marking.xml_edit import MOST_TAGS, Element, UneditableError, XmlPart

ORDER = ("a", "b", "c", "d")


def child(part: XmlPart, name: str) -> Element:
    found = part.root.child(name)
    assert found
    return found


@pytest.mark.parametrize(
    "xml", ["<r/>", "<r></r>", "<r><b/></r>", "<r><d/></r>", "<r><x/><c/></r>"]
)
def test_children_are_placed_in_the_order_of_the_schema_whatever_came_first(xml: str) -> None:
    part = XmlPart(xml.encode())
    for name in ("c", "a", "b", "a"):
        part.place(part.root, name, f"<{name}/>", ORDER)
    names = [e.tag for e in ElementTree.fromstring(part.content()) if e.tag != "x"]
    assert names == sorted(names)
    assert len(names) == 4 + xml.count("<b/>") + xml.count("<c/>") + xml.count("<d/>")


def test_attributes_change_where_they_stand_and_lookalikes_in_values_do_not() -> None:
    part = XmlPart(b"""<r><a x=' y="1" ' y = '2' z:y="3" xmlns:z="u"/></r>""")
    part.set(child(part, "a"), "y", 'new & "quoted"\n')
    assert part.content() == (
        b"""<r><a x=' y="1" ' y="new &amp; &quot;quoted&quot;&#10;" z:y="3" xmlns:z="u"/></r>"""
    )
    part = XmlPart(b"<r><a y='1'/></r>")
    part.set(child(part, "a"), "y", None)
    part.set(child(part, "a"), "w", "2")
    assert part.content() == b'<r><a w="2"/></r>'


def test_an_empty_element_opens_for_what_is_put_into_it() -> None:
    part = XmlPart(b'<p:r xmlns:p="u"><p:a k=">" /><p:b></p:b></p:r>')
    for name in ("a", "b"):
        part.append(child(part, name), part.own("<t>1</t>"))
        part.append(child(part, name), part.own("<t/>"))
    assert part.content() == (
        b'<p:r xmlns:p="u"><p:a k=">"><p:t>1</p:t><p:t/></p:a><p:b><p:t>1</p:t><p:t/></p:b></p:r>'
    )


def test_removed_replaced_and_inserted_elements_leave_their_neighbours() -> None:
    part = XmlPart("<?xml version='1.0'?>\n<!-- 甲 --><r>1<a/>2<b>乙</b>3<c/>4</r>\n".encode())
    part.replace(child(part, "b"), "<n/>")
    part.before(child(part, "a"), "<m/>")
    part.replace(child(part, "c"), "")
    assert part.content().decode() == "<?xml version='1.0'?>\n<!-- 甲 --><r>1<m/><a/>2<n/>34</r>\n"


@given(
    st.recursive(
        st.text("<>&\"'甲 ", max_size=5), lambda inner: st.lists(inner, max_size=4), max_leaves=20
    )
)
def test_every_element_knows_its_own_bytes(tree: object) -> None:
    def build(node: object) -> ElementTree.Element:
        element = ElementTree.Element("e", {"k": node if isinstance(node, str) else ""})
        for inner in node if isinstance(node, list) else ():
            element.append(build(inner))
        return element

    xml = ElementTree.tostring(build(tree), "utf-8")
    part = XmlPart(xml)
    assert part.content() == xml
    assert part.source(part.root).encode() in xml
    for element in part.root.walk("e"):
        again = ElementTree.fromstring(part.source(element))
        assert dict(again.items()) == element.attributes
        assert len(again) == len(element.children)


WIDE = "<a/>".encode("utf-16")
FOREIGN = b"<?xml version='1.0' encoding='gbk'?><a/>"


@pytest.mark.parametrize("xml", [b"", b"<a>", b"<!DOCTYPE a><a/>", FOREIGN, WIDE])
def test_what_is_not_plain_xml_is_not_edited(xml: bytes) -> None:
    with pytest.raises(UneditableError):
        XmlPart(xml)


def test_more_elements_than_a_form_can_have_are_not_made_into_a_tree() -> None:
    most = MOST_TAGS - 2
    assert len(XmlPart(b"<r>" + b"<a/>" * most + b"</r>").root.children) == most
    with pytest.raises(UneditableError):
        XmlPart(b"<r>" + b"<a/>" * (most + 1) + b"</r>")


def test_a_text_in_pieces_is_one_text_and_belongs_to_its_own_element() -> None:
    part = XmlPart(b"<r>1<a>2&amp;<b>3</b>4<![CDATA[5]]></a>6<c/>7</r>")
    inner = child(part, "a")
    texts = [e.text for e in (part.root, inner, inner.children[0], child(part, "c"))]
    assert texts == ["167", "2&45", "3", ""]
