"""What is said to somebody whose question cannot be answered as it was asked."""

from pipeline.model.declared import Declarations
from pipeline.model.form import Indicator
from pipeline.words.wording import listing


def where_filled(indicator: Indicator, subject: str | None, declared: Declarations) -> str:
    """Where a value is filled that is not filled where somebody looks for it."""
    roster, shown = declared.roster, f"{indicator.item} {indicator.name}"
    own, terms = roster.office_sheet, roster.terms
    if own and indicator.level == "sector":
        lead = f"{terms.lead}在各{terms.sector}的表里" if roster.has_sectors else "各单位"
        return f"{shown}由{lead}填报，{roster.units[own.unit].name}的“{own.name}”表里没有。"
    if own and indicator.level == "office":
        which = f"{terms.sector}和单位" if roster.has_sectors else "单位"
        return (
            f"{shown}不分{which}，由{roster.units[own.unit].name}在“{own.name}”表里填报，"
            "请去掉--sector和--unit。"
        )
    assert subject, "each unit fills it: only a sector can be out of place"
    if roster.shared:
        return f"{shown}不分{terms.sector}，每个单位填报一次，请改用--unit。"
    unit = roster.units[roster.sheets[subject].unit]
    first = roster.sheets[unit.first_sector].title
    return (
        f"{shown}不分{terms.sector}，每个单位填报一次，{unit.name}填在“{first}”表里，"
        f"请改用--unit {unit.name}。"
    )


def how_to_ask(declared: Declarations) -> str:
    """How to ask, with an example and all that can be asked."""
    form = declared.form
    first = next(iter(form.indicators.values()))
    sector = declared.roster.subjects[next(iter(declared.roster.by_sector))]
    lines = [
        "请写明要查的指标：标识、序号、名称都可以。例如：",
        f"  pipeline trace {first.item}",
        f"  pipeline trace {first.name} --sector {sector.name}",
        f"  pipeline trace {first.id} --month {declared.campaign.first_month}",
        "全部指标：",
    ]
    for section in form.sections:
        mine = [i for i in form.indicators.values() if section.has(i.item)]
        lines.append(f"  {section.label}：{listing(f'{i.item} {i.name}' for i in mine)}")
    return "\n".join(lines)
