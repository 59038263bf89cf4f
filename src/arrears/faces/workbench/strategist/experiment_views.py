"""Experiments: planned with their power shown, approved by a second person, followed look by look, stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.engine.api import ArmKind, Design, ExperimentFacts, Metric

READERS = (Role.STRATEGIST, Role.LEADER, Role.ADMINISTRATOR)
EXPERIMENT_STATES = {
    "draft": Words("草稿", "draft"),
    "approved": Words("已批准", "approved"),
    "stopped": Words("已停止", "stopped"),
    "concluded": Words("已得出结论", "concluded"),
}
_POINTS = 10_000


class ExperimentForm(forms.Form):
    """The plan of an experiment; shares and figures in percent."""

    title = forms.CharField(label=gettext_lazy("Name of the experiment"), max_length=120)
    strategy = forms.ChoiceField(
        label=gettext_lazy("Challenger"),
        help_text=gettext_lazy("A version that was simulated; or a ladder in force, for a hold-out alone."),
    )
    metric = forms.ChoiceField(label=gettext_lazy("What is compared"))
    champion = forms.DecimalField(
        label=gettext_lazy("Champion, %"), min_value=1, max_value=99, decimal_places=2, initial=45
    )
    challenger = forms.DecimalField(
        label=gettext_lazy("Challenger, %"), min_value=0, max_value=99, decimal_places=2, initial=45
    )
    holdout = forms.DecimalField(
        label=gettext_lazy("Hold-out, %"),
        min_value=0,
        max_value=20,
        decimal_places=2,
        initial=0,
        help_text=gettext_lazy("Left without treatment, where the law permits it; at most 20 % and 60 days."),
    )
    looks = forms.IntegerField(label=gettext_lazy("Looks"), min_value=1, max_value=5, initial=3)
    wave_days = forms.IntegerField(
        label=gettext_lazy("Days between waves"), min_value=1, max_value=180, initial=14,
        help_text=gettext_lazy("Debtors enter in as many waves as there are looks."),
    )  # fmt: skip
    horizon_days = forms.IntegerField(
        label=gettext_lazy("Days until the outcome"), min_value=1, max_value=180, initial=30
    )
    baseline = forms.DecimalField(
        label=gettext_lazy("Expected under the champion, %"),
        min_value=0.1,
        max_value=99.9,
        decimal_places=2,
        initial=20,
    )
    effect = forms.DecimalField(
        label=gettext_lazy("Smallest difference worth seeing, points"),
        min_value=0.01,
        max_value=99,
        decimal_places=2,
        initial=3,
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        found = [each for each in night.strategies(actor) if each.id is None or each.state != "draft"]
        self.by_key = {
            str(each.id or each.code): each for each in found if each.id is not None or each.in_force
        }
        self.fields["strategy"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, f"{in_language(each.title)} · {each.code} {each.version or ''}".strip())
            for key, each in self.by_key.items()
        ]
        self.fields["metric"].choices = [  # type: ignore[attr-defined]  # a choice field
            (metric.value, in_language(words)) for metric, words in night.METRIC_WORDS.items()
        ]

    def design(self) -> Design:
        """The design that the form says."""
        said = self.cleaned_data
        return Design(
            metric=Metric(said["metric"]),
            champion_bp=int(said["champion"] * 100),
            challenger_bp=int(said["challenger"] * 100),
            holdout_bp=int(said["holdout"] * 100),
            looks=said["looks"],
            wave_days=said["wave_days"],
            horizon_days=said["horizon_days"],
            baseline=float(said["baseline"]) / 100,
            effect=float(said["effect"]) / 100,
        )


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm as the page shows it."""

    title: Words
    share: str
    entered: int


@may(*READERS)
@require_GET
def experiment_list(request: HttpRequest) -> HttpResponse:
    """All experiments in the person's scope, newest first."""
    context = {
        "found": night.experiments(actor_of(request)),
        "STATES": EXPERIMENT_STATES,
        "METRICS": night.METRIC_WORDS,
        "may_write": actor_of(request).role == Role.STRATEGIST,
    }
    return render(request, "workbench/strategist/experiments.html", context)


@may(Role.STRATEGIST)
@require_http_methods(["GET", "POST"])
def experiment_new(request: HttpRequest) -> HttpResponse:
    """Plan an experiment. What it can see is worked out before anything is kept."""
    actor = actor_of(request)
    form = ExperimentForm(actor, request.POST or None)
    power = None
    if request.method == "POST" and form.is_valid():
        chosen = form.by_key[form.cleaned_data["strategy"]]
        design = form.design()
        try:
            if "keep" in request.POST:
                made = night.draft_experiment(
                    form.cleaned_data["title"], chosen.id if design.challenger_bp else None, chosen.code, design, actor,
                    creditor_id=chosen.creditor_id,
                )  # fmt: skip
                messages.success(request, _("The plan is kept; a second person starts it."))
                return redirect("experiment", made.id)
            night.check_design(design)
            power = night.power_of(design, night.eligible(chosen.code, chosen.creditor_id))
        except night.ExperimentError as error:
            form.add_error(None, in_language(error.words))
        except night.NotNow as error:
            form.add_error(None, _("This cannot be done now: {why}").format(why=in_language(error.words)))
    context = {"form": form, "power": power, "power_rows": _power_rows(power) if power else []}
    return render(
        request, "workbench/strategist/experiment_new.html", context, status=422 if form.errors else 200
    )


