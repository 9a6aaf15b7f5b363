"""LibreOffice as a second program: it types into our forms and recalculates what we publish."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from uuid import uuid4

SOFFICE = shutil.which("soffice")
_UNO = Path(__file__).with_name("uno_fill.py")
_VERDICTS = Path(__file__).with_name("uno_verdicts.py")
_SYSTEM_PYTHON = "/usr/bin/python3"
# Of a file that Excel is said to have written it believes the stored results unless it is told otherwise.
_RECALCULATING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


@cache
def why_not() -> str:
    """Why the tests that need LibreOffice cannot run here; empty where they can."""
    if not SOFFICE:
        return "LibreOffice is not installed (apt install libreoffice-calc)"
    probe = subprocess.run([_SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return (
        ""
        if probe.returncode == 0
        else "LibreOffice's Python is not installed (apt install python3-uno)"
    )


def _office(profile: Path) -> list[str]:
    assert SOFFICE
    return [SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]


def type_into(source: Path, target: Path, values: dict[str, float | str]) -> None:
    """Open a workbook, type values into named cells, save it as xlsx."""
    job = {"source": source.as_uri(), "target": target.as_uri(), "values": values}
    run_job(_UNO, job, target.parent / "profile")


def verdicts(job: dict[str, object], profile: Path) -> list[list[list[object]]]:
    """What the self-check of a form says of each of many cases; see uno_verdicts.py."""
    told: list[list[list[object]]] = json.loads(run_job(_VERDICTS, job, profile))
    return told


def run_job(script: Path, job: dict[str, object], profile: Path) -> str:
    """Let a script, run by the system's Python, work with an office of its own, which it ends; what it prints."""
    pipe = f"p{uuid4().hex[:12]}"
    office = subprocess.Popen([*_office(profile), f"--accept=pipe,name={pipe};urp;"])
    try:
        command = [_SYSTEM_PYTHON, str(script), pipe]
        ran = subprocess.run(
            command,
            input=json.dumps(job),
            text=True,
            check=True,
            timeout=300,
            stdout=subprocess.PIPE,
        )
        office.wait(60)
    finally:
        office.kill()
        office.wait()
    return ran.stdout


def convert(source: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Load a file, recalculate it, and save it in `folder` as another kind."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_RECALCULATING, "utf-8")
    command = [
        *_office(folder / "profile"),
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{kind}"
