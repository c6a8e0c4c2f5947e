"""Small helpers: send a report, look at what happened, and sign people in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client

from feedback.models import Category, Report
from feedback.services import assigning, desk_intake, handling, intake, notes
from feedback.services.intake import Account, Sender, Sent
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.events.models import Event
from policing.privacy.receipts import new_token

WORDS = "They shout under my window every night."
ANONYMOUS = Sender()
CLOSING = {"outcome": "fixed", "words": "The lamp is mended, and the corner is quiet now."}
GIVEN: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "ask": {"words": "At what time is it worst?"},
    "answer": {"words": "We will come by on Friday night."},
    "close": CLOSING,
    "reopen": {"words": "We look at it again."},
    "tell": {"words": "This is for you alone."},
    "note": {"words": "The caretaker knows more."},
    "assign": {"to": None},
    "refer": {"to": "front-desk", "reason": "They know the people there."},
    "categorise": {"to": "litter", "reason": "It is about the glass."},
    "reprint": {"reason": "lost"},
}
TALK = ("acknowledge", "ask", "answer", "close", "reopen")
COMMANDS: dict[str, Callable[..., Report]] = {
    **{action: getattr(handling, action) for action in (*TALK, "tell")},
    "note": notes.note,
    "reprint": desk_intake.reprint,
    **{action: getattr(assigning, action) for action in ("assign", "refer", "categorise")},
}


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    """Give a square polygon."""
    east, north = west + size, south + size
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def told(**more: Any) -> Account:
    """Give what a resident of the north tells."""
    return Account(**{"category": "noise", "words": WORDS, "area_code": "north", **more})


def send(sender: Sender = ANONYMOUS, *, token: str = "", now: Any = None, **more: Any) -> Sent:
    """Send a report by the command."""
    return intake.submit(token=token or new_token(), account=told(**more), sender=sender, now=now)


def named(user: User) -> Sender:
    """Give a resident with an account who gives their name."""
    return Sender(mode="named", account=user)


def door(report: Report) -> Door:
    """Give the resident's door of a report."""
    return Door(report.pk)


def do(report: Report, action: str, actor: User, **more: Any) -> Report:
    """Do one of the team's commands with what it needs, so that something changes."""
    return COMMANDS[action](report.pk, actor=actor, **{**GIVEN[action], **other(report, action, actor), **more})


def other(report: Report, action: str, actor: User) -> dict[str, Any]:
    """Give whom, where or what the report is not given to, with or about yet."""
    held = Report.objects.select_related("team", "category").get(pk=report.pk)
    if action == "assign":
        return {"to": None if held.assignee_id else actor.pseudonym}
    if action == "refer" and held.team.code == "front-desk":
        return {"to": "team-north"}
    if action == "reprint":
        return {"token": new_token()}
    return {"to": "noise"} if action == "categorise" and held.category.code == "litter" else {}


def events_of(report: Report, name: str = "") -> list[Event]:
    """Give what happened to a report, oldest first."""
    rows = Event.objects.filter(subject_type="feedback.report", subject_id=report.pk).order_by("id")
    return list(rows.filter(name=f"feedback.report.{name}") if name else rows)


def text(answer: Any) -> str:
    """Give a page as one line of text."""
    return " ".join(answer.content.decode().split())


def client_of(user: User | AnonymousUser) -> Client:
    """Give a browser in which the person is signed in, or nobody."""
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads of their own, each with its own connection, started together; give what each gave or raised."""
    line = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            line.wait(5)
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def codes_of(answers: Sequence[Any]) -> list[str]:
    """Give the stable code of each refusal among the answers, and an empty one for what worked."""
    return [getattr(answer, "code", type(answer).__name__) if isinstance(answer, Exception) else "" for answer in answers]


def rows(count: int, *, start: int = 0, **more: Any) -> list[Report]:
    """Put many reports straight into the table, for tests of what reading costs; commands make the others."""
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    category = more.pop("category", None) or Category.objects.order_by("order").first()
    made = [
        Report(
            **{
                "reference": f"ROW-{number}",
                "submission": f"row {number}",
                "submission_digest": "",
                "receipt_hash": "",
                "category": category,
                "mode": "anonymous",
                "words": f"{WORDS} {number}",
                "received_at": at,
                "due_at": at + timedelta(hours=1 + number % 50) if number % 7 else None,
                **more,
            }
        )
        for number in range(start, start + count)
    ]
    return Report.objects.bulk_create(made)
