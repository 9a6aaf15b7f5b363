"""JSON for people and programs: readable Chinese, and nothing in it that a screen would obey."""

import json
from collections.abc import Mapping

from pipeline.wording import is_harmful


def json_bytes(content: Mapping[str, object]) -> bytes:
    """Content as UTF-8; what shows nothing itself, as in names of files, is written as its number."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return "\n".join(map(_spelled_out, text.split("\n"))).encode("utf-8")


def _spelled_out(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(json.dumps(c)[1:-1] if is_harmful(c) else c for c in line)
