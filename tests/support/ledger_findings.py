"""Ledgers of a few rows, and what the rules find in them."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

from pipeline.declarations import load_declarations
from pipeline.ledger.checking import check_ledgers
from pipeline.model.declared import Declarations
from pipeline.model.month import Month
from pipeline.model.received import Finding, Submission
from tests.support.ledger_rows import CODE, Row, ledger, with_ledger
from tests.support.workspaces import JUNE, declarations, workspace

DECLARED = declarations()
SEEDS = st.integers(0, 10**9)
SINCE, CUTOFF = date(2023, 5, 22), date(2023, 6, 28)
DAYS = [str(SINCE + timedelta(n)) for n in (-3, -1, 0, 1, 9, 10, 11, 30, 36, 37, 38, 60)]
DICE: dict[str, list[str]] = {
    **dict.fromkeys(
        ("found_on", "due_on", "listed_on", "extended_to", "fixed_on", "closed_on"), DAYS
    ),
    "hazard_id": ["YH-1", "YH-2", "YH 1", "YH-3", "YH-4", "YH-5"],
    "enterprise": ["样例企业", "样例 企业", "虚构企业"],
    "description": ["虚构的隐患", "另一个虚构的隐患"],
    "uscc": [CODE, CODE[:-1] + "0", CODE[:5] + "Y" + CODE[6:]],
    "source": ["企业自查", "部门检查", "上级交办", "举报"],
    "listed_level": ["市级", "县区级"],
    "status": ["新报", "整改中", "已整改待验收", "已销号", "逾期", "延期", "停产整改"],
    "funds_wan": ["0", "1.5"],
}
TEXTS = (
    "unit",
    "owner",
    "measures",
    "plan",
    "listed_doc",
    "joint",
    "extension_doc",
    "enterprise_sign",
    "verified_by",
)
DICE |= {c: ["有"] for c in TEXTS}


def random_rows(seed: int, most: int = 9) -> list[dict[str, str]]:
    dice = random.Random(seed)
    return [
        {c: dice.choice(words) for c, words in DICE.items() if dice.random() < 0.6}
        for _ in range(dice.randint(1, most))
    ]


@lru_cache
def book(unit: str = "rescue", month: Month = JUNE) -> Submission:
    return with_ledger(unit, month, [])


def holding(rows: Iterable[Row], **how: object) -> Submission:
    return replace(book(), ledger=ledger("fire", rows, **how))


def found(submissions: Sequence[Submission], declared: Declarations = DECLARED) -> list[Finding]:
    return [f for own in check_ledgers(submissions, declared).values() for f in own]


def declared_with(folder: Path, edit: Callable[[str], str]) -> Declarations:
    folder.mkdir(exist_ok=True)
    root = workspace(folder)
    path = root / "schemas/ledger.toml"
    text = path.read_text("utf-8")
    assert edit(text) != text
    path.write_text(edit(text), "utf-8")
    return load_declarations(root)
