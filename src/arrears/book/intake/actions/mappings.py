"""Mappings of a creditor: saved as versions, never overwritten."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from arrears.book.intake.contracts import IntakeError, MappingFacts
from arrears.book.intake.models import MappingVersion
from arrears.book.intake.rules.mapping import read_mapping
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words


def save_mapping(creditor_id: int, code: str, body: str, actor: Actor) -> MappingFacts:
    """Save a mapping as the creditor's next version; the text that is in force already makes no new one.

    IntakeError (place "mapping") names what is wrong with it. OutOfScope when the actor may not see the creditor.
    """
    require_scope(actor, creditor_id)
    creditor = creditor_by_id(creditor_id)
    if not code.replace("_", "").replace("-", "").isalnum() or not code.isascii() or len(code) > 40:
        raise IntakeError(
            "mapping",
            Words("映射代码只能用字母、数字、- 和 _", "a mapping's code has letters, digits, - and _"),
        )
    mapping = read_mapping(body, code=code)
    own = MappingVersion.objects.filter(creditor_id=creditor_id, code=code)
    newest = own.order_by("-version").first()
    if newest is None or newest.body != body:
        try:
            with transaction.atomic():
                last = own.aggregate(last=Max("version"))["last"] or 0
                newest = MappingVersion.objects.create(
                    creditor_id=creditor_id, code=code, version=last + 1, body=body, saved_by=actor.name[:80]
                )
        except IntegrityError as error:
            raise IntakeError(
                "mapping",
                Words("刚刚有人保存了同一映射，请重试", "somebody saved this mapping just now; try again"),
            ) from error
        audit(
            actor,
            "intake.mapping_saved",
            f"creditor:{creditor.code}",
            {"code": code, "version": newest.version},
        )
    return MappingFacts(
        code=code,
        version=newest.version,
        kind=mapping.kind,
        title=mapping.title,
        saved_by=newest.saved_by,
        saved_at=newest.saved_at,
    )
