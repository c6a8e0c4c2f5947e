"""The states of a report and the ways between them. Outcome is not state: closing needs both an outcome and words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from policing.workflow import State, Transition, Words, Workflow

OPEN = ("new", "read", "asked", "answered", "contested", "reopened")
EVERY = (*OPEN, "closed", "merged", "withdrawn")

RATED = ("answered", "closed")
MOST_PHOTOS = 10


def _lead_was_answered(report: Any) -> Words | None:
    """Let a merged report be rated once the team answered for all of them."""
    lead = report.lead if report.state == "merged" else report
    return None if lead.state in RATED else _("The team has not answered yet. You can say how we did after that.")


def lead_goes_on(report: Any) -> Words | None:
    """Refuse while the report is one with a lead that still goes on: there is nothing yet to disagree with."""
    if report.state == "merged" and report.lead.state != "closed":
        return _("The reports that it was joined with are not finished yet.")
    return None


def never_published(report: Any) -> Words | None:
    """Refuse what is of a sensitive kind: one report of it could tell who somebody is."""
    return _("Reports of this kind are never published one by one.") if report.category.is_sensitive else None


def nothing_closed_away(report: Any) -> Words | None:
    """Refuse where no redacted copy stands in place of the words: there is nothing behind it."""
    return None if report.readable else _("There is no redacted copy, so these are the original words.")


def lead_is_over(report: Any) -> Words | None:
    """Refuse once the report is one with a lead that is finished: what is wrong then is a contest."""
    if report.state == "merged" and report.lead.state == "closed":
        return _("The reports that it was joined with are finished.")
    return None


def _is_printed(report: Any) -> Words | None:
    """Let staff make a receipt only in place of one that staff saw."""
    return None if report.receipt_is_printed else _("The resident has a code of their own, which nobody here can take away.")


def _room_for_a_photo(report: Any) -> Words | None:
    """Let a report hold ten pictures, while somebody still works on it."""
    if report.photos >= MOST_PHOTOS:
        return _("There are ten pictures already. Write to the team if there is more to see.")
    return lead_is_over(report)


REPORT = Workflow(
    name="report",
    initial="new",
    states=(
        State("new", _("New"), _("We have your report"), "new"),
        State("read", _("Read"), _("An officer has read it"), "go"),
        State("asked", _("Asked for more"), _("We asked you a question"), "wait"),
        State("answered", _("Answered"), _("We answered you"), "go"),
        State("closed", _("Closed"), _("Finished"), "done", is_open=False),
        State("contested", _("Contested"), _("We heard that it is not fixed"), "stop"),
        State("reopened", _("Taken up again"), _("We are looking at it again"), "go"),
        State("merged", _("Merged"), _("Joined with others like it"), "mate", is_open=False),
        State("withdrawn", _("Taken back"), _("You took it back"), "none", is_open=False),
    ),
    transitions=(
        Transition(
            "acknowledge", ("new",), "read", "reports.handle", "feedback.report.acknowledged",
            _("Mark as read"), _("An officer read your report"),
        ),
        Transition(
            "unread", ("read",), "new", "reports.handle", "feedback.report.unread",
            _("Take back “read”"), _("We had marked it as read too soon. It waits to be read"), inner=True,
        ),
        Transition(
            "ask", ("new", "read", "asked", "answered", "contested", "reopened"), "asked", "reports.handle", "feedback.report.asked",
            _("Ask a question"), _("We asked you a question"), requires=("words",),
        ),
        Transition(
            "answer", ("new", "read", "asked", "answered", "contested", "reopened"), "answered", "reports.handle",
            "feedback.report.answered", _("Answer"), _("We answered you"), requires=("words",),
        ),
        Transition(
            "close", ("new", "read", "asked", "answered", "contested", "reopened"), "closed", "reports.handle", "feedback.report.closed",
            _("Close"), _("We finished, and told you what came of it"), requires=("outcome", "words"),
        ),
        Transition(
            "reply", (*OPEN, "merged"), None, "reporter", "feedback.report.replied",
            _("Write to the team"), _("You wrote to us"), requires=("words",), guard=lead_is_over,
        ),
        Transition(
            "contest", ("closed", "merged"), "contested", "reporter", "feedback.report.contested",
            _("Say that it is not fixed"), _("You told us it is not fixed"), requires=("words",), guard=lead_goes_on,
            keeps=("merged",),
        ),
        Transition(
            "contest_by_neighbour", ("closed", "merged"), "contested", "neighbour", "feedback.report.contested_by_neighbour",
            _("A neighbour says that it is not fixed"), _("A neighbour told us that it is not fixed"), requires=("words",),
            guard=lead_goes_on, keeps=("merged",), inner=True,
        ),
        Transition(
            "add_photo", (*OPEN, "merged"), None, "reporter", "feedback.photo.added",
            _("Add a picture"), _("You added a picture"), requires=("photo",), guard=_room_for_a_photo,
        ),
        Transition(
            "rate", (*RATED, "merged"), None, "reporter", "feedback.report.rated",
            _("Say how you were treated"), _("You told us how we did"), guard=_lead_was_answered,
        ),
        Transition(
            "withdraw", (*OPEN, "merged"), "withdrawn", "reporter", "feedback.report.withdrawn",
            _("Take the report back"), _("You took your report back"),
        ),
        Transition(
            "reopen", ("closed", "contested"), "reopened", "reports.reopen", "feedback.report.reopened",
            _("Take it up again"), _("We took it up again"), requires=("words",),
        ),
        Transition(
            "tell", ("merged",), None, "reports.handle", "feedback.report.told",
            _("Write to this resident"), _("We wrote to you"), requires=("words",),
        ),
        Transition(
            "reprint", (*OPEN, "closed", "merged"), None, "reports.handle", "feedback.receipt.reprinted",
            _("Make a new printed receipt"), requires=("reason",), guard=_is_printed,
        ),
        Transition("note", EVERY, None, "reports.handle", "feedback.report.noted", _("Write a note"), requires=("words",)),
        Transition("assign", OPEN, None, "reports.handle", "feedback.report.assigned", _("Give it to somebody"), requires=("to",)),
        Transition(
            "refer", OPEN, None, "reports.handle", "feedback.report.referred",
            _("Pass it to another team"), _("We passed it to another team"), requires=("to", "reason"),
        ),
        Transition(
            "categorise", (*OPEN, "closed", "merged"), None, "reports.handle", "feedback.report.categorised",
            _("Change what it is about"), requires=("to", "reason"),
        ),
        Transition(
            "redact", (*OPEN, "closed", "merged"), None, "reports.publish", "feedback.report.redacted",
            _("Redact"), requires=("words",),
        ),
        Transition(
            "original", (*OPEN, "closed", "merged"), None, "reports.original", "feedback.original.opened",
            _("Read the original words"), requires=("reason",), guard=nothing_closed_away,
        ),
        Transition(
            "publish", (*OPEN, "closed", "merged"), None, "reports.publish", "feedback.report.published",
            _("Publish a summary"), _("We published a short summary that does not say who you are"), requires=("summary",),
            guard=never_published,
        ),
        Transition(
            "merge", OPEN, "merged", "reports.handle", "feedback.report.merged",
            _("Merge into another"), _("We joined your report with others like it"), requires=("into",),
        ),
        Transition(
            "split", ("merged",), "read", "reports.handle", "feedback.report.split",
            _("Take it out again"), _("We look at your report by itself again"), requires=("reason",),
        ),
        Transition(
            "not_same", (*OPEN, "closed", "merged"), None, "reports.handle", "feedback.report.told_apart",
            _("Not the same"), requires=("other",),
        ),
    ),
)  # fmt: skip
