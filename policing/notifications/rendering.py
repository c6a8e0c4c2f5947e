"""Messages as people read them: in their language and zone, as text and as HTML, once for all who read the same."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from policing.areas.models import Agency
from policing.events.models import Event
from policing.notifications.channels.base import Outgoing
from policing.notifications.kinds import QUIET_SUBJECT, QUIET_TEMPLATE, NoticeKind, find_kind
from policing.notifications.models import Delivery
from policing.privacy.contacts import reveal_for_delivery
from policing.privacy.models import Identity

WIDTH = 72
Rendered = tuple[str, str, str]


class Renderer:
    """Renders a batch. What reads the same (event, kind, language, zone, sort of reader) is rendered once."""

    def __init__(self, event_ids: set[int]) -> None:
        self._events = Event.objects.in_bulk(list(event_ids))
        self._rendered: dict[tuple[Any, ...], Rendered] = {}

    def outgoing(self, delivery: Delivery, subject: Model) -> Outgoing:
        """Give the message ready to go. Raises KeyError for a kind or an event that is gone."""
        kind = find_kind(delivery.kind)
        if kind is None:
            raise KeyError(delivery.kind)
        event = self._events[delivery.event_id]
        language, zone = _reader(delivery)
        sort = _sort_of_reader(delivery)
        key = (event.pk, kind.name, language, zone, sort)
        if key not in self._rendered:
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                self._rendered[key] = _render(kind, event, subject, sort)
        line, text, html = self._rendered[key]
        return Outgoing(delivery, _address(delivery), line, text, html, message_id(delivery), language)


def message_id(delivery: Delivery) -> str:
    """Give the Message-ID: the same at every try, so that a mail sent twice is shown once."""
    return f"<{delivery.uuid}@{urlsplit(settings.SITE_URL).hostname}>"


def _reader(delivery: Delivery) -> tuple[str, str]:
    if delivery.user is not None:
        return delivery.user.language, delivery.user.zone or Agency.current().zone
    return delivery.contact_point.language if delivery.contact_point else settings.LANGUAGE_CODE, Agency.current().zone


def _sort_of_reader(delivery: Delivery) -> str:
    """Give ``account``, ``named`` or ``quiet``: the last learns only that there is news."""
    if delivery.contact_point is None:
        return "account"
    return "quiet" if delivery.contact_point.identity.mode == Identity.Mode.CONFIDENTIAL else "named"


def _address(delivery: Delivery) -> str:
    if delivery.contact_point is not None:
        return reveal_for_delivery(delivery.contact_point)
    return delivery.user.email if delivery.user is not None else ""


def _render(kind: NoticeKind, event: Event, subject: Model, sort: str) -> Rendered:
    agency = Agency.current()
    context: dict[str, Any] = {
        "agency": agency,
        "site_url": settings.SITE_URL,
        "sort": sort,
        "language": translation.get_language(),
    }
    context["direction"] = "rtl" if translation.get_language_bidi() else "ltr"
    if sort == "quiet":
        context["link"] = _whole(kind.outside_link(""))
        return _both(QUIET_TEMPLATE, str(QUIET_SUBJECT), context)
    address = kind.link if sort == "account" else kind.outside_link
    more: Mapping[str, Any] = kind.context(event, subject) if kind.context else {}
    context |= {"sentence": kind.say(event.subject_ref), "link": _whole(address(event.subject_ref)), "at": event.at, **more}
    if sort == "account" and kind.may_opt_out:
        context["preferences"] = _whole(reverse("notifications:preferences"))
    return _both(kind.template, str(kind.subject_line), context)


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def _both(template: str, line: str, context: Mapping[str, Any]) -> Rendered:
    given = {**context, "subject_line": line}
    return line, wrap(render_to_string(f"{template}.txt", given)), render_to_string(f"{template}.html", given)


def wrap(text: str) -> str:
    """Wrap each line of a plain text to 72 columns, leave addresses whole, and let no more than one blank line stand."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        clean = line.strip()
        if clean:
            lines += textwrap.wrap(clean, WIDTH, break_long_words=False, break_on_hyphens=False)
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines) + "\n"
