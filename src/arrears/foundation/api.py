"""The foundation's door."""

from arrears.foundation.actions import audit, ensure_creditor, ensure_user, issue_token, reseal, set_language
from arrears.foundation.contracts import (
    ROLE_WORDS,
    SYSTEM,
    Actor,
    AuditFacts,
    CreditorFacts,
    FileRef,
    OutOfScope,
    Progress,
    Role,
    UserFacts,
    require_scope,
)
from arrears.foundation.files import NoSuchFile, file_ref, read_file, store_file
from arrears.foundation.queries import (
    NoSuchCreditor,
    actor_by_user_id,
    actor_of_user,
    audit_lines,
    creditor,
    creditor_by_id,
    creditors,
    email_of,
    users,
)
from arrears.foundation.remembered import reading_once

__all__ = [
    "ROLE_WORDS",
    "SYSTEM",
    "Actor",
    "AuditFacts",
    "CreditorFacts",
    "FileRef",
    "NoSuchCreditor",
    "NoSuchFile",
    "OutOfScope",
    "Progress",
    "Role",
    "UserFacts",
    "actor_by_user_id",
    "actor_of_user",
    "audit",
    "audit_lines",
    "creditor",
    "creditor_by_id",
    "creditors",
    "email_of",
    "ensure_creditor",
    "ensure_user",
    "file_ref",
    "issue_token",
    "read_file",
    "reading_once",
    "require_scope",
    "reseal",
    "set_language",
    "store_file",
    "users",
]
