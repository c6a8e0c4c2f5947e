"""Two reviewers at once: what each typed is kept, through a reload, until its writer sends it or throws it away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback.models import Conduct, ConductMessage, ConductUnsent
from feedback.services.conduct import unsent
from policing import timekeeping
from policing.accounts.models import User
from policing.errors import BadInput, Unseen
from policing.events.models import Event
from policing.privacy.receipts import new_token
from policing.privacy.services import disposal
from tests.feedback.conduct.tools import about, do, tell
from tests.feedback.programs import post, refused
from tests.feedback.tools import client_of, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
MINE = "My long text, which took an hour."
keeps, drops = pytest.mark.command("feedback.conduct.keep"), pytest.mark.command("feedback.conduct.drop")


@pytest.fixture
def told(town: Cast) -> Conduct:
    """Give what somebody told."""
    return tell().conduct


def clash(conduct: Conduct, reviewer: User, colleague: User, action: str = "answer", **more: Any) -> Client:
    """Let a colleague be quicker than the reviewer, and give the reviewer's browser."""
    do(conduct, "acknowledge", colleague)
    client, token = client_of(reviewer), new_token()
    given = {"words": MINE, "token": token, "version": 1, **more}
    answer = client.post(page(conduct, action), {f"{action}-{name}": value for name, value in given.items()})
    assert (answer.status_code, MINE in text(answer)) == (409, True)
    return client


def page(conduct: Conduct, action: str = "") -> str:
    """Give the address of it, or of an act on it."""
    return f"/conduct/{conduct.reference}/{action.replace('_', '-')}/" if action else f"/conduct/{conduct.reference}/"


@keeps
@pytest.mark.parametrize("action", ["answer", "ask", "close", "pass_on"])
def test_what_was_typed_survives_a_reload(told: Conduct, reviewer: User, other_reviewer: User, action: str) -> None:
    do(told, "sort", other_reviewer, kind="complaint")
    client = clash(told, reviewer, other_reviewer, action, outcome="explained")
    shown = text(client.get(page(told)))
    assert "Your words are kept." in shown
    assert shown.count(MINE) == 2, "above, and in its form"
    assert MINE not in text(client_of(other_reviewer).get(page(told))), "nobody else reads it"
    assert Event.objects.filter(name="feedback.conduct.kept").count() == 1
    assert MINE not in str(list(Event.objects.values_list("payload", flat=True)))


def test_what_is_sent_at_last_is_kept_no_more(told: Conduct, reviewer: User, other_reviewer: User) -> None:
    client = clash(told, reviewer, other_reviewer)
    given = {"answer-words": MINE, "answer-token": new_token(), "answer-version": 2}
    assert client.post(page(told, "answer"), given).status_code == 302
    assert not ConductUnsent.objects.exists()
    assert ConductMessage.objects.filter(words=MINE).count() == 1


@keeps
def test_a_second_text_stands_behind_the_first_and_the_same_twice_is_one(told: Conduct, reviewer: User) -> None:
    first, again, other = (
        unsent.keep(told.pk, action="answer", words=words, fields={}, actor=reviewer) for words in ("One.", "One.", "Two.")
    )
    assert first == again == other
    assert ConductUnsent.objects.get().words == "One.\n\n—\n\nTwo."
    for odd in (
        {"action": "begin", "words": "x"},
        {"action": "answer", "words": " "},
        {"action": "answer", "words": "x" * 100_000},
    ):
        with pytest.raises(BadInput):
            unsent.keep(told.pk, fields={}, actor=reviewer, **odd)


@drops
def test_it_is_thrown_away_by_its_writer_alone(told: Conduct, reviewer: User, other_reviewer: User) -> None:
    client = clash(told, reviewer, other_reviewer)
    kept = ConductUnsent.objects.get()
    with pytest.raises(Unseen):
        unsent.drop(kept.pk, actor=other_reviewer)
    address = page(told) + f"unsent/{kept.pk}/drop/"
    assert client_of(other_reviewer).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert MINE not in text(client.get(page(told)))
    assert client.post(address).status_code == 404


@keeps
@drops
def test_the_same_over_the_api(town: Cast, told: Conduct, reviewer: User, other_reviewer: User) -> None:
    url, client = f"/api/v1/conduct/{told.reference}/unsent/", client_of(reviewer)
    kept = post(client, url, {"action": "answer", "words": MINE})
    assert kept.status_code == 201, kept.content
    assert [row["words"] for row in client.get(url).json()] == [MINE]
    assert client_of(other_reviewer).get(url).json() == []
    refused(post(client, url, {"action": "begin", "words": MINE}), 422, "bad-input", "action")
    drop = f"{url}{kept.json()['id']}/drop/"
    refused(post(client_of(other_reviewer), drop, {}), 404, "not-found")
    assert post(client, drop, {}).status_code == 204
    refused(post(client_of(town.officer), url, {"action": "answer", "words": MINE}), 404, "not-found")


def test_whoever_must_be_kept_apart_reads_and_keeps_nothing_more(
    town: Cast, told: Conduct, reviewer: User, other_reviewer: User
) -> None:
    clash(told, reviewer, other_reviewer)
    about(told, other_reviewer, reviewer)
    assert client_of(reviewer).get(page(told)).status_code == 404
    with pytest.raises(Unseen):
        unsent.keep(told.pk, action="answer", words="More.", fields={}, actor=reviewer)


def test_it_ends_after_two_weeks(told: Conduct, reviewer: User) -> None:
    unsent.keep(told.pk, action="answer", words=MINE, fields={}, actor=reviewer)
    disposal.run(timekeeping.now() + timedelta(days=13))
    assert ConductUnsent.objects.exists()
    disposal.run(timekeeping.now() + timedelta(days=15))
    assert not ConductUnsent.objects.exists()
