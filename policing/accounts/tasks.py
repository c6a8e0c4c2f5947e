"""Background work on accounts."""

from __future__ import annotations

from celery import shared_task

from policing.accounts.services import secret_mail, sessions


@shared_task(name="accounts.send_secret_mail", acks_late=True, time_limit=120)
def send_secret_mail() -> None:
    """Send the mails with codes that wait."""
    secret_mail.send_due()


@shared_task(name="accounts.dispose_sessions", acks_late=True, time_limit=120)
def dispose_sessions() -> None:
    """Delete the sessions whose time is up."""
    sessions.dispose()
