"""Reads of the gate's books for people who check: every line, one asked contact in full, consents, the seals."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditors, require_scope
from arrears.gate.entries import PACKS_VERSION
from arrears.gate.intents import RefusalFacts
from arrears.gate.ledger_contracts import (
    LINES_MAX,
    AskedDetail,
    ChainState,
    ConsentFacts,
    Line,
    LineFilter,
    LineKind,
    StopEnd,
)
from arrears.gate.models import (
    Consent,
    ConsentEnd,
    Permit,
    PermitEnd,
    PermitOutcome,
    Refusal,
    Seal,
    StopLift,
)

PAGE_LINES_MAX = 500

_BOOKS = """
SELECT 'permit' AS kind, id::text AS ref, at, creditor_id, debtor_id, channel, purpose AS what, '' AS note,
       asked_by AS by, 'permit' AS verdict, answer, id AS asked_id
FROM gate_permit
UNION ALL
SELECT 'refusal', id::text, at, creditor_id, debtor_id, channel, purpose, '', asked_by, verdict, answer, id
FROM gate_refusal
UNION ALL
SELECT CASE e.kind WHEN 'used' THEN 'use' ELSE 'release' END, p.id::text, e.at, p.creditor_id, p.debtor_id,
       p.channel, p.purpose, '', p.asked_by, '', NULL, p.id
FROM gate_permitend e JOIN gate_permit p ON p.id = e.permit_id
UNION ALL
SELECT 'outcome', o.id::text, o.at, p.creditor_id, p.debtor_id, p.channel, o.result, '', o.by, '', NULL, p.id
FROM gate_permitoutcome o JOIN gate_permit p ON p.id = o.permit_id
UNION ALL
SELECT 'inbound', id::text, at, creditor_id, debtor_id, channel, result, '', by, '', NULL, NULL
FROM gate_inbound
UNION ALL
SELECT 'stop', id::text, at, creditor_id, debtor_id, channel, kind, reference, by, '', NULL, NULL
FROM gate_stop
UNION ALL
SELECT 'lift', s.id::text, l.at, s.creditor_id, s.debtor_id, s.channel, s.kind, l.why, l.by, '', NULL, NULL
FROM gate_stoplift l JOIN gate_stop s ON s.id = l.stop_id
UNION ALL
SELECT 'consent', id::text, at, creditor_id, debtor_id, '', kind, evidence, by, '', NULL, NULL
FROM gate_consent
UNION ALL
SELECT 'withdrawal', c.id::text, e.at, c.creditor_id, c.debtor_id, '', c.kind, e.why, e.by, '', NULL, NULL
FROM gate_consentend e JOIN gate_consent c ON c.id = e.consent_id
UNION ALL
SELECT 'person_refused', id::text, at, creditor_id, person_id, '', '', reference, by, '', NULL, NULL
FROM gate_personrefused
UNION ALL
SELECT 'person_fact', id::text, at, creditor_id, person_id, '', kind, reference, by, '', NULL, NULL
FROM gate_personfact
"""


def _where(actor: Actor, asked: LineFilter) -> tuple[str, dict[str, Any]]:
    """The condition of a search, always within the actor's creditors."""
    scope = [facts.id for facts in creditors(actor)]
    if asked.creditor_id is not None:
        scope = [one for one in scope if one == asked.creditor_id]
    conditions = ["creditor_id = ANY(%(scope)s)", "at >= %(since)s", "at < %(until)s"]
    given: dict[str, Any] = {"scope": scope, "since": asked.since, "until": asked.until}
    if asked.kinds:
        conditions.append("kind = ANY(%(kinds)s)")
        given["kinds"] = [kind.value for kind in asked.kinds]
    if asked.debtor_ids is not None:
        conditions.append("debtor_id = ANY(%(debtors)s)")
        given["debtors"] = list(asked.debtor_ids)
    if asked.channel:
        conditions.append("channel = %(channel)s")
        given["channel"] = asked.channel
    if asked.verdict:
        conditions.append("verdict = %(verdict)s")
        given["verdict"] = asked.verdict
    if asked.rule:
        conditions.append(
            "((kind = 'refusal' AND answer->'failed' @> %(failed)s::jsonb)"
            " OR (kind = 'permit' AND answer->'rules' @> %(consulted)s::jsonb))"
        )
        given["failed"] = json.dumps([asked.rule])
        given["consulted"] = json.dumps([{"id": asked.rule}])
    if asked.by:
        conditions.append("by ILIKE %(by)s")
        given["by"] = "%" + asked.by.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return " AND ".join(conditions), given


