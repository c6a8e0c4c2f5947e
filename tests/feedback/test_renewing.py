"""A receipt that staff printed is replaced at its first use: the new one is the resident's alone, the old one opens nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback.models import Report
from feedback.services import renewing, tracking
from feedback.services.intake import Sent
from feedback.services.tracking import Door
from policing.errors import Unseen, WrongState
from policing.events.models import Event
from policing.privacy.receipts import new_token
from tests.feedback.tools import door, send, text
from tests.people import Cast

renews = pytest.mark.command("feedback.receipt.replace")


@pytest.fixture
def printed(cast: Cast) -> Sent:
    """Give a report whose receipt was printed at a desk."""
    sent = send()
    Report.objects.update(receipt_is_printed=True)
    return sent


def enter(client: Client, reference: str, receipt: str) -> Any:
    """Type the two codes."""
    return client.post("/track/", {"reference": reference, "receipt": receipt})


def replaced() -> int:
    """Count the events."""
    return Event.objects.filter(name="feedback.receipt.replaced").count()


@renews
def test_the_new_one_opens_and_the_printed_one_does_not(printed: Sent) -> None:
    token = new_token()
    receipt = renewing.replace(door(printed.report), token=token)
    assert receipt == renewing.replace(door(printed.report), token=token), "sent twice it is the same"
    assert receipt != printed.receipt
    assert tracking.by_codes(printed.report.reference, receipt) == Door(printed.report.pk)
    with pytest.raises(Unseen):
        tracking.by_codes(printed.report.reference, printed.receipt)
    with pytest.raises(WrongState):
        renewing.replace(door(printed.report), token=new_token())
    held = Report.objects.get()
    assert (held.receipt_is_printed, replaced()) == (False, 1)
    assert receipt.replace(" ", "") not in str(list(Report.objects.values()))
    event = Event.objects.get(name="feedback.receipt.replaced")
    assert (event.actor_kind, event.actor, event.payload) == ("reporter", None, {})


@renews
def test_nobody_without_a_door(printed: Sent) -> None:
    with pytest.raises(Unseen):
        renewing.replace(Door(0), token=new_token())
    assert Client().get("/track/report/own-code/").status_code == 404
    assert Client().post("/track/report/own-code/", {"token": new_token()}).status_code == 404


@renews
def test_a_receipt_of_ones_own_stays(cast: Cast) -> None:
    sent = send()
    with pytest.raises(WrongState):
        renewing.replace(door(sent.report), token=new_token())
    client = Client()
    assert enter(client, sent.report.reference, sent.receipt)["Location"] == "/track/report/"
    assert client.get("/track/report/own-code/")["Location"] == "/track/report/"


@renews
def test_the_codes_lead_to_it_first(printed: Sent) -> None:
    client, colleague = Client(), Client()
    for browser in (client, colleague):
        assert enter(browser, printed.report.reference, printed.receipt)["Location"] == "/track/report/own-code/"
    assert "Somebody else has seen your code." in text(client.get("/track/report/"))
    page = client.get("/track/report/own-code/")
    assert Report.objects.get().receipt_is_printed
    given = {"token": page.context["form"]["token"].value()}
    lost = Client()
    lost.cookies["track"] = client.cookies["track"].value
    receipt = client.post("/track/report/own-code/", given).context["receipt"]
    assert text(lost.post("/track/report/own-code/", given)).count(receipt) == 1, "a lost answer can be asked for again"
    assert replaced() == 1
    assert client.get("/track/report/").status_code == 200
    assert colleague.get("/track/report/")["Location"] == "/track/", "a pass ends with the receipt that opened it"
    assert colleague.post("/track/report/own-code/", {"token": new_token()}).status_code == 409
    assert enter(Client(), printed.report.reference, printed.receipt).status_code == 422
    assert enter(Client(), printed.report.reference, receipt)["Location"] == "/track/report/"


@renews
def test_over_the_api(client: Client, printed: Sent) -> None:
    codes = {"reference": printed.report.reference, "receipt": printed.receipt}
    more: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "a key of its own 1"}}
    assert client.post("/api/v1/track/", codes, content_type="application/json").json()["receipt_is_printed"] is True
    first, again = (client.post("/api/v1/track/own-code/", codes, **more) for _twice in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert tracking.by_codes(printed.report.reference, first.json()["receipt"]) == Door(printed.report.pk)
    more["headers"] = {"Idempotency-Key": "a key of its own 2"}
    assert client.post("/api/v1/track/own-code/", codes, **more).status_code == 404
    assert client.post("/api/v1/track/", codes, content_type="application/json").status_code == 404
    assert replaced() == 1
