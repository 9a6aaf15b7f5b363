"""How far a long run is: how many of how many, how fast, how much longer. Nothing is said of a short one."""

import sys
import time
from dataclasses import dataclass, field

from pipeline.words.console import say, say_again

_SILENT = 3.0  # seconds after which a run is a long one
_STILL = 10.0  # seconds without a file after which the pace of before promises nothing


@dataclass(slots=True)
class Pace:
    """So many files to be read. seconds: after how long to look again."""

    count: int
    seconds: float = 1.0
    _began: float = field(default_factory=time.monotonic)
    _done: int = 0
    _moved: float = field(default_factory=time.monotonic)  # when the last file was done
    _told: float = 0.0
    _shown: bool = False

    def tell(self, done: int) -> None:
        """On a terminal one line, written again and again; elsewhere a line now and then."""
        now = time.monotonic()
        if done > self._done:
            self._done, self._moved = done, now
        passed = now - self._began
        rewrites = sys.stderr.isatty()
        if passed < _SILENT or not done or passed - self._told < (1.0 if rewrites else 30.0):
            return
        self._told, self._shown = passed, True
        (say_again if rewrites else say)(
            f"… {words(done, self.count, passed, now - self._moved)}", err=True
        )

    def remark(self, text: str) -> None:
        """A line that stays."""
        self.end()
        say(f"… {text}", err=True)

    def end(self) -> None:
        """Leave the line, if there is one."""
        if self._shown and sys.stderr.isatty():
            say("", err=True)
        self._shown = False


def words(done: int, count: int, passed: float, still: float = 0.0) -> str:
    """How far it is after so many seconds; done is above 0. still: for so many of them nothing more was done."""
    read = f"已读{done}/{count}个文件"
    if still > _STILL:
        return f"{read}，已有{_span(still)}没有读完新的"
    rate = done / passed
    return f"{read}，每秒{rate:.0f}个，约还要{_span((count - done) / rate)}"


def _span(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}分{whole % 60:02d}秒" if whole >= 60 else f"{whole}秒"
