"""What a signed-in person does over the API to a report that they sent with their name: the same commands, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback.models import Message, Rating, Report
from tests.feedback.programs import KEY, post, refused
from tests.feedback.tools import client_of, do, events_of, named, send
from tests.people import Cast

pytestmark = pytest.mark.django_db
ACTS = ("reply", "contest", "withdraw", "rate")


@pytest.fixture
def report(town: Cast) -> Report:
    """Give a report that the resident sent with a name."""
    return send(named(town.resident)).report


@pytest.fixture
def own(town: Cast) -> Client:
    """Give the program of the resident."""
    return client_of(town.resident)


def url(report: Report, act: str = "") -> str:
    """Give the address of the report, or of an act."""
    return f"/api/v1/me/reports/{report.reference}/" + (f"{act}/" if act else "")


def body(act: str) -> dict[str, Any]:
    """Give what an act needs."""
    return {"answers": {"respect": 4}, "words": "Ring sooner."} if act == "rate" else {"words": "Also on Sundays."}


def test_it_reads_as_by_the_two_codes(town: Cast, own: Client) -> None:
    sent = send(named(town.resident))
    do(sent.report, "ask", town.officer)
    codes = {"reference": sent.report.reference, "receipt": sent.receipt}
    assert own.get(url(sent.report)).json() == post(Client(), "/api/v1/track/", codes).json()


@pytest.mark.command("feedback.report.reply")
def test_a_reply_is_written_once_for_a_key(report: Report, own: Client) -> None:
    for _each in range(2):
        answer = post(own, url(report, "reply"), body("reply"), KEY)
        assert answer.status_code == 200, answer.content
        assert [one["words"] for one in answer.json()["messages"]] == ["Also on Sundays."]
    assert (Message.objects.count(), len(events_of(report, "replied"))) == (1, 1)
    refused(post(own, url(report, "reply"), {"words": "Other words."}, KEY), 422, "bad-input", "token")
    refused(post(own, url(report, "reply"), {"words": " "}, "another key of a thing"), 422, "bad-input", "words")
    assert post(own, url(report, "reply"), body("reply")).status_code == 422, "a key must be given"


@pytest.mark.command("feedback.report.contest", "feedback.report.rate", "feedback.report.withdraw")
def test_a_closed_one_is_rated_and_contested_and_then_taken_back(town: Cast, report: Report, own: Client) -> None:
    refused(post(own, url(report, "contest"), body("contest"), KEY), 409, "wrong-state")
    do(report, "answer", town.officer)
    do(report, "close", town.officer)
    refused(post(own, url(report, "reply"), body("reply"), KEY), 409, "wrong-state")
    assert post(own, url(report, "rate"), body("rate"), KEY).status_code == 200
    assert Rating.objects.get().words == "Ring sooner."
    assert post(own, url(report, "contest"), body("contest"), KEY).json()["state"] == "contested"
    assert post(own, url(report, "withdraw"), {}, "a key of taking back").json()["state"] == "withdrawn"
    refused(post(own, url(report, "withdraw"), {}, "another key of a thing"), 409, "wrong-state")
    refused(
        post(own, url(report, "rate"), {"answers": {"respect": 9}}, "a third key of a thing"), 422, "bad-input", "answers.respect"
    )


@pytest.mark.parametrize("act", ["", *ACTS])
def test_for_everybody_else_there_is_nothing(town: Cast, report: Report, act: str) -> None:
    def ask(who: Client) -> Any:
        return post(who, url(report, act), body(act), KEY) if act else who.get(url(report))

    for who in (town.neighbour, town.officer, town.supervisor, town.analyst, town.administrator):
        refused(ask(client_of(who)), 404, "not-found")
    refused(ask(Client()), 401, "sign-in-needed")
    assert not Message.objects.exists()


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_one_without_the_name_opens_by_codes_alone(town: Cast, own: Client, mode: str) -> None:
    from feedback.services.intake import Sender

    sender = Sender(mode=mode, account=town.resident) if mode == "confidential" else Sender()
    refused(own.get(url(send(sender).report)), 404, "not-found")
