"""What seems alike, and why: for the team, and for a resident who is about to report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.alike import alike, alike_public, readable_words, ring
from feedback.models import Category, NotSame, Publication, Report
from feedback.weighing import metres_between, telling_words
from policing import access
from policing.areas.cells import cell_centre, cell_of
from tests.feedback.tools import rows, send
from tests.people import Cast

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
LAMP = "The lamp behind the bakery is broken and flickering."


def lamp(lat: float = 0.5, lon: float = 0.5, words: str = LAMP, **more: object) -> Report:
    """Let a resident tell of a lamp."""
    return send(words=words, lat=lat, lon=lon, **{"now": NOW, **more}).report


def publish(report: Report, **more: object) -> Publication:
    """Put a publication straight into the table."""
    lat, lon = cell_centre(report.cell) if report.cell else (None, None)
    given = {
        "slug": f"s{report.pk}", "report": report, "category": report.category, "area": report.area,
        "area_path": report.area_path, "cell": report.cell, "lat": lat, "lon": lon, "summary": "A lamp is broken.",
        "happened_on": report.received_at.date(), **more,
    }  # fmt: skip
    return Publication.objects.create(**given)


def test_near_recent_and_in_the_same_words_is_alike_with_its_reasons(town: Cast) -> None:
    first = lamp()
    near = lamp(0.5005, 0.5, "A flickering lamp at the bakery", now=NOW - timedelta(days=2))
    lamp(0.9, 0.9, "Loud music from a garden", now=NOW)
    (match,) = alike(first, reader=town.supervisor)
    assert match.report == near
    assert 60 < match.score <= 100
    assert match.reasons == ("60 metres away", "2 days apart", "the same kind", "the same words: flickering, bakery, lamp")


def test_the_closer_one_comes_first_and_nothing_but_far_or_old_is_left_out(town: Cast) -> None:
    first = lamp()
    far, close = lamp(0.5015), lamp(0.5001)
    lamp(0.52)
    lamp(0.5001, now=NOW - timedelta(days=90))
    assert [match.report for match in alike(first, reader=town.supervisor)][:2] == [close, far]
    assert len(alike(first, reader=town.supervisor, limit=1)) == 1


def test_shared_rare_words_find_another_kind_in_the_same_area(town: Cast) -> None:
    other = Category.objects.exclude(code="noise").filter(is_active=True).first()
    assert other is not None
    first = lamp()
    told = send(category=other.code, words="Broken lamp, flickering, behind the bakery", area_code="north", now=NOW).report
    found = {match.report: match for match in alike(first, reader=town.supervisor)}
    assert "the same words: flickering, bakery, behind, broken, lamp" in found[told].reasons


def test_a_pair_that_is_not_the_same_is_left_out_and_so_is_what_is_merged_or_taken_back(town: Cast) -> None:
    first, second, third, fourth = (lamp(0.5 + at / 10_000) for at in range(4))
    NotSame.objects.create(one=first, other=second)
    Report.objects.filter(pk=third.pk).update(state="merged", lead=first)
    Report.objects.filter(pk=fourth.pk).update(state="withdrawn", closed_at=NOW)
    assert alike(first, reader=town.supervisor) == []


def test_of_reports_that_are_merged_with_one_another_one_stands_for_all(town: Cast) -> None:
    first, lead, merged = lamp(), lamp(0.5001), lamp(0.5002)
    Report.objects.filter(pk=merged.pk).update(state="merged", lead=lead)
    assert [match.report for match in alike(first, reader=town.supervisor)] == [lead]


def test_only_what_the_reader_may_see_is_given(town: Cast) -> None:
    first = lamp()
    lamp(0.5001)
    assert alike(first, reader=town.other_officer) == []


def test_a_redacted_copy_is_read_and_searched_in_place_of_the_words(town: Cast) -> None:
    first = lamp()
    second = lamp(0.5001, words="Mister Featherstonehaugh broke the lamp at the bakery")
    Report.objects.filter(pk=second.pk).update(readable="[name] broke the lamp at the bakery")
    second.refresh_from_db()
    assert readable_words(second) == "[name] broke the lamp at the bakery"
    assert not Report.objects.filter(search="featherstonehaugh").exists()
    (match,) = alike(first, reader=town.supervisor)
    assert "featherstonehaugh" not in " ".join(match.reasons)


@pytest.mark.parametrize("many", [5, 200])
def test_twenty_of_many_cost_one_query(town: Cast, many: int) -> None:
    first = lamp()
    rows(many, category=first.category, cell=first.cell, lat=0.5, lon=0.5, area=first.area, area_path=first.area_path,
         team=first.team, received_at=NOW)  # fmt: skip
    access.load(town.supervisor)
    with CaptureQueriesContext(connection) as asked:
        found = alike(first, reader=town.supervisor)
    assert len(found) == min(many, 20)
    assert len(asked) == 1


def test_a_resident_sees_published_reports_nearby_without_small_numbers(town: Cast) -> None:
    near = publish(lamp())
    publish(lamp(0.5001), hidden_at=NOW)
    publish(lamp(0.9, 0.9))
    (match,) = alike_public(category="noise", lat=0.5001, lon=0.5001, words="a broken lamp", now=NOW)
    assert match.publication == near
    assert match.people == "fewer than 5 people"
    Publication.objects.filter(pk=near.pk).update(joined=6)
    (match,) = alike_public(category=near.category, cell=near.cell, now=NOW)
    assert match.people == "7 people"
    (match,) = alike_public(category="noise", area_path="", cell=near.cell, now=NOW)
    assert match.reasons[0] == "the same place"


def test_people_whose_reports_are_one_with_it_are_counted_once(town: Cast) -> None:
    report = lamp()
    row = publish(report, joined=3)
    for at in range(2):
        Report.objects.filter(pk=lamp(0.501 + at / 1000).pk).update(state="merged", lead=report, joins=row)
    assert Publication.objects.for_list().get().told_too == 2


@pytest.mark.parametrize("change", [{"is_sensitive": True}, {"is_joinable": False}])
def test_a_resident_sees_nothing_of_a_kind_that_is_sensitive_or_cannot_be_joined(town: Cast, change: dict[str, bool]) -> None:
    row = publish(lamp())
    Category.objects.filter(pk=row.category_id).update(**change)
    assert alike_public(category="noise", cell=row.cell, now=NOW) == []


def test_a_resident_sees_nothing_that_is_finished_or_old_or_nowhere(town: Cast) -> None:
    row = publish(lamp())
    assert alike_public(category="noise", now=NOW) == []
    assert alike_public(category="nothing", cell=row.cell, now=NOW) == []
    assert alike_public(category="noise", cell=row.cell, now=NOW + timedelta(days=90)) == []
    Report.objects.update(state="closed", outcome="fixed", closed_at=NOW)
    assert alike_public(category="noise", cell=row.cell, now=NOW) == []


def test_a_resident_without_a_point_sees_those_of_the_area(town: Cast) -> None:
    row = publish(send(words=LAMP, now=NOW).report)
    (match,) = alike_public(category="noise", area_path=town.north.path, words=LAMP, now=NOW)
    assert match.publication == row


def test_the_ring_holds_every_point_within_the_distance() -> None:
    centre = cell_of(51.5, -0.1, 9)
    cells = set(ring(centre, 250))
    lat, lon = cell_centre(centre)
    assert all(cell_of(lat + dy * 0.0022, lon + dx * 0.0035, 9) in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    assert 220 < metres_between((51.5, -0.1), (51.502, -0.1)) < 225


def test_common_short_and_numbered_words_tell_nothing() -> None:
    assert telling_words("There is a Müll heap at 12 Mill Lane, very near") == {"mull", "heap", "mill", "lane"}
    assert telling_words("रात को शोर") == {"रात", "को", "शोर"} or telling_words("шум ночью") == {"шум", "ночью"}
