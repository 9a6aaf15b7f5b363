"""The sample month, whole, against the import of the dependencies that it needs, interleaved."""

import shutil
import statistics
from functools import partial
from pathlib import Path

from tests.bench.rows import Measure, Row
from tests.bench.running import PYTHON, interleaved, median_ratio, pipeline, seconds

ROOT = Path(__file__).parents[2]
ROUNDS = 9
# openpyxl without lxml, as the pipeline has it.
_IMPORTS = 'import os; os.environ["OPENPYXL_LXML"] = "False"; import '
_EVERYTHING = _IMPORTS + "click, docx, jinja2, openpyxl, pandas, pandera.pandas"
MEASURES = (Measure("sample month: over importing its dependencies", 1.5, rounds=ROUNDS),)


def measure(folder: Path) -> list[Row]:
    """July of the sample with June before it, each round after another import of the same packages."""
    root = folder / "sample"
    for name in ("schemas", "templates", "inbox"):
        shutil.copytree(ROOT / name, root / name)
    runs = [
        partial(seconds, command)
        for command in ([PYTHON, "-c", _EVERYTHING], pipeline(root, "monthly"))
    ]
    interleaved(1, *runs)  # bytecode and disk cache are warm from here on
    imports, whole = interleaved(ROUNDS, *runs)
    medians = statistics.median(whole), statistics.median(imports)
    return [MEASURES[0].row(*medians, median_ratio(whole, imports))]
