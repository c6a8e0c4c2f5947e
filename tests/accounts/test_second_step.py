"""The second step: set up by real codes, asked for at sign-in, demanded of staff roles, and impossible to lose by accident."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from policing.accounts.roles import ROLES
from policing.events.models import Event
from tests.accounts.helpers import app_code, give_app, mailed, sign_in
from tests.people import PASSWORD, Cast, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


def _set_up(client: Client) -> str:
    """Set up an app as a person does and give its secret."""
    page = client.get("/account/second-step/totp/activate/")
    assert page.status_code == 200, page.get("Location")
    form = page.context["form"]
    answer = client.post("/account/second-step/totp/activate/", {"seed": form["seed"].value(), "code": app_code(form.secret, -1)})
    assert answer.status_code == 302, answer.context["form"].errors
    return form.secret


def test_setting_up_an_app_and_signing_in_with_it(client: Client, django_capture_on_commit_callbacks) -> None:
    user = UserFactory()
    sign_in(client, user)
    with django_capture_on_commit_callbacks(execute=True):
        secret = _set_up(client)
    row = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(row.data)  # kept in cipher
    assert Event.objects.filter(name="accounts.person.second_step_added", payload__kind="totp").exists()
    assert any("second step" in letter.subject for letter in mailed())
    other = Client()
    assert sign_in(other, user).url == "/account/second-step/authenticate/"
    assert other.get("/account/second-step/authenticate/").status_code == 200
    assert "_auth_user_id" not in other.session
    wrong = other.post("/account/second-step/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    right = other.post("/account/second-step/authenticate/", {"code": app_code(secret)})
    assert right.status_code == 302
    assert other.session["_auth_user_id"] == str(user.pk)
    assert Event.objects.filter(name="accounts.person.signed_in", payload__by="mfa").exists()


def test_the_secret_of_one_page_does_not_serve_somebody_else(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    theirs = client.get("/account/second-step/totp/activate/").context["form"]
    other, thief = UserFactory(), Client()
    sign_in(thief, other)
    sent = {"seed": theirs["seed"].value(), "code": app_code(theirs.secret, -1)}
    assert thief.post("/account/second-step/totp/activate/", sent).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user = UserFactory()
    give_app(user)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(client, user)
    client.post("/account/second-step/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
    other = Client()
    sign_in(other, user)
    assert other.post("/account/second-step/authenticate/", {"code": code}).status_code == 422


def test_recovery_codes_are_shown_by_a_post_only(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    _set_up(client)
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] not in client.get("/account/second-step/recovery-codes/").content.decode()
    assert codes[0] in client.post("/account/second-step/recovery-codes/").content.decode()
    assert codes[9] in client.post("/account/second-step/recovery-codes/download/").content.decode()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_staff_roles_must_have_a_second_step(client: Client, settings, role: str) -> None:
    settings.STAFF_SECOND_FACTOR = True
    user = RoleGrantFactory(role=role).user
    sign_in(client, user)
    answers = [client.get(path) for path in ("/account/", "/account/tokens/", "/styleguide/", "/api/v1/me/")]
    if not ROLES[role].is_staff_role:
        assert [answer.status_code for answer in answers] == [200] * 4
        return
    assert [answer.get("Location") for answer in answers[:3]] == ["/account/second-step/?needed=1"] * 3
    assert answers[3].status_code == 403
    assert answers[3].json()["code"] == "denied"
    for path in ("/account/second-step/", "/account/second-step/totp/activate/", "/account/sessions/", "/account/logout/"):
        assert client.get(path).status_code == 200, path
    _set_up(client)
    assert client.get("/account/").status_code == 200


def test_a_fragment_is_sent_there_too(client: Client, settings, cast: Cast) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/account/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/account/second-step/?needed=1")


def test_with_the_setting_off_nobody_is_sent(client: Client, settings, cast: Cast) -> None:
    settings.STAFF_SECOND_FACTOR = False
    sign_in(client, cast.officer)
    assert client.get("/account/").status_code == 200


def test_a_session_opened_by_a_second_step_costs_no_query_to_check(client: Client, settings, cast: Cast) -> None:
    settings.STAFF_SECOND_FACTOR = True
    secret = give_app(cast.officer)
    sign_in(client, cast.officer)
    client.post("/account/second-step/authenticate/", {"code": app_code(secret)})
    with connection.execute_wrapper(_no_authenticators):
        assert client.get("/account/sessions/").status_code == 200


def _no_authenticators(execute, sql, params, many, context):
    assert "mfa_authenticator" not in sql
    return execute(sql, params, many, context)


def test_staff_keep_their_last_second_step(client: Client, settings, cast: Cast) -> None:
    settings.STAFF_SECOND_FACTOR = True
    sign_in(client, cast.officer)
    _set_up(client)
    assert "Add another one first" in client.post("/account/second-step/totp/deactivate/").content.decode()
    assert Authenticator.objects.filter(user=cast.officer, type="totp").exists()


def test_residents_may_remove_theirs(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    _set_up(client)
    client.post("/account/second-step/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert Event.objects.filter(name="accounts.person.second_step_removed").exists()


def test_passkey_pages_say_why_they_need_javascript(client: Client) -> None:
    for path in ("/account/login/", "/account/second-step/webauthn/add/"):
        if path != "/account/login/":
            sign_in(client, UserFactory())
        page = client.get(path).content.decode()
        assert "Passkeys need JavaScript" in page
        assert 'src="/static/js/passkey.js"' in page
        assert "<script>" not in page


def test_a_challenge_is_given_by_post_and_kept_for_that_browser(client: Client) -> None:
    assert client.get("/account/second-step/passkey-challenge/").status_code == 405
    answer = client.post("/account/second-step/passkey-challenge/", {"purpose": "login"})
    assert json.loads(answer.content)["publicKey"]["challenge"]
    assert client.session["mfa.webauthn.state"]["challenge"]
    for purpose in ("add", "confirm"):
        refused = Client().post("/account/second-step/passkey-challenge/", {"purpose": purpose})
        assert refused.status_code in {302, 401}
    sign_in(client, UserFactory())
    made = client.post("/account/second-step/passkey-challenge/", {"purpose": "add"}).json()["publicKey"]
    assert made["rp"]["id"] == "testserver"
    answer = client.post("/account/second-step/webauthn/add/", {"name": "Phone", "credential": json.dumps({"id": "x"})})
    assert answer.status_code == 422


def test_opening_the_pages_writes_nothing(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    _set_up(client)
    for path in (
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/",
        "webauthn/add/",
        "webauthn/reauthenticate/",
        "",
    ):
        with connection.execute_wrapper(_only_reads):
            answer = client.get(f"/account/second-step/{path}")
        assert answer.status_code in {200, 302}, path
    fresh = Client()
    sign_in(fresh, user)
    with connection.execute_wrapper(_only_reads):
        assert fresh.get("/account/second-step/authenticate/").status_code == 200


def _only_reads(execute, sql, params, many, context):
    assert sql.split(None, 1)[0].upper() in {"SELECT", "SAVEPOINT", "RELEASE"}, sql
    return execute(sql, params, many, context)


def test_a_page_that_asks_again_keeps_no_address(client: Client, settings) -> None:
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/account/email/", {"email": "next@example.org", "action_add": "1"}, REMOTE_ADDR="198.51.100.77")
    assert answer.url.startswith("/account/reauthenticate/?next=")
    assert "198.51" not in str(dict(client.session.items()))
    page = client.get(answer.url)
    assert "Is it really you?" in page.content.decode()
    back = client.post(answer.url, {"password": PASSWORD, "next": "/account/email/"})
    assert back.url == "/account/email/"


def test_nonsense_from_a_device_is_refused_and_no_fault(client: Client) -> None:
    user = UserFactory()
    give_app(user)
    Client().post("/account/second-step/passkey-challenge/", {"purpose": "login"})
    for nonsense in ("", "{}", "[]", "7", '{"id": "x", "response": {}}', '{"response": {"userHandle": "eHg"}}'):
        assert client.post("/account/second-step/webauthn/login/", {"credential": nonsense}).status_code in {302, 422}
        assert "_auth_user_id" not in client.session
    sign_in(client, user)
    assert client.post("/account/second-step/authenticate/", {"credential": '{"id": "x"}'}).status_code == 422
