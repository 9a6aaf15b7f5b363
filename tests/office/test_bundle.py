"""`make bundle`: what it chooses for other systems, and the bundle for this one at work without pip and network."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.office_pc import start
from pipeline.office_pc.menu_entries import ENTRIES
from tests.bundling.locked import lines_for, lines_of, needed
from tests.bundling.making import ROOT, build_wheel, contents, listed, write_zip
from tests.bundling.targets import SYSTEMS, Target

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
_SYSTEM = start.target_here().split("/")[0]
HERE = Target(
    next((s for s in SYSTEMS if s.id == _SYSTEM), SYSTEMS[1]), "{}.{}".format(*sys.version_info)
)
RUNS = pytest.mark.skipif(HERE.id != start.target_here(), reason="no bundle for this system")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def chosen(
    program: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, object], dict[str, Path]]:
    """What the bundle for this machine holds; downloaded, where pip has not kept it since set-up."""
    return listed(LOCK, [HERE], program, tmp_path_factory.mktemp("wheels"))


def test_the_wheel_is_the_same_bytes_whenever_and_under_whatever_mask_it_is_built(
    program: Path, tmp_path: Path
) -> None:
    old = os.umask(0o077)
    try:
        again = build_wheel(tmp_path)
    finally:
        os.umask(old)
    assert again.read_bytes() == program.read_bytes()


def test_the_wheel_brings_the_schemas_and_templates_along(program: Path) -> None:
    with zipfile.ZipFile(program) as packed:
        for folder in ("schemas", "templates"):
            shipped = {p.name: p.read_bytes() for p in (ROOT / folder).iterdir() if p.is_file()}
            there = f"pipeline/_workspace/{folder}/"
            found = {n: packed.read(n) for n in packed.namelist() if n.startswith(there)}
            assert found == {f"{there}{name}": data for name, data in shipped.items()}


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.id)
def test_markers_are_held_against_the_target_not_against_this_machine(system: object) -> None:
    lock = "甲==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n".replace("甲", "winonly")
    lock += (
        "old==1 ; python_full_version < '3.12' \\\n    --hash=sha256:01 \\\n    --hash=sha256:02\n"
    )
    lock += "    # via something\nnew==2 ; python_full_version >= '3.12' \\\n    --hash=sha256:03\n"
    for python, by_version in (("3.11", "old"), ("3.12", "new"), ("3.14", "new")):
        target = Target(system, python)
        names = [line.requirement.name for line in lines_for(lock, target)]
        assert names == ["winonly"] * target.id.startswith("windows") + [by_version]
    assert lines_of(lock)[1].pinned() == "old==1 --hash=sha256:01 --hash=sha256:02"


def test_every_line_of_the_lock_is_understood() -> None:
    assert len(lines_of(LOCK)) == sum("==" in line for line in LOCK.splitlines())
    assert all(len(d) == 64 for line in lines_of(LOCK) for d in line.hashes)
    assert all(line.hashes for line in lines_of(LOCK))


def _wheel(folder: Path, name: str, *requires: str) -> Path:
    path = folder / name
    told = "".join(f"Requires-Dist: {r}\n" for r in requires)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x.dist-info/METADATA", f"Metadata-Version: 2.1\n{told}\n")
    return path


def test_only_what_the_program_needs_there_is_taken_and_what_lacks_is_told(tmp_path: Path) -> None:
    own = _wheel(tmp_path, "own-1-py3-none-any.whl", "a>=1", "w; sys_platform == 'win32'")
    a = _wheel(tmp_path, "a-1-py3-none-any.whl", "B_b<3", "t; extra == 'test'")
    b = _wheel(tmp_path, "b_b-2-py3-none-any.whl", "a")
    stray = _wheel(tmp_path, "build_only-2-py3-none-any.whl")
    windows = Target(SYSTEMS[0], "3.12")
    assert needed([a, b, stray], own, HERE) == [a, b, own]
    with pytest.raises(LookupError, match=r"windows-x64/3\.12: own-1.* needs w"):
        needed([a, b, stray], own, windows)
    old = _wheel(tmp_path, "b_b-3-py3-none-any.whl")
    with pytest.raises(LookupError, match="needs B_b<3"):
        needed([a, old], own, HERE)


@RUNS
def test_the_bundle_publishes_the_sample_with_a_bare_python_and_no_network(
    chosen: tuple[dict[str, object], dict[str, Path]], tmp_path: Path
) -> None:
    """The same bytes as the checkout publishes; pip, venv, site-packages and the checkout are out of reach."""
    told, wheels = chosen
    write_zip(tmp_path / "bundle.zip", "pipeline", contents(told, wheels))
    parts = contents(told, wheels)
    write_zip(tmp_path / "again.zip", "pipeline", dict(reversed(parts.items())))
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "bundle.zip").read_bytes()
    assert not [
        n for n, d in parts.items() if not n.endswith((".whl", ".txt", ".lock")) and b"simple/" in d
    ]
    away = tmp_path / "办公 电脑"
    subprocess.run(["unzip", "-q", tmp_path / "bundle.zip", "-d", away], check=True)
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    offline = ["unshare", "-rn"] if _can_unshare() else []
    done = subprocess.run(
        [*offline, away / "pipeline/启动.sh"],
        input=f"{len(ENTRIES)}\n\n0\n",
        env={"PATH": f"{bare / 'bin'}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert (done.returncode, "纯属虚构" in done.stdout) == (0, True), done.stderr
    command = [sys.executable, "-m", "pipeline", "--root", str(tmp_path), "monthly"]
    for name in ("schemas", "templates", "inbox"):
        shutil.copytree(ROOT / name, tmp_path / name)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert _files(away / "pipeline/样例/outbox") == _files(tmp_path / "outbox")
    assert list((away / "pipeline/inbox").iterdir()) == []
    for name in ("schemas", "templates"):
        assert _files(away / "pipeline" / name) == _files(ROOT / name)
    # The embeddable Python of Windows puts no folder of its own first, and has neither site nor pip.
    script = away / "pipeline/program/start.py"
    command = [str(bare / "bin/python"), "-I", "-S", str(script), "--root", str(tmp_path), "check"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def _can_unshare() -> bool:
    return (
        subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@RUNS
def test_the_installed_wheel_publishes_the_sample_without_the_checkout(
    chosen: tuple[dict[str, object], dict[str, Path]], tmp_path: Path
) -> None:
    """pip, --no-index, an empty environment; schemas and templates are those that the wheel brings along."""
    told, wheels = chosen
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index"]
    # What it needs lies behind it, unpacked: pip holds it against what is asked for, and need not unpack pandas.
    (name,) = (n for n in wheels if n.startswith("pipeline-"))
    program = wheels[name]
    (lib,) = {w.parent for w in wheels.values() if w != program}
    needed_too = {**told, "targets": {HERE.id: [n for n in wheels if n != name]}}
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "others.pth").write_text(
        str(start.install(needed_too, HERE.id, lib, tmp_path)), "utf-8"
    )
    subprocess.run([*pip, "--no-compile", program], check=True)
    where = "import pipeline, pathlib; print(pathlib.Path(pipeline.__file__).parent)"
    found = subprocess.run([python, "-I", "-c", where], check=True, capture_output=True, text=True)
    package = Path(found.stdout.strip())
    assert package.is_relative_to(environment)
    for name in ("schemas", "templates"):
        shutil.copytree(package / "_workspace" / name, tmp_path / "w" / name)
    shutil.copytree(ROOT / "inbox", tmp_path / "w/inbox")
    for command in ([environment / "bin/pipeline"], [python, "-m", "pipeline"]):
        done = subprocess.run(
            [*command, "monthly"], cwd=tmp_path / "w", capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "w/outbox/2023-07/附件2.xlsx").exists()
