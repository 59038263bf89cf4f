"""The gate's own books: what it permitted and refused, what became of it, and what stands in the way.

Every table is append-only (triggers refuse UPDATE and DELETE, whoever asks); what ends is told by a row of
its own. A `subject` is a person across creditors (blind index of the id number, else of the party), an
`address` a number or mailbox across people: counters pool by them.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models

from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now
from arrears.kernel.ids import new_id

SUBJECT_BYTES = 16


def _link(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key without an index of its own: the indexes below lead with what is asked for."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


def _append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Asked(models.Model):
    """What somebody wanted to do: the part that permits and refusals share."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The debtor's row holds the creditor; one more key would let all contacts of a creditor queue at its one row.
    creditor = _link("foundation.Creditor", db_constraint=False)
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    contact_point = _link("portfolio.ContactPoint", null=True)
    role = models.CharField(max_length=30)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=30)
    call_kind = models.CharField(max_length=20, blank=True)
    accounts = models.JSONField(default=list)
    subject = models.BinaryField(max_length=SUBJECT_BYTES)
    person_subject = models.BinaryField(max_length=SUBJECT_BYTES)
    address = models.BinaryField(max_length=SUBJECT_BYTES)
    lender_group = models.CharField(max_length=60)
    operator = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64)
    particulars = models.JSONField(default=dict)
    text_sealed = SealedField()
    answer = models.JSONField()
    rule_versions = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=80)
    user = _link("foundation.User", null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        abstract = True


class Permit(Asked):
    """One contact, permitted until `expires_at`: for this channel, address, person and content alone."""

    expires_at = models.DateTimeField()
    stamp = models.BinaryField(max_length=32)  # checked by trigger: migration 0006

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-at"], name="permit_subject"),
            models.Index(fields=["person_subject", "-at"], name="permit_person"),
            models.Index(fields=["address", "-at"], name="permit_address"),
            models.Index(fields=["creditor", "debtor", "-at"], name="permit_case"),
            models.Index(fields=["creditor", "at"], name="permit_creditor_time"),
        ]

    def __str__(self) -> str:
        return f"permit {self.pk}"


class PermitEnd(models.Model):
    """A permit was used or given back; a trigger lets a use pass only as it was permitted, and in time."""

    permit = models.OneToOneField(Permit, primary_key=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[("used", "used"), ("released", "released")])
    channel = models.CharField(max_length=20)
    contact_point = _link("portfolio.ContactPoint", null=True)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *_append_only(),
            pgtrigger.Trigger(
                name="as_permitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("p", "gate_permit%ROWTYPE")],
                func="""
                    SELECT * INTO p FROM gate_permit WHERE id = NEW.permit_id;
                    IF NEW.kind = 'used' THEN
                        IF NEW.at < p.at OR NEW.at > p.expires_at THEN
                            RAISE EXCEPTION 'permit % is not valid at %', p.id, NEW.at;
                        END IF;
                        IF NEW.channel <> p.channel OR NEW.content_hash <> p.content_hash
                           OR NEW.contact_point_id IS DISTINCT FROM p.contact_point_id THEN
                            RAISE EXCEPTION 'permit % is for another channel, address or content', p.id;
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"permit {self.permit_id} {self.kind}"


class PermitOutcome(models.Model):
    """What became of a permitted contact, as it was reported; the latest report counts."""

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    reported_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"permit {self.permit_id}: {self.result}"


class Refusal(Asked):
    """One contact that was refused, or that needs evidence first."""

    verdict = models.CharField(max_length=20)
    next_permitted_at = models.DateTimeField(null=True)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "-at"], name="refusal_case"),
            models.Index(fields=["-at"], name="refusal_time"),
            models.Index(fields=["creditor", "at"], name="refusal_creditor_time"),
        ]

    def __str__(self) -> str:
        return f"refusal {self.pk}"


class Inbound(models.Model):
    """The debtor or another person came to us."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    subject = models.BinaryField(max_length=SUBJECT_BYTES)
    person_subject = models.BinaryField(max_length=SUBJECT_BYTES)
    address = models.BinaryField(max_length=SUBJECT_BYTES)
    accounts = models.JSONField(default=list)
    channel = models.CharField(max_length=20)
    result = models.CharField(max_length=20)
    lender_group = models.CharField(max_length=60)
    operator = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-at"], name="gate_inbound_subject")
        ]

    def __str__(self) -> str:
        return f"inbound {self.pk}"


