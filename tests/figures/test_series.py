"""The campaign month by month."""

from pipeline.figures.series import by_month
from tests.support.releases import make_release


def test_the_last_month_of_the_series_is_the_release_itself() -> None:
    release = make_release("2023-09", missing=["gas"])
    *_, last = by_month(release)
    assert last.month == release.period
    assert last.totals == {i: t.value for i, t in release.totals.items() if t.value is not None}
    assert (last.accepted, last.expected) == (11, 12)
    assert last.sheets == release.figures


def test_there_is_one_entry_a_month_and_who_did_not_report_is_in_none_of_its_figures() -> None:
    months = by_month(make_release("2023-08", missing_before=["gas"]))
    assert [str(m.month) for m in months] == ["2023-06", "2023-07", "2023-08"]
    assert ["gas" in m.sheets for m in months] == [False, False, True]
    for m in months:
        assert m.totals["self_found"] == sum(
            s["self_found"] for s in m.sheets.values() if "self_found" in s
        )
