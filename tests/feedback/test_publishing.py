"""What the public may read: redacted copies, summaries, joining; and what they may never."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import h3
import pytest

from feedback.models import Category, Joining, Note, Publication, RedactedCopy, Report
from feedback.services import publishing, redacting
from policing.areas.models import Agency
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from tests.feedback.reaching import speak
from tests.feedback.tools import do, events_of, named, send
from tests.people import Cast, UserFactory

pytestmark = pytest.mark.django_db
NAMED = "My name is Maya Okafor and the lamp is broken."
SAFE = "My name is [name] and the lamp is broken."
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def publish(cast: Cast, **more: Any) -> tuple[Report, Publication]:
    """Give a report of a point in the north and its publication."""
    report = send(lat=0.5, lon=0.5, now=NOW, **more).report
    return report, publishing.publish(report.pk, summary="A lamp is broken.", actor=cast.officer)


@pytest.mark.command("feedback.report.redact")
def test_a_redacted_copy_is_read_in_place_of_the_original_which_stays_as_it_was(town: Cast) -> None:
    report = send(words=NAMED).report
    copy = redacting.redact(report.pk, words=SAFE, actor=town.officer, version=1)
    report.refresh_from_db()
    assert (report.words, report.shown_words, report.version) == (NAMED, SAFE, 2)
    assert [event.payload for event in events_of(report, "redacted")] == [{"copy": copy.pk}]
    assert not Report.objects.filter(search="okafor").exists()
    assert redacting.redact(report.pk, words=SAFE, actor=town.officer) == copy
    newer = redacting.redact(report.pk, words="The lamp is broken.", actor=town.officer)
    assert RedactedCopy.objects.filter(report=report).count() == 2
    assert Report.objects.get(pk=report.pk).readable == newer.words
    for words in ("", "x" * 9000):
        with pytest.raises(BadInput):
            redacting.redact(report.pk, words=words, actor=town.officer)
    with pytest.raises(StaleVersion):
        redacting.redact(report.pk, words="Other", actor=town.officer, version=1)
    for who, refusal in ((town.analyst, Denied), (town.other_officer, Unseen)):
        with pytest.raises(refusal):
            redacting.redact(report.pk, words="Other", actor=who)


@pytest.mark.command("feedback.copy.check")
def test_a_second_person_checks_the_newest_copy_once(town: Cast) -> None:
    report = send(words=NAMED).report
    old = redacting.redact(report.pk, words=SAFE, actor=town.officer)
    with pytest.raises(Denied, match="yourself"):
        redacting.check(old.pk, actor=town.officer)
    with pytest.raises(Unseen):
        redacting.check(old.pk, actor=town.other_officer)
    newer = redacting.redact(report.pk, words="The lamp is broken.", actor=town.officer)
    with pytest.raises(WrongState):
        redacting.check(old.pk, actor=town.supervisor)
    for _twice in range(2):
        assert redacting.check(newer.pk, actor=town.supervisor).checked_by == town.supervisor
    assert Event.objects.filter(name="feedback.copy.checked").count() == 1
    with pytest.raises(Unseen):
        redacting.check(0, actor=town.supervisor)


@pytest.mark.command("feedback.report.original")
def test_the_original_is_read_for_a_reason_that_is_written_down(town: Cast) -> None:
    report = send(words=NAMED).report
    with pytest.raises(WrongState):
        redacting.open_original(report.pk, reason="To call back", actor=town.officer)
    redacting.redact(report.pk, words=SAFE, actor=town.officer)
    with pytest.raises(BadInput):
        redacting.open_original(report.pk, reason=" ", actor=town.officer)
    for who, refusal in ((town.analyst, Denied), (town.other_officer, Unseen)):
        with pytest.raises(refusal):
            redacting.open_original(report.pk, reason="To call back", actor=who)
    assert redacting.open_original(report.pk, reason="To call back", actor=town.officer).words == NAMED
    event = Event.objects.get(name="feedback.original.opened")
    assert (event.actor, event.payload) == (town.officer.pseudonym, {})
    assert "To call back" in Note.objects.get(report=report).words


@pytest.mark.command("feedback.report.publish")
def test_a_summary_is_published_with_the_middle_of_a_cell_and_the_day(town: Cast) -> None:
    report, row = publish(town)
    assert (row.lat, row.lon) == h3.cell_to_latlng(row.cell) != (0.5, 0.5)
    assert (row.area, str(row.happened_on), row.category) == (town.north, "2026-03-09", report.category)
    assert report.reference not in row.slug
    assert [event.payload for event in events_of(report, "published")] == [{"publication": row.pk}]
    again = publishing.publish(report.pk, summary="Two lamps are broken.", actor=town.officer, is_joinable=False)
    assert (again.pk, again.slug, again.summary) == (row.pk, row.slug, "Two lamps are broken.")
    for who, refusal in ((town.analyst, Denied), (town.other_officer, Unseen)):
        with pytest.raises(refusal):
            publishing.publish(report.pk, summary="A lamp", actor=who)
    for summary in (" ", "x" * 601):
        with pytest.raises(BadInput):
            publishing.publish(report.pk, summary=summary, actor=town.officer)
    with pytest.raises(StaleVersion):
        publishing.publish(report.pk, summary="A lamp", actor=town.officer, version=1)


def test_the_cell_is_never_finer_than_the_agency_wants(town: Cast) -> None:
    report = send(lat=0.5, lon=0.5).report
    Agency.objects.update(cell_resolution=7)
    Agency.forget()
    row = publishing.publish(report.pk, summary="A lamp is broken.", actor=town.officer)
    assert h3.get_resolution(row.cell) == 7


def test_what_is_sensitive_is_never_published_one_by_one(town: Cast) -> None:
    report, row = publish(town)
    Category.objects.filter(pk=report.category_id).update(is_sensitive=True)
    with pytest.raises(WrongState, match="never"):
        publishing.publish(report.pk, summary="A lamp is broken.", actor=town.officer)
    with pytest.raises(Unseen):
        publishing.join(row.pk, actor=town.neighbour)


def test_a_copy_stands_below_only_once_it_was_checked(town: Cast) -> None:
    report = send(words=NAMED).report
    copy = redacting.redact(report.pk, words=SAFE, actor=town.officer)
    with pytest.raises(BadInput, match="another look"):
        publishing.publish(report.pk, summary="A lamp", with_copy=True, actor=town.officer)
    redacting.check(copy.pk, actor=town.supervisor)
    assert publishing.publish(report.pk, summary="A lamp", with_copy=True, actor=town.officer).copy == copy


@pytest.mark.command("feedback.publication.hide")
def test_what_is_hidden_is_gone_for_everybody_until_it_is_published_again(town: Cast) -> None:
    report, row = publish(town)
    with pytest.raises(BadInput):
        publishing.hide(row.pk, reason="", actor=town.officer)
    for who, refusal in ((town.analyst, Denied), (town.other_officer, Unseen)):
        with pytest.raises(refusal):
            publishing.hide(row.pk, reason="It named a shop", actor=who)
    for _twice in range(2):
        publishing.hide(row.pk, reason="It named a shop", actor=town.officer)
    assert Event.objects.filter(name="feedback.publication.hidden").count() == 1
    assert "It named a shop" in Note.objects.get(report=report).words
    with pytest.raises(Unseen):
        publishing.join(row.pk, actor=town.neighbour)
    with pytest.raises(Unseen):
        publishing.hide(0, reason="x", actor=town.officer)
    assert publishing.publish(report.pk, summary="A lamp", actor=town.officer).hidden_at is None


@pytest.mark.command("feedback.publication.join")
@pytest.mark.command("feedback.publication.leave")
def test_a_neighbour_joins_once_is_counted_and_may_leave(town: Cast) -> None:
    _report, row = publish(town)
    for _twice in range(2):
        publishing.join(row.pk, actor=town.neighbour)
    assert Publication.objects.get().joined == Joining.objects.count() == 1
    assert Event.objects.filter(name="feedback.publication.joined").count() == 1
    for _twice in range(2):
        publishing.leave(row.pk, actor=town.neighbour)
    assert (Publication.objects.get().joined, Joining.objects.count()) == (0, 0)
    assert Event.objects.filter(name="feedback.publication.left").count() == 1
    with pytest.raises(Unseen):
        publishing.leave(0, actor=town.neighbour)


def test_who_cannot_join_is_told_why(town: Cast) -> None:
    report, row = publish(town, sender=named(town.resident))
    with pytest.raises(Denied, match="your own report"):
        publishing.join(row.pk, actor=town.resident)
    with pytest.raises(Denied, match="Confirm"):
        publishing.join(row.pk, actor=UserFactory(verified=False))
    do(report, "close", town.officer)
    with pytest.raises(WrongState):
        publishing.join(row.pk, actor=town.neighbour)


def test_who_joined_hears_of_it_and_reads_nobodys_words(town: Cast) -> None:
    report, row = publish(town)
    publishing.join(row.pk, actor=town.neighbour)
    do(report, "answer", town.officer)
    do(report, "close", town.officer)
    speak(report, "contest")
    do(report, "reopen", town.officer)
    drain()
    kinds = Notification.objects.filter(user=town.neighbour).order_by("id").values_list("kind", "subject_ref")
    told = ["answered", "closed", "contested", "reopened"]
    assert list(kinds) == [(f"feedback.joined.{what}", row.slug) for what in told]


def test_what_was_taken_back_is_not_shown_any_more(town: Cast) -> None:
    report, row = publish(town)
    speak(report, "withdraw")
    with pytest.raises(Unseen):
        publishing.join(row.pk, actor=town.neighbour)
