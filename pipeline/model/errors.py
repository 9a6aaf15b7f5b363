"""What can stop a run. Every message is Chinese and says what to do; the exit status is the contract's."""


class PipelineError(Exception):
    """Something that only a person can mend; the text is for that person."""

    exit_status = 1


class DeclarationError(PipelineError):
    """A file in schemas/ contradicts itself, or a template contradicts it."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Name the file and the key in front of the problem."""
        self.about = (file, key, problem)
        super().__init__(f"{file}：{key}：{problem}" if key else f"{file}：{problem}")

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        """Errors come back from another process, too."""
        return type(self), self.about


class OfficeFileError(PipelineError):
    """A line of receipts.csv or decisions.csv cannot be understood."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Name the file and the line in front of the problem."""
        self.about = (file, line, problem)
        super().__init__(f"{file} 第{line}行：{problem}")

    def __reduce__(self) -> tuple[type, tuple[str, int, str]]:
        """Errors come back from another process, too."""
        return type(self), self.about


class UsageError(PipelineError):
    """The command asks for what cannot be: a month outside the campaign, an empty inbox."""

    exit_status = 2


class PublishError(PipelineError):
    """The outputs could not be written, or another run is active."""

    exit_status = 4
