"""What somebody wants to be traced: names of indicators, a sector, a unit, made out or refused with a hint."""

from collections.abc import Sequence
from typing import NoReturn

from pipeline.model.declared import Declarations
from pipeline.model.errors import UsageError
from pipeline.model.form import Indicator
from pipeline.model.record import record
from pipeline.model.roster import Roster
from pipeline.tracing.elsewhere import another_option, printed
from pipeline.tracing.hints import how_to_ask, where_filled
from pipeline.words.naming import (
    named_indicators,
    named_subject,
    named_unit,
    near_indicators,
    near_names,
)
from pipeline.words.wording import inert, listing


@record
class Question:
    """A total, and the sheets whose parts of it are asked for. whole: all of them."""

    indicator: Indicator
    sheets: tuple[str, ...]
    whole: bool


def questions(
    names: Sequence[str],
    sector: str | None,
    unit: str | None,
    declared: Declarations,
    when: Sequence[str] = (),
) -> list[Question]:
    """One question an indicator, in the order in which they were named; UsageError where something fits nothing.

    when: the options that say of which time, as --month 2023-06, for the command that a refusal advises.
    """
    if not names:
        raise UsageError(how_to_ask(declared))
    about = _subject(sector, declared) if sector is not None else None
    owner = _unit(unit, declared) if unit is not None else None
    if about and owner:
        _check_owner(about, owner, declared.roster)
    asked: list[Indicator] = []
    for name in names:
        found = named_indicators(name, declared.form)
        asked += (
            found or printed(name, about, owner, when, declared) or _unnamed(name, names, declared)
        )
    return [_question(i, about, owner, declared) for i in dict.fromkeys(asked)]


def _check_owner(subject: str, owner: str, roster: Roster) -> None:
    sheet = roster.sheet_of(owner, subject)
    if sheet is None or roster.sheets[sheet].unit != owner:
        unit, named = roster.units[owner].name, roster.subjects[subject]
        by = "" if sheet is None else f"由{roster.units[named.unit].name}填报，"
        raise UsageError(f"“{named.title}”{by}不由{unit}填报。")


def _unnamed(text: str, names: Sequence[str], declared: Declarations) -> NoReturn:
    if other := another_option(text, names, declared):
        raise UsageError(other)
    near = near_indicators(text, declared.form)
    hint = "不写指标运行 pipeline trace，会列出全部指标"
    if declared.ledger:
        hint += "；隐患编号写在--hazard后面"
    raise _unknown(text, "指标", near, hint)


def _subject(text: str, declared: Declarations) -> str:
    subject = named_subject(text, declared.roster)
    if subject is None:
        entries = declared.roster.subjects.values()
        near = near_names(text, entries)
        raise _unknown(
            text, declared.roster.terms.sector, near, f"应为{listing(s.name for s in entries)}"
        )
    return subject


def _unit(text: str, declared: Declarations) -> str:
    unit = named_unit(text, declared.roster)
    if unit is None:
        entries = declared.roster.units.values()
        near = near_names(text, entries)
        raise _unknown(text, "单位", near, f"应为{listing(u.name for u in entries)}")
    return unit


def _unknown(text: str, what: str, near: Sequence[str], hint: str) -> UsageError:
    meant = f"是不是：{listing(near)}？" if near else f"{hint}。"
    return UsageError(f"不认识“{inert(text)}”这个{what}。{meant}")


def _question(
    indicator: Indicator, subject: str | None, unit: str | None, declared: Declarations
) -> Question:
    """The parts asked for; a sector is asked for only where each has a value of its own."""
    roster = declared.roster
    filled = [roster.sheets[s] for s in roster.by_level[indicator.level]]
    asked = [s.id for s in filled if subject in (None, s.sector) and unit in (None, s.unit)]
    if not asked or (subject and indicator.level != "sector"):
        raise UsageError(where_filled(indicator, subject, declared))
    return Question(indicator, tuple(asked), whole=len(asked) == len(filled))
