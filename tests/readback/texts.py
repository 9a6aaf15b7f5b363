"""The running text of a paper: every number in it has to be explainable.

A number is explained by its unit and its worth: a figure of the csv files or one worked out of them, a day that is
declared or on which something came, a count of sectors or units, the number of a list. The wording is not looked at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from tests.readback.figures import Month, Parts, amount, is_rate, percent, rate
from tests.readback.hazard_texts import HazardText
from tests.readback.hazards import Ledgers

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_DAY = re.compile(
    r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?(?<![0-9])([0-9]{1,2})日(?:[0-9]{1,2}时[0-9]{1,2}分)?"
)
_MONTH = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月(?!日)")
_NUMBERING = re.compile(
    r"^[(（]?[0-9]+[.．、)）](?![0-9])|[表图][0-9]+|附件[0-9]+|第[0-9]+期|[〔\[][0-9]{4}[〕\]]\s*号"
)
_COVERED = re.compile(r"([0-9]+)/([0-9]+)")
_RUNNING = re.compile(r"连续([0-9]+)个月")
_LATE = re.compile(r"逾期([0-9]+)天")
_LISTED = re.compile(r"([0-9]+)个(?:行业领域|领域|单位)?\(([^()]*)\)")
_UNITS = ("个百分点", "%", "个")  # what a paper counts in besides what the form does
_SAYINGS = ("不计为0",)  # a 0 that is a word
# The figures without which the text of a month says too little.
KEY_FIGURES = ("found", "fixed", "open", "fix_rate", "listed_total", "listed_open")


@dataclass(frozen=True)
class Explained:
    """What numbers may be, in the paper of a month. before: the months before it, oldest first."""

    month: Month
    before: tuple[Month, ...] = ()
    office: tuple[str, ...] = ()
    ledgers: Ledgers | None = None

    def faults(self, paragraphs: Iterable[str]) -> Iterator[str]:
        """Numbers that nothing explains, and key figures that are not there."""
        told: set[tuple[str, Decimal]] = set()
        for paragraph in paragraphs:
            text = self._undeclared(paragraph)
            if self._hazards:
                text, wrong = self._hazards.without(text)
                yield from (f"{x}：{paragraph}" for x in wrong)
            yield from (f"“{bad}”无从说明：{paragraph}" for bad in self._unexplained(text, told))
        for value in KEY_FIGURES if self.month.accepted else ():
            unit = self.month.schemas.shown(value)["unit"]
            wanted = self._figure(value, self.month.column("value"))
            if wanted is not None and (unit, wanted) not in told:
                yield f"文中没有{value}：{wanted}{unit}"

    @cached_property
    def _hazards(self) -> HazardText | None:
        return HazardText(self.ledgers) if self.ledgers else None

    def _undeclared(self, text: str) -> str:
        """Without the digits of declared phrases, and without numbering: what is left are figures, counts and days."""
        text = re.sub("^[0-9]+．", "", text)  # before what follows makes 3．8月 a fraction
        text = unicodedata.normalize("NFKC", text).replace("−", "-")
        for phrase in (*self._phrases, *_SAYINGS):
            text = text.replace(phrase, re.sub("[0-9]", "", phrase))
        return re.sub(_NUMBERING, "", text)

    def _unexplained(self, text: str, told: set[tuple[str, Decimal]]) -> Iterator[str]:
        yield from (m[0] for m in _DAY.finditer(text) if not self._is_known_day(m))
        text = _DAY.sub("", text)
        yield from (m[0] for m in _MONTH.finditer(text) if not self._is_known_month(m))
        text = _MONTH.sub("", text)
        yield from (m[0] for m in _COVERED.finditer(text) if m[0] not in self._coverages)
        text = _COVERED.sub("", text)
        yield from (m[0] for m in _RUNNING.finditer(text) if int(m[1]) > self._months_so_far)
        text = _RUNNING.sub("", text)
        yield from (m[0] for m in _LATE.finditer(text) if int(m[1]) not in self._days_late)
        text = _LATE.sub("", text)
        yield from (m[0] for m in _LISTED.finditer(text) if not self._is_counted(m))
        for number, unit, who in self._counted.findall(text):
            value = Decimal(number)
            told.add((unit, value))
            allowed = self.counts if who else self.values.get(unit, set())
            if value not in allowed:
                yield f"{number}{unit}{who}"

    @cached_property
    def _units(self) -> list[str]:
        """What is counted, the longer first."""
        schemas = self.month.schemas
        declared = {v["unit"] for v in (*schemas.indicators.values(), *schemas.measures.values())}
        return sorted({*declared, *_UNITS} - {""}, key=len, reverse=True)

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        """A number with its unit; 个 before the words behind it counts sectors or units."""
        units = "|".join(map(re.escape, self._units))
        return re.compile(rf"({_NUMBER})({units})?((?:行业)?领域|(?:成员)?单位)?")

    @cached_property
    def _phrases(self) -> list[str]:
        """The longest first, so that no part of one is left over."""
        own = (*self.month.schemas.phrases(), *self.office)
        texts = {unicodedata.normalize("NFKC", p) for p in own}
        return sorted((t for t in texts if re.search("[0-9]", t)), key=len, reverse=True)

    def _is_known_day(self, found: re.Match[str]) -> bool:
        year, month, day = (int(x) if x else None for x in found.groups()[:3])
        return any(
            d.day == day and month in (None, d.month) and year in (None, d.year) for d in self.days
        )

    def _is_known_month(self, found: re.Match[str]) -> bool:
        year, month = int(found[1] or 0), int(found[2])
        return any(d.month == month and year in (0, d.year) for d in self.days)

    def _is_counted(self, found: re.Match[str]) -> bool:
        """迟报2个（甲、乙）: as many as are named; brackets that hold anything else say nothing of a count."""
        names = {*self.month.schemas.sectors.values(), *self.month.schemas.units.values()}
        listed = found[2].split("、")
        return not set(listed) <= names or len(listed) == int(found[1])

    @cached_property
    def days(self) -> set[date]:
        """Declared days, and those on which a file came."""
        came = (f["received_at"] for f in self.month.manifest["files"] if f["received_at"])
        days = {datetime.fromisoformat(at).date() for at in came} | self.month.schemas.dates
        return days | {d + timedelta(days=1) for d in days}

    @property
    def _months_so_far(self) -> int:
        return self.month.schemas.months.index(self.month.name) + 1

    @cached_property
    def _days_late(self) -> set[int]:
        """Between a day on which forms are due and one on which something came."""
        came = (f["received_at"] for f in self.month.manifest["files"] if f["received_at"])
        days = {datetime.fromisoformat(at).date() for at in came}
        return {(d - due).days for d in days for due in self.month.schemas.dates}

    @cached_property
    def _coverages(self) -> set[str]:
        counted = self.month.manifest["coverage"]
        own = {row["coverage"] for row in self.month.totals.values()}
        return own | {f"{counted['accepted']}/{counted['expected']}"}

    @cached_property
    def counts(self) -> set[Decimal]:
        """Of sectors and units: those expected, in, on time, late, returned, missing, and those of both months."""
        counted = self.month.manifest["coverage"]
        found = {v if isinstance(v, int) else len(v) for v in counted.values()}
        found |= {len(self.month.schemas.sectors), len(self.month.schemas.units)}
        found |= {int(x) for c in self._coverages for x in c.split("/")}
        found |= {counted["expected"] - counted["accepted"], len(self._in_both)}
        return {Decimal(n) for n in found}

    @cached_property
    def values(self) -> Mapping[str, set[Decimal]]:
        """What may stand before each unit."""
        found: dict[str, set[Decimal]] = {unit: set() for unit in (*self._units, "")}
        for parts in self._groups:
            for value in (*self.month.schemas.indicators, *self.month.schemas.measures):
                number = self._figure(value, parts)
                if number is not None:
                    found[self.month.schemas.shown(value)["unit"]].add(number)
        found["个百分点"] = {d for g in self._groups for d in self._distances(g)}
        found["个"] |= self.counts | self._of_words
        return found

    @cached_property
    def _of_words(self) -> set[Decimal]:
        """退回后补正 and 迟报 share out what is late between them."""
        late = self.month.manifest["coverage"]["late"]
        return {Decimal(n) for n in range(late + 1)}

    @cached_property
    def _groups(self) -> list[Parts]:
        """All that figures are told of: everybody, both months' reporters, each sector, now, before, and between."""
        now, sectors = self.month, self.month.by_sector
        previous, change = now.column("previous"), now.column("change")
        same = {i: previous[i] + change[i] for i in change}
        gains = self._gains
        earlier = [m.column("value") for m in self.before]
        own = [m.by_sector[s] for m in self.before for s in m.by_sector]
        return [
            *(now.column("value"), previous, change, same, _added(gains.values())),
            *sectors.values(),
            *gains.values(),
            *earlier,
            *own,
        ]

    @cached_property
    def _gains(self) -> dict[str, Parts]:
        """What each sector added since it was last in, or since the start."""
        if not self.before and self.month.name != self.month.schemas.months[0]:
            return {}
        found: dict[str, Parts] = {}
        for sector, parts in self.month.by_sector.items():
            last = next((m for m in reversed(self.before) if sector in m.by_sector), None)
            start = last.by_sector[sector] if last else {}
            found[sector] = {i: v - start.get(i, 0) for i, v in parts.items()}
        return found

    @cached_property
    def _in_both(self) -> set[str]:
        return set(self.month.by_sector) & set(self.before[-1].by_sector) if self.before else set()

    def _figure(self, value: str, parts: Parts) -> Decimal | None:
        if not is_rate(value, self.month.schemas):
            return amount(value, parts, self.month.schemas)
        exact = rate(value, parts, self.month.schemas)
        return None if exact is None else percent(exact)

    def _distances(self, parts: Parts) -> Iterator[Decimal]:
        """How far a rate lies from that of all, exactly and as printed."""
        schemas = self.month.schemas
        for value in (v for v in schemas.measures if is_rate(v, schemas)):
            exact = [rate(value, g, schemas) for g in (parts, self.month.column("value"))]
            if exact[0] is not None and exact[1] is not None:
                yield abs(exact[0] - exact[1]).quantize(Decimal("0.1"), "ROUND_HALF_UP")
                yield abs(percent(exact[0]) - percent(exact[1]))


def _added(groups: Iterable[Parts]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for parts in groups:
        for name, value in parts.items():
            sums[name] = sums.get(name, Decimal(0)) + value
    return sums


def digits(paragraphs: Iterable[str]) -> list[str]:
    """The numbers of a text in order of size, without numbering: the same in every form of one paper."""
    found: list[str] = []
    for paragraph in paragraphs:
        text = unicodedata.normalize("NFKC", re.sub("^[0-9]+．", "", paragraph))
        found += re.findall(_NUMBER, re.sub(_NUMBERING, "", text))
    return sorted(found)
