"""One's own data: a copy of everything for whoever signed in a moment ago, and the way out that leaves nobody behind."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from policing import access, timekeeping
from policing.accounts.models import ApiToken, Membership, RoleGrant, Session, User
from policing.accounts.services import leaving, people, tokens
from policing.accounts.wiring import names_of
from policing.errors import Denied, Unseen, WrongState
from policing.events.models import Event
from policing.notifications import services as notices
from policing.notifications.models import Delivery, Notification, Preference
from policing.privacy.models import LegalHold
from policing.privacy.receipts import new_token
from policing.ui.registry import belongings
from tests.accounts.helpers import give_app, sign_in
from tests.people import PASSWORD, Cast, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
exports = pytest.mark.command("accounts.person.export")
deletes = pytest.mark.command("accounts.person.delete_own")


def events(name: str) -> int:
    """Count the events of a name."""
    return Event.objects.filter(name=f"accounts.person.{name}").count()


def browser(user: User) -> Client:
    """Give a browser that signed in at the page a moment ago."""
    client = Client()
    sign_in(client, user)
    return client


@exports
def test_the_copy_holds_everything_and_no_secret(cast: Cast) -> None:
    secret = give_app(cast.officer)
    made = tokens.make(actor=cast.officer, name="map", scopes=["reports.view"], days=30, form_token=new_token())
    notices.prefer({("", "email"): False}, actor=cast.officer)
    browser(cast.officer)
    held = leaving.export(actor=cast.officer)
    assert set(held) == {part.name for part in belongings.all()}
    text = json.dumps(held, default=str)
    for part in (cast.officer.email, cast.officer.name, "map", "officer", "email"):
        assert part in text
    for hidden in (secret, made.secret, made.token.hash, cast.officer.password, Session.objects.get().session_key):
        assert hidden not in text
    assert events("exported") == 1


@exports
def test_a_copy_is_of_oneself_alone(cast: Cast) -> None:
    text = json.dumps(leaving.export(actor=cast.resident), default=str)
    assert cast.resident.email in text
    assert not any(other.email in text for name, other in cast if name not in {"resident", "anonymous"})
    for who in (cast.administrator, cast.officer):
        answer = access.can(who, "export", cast.resident)
        assert not answer
    with pytest.raises(Unseen):
        leaving.export(actor=cast.deactivated)


@exports
def test_the_page_gives_one_file_for_people_and_programs(cast: Cast) -> None:
    client = browser(cast.resident)
    assert client.get("/account/export/").status_code == 200
    assert events("exported") == 0
    answer = client.post("/account/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as box:
        assert sorted(box.namelist()) == ["my-data.json", "my-data.txt"]
        assert json.loads(box.read("my-data.json"))["accounts.account"]["held"]["email"] == cast.resident.email
        assert cast.resident.email in box.read("my-data.txt").decode("utf-8-sig")


@exports
@deletes
@pytest.mark.parametrize("page", ["export", "delete"])
def test_a_sign_in_of_long_ago_is_asked_once_more(cast: Cast, page: str) -> None:
    client = browser(cast.resident)
    given = {"sure": "on"}
    with timekeeping.simulated(timezone.now() + timedelta(minutes=16)):
        answer = client.post(f"/account/{page}/", given)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/reauthenticate/?next=")
        program = client.post(f"/api/v1/me/{page}/", {"sure": True}, content_type="application/json")
        assert program.status_code == 403
    assert User.objects.get(pk=cast.resident.pk).is_active
    assert (events("exported"), events("deleted_own")) == (0, 0)


@deletes
def test_nothing_is_left_of_the_person(cast: Cast) -> None:
    user, email, name = cast.officer, cast.officer.email, cast.officer.name
    give_app(user)
    tokens.make(actor=user, name="map", scopes=["reports.view"], days=30, form_token=new_token())
    notices.prefer({("", "email"): False}, actor=user)
    browser(user)
    leaving.delete_own(actor=user)
    held = User.objects.get(pk=user.pk)
    assert (held.name, held.zone, held.is_active, held.has_usable_password()) == ("", "", False, False)
    assert held.email.endswith("@gone.invalid")
    assert held.pseudonym == user.pseudonym
    for model in (EmailAddress, Authenticator, ApiToken, Notification, Preference, Delivery):
        assert not model._default_manager.filter(user=user).exists(), model
    assert not Session.objects.filter(account=user).exists()
    assert not RoleGrant.objects.held_now().filter(user=user).exists()
    assert not Membership.objects.filter(user=user, valid_until=None).exists()
    assert not User.objects.filter(email=email).exists()
    assert not User.objects.filter(name=name).exists()
    assert events("deleted_own") == 1
    assert names_of({user.pseudonym}) == {}, "the record says: somebody who has left"


@deletes
def test_it_cannot_be_opened_again(cast: Cast) -> None:
    email = cast.resident.email
    leaving.delete_own(actor=cast.resident)
    with pytest.raises(Unseen):
        leaving.delete_own(actor=cast.resident)
    with pytest.raises(WrongState):
        people.reactivate(cast.resident.pk, actor=cast.administrator)
    client = Client()
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert UserFactory(email=email).pk != cast.resident.pk, "the address is free for a new account"
    assert events("deleted_own") == 1


@deletes
def test_nobody_deletes_another_and_the_last_administrator_stays(cast: Cast) -> None:
    for who in (cast.administrator, cast.officer, cast.neighbour):
        assert not access.can(who, "delete_own", cast.resident)
    assert list(access.people_who_can(User.objects.all(), "delete_own", cast.resident)) == [cast.resident]
    with pytest.raises(WrongState):
        leaving.delete_own(actor=cast.administrator)
    assert User.objects.get(pk=cast.administrator.pk).is_active
    RoleGrantFactory(user=cast.officer, role="administrator")
    leaving.delete_own(actor=cast.administrator)
    assert not User.objects.get(pk=cast.administrator.pk).is_active


@deletes
def test_an_account_on_hold_is_kept(cast: Cast) -> None:
    LegalHold.objects.create(subject_type="accounts.user", subject_id=cast.resident.pk, reason="a court asked for it")
    with pytest.raises(WrongState):
        leaving.delete_own(actor=cast.resident)
    answer = browser(cast.resident).post("/account/delete/", {"sure": "on"})
    assert answer.status_code == 422
    assert "must be kept for now" in answer.content.decode()


@deletes
def test_from_the_page_it_asks_and_then_it_is_done(cast: Cast) -> None:
    client, elsewhere = browser(cast.resident), browser(cast.resident)
    assert "What stays" in client.get("/account/delete/").content.decode()
    assert client.post("/account/delete/", {}).status_code == 422
    assert User.objects.get(pk=cast.resident.pk).is_active
    answer = client.post("/account/delete/", {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/deleted/")
    assert "Your account is gone" in client.get("/account/deleted/").content.decode()
    for window in (client, elsewhere):
        assert window.get("/account/").status_code == 302
    assert events("signed_out") == 0


@exports
@deletes
def test_over_the_api_by_a_browser_alone(cast: Cast) -> None:
    client = browser(cast.resident)
    json_of: dict[str, Any] = {"content_type": "application/json"}
    held = client.post("/api/v1/me/export/", {}, **json_of).json()
    assert held["parts"]["accounts.account"]["held"]["email"] == cast.resident.email
    assert client.post("/api/v1/me/delete/", {}, **json_of).status_code == 422
    assert client.post("/api/v1/me/delete/", {"sure": True}, **json_of).status_code == 204
    assert not User.objects.get(pk=cast.resident.pk).is_active
    made = tokens.make(actor=cast.officer, name="map", scopes=["reports.view"], days=30, form_token=new_token())
    bearer = {"Authorization": f"Bearer {made.secret}"}
    for route in ("export", "delete"):
        assert Client().post(f"/api/v1/me/{route}/", {"sure": True}, headers=bearer, **json_of).status_code == 403
    assert Denied.status == 403
