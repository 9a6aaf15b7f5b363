"""What can stop a run. Every message is Chinese and says what to do; the exit status is the contract's."""

import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.model.causes import why_unwritten

_MOST_LINES = 10  # of an office's file that are told at once


class PipelineError(Exception):
    """Something that only a person can mend; the text is for that person."""

    exit_status = 1


class DeclarationError(PipelineError):
    """A file in schemas/ contradicts itself, or a template contradicts it."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Name the file and the key in front of the problem."""
        super().__init__(f"{file}：{key}：{problem}" if key else f"{file}：{problem}")


class OfficeFileError(PipelineError):
    """A table that the office keeps by hand, or a line of one, cannot be understood: decisions.csv and its like."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file and the line (0 where it is about the file) in front of the problem."""
        super().__init__(f"{file} 第{line}行：{problem}" if line else f"{file}：{problem}")

    def with_others(self, others: Sequence["OfficeFileError"]) -> "OfficeFileError":
        """The same with what is wrong in other lines, so that all can be mended at once; of very many the first."""
        told = [str(e) for e in (self, *others[: _MOST_LINES - 1])]
        if left := len(others) + 1 - len(told):
            told.append(f"还有{left}行写得不对。")
        self.args = ("\n".join(told),)
        return self


class UsageError(PipelineError):
    """The command asks for what cannot be: a month outside the campaign, an empty inbox."""

    exit_status = 2


class PublishError(PipelineError):
    """The outputs could not be written, or another run is active."""

    exit_status = 4

    @classmethod
    def of(cls, error: OSError) -> "PublishError":
        """What the system refused: the file, the cause, what to do about it."""
        path = error.filename2 or error.filename
        name = Path(path).name if isinstance(path, (str, os.PathLike)) else ""
        shown = "".join(c if c.isprintable() else "?" for c in name)
        cause, remedy = why_unwritten(error)
        return cls(f"写不了{f'“{shown}”' if shown else '文件'}：{cause}。请{remedy}，再运行一次。")
