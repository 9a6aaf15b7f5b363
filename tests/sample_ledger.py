"""The ledgers behind the sample's six counts of hazards: invented rows that tie out with them, month after month.

July continues June: the same hazards, most put right by now, some extended, a few overdue, with those found since. In
July the sector of _DIFFERENCE lacks the date of one fixed hazard, so that the office is shown a difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from pipeline.ledger.credit_code import check_digit
from pipeline.model.declared import Declarations
from pipeline.model.ledger import LedgerRow
from pipeline.model.month import Month

JUNE, JULY = Month(2023, 6), Month(2023, 7)
_DIFFERENCE = "fire"
_OVERDUE = ("road", "industry", "refuse")  # sectors with a hazard that is overdue in July
_EXTENDED = ("hazchem", "construction", "commerce")
_WITHOUT_ID = ("fire", "gas", "sewage")
_DEPT_SOURCES = ("部门检查", "部门检查", "上级交办", "部门检查", "举报")
_OWNERS = ("企业主要负责人", "安全总监", "车间负责人", "项目负责人")

# What is wrong, by which standard, what is done about it.
_KINDS = {
    "hazchem": (
        (
            "{}号储罐区可燃气体报警未接入自动化控制系统",
            "《化工和危险化学品生产经营单位重大生产安全事故隐患判定标准（试行）》第五条",
            "停用该储罐，接入联锁后由第三方验收",
        ),
        (
            "{}号车间特种作业人员未持证上岗",
            "《化工和危险化学品生产经营单位重大生产安全事故隐患判定标准（试行）》第二条",
            "立即离岗，持证人员顶岗，组织取证培训",
        ),
    ),
    "road": (
        (
            "{}号客运车辆动态监控长期离线仍在运营",
            "《道路运输企业和城市客运企业安全生产重大事故隐患判定标准（试行）》第四条",
            "停运该车，修复监控并复核驾驶员",
        ),
        (
            "{}号路段临水临崖处护栏缺失",
            "《公路安全生命防护工程实施技术指南》",
            "先设警示和限速，限期补齐护栏",
        ),
    ),
    "construction": (
        (
            "{}号楼深基坑未按论证方案支护",
            "《房屋市政工程生产安全重大事故隐患判定标准（2022版）》第五条",
            "停止坑内作业，按方案补做支护并监测",
        ),
        (
            "{}号塔式起重机附着未经检测投入使用",
            "《房屋市政工程生产安全重大事故隐患判定标准（2022版）》第七条",
            "停机检测，合格后使用",
        ),
    ),
    "fire": (
        (
            "{}号楼疏散楼梯被封堵、自动喷水系统停用",
            "《重大火灾隐患判定方法》第七条",
            "立即打通楼梯，恢复喷水系统",
        ),
        (
            "{}号库房违规设置人员住宿",
            "《重大火灾隐患判定方法》第六条",
            "人员搬离，加装报警装置",
        ),
    ),
    "gas": (
        (
            "{}号调压站安全切断装置失效",
            "《城镇燃气经营安全重大隐患判定标准》第六条",
            "更换切断装置，恢复前专人值守",
        ),
        (
            "{}号小区燃气管道被建筑物占压",
            "《城镇燃气经营安全重大隐患判定标准》第七条",
            "拆除占压物，改线前加密巡查",
        ),
    ),
    "industry": (
        (
            "{}号炉熔融金属吊运区设有会议室",
            "《工贸企业重大事故隐患判定标准》第四条",
            "搬迁会议室，划定影响区",
        ),
        (
            "{}号除尘系统未设置泄爆装置",
            "《工贸企业重大事故隐患判定标准》第十一条",
            "停产整改，加装泄爆装置后验收",
        ),
        (
            "{}号有限空间未落实作业审批",
            "《工贸企业重大事故隐患判定标准》第十三条",
            "停止作业，建立审批和监护制度",
        ),
    ),
    "power": (
        (
            "{}号变电站全站仅有单回电源且无保安措施",
            "《重大电力安全隐患判定标准（试行）》",
            "增设保安电源，改造前限负荷",
        ),
    ),
    "explosives": (
        (
            "{}号库区监控中断、双人值守不落实",
            "《民用爆炸物品重大事故隐患判定标准》",
            "恢复监控，补足值守人员",
        ),
    ),
    "commerce": (
        (
            "{}号商场疏散通道堆放货物、安全出口上锁",
            "《重大火灾隐患判定方法》第七条",
            "清理通道，出口改为推杆锁",
        ),
    ),
    "refuse": (
        (
            "{}号转运站渗滤液池未设气体检测和防护",
            "《工贸企业重大事故隐患判定标准》第十三条",
            "停止进池作业，加装检测和护栏",
        ),
    ),
    "sewage": (
        (
            "{}号泵站有限空间作业未审批、无监护",
            "《工贸企业重大事故隐患判定标准》第十三条",
            "停止作业，配齐检测和救援器材",
        ),
    ),
    "hazwaste": (
        (
            "{}号危废库不相容废物混存",
            "《危险废物贮存污染控制标准》",
            "分区存放，清运超期废物",
        ),
    ),
}


@dataclass(slots=True)
class _Case:
    """One hazard: born and fixed in which month (None: not yet), since when it is listed."""

    source: str
    number: int
    born: Month
    fixed: Month | None = None
    listed: Month | None = None


def ledger_rows(
    sector: str,
    month: Month,
    june: Mapping[str, object],
    july: Mapping[str, object],
    declared: Declarations,
) -> list[LedgerRow]:
    """A sector's rows in a month; june and july: its right values there, which the rows add up to."""
    cases = _cases(cast("Mapping[str, int]", june), cast("Mapping[str, int]", july))
    open_ = [c for c in cases if c.born == JUNE and c.fixed is None]
    rows = [
        _values(sector, case, month, open_.index(case) if case in open_ else -1, declared)
        for case in cases
        if case.born <= month
    ]
    if sector == _DIFFERENCE and month == JULY:
        _forget_one(rows)
    rows.sort(key=lambda r: (r["found_on"], r["description"]))
    return [LedgerRow(n, sector, {k: v for k, v in r.items() if v}) for n, r in enumerate(rows, 1)]


