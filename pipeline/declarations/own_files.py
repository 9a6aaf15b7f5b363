"""The texts that an office may edit, schemas and templates: read as UTF-8, or refused with the reason."""

from pathlib import Path

from pipeline.model.causes import reason
from pipeline.model.errors import DeclarationError


def read_own(path: Path, told: str) -> str:
    """The text of a file, which may have Windows' own mark and line ends; told: how messages call it."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        problem = "没有这个文件"
    except UnicodeDecodeError:
        problem = "不是UTF-8编码，请另存为UTF-8"
    except OSError as e:
        problem = f"读不了（{reason(e)}）"
    raise DeclarationError(told, "", problem)
