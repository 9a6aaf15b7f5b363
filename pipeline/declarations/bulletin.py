"""schemas/bulletin.toml: which figures the bulletin shows, what it asks for, where the office's own texts go."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from pipeline.declarations.shown_figures import (
    drawable,
    filled_by_sectors,
    is_rate,
    planned_caption,
    planned_chart,
    planned_table,
    shown_columns,
)
from pipeline.declarations.tables import Table
from pipeline.model.bulletin_plan import (
    PLACES,
    BulletinPlan,
    Limits,
    OwnPlan,
    ProblemPlan,
    SheetChart,
    Weakest,
    WeeklyPlan,
)
from pipeline.model.form import Form
from pipeline.model.rule import Rule
from pipeline.words.wording import bare

_MOST_SOURCES = 1_000_000  # a worksheet has 1,048,576 rows


def load_bulletin(schemas: Path, form: Form, rules: Sequence[Rule]) -> BulletinPlan:
    """The plan; DeclarationError where it shows something unknown, or a rule's heading is not in it."""
    file = Table.load(schemas / "bulletin.toml")
    weekly, weakest = file.table("weekly_table", {}), file.table("weakest", {})
    plan = BulletinPlan(
        weakest=_weakest(weakest, form) if weakest.is_given else None,
        sectors=planned_table(file.table("sector_table"), form),
        totals=planned_caption(file.table("totals_table")),
        status=planned_caption(file.table("status_table")),
        restated=planned_caption(file.table("restated_table")),
        chart=planned_chart(file.table("chart"), form),
        series=planned_table(file.table("series_table"), form),
        series_chart=planned_chart(file.table("series_chart"), form),
        problems=_problems(file, rules),
        own=_own(file),
        weekly=_weekly(weekly, form) if weekly.is_given else None,
        sheet_charts=tuple(_sheet_chart(t, form) for t in file.listed("annex2_chart")),
        limits=_limits(file.table("limits", {})),
    )
    file.close()
    return plan


def _limits(table: Table) -> Limits:
    """From how many on lists are cut; what is not declared is as usual."""
    usual = Limits()
    most = {f.name: table.take(f.name, int, getattr(usual, f.name)) for f in fields(Limits)}
    table.close()
    for name, value in most.items():
        if value < 1 or (name == "sources" and value > _MOST_SOURCES):
            raise table.fault(name, f"应为1至{_MOST_SOURCES}的整数")
    return Limits(**most)


def _weakest(table: Table, form: Form) -> Weakest:
    rates = tuple(m.id for m in form.measures.values() if m.over)
    weakest = Weakest(table.one_of("measure", rates), table.take("least", float))
    filled_by_sectors(table, "measure", weakest.measure, form)
    table.close()
    return weakest


def _weekly(table: Table, form: Form) -> WeeklyPlan:
    growth = shown_columns(table, "growth", form)
    for column in growth:
        drawable(table, "growth", column.value, form)
    return WeeklyPlan(planned_table(table, form), growth)


def _sheet_chart(table: Table, form: Form) -> SheetChart:
    """A chart of Annex 2: rates alone, or counts and amounts alone."""
    caption, axis, bars = table.take("caption", str), table.take("axis", str), table.strings("bars")
    if not bars:
        raise table.fault("bars", "至少要有一个指标或计算项")
    fitting = filled_by_sectors if all(is_rate(b, form) for b in bars) else drawable
    chart = SheetChart(caption, axis, tuple(fitting(table, "bars", b, form) for b in bars))
    table.close()
    return chart


def _problems(file: Table, rules: Sequence[Rule]) -> dict[str, ProblemPlan]:
    """The headings in their order; every rule that the bulletin may tell of has its heading here."""
    problems: dict[str, ProblemPlan] = {}
    for table in file.listed("problem"):
        heading = table.take("heading", str)
        if heading in problems:
            raise table.fault("heading", f"“{heading}”写了两次")
        closing = table.take("closing", str, "")
        demand = table.wording("demand", ("units", "resubmit_by", "resend"))
        problems[heading] = ProblemPlan(heading, closing, demand)
        table.close()
    for rule in rules:
        if rule.audience == "通报" and rule.heading not in problems:
            raise file.fault("problem", f"缺少“{rule.heading}”（rules.toml的{rule.code}）")
    return problems


def _own(file: Table) -> tuple[OwnPlan, ...]:
    """The names of the office's own paragraphs; no two may be read as one."""
    plans, seen = [], set[str]()
    for table in file.listed("own"):
        name, spellings = table.take("name", str), table.strings("spellings")
        for word in {bare(w) for w in (name, *spellings)}:
            if not word or word in seen:
                raise table.fault("name", f"“{name}”与别的补充材料分不清")
            seen.add(word)
        plans.append(OwnPlan(name, spellings, table.one_of("at", PLACES)))
        table.close()
    return tuple(plans)
