"""Random values around what each rule draws a line at: kept, just kept, just broken, broken, and values missing."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.checking.past_rules import scope
from pipeline.model.rule import Rule
from tests.support.verdicts import Form, Typed

Values = dict[str, object]
_BLANK_NOW_AND_THEN = 0.12
_TEXTS = (
    *(
        "约20",
        "12 家",
        "１２",
        "1,234",
        "12,34",
        "1,234.5",
        "  7 ",
        "　8",
        "-5",
        "-",
        "—",
        "3.",
        ".5",
    ),
    *(
        "1.2.3",
        "5-",
        "--5",
        "1 2",
        "无",
        "12|3",
        "是",
        "12.5万元",
        "12个",
        "0.1234",
        "1e3",
        "1234567890123456",
    ),
    *(True, False, "=1/0", 0.1 + 0.2, 1.0000000001, 35.6),
)
_ZERO_WORDS = ("是", "否", " 是 ", "", "对", "yes", None)


def groups(rules: Sequence[Rule], form: Form) -> list[list[Rule]]:
    """Rules that can be aimed at in one and the same case, since they speak of different cells."""
    made: dict[str, list[Rule]] = {}
    taken: dict[str, set[str]] = {}
    for rule in rules:
        key = _TOGETHER.get(rule.parameters.get("case", ""), rule.code)
        named = {i for s in form.sectors for i in _named(rule, form, s)}
        if key == rule.code and rule.kind not in _OF_ALL:
            key = next((k for k, cells in taken.items() if not cells & named), key)
            taken.setdefault(key, set()).update(named)
        made.setdefault(key, []).append(rule)
    return list(made.values())


def cases_about(rules: Sequence[Rule], form: Form, count: int, seed: str) -> Iterator[Typed]:
    """So many cases of a form, each at the rules' own lines on one of its sheets."""
    chance = random.Random(f"{seed}{','.join(r.code for r in rules)}")
    for _ in range(count):
        sector = chance.choice(
            [s for s in form.sectors if all(s in concerned(r, form) for r in rules)]
        )
        typed = {s: _base(form, s, chance) for s in form.sectors}
        for rule in {_once(r): r for r in rules}.values():
            _aim(rule, form, sector, typed, chance)
        if chance.random() < 0.2:
            typed[chance.choice(form.sectors)]["blanks_are_zero"] = "是"
        if chance.random() < 0.25:
            name = chance.choice(
                [n for r in rules for n in _named(r, form, sector)] or ["reporter"]
            )
            typed[sector][name] = None
        yield {f"{s}_{n}": v for s, own in typed.items() for n, v in own.items()}


def concerned(rule: Rule, form: Form) -> list[str]:
    """The form's sheets that a rule is about."""
    return [s for s in form.sectors if form.declared.applies(rule, s, form.period)]


def _named(rule: Rule, form: Form, sector: str) -> Iterator[str]:
    """The values that a rule speaks of."""
    known = asked(form, sector)
    yield from (name for name in rule.named if name in known)


def asked(form: Form, sector: str) -> list[str]:
    """What is to be filled on a sheet."""
    roster = form.declared.roster
    return [i.id for i in form.declared.form.indicators.values() if roster.asks(i, sector)]


def _base(form: Form, sector: str, chance: random.Random) -> Values:
    """A sheet filled somehow: small numbers, what it had before and a little more, or nearly nothing."""
    style = chance.choice(("small", "grown", "grown", "sparse"))
    filled: Values = {}
    before = form.earlier[sector].values if sector in form.earlier else {}
    for name in asked(form, sector):
        indicator = form.declared.form.indicators[name]
        if indicator.is_yesno:
            filled[name] = chance.choice(("是", "否"))
        elif style == "grown" and name in before:
            filled[name] = before[name] + chance.choice((0, 0, 1, 3))
        else:
            filled[name] = chance.choice((0, 0, 1, 2, 3, 5))
        if style == "sparse" and chance.random() < _BLANK_NOW_AND_THEN:
            filled[name] = None
    return filled


@dataclass(frozen=True)
class Aim:
    """What to aim with: a rule at the values of a form, one of its sheets above all."""

    rule: Rule
    form: Form
    sector: str
    typed: dict[str, Values]
    chance: random.Random

    @property
    def own(self) -> Values:
        """The values of the sheet."""
        return self.typed[self.sector]

    @property
    def given(self) -> Mapping[str, Any]:
        """What the rule's kind was given."""
        return self.rule.parameters


def _aim(
    rule: Rule, form: Form, sector: str, typed: dict[str, Values], chance: random.Random
) -> None:
    """Put the values of a sheet at the line that a rule draws."""
    if rule.kind in _PAST and sector not in form.earlier:
        return
    aim = _AIMS.get(rule.parameters.get("case", ""), _AIMS.get(rule.kind))
    assert aim, rule.code
    aim(Aim(rule, form, sector, typed, chance))


