"""`monthly --no-word`: all but the Word document and the mail that carries it, and nothing of them is looked at."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.published import command, contents, manifest

LEFT_OUT = {"月通报.docx", "月通报.eml"}


def test_all_else_is_published_with_the_same_bytes(
    sample_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sample_root / "outbox" / "2023-07"
    assert command(sample_root, "monthly", "--month", "2023-07") == 0
    whole, told = contents(folder), capsys.readouterr().out
    (sample_root / "templates" / "bulletin.docx").unlink()
    assert command(sample_root, "monthly", "--month", "2023-07", "--no-word") == 0
    without = contents(folder)
    assert whole.keys() - without.keys() == LEFT_OUT
    run = {"manifest.json"}  # it lists the outputs
    assert {n: without[n] for n in without.keys() - run} == {
        n: whole[n] for n in without.keys() - run
    }
    listed = {Path(o["path"]).name for o in manifest(sample_root, "2023-07")["outputs"]}
    assert not listed & LEFT_OUT
    assert not list((sample_root / "outbox").glob("*手改*")), (
        "what an earlier run wrote is no work of a person's"
    )
    said = capsys.readouterr().out
    assert all(name in told and name not in said for name in LEFT_OUT)
    assert said == told.replace("月通报.docx、", "").replace("，邮件草稿月通报.eml", "")


def test_what_is_left_out_is_not_imported(sample_root: Path) -> None:
    def imported(*options: str) -> set[str]:
        run = [sys.executable, "-X", "importtime", "-m", "pipeline", "--root", str(sample_root)]
        done = subprocess.run(
            [*run, "monthly", "--month", "2023-06", *options],
            cwd=ROOT,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    word = {"docx", "pipeline.rendering.word_file", "pipeline.rendering.mail"}
    assert word <= imported()
    assert not word & imported("--no-word")
