"""How a creditor's payments are allocated: data, from a day on, for one product or all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from arrears.book.calculators.api import CalculatorError, policy
from arrears.book.payments.contracts import Ahead, PostingRefused
from arrears.book.payments.models import AllocationPolicy
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words

_KEYS = frozenset({"order", "late_order", "late_days", "ahead"})


def set_allocation_policy(
    creditor_id: int, terms: Mapping[str, Any], *, valid_from: date, actor: Actor, product: str = ""
) -> None:
    """Set the order for a product (blank: all others) from a day on, today or later.

    `terms`: {"order": name or agreed mapping, "late_order": name, "late_days": days, "ahead": credit|next}.
    PostingRefused says what is wrong; what was allocated before stays as it was.
    """
    require_scope(actor, creditor_id)
    if unknown := sorted(set(terms) - _KEYS):
        raise PostingRefused(Words(f"未知的键：{unknown[0]}", f"unknown key: {unknown[0]}"))
    if valid_from < today(creditor_by_id(creditor_id).zone):
        raise PostingRefused(
            Words("清偿顺序只能从今天或以后生效", "An order of allocation takes effect today or later")
        )
    try:
        for name in ("order", "late_order"):
            if terms.get(name) is not None:
                policy(terms[name])
        Ahead(terms.get("ahead", Ahead.CREDIT.value))
        int(terms.get("late_days", 0))
    except CalculatorError as error:
        raise PostingRefused(error.message) from error
    except (TypeError, ValueError) as error:
        raise PostingRefused(Words(f"设置有误：{error}", f"not a valid setting: {error}")) from error
    with transaction.atomic():
        AllocationPolicy.objects.update_or_create(
            creditor_id=creditor_id,
            product=product,
            valid_from=valid_from,
            defaults={"policy": dict(terms), "by": actor.name[:80]},
        )
        audit(
            actor,
            "allocation_policy.set",
            f"creditor:{creditor_id}",
            {"product": product, "valid_from": valid_from.isoformat(), "terms": dict(terms)},
        )
