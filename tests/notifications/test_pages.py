"""A person's own notices: the list, marking as read, and what should also come by mail; pages and programs alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policing.accounts.models import User
from policing.errors import BadInput, Unseen
from policing.events import relay
from policing.notifications import services
from policing.notifications.models import Notification, Preference, Stop
from tests.notifications.conftest import OPENED, Emit
from tests.people import RoleGrantFactory, UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/notices/"


@pytest.fixture
def person(db: None, client: Client) -> User:
    """Sign a person in who holds no role."""
    user = UserFactory()
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def told(person: User, happen: Emit) -> list[Notification]:
    """Give three notices of the person, and let somebody else have them too."""
    UserFactory()
    for _turn in range(3):
        happen(OPENED)
    relay.relay()
    return list(Notification.objects.filter(user=person).order_by("id"))


def test_the_list_shows_own_notices_with_a_link_and_the_number_unread(client: Client, told: list[Notification]) -> None:
    page = client.get(LIST).content.decode()
    assert page.count("The gate NORTH-1 is open</a>") == 3
    assert 'href="/gates/NORTH-1"' in page
    assert 'class="count">3' in page


def test_reading_one_is_a_post_and_twice_is_harmless(client: Client, told: list[Notification]) -> None:
    url = reverse("notifications:read", args=[told[0].pk])
    assert client.get(url).status_code == 405
    assert client.post(url).url == LIST  # type: ignore[attr-defined]
    told[0].refresh_from_db()
    first = told[0].read_at
    assert first is not None
    client.post(url)
    told[0].refresh_from_db()
    assert told[0].read_at == first
    assert 'class="count">2' in client.get(LIST).content.decode()


@pytest.mark.command("notifications.read")
def test_nobody_reads_for_somebody_else(told: list[Notification], client: Client) -> None:
    other = Notification.objects.exclude(user=told[0].user).first()
    assert other is not None
    with pytest.raises(Unseen):
        services.read(other.pk, actor=told[0].user)
    assert client.post(reverse("notifications:read", args=[other.pk])).status_code == 404
    assert client.post(f"/api/v1/notices/{other.pk}/read/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.command("notifications.read_all")
def test_reading_all_leaves_what_came_since(client: Client, told: list[Notification], happen: Emit) -> None:
    happen(OPENED)
    relay.relay()
    client.post(reverse("notifications:read-all"), {"up_to": told[-1].pk})
    unread = Notification.objects.filter(user=told[0].user, read_at=None)
    assert unread.count() == 1
    assert unread.get().pk > told[-1].pk
    assert services.read_all(actor=told[0].user) == 1
    assert services.read_all(actor=told[0].user) == 0
    assert Notification.objects.filter(read_at=None).exclude(user=told[0].user).count() == 4, "others keep theirs"


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
def test_odd_bounds_are_harmless(client: Client, told: list[Notification], up_to: str) -> None:
    assert client.post(reverse("notifications:read-all"), {"up_to": up_to}).status_code in {302, 422}


def test_the_list_is_paged_by_key_and_costs_the_same_at_any_length(
    client: Client, person: User, happen: Emit, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    event = happen(OPENED)
    rows = [
        Notification(
            user=person,
            event_id=event.pk + n,
            kind="tests.opened",
            subject_type="areas.area",
            subject_id=1,
            subject_ref=f"GATE-{n}",
            at=event.at,
        )
        for n in range(60)
    ]
    Notification.objects.bulk_create(rows)
    with django_assert_max_num_queries(8):
        page = client.get(LIST)
    assert b"GATE-59 " in page.content
    assert b"GATE-34 " not in page.content
    older = page.context["pager"].older
    with django_assert_max_num_queries(8):
        second = client.get(LIST + older)
    assert b"GATE-34 " in second.content
    assert b"GATE-59 " not in second.content


def test_an_empty_list_says_so(client: Client, person: User) -> None:
    assert "No notices" in client.get(LIST).content.decode()


def test_visitors_are_asked_to_sign_in(client: Client, db: None) -> None:
    for name in ("list", "preferences"):
        assert client.get(reverse(f"notifications:{name}")).status_code in {302, 401}
    assert client.get("/api/v1/notices/").status_code == 401


# --- preferences -----------------------------------------------------------------------------------------------------------


@pytest.mark.command("notifications.prefer")
def test_boxes_are_kept_and_shown_again(client: Client, person: User) -> None:
    url = reverse("notifications:preferences")
    assert 'value="tests.opened:email" checked' in client.get(url).content.decode()
    client.post(url, {"wanted": []})
    assert Preference.objects.get(user=person, kind="tests.opened", channel="email").wanted is False
    assert 'value="tests.opened:email" checked' not in client.get(url).content.decode()
    client.post(url, {"wanted": ["tests.opened:email", "nonsense"]})
    assert Preference.objects.get(user=person, kind="tests.opened", channel="email").wanted is True


def test_kinds_for_staff_show_only_to_staff_and_fixed_ones_have_no_box(client: Client, person: User) -> None:
    url = reverse("notifications:preferences")
    assert "A gate is locked" not in client.get(url).content.decode()
    RoleGrantFactory(user=person, role="officer")
    page = client.get(url).content.decode()
    assert "A gate is locked" in page
    assert "tests.locked:email" not in page
    client.post(url, {"wanted": []})
    assert not Preference.objects.filter(kind="tests.locked").exists()


def test_a_stopped_channel_is_told_and_tried_again_when_wanted(client: Client, person: User) -> None:
    Stop.objects.create(user=person, channel="email", why="recipient 550")
    url = reverse("notifications:preferences")
    assert "Our mail does not reach you" in client.get(url).content.decode()
    client.post(url, {"wanted": []})
    assert Stop.objects.exists()
    client.post(url, {"wanted": ["tests.opened:email"]})
    assert not Stop.objects.exists()


@pytest.mark.parametrize(
    "wish", [("tests.nothing", "email"), ("tests.opened", "pigeon"), ("tests.locked", "email")], ids=["kind", "channel", "fixed"]
)
def test_odd_wishes_are_refused_in_words(person: User, wish: tuple[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        services.prefer({wish: False}, actor=person)
    assert refused.value.fields["preferences"][0]
    assert not Preference.objects.exists()


# --- programs ----------------------------------------------------------------------------------------------------------------


def test_the_api_lists_and_reads(client: Client, told: list[Notification]) -> None:
    rows = client.get("/api/v1/notices/").json()["results"]
    assert [row["id"] for row in rows] == [row.pk for row in reversed(told)]
    assert rows[0]["sentence"] == "The gate NORTH-1 is open"
    assert (rows[0]["url"], rows[0]["is_read"]) == ("/gates/NORTH-1", False)
    assert client.post(f"/api/v1/notices/{told[0].pk}/read/").status_code == 204
    answer = client.post("/api/v1/notices/read-all/", {"up_to": told[1].pk}, content_type="application/json")
    assert answer.json() == {"read": 1}
    assert client.post("/api/v1/notices/read-all/", {}, content_type="application/json").json() == {"read": 1}
    assert all(row["is_read"] for row in client.get("/api/v1/notices/").json()["results"])


def test_the_api_keeps_preferences(client: Client, person: User) -> None:
    url = "/api/v1/notices/preferences/"
    assert {"kind": "tests.opened", "channel": "email", "wanted": True} in client.get(url).json()
    body = [{"kind": "tests.opened", "channel": "email", "wanted": False}]
    answer = client.put(url, body, content_type="application/json")
    assert {"kind": "tests.opened", "channel": "email", "wanted": False} in answer.json()
    everything = [{"kind": "", "channel": "email", "wanted": False}]
    assert client.put(url, everything, content_type="application/json").status_code == 200
    odd = client.put(url, [{"kind": "nothing", "channel": "email", "wanted": True}], content_type="application/json")
    assert odd.status_code == 422
    assert odd["Content-Type"].startswith("application/problem+json")
    assert odd.json()["errors"][0]["field"] == "preferences"
    assert client.put(url, {"kind": "x"}, content_type="application/json").status_code == 422
