"""Signing in by password and by mailed code, signing up, a forgotten password, and that nothing tells who has an account."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from policing.accounts.models import SecretMail, Session, User
from policing.events.models import Event
from tests.accounts.helpers import code_in, mailed, sign_in
from tests.people import PASSWORD, Cast, UserFactory

pytestmark = pytest.mark.django_db(transaction=False)
AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.6478.71 Mobile Safari/537.36"


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "login/code/", "password/reset/", "inactive/", "password/reset/done/"],
)
def test_pages_for_visitors_show_without_inline_script(client: Client, path: str) -> None:
    response = client.get(f"/account/{path}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<h1" in page
    assert "style=" not in page
    assert "<script>" not in page


def test_signing_in_by_password(client: Client) -> None:
    user = UserFactory()
    response = sign_in(client, user)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    event = Event.objects.get(name="accounts.person.signed_in")
    assert (event.actor, event.payload) == (user.pseudonym, {"by": "password"})
    assert user.email not in str(event.__dict__)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client) -> None:
    user = UserFactory()
    known = client.post("/account/login/", {"login": user.email, "password": "not this one at all"})
    unknown = client.post("/account/login/", {"login": "nobody@example.org", "password": "not this one at all"})
    assert known.status_code == unknown.status_code == 422
    lines = [response.context["form"].non_field_errors() for response in (known, unknown)]
    assert lines[0] == lines[1] == ["That address and that password do not go together. Please try again."]
    failed = Event.objects.filter(name="accounts.person.failed")
    assert [(event.actor, event.subject_id, event.payload) for event in failed] == [(None, 1, {"step": "password"})] * 2


def test_an_unknown_address_costs_a_hash_too(client: Client, settings, monkeypatch) -> None:
    made: list[str] = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda self, password, salt: made.append(password) or "md5$x$y")
    client.post("/account/login/", {"login": "nobody@example.org", "password": "a guess of some length"})
    assert made == ["a guess of some length"]


def test_signing_in_by_a_mailed_code(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/code/", {"email": user.email})
    assert mail.outbox == []  # nothing leaves inside the request
    (letter,) = mailed()
    assert letter.to == [user.email]
    assert user.email not in letter.subject
    assert "Message-ID" in letter.extra_headers
    response = client.post("/account/login/code/confirm/", {"code": code_in(letter)})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not SecretMail.objects.exists()


def test_asking_for_a_code_reads_the_same_for_an_unknown_address(client: Client) -> None:
    user = UserFactory()
    other = Client()
    known = client.post("/account/login/code/", {"email": user.email}, follow=True)
    unknown = other.post("/account/login/code/", {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    swapped = unknown.content.decode().replace("nobody@example.org", user.email)
    without_tokens = [part for part in known.content.decode().split() if "csrf" not in part and "value=" not in part]
    assert without_tokens == [part for part in swapped.split() if "csrf" not in part and "value=" not in part]
    first, second = mailed()
    assert "code" in str(first.body)
    assert "There is no account" in str(second.body)


def test_mails_wait_in_cipher(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/code/", {"email": user.email})
    row = SecretMail.objects.get()
    assert user.email.encode() not in bytes(row.cipher)


def test_signing_up_needs_the_code(client: Client) -> None:
    response = client.post("/account/signup/", {"email": "New@Example.org", "password1": "seven green lamp posts"})
    assert response.status_code == 302, response.context["form"].errors
    assert "_auth_user_id" not in client.session
    (letter,) = mailed()
    wrong = client.post("/account/confirm-email/", {"code": "XXXX-XXXX"})
    assert wrong.status_code == 422
    client.post("/account/confirm-email/", {"code": code_in(letter)})
    user = User.objects.get(email="new@example.org")
    assert EmailAddress.objects.get(user=user).verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_up_with_a_taken_address_reads_the_same(client: Client) -> None:
    user = UserFactory()
    other = Client()
    taken = client.post("/account/signup/", {"email": user.email, "password1": "seven green lamp posts"}, follow=True)
    free = other.post("/account/signup/", {"email": "free@example.org", "password1": "seven green lamp posts"}, follow=True)
    assert taken.redirect_chain == free.redirect_chain
    assert taken.status_code == free.status_code == 200
    assert User.objects.filter(email__iexact=user.email).count() == 1
    letters = mailed()
    assert sorted("You have one already" in str(letter.body) for letter in letters) == [False, True]


def test_a_short_password_is_refused_in_words(client: Client) -> None:
    response = client.post("/account/signup/", {"email": "new@example.org", "password1": "short"})
    assert response.status_code == 422
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_forgotten_password(client: Client) -> None:
    user = UserFactory()
    elsewhere = Client()
    sign_in(elsewhere, user)
    client.post("/account/password/reset/", {"email": user.email})
    (letter,) = mailed()
    client.post("/account/password/reset/confirm/", {"code": code_in(letter)})
    client.post("/account/password/reset/complete/", {"password1": "nine quiet rivers", "password2": "nine quiet rivers"})
    user.refresh_from_db()
    assert user.check_password("nine quiet rivers")
    assert Event.objects.filter(name="accounts.person.password_changed").exists()
    assert not Session.objects.filter(account=user).exists()
    assert elsewhere.get("/account/").status_code == 302


def test_a_deactivated_person_cannot_sign_in(client: Client, cast: Cast) -> None:
    response = sign_in(client, cast.deactivated)
    assert response.url == "/account/inactive/"
    assert "_auth_user_id" not in client.session
    client.post("/account/login/code/", {"email": cast.deactivated.email})
    for letter in mailed():
        assert "There is no account" in str(letter.body)


def test_sessions_keep_a_word_and_days_only(client: Client) -> None:
    user = UserFactory()
    client.post(
        "/account/login/", {"login": user.email, "password": PASSWORD}, headers={"user-agent": AGENT}, REMOTE_ADDR="198.51.100.77"
    )
    row = Session.objects.get(account=user)
    assert row.device == "Chrome/Android"
    kept = f"{row.__dict__} {row.get_decoded()}"
    for secret in ("198.51.100", "Pixel", "126.0", "Mozilla"):
        assert secret not in kept
    page = client.get("/account/sessions/").content.decode()
    assert "Chrome on Android" in page
    assert "198.51" not in page
    assert "Pixel" not in page


def test_signing_out_is_asked_for_and_noted(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(name="accounts.person.signed_out", actor=user.pseudonym).exists()
