"""Ways to bring a report into each state of the table, by commands alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from feedback.models import Joining, Publication, Report
from feedback.services import handling, merging, neighbours, photos, publishing, rating, redacting, speaking_up
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from tests.feedback.photographs import clean
from tests.feedback.tools import do, door, send
from tests.people import UserFactory

RATED = {"respect": 4, "listened": 2}
PATHS: dict[str, tuple[str, ...]] = {
    "new": (),
    "read": ("acknowledge",),
    "asked": ("ask",),
    "answered": ("answer",),
    "closed": ("close",),
    "contested": ("close", "contest"),
    "reopened": ("close", "reopen"),
    "withdrawn": ("withdraw",),
    "merged": ("merge",),
}


def rate(door: Door, *, words: str, token: str) -> Report:
    """Let the resident say how they were treated."""
    return rating.rate(door, answers=RATED, words=words, token=token).report


def add_photo(door: Door, *, words: str, token: str) -> Report:
    """Let the resident add a picture."""
    return photos.add(door, photo=clean(), token=token).report


SPOKEN: dict[str, Callable[..., Report]] = {
    "reply": speaking_up.reply,
    "contest": speaking_up.contest,
    "add_photo": add_photo,
    "withdraw": speaking_up.withdraw,
    "rate": rate,
}


def speak(report: Report, action: str, words: str = "It is still broken.", token: str = "") -> Report:
    """Let the resident reply, contest or take it back."""
    return SPOKEN[action](door(report), words=words, token=token or new_token())


TOGETHER: dict[str, Callable[[Report, User], Report]] = {
    "merge": lambda report, actor: merging.merge(report.pk, into=send().report.pk, actor=actor),
    "split": lambda report, actor: merging.split(report.pk, reason="Another lamp", actor=actor),
    "redact": lambda report, actor: redacting.redact(report.pk, words=f"A copy of {new_token()}", actor=actor).report,
    "original": lambda report, actor: redacting.open_original(report.pk, reason="To call back", actor=actor),
    "publish": lambda report, actor: publishing.publish(report.pk, summary="A lamp is broken.", actor=actor).report,
    "not_same": lambda report, actor: merging.not_same(report.pk, other=send().report.pk, actor=actor),
}


def by_neighbour(report: Report) -> Report:
    """Let somebody who joined long ago say that it is not fixed."""
    facts = {"category": report.category, "summary": "Dark lamps", "happened_on": "2026-03-01", "slug": f"p{report.pk}"}
    public, _made = Publication.objects.get_or_create(report=report, defaults=facts)
    user = UserFactory()
    Joining.objects.create(publication=public, user=user, at=datetime(2020, 1, 1, tzinfo=UTC))
    return neighbours.contest_by_neighbour(public.slug, words="It is dark again.", token=new_token(), actor=user)


def act(report: Report, action: str, actor: User) -> Report:
    """Do any action of the table with the words that it needs."""
    if action == "contest_by_neighbour":
        return by_neighbour(report)
    if action == "unread":
        return handling.unread(report.pk, actor=actor)
    if action in TOGETHER:
        return TOGETHER[action](report, actor)
    return speak(report, action) if action in SPOKEN else do(report, action, actor)


def reach(report: Report, state: str, actor: User) -> Report:
    """Bring a new report into a state."""
    for action in PATHS[state]:
        report = act(report, action, actor)
    return Report.objects.get(pk=report.pk)
