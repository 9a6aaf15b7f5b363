"""The office's own tables under names by which nobody looks for them: decisions.csv.txt, 联络员.xlsx, a copy (1)."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline.inbox.decisions import DECISIONS
from pipeline.inbox.liaisons import LIAISONS
from pipeline.words.wording import inert_path

_STEMS = {PurePosixPath(own).stem: own for own in (DECISIONS, LIAISONS)}
_ENDINGS = re.compile(r"(\s*\.(csv|txt|xlsx?|ods|et|numbers)\s*)+$")
# What Windows, browsers and WPS add to the name of a copy.
_COPY = re.compile(r"\s*(\(\d+\)|-?\s*副本|-?\s*copy)+$")


def misnamed(root: Path, paths: Iterable[str]) -> list[str]:
    """What to say of each file that by its name is one of these tables and is not read as one."""
    told = []
    for path in paths:
        own = _STEMS.get(_stem(path))
        # Where letters of either case are the same it is read.
        reads = own and (path == own or (path.lower() == own and (root / own).exists()))
        if own and not reads:
            told.append(
                f"请注意：{inert_path(path)}像是本办公室的{PurePosixPath(own).name}，名称或位置不对，没有用上。"
                f"要用的，请改成{own}（CSV格式）后再运行一次；不用的请移走。"
            )
    return told


def _stem(path: str) -> str:
    name = unicodedata.normalize("NFKC", PurePosixPath(path).name).lower()
    return _COPY.sub("", _ENDINGS.sub("", name))
