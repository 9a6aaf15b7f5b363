"""What every word to the sender of a returned file begins from."""

from pipeline.model.period import Period
from pipeline.model.record import record


@record
class Letter:
    """What is written to the sender: who, which period and file, by when to answer; sample is empty for real forms.

    annex: whether the file is a published Annex 2, into which nobody types.
    """

    unit: str
    period: Period
    file: str
    received: str
    answer: str
    office: str
    sample: str
    annex: bool = False