def _tick(form: Form, name: str) -> float:
    return 10.0 ** -form.declared.form.indicators[name].kind.decimals


def _around(chance: random.Random, line: float, tick: float) -> float:
    value = max(line + chance.choice((-1, 0, 0, 1, 2, -5, 7)) * tick, 0)
    return int(value) if tick == 1 else round(value, 4)


def _not_above(at: Aim) -> None:
    own, given = at.own, at.given
    left = (given["each"] and (at.chance.choice(given["each"]),)) or given["left"]
    for name in given["right"]:
        own[name] = _around(at.chance, at.chance.choice((0, 3, 12)), _tick(at.form, name))
    whole = sum(own[n] for n in given["right"])
    for name in left[1:]:
        own[name] = at.chance.choice((0, 1)) if left.count(name) == 1 else 0
    rest = whole - sum(own[n] for n in left[1:])
    own[left[0]] = _around(at.chance, max(rest / left.count(left[0]), 0), _tick(at.form, left[0]))


def _needs(at: Aim) -> None:
    own, given = at.own, at.given
    nothing = at.chance.random() < 0.6
    for name in given["when"]:
        own[name] = at.chance.choice((0, 0, 1, _tick(at.form, name), None))
    for name in given["then"]:
        own[name] = (
            0 if nothing else at.chance.choice((0, given["least"], given["least"] / 2, 3, None))
        )


def _at_most(at: Aim) -> None:
    for name in at.given["of"]:
        if name in asked(at.form, at.sector):
            at.own[name] = _around(at.chance, at.given["limit"], _tick(at.form, name))


def _at_least(at: Aim) -> None:
    for name in at.given["of"]:
        if name in asked(at.form, at.sector):
            at.own[name] = at.chance.choice((0, 0, 1, at.given["least"], None))


def _ratio(at: Aim) -> None:
    own, given = at.own, at.given
    own[given["whole"]] = whole = at.chance.choice((0, 1, 3, 7, 20))
    line = whole * at.chance.choice((given["least"], given["most"]))
    own[given["part"]] = _around(at.chance, line, _tick(at.form, given["part"]))


def _repeated(at: Aim) -> None:
    own, given = at.own, at.given
    value = given["above"] + at.chance.choice((0, 1, 1, 4))
    count = int(given["least"]) + at.chance.choice((-1, 0, 0, 1))
    own["checked_ent"] = at.chance.choice((value, 40, 40))
    for name in given["of"]:
        own[name] = at.chance.randrange(6, 40)
    for name in at.chance.sample(given["of"], min(count, len(given["of"]))):
        own[name] = value


def _equal_to(at: Aim) -> None:
    own, given = at.own, at.given
    own[given["to"]] = value = given["above"] + at.chance.choice((0, 1, 1, 9))
    count = int(given["least"]) + at.chance.choice((-1, 0, 0, 1))
    for n, name in enumerate(given["of"]):
        own[name] = n % 3
    for name in at.chance.sample(given["of"], count):
        own[name] = value


def _all_zero(at: Aim) -> None:
    own = at.own
    for name in asked(at.form, at.sector):
        yesno = at.form.declared.form.indicators[name].is_yesno
        own[name] = "否" if yesno else at.chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, None))
    if at.chance.random() < 0.5:
        own[at.chance.choice(asked(at.form, at.sector))] = at.chance.choice((1, "约3"))


def _same_sheets(at: Aim) -> None:
    first, second = (at.typed[s] for s in at.form.sectors[:2])
    for name in at.given["of"]:
        first[name] = second[name] = (
            at.chance.choice((0, 1, 2.5)) if at.chance.random() < 0.9 else 4
        )
    if at.chance.random() < 0.2:
        first |= dict.fromkeys(at.given["of"], 0)
        second |= dict.fromkeys(at.given["of"], 0)
    if at.chance.random() < 0.4:
        second[at.chance.choice(at.given["of"])] = at.chance.choice((3, None))


def _past(at: Aim) -> None:
    own, before = at.own, at.form.earlier[at.sector]
    names = [i for i in scope(at.rule, asked(at.form, at.sector)) if i in asked(at.form, at.sector)]
    for name in at.chance.sample(names, min(len(names), at.chance.choice((1, 2, 4, 30)))):
        was, tick = before.values[name], _tick(at.form, name)
        if at.form.declared.form.indicators[name].is_yesno:
            own[name] = at.chance.choice(("是", "否"))
        elif at.rule.kind == "moving":
            own[name] = int(was) if was.is_integer() else was
        elif at.rule.kind == "steady":
            by = max(was * at.given["share"], at.given["above"])
            own[name] = _around(at.chance, max(was + at.chance.choice((-by, by)), 0), tick)
        elif at.rule.kind == "not_jumping":
            usual = max(before.steps[-1][name], 0) if before.steps else 0
            line = max(usual * at.given["factor"], at.given["above"])
            own[name] = _around(at.chance, was + line, tick)
        else:
            own[name] = _around(at.chance, was, tick)


