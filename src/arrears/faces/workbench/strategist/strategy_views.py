"""Strategies: read as decision tables, written, simulated on the own book, approved by a second person, taken back."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.daily import api as daily
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.strategy.contracts import Step

TEXT_MAX = 100_000
STATES = {
    "draft": Words("草稿", "draft"),
    "simulated": Words("已模拟", "simulated"),
    "approved": Words("已批准", "approved"),
    "withdrawn": Words("已收回", "taken back"),
}
SIMULATION_STEPS = {
    "": Words("等待后台处理", "Waits for the worker"),
    "options": Words("可选处置", "What is open"),
    "allocate": Words("分配资源", "Allocate"),
    "decide": Words("决定", "Decide"),
    "compare": Words("比较差异", "Compare"),
}
_READERS = (Role.STRATEGIST, Role.LEADER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding of lint with the line of the text that it speaks of (0: the whole)."""

    line: int
    fatal: bool
    words: Words


@may(*_READERS)
@require_GET
def strategy_list(request: HttpRequest) -> HttpResponse:
    """All versions the person may see, newest first, the shipped texts behind them."""
    found = night.strategies(actor_of(request))
    return render(request, "workbench/strategist/strategies.html", {"found": found, "STATES": STATES})


@may(*_READERS)
@require_GET
def strategy_page(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """One written version."""
    return _page(request, _of(actor_of(request), strategy_id))


@may(*_READERS)
@require_GET
def strategy_shipped(request: HttpRequest, code: str) -> HttpResponse:
    """A shipped text."""
    for facts in night.strategies(actor_of(request)):
        if facts.id is None and facts.code == code:
            return _page(request, facts)
    raise Http404


@may(Role.STRATEGIST)
@require_http_methods(["GET", "POST"])
def strategy_edit(request: HttpRequest) -> HttpResponse:
    """Write a new version, beginning with the text of another; what cannot be used is shown at its line."""
    actor = actor_of(request)
    text, fault, line = _text_to_edit(request, actor), "", 0
    creditor_id = _creditor_of(request, actor)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")[:TEXT_MAX]
        try:
            made = night.draft_strategy(text, actor, creditor_id=creditor_id)
        except (tomllib.TOMLDecodeError, night.StrategyError, ValueError, KeyError, TypeError) as error:
            fault = str(error) or type(error).__name__
            line = _line_of_fault(text, error)
        else:
            messages.success(request, _("The draft is kept as version {number}.").format(number=made.version))
            return redirect("strategy", made.id)
    numbered = list(enumerate(text.splitlines(), start=1))
    context = {
        "text": text,
        "fault": fault,
        "line": line,
        "around": _around(numbered, line),
        "from": _from(request),
    }
    return render(request, "workbench/strategist/strategy_edit.html", context, status=422 if fault else 200)


@may(Role.STRATEGIST)
@require_POST
def strategy_simulate(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Have it worked out what the last night would have done differently with this version."""
    done = _("The simulation is under way.")
    return _step(request, strategy_id, lambda actor: daily.simulate_later(strategy_id, actor), done)


@may(*_READERS)
@require_GET
def strategy_simulation(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """How far a simulation is; the page asks again by itself, and is shown anew when it has ended."""
    actor = actor_of(request)
    facts = _of(actor, strategy_id)
    run = night.latest_simulation(strategy_id)
    context = _told_of(run, facts, actor)
    answer = render(request, "workbench/strategist/parts/simulation.html", context)
    if run is None or not run.live:
        answer["HX-Refresh"] = "true"
    return answer


@may(Role.STRATEGIST)
@require_POST
def strategy_simulation_cancel(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Stop a simulation that waits or runs."""
    done = _("The simulation is being stopped.")
    return _step(request, strategy_id, lambda actor: night.cancel_simulation(strategy_id, actor), done)


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def strategy_approve(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Put a version in force from a date; never by the one who wrote it."""
    try:
        first = date.fromisoformat(request.POST.get("from", ""))
    except ValueError:
        messages.error(request, _("Say from which day it is in force."))
        return redirect("strategy", strategy_id)
    done = _("Approved; in force from {day}.").format(day=first.isoformat())
    return _step(
        request,
        strategy_id,
        lambda actor: night.approve_strategy(strategy_id, actor, in_force_from=first),
        done,
    )


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def strategy_roll_back(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Take an approved version back: what was in force before it is in force again."""
    done = _("Taken back; what was in force before is in force again.")
    return _step(request, strategy_id, lambda actor: night.roll_back_strategy(strategy_id, actor), done)


def _step(
    request: HttpRequest, strategy_id: int, carry_out: Callable[[Actor], object], done: str
) -> HttpResponse:
    actor = actor_of(request)
    _of(actor, strategy_id)
    try:
        carry_out(actor)
    except night.NotNow as error:
        messages.error(request, _("This cannot be done now: {why}").format(why=in_language(error.words)))
    except night.NoSuchNight:
        messages.error(request, _("No night of today has run yet."))
    else:
        messages.success(request, done)
    return redirect("strategy", strategy_id)


def _of(actor: Actor, strategy_id: int) -> night.StrategyFacts:
    """A version in the person's scope; 404 otherwise."""
    for facts in night.strategies(actor):
        if facts.id == strategy_id:
            return facts
    raise Http404


def _page(request: HttpRequest, facts: night.StrategyFacts) -> HttpResponse:
    actor = actor_of(request)
    own = facts.written_by is not None and facts.written_by == actor.user_id
    writes = actor.role == Role.STRATEGIST
    decides = actor.role in (Role.STRATEGIST, Role.ADMINISTRATOR)
    read = night.read_strategy(facts.text)
    lines = facts.text.splitlines()
    said = [
        Said(_line_of_place(lines, finding.place), finding.fatal, finding.words) for finding in facts.findings
    ]
    marked = {each.line for each in said}
    run = night.latest_simulation(facts.id) if facts.id is not None else None
    context = {
        **NAMES,
        **_told_of(run, facts, actor),
        "STATES": STATES,
        "strategy": read,
        "segments": [(part, [(step, _timing(step)) for step in part.steps]) for part in read.segments],
        "said": sorted(said, key=lambda each: (not each.fatal, each.line)),
        "lines": [(at, line, at in marked) for at, line in enumerate(lines, start=1)],
        "moves": _moves(facts.simulation),
        "own": own,
        "may_write": writes,
        "may_simulate": writes
        and facts.state in ("draft", "simulated")
        and not (run is not None and run.live),
        "may_approve": decides and not own and facts.state == "simulated",
        "may_roll_back": decides and facts.id is not None and facts.state == "approved",
        "today": today(),
    }
    return render(request, "workbench/strategist/strategy.html", context)


def _told_of(run: night.SimulationRun | None, facts: night.StrategyFacts, actor: Actor) -> dict[str, object]:
    """What is shown of the simulation that was asked for last."""
    return {
        "facts": facts,
        "run": run,
        "SIMULATION_STEPS": SIMULATION_STEPS,
        "may_stop": actor.role == Role.STRATEGIST,
    }


def _moves(simulation: night.Simulation | None) -> list[tuple[str, int, int, int]]:
    """Actions with their counts before and after, and the difference."""
    if simulation is None:
        return []
    before, after = simulation.before, simulation.after
    names = sorted({*before, *after})
    return [
        (name, before.get(name, 0), after.get(name, 0), after.get(name, 0) - before.get(name, 0))
        for name in names
    ]


def _timing(step: Step) -> list[tuple[Words, str]]:
    """When a step is due, part by part."""
    found: list[tuple[Words, str]] = []
    for title, window in (
        (Words("逾期天数", "days past due"), step.days),
        (Words("距到期天数", "days before due"), step.days_before_due),
        (Words("失约后天数", "days after a broken promise"), step.after_broken),
    ):
        if window is not None:
            low, high = ("" if each is None else str(each) for each in (window.low, window.high))
            found.append((title, low if low == high else f"{low}–{high}"))
    if step.day_of_month:
        found.append((Words("每月日期", "days of the month"), ", ".join(map(str, step.day_of_month))))
    if step.wait_days:
        found.append((Words("距上次联系至少（天）", "days since the last attempt"), f"≥ {step.wait_days}"))
    if step.once:
        found.append((Words("每次逾期一次", "once in an episode"), ""))
    if step.retired:
        found.append((Words("已停用", "retired"), ""))
    return found


def _text_to_edit(request: HttpRequest, actor: Actor) -> str:
    wanted = _from(request)
    for facts in night.strategies(actor):
        if wanted in (str(facts.id), facts.code if facts.id is None else None):
            return facts.text
    return ""


def _from(request: HttpRequest) -> str:
    return (request.POST.get("from") or request.GET.get("from") or "")[:80]


def _creditor_of(request: HttpRequest, actor: Actor) -> int | None:
    """A new version is for whom the version it begins with is."""
    wanted = _from(request)
    return next((facts.creditor_id for facts in night.strategies(actor) if str(facts.id) == wanted), None)


def _line_of_place(lines: list[str], place: str) -> int:
    """The line where a segment or a step is named; 0 when the finding speaks of the whole."""
    name = place.split(" / ")[-1].split(".")[-1]
    return next((at for at, line in enumerate(lines, start=1) if f'id = "{name}"' in line), 0)


def _line_of_fault(text: str, error: Exception) -> int:
    """The line a reader's fault names, or the first line that holds a name from its message."""
    words = str(error).replace(",", " ").replace(")", " ").split()
    if "line" in words[:-1] and words[words.index("line") + 1].isdigit():
        return int(words[words.index("line") + 1])
    place = words[0].rstrip(":") if words else ""
    return _line_of_place(text.splitlines(), place)


def _around(numbered: list[tuple[int, str]], line: int) -> list[tuple[int, str]]:
    return [each for each in numbered if line and abs(each[0] - line) <= 2]
