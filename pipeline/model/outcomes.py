"""What comes out of a run over the inbox: a period checked, or published."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from pipeline.model.candidate import Candidate
from pipeline.model.issued import Issues
from pipeline.model.received import Submission
from pipeline.model.record import record
from pipeline.model.released import Release
from pipeline.model.states import PeriodState


@record
class Checked:
    """A month or week checked: the release, every submission with its findings by path, and remarks for the office.

    contents: what each workbook holds, by its sha256, those withdrawn included. settled: all periods, also later ones
    whose workbooks bring a ledger. issues: what was issued so far.
    """

    release: Release
    candidates: Mapping[str, Candidate]
    remarks: list[str]
    contents: Mapping[str | None, Submission]
    settled: Sequence[PeriodState] = ()
    issues: Issues = field(default_factory=Issues)


@record
class Published:
    """A month or week published: the release, files moved aside, and what the office should be told besides."""

    release: Release
    aside: list[str]
    remarks: list[str]
