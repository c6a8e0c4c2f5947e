"""What every channel can do, what it is given, and how it says that something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from policing.notifications.models import Delivery

Words = str | Promise


class ChannelError(Exception):
    """A message was not taken. ``code`` is short and holds no personal text.

    ``permanent``: trying again cannot help. ``is_address``: it is the address that will never work, so nothing more goes there.
    """

    def __init__(self, code: str, *, permanent: bool, is_address: bool = False) -> None:
        self.code, self.permanent, self.is_address = code, permanent, is_address
        super().__init__(code)


@dataclass(frozen=True)
class Outgoing:
    """One message ready to go: rendered in the reader's language and zone. ``message_id`` is the same at every try."""

    delivery: Delivery
    address: str
    subject: str
    text: str
    html: str
    message_id: str
    language: str


Settle = Callable[[Outgoing, ChannelError | None], None]


class Channel(Protocol):
    """A way out of the house. ``contact_kind`` is the kind of contact point that it can use."""

    name: str
    label: Words
    contact_kind: str

    def send(self, batch: Sequence[Outgoing], settle: Settle, until: float) -> None:
        """Send what can be sent until the moment ``until`` of the monotonic clock.

        ``settle`` is called for each message at once when its fate is known: None for taken, or the error. A message that is
        never settled goes back to the queue.
        """


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Register a channel. Raises ValueError for a name used twice."""
    if channel.name in _channels:
        raise ValueError(f"Two channels are called {channel.name}")
    _channels[channel.name] = channel


def get_channel(name: str) -> Channel:
    """Give the channel of that name. Raises KeyError where there is none."""
    return _channels[name]


def all_channels() -> tuple[Channel, ...]:
    """Give every channel, by name."""
    return tuple(_channels[name] for name in sorted(_channels))
