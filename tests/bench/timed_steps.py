"""Prints the processor time of a month's returned copies, and of its bulletin: seconds by round, as JSON."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.bulletin.paper import bulletin
from pipeline.monthly import check_month
from pipeline.receiving.receive import receive
from pipeline.rendering.files import write_pages
from pipeline.rendering.templates import load_pages
from pipeline.rendering.word_file import word
from pipeline.returns.workbooks import return_workbooks


def main(root: Path, rounds: int) -> None:
    """Check the inbox once, then take each step so many times; the first time is not counted."""
    checked = check_month(root, None, lambda: receive(root, lambda _: None))
    templates = root / "templates"
    pages = load_pages(templates)

    def copies() -> object:
        return return_workbooks(checked.release, checked.candidates, root)

    def papers() -> object:
        paper = bulletin(checked.release, pages)
        return write_pages(paper, pages), word(paper, templates)

    times = [[_seconds(step) for step in (copies, papers)] for _ in range(rounds + 1)]
    sys.stdout.write(json.dumps(list(zip(*times[1:], strict=True))))


def _seconds(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
