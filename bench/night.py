"""A whole night on a book of a given size: seconds by step beside the floor of the same run.

python -m bench.night 100000 --instalments 300000 --parquet --json

The same as `arrears bench night`, which comes with the product. Without `--parquet` the book lies in
PostgreSQL behind the published functions. After the cold night a usual one follows, for which
one account in a hundred changed. Targets (issue 5) at 10 M accounts and 30 M instalments: usual night at most 60 s,
cold night at most 90 s, Parquet to Parquet with scores and allocation at most 35 s, ratio to the floor at most 4, peak at
most 8 GiB; ten times the accounts at most eleven times the seconds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from arrears.faces.cli import session
from bench.machine import machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000], metavar="ACCOUNTS")
    parser.add_argument("--instalments", type=int, help="of the first size; others in proportion")
    parser.add_argument("--parquet", action="store_true")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    session.open_session()
    session.migrate()
    from arrears.night.engine.api import bench_night  # noqa: PLC0415  Django has to stand before its models

    each = asked.instalments / asked.sizes[0] if asked.instalments else 3
    found = [
        asdict(bench_night(size, round(each * size), parquet=asked.parquet, limits=not asked.no_limits))
        for size in asked.sizes
    ]
    if asked.json:
        print(json.dumps({"machine": machine(), "night": found}))
        return
    print(machine())
    for night in found:
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["steps"].items())
        usual = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["usual"].items())
        floor = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["floor"].items())
        print(f"{night['accounts']:>10,} accounts, {night['instalments']:,} instalments, {night['source']}")
        print(f"{'':>11}{night['seconds']:.2f} s ({steps}); floor {night['floor_seconds']:.2f} s ({floor})")
        if usual:
            print(f"{'':>11}usual, one in a hundred changed: {night['usual_seconds']:.2f} s ({usual})")
        print(f"{'':>11}ratio {night['ratio_to_floor']}, peak {night['peak_mib']} MiB, gap {night['gap']}")


if __name__ == "__main__":
    main()
