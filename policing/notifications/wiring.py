"""What this app hands to the registries, in one place."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.events import catalogue
from policing.events.models import Event
from policing.events.services import register_handler
from policing.notifications import inbox, kept, own_data
from policing.notifications.channels.base import register_channel
from policing.notifications.channels.email import EmailChannel
from policing.notifications.fanout import tell_all
from policing.notifications.kinds import NoticeKind, Recipients, register_kind
from policing.notifications.models import Delivery
from policing.notifications.sending import ADDRESS_REFUSED
from policing.ui.registry import NavItem, navigation


def _whose_address(event: Event) -> Recipients:
    of_delivery = Delivery.objects.filter(pk=event.subject_id).values("user_id")
    return Recipients(users=User.objects.filter(pk__in=of_delivery))


def _preferences(ref: str) -> str:
    return reverse("notifications:preferences")


REFUSED_TYPE = catalogue.EventType(
    name=ADDRESS_REFUSED, payload=("channel",), sentence=_("An address refused our message for good"), tone="stop"
)
REFUSED_NOTICE = NoticeKind(
    name="address-refused",
    event=ADDRESS_REFUSED,
    label=_("Our mail does not reach you"),
    audience=_("You"),
    recipients=_whose_address,
    sentence=_("Your address refused our mail, so we stopped sending it"),
    subject_line=_("Our mail does not reach you"),
    link=_preferences,
    channels=(),
    in_app_only=True,
)


INBOX = NavItem(
    name="notifications",
    label=_("Notices"),
    url_name="notifications:list",
    order=80,
    audience="signed-in",
    badge=inbox.unread_count,
    spot="account",
)


def connect() -> None:
    """Hand in the channels, the handler of every event, the notices about mail itself, and the link to the inbox."""
    register_channel(EmailChannel())
    register_handler("*", "notifications.tell_all", tell_all)
    catalogue.register(REFUSED_TYPE)
    register_kind(REFUSED_NOTICE)
    kept.connect()
    own_data.connect()
    navigation.add(INBOX)
