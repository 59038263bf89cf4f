"""Which scripts fit a moment, best first."""

from __future__ import annotations

from collections.abc import Iterable

from arrears.desk.scripts.contracts import ANY_REASON, Audience, ScriptFacts, Stage


def fitting(
    scripts: Iterable[ScriptFacts],
    *,
    stage: Stage,
    reason: str,
    channel: str | None,
    audience: Audience | None = None,
) -> tuple[ScriptFacts, ...]:
    """Scripts for a stage and a reason: those that name both first, then the more general ones.

    With a reason, scripts about other reasons are left out; without one ("any"), all of the stage are
    given. `audience` None means whoever.
    """
    ranked = []
    for script in scripts:
        if channel is not None and script.channel != channel:
            continue
        if audience is not None and script.audience is not audience:
            continue
        if script.stage not in (stage, Stage.ANY) and stage is not Stage.ANY:
            continue
        if reason not in (ANY_REASON, script.reason) and script.reason != ANY_REASON:
            continue
        exact = (script.reason == reason, script.stage is stage)
        ranked.append((tuple(-int(fits) for fits in exact), script.code, script.version, script))
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3]))