def _cases(june: Mapping[str, int], july: Mapping[str, int]) -> list[_Case]:
    cases: list[_Case] = []
    for source in ("self", "dept"):
        found, later = june[f"{source}_found"], july[f"{source}_found"]
        own = [_Case(source, n, JUNE if n < found else JULY) for n in range(later)]
        in_order = sorted(own, key=lambda c: (c.number % 4 == 3, c.number))  # some take long
        for case in [c for c in in_order if c.born == JUNE][: june[f"{source}_fixed"]]:
            case.fixed = JUNE
        left = [c for c in in_order if c.fixed is None]
        for case in left[: july[f"{source}_fixed"] - june[f"{source}_fixed"]]:
            case.fixed = JULY
        cases += own
    _list(cases, june, july)
    return cases


def _list(cases: list[_Case], june: Mapping[str, int], july: Mapping[str, int]) -> None:
    """Put cases under 挂牌督办 as the two counts have it in both months."""
    done, more = june["listed_fixed"], july["listed_fixed"] - june["listed_fixed"]
    waiting = june["listed_total"] - done - more
    fresh = july["listed_total"] - june["listed_total"]
    assert min(waiting, fresh, more) >= 0
    plan = (
        ([c for c in cases if c.fixed == JUNE], done, JUNE),
        ([c for c in cases if c.fixed == JULY and c.born == JUNE], more, JUNE),
        ([c for c in cases if c.fixed is None and c.born == JUNE], waiting, JUNE),
        ([c for c in cases if c.fixed is None and c.born == JULY], fresh, JULY),
    )
    for among, count, month in plan:
        assert len(among) >= count, "too few hazards of that kind"
        for case in among[:count]:
            case.listed = month


