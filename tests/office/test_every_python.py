"""What a newer Python does in another way must not reach what is published."""

import builtins
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support.published import command
from tests.support.workspaces import sample_workspace


def _plain(values: Iterable[Any], start: Any = 0) -> Any:
    """As Python 3.11 adds floats: one after the other."""
    for value in values:
        start = start + value
    return start


def _compensated(values: Iterable[Any], start: Any = 0) -> Any:
    """As Python 3.12 adds floats, more exactly."""
    all_of = list(values)
    numbers = all(isinstance(v, int | float) for v in [start, *all_of])
    if numbers and any(isinstance(v, float) for v in all_of):
        return math.fsum([start, *all_of])
    return _plain(all_of, start)


def test_outputs_do_not_depend_on_how_a_python_adds_floats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = _published(tmp_path / "plain", _plain, monkeypatch)
    exact = _published(tmp_path / "exact", _compensated, monkeypatch)
    assert plain.keys() == exact.keys()
    assert [name for name in plain if plain[name] != exact[name]] == []


def _published(
    folder: Path, add: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    root = sample_workspace(folder)
    with monkeypatch.context() as m:
        m.setattr(builtins, "sum", add)
        assert command(root, "monthly", "--no-pdf") == 0
        assert command(root, "chase", "--month", "2023-07", "--on", "2023-07-29") == 0
        assert command(root, "forms", "--month", "2023-08") == 0
    files = (p for p in (root / "outbox").rglob("*") if p.is_file())
    return {str(p.relative_to(root)): p.read_bytes() for p in files}
