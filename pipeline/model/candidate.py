"""A workbook's version for a period, with all that is wrong or odd about it."""

from dataclasses import replace
from datetime import datetime

from pipeline.model.received import Finding, Submission
from pipeline.model.record import record


@record
class Candidate:
    """A submission for the period being settled, with all its findings."""

    submission: Submission
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing keeps it out; a workbook counts as a whole or not at all."""
        return not any(f.severity == "error" for f in self.findings)

    @property
    def path(self) -> str:
        """Its path, which is also its identity in a run."""
        return self.submission.arrival.path

    @property
    def received_at(self) -> datetime:
        """When it came in."""
        assert self.submission.arrival.received_at
        return self.submission.arrival.received_at

    @property
    def age(self) -> tuple[datetime, str]:
        """Its place in the order of versions: received, then last saved."""
        return self.received_at, self.submission.saved_at

    def plus(self, finding: Finding) -> "Candidate":
        """With one finding more."""
        return replace(self, findings=(*self.findings, finding))
