"""What a sheet had before."""

from collections.abc import Mapping

from pipeline.model.period import Period
from pipeline.model.record import record


@record
class Earlier:
    """What a sheet's newest earlier accepted period held, and by how much its values had grown per period up to then.

    steps: one entry an interval between accepted periods, oldest first; the first runs from the campaign's start, when
    every cumulative value was 0.
    """

    period: Period
    values: Mapping[str, float]
    steps: tuple[Mapping[str, float], ...] = ()
