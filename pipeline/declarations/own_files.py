"""The files that an office may edit, schemas and templates: read as UTF-8 and as TOML, or refused with the reason."""

import re
import tomllib
from pathlib import Path
from typing import Any

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


def read_toml(path: Path, told: str) -> dict[str, Any]:
    """What stands in a file of TOML."""
    text = read_own(path, told)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"line (\d+), column (\d+)", str(e))  # the rest is English
        where = f"第{at[1]}行第{at[2]}列" if at else "末尾"
        problem = f"{where}写得不对（引号、方括号要成对，等号、逗号、引号要用半角，一项只能写一次）"
    except ValueError:  # of int(), which is no more than a reader of TOML calls
        problem = "有一个数的位数太多"
    except RecursionError:
        problem = "括号套得太深"
    raise DeclarationError(told, "", problem)
