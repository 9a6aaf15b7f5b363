"""manifest.json: what the run saw and did, for other programs."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.files.long_output import Output, sha256_of
from pipeline.model.received import Finding
from pipeline.model.released import Release
from pipeline.model.rollup import Below
from pipeline.model.states import FileState
from pipeline.words.json_text import json_with_list

# What is told of a finding, and of one that is told as part of another: the other tells the rest.
_TOLD = (
    *("rule", "severity", "audience", "sector", "sheet", "cell", "indicator"),
    *("value", "expected", "message", "explanation"),
)
_OF_A_SYMPTOM = tuple(k for k in _TOLD if k not in ("audience", "sector", "explanation"))


def manifest(release: Release, outputs: Mapping[str, Output], folder: str = "") -> bytes:
    """The manifest of a release and of the outputs written with it by name; folder: if not the period's own."""
    form, period = release.declared.form, str(release.period)
    own = release.declared.roster.office_sheet
    content = {
        "form": form.id,
        "form_version": form.version,
        "period": period,
        "basis": form.basis,
        "sample": release.sample,
        "coverage": coverage(release)._asdict(),
        "office": release.state.sheets[own.id].state if own else None,
        "files": [],
        "outputs": [
            {"path": f"outbox/{folder or period}/{name}", "sha256": sha256_of(data)}
            for name, data in sorted(outputs.items())
        ],
    }
    if release.below:
        content["below"] = _below(release.below)
    return json_with_list(content, "files", map(_file, release.files))


def _below(below: Below) -> dict[str, object]:
    """Who is in the figures at the very bottom: by sector, and the notes of the units of whom not all are."""
    sectors = {
        key: {"accepted": share.accepted, "expected": share.expected}
        for key, share in below.sectors.items()
    }
    return {"sectors": sectors, "notes": dict(below.units)}


class Coverage(NamedTuple):
    """How many sectors are in, and which are not, by id: accepted + returned + missing = expected."""

    expected: int
    accepted: int
    on_time: int
    late: int
    returned: list[str]
    missing: list[str]


def coverage(release: Release) -> Coverage:
    """How the sectors of a release stand, counted."""
    sectors = release.declared.roster.sectors
    states = {s: release.state.sheets[s] for s in sectors}
    accepted = [s for s in states.values() if s.state == "accepted"]
    on_time = sum(s.on_time for s in accepted)
    return Coverage(
        expected=len(sectors),
        accepted=len(accepted),
        on_time=on_time,
        late=len(accepted) - on_time,
        returned=[k for k, s in states.items() if s.state == "returned"],
        missing=[k for k, s in states.items() if s.state == "missing"],
    )


def _file(file: FileState) -> dict[str, object]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "status": file.status,
        "unit": file.unit,
        "sectors": list(file.sectors),
        "period": str(file.period) if file.period else None,
        "received_at": file.received_at.isoformat(timespec="seconds") if file.received_at else None,
        "on_time": file.on_time,
        "findings": [_finding(f) for f in file.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    told = {key: getattr(finding, key) for key in _TOLD}
    return told | {"also": [{k: getattr(f, k) for k in _OF_A_SYMPTOM} for f in finding.also]}
