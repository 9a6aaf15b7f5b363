"""The sample month, whole, against the import of the dependencies that it needs, interleaved."""

import shutil
import statistics
from functools import partial
from pathlib import Path

from tests.bench.rows import Measure, Row
from tests.bench.running import AS_INSTALLED, PYTHON, interleaved, median_ratio, pipeline, seconds

ROOT = Path(__file__).parents[2]
ROUNDS = 9
# openpyxl without lxml, as the pipeline has it.
_IMPORTS = AS_INSTALLED + 'import os; os.environ["OPENPYXL_LXML"] = "False"; import '
_EVERYTHING = _IMPORTS + "click, docx, jinja2, openpyxl, pandas, pandera.pandas"
_WITHOUT_WORD = _EVERYTHING.replace("docx, ", "")
WHOLE = Measure("sample month: over importing its dependencies", 1.5, rounds=ROUNDS)
NO_WORD = Measure("sample month without docx and eml: the same", 1.25, rounds=ROUNDS)
MEASURES = (WHOLE, NO_WORD)


def measure(folder: Path) -> list[Row]:
    """July of the sample with June before it, each round after another import of the same packages."""
    root = folder / "sample"
    for name in ("schemas", "templates", "inbox"):
        shutil.copytree(ROOT / name, root / name)
    return [
        _measured(WHOLE, _EVERYTHING, pipeline(root, "monthly")),
        _measured(NO_WORD, _WITHOUT_WORD, pipeline(root, "monthly", "--no-word")),
    ]


def _measured(measure: Measure, imports: str, run: list[str]) -> Row:
    ways = [partial(seconds, command) for command in ([PYTHON, "-c", imports], run)]
    interleaved(1, *ways)  # bytecode and disk cache are warm from here on
    importing, whole = interleaved(ROUNDS, *ways)
    medians = statistics.median(whole), statistics.median(importing)
    return measure.row(*medians, median_ratio(whole, importing))
