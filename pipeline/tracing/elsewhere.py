"""Where to look where somebody asks for what is no item: a figure worked out of several, a sector, a unit."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.form import Form, Indicator, Measure
from pipeline.words.naming import is_head, named_figure, named_indicators, named_subject, named_unit
from pipeline.words.wording import inert, listing


def printed(
    text: str, about: str | None, owner: str | None, when: Sequence[str], declared: Declarations
) -> list[Indicator]:
    """The item that the papers print under this name; nothing where there is none.

    UsageError for what is worked out of several items: of which, and how to ask for them (about: a sector, owner: a
    unit, when: the options of the time that was asked for); and for what is counted in the ledgers.
    """
    form, plan = declared.form, declared.bulletin
    figure = named_figure(text, form, (*plan.sectors.columns, *plan.series.columns))
    planned = form.measures.get(figure or "")
    if planned is None:
        if figure is None:
            _refuse_counted(text, declared)
        return [form.indicators[figure]] if figure else []
    parts = (*planned.sum, *planned.less, *planned.over)
    if len(parts) == 1:  # an item under another name
        return [form.indicators[parts[0]]]
    options = (*_options(about, owner, declared), *when)
    command = " ".join(["pipeline trace", *_items(parts, form), *options])
    made_of = _made_of(planned, form)
    raise UsageError(f"“{inert(text)}”不是表上的一项，由{made_of}算出，请查：{command}")


def _refuse_counted(text: str, declared: Declarations) -> None:
    """UsageError for what the papers count hazard by hazard: where each is told."""
    if declared.ledger and declared.hazards:
        plan = declared.hazards
        if is_head(text, (*plan.sectors.columns, *plan.levels.columns)):
            raise UsageError(
                f"“{inert(text)}”按{declared.ledger.sheet}逐条统计，不是表上的指标。各条和出处见当月的"
                f"{declared.ledger.book.file}；查一个隐患：pipeline trace --hazard 隐患编号"
            )


def _options(about: str | None, owner: str | None, declared: Declarations) -> Iterator[str]:
    """The sector and the unit that were named, to be named again."""
    if about:
        yield f"--sector {declared.roster.subjects[about].name}"
    if owner:
        yield f"--unit {declared.roster.units[owner].name}"


def _made_of(planned: Measure, form: Form) -> str:
    ways = ("", "减去", "除以")
    parts = (planned.sum, planned.less, planned.over)
    return "".join(
        f"{way}{_sum(part, form)}" for way, part in zip(ways, parts, strict=True) if part
    )


def _sum(names: Sequence[str], form: Form) -> str:
    return f"{listing(_items(names, form))}{'之和' if len(names) > 1 else ''}"


def _items(names: Iterable[str], form: Form) -> list[str]:
    """How each can be asked for: by its number, or by its name where that is another's too."""
    found = (form.indicators[name] for name in names)
    return list(dict.fromkeys(i.item if len(form.by_item[i.item]) == 1 else i.name for i in found))


def another_option(text: str, names: Sequence[str], declared: Declarations) -> str:
    """That a text among the `names` of items is a sector's or a unit's, and how to ask; empty where it is neither.

    A mere number is taken for a slip in an item's.
    """
    roster, form = declared.roster, declared.form
    subject, unit = named_subject(text, roster), named_unit(text, roster)
    items = [i for name in names for i in named_indicators(name, form)]
    if text.isdecimal() or not (subject or unit):
        return ""
    if subject and subject in roster.by_sector:
        what, option, name = roster.terms.sector, "--sector", roster.subjects[subject].name
        items = [i for i in (*items, *form.indicators.values()) if i.level == "sector"]
    else:
        owner = unit or roster.subjects[subject or ""].unit
        what, option, name = "单位" if unit else "一张表", "--unit", roster.units[owner].name
        mine = set(roster.units[owner].sectors)
        fills = [level for level, sheets in roster.by_level.items() if mine & set(sheets)]
        items = [i for i in (*items, *form.indicators.values()) if i.level in fills]
    example = f"，例如：pipeline trace {items[0].item} {option} {name}" if items else ""
    return f"“{inert(text)}”是{what}，不是指标，请写在{option}后面{example}"
