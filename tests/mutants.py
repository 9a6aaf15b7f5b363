"""`make mutants`: the code that decides what counts, broken in a thousand small ways; how many the tests notice.

What is mutated, and which tests have to notice, is in pyproject.toml; why the survivors survive, in docs/mutants.md.
"""

import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTMUT = (sys.executable, "-m", "mutmut")
PROCESSES = "2"
NOTICED = ("killed", "timeout")
LEAST = 90  # per cent


def results() -> dict[str, str]:
    """Mutant -> what became of it, by mutmut's own account."""
    command = [*MUTMUT, "results", "--all", "true"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    pairs = (line.strip().rpartition(": ") for line in told.splitlines() if ": " in line)
    return {name: word for name, _, word in pairs if name.startswith("pipeline.")}


def table(ends: dict[str, str]) -> tuple[list[str], float]:
    """A line for each module and one for all, and the share that was noticed."""
    every, noticed = Counter[str](), Counter[str]()
    for name, word in ends.items():
        for key in (name.rpartition(".")[0], "all"):
            every[key] += 1
            noticed[key] += word in NOTICED
    lines = [
        f"{key:36} killed {noticed[key]:4} of {n:4}, survived {n - noticed[key]:3}  {100 * noticed[key] / n:5.1f} %"
        for key, n in sorted(every.items(), key=lambda pair: (pair[0] == "all", pair[0]))
    ]
    return lines, 100 * noticed["all"] / max(every["all"], 1)


def main() -> None:
    """Run afresh, print the account; end with 1 below the least share."""
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    start = time.monotonic()
    subprocess.run([*MUTMUT, "run", "--max-children", PROCESSES], cwd=ROOT, check=True)
    ends = results()
    lines, share = table(ends)
    print(
        "\n".join(sorted(f"{word}: {name}" for name, word in ends.items() if word not in NOTICED))
    )
    print("\n".join(lines))
    print(f"{(time.monotonic() - start) / 60:.0f} minutes; `mutmut show NAME` shows a survivor")
    sys.exit(share < LEAST)


if __name__ == "__main__":
    main()