class Stop(models.Model):
    """Something that stops or narrows collection, from `since` until it is lifted or `until`."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party", null=True)
    subject = models.BinaryField(max_length=SUBJECT_BYTES)
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=20, blank=True)
    contact_point = _link("portfolio.ContactPoint", null=True)
    address = models.BinaryField(max_length=SUBJECT_BYTES, default=b"")
    accounts = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)
    reference = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject"], name="stop_subject"),
            models.Index(fields=["creditor", "debtor"], name="stop_case"),
        ]

    def __str__(self) -> str:
        return f"stop {self.pk} {self.kind}"


class StopLift(models.Model):
    """A stop was lifted, by whom and why."""

    stop = models.OneToOneField(Stop, primary_key=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=400)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"stop {self.stop_id} lifted"


class Consent(models.Model):
    """What a person agreed to. It ends at `until` or when it is withdrawn."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    person_subject = models.BinaryField(max_length=SUBJECT_BYTES)
    kind = models.CharField(max_length=30)
    scope = models.JSONField(default=dict)
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_subject"], name="consent_person"),
            models.Index(fields=["creditor", "debtor"], name="consent_case"),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} {self.kind}"


class ConsentEnd(models.Model):
    consent = models.OneToOneField(Consent, primary_key=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=400)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"consent {self.consent_id} withdrawn"


class PersonRefused(models.Model):
    """A person who is not the debtor asked not to be contacted again: for good (GB/T 45251-2025)."""

    creditor = _link("foundation.Creditor")
    person = _link("portfolio.Party")
    person_subject = models.BinaryField(max_length=SUBJECT_BYTES)
    address = models.BinaryField(max_length=SUBJECT_BYTES, default=b"")
    reference = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_subject"], name="person_refused"),
            models.Index(fields=["address"], name="person_refused_address"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} refused"


class PersonFact(models.Model):
    """What the law asks of a person beyond the book: death, minority, illness, an employer's wish.

    The latest row of a kind counts; `value` null takes it back.
    """

    creditor = _link("foundation.Creditor")
    person = _link("portfolio.Party")
    person_subject = models.BinaryField(max_length=SUBJECT_BYTES)
    kind = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    reference = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_subject", "kind", "-at"], name="person_fact")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}: {self.kind}"


class HouseLift(models.Model):
    """A house rule is lifted until `until`, for one case or (no debtor) for the whole creditor. Laws never are."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party", null=True)
    rule = models.CharField(max_length=120)
    until = models.DateTimeField()
    why = models.CharField(max_length=400)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "until"], name="house_lift")
        ]

    def __str__(self) -> str:
        return f"house rule {self.rule} lifted"


class Journal(models.Model):
    """One line per row of the books, written by trigger in the same transaction: what the chain seals."""

    id = models.BigAutoField(primary_key=True)
    book = models.CharField(max_length=40)
    row = models.CharField(max_length=40)
    shape = models.IntegerField()  # the columns the book had: table gate_shape, written by migrations
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    xact = models.BigIntegerField(db_index=True)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"{self.book} {self.row}"


class Seal(models.Model):
    """One link of the hash chain: the journal lines of transactions from `first` to just before `last`.

    `before` is the hash of the link before; the first link of a day carries the last of the day before.
    """

    day = models.DateField()
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    lines = models.PositiveIntegerField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"seal of {self.first} to {self.last}"
