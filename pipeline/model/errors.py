"""What can stop a run. Every message is Chinese and says what to do; the exit status is the contract's."""

from pathlib import Path


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
        """Name the file and the line in front of the problem."""
        super().__init__(f"{file} 第{line}行：{problem}")


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
            f"写不了{name}（{error.strerror}）。请关闭正在打开它的Excel或WPS，"
            "检查outbox文件夹能否写入、磁盘是否已满，再运行一次。"
        )
