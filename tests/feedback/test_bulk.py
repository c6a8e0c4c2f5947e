"""One act on several reports, and taking it back: each report through its own command, each refusal with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from feedback.models import BulkAct, Report
from feedback.services import bulk, merging
from policing import timekeeping
from policing.clocks.models import Clock
from policing.errors import BadInput, Unseen, WrongState
from policing.privacy.receipts import new_token
from tests.feedback.tools import client_of, do, events_of, send, text
from tests.people import Cast

TOKEN = "0" * 31 + "7"
KEY = "a key of the test's own 1"


def three(**more: Any) -> list[Report]:
    """Send three reports of the north."""
    return [send(**more).report for _each in range(3)]


def states(*reports: Report) -> list[str]:
    """Give the states as they stand, in order."""
    held = dict(Report.objects.filter(pk__in=[one.pk for one in reports]).values_list("pk", "state"))
    return [held[one.pk] for one in reports]


def names(reports: list[Report]) -> list[str]:
    """Give their references."""
    return [one.reference for one in reports]


@pytest.mark.command("feedback.bulk.acknowledge")
def test_nine_done_and_one_refused_with_its_reason(cast: Cast) -> None:
    reports = three()
    do(reports[1], "acknowledge", cast.supervisor)
    away = send(area_code="south").report
    picked = [*names(reports), away.reference, reports[0].reference.lower()]
    answer = client_of(cast.officer).post("/inbox/bulk/?clock=late", {"do": "acknowledge", "pick": picked, "token": TOKEN})
    assert answer["Location"] == "/inbox/?clock=late"
    assert states(*reports, away) == ["read", "read", "read", "new"]
    assert [len(events_of(one, "acknowledged")) for one in (*reports, away)] == [1, 1, 1, 0]
    page = text(client_of(cast.officer).get("/inbox/"))
    act = BulkAct.objects.get()
    assert (act.actor, act.act, [item["id"] for item in act.items]) == (
        cast.officer,
        "acknowledge",
        [reports[0].pk, reports[2].pk],
    )
    assert f"/inbox/bulk/{act.key}/undo/" in page
    result = bulk.acknowledge([away.reference], actor=cast.officer, token=new_token())
    assert [(one.reference, one.reason) for one in result.refused] == [(away.reference, "We could not find that")]


def test_the_messages_say_how_many_and_why(cast: Cast) -> None:
    reports = three()
    do(reports[1], "acknowledge", cast.supervisor)
    page = text(
        client_of(cast.officer).post("/inbox/bulk/", {"do": "acknowledge", "pick": names(reports), "token": TOKEN}, follow=True)
    )
    assert "2 reports done." in page
    assert f"1 report was left as it is: {reports[1].reference}: This is “Read” now" in page


def test_the_same_form_twice_does_it_once(cast: Cast) -> None:
    reports = three()
    first = bulk.acknowledge(names(reports), actor=cast.officer, token=TOKEN)
    again = bulk.acknowledge(names(reports), actor=cast.officer, token=TOKEN)
    assert (again.key, again.done, again.refused) == (first.key, first.done, [])
    fresh = bulk.acknowledge(names(reports), actor=cast.officer, token=new_token())
    assert (fresh.key, fresh.done, len(fresh.refused)) == ("", [], 3)
    assert BulkAct.objects.count() == 1


@pytest.mark.parametrize("given", [{"do": "acknowledge"}, {"do": "odd", "pick": ["A"]}, {"do": "acknowledge", "pick": ["X"] * 3}])
def test_what_cannot_be_done_keeps_what_was_chosen(cast: Cast, given: dict[str, Any]) -> None:
    report = send().report
    picked = {"pick": [report.reference]} if "pick" in given and given["do"] == "odd" else {}
    answer = client_of(cast.officer).post("/inbox/bulk/", {**given, **picked})
    assert answer.status_code == (302 if given.get("pick") == ["X"] * 3 else 422)
    if picked:
        assert f'value="{report.reference}" aria-label' in text(answer)
        assert "checked" in text(answer)


def test_at_most_a_hundred_at_once(cast: Cast) -> None:
    with pytest.raises(BadInput):
        bulk.acknowledge([f"R-{number}" for number in range(101)], actor=cast.officer, token=TOKEN)


@pytest.mark.command("feedback.bulk.assign")
def test_several_are_given_to_a_person_and_given_back(cast: Cast) -> None:
    reports = three()
    client = client_of(cast.officer)
    assert "Supervisor</option>" in text(client.get("/inbox/"))
    assert "Other Officer</option>" not in text(client.get("/inbox/"))
    form = {"do": "assign", "pick": names(reports[:2]), "token": TOKEN, "to": str(cast.supervisor.pseudonym)}
    for _twice in range(2):
        client.post("/inbox/bulk/", form)
    assert holders(*reports) == [cast.supervisor, cast.supervisor, None]
    act = BulkAct.objects.get()
    client.post(f"/inbox/bulk/{act.key}/undo/")
    assert holders(*reports) == [None, None, None]
    assert [len(events_of(one, "assigned")) for one in reports] == [2, 2, 0]
    client.post("/inbox/bulk/", {**form, "to": "me"})  # the same page, come back to, and another choice
    assert holders(*reports) == [cast.officer, cast.officer, None]
    client.post("/inbox/bulk/", {**form, "token": new_token(), "to": "nobody"})
    assert holders(*reports) == [None, None, None]


@pytest.mark.parametrize("to", ["", "odd"])
def test_nobody_is_chosen_by_accident(cast: Cast, to: str) -> None:
    report = send().report
    answer = client_of(cast.officer).post("/inbox/bulk/", {"do": "assign", "pick": [report.reference], "to": to})
    assert answer.status_code == 422
    assert "checked" in text(answer)


def test_a_person_who_cannot_have_a_report_is_refused_for_that_one(cast: Cast) -> None:
    reports = three()
    result = bulk.assign(names(reports), to=cast.other_officer.pseudonym, actor=cast.officer, token=TOKEN)
    assert [one.reason for one in result.refused] == ["That person cannot work on this report."] * 3


def holders(*reports: Report) -> list[Any]:
    """Give who has the reports, in order."""
    return [Report.objects.select_related("assignee").get(pk=one.pk).assignee for one in reports]


@pytest.mark.command("feedback.bulk.merge")
def test_several_are_merged_into_the_oldest_open_one_and_taken_out_again(cast: Cast) -> None:
    old = send(now=timekeeping.now() - timedelta(days=2)).report
    closed = send(now=timekeeping.now() - timedelta(days=9)).report
    do(closed, "close", cast.officer)
    reports = [*three()[:2], old, closed]
    form = {"do": "merge", "pick": names(reports), "token": TOKEN}
    client = client_of(cast.officer)
    page = text(client.post("/inbox/bulk/", form, follow=True))
    assert "2 reports done." in page
    assert f"1 report was left as it is: {closed.reference}" in page
    assert states(*reports) == ["merged", "merged", "new", "closed"]
    assert {row.lead_id for row in Report.objects.filter(state="merged")} == {old.pk}
    again = bulk.merge(names(reports), actor=cast.officer, token=TOKEN)
    act = BulkAct.objects.get()
    assert again.key == str(act.key)
    client.post(f"/inbox/bulk/{act.key}/undo/")
    client.post(f"/inbox/bulk/{act.key}/undo/")
    assert states(*reports) == ["read", "read", "new", "closed"]
    assert [len(events_of(one, "split")) for one in reports] == [1, 1, 0, 0]


def test_what_was_merged_before_stands_under_its_own_again(cast: Cast) -> None:
    lead, other, member = three()
    merging.merge(member.pk, into=other.pk, actor=cast.officer)
    result = bulk.merge(names([lead, other]), actor=cast.officer, token=TOKEN)
    assert {row.lead_id for row in Report.objects.filter(state="merged")} == {lead.pk}
    bulk.undo(UUID(result.key), actor=cast.officer)
    assert [Report.objects.get(pk=one.pk).lead_id for one in (lead, other, member)] == [None, None, other.pk]


def test_one_alone_is_not_merged_nor_are_finished_ones(cast: Cast) -> None:
    reports = three()
    assert client_of(cast.officer).post("/inbox/bulk/", {"do": "merge", "pick": names(reports[:1])}).status_code == 422
    for report in reports:
        do(report, "close", cast.officer)
    with pytest.raises(BadInput):
        bulk.merge(names(reports), actor=cast.officer, token=TOKEN)
    with pytest.raises(BadInput):
        bulk.merge([send(area_code="south").report.reference] * 2, actor=cast.officer, token=TOKEN)


@pytest.mark.command("feedback.bulk.undo")
def test_undo_takes_back_what_nobody_changed_since(cast: Cast) -> None:
    reports = three()
    dues = [Report.objects.get(pk=one.pk).due_at for one in reports]
    result = bulk.acknowledge(names(reports), actor=cast.officer, token=TOKEN)
    do(reports[2], "answer", cast.supervisor)
    client = client_of(cast.officer)
    page = text(client.post(f"/inbox/bulk/{result.key}/undo/", follow=True))
    assert "Taken back for 2 reports." in page
    assert "Somebody changed it since, so it stays as it is." in page
    assert states(*reports) == ["new", "new", "answered"]
    assert [len(events_of(one, "unread")) for one in reports] == [1, 1, 0]
    assert [Report.objects.get(pk=one.pk).due_at for one in reports[:2]] == dues[:2]
    assert Clock.objects.open().of(reports[0]).count() == 2
    assert "That was taken back already." in text(client.post(f"/inbox/bulk/{result.key}/undo/", follow=True))
    assert [len(events_of(one, "unread")) for one in reports] == [1, 1, 0]


def test_the_resident_reads_that_it_was_taken_back(cast: Cast) -> None:
    sent = send()
    result = bulk.acknowledge([sent.report.reference], actor=cast.officer, token=TOKEN)
    bulk.undo(UUID(result.key), actor=cast.officer)
    client = Client()
    page = text(client.post("/track/", {"reference": sent.report.reference, "receipt": sent.receipt}, follow=True))
    assert "We had marked it as read too soon. It waits to be read" in page


def test_undo_is_ones_own_and_ends_after_ten_minutes(cast: Cast) -> None:
    reports = three()
    result = bulk.acknowledge(names(reports), actor=cast.officer, token=TOKEN)
    with pytest.raises(Unseen):
        bulk.undo(UUID(result.key), actor=cast.supervisor)
    with pytest.raises(Unseen):
        bulk.undo(uuid4(), actor=cast.officer)
    with pytest.raises(WrongState):
        bulk.undo(UUID(result.key), actor=cast.officer, now=timekeeping.now() + timedelta(minutes=11))
    BulkAct.objects.update(at=timekeeping.now() - timedelta(minutes=11))
    page = text(client_of(cast.officer).post(f"/inbox/bulk/{result.key}/undo/", follow=True))
    assert "more than ten minutes ago" in page
    assert states(*reports) == ["read"] * 3


def test_bulk_over_the_api(cast: Cast) -> None:
    reports = three()
    client = client_of(cast.officer)

    def ask(key: str = KEY) -> Any:
        body = {"references": names(reports)}
        return client.post("/api/v1/bulk/acknowledge/", body, content_type="application/json", headers={"Idempotency-Key": key})

    first, again = ask().json(), ask().json()
    assert (first["done"], first["refused"]) == (names(reports), [])
    assert again["key"] == first["key"]
    assert client_of(cast.analyst).post("/api/v1/bulk/acknowledge/", {}).status_code == 404
    undone = client.post(f"/api/v1/bulk/{first['key']}/undo/").json()
    assert undone["done"] == names(reports)
    assert client.post(f"/api/v1/bulk/{first['key']}/undo/").json()["done"] == []
    assert client.post("/api/v1/bulk/acknowledge/", {"references": []}, content_type="application/json",
                       headers={"Idempotency-Key": KEY}).status_code == 422  # fmt: skip
