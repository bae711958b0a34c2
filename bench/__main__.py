"""Run every benchmark, or the one named: ``python -m bench [name]``."""

import importlib
import pkgutil
import subprocess
import sys

import bench

# What the benchmarks share, and what only they start.
HELPERS = {
    "__main__",
    "stage",
    "arrivals",
    "bare",
    "ledger_rows",
    "load",
    "matching_instances",
    "orders_stage",
    "plain",
}


def names() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in found if name not in HELPERS)


def main() -> int:
    wanted = sys.argv[1:] or names()
    for name in wanted:
        importlib.import_module(f"bench.{name}")  # A wrong name fails before anything runs.
    worst = 0
    for name in wanted:
        print(f"\n== {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
