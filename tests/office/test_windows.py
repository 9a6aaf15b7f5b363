"""On Windows, as tests/support/windows.py plays it on Linux and says how far. Windows itself is untried."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.files import walking
from tests.support.windows import BAD_NAME, MISSING_FUNCTIONS, MISSING_MODULES, STATUS
from tests.support.workspaces import ROOT, sample_workspace

MODULES = {p.relative_to(ROOT).as_posix(): p for p in sorted((ROOT / "pipeline").rglob("*.py"))}
# What Windows lacks, and where it is used all the same: behind a question whether it is there.
GUARDED = {
    ("pipeline/receiving/ahead.py", "fork"),
    ("pipeline/files/disk.py", "chown"),
    ("pipeline/files/disk.py", "statvfs"),
    ("pipeline/files/regular_file.py", "O_CLOEXEC"),
    ("pipeline/files/regular_file.py", "O_NOFOLLOW"),
    ("pipeline/files/regular_file.py", "O_NONBLOCK"),
    ("pipeline/outbox/renewal.py", "geteuid"),
    ("pipeline/files/lock.py", "fcntl"),
    ("pipeline/files/lock.py", "register_at_fork"),
    ("pipeline/pools/processes.py", "fork"),
    ("pipeline/pools/crew.py", "sched_getaffinity"),
    ("pipeline/books/worker.py", "resource"),
}


def windows(root: Path, *commands: str, **environment: str) -> tuple[list[int], str]:
    """The exit statuses of commands on the Windows that is played, and all that was said, without a traceback."""
    code = environment.get("PYTHONIOENCODING", "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "warn_default_encoding",
            "-m",
            "tests.support.windows",
            root,
            " + ".join(commands),
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    said = (done.stdout + done.stderr).decode(code)
    assert done.returncode == 0, said
    return [int(n) for n in re.findall(rf"{STATUS}([0-9]+)", said)], said


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's July, published there, with a form under a name that GBK has no characters for."""
    root = sample_workspace(tmp_path_factory.mktemp("windows") / "工作区")
    shutil.copy(next((root / "inbox/sample").rglob("*.xlsx")), root / "inbox/\U0001f600ⅱ.xlsx")
    statuses, said = windows(root, "monthly", PYTHONIOENCODING="gbk")
    assert statuses == [0], said
    assert "\\U0001f600" in said  # no character of GBK: written as its number
    return root


def test_the_same_inputs_give_the_same_bytes(published: Path, tmp_path: Path) -> None:
    for name in ("schemas", "templates", "inbox"):
        shutil.copytree(published / name, tmp_path / name)
    command = [sys.executable, "-m", "pipeline", "--root", str(tmp_path), "monthly"]
    subprocess.run(command, check=True, capture_output=True)
    assert contents(tmp_path / "outbox") == contents(published / "outbox")


def test_no_name_is_written_that_windows_refuses(published: Path) -> None:
    names = [p.relative_to(published).as_posix() for p in (published / "outbox").rglob("*")]
    assert len(names) > 10
    assert [n for n in names if any(map(BAD_NAME.search, n.split("/")))] == []
    assert len({n.casefold() for n in names}) == len(names)
    assert max(map(len, names)) < 120  # of the 259 that a path may have


def test_every_command_runs_there_on_a_console_of_gbk(published: Path, tmp_path: Path) -> None:
    root = shutil.copytree(published, tmp_path / "w")
    commands = {
        "monthly": 0,
        "check": 0,
        "chase --on 2023-07-29": 0,
        "issue --month 2023-07 --number 7": 0,
        "trace 1-1": 0,
        "forms --month 2023-07": 0,
        "templates": 0,
        "weekly": 2,
        "final": 2,
    }
    statuses, said = windows(root, *commands, PYTHONIOENCODING="gbk")
    assert dict(zip(commands, statuses, strict=True)) == commands, said


def test_a_file_that_excel_holds_is_named_and_nothing_has_changed(
    published: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(published, tmp_path / "w")
    held = root / "outbox/2023-07/附件2.xlsx"
    (root / "outbox/2023-07/totals.csv").unlink()  # something to be done
    before = contents(root)
    statuses, said = windows(root, "monthly", HELD=str(held.resolve()))
    assert (statuses, "“附件2.xlsx”" in said, "Excel" in said) == ([4], True, True), said
    assert contents(root) == before


def test_a_second_run_is_refused_there_too(tmp_path: Path) -> None:
    root = sample_workspace(tmp_path / "w")
    holder = "from tests.support.windows import *; become_windows(); from pipeline.files.lock import only_run\n"
    holder += f"with only_run(Path({str(root)!r})): print('held', flush=True); input()"
    command = [sys.executable, "-c", holder]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        statuses, said = windows(root, "check")
        first.communicate("\n")
    assert (statuses, "另一个运行" in said) == ([4], True), said


def test_names_have_slashes_whatever_the_system_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    for parent in ("D:\\工作", "D:\\", "\\\\server\\share"):
        inside = f"{parent.rstrip(chr(92))}\\inbox\\七月\\甲.xlsx"
        assert walking._name(inside, parent) == "inbox/七月/甲.xlsx"


def _used(tree: ast.AST) -> Iterator[str]:
    """Modules and names of `os` that Windows lacks, wherever they stand, also as text for getattr and hasattr."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name in MISSING_MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MISSING_MODULES:
            yield node.module or ""
        elif isinstance(node, ast.Attribute) and node.attr in MISSING_FUNCTIONS:
            if isinstance(node.value, ast.Name) and node.value.id == "os":
                yield node.attr
        elif isinstance(node, ast.Constant) and node.value in MISSING_FUNCTIONS:
            yield str(node.value)


def test_what_windows_lacks_is_used_only_where_it_was_asked_for() -> None:
    found = {(name, used) for name, path in MODULES.items() for used in _used(_tree(path))}
    assert found == GUARDED


def test_what_windows_lacks_is_imported_by_no_module_as_a_whole() -> None:
    at_once = [
        f"{name}:{node.lineno}"
        for name, path in MODULES.items()
        for node in _tree(path).body
        if isinstance(node, ast.Import | ast.ImportFrom) and list(_used(node))
    ]
    assert at_once == []


def _careless(tree: ast.AST) -> Iterator[int]:
    """Lines that read or write text in the machine's code page or line ends, or make a name out of a path's own."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        words = [
            a.value
            for a in (*node.args, *(k.value for k in node.keywords))
            if isinstance(a, ast.Constant)
        ]
        if called == "open" and not any("b" in str(w) for w in words) and not _is_os(node):
            yield node.lineno
        if called == "read_text" and not words:
            yield node.lineno
        if called == "write_text":
            yield node.lineno
        if called == "relative_to" and getattr(parents[node], "attr", "") != "as_posix":
            yield node.lineno


def _is_os(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "os"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_no_module_depends_on_the_code_page_the_line_ends_or_the_back_slashes_of_windows() -> None:
    found = [f"{name}:{line}" for name, path in MODULES.items() for line in _careless(_tree(path))]
    assert len(found) == 1, found  # start.py's stamp: ASCII on one line
    assert found[0].startswith("pipeline/office_pc/start.py:")


@pytest.mark.parametrize(
    "text",
    ["open(p)", "p.open()", "p.read_text()", "p.write_text(t, 'utf-8')", "str(p.relative_to(q))"],
)
def test_carelessness_is_found(text: str) -> None:
    assert list(_careless(ast.parse(text))) == [1]
