"""What is not wrong, but may not be meant: an office decides."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from pipeline.model.declared import Declarations
from pipeline.starting.earlier_days import days_changed_since_issued
from pipeline.starting.earlier_form import changed_since_issued
from pipeline.starting.office_hints import office_hints
from pipeline.starting.rule_hints import parts_of, rule_hints
from pipeline.starting.template_faults import quoted_names, text_templates
from pipeline.words.wording import listing

_PLACEHOLDER = "××"
_SATURDAY = 5


def hints(root: Path, declared: Declarations) -> list[str]:
    """All hints, in the order of the files they are about."""
    return [
        *_unfinished(root / "schemas"),
        *_roster(declared),
        *_days(declared),
        *days_changed_since_issued(root, declared.campaign),
        *changed_since_issued(root, declared),
        *rule_hints(declared),
        *_unshown(root / "templates", declared),
        *_unused_measures(root / "templates", declared),
        *_headings(declared),
        *_unplaced(root / "templates", declared),
        *office_hints(root, declared),
    ]


def _unfinished(schemas: Path) -> Iterator[str]:
    for path in sorted(schemas.glob("*.toml")):
        lines = path.read_text("utf-8-sig").splitlines()
        at = [n for n, line in enumerate(lines, 1) if _PLACEHOLDER in line.partition("#")[0]]
        if at:
            yield f"schemas/{path.name}：第{listing(map(str, at))}行还有“{_PLACEHOLDER}”没有换成自己的"


def _roster(declared: Declarations) -> Iterator[str]:
    units = [u for u in declared.roster.units.values() if not u.is_office]
    if any(u.liaison and u.liaison.sample and u.liaison.phone for u in units):
        yield (
            'schemas/roster.toml：电话标明是虚构的（liaison_phones = "sample"），真实报表上不印；'
            "真实电话写进inbox/联络员.csv"
        )
    if without := [u.name for u in units if u.liaison is None]:
        yield f"schemas/roster.toml：{listing(without)}没有写联络员，催报时显示“联络员未登记”"


def _days(declared: Declarations) -> Iterator[str]:
    """Days on which no office works, and months that no stage is about."""
    campaign = declared.campaign
    weekend = [m for m in campaign.months if campaign.due(m).weekday() >= _SATURDAY]
    if weekend:
        days = [campaign.due(m) for m in weekend]
        named = listing(
            f"{d.month}月{d.day}日（星期{'六日'[d.weekday() - _SATURDAY]}）" for d in days
        )
        yield f"schemas/campaign.toml：报送截止日{named}逢周末；遇法定节假日、调休请自行核对"
    first, last = campaign.cutoff(campaign.first_month), campaign.cutoff(campaign.last_month)
    if first < campaign.stages[0].start or last > campaign.stages[-1].end + timedelta(days=31):
        yield "schemas/campaign.toml：第一个或最后一个报告期不在任何阶段内，通报会用最近的阶段"


def _shown_names(templates: Path, declared: Declarations, papers: Iterable[str]) -> set[str]:
    """Indicators and measures in the tables and charts, and in the texts of some papers."""
    plan, closing = declared.bulletin, declared.closing
    columns = [*plan.sectors.columns, *plan.series.columns]
    columns += [*plan.weekly.table.columns, *plan.weekly.growth] if plan.weekly else []
    columns += [*closing.series.columns, *closing.left.columns] if closing else []
    bars = [
        *plan.chart.bars,
        *plan.series_chart.bars,
        *(b for c in plan.sheet_charts for b in c.bars),
    ]
    bars += closing.series_chart.bars if closing else ()
    texts = [(templates / n).read_text("utf-8-sig") for n in papers]
    quoted = [q for text in texts for q in quoted_names(text)]
    listed = any("r.sections()" in text for text in texts)
    weakest = [plan.weakest.measure] if plan.weakest else []
    everything = [*declared.form.indicators] if listed else []
    return {*(c.value for c in columns), *bars, *quoted, *weakest, *everything}


def _unshown(templates: Path, declared: Declarations) -> Iterator[str]:
    shown = _shown_names(templates, declared, ("bulletin.txt.j2",))
    shown |= parts_of(shown, declared)
    only = [f"{i.item} {i.name}" for i in declared.form.indicators.values() if i.id not in shown]
    if only:
        yield f"schemas/bulletin.toml：{listing(only)}只在汇总表里，通报的文字和其他表、图里没有"


def _unused_measures(templates: Path, declared: Declarations) -> Iterator[str]:
    used = _shown_names(templates, declared, text_templates(declared))
    used |= {name for rule in declared.rules for name in rule.named}
    used |= {m for r in declared.rules for m in declared.form.measures if f"{{{m}}}" in r.public}
    if idle := [m.name for m in declared.form.measures.values() if m.id not in used]:
        yield f"schemas/form.toml：计算项{listing(idle)}没有用到"


def _headings(declared: Declarations) -> Iterator[str]:
    used = {rule.heading for rule in declared.rules if rule.audience == "通报"}
    if idle := [h for h in declared.bulletin.problems if h not in used]:
        yield f"schemas/bulletin.toml：问题“{listing(idle)}”没有规则会用到"


def _unplaced(templates: Path, declared: Declarations) -> Iterator[str]:
    """Parts of the campaign that the bulletin has no place for: they would be in the other outputs only."""
    text = (templates / "bulletin.txt.j2").read_text("utf-8-sig")
    for used, file, mark in (
        (declared.ledger, "ledger", "hazard_sectors"),
        (declared.milestones, "milestones", "milestones"),
        (declared.work_reports, "work_reports", "reports"),
    ):
        if used and f"[[{mark}]]" not in text:
            yield f"templates/bulletin.txt.j2：没有[[{mark}]]，schemas/{file}.toml的内容不进通报"
