"""E-mail over SMTP. Without a configured server the answer is `simulated`."""

from __future__ import annotations

from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from arrears.desk.contact.channels.sending import Sending, Sent
from arrears.desk.contact.contracts import AttemptState

PROBLEM_CHARS_MAX = 300


class _Email:
    name = "email"
    point_kind = "email"
    addressed = True

    def leaves(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def send(self, sending: Sending) -> Sent:
        if not self.leaves():
            return Sent(state=AttemptState.SIMULATED, provider="simulated")
        sender = str(sending.creditor.settings.get("email_from") or settings.DEFAULT_FROM_EMAIL)
        message_id = make_msgid(idstring=sending.reference, domain=sender.rpartition("@")[2] or None)
        message = EmailMessage(
            subject=sending.subject,
            body=sending.text,
            from_email=sender,
            to=[sending.address],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
            connection=EmailBackend(fail_silently=False, timeout=settings.EMAIL_TIMEOUT),
        )
        try:
            message.send()
        except SMTPRecipientsRefused as error:
            codes = ", ".join(str(code) for code, _text in error.recipients.values())
            return self._failed(f"recipient refused ({codes})")
        except (SMTPException, OSError, ValueError) as error:
            return self._failed(f"{type(error).__name__}: {_without(error, sending.address)}")
        return Sent(state=AttemptState.SENT, provider=settings.EMAIL_HOST, ref=message_id)

    def _failed(self, problem: str) -> Sent:
        return Sent(
            state=AttemptState.FAILED, provider=settings.EMAIL_HOST, problem=problem[:PROBLEM_CHARS_MAX]
        )


def _without(error: Exception, address: str) -> str:
    """The error's text with the address left out: it is personal."""
    return str(error).replace(address, "***")


EMAIL = _Email()
