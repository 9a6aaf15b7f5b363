"""Whether a sheet can be filed, in a few words: what stands under its table."""

from openpyxl.utils import quote_sheetname

from pipeline.selfcheck.formula import any_of, first_that, text
from pipeline.selfcheck.places import BLANKS, ERRORS, SUBMITTED, WARNINGS, Scene, SheetBlock

READY, LACKING, NOT_FILED = "可以报送", "还有", "本表未填，视为不报"
KINDS = ("必须改正", "请说明", "提示")  # the severities, the gravest first


def verdict(block: SheetBlock, scene: Scene) -> str:
    """An expression of the verdict; a workbook counts as a whole or not at all."""
    siblings = scene.siblings(block)
    errors, filled = block.of_sheet(ERRORS), block.of_sheet(SUBMITTED)
    others = [f"{b.of_sheet(SUBMITTED)}=1" for b in siblings]
    asked = text(unfilled(len(block.asked)))
    unfiled = f"IF({any_of(*others)},{text(NOT_FILED)},{asked})" if others else asked
    cases = [(f"{errors}>0", _faults(block)), (f"{filled}=0", unfiled)]
    for sibling in siblings:
        other = sibling.of_sheet(ERRORS)
        told = f"{text(f'本表无误，“{sibling.title}”表{LACKING}')}&{other}&{text('处要改')}"
        cases.append((f"{other}>0", told))
    return first_that(cases, _fit_to_file(block, scene))


def _fit_to_file(block: SheetBlock, scene: Scene) -> str:
    """What is said of a sheet without errors; more, once something stands on the sheet that is not checked here.

    It fits on the one line below the table, so that the place where to explain is left out where there is more to say.
    """
    remarks = scene.declared.form.headings["remarks"].label
    ready = _ready(block, f"处请在“{remarks}”中说明")
    if not scene.unchecked:
        return ready
    besides = text(f"（“{scene.unchecked}”收到后核对）")
    return f"IF({_is_begun(scene)},{_ready(block, '处请说明')}&{besides},{ready})"


def _ready(block: SheetBlock, asked: str) -> str:
    warnings = block.of_sheet(WARNINGS)
    asking = f"{text(f'{READY}，')}&{warnings}&{text(asked)}"
    return first_that([(f"{warnings}>0", asking)], text(READY))


def _is_begun(scene: Scene) -> str:
    """Whole columns: whatever is sorted, inserted or pasted there, the range stays. The sheet may be deleted."""
    filled = f"COUNTA({quote_sheetname(scene.unchecked)}!$A:$IV)<>{scene.drawn}"
    return f"IFERROR({filled},FALSE)"


def unfilled(count: int) -> str:
    """How a sheet stands that nobody has filled yet."""
    return f"{LACKING}{count}项未填"


def _faults(block: SheetBlock) -> str:
    """Blanks are one fault, told by their number."""
    blanks, errors, warnings = (block.of_sheet(c) for c in (BLANKS, ERRORS, WARNINGS))
    parts = [
        text(LACKING),
        f'IF({blanks}>0,{blanks}&"项未填","")',
        f'IF(AND({blanks}>0,{errors}>1),"、","")',
        f'IF({errors}>{_one_if(blanks)},({errors}-{_one_if(blanks)})&"处要改","")',
        f'IF({warnings}>0,"，"&{warnings}&"处请说明","")',
    ]
    return "&".join(parts)


def _one_if(blanks: str) -> str:
    return f"({blanks}>0)*1"
