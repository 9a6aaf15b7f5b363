"""By how much values grew in a week, also where a form reports each week's own figures."""

from dataclasses import replace
from decimal import Decimal

from pipeline.bulletin.weekly_note import growth
from tests.support.workspaces import declarations

NOW = {"self_found": Decimal(6), "self_fixed": Decimal(4), "dept_found": Decimal(3)}
THEN = {"self_found": Decimal(9), "self_fixed": Decimal(1)}


def test_a_figure_from_the_start_on_grows_by_the_difference_and_one_of_the_week_by_itself() -> None:
    declared = declarations()
    own = replace(declared.form.indicators["self_found"], over_months="sum")
    form = replace(declared.form, indicators={**declared.form.indicators, "self_found": own})
    found = growth(NOW, THEN, replace(declared, form=form))
    assert found == {"self_found": Decimal(6), "self_fixed": Decimal(3)}
    assert growth(NOW, THEN, declared)["self_found"] == Decimal(-3)
