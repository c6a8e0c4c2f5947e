"""The way back: everybody is told over the channel they chose, who was reached is counted, and “not fixed” opens the case again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from feedback.models import Report
from feedback.services import handling, intake, merging, results
from policing.events.testing import drain
from policing.notifications.models import Delivery, Notification
from policing.privacy.receipts import new_token
from problems import reach
from problems.models import Case, Told
from problems.services.cases import closing
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
RESULT = "The lamps are mended, but it is as loud as before. We are fairly sure."


def sent(cast: Cast, **sender: Any) -> intake.Sent:
    """Let somebody of the north report."""
    told = intake.Account(category="noise", words="They shout under my window.", area_code="north")
    return intake.submit(token=new_token(), account=told, sender=intake.Sender(**sender))


def closed(cast: Cast, *reports: Report, decision: str = "failed") -> Case:
    """Close a case that these reports feed, and let everybody be told."""
    case = making.at_stage(cast, "assessment", reports=[row.pk for row in reports], reason="same lane")
    making.fill(case, cast.officer, "assessment")
    case = making.on(case, cast, "closed", decision=decision, result=RESULT)
    drain()
    mail.outbox.clear()
    closing.tell_waiting()
    drain()
    return case


def enter(client: Client, one: intake.Sent) -> Any:
    """Come in with the two codes."""
    return client.post("/track/", {"reference": one.report.reference, "receipt": one.receipt}, follow=True)


def test_named_confidential_and_anonymous_are_each_told_over_their_own_channel(cast: Cast, client: Client) -> None:
    named = sent(cast, mode="named", name="Maya", email="maya@example.org")
    account = sent(cast, mode="named", name="Rosa", account=cast.resident)
    quiet = sent(cast, mode="confidential", email="quiet@example.org")
    nobody = sent(cast)
    case = closed(cast, *(one.report for one in (named, account, quiet, nobody)))
    mails = {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}
    assert set(mails) == {"maya@example.org", "quiet@example.org", cast.resident.email}
    assert RESULT.split(",", maxsplit=1)[0] in " ".join(mails["maya@example.org"].split())
    assert "How sure we are: Nothing was counted here." in " ".join(mails["maya@example.org"].split())
    assert "sure" not in mails["quiet@example.org"]
    assert "lamps" not in mails["quiet@example.org"]
    assert named.report.reference not in mails["quiet@example.org"]
    found = reach.of(case)
    assert found is not None
    assert (found.told, found.opened, found.mailed, found.read, found.unknown) == (4, 0, 3, 0, 1)
    page = text(enter(client, nobody))
    assert "What came of it" in page
    assert "as loud as before" in page
    assert "We tried, and it did not work" in page
    assert "How sure are we?" in page
    assert "Tell us that it is not fixed" in page
    Notification.objects.filter(user=cast.resident).update(read_at=case.closed_at)
    found = reach.of(case)
    assert found is not None
    assert (found.told, found.opened, found.mailed, found.read, found.unknown) == (4, 1, 3, 1, 0)


def test_what_is_told_is_counted_once_and_only_where_it_was_opened_afterwards(cast: Cast, client: Client) -> None:
    one = sent(cast)
    enter(client, one)
    case = closed(cast, one.report)
    assert Told.objects.get().reached_on is None
    assert client.get("/track/report/").status_code == 200
    assert Told.objects.get().reached_on is None
    assert "I have read this" in text(client.get("/track/report/"))
    for _time in range(2):
        assert client.post("/track/report/read/").status_code == 302
    assert Told.objects.get().reached_on is not None
    assert "I have read this" not in text(client.get("/track/report/"))
    assert not results.note_opened(one.report.pk)
    found = reach.of(case)
    assert found is not None
    assert found.opened == 1


def test_a_named_person_presses_a_button_on_their_own_page(cast: Cast) -> None:
    one = sent(cast, mode="named", name="Maya", account=cast.resident)
    closed(cast, one.report)
    address = f"/my/reports/{one.report.reference}/"
    browser = client_of(cast.resident)
    assert "as loud as before" in text(browser.get(address))
    assert Report.objects.get().has_unread_result
    assert "We tell you what came of it: " in text(browser.get("/my/"))
    assert client_of(cast.neighbour).post(f"{address}read/").status_code == 404
    browser.post(f"{address}read/")
    assert not Report.objects.get().has_unread_result
    assert "We tell you what came of it: " not in text(browser.get("/my/"))
    assert Told.objects.get().reached_on is not None


def test_a_printed_receipt_that_was_not_replaced_proves_nothing(cast: Cast, client: Client) -> None:
    one = sent(cast)
    closed(cast, one.report)
    Report.objects.update(receipt_is_printed=True)
    enter(client, one)
    assert Told.objects.get().reached_on is None


def test_reports_that_were_merged_or_closed_before_hear_it_too(cast: Cast, client: Client) -> None:
    lead, merged, before = sent(cast), sent(cast), sent(cast)
    merging.merge(merged.report.pk, into=lead.report.pk, actor=cast.officer)
    handling.close(before.report.pk, outcome="fixed", words="We came by.", actor=cast.officer)
    case = closed(cast, lead.report, before.report)
    assert Told.objects.filter(state="told", move__case=case).count() == 3
    for one in (merged, before):
        page = text(enter(Client(), one))
        assert "as loud as before" in page
        assert "We tried, and it did not work" in page
        assert "Tell us that it is not fixed" in page


def test_not_fixed_on_the_track_page_opens_the_case_and_is_public(cast: Cast, client: Client) -> None:
    one = sent(cast)
    case = closed(cast, one.report, decision="worked")
    enter(client, one)
    given = {"contest-words": "They still shout.", "contest-token": new_token()}
    for _time in range(2):
        client.post("/track/report/contest/", given)
    drain()
    case.refresh_from_db()
    assert (case.state, case.reopenings, case.decision) == ("analysis", 1, "")
    told = Notification.objects.filter(kind="problems.team.contested").values_list("user", flat=True)
    assert set(told) == {cast.officer.pk}
    assert not Delivery.objects.filter(kind="problems.team.contested", user=cast.resident.pk).exists()


def test_the_case_shows_numbers_of_who_was_reached_and_no_name(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    one = sent(cast, mode="named", name="Maya Okafor", email="maya@example.org")
    case = closed(cast, one.report)
    enter(client, one)
    desk = client_of(cast.officer)
    desk.get(f"/cases/{case.reference}/")
    with django_assert_max_num_queries(20):
        page = text(desk.get(f"/cases/{case.reference}/"))
    assert "1 resident was told" in page
    assert "Okafor" not in page
    assert "maya@example.org" not in page
