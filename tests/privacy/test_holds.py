"""Legal holds: who may place and end one, what it keeps, and what everybody else gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from feedback.models import Report
from policing import access
from policing.errors import BadInput, Unseen, WrongState
from policing.events.models import Event
from policing.privacy import holds
from policing.privacy.models import Identity, LegalHold
from policing.privacy.services import holding
from tests.feedback.tools import client_of, named, send, text
from tests.people import Cast
from tests.privacy.ending import ended, hold, night, with_picture

MAY = {"auditor", "administrator"}


def events(name: str) -> list[Event]:
    """Give what happened to holds."""
    return list(Event.objects.filter(name=f"privacy.hold.{name}"))


@pytest.mark.command("privacy.hold.place")
def test_a_report_is_held_with_a_reason_and_one_event(town: Cast) -> None:
    report = send(named(town.resident)).report
    made = hold(report, town.auditor)
    (event,) = events("placed")
    assert (event.subject_type, event.subject_id, event.subject_ref) == ("feedback.report", report.pk, report.reference)
    assert event.payload == {"hold": made.pk}
    assert (made.reason, made.placed_by, made.area_path) == ("A court asks for it.", town.auditor, report.area_path)
    assert hold(report, town.auditor).pk == made.pk
    assert len(events("placed")) == 1
    with pytest.raises(WrongState):
        hold(report, town.auditor, reason="A review needs it now.")


def test_only_those_who_may_hold_can(town: Cast) -> None:
    report = send().report
    for name, who in town:
        if name not in MAY:
            with pytest.raises(Unseen):
                hold(report, who)
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize(
    ("reference", "reason", "field"), [("WORD-1-WORD-1", "A court asks.", "reference"), ("", "why", "reason")]
)
def test_what_cannot_be_held_is_said_in_words(town: Cast, reference: str, reason: str, field: str) -> None:
    found = reference or send().report.reference
    with pytest.raises(BadInput) as refusal:
        holding.place(subject_type="feedback.report", reference=found, reason=reason, actor=town.auditor)
    assert set(refusal.value.fields) == {field}
    with pytest.raises(BadInput):
        holding.place(subject_type="no.such", reference=found, reason="A court asks for it.", actor=town.auditor)


@pytest.mark.command("privacy.hold.release")
def test_a_hold_ends_with_a_reason_once(town: Cast) -> None:
    report = send().report
    made = hold(report, town.auditor)
    with pytest.raises(Unseen):
        holding.release(made.pk, reason="The court is done.", actor=town.officer)
    with pytest.raises(BadInput):
        holding.release(made.pk, reason="done", actor=town.auditor)
    after = holding.release(made.pk, reason="The court is done.", actor=town.administrator)
    assert (after.state, after.release_reason, after.released_by) == ("released", "The court is done.", town.administrator)
    with pytest.raises(WrongState):
        holding.release(made.pk, reason="The court is done.", actor=town.auditor)
    with pytest.raises(Unseen):
        holding.release(made.pk + 1, reason="The court is done.", actor=town.auditor)
    assert len(events("released")) == 1
    assert not holds.is_held(report)
    assert hold(report, town.auditor).pk != made.pk


def test_three_faces_of_the_right_agree(town: Cast) -> None:
    made = hold(send().report, town.auditor)
    for name, who in town:
        seen = access.visible(LegalHold, who).filter(pk=made.pk).exists()
        assert seen == bool(access.can(who, "view", made)) == (name in MAY)


def test_a_held_report_keeps_its_person_photos_and_words(town: Cast, settings: object, tmp_path: object) -> None:
    report = ended(town.officer)
    photo = with_picture(report)
    made = hold(report, town.auditor)
    night()
    report.refresh_from_db()
    assert report.identity_id is not None
    assert report.messages.count() == 4
    photo.upload.refresh_from_db()
    holding.release(made.pk, reason="The court is done.", actor=town.auditor)
    night()
    assert not Report.objects.filter(pk=report.pk).exists()
    assert not Identity.objects.exists()


def test_a_person_is_held_while_a_report_of_theirs_is(town: Cast) -> None:
    mine = send(named(town.resident)).report
    assert not holds.is_held(town.resident)
    made = hold(mine, town.auditor)
    assert holds.is_held(town.resident)
    assert not holds.is_held(town.neighbour)
    holding.release(made.pk, reason="The court is done.", actor=town.auditor)
    assert not holds.is_held(town.resident)


def test_one_merged_into_a_held_report_is_held_too(town: Cast) -> None:
    lead, other = ended(town.officer), ended(town.officer)
    Report.objects.filter(pk=other.pk).update(state="merged", lead=lead, outcome="", closed_at=None, due_at=None)
    other.refresh_from_db()
    hold(lead, town.auditor)
    assert holds.is_held(other)
    night()
    assert Report.objects.filter(pk__in=[lead.pk, other.pk]).count() == 2


def test_a_merged_one_that_is_held_keeps_its_lead(town: Cast) -> None:
    lead, other = ended(town.officer), ended(town.officer)
    Report.objects.filter(pk=other.pk).update(state="merged", lead=lead, outcome="", closed_at=None, due_at=None)
    made = hold(other, town.auditor)
    night()
    assert Report.objects.filter(pk__in=[lead.pk, other.pk]).count() == 2
    holding.release(made.pk, reason="The court is done.", actor=town.auditor)
    night()
    assert not Report.objects.exists()


# --- pages and the API -------------------------------------------------------------------------------------------------


def test_the_auditor_holds_and_lets_go_on_the_pages(town: Cast) -> None:
    report = send().report
    client = client_of(town.auditor)
    given = {"kind": "feedback.report", "reference": f" {report.reference.lower()} ", "reason": "A court asks for it."}
    answer = client.post("/retention/holds/place/", {**given, "reference": "HEDGE-4-HEDGE-5"})
    assert answer.status_code == 422
    assert "A court asks for it." in text(answer)
    answer = client.post("/retention/holds/place/", given, follow=True)
    assert report.reference in text(answer)
    made = LegalHold.objects.get()
    assert report.reference in text(client.get("/retention/holds/"))
    assert "End the hold" in text(client.get(f"/retention/holds/{made.pk}/"))
    assert client.post(f"/retention/holds/{made.pk}/release/", {"reason": "no"}).status_code == 422
    assert client.post(f"/retention/holds/{made.pk}/release/", {"reason": "The court is done."}).status_code == 302
    again = client.post(f"/retention/holds/{made.pk}/release/", {"reason": "The court is done."})
    assert again.status_code == 422
    assert report.reference not in text(client.get("/retention/holds/"))
    assert report.reference in text(client.get("/retention/holds/?show=ended"))


def test_the_page_of_a_report_shows_its_hold_to_those_who_may(town: Cast) -> None:
    report = send().report
    hold(report, town.auditor)
    assert "A court asks" not in text(client_of(town.officer).get(f"/inbox/{report.reference}/"))
    town.auditor.role_grants.create(role="officer", area=town.north)
    page = text(client_of(town.auditor).get(f"/inbox/{report.reference}/"))
    assert "A court asks for it." in page
    other = send().report
    assert f"reference={other.reference}" in text(client_of(town.auditor).get(f"/inbox/{other.reference}/"))


def test_the_api_holds_and_lets_go(town: Cast) -> None:
    report = send().report
    client = client_of(town.auditor)
    body = {"subject_type": "feedback.report", "reference": report.reference, "reason": "A court asks for it."}
    answer = client.post("/api/v1/retention/holds/", body, content_type="application/json")
    assert answer.status_code == 201
    made = answer.json()
    assert made["available_actions"][0]["allowed"] is True
    assert [row["id"] for row in client.get("/api/v1/retention/holds/?state=held").json()["results"]] == [made["id"]]
    where = f"/api/v1/retention/holds/{made['id']}/"
    assert client.get(where).json()["subject"] == report.reference
    answer = client.post(f"{where}release/", {"reason": "The court is done."}, content_type="application/json")
    assert answer.json()["state"] == "released"
    assert answer.json()["available_actions"][0]["allowed"] is False
    assert client_of(town.officer).get(where).status_code == 404
    assert Client().get(where).status_code == 401


def test_a_list_of_holds_costs_the_same_at_ten_and_at_a_thousand(town: Cast, django_assert_max_num_queries: object) -> None:
    client = client_of(town.auditor)
    start = 0
    for count in (10, 990):
        rows = [
            LegalHold(subject_type="feedback.report", subject_id=number, subject_ref=f"ROW-{number}", reason="why it is kept")
            for number in range(start, start + count)
        ]
        LegalHold.objects.bulk_create(rows)
        start += count
        with django_assert_max_num_queries(9):  # type: ignore[operator]
            client.get("/retention/holds/")


def test_a_hold_outside_ones_scope_is_unseen(town: Cast) -> None:
    made = hold(send().report, town.auditor)
    town.auditor.role_grants.update(area=town.south)
    access.forget(town.auditor)
    with pytest.raises(Unseen):
        holding.release(made.pk, reason="The court is done.", actor=town.auditor)


def test_the_time_of_a_hold_that_ended_is_over_some_day(town: Cast) -> None:
    made = hold(send().report, town.auditor)
    holding.release(made.pk, reason="The court is done.", actor=town.auditor)
    night(made.placed_at + timedelta(days=3 * 365 - 1))
    assert LegalHold.objects.exists()
    night(made.placed_at + timedelta(days=3 * 365 + 2))
    assert not LegalHold.objects.exists()
