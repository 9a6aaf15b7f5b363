"""The inbox as it stood at the end of a day: what came later is not looked at."""

from collections.abc import Sequence
from datetime import date, datetime

from pipeline.model.received import REFUSED, Arrival, Read, Submission
from pipeline.model.record import record


@record
class Seen:
    """What had come in by the end of a day. sample: whether the forms are samples, also those of later days.

    read: all of it, set aside or not. later: how many forms came after that day.
    """

    submissions: Sequence[Submission]
    others: Sequence[Arrival]
    read: Sequence[Read]
    sample: bool
    later: int

    def unread(self, since: date) -> int:
        """How many files that came on a day or after it could not be read, or are no forms."""
        return sum(
            a.fate in (*REFUSED, None) and _is_since(a.received_at, since) for a in self.others
        )


def as_of(
    on: date, submissions: Sequence[Submission], others: Sequence[Arrival], read: Sequence[Read]
) -> Seen:
    """The files of which the receipt is of that day or earlier; of what has no receipt nothing is known."""
    by_then = [s for s in submissions if _has_come(s.arrival, on)]
    return Seen(
        submissions=by_then,
        others=[a for a in others if _has_come(a, on)],
        read=[r for r in read if _has_come(r.arrival if isinstance(r, Submission) else r, on)],
        sample=any(s.sample for s in submissions),
        later=len(submissions) - len(by_then),
    )


def _has_come(arrival: Arrival, on: date) -> bool:
    return arrival.received_at is None or arrival.received_at.date() <= on


def _is_since(moment: datetime | None, day: date) -> bool:
    return moment is None or moment.date() >= day
