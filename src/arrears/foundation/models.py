"""Users, creditors, tokens, the audit trail and stored files."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models

from arrears.foundation.contracts import Role
from arrears.kernel.clock import BUSINESS_ZONE, now
from arrears.kernel.ids import new_id


class Creditor(models.Model):
    """Whose claims we work, and under which rules."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    regimes = models.JSONField(default=list)
    zone = models.CharField(max_length=64, default=BUSINESS_ZONE)
    currency = models.CharField(max_length=3, default="CNY")
    operator_kind = models.CharField(max_length=20, default="agency")
    lender_group = models.CharField(max_length=60)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.code


class User(AbstractUser):
    """A person who works here, with one role and the creditors in scope."""

    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    zone = models.CharField(max_length=64, default=BUSINESS_ZONE)
    creditors = models.ManyToManyField(Creditor, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """A bearer token; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AuditLine(models.Model):
    """Who did what, when: append-only, enforced by the database."""

    at = models.DateTimeField(default=now, db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"


class StoredFile(models.Model):
    """A file in the content-addressed store; many names may point to one content.

    With `wiped_at` it can be read by nobody any more and waits for its content to be removed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    creditor = models.ForeignKey(Creditor, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(default=now)
    stored_by = models.CharField(max_length=80)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["wiped_at"], condition=~models.Q(wiped_at=None), name="file_wiped")
        ]

    def __str__(self) -> str:
        return self.name
