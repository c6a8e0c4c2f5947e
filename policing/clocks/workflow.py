"""The states of a clock and the ways between them.

``meet`` and ``cancel`` are steps of other commands: an answer meets the clock of the answer, and its event says so.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.workflow import State, Transition, Workflow

OPEN = ("running", "paused")

CLOCK = Workflow(
    name="clock",
    initial="running",
    states=(
        State("running", _("Running"), _("Running"), "go"),
        State("paused", _("Paused"), _("Paused"), "wait"),
        State("met", _("Kept"), _("Kept"), "done", is_open=False),
        State("cancelled", _("No longer owed"), _("No longer owed"), "none", is_open=False),
    ),
    transitions=(
        Transition("pause", ("running",), "paused", "clocks.extend", "clocks.clock.paused", _("Pause"), requires=("reason",)),
        Transition("resume", ("paused",), "running", "clocks.extend", "clocks.clock.resumed", _("Start again")),
        Transition(
            "extend",
            ("running",),
            None,
            "clocks.extend",
            "clocks.clock.extended",
            _("Give more time"),
            requires=("reason", "days"),
        ),
        Transition("meet", OPEN, "met", "", "", _("Keep the promise"), inner=True),
        Transition("cancel", OPEN, "cancelled", "", "", _("No longer owe it"), inner=True),
    ),
)
