"""The states of what somebody said about how the police treated them, and the ways between them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.workflow import State, Transition, Workflow

HANDLE = "conduct.handle"
OPEN = ("received", "acknowledged", "looking", "asked", "answered", "contested")
EVERY = (*OPEN, "closed", "withdrawn")

CONDUCT = Workflow(
    name="conduct",
    initial="received",
    states=(
        State("received", _("New"), _("We have what you wrote"), "new"),
        State("acknowledged", _("Read"), _("A reviewer has read it"), "go"),
        State("looking", _("Being looked into"), _("We are looking into it"), "go"),
        State("asked", _("Asked for more"), _("We asked you a question"), "wait"),
        State("answered", _("Answered"), _("We told you how far we are"), "go"),
        State("closed", _("Finished"), _("Finished"), "done", is_open=False),
        State("contested", _("Not agreed"), _("You told us that you do not agree"), "stop"),
        State("withdrawn", _("Taken back"), _("You took it back"), "none", is_open=False),
    ),
    transitions=(
        Transition(
            "acknowledge", ("received",), "acknowledged", HANDLE, "feedback.conduct.acknowledged",
            _("Mark as read"), _("A reviewer read what you wrote"),
        ),
        Transition("match", OPEN, None, HANDLE, "feedback.conduct.matched", _("Say who it is about")),
        Transition("assign", OPEN, None, HANDLE, "feedback.conduct.assigned", _("Give to a reviewer"), requires=("person",)),
        Transition(
            "begin", ("acknowledged", "answered", "contested"), "looking", HANDLE, "feedback.conduct.begun",
            _("Start looking into it"), _("We started looking into it"),
        ),
        Transition("sort", OPEN, None, HANDLE, "feedback.conduct.sorted", _("Say what it is"), requires=("kind",)),
        Transition(
            "ask", OPEN, "asked", HANDLE, "feedback.conduct.asked",
            _("Ask a question"), _("We asked you a question"), requires=("words",),
        ),
        Transition(
            "answer", OPEN, "answered", HANDLE, "feedback.conduct.answered",
            _("Answer"), _("We told you how far we are"), requires=("words",),
        ),
        Transition("note", EVERY, None, HANDLE, "feedback.conduct.noted", _("Write a note"), requires=("words",)),
        Transition(
            "close", OPEN, "closed", HANDLE, "feedback.conduct.closed",
            _("Finish"), _("We finished, and told you what came of it"), requires=("outcome", "words"),
        ),
        Transition(
            "pass_on", OPEN, "closed", HANDLE, "feedback.conduct.passed_on",
            _("Pass to the independent body"), _("We passed it to the independent body"), requires=("words",),
        ),
        Transition(
            "reply", OPEN, None, "reporter", "feedback.conduct.replied",
            _("Write to the reviewer"), _("You wrote to us"), requires=("words",),
        ),
        Transition(
            "contest", ("closed",), "contested", "reporter", "feedback.conduct.contested",
            _("Say that you do not agree"), _("You told us that you do not agree"), requires=("words",),
        ),
        Transition(
            "withdraw", OPEN, "withdrawn", "reporter", "feedback.conduct.withdrawn",
            _("Take it back"), _("You took it back"),
        ),
    ),
)  # fmt: skip
