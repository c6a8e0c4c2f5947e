"""Asking for links by mail from a page or a program: slowed down by network, and quietly bounded for each mailbox."""

from __future__ import annotations

from django.http import HttpRequest

from feedback.services import mailing_back
from policing.privacy.crypto import normal
from policing.privacy.throttle import Throttle

NETWORK = Throttle("track-link", limit=10, window=600)
MAILBOX = Throttle("track-link-address", limit=3, window=3600)


def ask_for(request: HttpRequest, email: str) -> None:
    """Ask for links, unless this mailbox was asked for too often: nobody's is to be flooded. Many asks are slowed down."""
    NETWORK.delay(request)
    if MAILBOX.count_of(normal("email", email)) <= MAILBOX.limit:
        mailing_back.ask(email=email)
