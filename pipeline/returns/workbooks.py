"""What goes back to the units: for each returned workbook a marked copy and a short text, into returned/."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pipeline.files.regular_file import NotRegularError, read_regular
from pipeline.files.walking import walk
from pipeline.model.candidate import Candidate
from pipeline.model.released import Release
from pipeline.model.states import FileState
from pipeline.returns.letter import Letter
from pipeline.returns.names import FOLDER, returned_names
from pipeline.words.wording import chinese_time, inert, short_date

_REFUSED = "未能接收的文件.txt"


def return_workbooks(
    release: Release, candidates: Mapping[str, Candidate], root: Path
) -> dict[str, bytes]:
    """All files of returned/ by name; none where nothing was returned and every file could be taken in."""
    # Most runs return little or nothing.
    from pipeline.returns.returned_copy import returned_copy
    from pipeline.returns.text import letter_text, refused_text

    outputs = {}
    named = list(returned_names(release.files, release.period, release.declared))
    places = {e.name: e.path for e in walk(root / "inbox")} if named else {}
    for stem, file in named:
        candidate, letter = candidates[file.path], _letter(file, candidates[file.path], release)
        data = _as_read(places.get(file.path), file)
        returned = returned_copy(candidate, data, letter, release.declared, root / "templates")
        outputs[f"{FOLDER}/{stem}.xlsx"] = returned.data
        outputs[f"{FOLDER}/{stem}.txt"] = letter_text(letter, returned, f"{stem}.xlsx")
    refused = [f for f in release.files if f.is_refused]
    if refused:
        outputs[f"{FOLDER}/{_REFUSED}"] = refused_text(refused, release.sample_note)
    return outputs


def _letter(file: FileState, candidate: Candidate, release: Release) -> Letter:
    campaign = release.declared.campaign
    assert file.received_at
    assert file.unit
    by = campaign.resubmit_by(release.period)
    return Letter(
        unit=release.declared.roster.units[file.unit].name,
        period=release.period,
        file=inert(PurePosixPath(file.path).name),
        received=chinese_time(file.received_at),
        answer=f"于{short_date(by)}前" if file.received_at.date() <= by else "尽快",
        office=str(campaign.document["office"]),
        sample=release.sample_note,
        annex=candidate.submission.record is not None,
    )


def _as_read(path: str | None, file: FileState) -> bytes | None:
    """The bytes that were read, from the inbox again; None where they are no longer there.

    path: where it lies. Its name in the manifest does not say that: bytes that are no UTF-8 are written out there.
    """
    if path is None:
        return None
    try:
        read = read_regular(path)
    except (NotRegularError, OSError):
        return None
    return read.data if read.sha256 == file.sha256 else None
