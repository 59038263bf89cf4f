"""Requests to have data removed or put right: asked by one person, decided by another, carried out at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, ContactUse
from arrears.desk.care.actions.concerns import note
from arrears.desk.care.contracts import (
    CareRefused,
    ConcernFacts,
    ConcernKind,
    ConcernState,
    DataRequest,
    Outlook,
)
from arrears.desk.care.models import Concern
from arrears.desk.care.queries import concern_facts, concern_row
from arrears.desk.care.rules.answers import reference_of
from arrears.desk.care.rules.erasing import kept_because, wipeable
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import ConsentKind
from arrears.foundation.api import Actor, audit, creditor_by_id, wipe_everywhere
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

DECIDERS = frozenset({"compliance", "administrator"})
POINTS_MAX = 200


def request_row(concern_id: int, actor: Actor, *kinds: DataRequest) -> Concern:
    """An open data request of these kinds under lock, for compliance or an administrator."""
    row = concern_row(concern_id, actor, lock=True)
    if actor.role is None or actor.role.value not in DECIDERS:
        raise CareRefused(
            "role", Words("须由合规员或管理员办理", "Compliance or an administrator has to do it")
        )
    if row.kind != ConcernKind.DATA_REQUEST.value or row.data_request not in {kind.value for kind in kinds}:
        raise CareRefused("request", Words("该事项不是此类请求", "It is no request of this kind"))
    if row.state != ConcernState.OPEN.value:
        raise CareRefused("state", Words("该事项已结束", "It has ended already"))
    return row


def outlook(concern_id: int, actor: Actor) -> Outlook:
    """What may be removed at this request today, and until when and by which rules the rest is kept."""
    return _outlook(concern_row(concern_id, actor), actor)


def _outlook(row: Concern, actor: Actor) -> Outlook:
    creditor = creditor_by_id(row.creditor_id)
    open_accounts, ended_on = portfolio.owes_until(row.creditor_id, row.debtor_id)
    last = _last_activity(row, ended_on, actor)
    years = creditor.settings.get("retention_years")
    asked: dict[str, object] = {
        "regimes": list(creditor.regimes),
        "kind": "collection_record",
        "last_activity_on": last.isoformat(),
    }
    if isinstance(years, int) and not isinstance(years, bool):
        asked["years_house"] = years
    kept = [gate.retention(asked), *_recorded_plans(row, list(creditor.regimes), ended_on, actor)]
    days = [date.fromisoformat(one["until"]) for one in kept if one["until"]]
    until = max(days) if days and not open_accounts else None
    return Outlook(
        points=wipeable(portfolio.contact_points(row.debtor_id))[:POINTS_MAX],
        kept_because=kept_because(open_accounts, until, clock.today(creditor.zone)),
        until=until,
        rules=tuple(
            dict.fromkeys((str(rule["id"]), str(rule["source"])) for one in kept for rule in one["rules"])
        ),
    )


def _recorded_plans(
    row: Concern, regimes: list[str], settled_on: date | None, actor: Actor
) -> Iterator[dict[str, Any]]:
    """CN-K3: recordings of plans that were agreed in a talk, until they are settled and two years at least."""
    for one in promises.agreements_of(actor, row.debtor_id):
        if one.consent is None or one.consent.kind is not ConsentKind.TALK:
            continue
        asked = {"regimes": regimes, "kind": "plan_recording", "made_on": one.consent.at.date().isoformat()}
        if settled_on is not None:
            asked["settled_on"] = settled_on.isoformat()
        yield gate.retention(asked)


def _last_activity(row: Concern, ended_on: date | None, actor: Actor) -> date:
    """The last day on which anything was done in the case: from it the records' years run.

    Requests for one's data are none of it: asking to be forgotten does not begin the years anew. Where nothing
    else is known they run from the request.
    """
    days = [] if ended_on is None else [ended_on]
    raised = Concern.objects.filter(creditor_id=row.creditor_id, debtor_id=row.debtor_id)
    days += raised.exclude(kind=ConcernKind.DATA_REQUEST.value).values_list("opened_on", flat=True)
    talks = contact.attempts_of(actor, row.debtor_id, last=1)
    days += [one.business_date for one in talks]
    accounts = [one.account_id for one in portfolio.accounts_of_debtor(row.creditor_id, row.debtor_id)]
    days += [one.effective_on for one in payments.entries_of_accounts(row.creditor_id, accounts)]
    return max(days, default=row.opened_on)


def ask_deletion(
    concern_id: int, actor: Actor, *, contact_point_ids: Sequence[int] = (), party: bool = False
) -> ConcernFacts:
    """Propose what is removed; nothing is until another person agrees. CareRefused for what must be kept."""
    with transaction.atomic():
        row = request_row(concern_id, actor, DataRequest.DELETION)
        _allowed(row, contact_point_ids, party, actor)
        row.detail["deletion"] = {
            "by_user": actor.user_id,
            "by": actor.name,
            "points": sorted(set(contact_point_ids)),
            "party": party,
        }
        row.save(update_fields=["detail"])
        note(row, "deletion_asked", actor, _said(contact_point_ids, party))
        audit(actor, "deletion.asked", f"concern:{row.pk}", _said(contact_point_ids, party))
    return concern_facts(row)


def decide_deletion(concern_id: int, agreed: bool, actor: Actor) -> ConcernFacts:
    """A second person agrees, and it is wiped at once; or does not, and nothing changes."""
    with transaction.atomic():
        row = request_row(concern_id, actor, DataRequest.DELETION)
        asked = row.detail.get("deletion")
        if asked is None:
            raise CareRefused("deletion", Words("没有待决定的删除", "Nothing waits to be decided"))
        if asked["by_user"] == actor.user_id:
            raise CareRefused("second_person", Words("须由另一人决定", "Another person has to decide"))
        del row.detail["deletion"]
        row.save(update_fields=["detail"])
        if agreed:
            _allowed(row, asked["points"], asked["party"], actor)  # the law of the day it is done
            _wipe(row, asked["points"], asked["party"], actor)
        kind = "deleted" if agreed else "deletion_refused"
        note(row, kind, actor, _said(asked["points"], asked["party"]))
        audit(actor, f"deletion.{kind}", f"concern:{row.pk}", _said(asked["points"], asked["party"]))
    return concern_facts(row)


def _allowed(row: Concern, points: Sequence[int], party: bool, actor: Actor) -> None:
    found = _outlook(row, actor)
    if not points and not party:
        raise CareRefused("points", Words("请选择要删除的内容", "Choose what is removed"))
    if party and found.kept_because is not None:
        raise CareRefused("kept", found.kept_because)
    if not set(points) <= {one.point.contact_point_id for one in found.points}:
        raise CareRefused("points", Words("其中有仍需保留的联系方式", "One of them is still needed"))


def _wipe(row: Concern, points: Sequence[int], party: bool, actor: Actor) -> None:
    why = reference_of(row.pk)
    for point_id in points:
        portfolio.wipe_contact_point(point_id, why=why, actor=actor)
    if not party:
        return
    wipe_everywhere(portfolio.wipe_order(row.debtor_id, why=why, actor=actor), actor)
    row.refresh_from_db()  # its own words went with the rest; what is said at its end is not kept either
    row.detail["wiped"] = True
    row.save(update_fields=["detail"])


def _said(points: Sequence[int], party: bool) -> dict[str, str]:
    return {"points": ",".join(map(str, points)), "party": "yes" if party else ""}


def correct(
    concern_id: int,
    actor: Actor,
    *,
    name: str | None = None,
    region: str | None = None,
    birth_year: int | None = None,
    contact_kind: ContactKind | None = None,
    contact_value: str = "",
) -> ConcernFacts:
    """Put right what the person says is wrong, and add the way to reach them that they give.

    PortfolioError says what cannot be. The creditor's next file may say otherwise: it has to be told.
    """
    with transaction.atomic():
        row = request_row(concern_id, actor, DataRequest.CORRECTION)
        why = reference_of(row.pk)
        changed = [
            field
            for field, value in (("name", name), ("region", region), ("birth_year", birth_year))
            if value
        ]
        if changed:
            portfolio.correct_party(
                row.debtor_id, why=why, actor=actor, name=name, region=region, birth_year=birth_year
            )
        if contact_kind is not None and contact_value.strip():
            portfolio.add_contact_point(
                row.debtor_id, contact_kind, contact_value, source="debtor", why=why, actor=actor,
                use=ContactUse.PERSONAL,
            )  # fmt: skip
            changed.append(contact_kind.value)
        if not changed:
            raise CareRefused("nothing", Words("请填写要更正的内容", "Say what is to be put right"))
        note(row, "corrected", actor, {"fields": ",".join(changed)})
    return concern_facts(row)
