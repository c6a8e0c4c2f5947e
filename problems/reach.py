"""Who was reached by what a case's closing told: counted from what is known anyway, never by name, and with no tracking pixel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Value

from feedback.models import Publication, Report
from feedback.resulted import EVENTS
from policing import timekeeping
from policing.events.models import Event
from policing.notifications.models import Delivery, Notification
from problems.models import Case, CasePage, CaseReport, StageMove, Told
from problems.services.cases.news import ENDED, TOLD

VOICES = ("feedback.report.contested", "feedback.report.contested_by_neighbour")


@dataclass(frozen=True)
class Others:
    """Who did not report, but followed, joined or left a word: how many have the notice, a mail that was taken, and read it."""

    told: int = 0
    mailed: int = 0
    read: int = 0


@dataclass(frozen=True)
class Reach:
    """How many were told at the newest closing, and what is known of how many it reached. One person may count in several.

    ``not_fixed`` counts the voices since then that said so, not the people: every one counts, also after the first opened it again.
    """

    closed_at: datetime
    told: int
    waiting: int
    gone: int
    opened: int
    mailed: int
    read: int
    reached: int
    not_fixed: int
    others: Others

    @property
    def unknown(self) -> int:
        """Those who were told, of whom nothing is known yet."""
        return self.told - self.reached


def of(case: Case) -> Reach | None:
    """Give who was reached at the newest closing, or None where nobody was to be told. Seven queries at most, or one."""
    closings = Told.objects.filter(move__case=case, move__kind=StageMove.Kind.CLOSE).order_by("-move_id")
    rows = list(closings.values_list("move_id", "state", "report_id", "message_id", "reached_on", "move__answered_at"))
    rows = [row for row in rows if row[0] == rows[0][0]]
    if not rows:
        return None
    states = [state for _move, state, *_rest in rows]
    told = {report: message for _move, state, report, message, *_rest in rows if state == Told.State.TOLD}
    opened = {row[2] for row in rows if row[1] == Told.State.TOLD and row[4] is not None}
    events = _events(rows[0][0], told)
    mailed, read = ({events[pk] for pk in found} for found in _mailed_and_read(events))
    return Reach(
        closed_at=rows[0][5] or case.opened_at,
        told=len(told),
        waiting=states.count(Told.State.WAITING),
        gone=states.count(Told.State.GONE),
        opened=len(opened),
        mailed=len(mailed),
        read=len(read),
        reached=len(opened | mailed | read),
        not_fixed=_voices(rows[0][0], rows[0][5] or case.opened_at),
        others=_others(case, rows[0][0]),
    )


def _events(move_id: int, told: Mapping[int, int | None]) -> dict[int, int]:
    """Give the events by which the reports of a closing were told, each with its report."""
    reports = Told.objects.filter(move=move_id, state=Told.State.TOLD).values("report_id")
    found = Event.objects.filter(subject_type=Report._meta.label_lower, subject_id__in=reports, name__in=EVENTS)
    rows: Any = found.order_by().values_list("pk", "subject_id", "payload")
    return {pk: report for pk, report, payload in rows if payload.get("message") == told.get(report)}


def _mailed_and_read(events: dict[int, int]) -> tuple[set[int], set[int]]:
    """Give the events of which the mail server took a mail, and those of which the notice was marked as read. One query, or none."""
    if not events:
        return set(), set()
    to_somebody = Q(user__isnull=False) | Q(contact_point__isnull=False)  # said so that each half finds its index
    sent = Delivery.objects.filter(to_somebody, event_id__in=list(events), channel="email", state=Delivery.State.SENT)
    read = Notification.objects.filter(event_id__in=list(events), read_at__isnull=False)
    rows: Any = sent.order_by().values_list("event_id", Value(1)).union(read.order_by().values_list("event_id", Value(0)))
    found = list(rows)
    return {pk for pk, is_mail in found if is_mail}, {pk for pk, is_mail in found if not is_mail}


def _voices(move_id: int, since: datetime) -> int:
    """Give how often residents and neighbours said since a closing that it is not fixed. One query."""
    reports = Told.objects.filter(move=move_id).values("report_id")
    said = Event.objects.filter(subject_type=Report._meta.label_lower, subject_id__in=reports, name__in=VOICES)
    # their moments are coarse, to the hour, so that the hour of the closing alone would count what was said before it
    return said.filter(at__gte=timekeeping.coarse(since), recorded_at__gte=since).order_by().count()


def _others(case: Case, move_id: int) -> Others:
    """Give what is known of who followed, joined or left a word, and was told of a closing. Three queries, or one."""
    page, fed = CasePage.objects.filter(case=case), CaseReport.objects.filter(case=case, left_at=None).values("report_id")
    published = Publication.objects.filter(Q(report__in=fed) | Q(report__lead__in=fed))
    about = Q(subject_type=CasePage._meta.label_lower, subject_id__in=page.values("pk"), name=ENDED)
    about |= Q(subject_type=Publication._meta.label_lower, subject_id__in=published.values("pk"), name=TOLD)
    events = list(Event.objects.filter(about, payload__move=move_id).order_by().values_list("pk", flat=True))
    if not events:
        return Others()
    told = Notification.objects.filter(event_id__in=events).aggregate(all=Count("pk"), read=Count("read_at"))
    sent = Delivery.objects.filter(user__isnull=False, event_id__in=events, channel="email", state=Delivery.State.SENT)
    return Others(told["all"], sent.count(), told["read"])
