"""Policies tried in every frozen world, as shares of the bound that no policy can pass.

    python -m bench.decisions [accounts] [--cohorts N] [--policies a,b] [--complaint TIMES] [--off-policy REPEATS]
        [--json]

20,000 accounts and 3 cohorts when nothing is said. The world's law, bound and seeds are fixed; read ranks, not
levels: a simulator flatters what learns in it.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from statistics import fmean

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.offline")
django.setup()

from arrears.night.proof import api as proof  # noqa: E402  settings first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", nargs="?", type=int, default=20_000)
    parser.add_argument("--cohorts", type=int, default=3)
    parser.add_argument("--learn", type=int, default=40_000)
    parser.add_argument(
        "--complaint", type=float, default=proof.COMPLAINT, help="times what a complaint costs"
    )
    parser.add_argument("--policies", default=",".join(proof.POLICIES))
    parser.add_argument("--worlds", default=",".join(proof.worlds()))
    parser.add_argument(
        "--off-policy", type=int, metavar="REPEATS", help="methods against the truth, instead"
    )
    parser.add_argument("--exploration", type=float, default=0.1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.off_policy:
        for world in asked.worlds.split(","):
            study = proof.off_policy_study(
                proof.read_world(world),
                repeats=asked.off_policy,
                accounts=asked.accounts,
                exploration=asked.exploration,
            )
            print(json.dumps(asdict(study)))
        return
    seeds = range(5_000, 5_000 + asked.cohorts)
    plain = []
    for world in asked.worlds.split(","):
        trial = proof.simulate(
            proof.read_world(world),
            asked.policies.split(","),
            accounts=asked.accounts,
            seeds=seeds,
            learn_accounts=asked.learn,
            complaint=asked.complaint,
        )
        plain.append(asdict(trial))
        if not asked.json:
            show(trial)
    if asked.json:
        print(json.dumps(plain))


def show(trial: proof.Trial) -> None:
    bound = fmean(each.bound for each in trial.policies[0].cohorts)
    seen = "" if trial.bound_gap is None else f", {1 - trial.bound_gap:.3f} of it by who sees what is hidden"
    print(
        f"{trial.world}  {trial.accounts} accounts, {len(trial.seeds)} cohorts, bound {bound:.1f} an account{seen}"
    )
    for each in sorted(trial.policies, key=lambda result: result.share):
        over = f"{each.over_digital:+.3f}" if each.over_digital is not None else ""
        interval = ""
        if each.over_digital_interval is not None:
            interval = "[{:+.3f}, {:+.3f}]".format(*each.over_digital_interval)
        print(
            f"  {each.policy:<20} share {each.share:.3f} headroom {each.headroom:.3f} over digital {over} {interval}"
            f" complaints {each.complaints_per_1000:.1f} pressed {each.pressure_on_distress:.1f}"
            f" forbidden {each.forbidden} breaches {each.breaches} {each.seconds:.0f} s"
        )


if __name__ == "__main__":
    main()
