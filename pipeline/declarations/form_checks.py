"""What contradicts itself in schemas/form.toml only when its parts are seen together."""

import re
import string

from pipeline.declarations.plain_values import wrong_with_choices
from pipeline.declarations.tables import Table
from pipeline.model.form import Form, SharedItem
from pipeline.words.wording import same_text


def check_form(file: Table, form: Form) -> None:
    """DeclarationError names the key of the first contradiction."""
    if form.basis not in form.bases:
        raise file.fault("form.basis", "不在bases之内")
    if problem := wrong_with_choices(form.bases):
        raise file.fault("form.bases", problem)
    _check_sections(file, form)
    _check_ids(file, form)
    _check_labels(file, form)
    _check_items(file, form)


def _check_sections(file: Table, form: Form) -> None:
    for field in ("id", "number", "label"):
        seen: dict[str, int] = {}
        for place, section in enumerate(form.sections, 1):
            value = str(getattr(section, field))
            first = seen.setdefault(value, place)
            if first != place:
                raise file.fault(f"section[{place}].{field}", f"{value}：与第{first}个部分的相同")


def _check_ids(file: Table, form: Form) -> None:
    """A cell is named <sector>_<heading> or <sector>_<indicator>; figures are looked up by one name."""
    for name in form.indicators:
        if name in form.headings:
            raise file.fault(f"indicators.{name}", "与headings中的标识相同")
        if name in form.measures:
            raise file.fault(f"measures.{name}", "与indicators中的标识相同")


def _check_labels(file: Table, form: Form) -> None:
    """A label guards the cell beside it, so it must tell that cell from all others."""
    seen: dict[str, str] = {}
    labels = {f"headings.{h.id}.label": h.label for h in form.headings.values()}
    labels |= {f"indicators.{i.id}.label": i.label for i in form.indicators.values()}
    for key, label in labels.items():
        other = seen.setdefault(same_text(label), key)
        if other != key:
            raise file.fault(key, f"与{other}的名称相同")


def _check_items(file: Table, form: Form) -> None:
    numbers = {str(s.number) for s in form.sections}
    for indicator in form.indicators.values():
        match = re.fullmatch(r"([0-9]+)-[0-9]+", indicator.item)
        if not match or match[1] not in numbers:
            raise file.fault(
                f"indicators.{indicator.id}.item", f"没有第{indicator.item}项所在的部分"
            )
    for item, indicators in form.by_item.items():
        ids, shared = [i.id for i in indicators], form.shared_items.get(item)
        if len(ids) > 1 and shared is None:
            raise file.fault(
                f"indicators.{ids[1]}.item",
                f"与{ids[0]}同占第{item}项一格，却没有声明为shared_item",
            )
        if shared and _fields(file, shared) != sorted(ids):
            raise file.fault("shared_item.format", f"第{item}项应正好用到{'、'.join(ids)}")
    for unknown in [item for item in form.shared_items if item not in form.by_item]:
        raise file.fault("shared_item.item", f"没有第{unknown}项")


def _fields(file: Table, shared: SharedItem) -> list[str]:
    """The placeholders of a shared cell's format; each stands there once."""
    try:
        return sorted(f for _, f, _, _ in string.Formatter().parse(shared.format) if f is not None)
    except ValueError:
        raise file.fault("shared_item.format", "花括号不成对") from None
