"""What can happen in the closed room. Payloads hold codes and counts: never who it is about, never who looks into it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register

NAME = "feedback.conduct."
EVENT_TYPES = (
    EventType(NAME + "submitted", ("kind", "mode", "channel"), _("Received"), _("You told us")),
    EventType(NAME + "acknowledged", (), _("Read"), _("A reviewer read it")),
    EventType(NAME + "matched", ("persons", "teams", "taken"), _("Said who it is about")),
    EventType(NAME + "assigned", (), _("Given to a reviewer")),
    EventType(NAME + "begun", (), _("Started looking into it"), _("We started looking into it")),
    EventType(NAME + "sorted", ("kind",), _("Said what it is")),
    EventType(NAME + "asked", ("message",), _("Asked a question"), _("We asked you a question")),
    EventType(NAME + "answered", ("message",), _("Answered"), _("We told you how far we are")),
    EventType(NAME + "noted", (), _("A note was written")),
    EventType(NAME + "kept", (), _("Words that could not be sent were kept")),
    EventType(NAME + "dropped", (), _("Kept words were thrown away")),
    EventType(
        NAME + "closed",
        ("outcome", "message", "praise"),
        _("Finished, with an outcome told to the person"),
        _("We finished, and told you what came of it"),
    ),
    EventType(
        NAME + "passed_on",
        ("outcome", "message"),
        _("Passed to the independent body"),
        _("We passed it to the independent body"),
    ),
    EventType(NAME + "replied", (), _("The person wrote"), _("You wrote to us")),
    EventType(NAME + "contested", ("contests",), _("The person does not agree"), _("You told us that you do not agree")),
    EventType(NAME + "withdrawn", (), _("The person took it back"), _("You took it back")),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
