"""What an editor of a final draft left open in Word: tracked changes, comments, hidden text, text struck through."""

from collections.abc import Mapping

REVISION, COMMENT, HIDDEN, STRUCK = MARKS = ("修订", "批注", "隐藏文字", "删除线")
_ELEMENTS = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo"), REVISION),
    **dict.fromkeys(("cellIns", "cellDel", "cellMerge"), REVISION),
    **dict.fromkeys(("commentReference", "commentRangeStart"), COMMENT),
}
_PROPERTIES = {"vanish": HIDDEN, "strike": STRUCK, "dstrike": STRUCK}
_OFF = ("0", "false", "off")


def mark_of(name: str) -> str:
    """What an element says is left open by being there; empty for most."""
    return REVISION if is_former(name) else _ELEMENTS.get(name, "")


def is_former(name: str) -> bool:
    """Whether an element holds the looks that something had before a tracked change: rPrChange and its like."""
    return name.endswith("PrChange")


def switched(name: str, attributes: Mapping[str, str]) -> tuple[str, bool]:
    """Why a property takes its letters out of what is read, and whether it does: hidden or struck through.

    Empty for any other property.
    """
    return _PROPERTIES.get(name, ""), value_of(attributes) not in _OFF


def value_of(attributes: Mapping[str, str]) -> str:
    """The value of a property, whatever the prefix; empty where it is given without one."""
    return next((v for k, v in attributes.items() if k.rpartition("}")[2] == "val"), "")