def _values(
    sector: str, case: _Case, month: Month, waiting: int, declared: Declarations
) -> dict[str, str]:
    """A case's cells on the cut-off of a month. waiting: its number among those that are open since June, or -1."""
    order = list(declared.roster.sheets).index(sector) + 1
    cutoff, n = declared.campaign.cutoff(month), case.number
    unit = declared.roster.units[declared.roster.sheets[sector].unit].name
    found, due, fixed = _dates(case, order, waiting == 0 and sector in (*_OVERDUE, *_EXTENDED))
    is_fixed = case.fixed is not None and case.fixed <= month
    closed = fixed + timedelta(4) if is_fixed and n % 3 != 1 else date.max
    is_closed, is_listed = closed <= cutoff, case.listed is not None and case.listed <= month
    is_extended = waiting == 0 and sector in _EXTENDED and month == JULY
    what, criterion, measures = _KINDS[sector][n % len(_KINDS[sector])]
    at_once = n % 3 == 0 and not is_listed
    is_joint = (case.source == "dept" and n % 4 == 1) or (is_listed and (order + n) % 5 == 0)
    row = {
        "hazard_id": "" if n == 2 and sector in _WITHOUT_ID else _id(case, order),
        "sector": declared.roster.sheets[sector].name,
        "unit": unit,
        **_enterprise(case, order),
        "source": "企业自查" if case.source == "self" else _DEPT_SOURCES[n % 5],
        "found_on": str(found),
        "description": what.format(n + 1 + 20 * (case.source == "dept")),
        "criterion": criterion,
        "owner": _OWNERS[n % 4],
        "measures": measures,
        "funds_wan": "0" if at_once else f"{0.5 + 2.5 * (n % 5):g}",
        "due_on": str(due),
        "plan": "现场处置方案",
        "fix_type": "立即整改"
        if at_once
        else "停产停业整改"
        if is_listed and n % 2
        else "限期整改",
        "joint": _other(order, declared) if is_joint else "",
        "fixed_on": str(fixed) if is_fixed else "",
        "enterprise_sign": "主要负责人、安全总监已签字" if is_closed else "",
        "verified_by": f"{unit}、属地安全办" if is_closed else "",
        "closed_on": str(closed) if is_closed else "",
        "remark": "样例",
    }
    if is_listed:
        row |= _listing(case, order, found)
    if is_extended:
        row |= {"extended_to": "2023-08-31", "extension_doc": f"临港安延〔2023〕{order}号（样例）"}
    is_late = due < cutoff and not is_extended
    row["status"] = (
        "已销号" if is_closed
        else "已整改待验收" if is_fixed
        else "延期" if is_extended
        else "逾期" if is_late
        else "停产整改" if row["fix_type"] == "停产停业整改"
        else "新报" if (cutoff - found).days < 7
        else "整改中"
    )  # fmt: skip
    return row


def _dates(case: _Case, order: int, is_hard: bool) -> tuple[date, date, date]:
    """Found, to be fixed by, fixed (in a month of which that is not known yet: whenever)."""
    n = case.number
    if case.born == JUNE:
        found = date(2023, 5, 23) + timedelta((7 * n + 3 * order) % 30)
        fixed = found + timedelta(3 + n % 4)
        if case.fixed == JUNE:
            return found, found + timedelta(15), fixed
        if case.fixed == JULY:
            fixed = date(2023, 7, 1) + timedelta((5 * n + order) % 25)
            return found, fixed + timedelta(2), fixed
        return found, date(2023, 7, 10 + order) if is_hard else date(2023, 8, 15), fixed
    found = date(2023, 6, 29) + timedelta((5 * n + order) % 20)
    return found, found + timedelta(40), found + timedelta(3 + n % 6)


def _listing(case: _Case, order: int, found: date) -> dict[str, str]:
    number = 10 * order + case.number + 5 * (case.source == "dept")
    level = ("县区级", "市级", "县区级", "部门")[(order + case.number) % 4]
    return {
        "listed_level": level,
        "listed_doc": f"临港安挂〔2023〕{number}号（样例）",
        "listed_on": str(found + timedelta(3)),
    }


def _enterprise(case: _Case, order: int) -> dict[str, str]:
    """An invented enterprise: no region has the number 371399. Some have several hazards, some in two sectors."""
    n = case.number
    number = 900 + order // 4 if n % 5 == 4 else 20 * order + n // 2 + 8 * (case.source == "dept")
    places = f"91371399MA{number:07d}"
    return {
        "enterprise": f"样例企业{number:03d}号",
        "uscc": places + check_digit(places),
        "address": f"临港区样例路{number}号",
    }


def _id(case: _Case, order: int) -> str:
    return f"{order:02d}-{'Z' if case.source == 'self' else 'B'}{case.number + 1:03d}"


def _other(order: int, declared: Declarations) -> str:
    """Another unit that has a hand in it."""
    units = [u.name for u in declared.roster.units.values() if not u.is_office]
    return units[(order + 3) % len(units)]


def _forget_one(rows: list[dict[str, str]]) -> None:
    """A hazard found by the department, put right in July, of which the ledger does not say so yet."""
    row = next(
        r
        for r in rows
        if r["source"] != "企业自查" and r["fixed_on"] > "2023-06-28" and "listed_level" not in r
    )
    row |= dict.fromkeys(("fixed_on", "enterprise_sign", "verified_by", "closed_on"), "")
    row |= {"due_on": "2023-08-20", "status": "整改中"}
