"""What is over goes, each night, in batches: what is left, what is not touched, and that stopping anywhere loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from feedback import kept
from feedback.models import Attachment, BulkAct, Category, Draft, Message, Report, TrackLink, Unsent
from feedback.numbers import Numbers, for_area
from feedback.services import drafts, keeping, tracking
from feedback.services.intake import Sender
from policing import timekeeping
from policing.accounts.models import User
from policing.celery import app
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, Unseen
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Delivery, Notification
from policing.privacy import retention
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import AccessGrant, AccessLog, ContactPoint, DisposalRun, Identity, RetentionRule, Tombstone, Upload
from policing.privacy.services import disposal, room, scheduling
from policing.privacy.tasks import dispose
from tests.feedback.tools import client_of, do, named, rows, send, text
from tests.people import Cast, UserFactory
from tests.privacy.ending import KNOWN, LONG, ended, hold, long_ago, night, with_picture

DAY = timedelta(days=1)


def disposed(code: str) -> list[dict[str, Any]]:
    """Give what the record says of a class: one event a batch."""
    found = Event.objects.filter(name="privacy.disposed").order_by("pk")
    return [event.payload for event in found if event.payload["retention_class"] == code]


def uncached(path: str) -> Numbers:
    """Give the public numbers of an area as they are at this moment."""
    from django.core.cache import cache

    cache.clear()
    return for_area(path)


def test_a_report_whose_time_is_over_leaves_a_tombstone_and_nothing_else(town: Cast) -> None:
    report = ended(town.officer)
    photo = with_picture(report)
    drain()
    reference, path = report.reference, photo.upload.path
    assert default_storage.exists(path)
    with transaction.atomic():
        night()
    for model in (Report, Message, Identity, ContactPoint, Upload, Attachment, Clock, Notification, Delivery):
        assert not model.objects.exists(), model
    (stone,) = Tombstone.objects.all()
    assert (stone.code, stone.state, stone.outcome, stone.contests) == ("reports", "closed", "fixed", 1)
    assert (stone.area_path, stone.received_on) == (town.north.path, report.received_at.date())
    assert stone.ended_month == report.closed_at.date().replace(day=1)
    assert (stone.clocks_met, stone.clocks_missed) == (3, 0)
    assert stone.reference_hash == keyed_hash("tombstone", reference)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM privacy_tombstone t")
        (line,) = cursor.fetchone()
    assert not any(sign in line for sign in (reference, "Zuleika", "window", "zuleika"))


@pytest.mark.django_db(transaction=True)
def test_the_file_of_a_photo_goes_with_its_row(town: Cast) -> None:
    path = with_picture(ended(town.officer)).upload.path
    night()
    assert not default_storage.exists(path)


def test_what_is_not_over_stays(town: Cast) -> None:
    fresh, open_still = ended(town.officer, since=DAY), long_ago(send(KNOWN).report, LONG)
    with_picture(fresh)
    assert night() == 0
    assert Report.objects.filter(pk__in=[fresh.pk, open_still.pk], identity__isnull=False).count() == 2
    assert Upload.objects.count() == 1


def test_the_person_is_taken_out_long_before_the_report(town: Cast) -> None:
    report = ended(town.officer, since=366 * DAY)
    mine = ended(town.officer, named(town.resident), since=366 * DAY)
    night()
    for one in (report, mine):
        one.refresh_from_db()
        assert (one.identity, one.reporter) == (None, None)
        assert one.words
    assert not Identity.objects.exists()
    assert not ContactPoint.objects.exists()
    assert User.objects.filter(pk=town.resident.pk).exists()
    assert disposed("people") == [{"retention_class": "people", "count": 2}]


def test_a_look_outlives_the_person(town: Cast) -> None:
    report = ended(town.officer, since=366 * DAY)
    whose = {"subject": report, "subject_ref": report.reference, "actor": town.officer}
    room.open_access(report.identity, reason="To write back by phone", **whose)
    night()
    assert not AccessGrant.objects.exists()
    assert AccessLog.objects.count() == 1


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (31, False)])
def test_one_that_was_taken_back_goes_after_a_month(town: Cast, days: int, is_there: bool) -> None:
    report = send(KNOWN).report
    then = timekeeping.now() - days * DAY
    Report.objects.filter(pk=report.pk).update(state="withdrawn", closed_at=then, due_at=None)
    night()
    assert Report.objects.exists() == is_there
    assert [stone.state for stone in Tombstone.objects.all()] == ([] if is_there else ["withdrawn"])


def test_a_sensitive_one_goes_sooner(town: Cast) -> None:
    Category.objects.filter(code="noise").update(is_sensitive=True)
    ended(town.officer, since=366 * DAY)
    night()
    assert [stone.code for stone in Tombstone.objects.all()] == ["sensitive"]


def test_public_numbers_do_not_change_when_reports_go(town: Cast) -> None:
    for code in ("reports", "people", "photos"):
        scheduling.change(code=code, days=30, actor=town.administrator)
    for _number in range(7):
        ended(town.officer, since=40 * DAY)
    rows(6, area=town.north, area_path=town.north.path, team=town.team_north, received_at=timekeeping.now())
    before = uncached(town.north.path)
    assert (before.received, before.contested) == (13, 7)
    night()
    assert Report.objects.count() == 6
    assert uncached(town.north.path) == before


def test_a_report_that_is_gone_reads_like_one_that_never_was(town: Cast) -> None:
    sent = send(now=timekeeping.now())
    report = do(sent.report, "close", town.officer)
    long_ago(report, LONG)
    night()
    with pytest.raises(Unseen):
        tracking.by_codes(report.reference, sent.receipt)


def test_the_small_things_go_too(town: Cast) -> None:
    report, then = send().report, timekeeping.now() - 100 * DAY
    writing = drafts.begin()
    drafts.keep(writing)
    Draft.objects.update(expires_at=then)
    TrackLink.objects.create(report=report, token_hash="a" * 64, made_at=then - DAY, expires_at=then)
    Unsent.objects.create(report=report, user=town.officer, action="answer", words="late", seen_version=1, at=then)
    BulkAct.objects.create(actor=town.officer, act="assign", at=then)
    drain()
    Notification.objects.update(at=then)
    newcomer = UserFactory(verified=False, date_joined=then)
    assert night() >= 6
    for model in (Draft, TrackLink, Unsent, BulkAct, Notification):
        assert not model.objects.exists(), model
    assert not User.objects.filter(pk=newcomer.pk).exists()
    assert User.objects.filter(pk=town.resident.pk).exists()
    assert Report.objects.filter(pk=report.pk).exists()


def test_what_was_typed_about_a_held_report_stays(town: Cast) -> None:
    report = send().report
    hold(report, town.auditor)
    then = timekeeping.now() - 100 * DAY
    Unsent.objects.create(report=report, user=town.officer, action="answer", words="late", seen_version=1, at=then)
    night()
    assert Unsent.objects.exists()
    assert DisposalRun.objects.get(code="unsent").held == 1


# --- batches, faults, and two nights at once ---------------------------------------------------------------------------


def small_batches(monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """Let reports go two at a time."""
    found = dict(retention.schedule._items)
    found["reports"] = replace(found["reports"], batch=2, **more)
    monkeypatch.setattr(retention.schedule, "_items", found)


def test_many_go_in_batches_of_one_transaction_each(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch)
    for _number in range(5):
        ended(town.officer, Sender())
    night()
    assert [one["count"] for one in disposed("reports")] == [2, 2, 1]
    run = DisposalRun.objects.get(code="reports")
    assert (run.disposed, run.batches, run.has_failed) == (5, 3, False)
    assert run.finished_at is not None
    assert night() == 0
    assert DisposalRun.objects.filter(code="reports").count() == 1


def test_a_night_that_dies_goes_on_where_it_was(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def dies(keys: list[Any], now: Any) -> int:
        calls.append(len(keys))
        count = keeping.bury("reports", keys, now)
        if len(calls) == 2:
            raise ValueError("the disk is full")
        return count

    small_batches(monkeypatch, dispose=dies)
    for _number in range(5):
        ended(town.officer, Sender())
    night()
    run = DisposalRun.objects.get(code="reports")
    assert (run.disposed, run.has_failed, run.finished_at) == (2, True, None)
    assert (Report.objects.count(), Tombstone.objects.count()) == (3, 2)
    assert DisposalRun.objects.filter(finished_at__isnull=False).count() > 5, "the other classes end in time"
    night()
    run.refresh_from_db()
    assert (run.disposed, run.has_failed) == (5, False)
    assert (Report.objects.count(), Tombstone.objects.count()) == (0, 5)


def test_a_short_night_stops_and_says_that_it_goes_on(town: Cast) -> None:
    ended(town.officer)
    assert disposal.run(seconds=0) == 0
    assert DisposalRun.objects.get(code="reports").finished_at is None
    assert Report.objects.exists()


def test_a_hold_placed_at_the_last_moment_is_seen(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = ended(town.officer)
    honest = retention.due

    def then_somebody_holds(term: Any, now: Any) -> Any:
        found = honest(term, now).filter(pk__in=list(honest(term, now).values_list("pk", flat=True)))
        if term.kind.name == "reports" and not Report.objects.filter(pk=report.pk, identity=None).exists():
            return found
        if term.kind.name == "reports":
            hold(report, town.auditor)
            return Report.objects.filter(pk=report.pk)  # as a look from before the hold would give it
        return found

    monkeypatch.setattr(retention, "due", then_somebody_holds)
    night()
    assert Report.objects.filter(pk=report.pk).exists()


def test_the_task_of_the_beat_does_the_night(town: Cast) -> None:
    ended(town.officer)
    dispose.apply(throw=True)
    assert not Report.objects.exists()
    assert any(row["task"] == "privacy.dispose" for row in app.conf.beat_schedule.values())


# --- the schedule ------------------------------------------------------------------------------------------------------


@pytest.mark.command("privacy.retention.change")
def test_the_days_are_set_by_who_sets_up_the_site(town: Cast) -> None:
    assert retention.term("photos").days == 365
    scheduling.change(code="photos", days=90, actor=town.administrator)
    scheduling.change(code="photos", days=90, actor=town.administrator)
    assert retention.term("photos").days == 90
    (event,) = Event.objects.filter(name="privacy.retention.changed")
    assert event.payload == {"retention_class": "photos", "old": 365, "new": 90}
    for who, refusal in ((town.auditor, Denied), (town.officer, Unseen)):
        with pytest.raises(refusal):
            scheduling.change(code="photos", days=1, actor=who)
    for days in (0, 36_501):
        with pytest.raises(BadInput):
            scheduling.change(code="photos", days=days, actor=town.administrator)
    with pytest.raises(Unseen):
        scheduling.change(code="drafts", days=90, actor=town.administrator)


def test_the_days_are_set_in_the_admin_and_over_the_api(town: Cast) -> None:
    rule = RetentionRule.objects.get(code="photos")
    client = client_of(town.administrator)
    page = f"/admin/privacy/retentionrule/{rule.pk}/change/"
    assert "Your photos" in text(client.get(page))
    assert client.post(page, {"days": 0}).status_code == 200
    assert client.post(page, {"days": 100}).status_code == 302
    rule.refresh_from_db()
    assert rule.days == 100
    assert Event.objects.filter(name="privacy.retention.changed").count() == 1
    answer = client.post("/api/v1/retention/photos/", {"days": 50}, content_type="application/json")
    assert (answer.status_code, answer.json()["days"]) == (200, 50)
    assert client_of(town.auditor).post("/api/v1/retention/photos/", {"days": 5}).status_code == 404


def test_every_class_that_may_be_set_has_its_row(db: None) -> None:
    assert set(RetentionRule.objects.values_list("code", flat=True)) == {
        kind.name for kind in retention.schedule.all() if kind.is_adjustable
    }
    assert {kind.name for kind in kept.CLASSES} <= {kind.name for kind in retention.schedule.all()}


def test_a_class_is_whole_or_refused() -> None:
    with pytest.raises(ValueError, match="what ends has days"):
        retention.RetentionClass(name="x", label="x", sentence="x", counts_from="x", fate="delete", days=3)


def test_the_page_shows_what_is_due_what_ran_and_what_is_held(town: Cast, django_assert_max_num_queries: Any) -> None:
    hold(ended(town.officer), town.auditor)
    ended(town.officer)
    client = client_of(town.auditor)
    page = text(client.get("/retention/"))
    assert "1 hold" in page
    night()
    rows_of = {row["code"]: row for row in client.get("/api/v1/retention/").json()}
    assert (rows_of["reports"]["due"], rows_of["reports"]["held"], rows_of["reports"]["last_disposed"]) == (0, 1, 1)
    assert rows_of["reports"]["last_is_finished"] is True
    with django_assert_max_num_queries(50):
        page = text(client.get("/retention/"))
    assert "1 held back" in page
