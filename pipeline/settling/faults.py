"""What is wrong with workbooks by themselves: their sheets against the rules, the rows of their ledgers, and both."""

from collections.abc import Sequence

from pipeline.checking.checks import check_sheets
from pipeline.ledger.checking import check_ledgers, joined
from pipeline.model.declared import Declarations
from pipeline.model.received import Finding, SheetKey, Submission


def find_faults(
    submissions: Sequence[Submission], declared: Declarations
) -> dict[SheetKey, list[Finding]]:
    """The findings of every sheet that is submitted; what comparing with earlier periods finds is none of them."""
    return joined(check_sheets(submissions, declared), check_ledgers(submissions, declared))