def lines(
    actor: Actor, asked: LineFilter, *, offset: int = 0, limit: int = PAGE_LINES_MAX
) -> tuple[Line, ...]:
    """Lines of the books in the actor's scope, the latest first."""
    where, given = _where(actor, asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, ref, at, creditor_id, debtor_id, channel, what, note, by, verdict, "  # noqa: S608 - our own text
            f"answer->'failed', asked_id FROM ({_BOOKS}) book WHERE {where} "
            "ORDER BY at DESC, kind, ref LIMIT %(limit)s OFFSET %(offset)s",
            {**given, "limit": min(limit, LINES_MAX), "offset": offset},
        )
        return tuple(_line(row) for row in cursor.fetchall())


def _line(row: Sequence[Any]) -> Line:
    failed = json.loads(row[10]) if isinstance(row[10], str) else row[10]
    return Line(
        kind=LineKind(row[0]),
        ref=row[1],
        at=row[2],
        creditor_id=row[3],
        debtor_id=row[4],
        channel=row[5],
        what=row[6],
        note=row[7],
        by=row[8],
        verdict=row[9],
        rules=tuple(failed or ()),
        asked_id=row[11],
    )


def line_counts(actor: Actor, asked: LineFilter) -> Mapping[LineKind, int]:
    """How many lines of each kind a search finds."""
    where, given = _where(actor, asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, count(*) FROM ({_BOOKS}) book WHERE {where} GROUP BY kind",  # noqa: S608 - as above
            given,
        )
        found = dict(cursor.fetchall())
    return {kind: found[kind.value] for kind in LineKind if kind.value in found}


def line_export(actor: Actor, asked: LineFilter, form: str) -> Iterator[Line]:
    """The lines for a file, at most LINES_MAX; the audit trail keeps who took what."""
    detail = {
        "form": form,
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "kinds": [kind.value for kind in asked.kinds],
        "debtors": list(asked.debtor_ids or ()),
        "rule": asked.rule or "",
    }
    audit(actor, "gate.lines_exported", "gate", detail)
    yield from lines(actor, asked, limit=LINES_MAX)


def _asked_row(actor: Actor, asked_id: uuid.UUID) -> Permit | Refusal | None:
    """A permit or a refusal in the actor's scope; None when there is none."""
    row: Permit | Refusal | None = Refusal.objects.filter(pk=asked_id).first()
    if row is None:
        row = Permit.objects.filter(pk=asked_id).first()
    if row is not None:
        require_scope(actor, row.creditor_id)
    return row


def asked_detail(actor: Actor, asked_id: uuid.UUID) -> AskedDetail | None:
    """One permit or refusal in full. None when there is none; OutOfScope for somebody else's."""
    row = _asked_row(actor, asked_id)
    if row is None:
        return None
    answer = row.answer
    end: PermitEnd | None = None
    outcomes: tuple[tuple[datetime, str, str], ...] = ()
    if isinstance(row, Permit):
        end = PermitEnd.objects.filter(permit=row).first()
        told = PermitOutcome.objects.filter(permit=row).order_by("pk")
        outcomes = tuple((one.at, one.result, one.by) for one in told)
    opens = answer.get("next_permitted_at")
    return AskedDetail(
        id=row.pk,
        kind=LineKind.PERMIT if isinstance(row, Permit) else LineKind.REFUSAL,
        at=row.at,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        person_id=row.person_id,
        contact_point_id=row.contact_point_id,
        role=row.role,
        channel=row.channel,
        purpose=row.purpose,
        call_kind=row.call_kind,
        account_ids=tuple(row.accounts),
        content_hash=row.content_hash,
        particulars=row.particulars,
        verdict=answer["verdict"],
        presumption=answer.get("presumption"),
        flags=tuple(answer.get("flags", ())),
        deadlines=answer.get("deadlines", {}),
        rules=tuple(answer["rules"]),
        rule_versions=row.rule_versions,
        same_rules=row.rule_versions == PACKS_VERSION,
        next_permitted_at=datetime.fromisoformat(opens) if opens else None,
        expires_at=row.expires_at if isinstance(row, Permit) else None,
        ended=end.kind if end else "",
        ended_at=end.at if end else None,
        outcomes=outcomes,
        has_text=bool(vault.unseal(row.text_sealed)),
        by=row.asked_by,
    )