def _value(at: Aim) -> None:
    names = [
        n for n in asked(at.form, at.sector) if not at.form.declared.form.indicators[n].is_yesno
    ]
    for name in at.chance.sample(names, at.chance.choice((0, 1, 3))):
        kind, tick = at.form.declared.form.indicators[name].kind, _tick(at.form, name)
        at.own[name] = {
            "negative": at.chance.choice((0, -tick, -1, -0.5, tick)),
            "too_large": kind.largest + at.chance.choice((0, tick, -tick, 1000)),
            "not_whole": at.chance.choice((tick / 2, 1.5 * tick, tick, 1 + tick / 10, 2.00001)),
        }[at.given["case"]]


def _texts(at: Aim) -> None:
    for name in at.chance.sample(asked(at.form, at.sector), 4):
        at.own[name] = at.chance.choice(_TEXTS)


def _elsewhere(at: Aim) -> None:
    others = [i for i in at.form.declared.form.indicators if i not in asked(at.form, at.sector)]
    for name in at.chance.sample(others, min(2, len(others))):
        at.own[name] = at.chance.choice((3, 0, "5个", None, " "))


def _blanks(at: Aim) -> None:
    own, names = at.own, asked(at.form, at.sector)
    for name in at.chance.sample(names, at.chance.choice((0, 1, 5, len(names)))):
        own[name] = at.chance.choice((None, None, "", "　"))
    own["blanks_are_zero"] = at.chance.choice(_ZERO_WORDS)


def _headings(at: Aim) -> None:
    own = at.own
    named = {"basis_wrong": "basis", "unit_wrong": "unit", "sector_wrong": "sector"}
    heading = named.get(at.given["case"], "period")
    periods = [p.chinese for p in at.form.declared.campaign.periods_like(at.form.period)]
    words = {
        "basis": ("累计", "当月", "", None, " 累计 ", "累 计", "12"),
        "unit": ("区规划建设局", "规划建设局", "区消防救援大队", "某某局", "", " 区规划建设局"),
        "sector": ("燃气", "建筑施工", "建筑", "城镇燃气", "别的", None),
        "period": (*periods, at.form.period.chinese, "", "上个月", "2023年13月", None),
    }
    own[heading] = at.chance.choice(words[heading])
    right = {"unit": at.form.declared.roster.units[at.form.unit].name}
    right["sector"] = at.form.declared.roster.sheets[at.sector].name
    own[heading] = at.chance.choice((right.get(heading, own[heading]), own[heading]))


def _asked_headings(at: Aim) -> None:
    for name in ("reporter", "reviewer", "phone", "filled_on"):
        at.own[name] = at.chance.choice(("某", "2023年8月1日", None))


def _once(rule: Rule) -> str:
    """Some cases are aimed at all at once."""
    key = _TOGETHER.get(rule.parameters.get("case", ""), "")
    return key if key in ("texts", "blanks") else rule.code


_TOGETHER = {
    **dict.fromkeys(("not_a_number", "error_cell", "boolean_cell", "not_yes_or_no"), "texts"),
    **dict.fromkeys(("negative", "too_large", "not_whole"), "values"),
    **dict.fromkeys(("blanks", "zero_not_allowed", "zero_word"), "blanks"),
    **dict.fromkeys(("basis_wrong", "unit_wrong", "sector_wrong", "filled_elsewhere"), "headings"),
    **dict.fromkeys(("heading_blank",), "headings"),
}
_OF_ALL = ("not_falling", "not_jumping", "moving", "several", "all_zero", "same_sheets", "intake")
_PAST = ("not_falling", "not_jumping", "steady", "moving", "several")
_AIMS: dict[str, Callable[[Aim], None]] = {
    "not_above": _not_above,
    "needs": _needs,
    "at_most": _at_most,
    "at_least": _at_least,
    "ratio": _ratio,
    "repeated": _repeated,
    "equal_to": _equal_to,
    "all_zero": _all_zero,
    "same_sheets": _same_sheets,
    **dict.fromkeys(_PAST, _past),
    **dict.fromkeys(("negative", "too_large", "not_whole"), _value),
    **dict.fromkeys(("not_a_number", "error_cell", "boolean_cell", "not_yes_or_no"), _texts),
    "filled_elsewhere": _elsewhere,
    **dict.fromkeys(("blanks", "zero_not_allowed", "zero_word"), _blanks),
    **dict.fromkeys(("basis_wrong", "unit_wrong", "another_unit", "sector_wrong"), _headings),
    **dict.fromkeys(("period_wrong", "periods_differ"), _headings),
    "heading_blank": _asked_headings,
}
TARGETED: Sequence[str] = tuple(_AIMS)
