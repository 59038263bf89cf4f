"""What a person asks for and the worker carries out."""

from __future__ import annotations

from django.db import transaction

from arrears.daily import jobs
from arrears.foundation.api import Actor
from arrears.night.engine import api as night


def simulate_later(strategy_id: int, actor: Actor) -> night.SimulationRun:
    """Have a draft simulated by the worker. Raises NotNow, NoSuchNight as `night.ask_simulation`."""
    with transaction.atomic():
        asked = night.ask_simulation(strategy_id, actor)
        jobs.simulate.defer(simulation_id=asked.id)
    return asked
