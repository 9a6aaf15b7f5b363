"""The office's own tables under other names: told, since nothing in them counts."""

from pathlib import Path

import pytest

from pipeline.inbox.misnamed import misnamed
from tests.support.published import command
from tests.support.workspaces import JUNE, form, put


@pytest.mark.parametrize(
    "path",
    [
        "inbox/decisions.csv.txt",
        "inbox/decisions.csv .txt",
        "inbox/decisions.xlsx",
        "inbox/decisions (1).csv",
        "inbox/decisions（1）.csv",
        "inbox/decisions - 副本.csv",
        "inbox/决定/decisions.csv",
        "inbox/Decisions.CSV",
        "inbox/联络员.xlsx",
    ],
)
def test_what_seems_to_be_a_table_of_the_office_is_told(tmp_path: Path, path: str) -> None:
    (told,) = misnamed(tmp_path, [path])
    assert f"{path}像是本办公室的" in told
    assert f"请改成inbox/{'联络员' if '联络员' in path else 'decisions'}.csv" in told


@pytest.mark.parametrize(
    "path",
    ["inbox/decisions.csv", "inbox/联络员.csv", "inbox/消防.xlsx", "inbox/消防联络员.xlsx"],
)
def test_what_is_read_or_is_another_file_is_not(tmp_path: Path, path: str) -> None:
    assert misnamed(tmp_path, [path]) == []


def test_a_run_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "消防.xlsx", form("rescue", JUNE))
    put(root, "decisions.csv.txt", "报告期,单位\n".encode())
    assert command(root, "check") == 0
    assert "inbox/decisions.csv.txt像是本办公室的decisions.csv" in capsys.readouterr().out
