"""Writing and approving scripts. The writer never approves."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from arrears.desk.scripts.contracts import Problem, ScriptDraft, ScriptFacts, ScriptRefused, ScriptStatus
from arrears.desk.scripts.models import Script
from arrears.desk.scripts.queries import facts_of
from arrears.desk.scripts.rules.checking import check, fatal
from arrears.desk.scripts.shipped import FIRST_OWN_VERSION, shipped
from arrears.foundation.api import Actor, Role, audit
from arrears.kernel.clock import now
from arrears.kernel.words import Words

WRITERS = frozenset({Role.LEADER, Role.STRATEGIST, Role.TRAINER, Role.COMPLIANCE, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.COMPLIANCE})


def _refuse(code: str, zh: str, en: str) -> ScriptRefused:
    return ScriptRefused((Problem(code=code, fatal=True, quote="", words=Words(zh, en)),))


def draft(order: ScriptDraft, actor: Actor) -> ScriptFacts:
    """Keep a new version as a draft. ScriptRefused when it may never be approved as it stands."""
    if actor.role not in WRITERS:
        raise _refuse("role", "您的角色不能编写话术", "Your role may not write scripts")
    problems = fatal(check(order))
    if problems:
        raise ScriptRefused(problems)
    with transaction.atomic():
        last = Script.objects.select_for_update().filter(code=order.code, language=order.language)
        highest = last.aggregate(Max("version"))["version__max"] if list(last) else None
        row = Script.objects.create(
            code=order.code,
            version=(highest + 1) if highest else FIRST_OWN_VERSION,
            language=order.language,
            stage=order.stage.value,
            reason=order.reason,
            channel=order.channel,
            audience=order.audience.value,
            tone=order.tone.value,
            purpose=order.purpose,
            title_zh=order.title.zh,
            title_en=order.title.en,
            subject=order.subject,
            text=order.text,
            discloses=list(order.discloses),
            written_by=actor.name,
            written_by_user_id=actor.user_id,
        )
        audit(actor, "script.drafted", f"script:{row.pk}", {"code": order.code, "version": row.version})
    return facts_of(row)


def approve(script_id: int, actor: Actor) -> ScriptFacts:
    """Put a draft into force; the version before it is retired. Only compliance, and not its writer."""
    if actor.role not in APPROVERS:
        raise _refuse("role", "只有合规员可以批准话术", "Only compliance approves scripts")
    with transaction.atomic():
        row = Script.objects.select_for_update().get(pk=script_id)
        if row.status != ScriptStatus.DRAFT.value:
            raise _refuse("status", "只有草稿可以批准", "Only a draft can be approved")
        if actor.user_id is None or row.written_by_user_id == actor.user_id:
            raise _refuse("second_person", "编写人不能批准自己的话术", "The writer does not approve")
        problems = fatal(check(_as_draft(row)))
        if problems:
            raise ScriptRefused(problems)
        Script.objects.filter(
            code=row.code, language=row.language, status=ScriptStatus.APPROVED.value
        ).update(status=ScriptStatus.RETIRED.value, retired_at=now())
        row.status, row.approved_by, row.approved_at = ScriptStatus.APPROVED.value, actor.name, now()
        row.save(update_fields=["status", "approved_by", "approved_at"])
        audit(actor, "script.approved", f"script:{row.pk}", {"code": row.code, "version": row.version})
    return facts_of(row)


def reject(script_id: int, why: str, actor: Actor) -> ScriptFacts:
    """Turn a draft down, with a reason for its writer (kept in the audit trail). Only compliance."""
    if actor.role not in APPROVERS:
        raise _refuse("role", "只有合规员可以退回话术", "Only compliance rejects scripts")
    if not why.strip():
        raise _refuse("why", "请写明退回的理由", "Say why it is rejected")
    with transaction.atomic():
        row = Script.objects.select_for_update().get(pk=script_id)
        if row.status != ScriptStatus.DRAFT.value:
            raise _refuse("status", "只有草稿可以退回", "Only a draft can be rejected")
        row.status = ScriptStatus.REJECTED.value
        row.save(update_fields=["status"])
        audit(actor, "script.rejected", f"script:{row.pk}", {"code": row.code, "why": why[:200]})
    return facts_of(row)


def retire(code: str, language: str, actor: Actor) -> None:
    """Take a script out of use in one language. A shipped one gets a retired version of its own."""
    if actor.role not in APPROVERS:
        raise _refuse("role", "只有合规员可以停用话术", "Only compliance retires scripts")
    with transaction.atomic():
        rows = Script.objects.select_for_update().filter(code=code, language=language)
        changed = rows.filter(status=ScriptStatus.APPROVED.value).update(
            status=ScriptStatus.RETIRED.value, retired_at=now()
        )
        base = shipped().get((code, language))
        if not changed and base is not None and not rows.exists():
            _retire_shipped(base)
            changed = 1
        if not changed:
            raise _refuse("status", "没有可停用的版本", "There is no version to retire")
        audit(actor, "script.retired", f"script:{code}/{language}", {})


def _retire_shipped(base: ScriptFacts) -> None:
    Script.objects.create(
        code=base.code,
        version=FIRST_OWN_VERSION,
        language=base.language,
        stage=base.stage.value,
        reason=base.reason,
        channel=base.channel,
        audience=base.audience.value,
        tone=base.tone.value,
        purpose=base.purpose,
        title_zh=base.title.zh,
        title_en=base.title.en,
        subject=base.subject,
        text=base.text,
        discloses=list(base.discloses),
        written_by=base.written_by,
        status=ScriptStatus.RETIRED.value,
        retired_at=now(),
    )


def _as_draft(row: Script) -> ScriptDraft:
    facts = facts_of(row)
    return ScriptDraft(**{name: getattr(facts, name) for name in ScriptDraft.__slots__})
