"""The audit trail can be added to and nothing else, whoever asks."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from arrears.foundation.api import SYSTEM, audit
from arrears.foundation.models import AuditLine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sql", ["UPDATE foundation_auditline SET actor = 'x'", "DELETE FROM foundation_auditline"]
)
def test_an_audit_line_cannot_be_changed_even_by_raw_sql(sql: str) -> None:
    audit(SYSTEM, "test.happened", "thing:1")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditLine.objects.get().action == "test.happened"
