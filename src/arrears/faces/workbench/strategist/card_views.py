"""Points cards learned from the own history: model card, drift, fairness; put in force by a person, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.strategist.experiment_views import READERS, percent
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.engine.api import CardFacts

PSI_WORDS = (
    (0.1, Words("稳定", "stable"), ""),
    (0.25, Words("有变化", "shifting"), "tag-warn"),
    (float("inf"), Words("人群已不同", "another population"), "tag-stop"),
)
GROUP_KINDS = {
    "region": Words("地区", "Region"),
    "debtor_kind": Words("个人或公司", "Person or company"),
    "age": Words("年龄段", "Age band"),
    "sex": Words("性别", "Sex"),
}


@may(*READERS)
@require_GET
def card_list(request: HttpRequest) -> HttpResponse:
    """Every score: which card is in force, how far it drifted, what was learned."""
    found = night.cards()
    drifted = {each.score: each for each in night.drift()}
    rows = []
    for score, title in night.SCORE_WORDS.items():
        learned = [each for each in found if each.score == score]
        held = next((each for each in learned if each.in_force), None)
        moved = drifted.get(score)
        rows.append(
            {
                "title": title,
                "held": held,
                "learned": [(each, f"{each.version} · AUC {each.learned.model.auc:.3f}") for each in learned],
                "psi": f"PSI {moved.psi:.3f}" if moved else "",
                "drift": moved,
                "drift_said": _psi(moved.psi) if moved else None,
                "outcome": night.OUTCOME_WORDS.get(score),
            }
        )
    return render(request, "workbench/strategist/cards.html", {"rows": rows})


@may(*READERS)
@require_GET
def card_page(request: HttpRequest, card_id: int) -> HttpResponse:
    """The model card of one learned card."""
    actor = actor_of(request)
    facts = _of(card_id)
    decides = actor.role in (Role.STRATEGIST, Role.ADMINISTRATOR)
    own = facts.written_by is not None and facts.written_by == actor.user_id
    context = {
        "facts": facts,
        "title": night.SCORE_WORDS[facts.score],
        "outcome": night.OUTCOME_WORDS[facts.score],
        "measures": _measures(facts),
        "curve": [
            (at, percent(foretold), percent(happened))
            for at, (foretold, happened) in enumerate(facts.learned.model.calibration, start=1)
        ],
        "features": [
            (name, f"{value:.3f}", _psi(value))
            for name, value in sorted(facts.learned.model.psi.items(), key=lambda each: -each[1])
        ],
        "groups": [_group(each) for each in facts.learned.groups],
        "not_held": [GROUP_KINDS[kind] for kind in facts.learned.not_held],
        "method": night.METHOD_WORDS[facts.learned.method],
        "rivals": [_rival(each, facts.learned.method) for each in facts.learned.rivals],
        "hazards": _hazards(facts.learned.hazards),
        "why_not": night.why_not_in_force(facts),
        "points": _points(facts),
        "challenger": facts.learned.challenger,
        "challenger_auc": f"AUC {facts.learned.challenger.auc:.3f}" if facts.learned.challenger else "",
        "branches": [
            (each.conditions, each.rows, percent(each.share))
            for each in (facts.learned.challenger.branches if facts.learned.challenger else ())
        ],
        "may_approve": decides
        and not own
        and facts.in_force_from is None
        and night.why_not_in_force(facts) is None,
        "may_withdraw": decides and facts.in_force_from is not None and facts.withdrawn_on is None,
        "today": today(),
    }
    return render(request, "workbench/strategist/card.html", context)


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def card_approve(request: HttpRequest, card_id: int) -> HttpResponse:
    """Put a learned card in force from a date."""
    try:
        first = date.fromisoformat(request.POST.get("from", ""))
    except ValueError:
        messages.error(request, _("Say from which day it is in force."))
        return redirect("card", card_id)
    done = _("Approved; in force from {day}.").format(day=first.isoformat())
    return _step(
        request, card_id, lambda actor: night.approve_card(card_id, actor, in_force_from=first), done
    )


@may(Role.STRATEGIST, Role.ADMINISTRATOR)
@require_POST
def card_withdraw(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card back: the one before it is in force again."""
    done = _("Taken back; what was in force before is in force again.")
    return _step(request, card_id, lambda actor: night.withdraw_card(card_id, actor), done)


