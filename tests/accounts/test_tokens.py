"""Tokens of programs: shown once, kept as a hash, narrowed, ending, and never more than their person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from policing import access, timekeeping
from policing.accounts.models import ApiToken
from policing.accounts.services import people, tokens
from policing.accounts.tokens import narrowed
from policing.errors import BadInput, Unseen, WrongState
from policing.events.models import Event
from tests.accounts.helpers import give_app, sign_in
from tests.people import Cast

pytestmark = pytest.mark.django_db
FORM = "0123456789abcdef0123456789abcdef"


def _made(cast: Cast, **more: object) -> tokens.Made:
    given = {"actor": cast.officer, "name": "Export", "scopes": ["reports.view"], "days": 30, "form_token": FORM, **more}
    return tokens.make(**given)  # type: ignore[arg-type]


def _call(secret: str, path: str = "/api/v1/me/", **more: object):
    return Client().get(path, headers={"authorization": f"Bearer {secret}"}, **more)


@pytest.mark.command("accounts.token.make")
def test_a_token_is_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    browser = Client()
    sign_in(browser, cast.officer)
    page = browser.get("/account/tokens/")
    sent = {"name": "Export", "scopes": ["reports.view"], "days": "30", "token": page.context["form"]["token"].value()}
    answer = browser.post("/account/tokens/", sent)
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    row = ApiToken.objects.get()
    assert secret not in str(row.__dict__)
    assert secret not in browser.get("/account/tokens/").content.decode()
    assert browser.post("/account/tokens/", sent).context["made"].secret == secret
    assert ApiToken.objects.count() == 1
    assert Event.objects.filter(name="accounts.token.made").count() == 1
    assert _call(secret).json()["roles"] == ["officer"]


def test_a_token_does_only_what_its_scopes_say(cast: Cast) -> None:
    held = narrowed(access.load(cast.officer), ["reports.view"])
    assert held.covers("reports.view", area_path=cast.north.path)
    assert not held.holds("reports.handle")
    assert not held.covers("reports.view", area_path=cast.south.path)
    assert not narrowed(access.load(cast.officer), ["setup.change"]).grants


def test_scopes_are_those_that_the_person_holds(cast: Cast) -> None:
    for scopes in ([], ["setup.change"], ["reports.view", "setup.change"], ["nonsense"]):
        with pytest.raises(BadInput) as refusal:
            _made(cast, scopes=scopes)
        assert list(refusal.value.fields) == ["scopes"]
    for days in (0, 367):
        with pytest.raises(BadInput):
            _made(cast, days=days)


def test_an_ended_token_is_refused(cast: Cast) -> None:
    secret = _made(cast).secret
    now = timekeeping.now()
    ApiToken.objects.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
    answer = _call(secret)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    for odd in ("cb_nonsense", "nonsense", "", "cb_x y"):
        assert _call(odd).status_code == 401


@pytest.mark.command("accounts.token.revoke")
def test_taking_a_token_back(cast: Cast) -> None:
    made = _made(cast)
    handle = made.token.handle
    with pytest.raises(Unseen):
        tokens.revoke(handle, actor=cast.supervisor)
    browser = Client()
    sign_in(browser, cast.officer)
    assert browser.get(f"/account/tokens/{handle}/revoke/").status_code == 200
    assert _call(made.secret).status_code == 200
    browser.post(f"/account/tokens/{handle}/revoke/")
    assert _call(made.secret).status_code == 401
    with pytest.raises(WrongState):
        tokens.revoke(handle, actor=cast.officer)
    assert Event.objects.filter(name="accounts.token.revoked").count() == 1


def test_an_administrator_may_take_any_token_back(cast: Cast) -> None:
    made = _made(cast)
    tokens.revoke(made.token.handle, actor=cast.administrator)
    assert _call(made.secret).status_code == 401


def test_the_token_of_a_closed_account_is_refused(cast: Cast) -> None:
    secret = _made(cast).secret
    people.deactivate(cast.officer.pk, actor=cast.administrator)
    assert _call(secret).status_code == 401


def test_the_token_of_staff_without_a_second_step_is_refused(cast: Cast, settings) -> None:
    secret = _made(cast).secret
    settings.STAFF_SECOND_FACTOR = True
    assert _call(secret).status_code == 401
    give_app(cast.officer)
    assert _call(secret).status_code == 200


def test_a_token_does_not_look_after_its_persons_doors(cast: Cast) -> None:
    secret = _made(cast).secret
    for path in ("/api/v1/tokens/", "/api/v1/sessions/"):
        assert _call(secret, path).status_code == 403
    changed = Client().patch(
        "/api/v1/me/", {"name": "X"}, content_type="application/json", headers={"authorization": f"Bearer {secret}"}
    )
    assert changed.status_code == 403
    again = Client().post(
        "/api/v1/tokens/",
        {"name": "More", "scopes": ["reports.view"]},
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}", "idempotency-key": FORM},
    )
    assert again.status_code == 403


def test_people_without_a_role_are_told_why_there_is_nothing(cast: Cast) -> None:
    browser = Client()
    sign_in(browser, cast.resident)
    assert "Tokens are for people who hold a role" in browser.get("/account/tokens/").content.decode()
