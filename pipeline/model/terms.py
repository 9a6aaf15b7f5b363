"""What the papers call those who report."""

from pipeline.model.record import record


@record
class Terms:
    """What the papers call a sector, in full and in short, and the unit that leads one (empty without sectors).

    leads: the heading over the sectors that a unit leads. lead_spellings: other headings of a column of units in what
    the office keeps by hand.
    """

    sector: str
    short: str
    lead: str
    leads: str = ""
    lead_spellings: tuple[str, ...] = ()
