"""Builds build/pipeline-<version>-bundle.zip; words of the command line: versions of CPython."""

import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

from tests.bundling.making import ROOT, build_wheel, contents, listed, write_zip
from tests.bundling.targets import SYSTEMS, Target

PYTHONS = ("3.11", "3.12", "3.13")


def main(pythons: tuple[str, ...]) -> None:
    """Download, list, zip, and say how large it is."""
    targets = [Target(system, python) for system in SYSTEMS for python in pythons]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        program = build_wheel(Path(folder) / "own")
        told, wheels = listed(lock, targets, program, Path(folder))
        top = f"pipeline-{parse_wheel_filename(program.name)[1]}"
        path = ROOT / "build" / f"{top}-bundle.zip"
        write_zip(path, top, contents(told, wheels))
    megabytes = path.stat().st_size / 1e6
    print(f"build/{path.name}: {megabytes:.0f} MB, {len(wheels)} wheels")
    for target in targets:
        print(f"  {target.id}")


if __name__ == "__main__":
    try:
        main(tuple(sys.argv[1:]) or PYTHONS)
    except subprocess.CalledProcessError as e:  # pip or hatchling, which have said why
        sys.exit(f"没有做成程序包：{' '.join(map(str, e.cmd[:5]))} 没有成功，请看上面的原因。")
