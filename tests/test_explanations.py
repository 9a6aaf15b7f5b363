"""A line of 情况说明 that begins with an item's number explains the warnings about that item, and only those."""

import pytest

from pipeline.model.received import Finding
from tests.workspaces import JUNE, check, form, workspace

ANON = {"fire_reward_wan": 2, "fire_reward_anon_wan": 1}  # W-M3, item 4-5


def warning(tmp_path_factory: pytest.TempPathFactory, remarks: str) -> Finding:
    data = form("rescue", JUNE, {**ANON, "fire_remarks": remarks})
    release = check(workspace(tmp_path_factory.mktemp("w") / "w", {"1.xlsx": data}), JUNE)
    return next(x for f in release.files for x in f.findings if x.rule == "W-M3")


@pytest.mark.parametrize(
    ("remarks", "words"),
    [
        ("4-5：依据省奖励办法发放。", "依据省奖励办法发放"),
        ("本月正常\n 4-5: 依据省奖励办法", "依据省奖励办法"),
        ("4-5：无", ""),
        ("4-5：已核。", ""),
        ("4-5", ""),
        ("依据省奖励办法，见4-5：附件", ""),
        ("3-2：依据省奖励办法", ""),
        ("", ""),
    ],
)
def test_an_item_is_explained_by_its_own_line(
    tmp_path_factory: pytest.TempPathFactory, remarks: str, words: str
) -> None:
    assert warning(tmp_path_factory, remarks).explanation == words


def test_an_error_is_never_explained_away(tmp_path_factory: pytest.TempPathFactory) -> None:
    changes = {"fire_reward_wan": 1, "fire_reward_anon_wan": 2, "fire_remarks": "4-5：已经请示同意"}
    root = workspace(tmp_path_factory.mktemp("w") / "w", {"1.xlsx": form("rescue", JUNE, changes)})
    release = check(root, JUNE)
    (file,) = (f for f in release.files if f.path.endswith("1.xlsx"))
    assert file.status == "returned"
    assert [x.explanation for x in file.findings if x.severity == "error"] == [""]
