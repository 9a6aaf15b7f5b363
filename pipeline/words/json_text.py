"""JSON for people and programs: readable Chinese, and nothing in it that a screen would obey."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping

from pipeline.words.wording import is_harmful


def json_bytes(content: Mapping[str, object]) -> bytes:
    """Content as UTF-8; what shows nothing itself, as in names of files, is written as its number."""
    return b"".join(_lines(content, ""))


def json_with_list(content: Mapping[str, object], key: str, items: Iterable[object]) -> bytes:
    """The same of content with a long list in it, whose items are made one by one; in `content` it is empty."""
    out, empty = io.BytesIO(), f'"{key}": []'.encode()
    before, after = json_bytes(content).split(empty)  # within a text its quotes would be escaped
    out.write(before)
    start = empty.removesuffix(b"]") + b"\n"
    for number, item in enumerate(items):
        out.write(b",\n" if number else start)
        out.write(b"".join(_lines(item, "  ")).removesuffix(b"\n"))
    out.write(b"\n ]" if out.tell() > len(before) else empty)
    out.write(after)
    return out.getvalue()


def _lines(content: object, indent: str) -> Iterator[bytes]:
    for line in json.dumps(content, ensure_ascii=False, indent=1).split("\n"):
        yield f"{indent}{_spelled_out(line)}\n".encode()


def _spelled_out(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(json.dumps(c)[1:-1] if is_harmful(c) else c for c in line)
