"""What became of one report of the demo town, step by step, by the commands that people use."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import RatingItem, Report
from feedback.services import assigning, handling, notes, publishing, rating, speaking_up
from feedback.services.tracking import Door
from policing import timekeeping
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from policing.site.demo import history

OUTCOMES = ("fixed",) * 7 + ("partly_fixed",) * 4 + ("not_fixed",) * 3 + ("not_confirmed", "passed_on", "passed_on", "no_action")


@dataclass
class Life:
    """One report on its way: who handles it, who wrote it, and the moment it has come to."""

    report: Report
    place: str
    officer: User
    draw: random.Random
    at: datetime
    until: datetime
    outcome: str = ""

    def later(self, hours: float) -> bool:
        """Go on by about so many hours. Gives False, and stays, where that would lie ahead of the present."""
        moment = self.at + timedelta(hours=hours * self.draw.uniform(0.6, 1.5))
        if moment >= self.until:
            return False
        self.at = moment
        return True

    def say(self, command: Callable[..., Report], words: tuple[str, ...], **more: object) -> None:
        """Do one of the team's commands with one of the sentences."""
        with timekeeping.simulated(self.at):
            command(self.report.pk, words=self.draw.choice(words), actor=self.officer, **more)

    @property
    def door(self) -> Door:
        """The door of the resident, who is invented and needs no codes."""
        return Door(self.report.pk)

    def speak(self, command: Callable[..., Report], words: tuple[str, ...]) -> None:
        """Let the resident say one of the sentences."""
        with timekeeping.simulated(self.at):
            command(self.door, words=self.draw.choice(words), token=new_token())


def live(report: Report, place: str, draw: random.Random, officers: dict[str, User], at: datetime, until: datetime) -> None:
    """Let the report come as far as its age allows."""
    life = Life(report, place, officers[report.team.code], draw, at, until)
    for step in (_read, _take, _withdraw, _talk, _publish, _close, _rate, _contest):
        if not step(life):
            return


def _read(life: Life) -> bool:
    if not life.later(14):
        return False
    with timekeeping.simulated(life.at):
        handling.acknowledge(life.report.pk, actor=life.officer)
    return True


def _take(life: Life) -> bool:
    """Somebody takes it on, and may leave a note for colleagues."""
    chance = life.draw.random()
    with timekeeping.simulated(life.at):
        if chance < 0.4:
            assigning.assign(life.report.pk, to=life.officer.pseudonym, actor=life.officer)
        if chance < 0.12:
            notes.note(life.report.pk, words=life.draw.choice(history.NOTES), actor=life.officer)
    return True


def _withdraw(life: Life) -> bool:
    """A few people take their report back. Gives False then, since nothing more happens."""
    if life.draw.random() > 0.02 or not life.later(20):
        return True
    life.speak(speaking_up.withdraw, history.WITHDRAWALS)
    return False


def _publish(life: Life) -> bool:
    """Many that may be read by everybody are published, with words of the team."""
    words = history.SUMMARIES.get(life.report.category.code)
    if words is None or life.report.category.is_sensitive or life.draw.random() > 0.45:
        return True
    with timekeeping.simulated(life.at):
        publishing.publish(life.report.pk, summary=words.format(place=life.place), actor=life.officer)
    return True


def _rate(life: Life) -> bool:
    """One in three says how they were treated; it depends on what became of it."""
    if life.draw.random() > 0.34 or not life.later(30):
        return True
    held = 4 if life.outcome in ("fixed", "partly_fixed") else 3
    with timekeeping.simulated(life.at):
        rating.rate(life.door, answers=answers_of(held + life.draw.randrange(-1, 2)), token=new_token())
    return True


def answers_of(middle: int) -> dict[str, int]:
    """Give an answer to each statement, around a middle between 1 and 5. One query."""
    codes = RatingItem.objects.filter(is_active=True).values_list("code", flat=True)
    return {code: min(5, max(1, middle + at % 2)) for at, code in enumerate(codes)}


def _talk(life: Life) -> bool:
    if life.draw.random() < 0.3:
        if not life.later(30):
            return False
        life.say(handling.ask, history.QUESTIONS)
        if life.draw.random() < 0.7:
            if not life.later(26):
                return False
            life.speak(speaking_up.reply, history.REPLIES)
    if not life.later(40):
        return False
    life.say(handling.answer, history.ANSWERS)
    return True


def _close(life: Life) -> bool:
    if life.draw.random() < 0.03 or not life.later(24 * 9):
        return False
    outcome = life.draw.choice(OUTCOMES)
    life.outcome = outcome
    life.say(handling.close, history.CLOSINGS[outcome], outcome=outcome)
    return True


def _contest(life: Life) -> bool:
    if life.draw.random() > 0.08 or not life.later(24 * 4):
        return False
    life.speak(speaking_up.contest, history.CONTESTS)
    if not life.later(50):
        return False
    life.say(handling.reopen, history.REOPENINGS)
    if life.later(24 * 12):
        outcome = life.draw.choice(("fixed", "partly_fixed", "not_fixed"))
        life.say(handling.close, history.CLOSINGS[outcome], outcome=outcome)
    return True
