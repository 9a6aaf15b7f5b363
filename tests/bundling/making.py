"""The parts of the bundle: our wheel, everybody else's, the list of both, and the zip."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.bundling.locked import lines_for, needed
from tests.bundling.targets import Target

ROOT = Path(__file__).parents[2]
_EPOCH = "1580601600"  # 2020-02-02, which hatchling takes by itself
_DATE = (2020, 2, 2, 0, 0, 0)
_DONE_ALREADY = (".whl", ".xlsx", ".docx", ".png")  # pressing them again only takes time


def build_wheel(into: Path) -> Path:
    """The program as one wheel, the same bytes whenever and wherever it is built."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", into],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        check=True,
        capture_output=True,
    )
    (wheel,) = into.glob("*.whl")
    return wheel


def download(lock: str, target: Target, into: Path) -> list[Path]:
    """Every locked wheel for a target, each held against its hash by pip."""
    folder = into / target.id.replace("/", "-")
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "requirements.txt"
    lines.write_text("".join(f"{x.pinned()}\n" for x in lines_for(lock, target)), "utf-8")
    tags = ["--implementation", "cp", "--python-version", target.python]
    tags += [word for abi in (target.abi, "abi3", "none") for word in ("--abi", abi)]
    tags += [word for p in (*target.system.platforms, "any") for word in ("--platform", p)]
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", *tags]
    subprocess.run([*command, "-d", folder, "-r", lines], check=True)
    return sorted(folder.glob("*.whl"))


def listed(
    lock: str, targets: Iterable[Target], program: Path, cache: Path
) -> tuple[dict[str, object], dict[str, Path]]:
    """wheels.json as start.py reads it, and the wheels by name."""
    wheels: dict[str, Path] = {}
    by_target: dict[str, list[str]] = {}
    for target in targets:
        chosen = needed(download(lock, target, cache), program, target)
        by_target[target.id] = [w.name for w in chosen]
        wheels |= {w.name: w for w in chosen}
    sha256 = {n: hashlib.sha256(w.read_bytes()).hexdigest() for n, w in sorted(wheels.items())}
    return {"targets": by_target, "sha256": sha256}, wheels


def contents(told: Mapping[str, object], wheels: Mapping[str, Path]) -> dict[str, bytes]:
    """Every file of the bundle by its name in it; a name that ends in / is an empty folder."""
    parts: dict[str, bytes] = {"inbox/": b"", "outbox/": b""}
    for name in ("启动.bat", "启动.sh", "LICENSE", "docs/python.txt"):
        parts[name] = (ROOT / name).read_bytes()
    parts["先读我.txt"] = (ROOT / "docs/先读我.txt").read_bytes()
    for name in ("使用说明", "办公电脑安装", "从Word表到自己的表"):
        parts[f"docs/{name}.txt"] = _for_notepad((ROOT / f"docs/{name}.md").read_text("utf-8"))
    # The office's own schemas and templates come out of the program's wheel on the first start: see workspace.py.
    parts |= {f"样例/{name}": data for name, data in _sample()}
    parts["program/start.py"] = (ROOT / "pipeline/office_pc/start.py").read_bytes()
    parts["program/requirements.lock"] = (ROOT / "requirements.lock").read_bytes()
    text = json.dumps(told, ensure_ascii=False, indent=1)
    parts["program/wheels.json"] = f"{text}\n".encode()
    return parts | {f"program/wheels/{n}": w.read_bytes() for n, w in wheels.items()}


def write_zip(path: Path, top: str, parts: Mapping[str, bytes]) -> None:
    """A zip of the same bytes for the same parts: in order, of one date; start files may be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in sorted(parts.items()):
            info = zipfile.ZipInfo(f"{top}/{name}", _DATE)
            info.create_system = 3  # whoever builds it, with the modes of Unix
            runs = name.endswith((".sh", "/"))
            info.external_attr = (
                (0o40755 if name.endswith("/") else 0o100644) | (0o755 * runs)
            ) << 16
            stored = name.endswith(_DONE_ALREADY) or not data
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            packed.writestr(info, data)


def _sample() -> Iterable[tuple[str, bytes]]:
    """The sample's workspace, and nothing that somebody put beside it: a real form, its receipt, a font."""
    for pattern in ("schemas/*.toml", "templates/*.*", "inbox/sample/**/*.*"):
        files = (p for p in ROOT.glob(pattern) if p.is_file())
        yield from ((p.relative_to(ROOT).as_posix(), p.read_bytes()) for p in files)
    first, *receipts = (ROOT / "inbox/receipts.csv").read_bytes().splitlines(keepends=True)
    yield "inbox/receipts.csv", b"".join([first, *(r for r in receipts if b",inbox/sample/" in r)])


def _for_notepad(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
