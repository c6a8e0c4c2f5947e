"""Who you are, what others told us, and what is shown once it is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import Category, Publication, Report
from feedback.readers import readers
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.cells import cell_centre, cell_of
from policing.areas.models import Agency
from policing.errors import BadInput
from policing.privacy.models import ContactPoint, Identity
from policing.privacy.receipts import new_token
from tests.feedback.tools import WORDS, client_of, events_of, send, text
from tests.feedback.walking import walk
from tests.people import Cast

KEY = "a key of the test's own 7"


@pytest.fixture
def visitor(town: Cast) -> Client:
    """Give the browser of somebody who is nobody."""
    return Client()


def published(*, slug: str = "quietslug", category: str = "noise", **more: Any) -> Publication:
    """Publish a report of the north the way the public reads it."""
    report = send(category=category).report
    return Publication.objects.create(
        slug=slug, report=report, category=report.category, area=report.area, area_path=report.area_path,
        summary="Loud music behind the station, most nights.", happened_on=timekeeping.now().date(), **more,
    )  # fmt: skip


# --- how to speak -------------------------------------------------------------------------------------------------------


def test_no_name_comes_first_and_who_reads_is_said_from_the_policy(visitor: Client) -> None:
    walk(visitor, until="/report/you/")
    shown = text(visitor.get("/report/you/"))
    assert re.findall(r'name="mode" value="(\w+)"', shown) == ["anonymous", "confidential", "named"]
    assert re.search(r'value="anonymous"[^>]* checked', shown)
    assert "ann@" not in shown
    assert "Your name" not in shown
    for line in readers():
        assert line.replace("'", "&#x27;") in shown


def test_a_confidential_report_has_its_person_in_the_identity_room_alone(town: Cast) -> None:
    client = client_of(town.resident)
    walk(client, mode="confidential", phone="07700 900123")
    assert "keep it confidential" in text(client.get("/report/check/"))
    client.post("/report/check/")
    report = Report.objects.get()
    assert (report.mode, report.reporter) == ("confidential", None)
    identity = Identity.objects.get()
    assert (report.identity, identity.user_id, identity.share_with_partners) == (identity, town.resident.pk, False)
    assert {(event.actor_kind, event.actor) for event in events_of(report)} == {("reporter", None)}
    assert report.reference not in text(client.get("/my/reports/"))


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_one_way_to_write_back_is_enough(visitor: Client, mode: str) -> None:
    walk(visitor, mode=mode, phone="07700 900123")
    visitor.post("/report/check/")
    assert ContactPoint.objects.get().kind == "phone"


def test_partners_are_told_only_where_a_named_person_ticked_it(visitor: Client) -> None:
    walk(visitor, until="/report/you/")
    visitor.post("/report/you/", {"mode": "confidential"})
    assert 'name="share"' not in text(visitor.get("/report/you/reach/"))
    visitor.post("/report/you/", {"mode": "named"})
    assert 'name="share"' in text(visitor.get("/report/you/reach/"))
    visitor.post("/report/you/reach/", {"email": "ann@example.org", "share": "on"})
    assert "May know my name" in text(visitor.get("/report/check/"))
    visitor.post("/report/check/")
    assert Identity.objects.get().share_with_partners


def test_a_tick_does_not_outlive_the_name(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org", share="on")
    visitor.post("/report/you/", {"mode": "confidential"})
    visitor.post("/report/you/reach/", {"email": "ann@example.org"})
    visitor.post("/report/check/")
    assert not Identity.objects.get().share_with_partners


def test_an_account_is_left_behind_by_who_gives_no_name(town: Cast) -> None:
    client = client_of(town.resident)
    walk(client)
    client.post("/report/check/")
    report = Report.objects.get()
    assert (report.reporter, report.identity) == (None, None)
    assert not Identity.objects.exists()


def test_reach_is_asked_only_of_who_wants_to_hear(visitor: Client) -> None:
    walk(visitor)
    assert visitor.get("/report/you/reach/")["Location"] == "/report/you/"
    visitor.post("/report/you/?change=1", {"mode": "named"})
    assert visitor.get("/report/check/")["Location"] == "/report/you/reach/"
    assert visitor.post("/report/you/reach/?change=1", {"email": "ann@example.org"})["Location"] == "/report/check/"


# --- others told us -----------------------------------------------------------------------------------------------------


def test_nothing_shows_where_nothing_is_alike(visitor: Client) -> None:
    walk(visitor)
    assert visitor.get("/report/others/")["Location"] == "/report/check/"


def to_others(client: Client) -> Client:
    """Walk up to what others told us."""
    walk(client, until="/report/you/")
    assert client.post("/report/you/", {"mode": "anonymous"})["Location"] == "/report/others/"
    return client


def test_joining_is_the_persons_own_choice_and_is_kept(visitor: Client) -> None:
    found = published()
    shown = text(to_others(visitor).get("/report/others/"))
    assert "Loud music behind the station" in shown
    assert found.report.reference not in shown
    assert not re.search(r"\b[234] people", shown)
    assert visitor.post("/report/others/", {"join": found.slug})["Location"] == "/report/check/"
    checked = text(visitor.get("/report/check/"))
    assert "The same as what others told us" in checked
    assert 'href="/report/others/?change=1"' in checked
    assert re.search(r'value="quietslug"[^>]* checked', text(visitor.get("/report/others/")))
    answer = visitor.post("/report/check/")
    report = Report.objects.get(reference=answer.context["report"].reference)
    assert report.joins == found
    assert (report.state, report.lead) == ("new", None)


@pytest.mark.parametrize("typed", [{"join": "no"}, {"skip": "1"}])
def test_mine_is_another_thing(visitor: Client, typed: dict[str, str]) -> None:
    published()
    to_others(visitor)
    visitor.post("/report/others/", {"join": "quietslug"})
    assert visitor.post("/report/others/", typed)["Location"] == "/report/check/"
    visitor.post("/report/check/")
    assert not Report.objects.exclude(joins=None).exists()


@pytest.mark.parametrize("typed", [{}, {"join": "not-there"}])
def test_an_odd_choice_is_asked_for_again(visitor: Client, typed: dict[str, str]) -> None:
    published()
    assert to_others(visitor).post("/report/others/", typed).status_code == 422


@pytest.mark.parametrize("ended", ["hidden", "closed", "sensitive", "not joinable"])
def test_what_ended_meanwhile_is_left_out_and_never_blocks(visitor: Client, ended: str) -> None:
    found = published()
    to_others(visitor).post("/report/others/", {"join": found.slug})
    if ended == "hidden":
        Publication.objects.update(hidden_at=timekeeping.now())
    elif ended == "closed":
        Report.objects.update(state="closed", outcome="fixed", closed_at=timekeeping.now())
    elif ended == "sensitive":
        Category.objects.filter(code="noise").update(is_sensitive=True)
    else:
        Publication.objects.update(is_joinable=False)
    answer = visitor.post("/report/check/")
    assert answer.status_code == 200
    assert Report.objects.get(reference=answer.context["report"].reference).joins is None
    again = visitor.post("/report/check/")
    assert again.context["receipt"] == answer.context["receipt"]


def test_near_by_the_marker_counts_and_far_does_not(visitor: Client) -> None:
    cell = cell_of(0.5, 0.5)
    lat, lon = cell_centre(cell)
    published(cell=cell, lat=lat, lon=lon)
    for place, to in (("0.5, 0.5", "/report/others/"), ("0.9, 0.9", "/report/check/")):
        client = Client()
        walk(client, until="/report/where/")
        client.post("/report/where/", {"place": place})
        client.post("/report/details/", {"words": WORDS})
        assert client.post("/report/you/", {"mode": "anonymous"})["Location"] == to


@pytest.mark.command("feedback.report.submit")
def test_the_command_refuses_to_join_what_cannot_be_joined(town: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        send(joins="not-there")
    assert list(refused.value.fields) == ["joins"]
    found = published()
    token = new_token()
    first = send(joins=found.slug, token=token)
    assert first.report.joins == found
    assert not send(joins=found.slug, token=token).is_new


def test_sending_with_all_of_it_stays_within_its_queries(town: Cast) -> None:
    client = client_of(town.resident)
    found = published()
    walk(client, until="/report/you/")
    client.post("/report/you/", {"mode": "named"})
    client.post("/report/you/reach/", {"email": "ann@example.org", "phone": "07700 900123", "name": "Ann", "share": "on"})
    client.post("/report/others/", {"join": found.slug})
    Agency.forget()  # kept for five seconds, so it is read anew by some of those who send
    with CaptureQueriesContext(connection) as seen:
        assert client.post("/report/check/").status_code == 200
    assert len(seen) <= 25, [query["sql"][:120] for query in seen]


# --- sent ---------------------------------------------------------------------------------------------------------------


def test_the_codes_can_be_saved_as_a_file_that_tells_nothing_else(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org", name="Ann Ash")
    sent = visitor.post("/report/check/")
    assert "What happens next" in text(sent)
    for line in readers():
        assert line.replace("'", "&#x27;") in text(sent)
    saved = visitor.post("/report/check/", {"file": "1"})
    told = saved.content.decode()
    assert saved["Content-Type"] == "text/plain; charset=utf-8"
    assert saved["Content-Disposition"] == 'attachment; filename="codes.txt"'
    assert sent.context["receipt"] in told
    assert sent.context["report"].reference in told
    for secret in (WORDS, "Ann", "ann@example.org"):
        assert secret not in told
    assert Report.objects.count() == 1
    assert saved["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["anonymous", "resident"])
@pytest.mark.parametrize("mode", ["anonymous", "confidential", "named"])
def test_over_the_api_with_answers_and_every_way_to_speak(town: Cast, who: str, mode: str) -> None:
    person = getattr(town, who)
    client = client_of(person)
    client.defaults["HTTP_IDEMPOTENCY_KEY"] = KEY
    body = {"category": "noise", "words": WORDS, "area": "north", "mode": mode, "answers": {"often": "daily"}}
    body |= {"phone": "07700 900123"} if mode != "anonymous" else {}
    answer = client.post("/api/v1/reports/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    report = Report.objects.get()
    assert (report.mode, report.answers) == (mode, {"often": "daily"})
    assert report.reporter == (person if mode == "named" and isinstance(person, User) else None)
    assert client.post("/api/v1/reports/", body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        ({"answers": {"often": "never"}}, "answers"),
        ({"answers": ["daily"]}, "answers"),
        ({"joins": "nowhere"}, "joins"),
        ({"mode": "anonymous", "phone": "07700 900123"}, "mode"),
        ({"mode": "confidential"}, "email"),
        ({"category": "fine"}, "category"),
    ],
)
def test_over_the_api_what_is_odd_is_named(town: Cast, odd: dict[str, Any], name: str) -> None:
    body = {"category": "noise", "words": WORDS, "area": "north", **odd}
    client = Client(headers={"Idempotency-Key": KEY})
    answer = client.post("/api/v1/reports/", body, content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert name in str(answer.json()["errors"])
    assert not Report.objects.exists()


def test_over_the_api_categories_tell_their_questions(town: Cast) -> None:
    rows = {row["code"]: row for row in Client().get("/api/v1/categories/").json()}
    assert rows["noise"]["questions"][0]["code"] == "often"
    assert rows["fine"]["stops"]
    assert rows["home"]["group"] == "people"
