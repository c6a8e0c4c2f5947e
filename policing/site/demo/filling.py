"""Eighteen months of the demo town, filled in while its pages already answer: report after report, each whole in one transaction.

The draw is the same on every site, and a report that is there already is passed over, so a filling that was cut short goes on.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from feedback.models import Report
from feedback.services import intake
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Place
from policing.site.demo import history, lives

DAYS = 545
BACKGROUND = 400
HOURS = (7, 8, 8, 9, 11, 12, 15, 16, 17, 18, 18, 19, 20, 20, 21, 22, 23)
SEED = 1829
NEWS_DAYS = 30  # what was sent before that is told to nobody any more


@dataclass(frozen=True)
class Sent:
    """One report to be sent: its place in the draw, days before today, hour, kind and place."""

    number: int
    days: int
    hour: int
    category: str
    place: str


def plan(places: list[str]) -> list[Sent]:
    """Give every report of the eighteen months, the newest first, so that recent pages fill first. The same on every site."""
    draw = random.Random(SEED)  # noqa: S311 - a story, not a secret
    told = [(draw.randrange(3, DAYS), draw.choice(tuple(history.SAYINGS)), draw.choice(places)) for _one in range(BACKGROUND)]
    for category, place, since, until, every in history.RECURRING:
        told += [(max(1, day + draw.randrange(-2, 3)), category, place) for day in range(until, since, every)]
    rows = sorted(told)
    return [Sent(number, days, draw.choice(HOURS), category, place) for number, (days, category, place) in enumerate(rows)]


def fill(officers: dict[str, User], residents: list[User], started: datetime) -> Iterator[int]:
    """Tell what is missing of the eighteen months; yields how many reports are told after each."""
    places = {place.name: place for place in Place.objects.select_related("area").order_by("id")}
    for done, sent in enumerate(plan(sorted(places)), start=1):
        draw = random.Random(SEED * 10_000 + sent.number)  # noqa: S311
        with timekeeping.invented_past() if sent.days > NEWS_DAYS else nullcontext(), transaction.atomic():
            _tell(sent, places[sent.place], draw, officers, residents, started)
        yield done


def _token(number: int) -> str:
    return hashlib.sha256(f"demo town {number}".encode()).hexdigest()[:32]


def _tell(
    sent: Sent, place: Place, draw: random.Random, officers: dict[str, User], residents: list[User], started: datetime
) -> None:
    at = (started - timedelta(days=sent.days)).replace(hour=sent.hour, minute=20, second=0, microsecond=0)
    token = _token(sent.number)
    with timekeeping.simulated(at):
        new = intake.submit(token=token, account=_account(sent, place, draw), sender=_sender(draw, residents))
    if new.is_new:
        lives.live(new.report, place.name, draw, officers, at, started)


def _account(sent: Sent, place: Place, draw: random.Random) -> intake.Account:
    words = draw.choice(history.SAYINGS[sent.category]).format(place=place.name)
    when = draw.choice(history.WHEN)
    shake = [draw.uniform(-0.0006, 0.0006) for _axis in range(2)]
    return intake.Account(
        category=sent.category,
        words=words,
        place_words=place.name,
        lat=place.lat + shake[0],
        lon=place.lon + shake[1],
        details={"when": when} if when else {},
        language=_language(words),
    )


def _language(words: str) -> str:
    """Give the language that the words are written in, by their letters."""
    if any("\u0600" <= letter <= "\u06ff" for letter in words):
        return "ar"
    if any("\u0900" <= letter <= "\u097f" for letter in words):
        return "hi"
    return "es" if "noche" in words else "en-gb"


def _sender(draw: random.Random, residents: list[User]) -> intake.Sender:
    kind = draw.random()
    if kind < 0.55:
        return intake.Sender()
    resident = draw.choice(residents)
    if kind < 0.9:
        return intake.Sender(mode=Report.Mode.NAMED, name=resident.name, account=resident)
    return intake.Sender(mode=Report.Mode.CONFIDENTIAL, name=resident.name, account=resident)
