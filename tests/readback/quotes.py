"""What a paper quotes of the units' work reports, held against the boxes of the workbooks that were accepted."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.readback.figures import Month
from tests.readback.workbooks import read_again

_QUOTE = re.compile(r"(.*)——([^—]+)", re.DOTALL)


class Quotes:
    """All that was reported: (unit's name, label of the box) -> texts, without white space."""

    def __init__(self, root: Path, month: Month) -> None:
        self._texts: dict[tuple[str, str], list[str]] = {}
        file = root / "schemas" / "work_reports.toml"
        plan = tomllib.loads(file.read_text("utf-8-sig")) if file.exists() else {"box": []}
        self._labels = {box["id"]: box["label"] for box in plan["box"]}
        self._cut = plan.get("excerpts", {}).get("cut", "")
        for entry in month.manifest["files"]:
            if entry["status"] == "accepted" and entry["path"].endswith(".xlsx"):
                self._read(root / entry["path"], month.schemas.units[entry["unit"]])

    def _read(self, path: Path, unit: str) -> None:
        book = read_again(path.read_bytes())
        for box, label in self._labels.items():
            text = book.named(f"report_{box}")
            if text is not None:
                self._texts.setdefault((unit, label), []).append(_bare(str(text)))

    def rest(self, paragraphs: Sequence[str], faults: list[str]) -> Iterator[str]:
        """The paragraphs that quote nobody; what quotes somebody who did not say so is a fault."""
        box = ""
        for paragraph in paragraphs:
            text = _bare(paragraph)
            label = next((x for x in self._labels.values() if text.startswith(f"{_bare(x)}：")), "")
            box = label or box
            match = _QUOTE.fullmatch(text.removeprefix(f"{_bare(label)}：") if label else text)
            if not match or not box:
                yield paragraph
            elif not self._is_said(re.sub(r"^[0-9]+．", "", match[1]), match[2], box):
                faults.append(f"{match[2]}的{box}里没有这样写：{paragraph}")

    def _is_said(self, quote: str, unit: str, box: str) -> bool:
        start = quote.removesuffix(self._cut).removesuffix("……") if self._cut in quote else ""
        texts = self._texts.get((unit, box), [])
        return any(t == quote or (start and t.startswith(start)) for t in texts)


def _bare(text: str) -> str:
    return "".join(text.split())
