"""What the pages of the closed room cost in queries: the same at ten rows and at a thousand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from feedback.models import Concerned, Conduct
from policing.accounts.models import User
from tests.feedback.conduct.test_pages import STEPS, given_of
from tests.feedback.conduct.tools import about, do, rows, speak, tell
from tests.feedback.test_queries import cost
from tests.feedback.tools import client_of
from tests.people import Cast, MembershipFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
LIST, PAGE, SUBMIT, STEP = 12, 20, 30, 8


@pytest.mark.parametrize("url", ["/conduct/", "/api/v1/conduct/", "/conduct/?state=received&kind=complaint&clock=late"])
def test_the_list_costs_the_same(town: Cast, reviewer: User, url: str) -> None:
    MembershipFactory(user=reviewer, team=town.front_desk)
    RoleGrantFactory(user=reviewer, role="supervisor", area=town.south)
    client = client_of(reviewer)
    found = []
    for count in (10, 1000):
        Conduct.objects.all().delete()
        made = rows(count, received_at=AT, assignee=reviewer, area=town.north, triaged_at=AT)
        Concerned.objects.bulk_create(Concerned(conduct=row, person=town.officer) for row in made)
        client.get(url)
        number, answer = cost(lambda: client.get(url))
        assert answer.status_code == 200
        found.append(number)
    assert found[0] == found[1] <= LIST


def test_one_costs_the_same_with_much_said_about_it(town: Cast, reviewer: User) -> None:
    conduct = about(tell().conduct, reviewer, town.officer)
    client, page = client_of(reviewer), f"/conduct/{conduct.reference}/"
    client.get(page)
    found = []
    for _turn in range(2):
        number, answer = cost(lambda: client.get(page))
        assert answer.status_code == 200
        found.append(number)
        for _time in range(20):
            do(conduct, "note", reviewer)
            do(conduct, "ask", reviewer)
            speak(conduct, "reply")
    assert found[0] == found[1] <= PAGE


def test_writing_it(town: Cast) -> None:
    client, typed = Client(), given_of()
    for page in STEPS[:-1]:
        client.get(page)
        number, answer = cost(lambda page=page: client.get(page))  # type: ignore[misc]
        assert (number <= STEP, answer.status_code) == (True, 200), (page, number)
        client.post(page, typed[page])
    number, answer = cost(lambda: client.post(STEPS[-1]))
    assert answer.status_code == 200
    assert number <= SUBMIT
