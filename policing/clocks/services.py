"""Clocks start, are kept and are dropped as steps of other commands; people pause, resume and extend them with a reason.

Whoever owns the subject keeps its own due date beside it. ``start``, ``meet`` and ``cancel`` give the date back to the caller;
where a person moves a clock, the function that ``on_moved`` registered for the subject's type is called in the same
transaction. Lock order: the subject first, then its clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.clocks import book
from policing.clocks.calendar import due, extended, give_back
from policing.clocks.events import due_code
from policing.clocks.models import Clock, ClockExtension, ClockPause
from policing.clocks.workflow import CLOCK
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit

HOUR = timedelta(hours=1)
MOST_DAYS = 90
LONGEST_REASON = 300
Moved = Callable[[int, "datetime | None"], None]

_followers: dict[str, Moved] = {}
_pages: dict[str, str] = {}


def on_moved(subject_type: str, fn: Moved) -> None:
    """Let ``fn(subject_id, due_at)`` follow when a person moves a clock; None when nothing is owed while it stands still.

    ``subject_type`` is a model's ``_meta.label_lower``. Raises ValueError where that type has a follower.
    """
    if subject_type in _followers:
        raise ValueError(f"{subject_type} already follows its clocks")
    _followers[subject_type] = fn


def opens(subject_type: str, url_name: str) -> None:
    """Let clocks of that type of subject link to its page, found by the subject's reference."""
    _pages[subject_type] = url_name


def page_of(clock: Clock) -> str:
    """Give the address of what the clock runs for, or nothing where nobody registered a page."""
    url_name = _pages.get(clock.subject_type)
    return reverse(url_name, args=[clock.subject_ref]) if url_name and clock.subject_ref else ""


def forget_subject(subject_type: str) -> None:
    """Take a type's follower and page out again (tests)."""
    _followers.pop(subject_type, None)
    _pages.pop(subject_type, None)


def start(
    rule_code: str,
    *,
    subject: models.Model,
    subject_ref: str = "",
    area_path: str = "",
    team_id: int | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
) -> Clock:
    """Start a clock for a thing, inside the caller's command, or give the open one of that rule. One query, or two.

    It is due as the rule says, or at ``due_at`` where somebody agreed on a day of its own. Raises UnknownRule. Emits nothing:
    the caller's event tells it.
    """
    clock = _new(rule_code, subject, at or timekeeping.now(), subject_ref, area_path, team_id)
    clock.due_at = due_at or clock.due_at
    numbers = _insert([clock])
    if not numbers:
        found: Clock = Clock.objects.open().of(subject).get(rule=clock.rule)
        return found
    clock.pk, clock._state.adding = numbers[0], False
    return clock


