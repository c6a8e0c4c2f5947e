"""Small helpers: tell something about the police, look at what happened, and bring it into each state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from feedback.models import Conduct
from feedback.services.conduct import handling, intake, keeping_apart, speaking_up
from feedback.services.conduct.intake import Taken, Told
from feedback.services.conduct.tracking import Door
from feedback.services.intake import Sender
from policing.accounts.models import Team, User
from policing.events.models import Event
from policing.privacy.receipts import new_token
from tests.people import Cast

WORDS = "He pushed me against the wall and laughed."
ANONYMOUS = Sender()
GIVEN: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "begin": {},
    "sort": {"kind": "suggestion"},
    "ask": {"words": "At what time was it?"},
    "answer": {"words": "We spoke to two people so far."},
    "note": {"words": "Ask the shop for its camera."},
    "close": {"outcome": "apologised", "words": "It was wrong, and we are sorry."},
    "pass_on": {"words": "The ombudsman has it now."},
    "match": {},
}
COMMANDS: dict[str, Callable[..., Conduct]] = {
    "acknowledge": handling.acknowledge,
    "begin": handling.begin,
    "sort": handling.sort,
    "ask": handling.ask,
    "answer": handling.answer,
    "note": handling.note,
    "close": handling.close,
    "pass_on": handling.pass_on,
    "match": keeping_apart.match,
    "assign": keeping_apart.assign,
}
SPOKEN: dict[str, Callable[..., Conduct]] = {
    "reply": speaking_up.reply,
    "contest": speaking_up.contest,
    "withdraw": speaking_up.withdraw,
}
PATHS: dict[str, tuple[str, ...]] = {
    "received": (),
    "acknowledged": ("acknowledge",),
    "looking": ("acknowledge", "begin"),
    "asked": ("ask",),
    "answered": ("answer",),
    "closed": ("close",),
    "contested": ("close", "contest"),
    "withdrawn": ("withdraw",),
}


def told(**more: Any) -> Told:
    """Give what somebody complains of."""
    return Told(**{"kind": "complaint", "words": WORDS, **more})


def tell(sender: Sender = ANONYMOUS, *, token: str = "", now: Any = None, **more: Any) -> Taken:
    """Tell it by the command."""
    return intake.submit(token=token or new_token(), told=told(**more), sender=sender, now=now)


def door(conduct: Conduct) -> Door:
    """Give the writer's door."""
    return Door(conduct.pk)


def do(conduct: Conduct, action: str, actor: User, **more: Any) -> Conduct:
    """Do one of a reviewer's commands with what it needs."""
    given = {**GIVEN.get(action, {}), **more}
    if action == "assign":
        given.setdefault("person", actor.pseudonym)
    if action == "note":
        given.setdefault("token", new_token())
    return COMMANDS[action](conduct.pk, actor=actor, **given)


def speak(conduct: Conduct, action: str, words: str = "It was not like that.", token: str = "") -> Conduct:
    """Let the writer speak."""
    return SPOKEN[action](door(conduct), words=words, token=token or new_token())


def act(conduct: Conduct, action: str, actor: User) -> Conduct:
    """Do any action of the table with what it needs."""
    return speak(conduct, action) if action in SPOKEN else do(conduct, action, actor)


def reach(conduct: Conduct, state: str, actor: User) -> Conduct:
    """Bring a new one into a state."""
    for action in PATHS[state]:
        act(conduct, action, actor)
    return Conduct.objects.get(pk=conduct.pk)


def about(conduct: Conduct, actor: User, *persons: User, teams: tuple[Team, ...] = ()) -> Conduct:
    """Say whom it is about."""
    chosen = {"persons": [one.pseudonym for one in persons], "teams": [team.code for team in teams]}
    return do(conduct, "match", actor, **chosen)


def events_of(conduct: Conduct, name: str = "") -> list[Event]:
    """Give what happened to it, oldest first."""
    rows = Event.objects.filter(subject_type="feedback.conduct", subject_id=conduct.pk).order_by("id")
    return list(rows.filter(name=f"feedback.conduct.{name}") if name else rows)


def reviewer_of(cast: Cast) -> User:
    """Give the one oversight reviewer of the cast."""
    return cast.oversight_reviewer


def rows(count: int, **more: Any) -> list[Conduct]:
    """Put many straight into the table, for tests of what reading costs; commands make the others."""
    at = more.pop("received_at")
    made = [
        Conduct(
            **{
                "reference": f"ROW-{number}",
                "submission": f"row {number}",
                "submission_digest": "",
                "receipt_hash": "",
                "kind": "complaint",
                "mode": "anonymous",
                "words": f"{WORDS} {number}",
                "received_at": at,
                "due_at": at if number % 7 else None,
                **more,
            }
        )
        for number in range(count)
    ]
    return Conduct.objects.bulk_create(made)