@may(*READERS)
@require_GET
def experiment_page(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """One experiment: plan, power, arms, looks and their verdicts."""
    actor = actor_of(request)
    facts = _of(actor, experiment_id)
    decides = actor.role in (Role.STRATEGIST, Role.ADMINISTRATOR)
    own = facts.written_by is not None and facts.written_by == actor.user_id
    design = facts.design
    verdict = night.VERDICT_WORDS.get(facts.why_ended) if facts.state == "concluded" else None  # type: ignore[call-overload]  # a verdict by its value
    context = {
        "facts": facts,
        "STATES": EXPERIMENT_STATES,
        "METRICS": night.METRIC_WORDS,
        "arms": [
            ArmRow(night.ARM_WORDS[arm], percent(design.share_bp(arm) / _POINTS), facts.entered.get(arm, 0))
            for arm in ArmKind
            if design.share_bp(arm)
        ],
        "power_rows": _power_rows(facts.power) if facts.power else [],
        "plan": _plan(facts),
        "looks": [_look(facts, look) for look in facts.looks],
        "verdict": verdict,
        "own": own,
        "may_approve": decides and not own and facts.state == "draft",
        "may_stop": decides and facts.state in ("draft", "approved"),
        "first_day": today() + timedelta(days=1),
    }
    return render(request, "workbench/strategist/experiment.html", context)


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def experiment_approve(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """Start it on a day; never by the one who planned it."""
    try:
        first = date.fromisoformat(request.POST.get("from", ""))
    except ValueError:
        messages.error(request, _("Say on which day it starts."))
        return redirect("experiment", experiment_id)
    return _step(
        request,
        experiment_id,
        lambda actor: night.approve_experiment(experiment_id, actor, starts_on=first),
        _("Approved; it starts on {day}.").format(day=first.isoformat()),
    )


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def experiment_stop(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """End it before its time, with a reason."""
    why = request.POST.get("why", "")[:300]
    return _step(
        request,
        experiment_id,
        lambda actor: night.stop_experiment(experiment_id, actor, why),
        _("Stopped; from the next night on all debtors are treated alike."),
    )


def _step(
    request: HttpRequest, experiment_id: int, carry_out: Callable[[Actor], object], done: str
) -> HttpResponse:
    actor = actor_of(request)
    _of(actor, experiment_id)
    try:
        carry_out(actor)
    except night.ExperimentError as error:
        messages.error(request, in_language(error.words))
    except night.NotNow as error:
        messages.error(request, _("This cannot be done now: {why}").format(why=in_language(error.words)))
    else:
        messages.success(request, done)
    return redirect("experiment", experiment_id)


def _of(actor: Actor, experiment_id: int) -> ExperimentFacts:
    """An experiment in the person's scope; 404 otherwise."""
    found = night.experiment(experiment_id, actor)
    if found is None:
        raise Http404
    return found


def percent(value: float) -> str:
    """A share as a page shows it."""
    return f"{value * 100:.1f}{' ' if get_language() == 'en' else ''}%"


def _points(value: float) -> str:
    return f"{value * 100:+.1f}"


def _plan(facts: ExperimentFacts) -> list[tuple[str, str]]:
    design = facts.design
    return [
        (_("What is compared"), in_language(night.METRIC_WORDS[design.metric])),
        (_("Looks"), str(design.looks)),
        (_("Days between waves"), str(design.wave_days)),
        (_("Days until the outcome"), str(design.horizon_days)),
        (_("Days in all"), str(design.days)),
        (_("Chance of a false alarm, over all looks"), percent(design.alpha)),
        (_("Wanted power"), percent(design.power)),
        (_("Expected under the champion"), percent(design.baseline)),
        (
            _("Smallest difference worth seeing"),
            _("{points} points").format(points=f"{design.effect * 100:.1f}"),
        ),
    ]


def _power_rows(power: night.PowerFacts) -> list[tuple[str, str]]:
    seen = (
        _("none")
        if power.detectable >= 1
        else _("{points} points").format(points=f"{power.detectable * 100:.1f}")
    )
    return [
        (_("Debtors in the ladder today"), f"{power.eligible:,}"),
        (_("Planned: champion and other arm"), f"{power.planned_champion:,} / {power.planned_compared:,}"),
        (_("Needed for the wanted difference"), f"{power.needed_champion:,} / {power.needed_compared:,}"),
        (_("Difference that these numbers show"), seen),
        (_("Stops at a z of, look by look"), " · ".join(f"{bound:.2f}" for bound in power.bounds)),
    ]


def _look(facts: ExperimentFacts, look: night.Look) -> dict[str, object]:
    return {
        "number": look.number,
        "as_of": look.as_of,
        "count": look.champion.count,
        "champion": percent(look.champion.mean),
        "complaints": look.champion.complaints,
        "rows": [
            {
                "arm": night.ARM_WORDS[each.arm],
                "count": each.sample.count,
                "mean": percent(each.sample.mean),
                "difference": _points(each.difference),
                "interval": f"{_points(each.low)} … {_points(each.high)}",
                "z": f"{each.z:+.2f} / ±{each.bound:.2f}",
                "complaints": each.sample.complaints,
                "verdict": night.VERDICT_WORDS[each.verdict],
            }
            for each in look.comparisons
        ],
    }
