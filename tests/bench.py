"""`make bench`: the sample month against the import of its own runtime dependencies, interleaved in one run."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 7
# openpyxl without lxml, as the pipeline has it.
IMPORTS = """import os; os.environ["OPENPYXL_LXML"] = "False"
import click, docx, jinja2, openpyxl, pandas, pandera.pandas"""
BAR = 1.6


def seconds(command: list[str]) -> float:
    """The wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print medians and the ratio; end with 1 where the bar is missed."""
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
    raise SystemExit(ratio > BAR)


if __name__ == "__main__":
    main()
