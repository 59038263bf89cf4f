"""One process of the race: rounds come in on stdin as JSON lines, what became of them goes out on stdout.

A round asks for permits from many threads at once; each thread keeps its own connection. Permits are used
and their outcome is reported, given back, or left open, as the order says.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import django

django.setup()

from arrears.foundation.api import SYSTEM  # noqa: E402 - Django has to be set up before its models are known
from arrears.gate import api as gate  # noqa: E402
from arrears.gate.api import Intent, Permit, PermitRefused  # noqa: E402
from arrears.gate.entries import AS_WE_SPEAK  # noqa: E402
from arrears.kernel import clock  # noqa: E402


def run(job: dict[str, Any]) -> str:
    """One request and what follows it: used, released, open, refused, or stopped."""
    kind = job.pop("do")
    if kind == "stop":
        gate.place_stop(
            job["creditor_id"], job["debtor_id"], "hardship", reference="in the middle", actor=SYSTEM
        )
        return "stop placed"
    result = job.pop("result")
    answer = gate.request(
        Intent(**{**job, "account_ids": tuple(job["account_ids"])}, act=AS_WE_SPEAK, actor=SYSTEM)
    )
    if not isinstance(answer, Permit):
        return "refused"
    if kind == "leave":
        return "open"
    if kind == "release":
        gate.release(answer.id)
        return "released"
    try:
        gate.use(
            answer.id,
            channel=answer.channel,
            contact_point_id=answer.contact_point_id,
            content_hash=answer.content_hash,
            actor=SYSTEM,
        )
    except PermitRefused:
        return "refused at use"
    if result:
        gate.report_outcome(answer.id, result, actor=SYSTEM)
    return "used"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    threads = int(sys.argv[1])
    _tell("ready")
    with ThreadPoolExecutor(threads) as pool:
        for line in sys.stdin:
            order = json.loads(line)
            with clock.standing_at(datetime.fromisoformat(order["at"])):
                told = Counter(pool.map(run, order["jobs"]))
            _tell(json.dumps(told))


if __name__ == "__main__":
    main()
