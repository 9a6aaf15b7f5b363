"""What can stop a run. Every message is Chinese and says what to do; the exit status is the contract's."""

import errno
from pathlib import Path

_REASONS = {
    errno.EACCES: "没有权限，或正被别的程序占用",
    errno.EPERM: "没有权限，或正被别的程序占用",
    errno.ENOENT: "已被移走，或路径太长",
    errno.ENAMETOOLONG: "文件夹套得太深，路径太长",
    errno.ELOOP: "是链接",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EIO: "磁盘读写出错",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EMFILE: "打开的文件太多",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese; in its own words where they are rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


class PipelineError(Exception):
    """Something that only a person can mend; the text is for that person."""

    exit_status = 1


class DeclarationError(PipelineError):
    """A file in schemas/ contradicts itself, or a template contradicts it."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Name the file and the key in front of the problem."""
        super().__init__(f"{file}：{key}：{problem}" if key else f"{file}：{problem}")


class OfficeFileError(PipelineError):
    """A line of receipts.csv or decisions.csv cannot be understood."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file and the line (0 where it is about the file) in front of the problem."""
        super().__init__(f"{file} 第{line}行：{problem}" if line else f"{file}：{problem}")


class UsageError(PipelineError):
    """The command asks for what cannot be: a month outside the campaign, an empty inbox."""

    exit_status = 2


class PublishError(PipelineError):
    """The outputs could not be written, or another run is active."""

    exit_status = 4

    @classmethod
    def of(cls, error: OSError) -> "PublishError":
        """What the system refused, in words that help."""
        path = error.filename2 or error.filename
        name = f"“{Path(path).name}”" if path else "文件"
        return cls(
            f"写不了{name}（{reason(error)}）。请关闭正在打开它的Excel或WPS，"
            "检查outbox文件夹能否写入、磁盘是否已满，再运行一次。"
        )
