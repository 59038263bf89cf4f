"""Standing stops: what was noted stays until it is lifted or its own end comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from arrears.gate.contracts import Stop
from arrears.gate.packs.parts.channels import same_medium
from arrears.gate.packs.parts.facts import Facts


def stands(stop: Stop, at: datetime) -> bool:
    return (stop.since is None or stop.since <= at) and (stop.until is None or at < stop.until)


def standing(facts: Facts, *kinds: str) -> list[Stop]:
    """The stops of these kinds that stand at the moment of the act, whatever channel they name."""
    if not facts.stops:
        return []
    return [stop for stop in facts.stops if stop.kind in kinds and stands(stop, facts.at)]


def concerns(stop: Stop, facts: Facts) -> bool:
    """Whether a stop of a channel or an address meets the act; one that names neither closes everything."""
    if stop.channel is not None and not same_medium(stop.channel, facts.channel):
        return False
    return stop.address is None or facts.act.address is None or stop.address == facts.act.address


def ends(stops: Iterable[Stop]) -> datetime | None:
    """When the last of the stops ends; None when one has no end."""
    latest: datetime | None = None
    for stop in stops:
        if stop.until is None:
            return None
        latest = stop.until if latest is None else max(latest, stop.until)
    return latest
