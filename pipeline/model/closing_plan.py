"""What the closing report shows and asks for."""

from pipeline.model.bulletin_plan import Caption, ShownChart, ShownTable
from pipeline.model.record import record


@record
class ClosingPlan:
    """The closing report: its title and addressees, its tables and its chart, what it asks for.

    series: by month. left: what is left open, by sector. discipline: how each sector reported. open_demands: asked for
    while anything is left open. lasting: what stays when the campaign is over.
    """

    title: tuple[str, ...]
    addressees: str
    series: ShownTable
    series_chart: ShownChart
    sectors_note: str
    left: ShownTable
    discipline: Caption
    open_demands: tuple[str, ...]
    lasting: tuple[str, ...]
