"""A neighbour who joined a published report before it was closed may say that it is not fixed; nobody else may."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from feedback.models import Joining, NeighbourWord, Publication, Report
from feedback.services import neighbours, tracking
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from tests.feedback.reaching import reach
from tests.feedback.tools import at_once, client_of, codes_of, do, events_of, named, send, text
from tests.people import Cast, UserFactory

contests = pytest.mark.command("feedback.report.contest_by_neighbour")
WORDS = "It is dark again."


def publish(report: Report, slug: str = "lamps", **more: Any) -> Publication:
    """Publish a report, as it stands."""
    return Publication.objects.create(
        slug=slug,
        report=report,
        category=report.category,
        area=report.area,
        summary="Dark lamps",
        happened_on="2026-03-01",
        **more,
    )


def join(public: Publication, user: User, days: int = 9) -> Joining:
    """Let somebody have joined so many days ago."""
    return Joining.objects.create(publication=public, user=user, at=timezone.now() - timedelta(days=days))


@pytest.fixture
def report(cast: Cast) -> Report:
    """Give a closed report that the neighbour joined while it was open."""
    closed = reach(send(named(cast.resident)).report, "closed", cast.officer)
    join(publish(closed), cast.neighbour)
    return closed


def say(actor: User, *, words: str = WORDS, token: str = "", slug: str = "lamps") -> Report:
    """Contest it."""
    return neighbours.contest_by_neighbour(slug, words=words, token=token or new_token(), actor=actor)


@contests
def test_it_is_open_again_counted_and_promised(cast: Cast, report: Report) -> None:
    before = len(events_of(report))
    say(cast.neighbour, words=f" {WORDS} ")
    held = Report.objects.get(pk=report.pk)
    assert (held.state, held.outcome, held.closed_at, held.contests, held.version) == (
        "contested",
        "",
        None,
        1,
        report.version + 1,
    )
    assert held.due_at == Clock.objects.get(rule__code="report-contest", state="running").due_at
    event = events_of(report)[-1]
    assert (len(events_of(report)), event.name) == (before + 1, "feedback.report.contested_by_neighbour")
    assert (event.actor, event.payload) == (None, {"contests": 1})
    kept = NeighbourWord.objects.get()
    assert (kept.words, kept.at.minute) == (WORDS, 0)
    assert str(cast.neighbour.pseudonym) not in str(list(NeighbourWord.objects.values()))


@contests
def test_nobody_who_did_not_join_it(cast: Cast, report: Report) -> None:
    for name, who in cast:
        if name in {"neighbour", "anonymous", "deactivated"}:
            continue
        with pytest.raises(Unseen):
            say(who)
        assert client_of(who).post("/my/joined/lamps/contest/", {"words": WORDS, "token": new_token()}).status_code == 404
    assert Client().post("/my/joined/lamps/contest/", {"words": WORDS}).status_code == 401
    with pytest.raises(Unseen):
        say(cast.neighbour, slug="other")
    Publication.objects.update(hidden_at=timezone.now())
    with pytest.raises(Unseen):
        say(cast.neighbour)
    assert not NeighbourWord.objects.exists()


@contests
def test_not_without_a_confirmed_address(cast: Cast, report: Report) -> None:
    EmailAddress.objects.filter(user=cast.neighbour).update(verified=False)
    with pytest.raises(Denied):
        say(cast.neighbour)
    assert "Confirm my address" in text(client_of(cast.neighbour).get("/my/joined/lamps/"))


@contests
def test_not_by_one_who_joined_after_the_end(cast: Cast, report: Report) -> None:
    late = UserFactory()
    join(Publication.objects.get(), late, days=-1)
    with pytest.raises(WrongState, match="joined after"):
        say(late)


@contests
def test_once_for_each_end(cast: Cast, report: Report) -> None:
    other = UserFactory()
    join(Publication.objects.get(), other)
    say(cast.neighbour)
    for who in (cast.neighbour, other):
        with pytest.raises(WrongState):
            say(who)
    do(report, "close", cast.officer)
    say(cast.neighbour)
    assert Report.objects.get(pk=report.pk).contests == 2


@contests
@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_words_are_asked_for(cast: Cast, report: Report, words: str) -> None:
    with pytest.raises(BadInput):
        say(cast.neighbour, words=words)


@contests
@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_moment_is_one(cast: Cast, report: Report) -> None:
    token = new_token()
    assert codes_of(at_once(*[partial(say, cast.neighbour, token=token)] * 3)) == ["", "", ""]
    assert (NeighbourWord.objects.count(), Report.objects.get().contests) == (1, 1)
    assert len(events_of(report, "contested_by_neighbour")) == 1


@contests
def test_the_team_reads_it_and_the_reporter_does_not(cast: Cast, report: Report) -> None:
    User.objects.filter(pk=cast.neighbour.pk).update(name="Quentin Quill")
    say(cast.neighbour)
    drain()
    desk = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    assert "Neighbours say that it is not fixed" in desk
    assert WORDS in desk
    assert "Quentin" not in desk
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(report.pk))
    own = text(client.get("/track/report/"))
    assert "A neighbour told us that it is not fixed" in own
    assert WORDS not in own
    told = dict(Notification.objects.filter(kind__endswith="by_neighbour").values_list("user_id", "kind"))
    assert told[cast.officer.pk] == "feedback.team.contested_by_neighbour"
    assert told[cast.resident.pk] == "feedback.report.contested_by_neighbour"
    assert cast.neighbour.pk not in told


@contests
def test_from_ones_own_page(cast: Cast, report: Report) -> None:
    client = client_of(cast.neighbour)
    assert "Dark lamps" in text(client.get("/my/"))
    page = client.get("/my/joined/lamps/")
    assert "Finished" in text(page)
    given = {"words": "", "token": page.context["form"]["token"].value()}
    assert client.post("/my/joined/lamps/contest/", given).status_code == 422
    given["words"] = WORDS
    for _twice in range(2):
        assert client.post("/my/joined/lamps/contest/", given)["Location"] == "/my/joined/lamps/"
    assert "Somebody says it is not fixed" in text(client.get("/my/joined/lamps/"))
    assert Report.objects.get(pk=report.pk).contests == 1


@contests
def test_over_the_api(cast: Cast, report: Report) -> None:
    client = client_of(cast.neighbour)
    (row,) = client.get("/api/v1/me/joined/").json()["results"]
    assert (row["slug"], row["state"], row["outcome"], row["reason"]) == ("lamps", "closed", "Fixed", "")
    more: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "a key of its own 1"}}
    for _twice in range(2):
        answer = client.post("/api/v1/me/joined/lamps/contest/", {"words": WORDS}, **more)
        assert (answer.status_code, answer.json()["state"]) == (200, "contested")
    assert NeighbourWord.objects.count() == 1
    assert client_of(cast.officer).post("/api/v1/me/joined/lamps/contest/", {"words": WORDS}, **more).status_code == 404
    assert Client().get("/api/v1/me/joined/").status_code == 401
