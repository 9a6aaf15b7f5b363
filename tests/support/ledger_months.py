"""Ledgers made up by hand: months of invented hazards, without a file being read."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from string import ascii_uppercase

from pipeline.ledger.accepting import accepted_ledgers
from pipeline.model.declared import Declarations
from pipeline.model.ledger import Ledger, LedgerRow, LedgerSheet
from pipeline.model.released import Release
from pipeline.model.states import PeriodState
from pipeline.releasing.release import build_release
from tests.support.releases import declared, make_release

Values = dict[str, str]
Rows = Mapping[str, Sequence[Values]]  # by sheet id
TITLE = "隐患台账"
START = date(2023, 5, 22)


def ledger() -> Ledger:
    known = declared().ledger
    assert known
    return known


def letters() -> dict[str, str]:
    """The columns as a form has them: A to Z, AA, …"""
    names = [*ascii_uppercase, *(f"A{c}" for c in ascii_uppercase)]
    return dict(zip(ledger().columns, names, strict=False))


def ledger_sheet(rows: Rows) -> LedgerSheet:
    """A ledger with the rows of one or several sheets, from row 5 on."""
    told = [(sheet, v) for sheet, own in rows.items() for v in own]
    return LedgerSheet(
        TITLE,
        letters(),
        tuple(LedgerRow(5 + n, sheet, values) for n, (sheet, values) in enumerate(told)),
    )


def with_ledgers(state: PeriodState, rows: Rows, known: Declarations | None = None) -> PeriodState:
    """A month whose sheets bring these ledgers; each sheet in a workbook of its own."""
    roster = (known or declared()).roster
    ordered = [s for s in roster.sheets if s in rows]
    counted = {s: (f"inbox/{state.period}/{s}.xlsx", ledger_sheet({s: rows[s]})) for s in ordered}
    entries, sheets = accepted_ledgers(counted, roster)
    return replace(state, ledger=entries, ledger_sheets=sheets)


def release_with(months: Mapping[str, Rows], **ways: object) -> Release:
    """The release of the newest of some months (2023-06 …), each with its ledgers."""
    release = make_release(max(months), **ways) if ways else _plain(max(months))
    history = [with_ledgers(s, months.get(str(s.period), {})) for s in release.history]
    return build_release(release.declared, release.files, history, release.sample)


@cache
def _plain(month: str) -> Release:
    return make_release(month)


def hazard(n: int, **more: str) -> Values:
    """A hazard by its number, with all that a ledger asks for."""
    return {
        "hazard_id": f"A{n:04d}",
        "unit": "区应急局",
        "enterprise": f"样例企业{n // 3:04d}号",
        "uscc": f"91371399MA{n // 3:08d}",
        "address": f"样例路{n}号",
        "source": ("企业自查", "部门检查", "举报")[n % 3],
        "found_on": (START + timedelta(n % 34)).isoformat(),
        "description": f"第{n}处设施没有按规定设置联锁，报警装置失效，存在重大事故隐患",
        "criterion": "《重大事故隐患判定标准》第五条",
        "owner": f"样例负责人{n:04d}",
        "measures": f"样例措施{n:04d}：更换报警装置，恢复联锁",
        "funds_wan": f"{n % 17}.5",
        "due_on": (START + timedelta(n % 34 + 20)).isoformat(),
        "plan": "样例预案已备案",
        "fix_type": "限期整改",
        "status": "整改中",
        **more,
    }


def campaign(seed: int, months: Sequence[str], each: int, sheets: int = 12) -> dict[str, Rows]:
    """Months of ledgers that go on: hazards are added, fixed, listed, closed; some have no id."""
    chance, grown = random.Random(seed), dict[str, list[Values]]()
    chosen = list(declared().roster.sectors)[:sheets]
    told: dict[str, Rows] = {}
    for month in months:
        year, number = map(int, month.split("-"))
        last = date(year, number, 28)
        for sheet in chosen:
            own = [dict(v) for v in grown.get(sheet, [])]
            for values in own:
                _goes_on(values, last, chance)
            start = len(own)
            own += [_new(n, sheet, last, chance) for n in range(start, start + each)]
            grown[sheet] = own
        told[month] = {s: [dict(v) for v in own] for s, own in grown.items()}
    return told


def _new(n: int, sheet: str, last: date, chance: random.Random) -> Values:
    found = last - timedelta(chance.randrange(25))
    values = hazard(n, found_on=found.isoformat(), description=f"{sheet}第{n}处联锁失效")
    values["due_on"] = (found + timedelta(chance.randrange(60))).isoformat()
    if n % 11 == 0:
        del values["hazard_id"]
    if n % 13 == 0:
        del values["uscc"]
    if n % 7 == 0:
        values |= {
            "listed_level": chance.choice(ledger().columns["listed_level"].choices),
            "listed_doc": f"临港安办督〔2023〕{n}号",
            "listed_on": last.isoformat(),
        }
    if n % 9 == 0:
        values["joint"] = "区生态环境分局"
    return values


def _goes_on(values: Values, last: date, chance: random.Random) -> None:
    if "fixed_on" not in values and chance.random() < 0.6:
        values |= {"fixed_on": (last - timedelta(5)).isoformat(), "status": "已整改待验收"}
    elif "fixed_on" in values and "closed_on" not in values and chance.random() < 0.7:
        values |= {"closed_on": last.isoformat(), "status": "已销号", "verified_by": "样例验收组"}
