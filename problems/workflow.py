"""The states of an import of incidents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.workflow import State, Transition, Workflow

IMPORT = Workflow(
    name="incident import",
    initial="waiting",
    states=(
        State("waiting", _("Waiting"), _("Waiting"), "wait"),
        State("running", _("Loading"), _("Loading"), "go"),
        State("paused", _("Paused"), _("Paused"), "wait"),
        State("finished", _("Finished"), _("Finished"), "done", is_open=False),
        State("failed", _("Stopped by a problem"), _("Stopped by a problem"), "stop", is_open=False),
        State("undone", _("Undone"), _("Undone"), "none", is_open=False),
    ),
    transitions=(
        Transition("pause", ("waiting", "running"), "paused", "incidents.import", "problems.import.paused", _("Pause")),
        Transition("resume", ("paused",), "waiting", "incidents.import", "problems.import.resumed", _("Go on")),
        Transition("run", ("waiting", "running"), "running", "", "", _("Load the next rows"), inner=True),
        Transition("finish", ("running",), "finished", "", "problems.import.finished", _("Finished"), inner=True),
        Transition("fail", ("waiting", "running"), "failed", "", "problems.import.failed", _("Stopped by a problem"), inner=True),
        Transition(
            "undo", ("paused", "finished", "failed"), "undone", "incidents.import", "problems.import.undone",
            _("Undo the whole import"),
        ),
    ),
)  # fmt: skip
