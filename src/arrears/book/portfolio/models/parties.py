"""Parties and the ways to reach them, with their past; pairs, merges and lost contacts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from arrears.book.portfolio.contracts import ContactKind, ContactState, ContactUse, LawfulSource, PartyKind
from arrears.book.portfolio.models.creditor import of_creditor, of_parent
from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now


class Party(models.Model):
    """A person or company at one creditor. Blind indexes find it and tell whether a file changed it."""

    creditor = of_creditor()
    ref = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=10, default=PartyKind.PERSON.value)
    name_sealed = SealedField(kind="name")
    name_index = models.BinaryField(max_length=16)
    id_kind = models.CharField(max_length=20, blank=True)
    id_sealed = SealedField(kind="id_number")
    id_index = models.BinaryField(max_length=16)
    birth_year = models.PositiveSmallIntegerField(null=True)
    region = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "ref"], name="party_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "id_index"], name="party_by_id", condition=~Q(id_index=b"")),
            models.Index(fields=["creditor", "name_index"], name="party_by_name"),
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"


class PartyAudit(models.Model):
    """A person's sex as the creditor states it. It stands apart from the party so that nothing that reads a party
    reads it: `book_audit` alone does, to compare groups, and the person's own data on request."""

    creditor = of_creditor()
    party = of_parent(Party)
    sex = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "party"], name="party_audit_once")
        ]

    def __str__(self) -> str:
        return f"audited of party {self.party_id}"


class PartyPast(models.Model):
    """What a party's row said before a change."""

    creditor = of_creditor()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    name_sealed = SealedField(kind="name")
    id_kind = models.CharField(max_length=20, blank=True)
    id_sealed = SealedField(kind="id_number")
    birth_year = models.PositiveSmallIntegerField(null=True)
    region = models.CharField(max_length=80, blank=True)
    replaced_on = models.DateField()
    replaced_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "party"], name="party_past_of")
        ]

    def __str__(self) -> str:
        return f"party {self.party_id} before {self.replaced_on}"


class ContactPoint(models.Model):
    """A way to reach a party. Consent and opt-out are the gate's."""

    creditor = of_creditor()
    party = of_parent(Party)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ContactKind])
    value_sealed = SealedField(kind="contact")
    value_index = models.BinaryField(max_length=16)
    masked = models.CharField(max_length=120)
    use = models.CharField(max_length=20, default=ContactUse.UNKNOWN.value)
    source = models.CharField(max_length=40)
    verified_on = models.DateField(null=True)
    state = models.CharField(max_length=20, default=ContactState.UNVERIFIED.value)
    added_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # a blind index holds its kind, so the kind need not stand in the key
            models.UniqueConstraint(fields=["creditor", "party", "value_index"], name="contact_point_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "value_index"], name="contact_point_by_value")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"


class ContactPast(models.Model):
    """A change of a contact point's state, use or verification."""

    creditor = of_creditor()
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    state_before = models.CharField(max_length=20, blank=True)
    state_after = models.CharField(max_length=20)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"{self.contact_point_id}: {self.state_before} to {self.state_after}"


class PartyPair(models.Model):
    """Two parties of a creditor that may be one; first has the smaller id."""

    creditor = of_creditor()
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    why = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open")
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "first", "second"], name="party_pair_once")
        ]

    def __str__(self) -> str:
        return f"{self.first_id}/{self.second_id} {self.state}"


class Merge(models.Model):
    """A merge that a person decided; `moved` lists the rows that changed hands, so that it can be undone."""

    creditor = of_creditor()
    kept = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    why = models.CharField(max_length=400)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class WipedContact(models.Model):
    """A value that was wiped, as keyed hashes of it and of its owner's key: a later file does not bring it back."""

    creditor = of_creditor()
    owner = models.BinaryField(max_length=16)
    value_index = models.BinaryField(max_length=16)
    wiped_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "value_index", "owner"], name="wiped_contact_once")
        ]

    def __str__(self) -> str:
        return f"a contact point of creditor {self.creditor_id}"


class LostContact(models.Model):
    """A debtor whom no known way reaches (失联)."""

    creditor = of_creditor()
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    state = models.CharField(max_length=10, default="open")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "debtor"], condition=Q(state="open"), name="lost_contact_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"debtor {self.debtor_id} {self.state}"


class LostContactAttempt(models.Model):
    """One attempt to find a lawful way to a lost debtor."""

    creditor = of_creditor()
    case = models.ForeignKey(LostContact, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(
        max_length=20, choices=[(source.value, source.value) for source in LawfulSource]
    )
    reference = models.CharField(max_length=200)
    result = models.CharField(max_length=400)
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.source} {self.on}"
