"""Whatever goes wrong, kept instead of raised: a fuzzer wants to know of all of it."""

from types import TracebackType


class Caught:
    """A context that keeps the exception that ended it; an interruption by a person still goes through."""

    error: Exception | None = None

    def __enter__(self) -> "Caught":
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None