def start_all(
    rule_codes: Sequence[str],
    *,
    subject: models.Model,
    subject_ref: str = "",
    area_path: str = "",
    team_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Start several clocks for a thing, inside the caller's command; a rule whose clock is open keeps that one. One query.

    Raises UnknownRule. Emits nothing: the caller's event tells it.
    """
    moment = at or timekeeping.now()
    _insert([_new(code, subject, moment, subject_ref, area_path, team_id) for code in rule_codes])


def due_by(rule_code: str, at: datetime) -> datetime:
    """Give when a clock of that rule that starts at a moment is due. Raises UnknownRule."""
    rule = book.rule(rule_code)
    return due(at, rule.amount, rule.unit, book.calendar())


def _new(rule_code: str, subject: models.Model, moment: datetime, subject_ref: str, area_path: str, team_id: int | None) -> Clock:
    return Clock(
        rule=book.rule(rule_code),
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_ref=subject_ref,
        area_path=area_path,
        team_id=team_id,
        started_at=moment,
        due_at=due_by(rule_code, moment),
    )


_VALUES = "(%s, %s, %s, %s, %s, %s, 'running', %s, %s)"
_INSERT = """
INSERT INTO clocks_clock (rule_id, subject_type, subject_id, subject_ref, area_path, team_id, state, started_at, due_at)
VALUES {rows}
ON CONFLICT (rule_id, subject_type, subject_id) WHERE state IN ('running', 'paused') DO NOTHING RETURNING id
"""


def _insert(clocks: Sequence[Clock]) -> list[int]:
    """Insert clocks in one query and give their ids; those of which one of its rule is open are left out.

    The ORM cannot name a partial index.
    """
    values: list[Any] = []
    for one in clocks:
        values += [one.rule_id, one.subject_type, one.subject_id, one.subject_ref, one.area_path, one.team_id]
        values += [one.started_at, one.due_at]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(rows=", ".join([_VALUES] * len(clocks))), values)
        return [row[0] for row in cursor.fetchall()]


def meet(subject: models.Model, *rule_codes: str, at: datetime | None = None) -> datetime | None:
    """Mark the open clocks of those rules (of every rule, where none is named) as kept, and give what is due next.

    Runs two queries. Meeting what is not open does nothing. Emits nothing: the caller's event tells it.
    """
    return _end(subject, rule_codes, "meet", at)


def cancel(subject: models.Model, *rule_codes: str, at: datetime | None = None) -> datetime | None:
    """Drop the open clocks of those rules (of every rule, where none is named), and give what is due next. As ``meet`` else."""
    return _end(subject, rule_codes, "cancel", at)


def _end(subject: models.Model, rule_codes: tuple[str, ...], action: str, at: datetime | None) -> datetime | None:
    row = CLOCK.transition(action)
    ending = Clock.objects.of(subject).filter(state__in=row.sources)
    if rule_codes:
        ending = ending.filter(rule__in=[book.rule(code).pk for code in rule_codes])
    ending.update(state=row.target, ended_at=at or timekeeping.now(), paused_at=None)
    return next_due(subject)


def reassign(subject: models.Model, *, area_path: str, team_id: int | None) -> None:
    """Let the open clocks of a thing follow it to another area or team, inside the caller's command. One query."""
    Clock.objects.open().of(subject).update(area_path=area_path, team_id=team_id)


def next_due(subject: models.Model) -> datetime | None:
    """Give when the next promise to a thing is due, or None where nothing is owed. One query."""
    found: datetime | None = Clock.objects.running().of(subject).aggregate(next=Min("due_at"))["next"]
    return found


def _locked(clock_id: int, actor: Any, action: str) -> Clock:
    """Lock a clock for a person's command, its subject first. Raises Unseen, Denied with the reason, or WrongState."""
    known = Clock.objects.filter(pk=clock_id).values_list("subject_type", "subject_id").first()
    if known is None:
        raise Unseen
    apps.get_model(known[0])._base_manager.select_for_update(of=("self",)).filter(pk=known[1]).values_list("pk").first()
    clock: Clock | None = Clock.objects.select_for_update(of=("self",)).select_related("rule").filter(pk=clock_id).first()
    if clock is None:
        raise Unseen
    access.require(actor, action, clock)
    CLOCK.check(clock, action)
    return clock


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise BadInput({"reason": [_("Write a short reason.")]})
    if len(words) > LONGEST_REASON:
        raise BadInput({"reason": [_("Please use at most 300 letters.")]})
    return words


@command(name="clocks.clock.pause", page="clocks:clock-pause", api="clocks-api:clock-pause")
@transaction.atomic
def pause(clock_id: int, *, actor: Any, reason: str, now: datetime | None = None) -> Clock:
    """Let a clock stand still, with a reason. Locks the clock. Emits ``clocks.clock.paused``; the subject's due date follows.

    Raises Unseen, Denied, WrongState, and BadInput for a reason that is missing or too long.
    """
    words, moment = _reason(reason), now or timekeeping.now()
    clock = _locked(clock_id, actor, "pause")
    clock.state, clock.paused_at = "paused", moment
    clock.save(update_fields=["state", "paused_at"])
    ClockPause.objects.create(clock=clock, actor=actor.pseudonym, reason=words, paused_at=moment)
    return _moved(clock, "clocks.clock.paused", actor)


@command(name="clocks.clock.resume", page="clocks:clock-resume", api="clocks-api:clock-resume")
@transaction.atomic
def resume(clock_id: int, *, actor: Any, now: datetime | None = None) -> Clock:
    """Let a clock run again, due later by the (working) time that it stood still. Locks the clock.

    Emits ``clocks.clock.resumed``; the subject's due date follows. Raises Unseen, Denied and WrongState.
    """
    moment = now or timekeeping.now()
    clock = _locked(clock_id, actor, "resume")
    paused_at = clock.paused_at or moment
    moment = max(moment, paused_at)
    new_due = give_back(clock.due_at, paused_at, moment, clock.rule.unit, book.calendar())
    clock.pauses.filter(resumed_at=None).update(resumed_at=moment)
    clock.state, clock.paused_at = "running", None
    _set_due(clock, new_due)
    return _moved(clock, "clocks.clock.resumed", actor)


@command(name="clocks.clock.extend", page="clocks:clock-extend", api="clocks-api:clock-extend")
@transaction.atomic
def extend(clock_id: int, *, actor: Any, reason: str, days: int, now: datetime | None = None) -> Clock:
    """Give more time, in working days where the promise counts those, with a reason. Locks the clock.

    Emits ``clocks.clock.extended``; the subject's due date follows. Raises Unseen, Denied, WrongState, and BadInput for a
    reason that is missing or too long and for days below 1 or above 90.
    """
    words, moment = _reason(reason), now or timekeeping.now()
    if not 1 <= days <= MOST_DAYS:
        raise BadInput({"days": [_("Choose from 1 to 90 days.")]})
    clock = _locked(clock_id, actor, "extend")
    old_due, new_due = clock.due_at, extended(clock.due_at, days, clock.rule.unit, book.calendar())
    ClockExtension.objects.create(clock=clock, actor=actor.pseudonym, old_due=old_due, new_due=new_due, reason=words, at=moment)
    _set_due(clock, new_due)
    return _moved(clock, "clocks.clock.extended", actor)


def _set_due(clock: Clock, new_due: datetime) -> None:
    """Set the due date. What was told about the old one is told anew for another one, when that comes near."""
    if new_due != clock.due_at:
        clock.due_at, clock.warned_at, clock.escalated_at = new_due, None, None
    clock.save(update_fields=["state", "paused_at", "due_at", "warned_at", "escalated_at"])


def _moved(clock: Clock, event: str, actor: Any) -> Clock:
    """Tell what happened, on the thing that the clock runs for, and let that thing's own due date follow."""
    subject = subject_of(clock)
    emit(
        event,
        subject=subject,
        subject_ref=clock.subject_ref,
        actor=Actor.person(actor),
        area_path=clock.area_path,
        team_id=clock.team_id,
        payload=payload_of(clock),
    )
    follow = _followers.get(clock.subject_type)
    if follow is not None:
        follow(clock.subject_id, next_due(subject))
    return clock


def subject_of(clock: Clock) -> models.Model:
    """Give a stand-in for what the clock runs for: its type and its id, without reading it."""
    found: models.Model = apps.get_model(clock.subject_type)(pk=clock.subject_id)
    return found


def payload_of(clock: Clock) -> dict[str, Any]:
    """Give the payload of every event of a clock: its id, its rule, when it is due, and whether the public sees it."""
    return {"clock": clock.pk, "rule": clock.rule.code, "due": due_code(clock.due_at), "public": clock.rule.is_public}
