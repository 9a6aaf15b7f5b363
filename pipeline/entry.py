"""Where the program begins: Ctrl+C is heeded first, as importing the rest takes long enough to be interrupted."""

from __future__ import annotations

import gc

from pipeline.files.interrupts import end_if_interrupted, heed_interrupts

# When garbage is collected: a month never makes so many objects, and going through those of imports only costs.
COLLECTED_FROM = 500_000, 50, 50
TYPE_CHECKING = False  # without typing, as in files/interrupts.py
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """The command line, with one end for every interrupt."""
    try:
        heed_interrupts()
        gc.set_threshold(*COLLECTED_FROM)
        from pipeline.cli import main as run

        run()
    finally:
        end_if_interrupted()
