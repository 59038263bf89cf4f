"""The main road end to end: sample files, import, the day, the report; on an embedded PostgreSQL of its own.

python -m bench.main_road --accounts 100000
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="arrears-bench-"))
    environment = {**os.environ, "ARREARS_HOME": str(home), "ARREARS_LANGUAGE": "en"}
    environment.pop("DATABASE_URL", None)
    arrears = str(Path(sys.executable).parent / "arrears")
    try:
        first = measure([arrears, "demo", "--no-serve", "--accounts", str(given.accounts)], environment)
        again = measure([arrears, "demo", "--no-serve", "--accounts", str(given.accounts)], environment)
        steps = measure([arrears, "day", "--json"], environment)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if first.status or again.status or steps.status:
        sys.exit(first.output + again.output + steps.output)
    days = json.loads(steps.output[steps.output.index("{") :])
    result = {
        "machine": machine(),
        "accounts": given.accounts,
        "seconds": round(first.seconds, 1),
        "seconds_again": round(again.seconds, 1),
        "peak_mib": round(first.peak_mib),
        "database_peak_mib": round(first.database_peak_mib),
        "steps": {step["step"]: step["seconds"] for step in days["steps"]},
        "said": first.output.strip().splitlines()[-1],
    }
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