def asked_text(actor: Actor, asked_id: uuid.UUID) -> str:
    """The text of a permit or refusal, unsealed; an audit line says who read it. LookupError when unknown."""
    row = _asked_row(actor, asked_id)
    if row is None:
        raise LookupError(str(asked_id))
    audit(actor, "gate.text_read", f"gate:{asked_id}", {"debtor": row.debtor_id})
    return vault.unseal(row.text_sealed)


def consents(actor: Actor, creditor_id: int, debtor_id: int) -> tuple[ConsentFacts, ...]:
    """Every consent of a case, withdrawn ones too, the latest first."""
    require_scope(actor, creditor_id)
    rows = list(Consent.objects.filter(creditor=creditor_id, debtor=debtor_id).order_by("-at", "-pk"))
    ends = {end.consent_id: end for end in ConsentEnd.objects.filter(consent__in=[row.pk for row in rows])}
    return tuple(
        ConsentFacts(
            id=row.pk,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            person_id=row.person_id,
            kind=row.kind,
            scope=row.scope,
            given_at=row.given_at,
            until=row.until,
            evidence=row.evidence,
            by=row.by,
            withdrawn_at=ends[row.pk].at if row.pk in ends else None,
            withdrawn_why=ends[row.pk].why if row.pk in ends else "",
        )
        for row in rows
    )


def stop_ends(stop_ids: Sequence[int]) -> Mapping[int, StopEnd]:
    """Who lifted which of these stops; those that stand are not in it."""
    rows = StopLift.objects.filter(stop__in=list(stop_ids))
    return {row.stop_id: StopEnd(stop_id=row.stop_id, at=row.at, by=row.by, why=row.why) for row in rows}


def chain_state() -> ChainState:
    """How far the chain is sealed, and since when something waits."""
    latest = Seal.objects.order_by("-last").first()
    first = latest.last if latest else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(at) FROM gate_journal WHERE xact >= %s", [first])
        unsealed, oldest = cursor.fetchone() or (0, None)
        cursor.execute("SELECT count(*), coalesce(sum(lines), 0) FROM gate_seal")
        seals, sealed = cursor.fetchone() or (0, 0)
    return ChainState(
        sealed=int(sealed),
        seals=seals,
        unsealed=unsealed,
        sealed_at=latest.at if latest else None,
        oldest_unsealed=oldest,
        latest_hash=latest.hash if latest else "",
    )


def refused(
    actor: Actor, asked: LineFilter, *, offset: int = 0, limit: int = PAGE_LINES_MAX
) -> tuple[RefusalFacts, ...]:
    """Refusals that a search finds, with the rules that caused them in words, the latest first."""
    where, given = _where(actor, replace(asked, kinds=()))
    rows = Refusal.objects.raw(
        "SELECT * FROM (SELECT 'refusal' AS kind, asked_by AS by, r.* FROM gate_refusal r) book "  # noqa: S608 - our own text
        f"WHERE {where} ORDER BY at DESC, id LIMIT %(limit)s OFFSET %(offset)s",
        {**given, "limit": min(limit, LINES_MAX), "offset": offset},
    )
    return tuple(
        RefusalFacts(
            id=row.pk,
            at=row.at,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            channel=row.channel,
            purpose=row.purpose,
            verdict=row.verdict,
            rules=tuple(one for one in row.answer["rules"] if one["result"] in ("fail", "needs_evidence")),
            next_permitted_at=row.next_permitted_at,
            by=row.asked_by,
        )
        for row in rows
    )


def refused_by_rule(actor: Actor, asked: LineFilter) -> Mapping[str, int]:
    """How many refusals of a search each rule caused, the most first; one refusal may have several causes."""
    where, given = _where(actor, replace(asked, kinds=(), rule=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rule, count(*) FROM (SELECT 'refusal' AS kind, asked_by AS by, r.* FROM gate_refusal r) book, "  # noqa: S608 - as above
            f"jsonb_array_elements_text(answer->'failed') rule WHERE {where} GROUP BY rule ORDER BY 2 DESC, 1",
            given,
        )
        return dict(cursor.fetchall())
