"""LibreOffice as judge of returned workbooks: it sees all marks, and what it saves is accepted."""

from pathlib import Path

import pytest

from tests.support import libreoffice
from tests.support.cells import read
from tests.support.published import files
from tests.support.returned import (
    NOTICE,
    WRONG,
    back,
    commented,
    comments,
    conditions,
    economy,
    links,
    marked,
    opened,
    saved,
    sent_back,
    stamped,
)
from tests.support.workspaces import JULY, publish, put

pytestmark = pytest.mark.libreoffice


def test_a_copy_put_right_in_libreoffice_is_accepted(root: Path, tmp_path: Path) -> None:
    put(root, "a.xlsx", economy(WRONG))
    publish(root, JULY)
    (tmp_path / "l").mkdir()
    source, target = tmp_path / "l" / "退回.xlsx", tmp_path / "l" / "改好.xlsx"
    source.write_bytes(sent_back(root)["退回_区经济发展局_2023年7月.xlsx"])
    libreoffice.type_into(
        source, target, {"commerce_training_formal": 20.0, "commerce_dept_fixed": 17.0}
    )
    put(root, "改好.xlsx", target.read_bytes(), "2023-07-28T09:00:00+08:00")
    publish(root, JULY)
    assert files(root, "2023-07")["inbox/改好.xlsx"]["status"] == "accepted"
    again = marked(target.read_bytes(), "E16")
    assert set(comments(again)) == set(conditions(again)) == {"E16"}
    assert [n for n in opened(again).sheetnames if n.startswith(NOTICE)] == [NOTICE]


def test_libreoffice_finds_everything_in_a_marked_copy(tmp_path: Path) -> None:
    data = back(saved(commented, stamped(economy({**WRONG, "commerce_self_found": None})))).data
    source = tmp_path / "a.xlsx"
    source.write_bytes(data)
    (tmp_path / "out").mkdir()
    seen = libreoffice.convert(source, tmp_path / "out").read_bytes()
    assert comments(seen) == comments(data)
    assert conditions(seen) == conditions(data)
    assert opened(seen).sheetnames == opened(data).sheetnames
    assert links(seen) == links(data) != []
    assert read(seen).sheets[0].entries == read(data).sheets[0].entries
