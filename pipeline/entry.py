"""Where the program begins: Ctrl+C is heeded first, as importing the rest takes long enough to be interrupted."""

from __future__ import annotations

from pipeline.files.interrupts import end_if_interrupted, heed_interrupts

TYPE_CHECKING = False  # without typing, as in files/interrupts.py
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """The command line, with one end for every interrupt."""
    try:
        heed_interrupts()
        from pipeline.cli import main as run

        run()
    finally:
        end_if_interrupted()
