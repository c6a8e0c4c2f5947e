"""Guessing a receipt: a wrong one, an unknown reference and one that was disposed of read alike and cost alike, on every door."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import pytest
from argon2 import PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.feedback.tools import do, send
from tests.people import Cast
from tests.privacy.ending import LONG, long_ago, night

NOBODYS = "0000 0000 0000 0000"
DOORS = ["page", "api"]


@pytest.fixture
def guesses(town: Cast) -> dict[str, tuple[str, str]]:
    """Give three pairs of codes that open nothing, each for another reason."""
    here, gone = send(), send()
    do(gone.report, "close", town.officer)
    long_ago(gone.report, LONG)
    night()
    return {
        "wrong receipt": (here.report.reference, NOBODYS),
        "unknown": ("HEDGE-4-LAMP-71", here.receipt),
        "disposed of": (gone.report.reference, gone.receipt),
    }


def guess(door: str, reference: str, receipt: str) -> Any:
    """Try a pair of codes at a door."""
    body = {"reference": reference, "receipt": receipt}
    if door == "api":
        return Client().post("/api/v1/track/", body, content_type="application/json")
    return Client().post("/track/", body)


def said(door: str, answer: Any) -> tuple[int, str]:
    """Give what a door says, without what was typed."""
    return answer.status_code, answer.content.decode() if door == "api" else answer.context["form"].errors.as_text()


@pytest.mark.parametrize("door", DOORS)
def test_all_three_read_alike_and_do_the_same_work(
    guesses: dict[str, tuple[str, str]], door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str, secret: Any) -> bool:
        checked.append(kept[:12])
        return bool(verify(hasher, kept, secret))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    guess(door, *guesses["unknown"])
    answers, costs = set(), set()
    for codes in guesses.values():
        checked.clear()
        with CaptureQueriesContext(connection) as asked:
            answers.add(said(door, guess(door, *codes)))
        costs.add((len(asked), len(checked)))
    assert len(answers) == 1
    assert len(costs) == 1
    assert costs.pop()[1] == 1


@pytest.mark.parametrize("door", DOORS)
def test_all_three_take_the_same_time_of_the_processor(
    guesses: dict[str, tuple[str, str]], door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policing.privacy.throttle.time.sleep", lambda seconds: None)
    spent: dict[str, list[float]] = {name: [] for name in guesses}
    for _round in range(9):
        for name, codes in guesses.items():
            start = time.process_time()
            guess(door, *codes)
            spent[name].append(time.process_time() - start)
    middles = sorted(median(times) for times in spent.values())
    assert middles[-1] <= middles[0] * 1.5 + 0.005


@pytest.mark.parametrize("door", DOORS)
def test_many_guesses_are_delayed_and_the_right_pair_still_opens(town: Cast, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []
    monkeypatch.setattr("policing.privacy.throttle.time.sleep", held.append)
    sent = send()
    for _guess in range(14):
        assert guess(door, sent.report.reference, NOBODYS).status_code in {404, 422}
    assert held == [0.25, 0.5, 1.0, 2.0]
    assert guess(door, sent.report.reference, sent.receipt).status_code == (200 if door == "api" else 302)
    assert len(held) == 5
