"""What became of one report of the demo town, step by step, by the commands that people use."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import Report
from feedback.services import handling, speaking_up, tracking
from policing import timekeeping
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from policing.site.demo import history

OUTCOMES = ("fixed",) * 7 + ("partly_fixed",) * 4 + ("not_fixed",) * 3 + ("not_confirmed", "passed_on", "passed_on", "no_action")


@dataclass
class Life:
    """One report on its way: who handles it, who wrote it, and the moment it has come to."""

    report: Report
    receipt: str
    place: str
    officer: User
    draw: random.Random
    at: datetime
    until: datetime

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

    def speak(self, command: Callable[..., Report], words: tuple[str, ...]) -> None:
        """Let the resident say one of the sentences."""
        door = tracking.by_codes(self.report.reference, self.receipt)
        with timekeeping.simulated(self.at):
            command(door, words=self.draw.choice(words), token=new_token())


def live(
    report: Report, receipt: str, place: str, draw: random.Random, officers: dict[str, User], at: datetime, until: datetime
) -> None:
    """Let the report come as far as its age allows."""
    life = Life(report, receipt, place, officers[report.team.code], draw, at, until)
    for step in (_read, _talk, _close, _contest):
        if not step(life):
            return


def _read(life: Life) -> bool:
    if not life.later(14):
        return False
    with timekeeping.simulated(life.at):
        handling.acknowledge(life.report.pk, actor=life.officer)
    return True


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
