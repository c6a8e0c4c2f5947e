"""A mail server of the tests' own, behind Django's backend: it keeps what it took, and says no as a test wants it to."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

Mood = Callable[[EmailMessage], Exception | None]


def _glad(message: EmailMessage) -> Exception | None:
    return None


class Server(BaseEmailBackend):
    """Keeps every mail it said yes to in ``taken``; ``mood`` may give an error instead; ``is_down`` refuses connections."""

    taken: ClassVar[list[EmailMessage]] = []
    connections: ClassVar[list[int]] = []
    mood: ClassVar[Mood] = staticmethod(_glad)
    is_down: ClassVar[bool] = False

    @classmethod
    def reset(cls) -> None:
        """Forget everything and be glad."""
        cls.taken, cls.connections, cls.is_down, cls.mood = [], [], False, staticmethod(_glad)

    def open(self) -> bool:
        """Take a connection, or refuse it."""
        if Server.is_down:
            raise ConnectionRefusedError
        if not getattr(self, "is_open", False):
            self.is_open = True
            Server.connections.append(1)
        return True

    def close(self) -> None:
        """End the connection."""
        self.is_open = False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take mails, or raise what the mood says."""
        for message in email_messages:
            error = Server.mood(message)
            if error:
                raise error
            Server.taken.append(message)
        return len(email_messages)


def refused(code: int) -> Mood:
    """Give a mood that refuses every recipient with a code."""
    return lambda message: smtplib.SMTPRecipientsRefused({message.to[0]: (code, b"no")})


def addresses() -> list[str]:
    """Give the addresses of all that was taken, in alphabetical order."""
    return sorted(message.to[0] for message in Server.taken)
