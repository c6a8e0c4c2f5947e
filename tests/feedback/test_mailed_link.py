"""A way back by mail: the page tells nothing, one mail goes to whom it should, and a link opens once, by a button."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from feedback import asking
from feedback.models import Report, TrackAsk, TrackLink
from feedback.services import mailing_back
from feedback.services.intake import Sender
from feedback.services.tracking import Door
from policing import timekeeping
from policing.accounts.models import SecretMail
from policing.accounts.services import secret_mail
from policing.errors import Unseen
from policing.privacy import contacts
from policing.privacy.models import ContactPoint
from policing.privacy.throttle import Throttle
from tests.feedback.tools import send, text
from tests.people import Cast

asks = pytest.mark.command("feedback.track.ask_link")
opens = pytest.mark.command("feedback.track.open_link")
ROSA = "rosa@example.net"
NAMED = Sender(mode="named", email=ROSA)
HIDDEN = Sender(mode="confidential", email=ROSA)
LINK = re.compile(r"/track/link/open/([\w-]+)/")


def mailed(email: str = ROSA) -> list[Any]:
    """Ask for an address, let the worker answer, and give the mails that went out."""
    mailing_back.ask(email=email)
    mailing_back.answer_due()
    before = len(mail.outbox)
    secret_mail.send_due()
    return mail.outbox[before:]


def secrets_in(letter: Any) -> list[str]:
    """Give the secrets of the links of a mail."""
    return LINK.findall(letter.body)


@asks
def test_one_mail_with_a_link_to_each_recent_report(cast: Cast) -> None:
    kept = send(NAMED)
    old, others = send(NAMED), send(Sender(mode="named", email="tom@example.net"))
    Report.objects.filter(pk=old.report.pk).update(received_at=timezone.now() - timedelta(days=366))
    (letter,) = mailed(" Rosa@Example.NET ")
    assert letter.to == [ROSA]
    assert letter.subject == "The link that you asked for"
    assert kept.report.reference in letter.body
    assert not any(one.report.reference in letter.body for one in (old, others))
    (secret,) = secrets_in(letter)
    assert len(secret) >= 43, "256 bits"
    assert secret not in str(list(TrackLink.objects.values()))
    assert kept.receipt not in letter.body
    assert (TrackAsk.objects.count(), SecretMail.objects.count()) == (0, 0)


@asks
def test_of_a_confidential_report_the_mail_says_nothing(cast: Cast) -> None:
    sent = send(HIDDEN)
    (letter,) = mailed()
    whole = str(letter.message())
    assert len(secrets_in(letter)) == 1
    assert not any(sign in whole for sign in (sent.report.reference, "Noise", "noise", "Northgate"))


@asks
def test_nothing_goes_to_the_unknown_or_the_stopped(cast: Cast) -> None:
    send(NAMED)
    assert mailed("nobody@example.net") == []
    contacts.stop(ContactPoint.objects.get(), "asked")
    assert mailed() == []
    assert not TrackLink.objects.exists()


@asks
def test_there_is_a_limit_to_the_links_of_a_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing_back, "MOST_LINKS", 2)
    for _report in range(3):
        send(NAMED)
    assert len(secrets_in(mailed()[0])) == 2


@asks
def test_the_page_answers_alike_and_writes_alike(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    send(NAMED)
    answers = []
    for email in (ROSA, "nobody@example.net"):
        with django_assert_num_queries(3):  # the savepoint, and one insert between
            answer = client.post("/track/link/", {"email": email})
        answers.append((answer.status_code, answer["Location"], sorted(answer.cookies)))
        assert email not in text(client.get(answer["Location"]))
    assert answers[0] == answers[1] == (302, "/track/link/sent/", [])
    assert not any(ROSA.encode() in bytes(row.cipher) for row in TrackAsk.objects.all())


@asks
def test_a_mailbox_is_not_flooded_and_nobody_is_told(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAILBOX", Throttle("track-link-address", limit=2, window=3600))
    for _ask in range(4):
        assert client.post("/track/link/", {"email": ROSA})["Location"] == "/track/link/sent/"
    assert client.post("/track/link/", {"email": ROSA.upper()}).status_code == 302
    assert TrackAsk.objects.count() == 2
    client.post("/track/link/", {"email": "tom@example.net"})
    assert TrackAsk.objects.count() == 3


@asks
def test_many_asks_of_one_network_are_held_back(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []
    monkeypatch.setattr("policing.privacy.throttle.time.sleep", held.append)
    monkeypatch.setattr(asking, "NETWORK", Throttle("track-link", limit=1, window=600))
    for number in range(3):
        assert client.post("/track/link/", {"email": f"a{number}@example.net"}).status_code == 302
    assert held == [0.25, 0.5]


def test_an_address_that_is_none_is_kept_and_told(client: Client, db: None) -> None:
    answer = client.post("/track/link/", {"email": "rosa at example"})
    assert answer.status_code == 422
    assert "It needs an @ and an ending." in text(answer)
    assert "rosa at example" in text(answer)


@asks
def test_what_waited_too_long_is_not_answered(cast: Cast) -> None:
    send(NAMED)
    mailing_back.ask(email=ROSA)
    TrackAsk.objects.update(made_at=timezone.now() - timedelta(hours=3))
    assert mailing_back.answer_due() == 0
    assert not TrackAsk.objects.exists()


@opens
def test_looking_does_not_use_it_up_and_the_button_opens_once(cast: Cast) -> None:
    sent = send(NAMED)
    (secret,) = secrets_in(mailed()[0])
    url, client = f"/track/link/open/{secret}/", Client(enforce_csrf_checks=True)
    for _scanner in range(3):
        page = client.get(url)
        assert page.status_code == 200
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert sent.report.reference not in text(page)
    assert client.post(url).status_code == 403
    given = {"csrfmiddlewaretoken": client.cookies["csrf"].value}
    answer = client.post(url, given, headers={"origin": "null"})
    assert (answer.status_code, answer["Location"], answer["Referrer-Policy"]) == (302, "/track/report/", "no-referrer")
    assert answer.cookies["track"]["path"] == "/track/"
    assert sent.report.reference in text(client.get("/track/report/"))
    assert client.post(url, given)["Location"] == "/track/report/", "pressed twice it leads on"
    other = Client()
    over = other.post(url)
    assert (over.status_code, "track" in over.cookies) == (404, False)
    assert "Send me a new link" in text(over)
    assert other.get("/track/report/")["Location"] == "/track/"


def test_null_as_an_origin_is_taken_on_pages_of_secret_links_alone(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/track/link/")
    given = {"csrfmiddlewaretoken": client.cookies["csrf"].value, "email": ROSA}
    assert client.post("/track/link/", given, headers={"origin": "null"}).status_code == 403
    assert client.post("/track/link/", given).status_code == 302


@opens
def test_a_link_ends_after_two_hours(cast: Cast) -> None:
    sent = send(NAMED)
    first, second = secrets_in(mailed()[0])[0], secrets_in(mailed()[0])[0]
    begun = timezone.now()
    with timekeeping.simulated(begun + timedelta(hours=1, minutes=59)):
        assert mailing_back.open_link(first) == Door(sent.report.pk)
        assert mailing_back.dispose() == 0
        with pytest.raises(Unseen):
            mailing_back.open_link(first)
    with timekeeping.simulated(begun + timedelta(hours=2, seconds=1)):
        with pytest.raises(Unseen):
            mailing_back.open_link(second)
        assert mailing_back.dispose() == 2


@opens
@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "\x00"])
def test_another_secret_opens_nothing(cast: Cast, secret: str) -> None:
    send(NAMED)
    mailed()
    with pytest.raises(Unseen):
        mailing_back.open_link(secret)


@asks
@opens
def test_over_the_api(cast: Cast, client: Client) -> None:
    sent = send(NAMED)
    for email in (ROSA, "nobody@example.net"):
        answer = client.post("/api/v1/track/link/", {"email": email}, content_type="application/json")
        assert (answer.status_code, answer.content) == (202, b"")
    mailing_back.answer_due()
    secret_mail.send_due()
    (secret,) = secrets_in(mail.outbox[-1])
    opened = client.post("/api/v1/track/link/open/", {"secret": secret}, content_type="application/json")
    assert opened.json()["reference"] == sent.report.reference
    assert client.post("/api/v1/track/link/open/", {"secret": secret}, content_type="application/json").status_code == 404
