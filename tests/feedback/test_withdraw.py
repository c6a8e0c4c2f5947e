"""Taking a report back: from every open state, for good, with nothing owed any more, and out of the inbox."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from feedback.models import Message, Report
from feedback.readers import status_line
from feedback.services import photos, speaking_up, tracking
from feedback.services.tracking import Door
from policing.clocks.models import Clock
from policing.errors import BadInput, StaleVersion, WrongState
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from tests.feedback.photographs import clean
from tests.feedback.reaching import reach, speak
from tests.feedback.tools import client_of, do, door, named, rows, send, text
from tests.people import Cast

withdraws = pytest.mark.command("feedback.report.withdraw")


@pytest.fixture
def inside(cast: Cast) -> Client:
    """Give a browser with a pass to the one report."""
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(send().report.pk))
    return client


@withdraws
@pytest.mark.parametrize("state", ["new", "read", "asked", "answered", "contested", "reopened"])
def test_nothing_is_owed_any_more(cast: Cast, state: str) -> None:
    report = speak(reach(send().report, state, cast.officer), "withdraw")
    assert (report.state, report.due_at, report.outcome, report.unread_replies) == ("withdrawn", None, "", 0)
    assert report.closed_at is not None
    assert not Clock.objects.open().of(report).exists()
    assert report.reference not in text(client_of(cast.officer).get("/inbox/"))


@withdraws
def test_words_may_be_left_out_and_may_not_be_too_long(cast: Cast) -> None:
    report = send(language="en-gb").report
    with pytest.raises(BadInput):
        speaking_up.withdraw(door(report), words="x" * 8001, token=new_token())
    token = new_token()
    for _twice in range(2):
        speaking_up.withdraw(door(report), token=token)
    assert [row.words for row in Message.objects.all()] == ["I take my report back."]
    with pytest.raises(WrongState):
        speaking_up.withdraw(door(report), token=new_token())


@withdraws
def test_the_team_cannot_act_on_it_and_is_told(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    drain()
    mail.outbox.clear()
    speak(report, "withdraw")
    with pytest.raises(StaleVersion):
        do(report, "answer", cast.officer, version=1)
    with pytest.raises(WrongState):
        do(report, "answer", cast.officer)
    drain()
    kinds = set(Notification.objects.filter(user=cast.officer).values_list("kind", flat=True))
    assert "feedback.team.withdrawn" in kinds
    assert not Notification.objects.filter(user=cast.resident, kind__endswith="withdrawn").exists()
    assert mail.outbox == []


@withdraws
def test_from_the_page_it_asks_first(inside: Client) -> None:
    assert "Take back my report" in text(inside.get("/track/report/"))
    page = inside.get("/track/report/withdraw/")
    assert "This cannot be undone." in text(page)
    assert Report.objects.get().state == "new"
    given = {"words": "It stopped.", "token": page.context["form"]["token"].value()}
    for _twice in range(2):
        assert inside.post("/track/report/withdraw/", given)["Location"] == "/track/report/"
    shown = text(inside.get("/track/report/"))
    assert "You took it back" in shown
    assert "It stopped." in shown
    assert "Take back my report" not in shown
    assert Message.objects.count() == 1
    assert inside.get("/track/report/withdraw/").status_code == 409


@withdraws
def test_what_cannot_be_taken_is_kept(inside: Client) -> None:
    answer = inside.post("/track/report/withdraw/", {"words": "y" * 8001, "token": new_token()})
    assert answer.status_code == 422
    assert "yyyy" in text(answer)
    assert Report.objects.get().state == "new"
    assert not inside.cookies.get("messages")


def test_the_copy_holds_everything_but_the_receipt(cast: Cast) -> None:
    sent = send(place_words="Behind the bakery")
    do(sent.report, "ask", cast.officer)
    speak(sent.report, "reply", "On Fridays, «always».")
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(sent.report.pk))
    assert client.get("/track/report/save/").status_code == 405
    answer = client.post("/track/report/save/")
    held = answer.content.decode("utf-8-sig")
    for part in (sent.report.reference, sent.report.words, "Behind the bakery", "At what time is it worst?", "«always»"):
        assert part in held
    assert sent.receipt not in held
    assert sent.receipt.replace(" ", "") not in held
    assert "&" not in held
    assert answer["Content-Disposition"] == 'attachment; filename="my-report.txt"'
    assert answer["Cache-Control"] == "no-store"
    assert Client().post("/track/report/save/").status_code == 404
    assert client_of(cast.neighbour).post(f"/my/reports/{sent.report.reference}/save/").status_code == 404


def test_a_merged_report_shows_where_its_lead_stands(cast: Cast) -> None:
    lead, merged = send().report, send().report
    Report.objects.filter(pk=merged.pk).update(state="merged", lead=lead)
    do(lead, "ask", cast.officer)
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(merged.pk))
    shown = text(client.get("/track/report/"))
    assert "Your report stands with others like it." in shown
    assert "We are working on it, with others like it" in shown
    assert lead.reference not in shown
    assert "At what time is it worst?" not in shown
    do(lead, "close", cast.officer)
    line = status_line(tracking.tracked(Door(merged.pk)))
    assert (line.state.code, line.outcome, line.due_at, line.is_shared) == ("closed", "Fixed", None, True)
    assert "Finished" in text(client.get("/track/report/"))


@withdraws
def test_a_merged_report_can_be_taken_back_too(cast: Cast) -> None:
    lead, merged = rows(2, team=cast.team_north)
    Report.objects.filter(pk=merged.pk).update(state="merged", lead=lead)
    held = speak(merged, "withdraw")
    assert (held.state, held.lead) == ("withdrawn", None)


@withdraws
def test_over_the_api(client: Client, cast: Cast) -> None:
    sent = send()
    body = {"reference": sent.report.reference, "receipt": sent.receipt}
    for _twice in range(2):
        answer = client.post(
            "/api/v1/track/withdraw/", body, content_type="application/json", headers={"Idempotency-Key": "a key of its own 1"}
        )
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert answer.json()["state_words"] == "You took it back"
    wrong = client.post(
        "/api/v1/track/withdraw/",
        {**body, "receipt": "0000 0000 0000 0000"},
        content_type="application/json",
        headers={"Idempotency-Key": "a key of its own 2"},
    )
    assert wrong.status_code == 404


def test_what_is_saved_holds_the_pictures_too(cast: Cast, kept_files: None) -> None:
    sent = send()
    photos.add(door(sent.report), photo=clean(), token=new_token())
    photos.add(door(sent.report), photo=clean((30, 30)), token=new_token())
    client = Client()
    client.post("/track/", {"reference": sent.report.reference, "receipt": sent.receipt})
    assert "together in one zip file" in text(client.get("/track/report/"))
    answer = client.post("/track/report/save/")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("application/zip", 'attachment; filename="my-report.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        assert whole.testzip() is None
        assert whole.namelist() == ["my-report.txt", "picture-1.jpg", "picture-2.jpg"]
        assert "2 pictures lie beside this text" in whole.read("my-report.txt").decode("utf-8-sig")
        assert sent.receipt.encode() not in whole.read("my-report.txt")
        assert Image.open(io.BytesIO(whole.read("picture-2.jpg"))).size == (30, 30)
