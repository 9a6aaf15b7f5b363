"""Plain text files for the office to copy from."""

from collections.abc import Iterable


def text_file(lines: Iterable[str]) -> bytes:
    """Lines as any editor of Windows shows them right: UTF-8 with its mark, CRLF."""
    return b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()


def sample_lines(note: str) -> list[str]:
    """How a text that is made of invented figures begins: with the note that says so; nothing where they are real."""
    return [f"【{note}】"] if note else []
