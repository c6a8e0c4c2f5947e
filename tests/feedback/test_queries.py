"""What pages and routes cost in queries: within the budget, and the same at ten rows and at a thousand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import Category, Message, Report
from feedback.services import unsent
from feedback.services.unsent import Text
from policing.areas.models import Agency
from policing.clocks.models import Clock, ClockRule
from policing.notifications.models import Notification
from tests.feedback.reaching import reach
from tests.feedback.tools import WORDS, client_of, do, rows, send
from tests.people import Cast

SUBMIT, PAGE, LIST = 25, 15, 12
KEY = "a key of the test's own 1"
FEW, MANY = 10, 1000


def cost(ask: Callable[[], Any]) -> tuple[int, Any]:
    """Give how many statements a request costs, transactions among them, and its answer. The first one warms what is kept.

    The Agency, which is kept for five seconds, is forgotten before, so that reading it anew counts too.
    """
    Agency.forget()
    with CaptureQueriesContext(connection) as seen:
        answer = ask()
    return len(seen), answer


def written(client: Client, mode: str = "anonymous", **you: str) -> None:
    """Write a report up to its last page."""
    client.post("/report/", {"danger": "no"})
    client.post("/report/what/", {"category": "noise"})
    client.post("/report/where/", {"area": "north"})
    client.post("/report/details/", {"words": WORDS})
    client.post("/report/you/", {"mode": mode})
    if mode != "anonymous":
        client.post("/report/you/reach/", you)


@pytest.mark.parametrize(("who", "mode"), [("anonymous", "anonymous"), ("anonymous", "named"), ("resident", "named")])
def test_sending_from_the_page(town: Cast, who: str, mode: str) -> None:
    client = client_of(getattr(town, who))
    you = {"email": "ann@example.org", "name": "Ann"} if mode == "named" else {}
    written(client, mode, **you)
    client.get("/report/")
    count, answer = cost(lambda: client.post("/report/check/"))
    assert answer.status_code == 200
    assert Report.objects.get().mode == mode
    assert count <= SUBMIT


@pytest.mark.parametrize("mode", ["anonymous", "named"])
def test_sending_over_the_api(town: Cast, mode: str) -> None:
    body = {"category": "noise", "words": WORDS, "lat": 0.5, "lon": 0.5, "mode": mode}
    body |= {"email": "ann@example.org", "name": "Ann"} if mode == "named" else {}
    client = Client(headers={"Idempotency-Key": KEY})
    client.get("/api/v1/categories/")
    count, answer = cost(lambda: client.post("/api/v1/reports/", body, content_type="application/json"))
    assert answer.status_code == 201
    assert count <= SUBMIT


def test_the_officers_page_of_a_report(town: Cast) -> None:
    report = reach(send().report, "reopened", town.supervisor)
    client = client_of(town.officer)
    url = f"/inbox/{report.reference}/"

    def look() -> tuple[int, Any]:
        client.get(url)  # the Agency and the names of teams are kept for a while
        return cost(lambda: client.get(url))

    count, answer = look()
    assert answer.status_code == 200
    Message.objects.bulk_create(
        Message(report=report, author="team", kind="answer", staff=town.supervisor, words=f"Word {number}")
        for number in range(150)
    )
    again, answer = look()
    assert "Word 149" in answer.content.decode()
    for action in ("note", "assign", "refer", "categorise") * 8:
        do(report, action, town.officer, **({"words": "One more note."} if action == "note" else {}))
    for action in ("answer", "close"):
        unsent.keep(report.pk, text=Text(action, "Not sent yet.", 1), actor=town.officer)
    full, answer = look()
    assert answer.content.decode().count("Not sent yet.") == 2
    assert count == again == full <= PAGE


def _fill(town: Cast, start: int, count: int) -> None:
    """Put rows into every table whose lists are measured."""
    category = Category.objects.order_by("order").first()
    made = rows(count, start=start, category=category, area=town.north, area_path=town.north.path, team=town.team_north)
    own = {"mode": "named", "reporter": town.resident, "category": category, "team": town.team_north}
    rows(count, start=10_000 + start, area=town.north, area_path=town.north.path, **own)
    rule = ClockRule.objects.get(code="report-read")
    at = made[0].received_at
    Clock.objects.bulk_create(
        Clock(
            rule=rule, subject_type="feedback.report", subject_id=row.pk, subject_ref=row.reference, area_path=row.area_path,
            team=town.team_north, started_at=at, due_at=row.due_at or at.replace(year=2027),
        )
        for row in made
    )  # fmt: skip
    Notification.objects.bulk_create(
        Notification(
            user=who, event_id=row.pk, kind="feedback.team.submitted", subject_type="feedback.report", subject_id=row.pk,
            subject_ref=row.reference, at=at,
        )
        for row in made for who in (town.officer, town.resident)
    )  # fmt: skip


LISTS = [
    ("officer", "/inbox/"),
    ("officer", "/inbox/?state=open&category=unsafe"),
    ("officer", "/inbox/?q=window"),
    ("officer", "/clocks/"),
    ("officer", "/notices/"),
    ("resident", "/notices/"),
    ("resident", "/my/reports/"),
    ("officer", "/api/v1/reports/"),
    ("officer", "/api/v1/reports/?state=open&category=unsafe&area=north"),
]


def test_lists_cost_the_same_at_ten_rows_and_at_a_thousand(town: Cast) -> None:
    Report.objects.all().delete()
    clients = {name: client_of(getattr(town, name)) for name in ("officer", "resident")}

    def ask(who: str, url: str) -> Callable[[], Any]:
        return lambda: clients[who].get(url)

    found: dict[str, list[int]] = {}
    for start, count in ((0, FEW), (FEW, MANY - FEW)):
        _fill(town, start, count)
        for who, url in LISTS:
            ask(who, url)()
            number, answer = cost(ask(who, url))
            assert answer.status_code == 200, url
            assert b"ROW-" in answer.content, url
            found.setdefault(f"{who} {url}", []).append(number)
    for name, (few, many) in found.items():
        assert few == many, name
        assert many <= LIST, name
