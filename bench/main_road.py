"""The main road end to end on an embedded PostgreSQL of its own: sample files, import, a promise an account, the day.

python -m bench.main_road [SIZE ...] [--json]        sizes in accounts; 10,000 and 100,000 when none is given

Each stage is a process of its own, so that its peak memory is its own. The growth from the first to the last
size stands beside each figure: 10.0 is linear for ten times the accounts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.machine import machine, measure

SIZES = (10_000, 100_000)
STAGES = ("sample", "import", "promised", "day", "next")


def _outside(accounts: int) -> dict[str, float]:
    home = Path(tempfile.mkdtemp(prefix="arrears-bench-"))
    environment = {**os.environ, "ARREARS_HOME": str(home), "ARREARS_LANGUAGE": "en"}
    environment.pop("DATABASE_URL", None)
    told: dict[str, float] = {}
    try:
        for stage in STAGES:
            command = [sys.executable, "-m", "bench.main_road_inside", stage, str(accounts)]
            run = measure(command, environment)
            if run.status:
                sys.exit(run.output)
            told |= json.loads(run.output.strip().splitlines()[-1])
            told[f"{stage}: peak MiB"] = round(run.peak_mib)
            told[f"{stage}: peak MiB of the database"] = round(run.database_peak_mib)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {size: _outside(size) for size in given.sizes}
    if given.json:
        print(json.dumps({"machine": machine(), "figures": found}, indent=2))
        return
    print(machine())
    sizes = list(found)
    print(f"{'seconds, or as named':40}" + "".join(f"{size:>12,}" for size in sizes) + "      growth")
    for name in found[sizes[-1]]:
        row = [found[size].get(name, 0.0) for size in sizes]
        growth = f"{row[-1] / row[0]:12.1f}" if len(row) > 1 and row[0] else f"{'':12}"
        print(f"{name:40}" + "".join(f"{value:12,.2f}" for value in row) + growth)


if __name__ == "__main__":
    main()
