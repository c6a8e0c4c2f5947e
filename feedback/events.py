"""What can happen to a report, in the closed catalogue of events. Payloads hold ids, codes and counts, never words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback import handed
from policing.events.catalogue import EventType, register

EVENT_TYPES = (
    EventType(
        name="feedback.report.submitted",
        payload=("category", "mode", "channel"),
        sentence=_("Report received"),
        public=_("You told us"),
    ),
    EventType(name="feedback.report.acknowledged", payload=(), sentence=_("Read"), public=_("An officer read it")),
    EventType(
        name="feedback.report.unread",
        payload=(),
        sentence=_("“Read” was taken back"),
        public=_("We had marked it as read too soon. It waits to be read"),
    ),
    EventType(
        name="feedback.report.asked",
        payload=("message",),
        sentence=_("Asked the resident a question"),
        public=_("We asked you a question"),
    ),
    EventType(
        name="feedback.report.answered", payload=("message",), sentence=_("Answered the resident"), public=_("We answered you")
    ),
    EventType(
        name="feedback.report.closed",
        payload=("outcome", "message"),
        sentence=_("Closed, with an outcome told to the resident"),
        public=_("We finished, and told you what came of it"),
    ),
    EventType(
        name="feedback.report.result",
        payload=("outcome", "message"),
        sentence=_("Told the resident what came of the case"),
        public=_("We told you what came of it"),
    ),
    EventType(
        name="feedback.report.looked_again",
        payload=(),
        sentence=_("Told the resident that the case is looked at again"),
        public=_("We look again at what this was part of"),
    ),
    EventType(name="feedback.report.replied", payload=(), sentence=_("The resident wrote"), public=_("You wrote to us")),
    EventType(
        name="feedback.photo.added",
        payload=("attachment",),
        sentence=_("The resident added a picture"),
        public=_("You added a picture"),
    ),
    EventType(
        name="feedback.photo.removed",
        payload=("attachment", "ground"),
        sentence=_("A picture that must not be kept was taken away"),
        public=_("We took a picture away that we must not keep"),
    ),
    EventType(
        name="feedback.report.contested",
        payload=("contests",),
        sentence=_("The resident says that it is not fixed"),
        public=_("You told us it is not fixed"),
    ),
    EventType(
        name="feedback.report.withdrawn",
        payload=(),
        sentence=_("The resident took the report back"),
        public=_("You took your report back"),
    ),
    EventType(
        name="feedback.report.contested_by_neighbour",
        payload=("contests",),
        sentence=_("A neighbour says that it is not fixed"),
        public=_("A neighbour told us that it is not fixed"),
    ),
    EventType(
        name="feedback.report.rated",
        payload=("answers",),
        sentence=_("The resident said how they were treated"),
        public=_("You told us how we did"),
    ),
    EventType(
        name="feedback.receipt.replaced",
        payload=(),
        sentence=_("The resident has a receipt of their own now"),
        public=_("You got a code of your own"),
    ),
    EventType(
        name="feedback.report.reopened",
        payload=("reopenings", "message"),
        sentence=_("Taken up again"),
        public=_("We took it up again"),
    ),
    EventType(
        name="feedback.report.told",
        payload=("message",),
        sentence=_("Wrote to this one resident"),
        public=_("We wrote to you"),
    ),
    EventType(name="feedback.report.noted", payload=("note",), sentence=_("Wrote a note for colleagues")),
    EventType(name="feedback.report.assigned", payload=("handover",), sentence=_("Changed whose it is")),
    EventType(
        name="feedback.report.referred",
        payload=("handover", "team"),
        sentence=_("Passed to another team"),
        public=_("We passed it to another team"),
        formatter=handed.passed,
        public_formatter=handed.passed_publicly,
    ),
    EventType(name="feedback.report.categorised", payload=("change", "from", "to"), sentence=_("Changed what it is about")),
    EventType(
        name="feedback.receipt.reprinted",
        payload=("why",),
        sentence=_("Made a new printed receipt"),
        public=_("We made a new receipt for you"),
    ),
    EventType(name="feedback.unsent.kept", payload=("report", "action"), sentence=_("Kept words that could not be sent")),
    EventType(name="feedback.unsent.dropped", payload=("report", "action"), sentence=_("Threw away words that were not sent")),
    EventType(name="feedback.report.redacted", payload=("copy",), sentence=_("Made a redacted copy, which is read from now on")),
    EventType(name="feedback.copy.checked", payload=("copy",), sentence=_("Checked the redacted copy as a second person")),
    EventType(name="feedback.original.opened", payload=(), sentence=_("Read the original words, and gave a reason"), tone="wait"),
    EventType(
        name="feedback.report.published",
        payload=("publication",),
        sentence=_("Published a summary"),
        public=_("We published a short summary that does not say who you are"),
    ),
    EventType(
        name="feedback.report.merged",
        payload=("lead",),
        sentence=_("Merged into another report"),
        public=_("We joined your report with others like it"),
    ),
    EventType(
        name="feedback.report.split",
        payload=("lead",),
        sentence=_("Taken out again from the report that it was merged into"),
        public=_("We look at your report by itself again"),
    ),
    EventType(
        name="feedback.report.contested_together",
        payload=(),
        sentence=_("Another resident of the same says that it is not fixed"),
        public=_("Somebody who told us the same says that it is not fixed"),
    ),
    EventType(
        name="feedback.report.led",
        payload=("before",),
        sentence=_("Leads the reports that it was merged with, since the one before was taken back"),
    ),
    EventType(
        name="feedback.report.told_apart", payload=("other",), sentence=_("Somebody said that another report is not the same")
    ),
)
PUBLIC_EVENTS = (
    EventType(name="feedback.publication.hidden", payload=(), sentence=_("Taken off the public pages")),
    EventType(name="feedback.publication.joined", payload=(), sentence=_("A neighbour said that it is the same")),
    EventType(name="feedback.publication.left", payload=(), sentence=_("A neighbour took that back")),
    EventType(name="feedback.publication.answered", payload=(), sentence=_("Answered"), public=_("The team answered")),
    EventType(name="feedback.publication.closed", payload=("outcome", "quiet"), sentence=_("Closed"), public=_("Finished")),
    EventType(name="feedback.publication.reopened", payload=(), sentence=_("Taken up again"), public=_("Taken up again")),
    EventType(
        name="feedback.publication.contested",
        payload=(),
        sentence=_("Somebody says that it is not fixed"),
        public=_("Somebody says that it is not fixed"),
    ),
)
TOOL_EVENTS = (
    EventType(name="feedback.filter.saved", payload=(), sentence=_("A filter was saved")),
    EventType(name="feedback.filter.deleted", payload=(), sentence=_("A filter was deleted")),
    EventType(name="feedback.reports.exported", payload=("count",), sentence=_("A list of reports was exported")),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in (*EVENT_TYPES, *PUBLIC_EVENTS, *TOOL_EVENTS):
        register(kind)
