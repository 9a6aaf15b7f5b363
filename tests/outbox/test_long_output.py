"""Outputs that are held packed: what is written of them is what went in, and so is what is said of them."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.files import long_output
from pipeline.files.disk import write_file
from pipeline.files.long_output import LongOutput, held, pieces_of, sha256_of
from tests.support.published import manifest
from tests.support.workspaces import JUNE, form, publish, workspace


@given(st.lists(st.binary(max_size=200)), st.integers(0, 1000))
def test_whatever_goes_in_comes_out(pieces: list[bytes], most: int) -> None:
    content = b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_output, "_LONG", most)
        output = held(iter(pieces))
    assert isinstance(output, bytes if len(content) <= most else LongOutput)
    assert b"".join(pieces_of(output)) == content == b"".join(pieces_of(output))
    assert sha256_of(output) == hashlib.sha256(content).hexdigest()


def test_it_comes_out_in_pieces_and_takes_little_room(tmp_path: Path) -> None:
    line = "2023-06,self_found,sector,fire,u1,12,消防6月.xlsx,消防,E9\r\n".encode()
    output = held(line * 1000 for _ in range(400))
    assert isinstance(output, LongOutput)
    assert max(map(len, output)) <= 2**20
    assert len(output._packed) < 400 * 1000 * len(line) / 20
    write_file(tmp_path / "figures.csv", output)
    assert (tmp_path / "figures.csv").read_bytes() == line * 400_000


def test_a_month_is_published_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace(tmp_path / "w", {"消防6月.xlsx": form("rescue", JUNE)})
    publish(root, JUNE)
    folder = root / "outbox" / str(JUNE)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    (folder / "figures.csv").unlink()
    monkeypatch.setattr(long_output, "_LONG", 100)
    publish(root, JUNE)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    told = {f["path"]: f["sha256"] for f in manifest(root, str(JUNE))["outputs"]}
    figures = before["figures.csv"]
    assert told["outbox/2023-06/figures.csv"] == hashlib.sha256(figures).hexdigest()
