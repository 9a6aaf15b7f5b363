"""Where the program begins: Ctrl+C is heeded first, as importing the rest takes long enough to be interrupted."""

from typing import NoReturn

from pipeline.files.interrupts import end_if_interrupted, heed_interrupts


def main() -> NoReturn:
    """The command line, with one end for every interrupt."""
    try:
        heed_interrupts()
        from pipeline.cli import main as run

        run()
    finally:
        end_if_interrupted()
