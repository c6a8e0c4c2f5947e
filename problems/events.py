"""What can happen to incidents and to cases, in the closed catalogue of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register
from problems.sheet import BY_CODE, STAGES

COUNTS = ("read", "loaded", "unchanged", "withheld", "outside", "bad")
EVENT_TYPES = (
    EventType(name="problems.import.uploaded", payload=("source",), sentence=_("A file of incidents was taken in")),
    EventType(name="problems.import.started", payload=("source",), sentence=_("An import of incidents began")),
    EventType(name="problems.import.paused", payload=("source", "done"), sentence=_("An import of incidents was paused")),
    EventType(name="problems.import.resumed", payload=("source", "done"), sentence=_("An import of incidents goes on")),
    EventType(name="problems.import.finished", payload=("source", *COUNTS), sentence=_("An import of incidents finished")),
    EventType(
        name="problems.import.failed", payload=("source", "done"), sentence=_("An import of incidents was stopped by a problem")
    ),
    EventType(name="problems.incidents.downloaded", payload=("number",), sentence=_("Incidents were taken away as a file")),
    EventType(name="problems.import.undone", payload=("source", "removed"), sentence=_("An import of incidents was undone")),
)
KINDS = {
    "hypothesis": _("a hypothesis"),
    "evidence": _("evidence"),
    "objective": _("an objective"),
    "action": _("an action"),
    "task": _("a task"),
    "decision": _("a decision"),
    "note": _("a note"),
    "place": _("a place"),
    "file": _("a file"),
}


def _stage(code: Any) -> str:
    return str(STAGES[str(code)][0]) if str(code) in STAGES else str(code)


def _written(payload: Mapping[str, Any]) -> str:
    field = BY_CODE.get(str(payload["field"]))
    return say("Wrote “%(field)s”") % {"field": field.label if field else payload["field"]}


def _of_kind(words: Any) -> Any:
    def formatter(payload: Mapping[str, Any]) -> str:
        return capfirst(str(words) % {"kind": KINDS.get(str(payload["kind"]), payload["kind"])})

    return formatter


def _on(payload: Mapping[str, Any]) -> str:
    return say("Went on from %(before)s to %(after)s") % {"before": _stage(payload["before"]), "after": _stage(payload["after"])}


def _on_publicly(payload: Mapping[str, Any]) -> str:
    code = str(payload["after"])
    return str(STAGES[code][1]) if code in STAGES else code


def _back(payload: Mapping[str, Any]) -> str:
    return say("Went back from %(before)s to %(after)s") % {
        "before": _stage(payload["before"]),
        "after": _stage(payload["after"]),
    }


def _proposed(payload: Mapping[str, Any]) -> str:
    return say("Proposed to go on to %(after)s") % {"after": _stage(payload["after"])}


OF_CASES = (
    EventType("problems.case.opened", ("reports", "source"), _("Opened the case"), _("The team took this up"), "new"),
    EventType("problems.case.written", ("field", "number"), _("Wrote"), formatter=_written),
    EventType("problems.case.framed", (), _("Changed what is counted, and when")),
    EventType("problems.part.added", ("kind", "part"), _("Added"), formatter=_of_kind(_("Added %(kind)s"))),
    EventType("problems.part.changed", ("kind", "part"), _("Changed"), formatter=_of_kind(_("Changed %(kind)s"))),
    EventType("problems.part.removed", ("kind", "part"), _("Took out"), formatter=_of_kind(_("Took out %(kind)s"))),
    EventType(
        "problems.part.moved", ("kind", "part", "after"), _("Said how far it is"), formatter=_of_kind(_("Said how far %(kind)s is"))
    ),
    EventType("problems.part.given", ("kind", "part"), _("Gave it to somebody"), formatter=_of_kind(_("Gave %(kind)s to somebody"))),
    EventType("problems.part.near", ("kind", "part"), _("Is due soon"), formatter=_of_kind(_("%(kind)s is due soon"))),
    EventType("problems.part.late", ("kind", "part"), _("Is late"), formatter=_of_kind(_("%(kind)s is late")), tone="stop"),
    EventType("problems.report.linked", ("reports",), _("Linked reports")),
    EventType("problems.report.unlinked", ("report",), _("Took a report out")),
    EventType("problems.member.joined", ("member", "role", "sees"), _("Somebody works along now")),
    EventType("problems.member.changed", ("member", "role", "sees"), _("Changed what somebody sees")),
    EventType("problems.member.ended", ("member",), _("Somebody works along no more")),
    EventType("problems.stage.proposed", ("move", "after", "unmet"), _("Proposed the next stage"), tone="wait", formatter=_proposed),
    EventType("problems.stage.taken_back", ("move",), _("Took the proposal back")),
    EventType("problems.stage.refused", ("move",), _("A supervisor said: not yet"), tone="stop"),
    EventType(
        "problems.stage.approved", ("move", "before", "after", "unmet"), _("Went on"), tone="go",
        formatter=_on, public_formatter=_on_publicly,
    ),
    EventType(
        "problems.stage.back", ("move", "before", "after"), _("Went back"), tone="wait", formatter=_back, public_formatter=_on_publicly
    ),
    EventType(
        "problems.case.closed", ("move", "decision", "people"), _("Closed the case"),
        _("The team finished, and says what came of it"), "done",
    ),
    EventType("problems.case.told", ("move", "told"), _("Told residents what came of it")),
    EventType("problems.case.reopened", ("move",), _("Took the case up again"), _("The team took it up again"), "go"),
    EventType(
        "problems.case.contested", ("move", "reopenings"), _("A resident says that it is not fixed: the case is open again"),
        _("Somebody told us that it is not fixed. The team looks again"), "stop",
    ),
    EventType("problems.case.merged", ("into",), _("Merged into another case"), _("Joined with another problem"), "mate"),
    EventType("problems.case.took_in", ("case",), _("Took in another case"), tone="mate"),
    EventType("problems.page.published", (), _("Showed the case to residents")),
    EventType("problems.page.changed", (), _("Changed what residents read")),
    EventType("problems.page.hidden", (), _("Took the public page off")),
    EventType("problems.page.followed", (), _("Somebody follows it")),
    EventType("problems.page.left", (), _("Somebody follows it no more")),
    EventType("problems.remark.made", ("fits", "danger"), _("A resident says whether it fits what they see")),
    EventType("problems.news.moved", ("after", "move", "report"), _("The followers hear of a stage"), public_formatter=_on_publicly),
    EventType("problems.news.closed", ("decision", "move", "late"), _("The followers hear what came of it")),
    EventType("problems.news.joined", (), _("The followers hear that it is worked on together with another one")),
    EventType("problems.news.told", ("decision", "move"), _("Who joined hears what came of it")),
    EventType("problems.text.kept", ("target",), _("Kept words that could not be sent")),
    EventType("problems.text.dropped", ("target",), _("Threw kept words away")),
    EventType("problems.case.exported", (), _("Took the case away as a file")),
)  # fmt: skip


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in (*EVENT_TYPES, *OF_CASES):
        register(kind)
