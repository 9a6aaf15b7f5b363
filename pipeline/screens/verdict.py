"""The last lines of a run: the period, who is in it and who is not, where the result lies, and what to do next."""

from collections.abc import Iterator, Sequence

from pipeline.model.released import Release
from pipeline.outbox.manifest import Coverage, coverage
from pipeline.rollup.below_in_words import told_below
from pipeline.screens.next_step import next_step, overruled
from pipeline.words.console import say
from pipeline.words.plain_text import sample_lines
from pipeline.words.unit_names import few_sheets
from pipeline.words.wording import inert_path, listing


def show_verdict(
    release: Release,
    aside: Sequence[str],
    remarks: Sequence[str],
    published: bool,
    paper: str = "月通报",
    also: Sequence[str] = (),
    word: bool = True,
) -> None:
    """The last lines: the period, the counts, who is missing, where the result lies, and what to do next.

    paper: what is published. also: what else is to be printed, by file name. word: whether as a Word document too.
    """
    counted = coverage(release)
    returned = few_sheets(counted.returned, release.declared)
    missing = few_sheets(counted.missing, release.declared)
    say("")
    for line in (
        *sample_lines(release.sample_note),
        _counts(release, counted),
        *_lacking(release, returned, missing),
        *aside_lines(aside),
        *remarks,
        *([_result(release, paper, also, word)] if published else []),
        next_step(release, [*returned, *missing], paper, published),
    ):
        say(line)


def aside_lines(aside: Sequence[str]) -> Iterator[str]:
    """Where files lie that a person had edited in the place of ours."""
    for path in aside:
        yield f"手工改过的文件已另存：{inert_path(path, 200)}"


def _counts(release: Release, counted: Coverage) -> str:
    returned, missing = len(counted.returned), len(counted.missing)
    return (
        f"{release.period.chinese}：应报{counted.expected}个{release.declared.roster.terms.sector}，"
        f"收到{counted.accepted + returned}个，有效{counted.accepted}个"
        f"（按时{counted.on_time}，逾期{counted.late}），退回{returned}个，未报{missing}个。"
    )


def _lacking(release: Release, returned: Sequence[str], missing: Sequence[str]) -> Iterator[str]:
    """Who is not in the figures, by name, and which newer file is not."""
    if returned:
        yield f"退回未补正：{listing(returned)}。"
    if missing:
        yield f"未报送：{listing(missing)}。"
    if below := told_below(release):
        yield f"{below}。"
    own = release.declared.roster.office_sheet
    if own and release.state.sheets[own.id].state != "accepted":
        yield f"本办公室的“{own.name}”表：{release.state.sheets[own.id].word}。"
    for path in overruled(release):
        yield f"新来的{inert_path(path, 120)}退回了，数字仍按先前的有效报表。"


def _result(release: Release, paper: str, also: Sequence[str], word: bool) -> str:
    annex = release.declared.campaign.document["annex"]
    papers = [f"{paper}.{suffix}" for suffix in (*(["docx"] if word else []), "html", "md")]
    files = listing([f"{annex}.xlsx", *papers, *also])
    mail = f"，邮件草稿{paper}.eml" if word else ""
    return f"结果在：outbox/{release.period}/（{files}{mail}{_for_units(release)}）"


def _for_units(release: Release) -> str:
    """Where what goes to the units lies; of those of which nothing counts there is no receipt."""
    told = any(f.status == "accepted" for f in release.files)
    sent_back = any(f.status == "returned" or f.is_refused for f in release.files)
    names = [*(["回执.txt"] if told else []), *(["returned/退回件"] if sent_back else [])]
    return f"；给单位的：{listing(names)}" if names else ""


def expected_is_lacking(release: Release) -> bool:
    """Whether anything expected is missing or returned, the office's own form included."""
    return any(s.state != "accepted" for s in release.state.sheets.values())
