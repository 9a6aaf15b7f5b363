"""One Ctrl+C ends a run at any moment, in Chinese and with status 4, also where a library loses the exception."""

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline.files import interrupts
from pipeline.files.interrupts import INTERRUPTED, STATUS
from pipeline.issues.folder import write_issue
from pipeline.model.errors import PublishError
from tests.support.published import snapshot
from tests.support.workspaces import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends itself SIGINT")

# `python -m pipeline`, interrupted when it imports a module; what then becomes of the exception. "clock": whether the
# run may be ended by it. Whoever runs the tests behind & has SIGINT ignored, and would have it ignored here.
RUN = """
import gc, runpy, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)
at, how, clock, *arguments = sys.argv[1:]

class Interrupting:
    def __init__(self):
        self.itself = self

    def __del__(self):
        signal.raise_signal(signal.SIGINT)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != at:
            return None
        sys.meta_path.remove(self)
        if clock == "no clock":
            from pipeline.files import interrupts
            interrupts._GRACE = 3600
        if how == "only printed":
            Interrupting()
            gc.collect()
        elif how == "raised":
            signal.raise_signal(signal.SIGINT)
        else:
            try:
                signal.raise_signal(signal.SIGINT)
            except:
                if how == "made another":
                    raise TypeError("expected <class 'int'>")
        return None

if how == "swallowed before long reading":
    import time
    from pipeline.pools import read_group
    read_group.read_arrival = lambda *_: time.sleep(3600)
sys.meta_path.insert(0, Finder())
sys.argv[1:] = arguments
runpy.run_module("pipeline", run_name="__main__")
"""


def interrupted(*words: str) -> None:
    """Run it so, and see that it ends as it should."""
    script = [sys.executable, "-c", RUN, *words]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr.count(INTERRUPTED)) == (STATUS, 1), done.stderr
    assert not {"Traceback", "KeyboardInterrupt", "ignored"} & set(done.stderr.split())


def test_its_status_is_that_of_what_could_not_be_written() -> None:
    assert PublishError.exit_status == STATUS


@pytest.mark.parametrize("at", ["pipeline.cli", "click", "pipeline.commands.weekly"])
@pytest.mark.parametrize("how", ["raised", "made another"])
def test_it_is_told_while_the_program_itself_is_being_imported(at: str, how: str) -> None:
    interrupted(at, how, "no clock", "--help")


@pytest.mark.parametrize("at", ["pandas", "pipeline.outbox.publishing"])
@pytest.mark.parametrize("how", ["raised", "swallowed", "only printed", "made another"])
def test_whatever_becomes_of_it_nothing_is_published(sample_root: Path, at: str, how: str) -> None:
    before = snapshot(sample_root / "outbox")
    interrupted(at, how, "no clock", "--root", str(sample_root), "monthly", "--no-pdf")
    assert snapshot(sample_root / "outbox") == before


def test_after_a_lost_one_nothing_is_issued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "_came", [signal.SIGINT])
    with pytest.raises(KeyboardInterrupt):
        write_issue(tmp_path, "2023-06", 1, {"月通报.docx": b"text"})
    assert not list(tmp_path.iterdir())


def test_where_it_was_lost_no_other_end_is_told(sample_root: Path) -> None:
    interrupted("pandas", "swallowed", "no clock", "--root", str(sample_root), "check")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_goes_on_nevertheless_is_ended_soon(sample_root: Path, workers: str) -> None:
    options = ["--root", str(sample_root), "monthly", "--workers", workers]
    # Reading would take an hour, and this waits for ten minutes.
    interrupted("pandas", "swallowed before long reading", "clock", *options)


def test_the_program_begins_where_it_is_heeded_and_imports_nothing_before() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"pipeline": "pipeline.entry:main"}
    script = "import sys, pipeline.entry; print(*sorted(n for n in sys.modules if n.startswith(('pipeline', 'click'))))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == [
        *("pipeline", "pipeline.entry"),
        *("pipeline.files", "pipeline.files.interrupts"),
    ]


# What each of them prints is that it goes on.
HEEDING = "import os, signal; from pipeline.files.interrupts import *"
HANDLED = f"{HEEDING}; signal.signal(signal.SIGINT, signal.default_int_handler); heed_interrupts()"
AGAIN = f"""
{HANDLED}
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    signal.raise_signal(signal.SIGINT)  # while what was begun is being cleaned up
    print('on')
"""
SPLIT = f"""
{HANDLED}
process = os.fork()
if not process:
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        print("back in the program", flush=True)
assert os.waitpid(process, 0)[1] >> 8 == 1
print('on')
"""
IGNORED = f"""
{HEEDING}
signal.signal(signal.SIGINT, signal.SIG_IGN)
heed_interrupts()
signal.raise_signal(signal.SIGINT)
end_if_interrupted()
stop_if_interrupted()
print('on')
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.parametrize("script", [AGAIN, SPLIT, IGNORED], ids=["again", "split", "ignored"])
def test_who_is_impatient_split_off_or_told_to_ignore_it_does_no_harm(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("on\n", "", 0)