def _step(
    request: HttpRequest, card_id: int, carry_out: Callable[[Actor], object], done: str
) -> HttpResponse:
    _of(card_id)
    try:
        carry_out(actor_of(request))
    except night.NotNow as error:
        messages.error(request, _("This cannot be done now: {why}").format(why=in_language(error.words)))
    else:
        messages.success(request, done)
    return redirect("card", card_id)


def _of(card_id: int) -> CardFacts:
    for facts in night.cards():
        if facts.id == card_id:
            return facts
    raise Http404


def _psi(value: float) -> tuple[Words, str]:
    return next((words, css) for most, words, css in PSI_WORDS if value < most)


def _measures(facts: CardFacts) -> list[tuple[str, str]]:
    model = facts.learned.model
    return [
        (_("Learned from"), _("{rows} rows, {nights} nights").format(
            rows=f"{model.rows:,}", nights=len(facts.learned.nights))),
        (_("Judged by"), _("{rows} newer rows, {nights} nights").format(
            rows=f"{model.rows_judged:,}", nights=len(facts.learned.nights_judged))),
        (_("Nights"), f"{facts.learned.nights[0]} – {facts.learned.nights_judged[-1]}"),
        (_("Days until the outcome"), str(facts.learned.horizon_days)),
        (_("Share with the outcome"), percent(model.outcome_share)),
        ("AUC", f"{model.auc:.3f}"),
        (_("AUC of the card in force, same rows"), f"{model.auc_in_force:.3f}"),
        ("Gini", f"{model.gini:.3f}"),
        ("KS", f"{model.ks:.3f}"),
        ("Brier", f"{model.brier:.4f}"),
    ]  # fmt: skip


def _points(facts: CardFacts) -> list[tuple[str, Words, int, int | None]]:
    """Each bin with its points beside those of the card that is in force today (None: it has no such bin)."""
    held = night.card_in_force(facts.score, today())
    before = {(attribute.feature, bin_.words): bin_.points for attribute, bin_ in held.bins()}
    return [
        (attribute.feature, bin_.words, bin_.points, before.get((attribute.feature, bin_.words)))
        for attribute, bin_ in facts.card.bins()
    ]


def _rival(each: night.Rival, kept: night.Method) -> dict[str, object]:
    """A way of learning as the page tells it."""
    interval = "" if each.low is None else f"{each.low:+.3f} – {each.high:+.3f}"
    return {
        "title": night.METHOD_WORDS[each.method],
        "kept": each.method is kept,
        "worth": f"{each.worth:.3f}",
        "ahead": "" if each.ahead is None else f"{each.ahead:+.3f}",
        "interval": interval,
        "auc": f"{each.auc:.3f}",
        "gini": f"{each.gini:.3f}",
        "ks": f"{each.ks:.3f}",
        "brier": f"{each.brier:.4f}",
        "off": percent(each.calibration_error),
        "psi": f"{each.shift:.3f}",
    }


def _hazards(table: night.HazardTable | None) -> dict[str, object] | None:
    """What stands behind a recoverability card, in percent."""
    if table is None:
        return None
    return {
        "days": [table.period_days * period for period in (1, 2, 3)],
        "months": [
            (each.words, each.periods, percent(each.hazard), percent(each.fitted)) for each in table.months
        ],
        "found": [
            (each.days, each.rows, percent(each.foretold), percent(each.happened)) for each in table.found
        ],
        "curve": [
            (f"{score}–{score + 9 if score < 90 else 100}", [percent(each) for each in shares])
            for score, shares in table.curve
        ],
        "tenths": [
            (at, [(percent(one), percent(other)) for one, other in pairs])
            for at, pairs in enumerate(zip(*(each.tenths for each in table.found), strict=False), start=1)
        ],
    }


def _group(each: night.Group) -> dict[str, object]:
    return {
        "kind": GROUP_KINDS[each.kind],
        "value": each.value,
        "rows": each.rows,
        "score": f"{each.score:.1f}",
        "before": f"{each.score_in_force:.1f}",
        "foretold": percent(each.foretold),
        "happened": percent(each.happened),
    }
