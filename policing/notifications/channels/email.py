"""E-mail, over whatever backend Django is set up with: one connection a batch, each mail's fate known at once."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Sequence

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_lazy as _

from policing.notifications.channels.base import ChannelError, Outgoing, Settle, Words

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class EmailChannel:
    """Mails with a text and an HTML part."""

    name = "email"
    label: Words = _("E-mail")
    contact_kind = "email"

    def send(self, batch: Sequence[Outgoing], settle: Settle, until: float) -> None:
        """Send the mails one by one over one connection. Where the server cannot be reached, none of the others is tried."""
        connection = mail.get_connection()
        try:
            lost: ChannelError | None = None
            for one in batch:
                if time.monotonic() > until:
                    return
                lost = lost or self._open(connection)
                settle(one, lost or self._send(connection, one))
        finally:
            connection.close()

    def _open(self, connection: BaseEmailBackend) -> ChannelError | None:
        """Reach the server, unless it is reached already. Gives the error where it is out of reach."""
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            return ChannelError(f"unreachable: {type(error).__name__}", permanent=False)
        return None

    def _send(self, connection: BaseEmailBackend, one: Outgoing) -> ChannelError | None:
        try:
            connection.send_messages([message(one, connection)])
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(error)
        except smtplib.SMTPDataError as error:
            return ChannelError(f"data {error.smtp_code}", permanent=error.smtp_code >= 500)
        except (smtplib.SMTPException, OSError) as error:
            connection.close()
            return ChannelError(type(error).__name__, permanent=False)
        return None


def message(one: Outgoing, connection: BaseEmailBackend | None = None) -> mail.EmailMultiAlternatives:
    """Give the mail: the text, the HTML beside it, and the headers that keep machines from answering it."""
    headers = {"Message-ID": one.message_id, "Content-Language": one.language, **AUTOMATIC}
    built = mail.EmailMultiAlternatives(one.subject, one.text, to=[one.address], headers=headers, connection=connection)
    built.attach_alternative(one.html, "text/html")
    return built


def _refused(error: smtplib.SMTPRecipientsRefused) -> ChannelError:
    """Tell a server's lasting no to an address (5xx) from “not now”."""
    codes = [code for code, _words in error.recipients.values()]
    lasting = bool(codes) and all(code >= 500 for code in codes)
    return ChannelError(f"recipient {max(codes, default=0)}", permanent=lasting, is_address=lasting)
