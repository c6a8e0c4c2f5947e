"""The states of an import of incidents, of a case on its way through SARA, and of what is done for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policing.workflow import State, Transition, Words, Workflow
from problems.sheet import STAGES as SAID


def _has_file(row: Any) -> Words | None:
    """Let columns be named while the file is still here."""
    return None if row.stored else _("The file is not here any more. Bring it in again.")


def _is_not_settled(row: Any) -> Words | None:
    """Let an import be undone while how its records stood before is kept."""
    if row.settled_at is None:
        return None
    return _(
        "It cannot be undone any more: how the records stood before this file is kept for a time only, and that time is over."
    )


IMPORT = Workflow(
    name="incident import",
    initial="waiting",
    states=(
        State("columns", _("Columns to be named"), _("Columns to be named"), "new"),
        State("waiting", pgettext_lazy("of an import", "Waiting"), pgettext_lazy("of an import", "Waiting"), "wait"),
        State("running", _("Loading"), _("Loading"), "go"),
        State("paused", pgettext_lazy("of an import", "Paused"), pgettext_lazy("of an import", "Paused"), "wait"),
        State("finished", _("Finished"), _("Finished"), "done", is_open=False),
        State("failed", _("Stopped by a problem"), _("Stopped by a problem"), "stop", is_open=False),
        State("undone", _("Undone"), _("Undone"), "none", is_open=False),
    ),
    transitions=(
        Transition(
            "choose", ("columns", "failed"), "waiting", "incidents.import", "problems.import.started",
            _("Name the columns"), guard=_has_file,
        ),
        Transition("pause", ("waiting", "running"), "paused", "incidents.import", "problems.import.paused", _("Pause")),
        Transition("resume", ("paused",), "waiting", "incidents.import", "problems.import.resumed", _("Go on")),
        Transition("run", ("waiting", "running"), "running", "", "", _("Load the next rows"), inner=True),
        Transition("finish", ("running",), "finished", "", "problems.import.finished", _("Finished"), inner=True),
        Transition(
            "fail", ("waiting", "running", "paused"), "failed", "", "problems.import.failed",
            _("Stopped by a problem"), inner=True,
        ),
        Transition(
            "undo", ("columns", "waiting", "running", "paused", "finished", "failed"), "undone",
            "incidents.import", "problems.import.undone", _("Undo the whole import"), guard=_is_not_settled,
        ),
    ),
)  # fmt: skip

STAGES = ("scanning", "analysis", "response", "assessment")
EVERY = (*STAGES, "closed", "merged")
KEPT = (*STAGES, "closed")


def _waits_for(target: str) -> Any:
    """Give the guard that lets a move happen where somebody proposed just that one."""

    def guard(case: Any) -> Words | None:
        return None if case.proposed == target else _("Nobody has proposed that.")

    return guard


def _nothing_proposed(case: Any) -> Words | None:
    """Let one proposal wait at a time."""
    return _("A proposal is waiting for a supervisor already.") if case.proposed else None


def something_proposed(case: Any) -> Words | None:
    """Refuse where nothing waits for a supervisor."""
    return None if case.proposed else _("Nothing is proposed.")


CASE = Workflow(
    name="case",
    initial="scanning",
    states=(
        State("scanning", *SAID["scanning"], "new"),
        State("analysis", *SAID["analysis"], "go"),
        State("response", *SAID["response"], "mate"),
        State("assessment", *SAID["assessment"], "wait"),
        State("closed", *SAID["closed"], "done", is_open=False),
        State("merged", *SAID["merged"], "none", is_open=False),
    ),
    transitions=(
        Transition("write", STAGES, None, "cases.work", "problems.case.written", _("Write"), requires=("words",)),
        Transition("put", STAGES, None, "cases.work", "problems.part.added", _("Add to the case")),
        Transition("progress", STAGES, None, "cases.progress", "problems.part.moved", _("Say how far it is")),
        Transition("link", STAGES, None, "cases.work", "problems.report.linked", _("Link reports"), requires=("reason",)),
        Transition("unlink", KEPT, None, "cases.work", "problems.report.unlinked", _("Take a report out"), requires=("reason",)),
        Transition("invite", STAGES, None, "cases.work", "problems.member.joined", _("Change who works along")),
        Transition("note", EVERY, None, "cases.work", "problems.part.added", _("Write a note"), requires=("words",)),
        Transition("publish", KEPT, None, "cases.publish", "problems.page.published", _("Show it to residents")),
        Transition("hide", EVERY, None, "cases.publish", "problems.page.hidden", _("Take the public page off"), requires=("reason",)),
        Transition(
            "propose", STAGES, None, "cases.work", "problems.stage.proposed",
            _("Propose the next stage"), requires=("after",), guard=_nothing_proposed,
        ),
        Transition(
            "take_back", STAGES, None, "cases.work", "problems.stage.taken_back",
            _("Take the proposal back"), guard=something_proposed,
        ),
        Transition(
            "refuse", STAGES, None, "cases.approve", "problems.stage.refused",
            _("Not yet"), requires=("words",), guard=something_proposed,
        ),
        Transition(
            "to_analysis", ("scanning",), "analysis", "cases.approve", "problems.stage.approved",
            _("Approve: go on to Analysis"), _("The team now finds out why it happens"), guard=_waits_for("analysis"),
        ),
        Transition(
            "to_response", ("scanning", "analysis"), "response", "cases.approve", "problems.stage.approved",
            _("Approve: go on to Response"), _("The team and others now do something about it"), guard=_waits_for("response"),
        ),
        Transition(
            "to_assessment", ("scanning", "analysis", "response"), "assessment", "cases.approve", "problems.stage.approved",
            _("Approve: go on to Assessment"), _("The team now checks what changed"), guard=_waits_for("assessment"),
        ),
        Transition(
            "close", STAGES, "closed", "cases.approve", "problems.case.closed",
            _("Approve: close the case"), _("The team finished, and says what came of it"), guard=_waits_for("closed"),
        ),
        Transition(
            "back_to_scanning", ("analysis", "response", "assessment"), "scanning", "cases.work", "problems.stage.back",
            _("Go back to Scanning"), _("The team looks again at what happens"), requires=("reason",),
        ),
        Transition(
            "back_to_analysis", ("response", "assessment"), "analysis", "cases.work", "problems.stage.back",
            _("Go back to Analysis"), _("The team looks again at why it happens"), requires=("reason",),
        ),
        Transition(
            "back_to_response", ("assessment",), "response", "cases.work", "problems.stage.back",
            _("Go back to Response"), _("The team does more about it"), requires=("reason",),
        ),
        Transition(
            "reopen", ("closed",), "analysis", "cases.work", "problems.case.reopened",
            _("Take it up again"), _("The team took it up again"), requires=("reason",),
        ),
        Transition(
            "contest", ("closed",), "analysis", "", "problems.case.contested",
            _("Somebody says that it is not fixed"), _("Somebody told us that it is not fixed. The team looks again"), inner=True,
        ),
        Transition(
            "merge", STAGES, "merged", "cases.work", "problems.case.merged",
            _("Merge into another case"), requires=("into", "reason"),
        ),
    ),
)  # fmt: skip

ACTION = Workflow(
    name="case action",
    initial="planned",
    states=(
        State("planned", _("Planned"), _("Planned"), "wait"),
        State("going", _("Going on"), _("Going on"), "go"),
        State("done", _("Done"), _("Done"), "done", is_open=False),
        State("dropped", _("Dropped"), _("Not done after all"), "none", is_open=False),
    ),
    transitions=(
        Transition("begin", ("planned",), "going", "cases.progress", "problems.part.moved", _("It has begun")),
        Transition("finish", ("planned", "going"), "done", "cases.progress", "problems.part.moved", _("It is done")),
        Transition("drop", ("planned", "going"), "dropped", "cases.progress", "problems.part.moved", _("Drop it"), requires=("words",)),
        Transition("again", ("done", "dropped"), "going", "cases.progress", "problems.part.moved", _("Take it up again")),
    ),
)  # fmt: skip

TASK = Workflow(
    name="case task",
    initial="open",
    states=(
        State("open", _("To do"), _("To do"), "wait"),
        State("done", _("Done"), _("Done"), "done", is_open=False),
    ),
    transitions=(
        Transition("finish", ("open",), "done", "cases.progress", "problems.part.moved", _("It is done")),
        Transition("again", ("done",), "open", "cases.progress", "problems.part.moved", _("To do again")),
    ),
)  # fmt: skip
