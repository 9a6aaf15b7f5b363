"""How the cells of 退回说明 look: styles appended to those of the workbook."""

from pipeline.marking.style_edit import Styles
from pipeline.model.record import record


@record
class _Look:
    size: int = 10
    face: str = "宋体"
    bold: bool = False
    underlined: bool = False
    colour: str = "FF000000"
    fill: str = ""
    boxed: bool = True
    across: str = "left"


RED, BLUE = "FFC00000", "FF0563C1"
_LOOKS = {
    "sample": _Look(11, "黑体", colour=RED, boxed=False, across="center"),
    "title": _Look(16, "黑体", boxed=False, across="center"),
    "about": _Look(11, boxed=False),
    "to_do": _Look(11, "黑体", colour=RED, boxed=False),
    "head": _Look(10, "黑体", fill="FFE7E6E6", across="center"),
    "centre": _Look(across="center"),
    "text": _Look(),
    "severe": _Look(face="黑体", colour="FF9C0006", fill="FFFFC7CE", across="center"),
    "mild": _Look(face="黑体", colour="FF7F6000", fill="FFFFEB9C", across="center"),
    "told": _Look(colour="FF7F7F7F", across="center"),
    "link": _Look(underlined=True, colour=BLUE, across="center"),
}
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FF7F7F7F"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
_NO_SIDES = "<left/><right/><top/><bottom/>"


def notice_looks(styles: Styles) -> dict[str, int]:
    """The number of each style by what it is for."""
    return {name: _add(styles, look) for name, look in _LOOKS.items()}


def size_of(look: str) -> int:
    """The font size of a look, in points."""
    return _LOOKS[look].size


def marked_looks(styles: Styles) -> dict[bool, int]:
    """The differential styles of cells that must be put right (True), and of those that are asked about."""
    return {
        severe: _add_marked(styles, _LOOKS["severe" if severe else "mild"])
        for severe in (True, False)
    }


def _add(styles: Styles, look: _Look) -> int:
    emphasis = f"{'<b/>' * look.bold}{'<u/>' * look.underlined}"
    font = styles.add(
        "fonts",
        f'<font>{emphasis}<sz val="{look.size}"/><color rgb="{look.colour}"/>'
        f'<name val="{look.face}"/><family val="3"/><charset val="134"/></font>',
    )
    fill = styles.add("fills", _fill(look.fill, "fgColor"))
    sides = _SIDES if look.boxed else _NO_SIDES
    border = styles.add("borders", f"<border>{sides}<diagonal/></border>")
    return styles.add(
        "cellXfs",
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1"'
        ' applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{look.across}" vertical="center" wrapText="1"/></xf>',
    )


def _add_marked(styles: Styles, look: _Look) -> int:
    font = f'<font><color rgb="{look.colour}"/></font>'
    return styles.add("dxfs", f"<dxf>{font}{_fill(look.fill, 'bgColor')}</dxf>")


def _fill(colour: str, name: str) -> str:
    """In a cell's style fgColor is what is seen, in a differential one bgColor."""
    if not colour:
        return '<fill><patternFill patternType="none"/></fill>'
    other = '<bgColor indexed="64"/>' if name == "fgColor" else ""
    return f'<fill><patternFill patternType="solid"><{name} rgb="{colour}"/>{other}</patternFill></fill>'
