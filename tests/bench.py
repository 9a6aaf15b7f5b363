"""`make bench`: the sample month against the import of its own runtime dependencies, interleaved in one run."""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from tests import bench_ledgers
from tests.timing import seconds

ROOT = Path(__file__).parents[1]
ROUNDS = 7
# openpyxl without lxml, as the pipeline has it.
IMPORTS = """import os; os.environ["OPENPYXL_LXML"] = "False"
import click, docx, jinja2, openpyxl, pandas, pandera.pandas"""
BAR = 1.6


def main() -> None:
    """Print medians and the ratio, then what ledgers add; end with 1 where a bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("schemas", "templates", "inbox"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        bare = [sys.executable, "-c", IMPORTS]
        run = [sys.executable, "-m", "pipeline", "--root", folder, "monthly"]
        seconds(bare), seconds(run)  # warm bytecode and disk cache
        times = [(seconds(bare), seconds(run)) for _ in range(ROUNDS)]
    imports, whole = (statistics.median(t[n] for t in times) for n in (0, 1))
    ratio = statistics.median(w / b for b, w in times)
    print(f"import of the runtime dependencies  {imports:.3f} s  (median of {ROUNDS})")
    print(f"pipeline monthly, sample July       {whole:.3f} s  (median of {ROUNDS})")
    print(f"ratio                               {ratio:.2f}    (bar {BAR})")
    added = bench_ledgers.main()
    raise SystemExit(ratio > BAR or added > bench_ledgers.BAR)


if __name__ == "__main__":
    main()
