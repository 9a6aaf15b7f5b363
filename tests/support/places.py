"""Where the repository and the folder of tests lie: the only place that counts folders up from a file."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
