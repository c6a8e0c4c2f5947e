"""The eighteen months of the demo town: large enough, the same everywhere, whole report by report, and never told twice."""

from __future__ import annotations

import io
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Report
from policing import timekeeping
from policing.areas.models import Area, Place
from policing.events.models import Dispatch, Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import check_receipt, receipt_for
from policing.site.demo import filling, history, places
from policing.site.demo.story import STORY
from policing.site.management.commands.demo import Command
from tests.people import Cast

MOST_QUERIES = 75  # a report's whole life, savepoints among them


def test_the_plan_holds_eighteen_months_and_is_the_same_everywhere() -> None:
    names = sorted(name for name, _x, _y in places.PLACES)
    plan = filling.plan(names)
    assert plan == filling.plan(names)
    assert 600 <= len(plan) + len(STORY) <= 900
    assert max(one.days for one in plan) > 530
    assert [one.days for one in plan] == sorted(one.days for one in plan), "the newest first"


def test_the_town_has_a_dozen_neighbourhoods_with_streets_that_lie_inside(db: None) -> None:
    call_command("demo", verbosity=0)
    assert Area.objects.filter(level="neighbourhood").count() >= 12
    for place in Place.objects.select_related("area"):
        assert place.area is not None, place.name
        assert place.kind != "street" or len(place.line) >= 2, place.name
    assert {place for _kind, place, *_rest in history.RECURRING} <= set(Place.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_what_was_cut_short_goes_on_and_nothing_is_told_twice() -> None:
    call_command("demo", verbosity=0)
    command = Command()
    town, started = (command._officers(), command._residents()), timekeeping.now()
    before = Report.objects.count()
    list(islice(filling.fill(*town, started), 12))
    events = Event.objects.count()
    assert Report.objects.count() == before + 12
    list(islice(filling.fill(*town, started), 12))
    assert (Report.objects.count(), Event.objects.count()) == (before + 12, events)
    list(islice(filling.fill(*town, started), 15))
    assert Report.objects.count() == before + 15
    assert max(event.at for event in Event.objects.all()) <= timekeeping.now()


@pytest.mark.django_db
def test_what_is_long_ago_is_told_to_nobody_and_opened_by_nobody() -> None:
    call_command("demo", verbosity=0)
    drain()
    command, told, last = Command(), Notification.objects.count(), Event.objects.latest("id").pk
    recent = [one for one in filling.plan(sorted(Place.objects.values_list("name", flat=True))) if one.days <= filling.NEWS_DAYS]
    fill = filling.fill(command._officers(), command._residents(), timekeeping.now())
    list(islice(fill, len(recent)))
    assert set(Dispatch.objects.filter(event_id__gt=last).values_list("state", flat=True)) == {"waiting"}
    drain()
    assert Notification.objects.count() > told, "what is new is told"
    told, last = Notification.objects.count(), Event.objects.latest("id").pk
    before = set(Report.objects.values_list("pk", flat=True))
    list(islice(fill, 25))
    assert set(Dispatch.objects.filter(event_id__gt=last).values_list("state", flat=True)) == {"done"}
    past = Report.objects.exclude(pk__in=before)
    assert (past.count(), past.values("receipt_hash").distinct().count()) == (25, 1), "one hash for all, which opens nothing"
    for number in range(len(recent), len(recent) + 25):
        assert not check_receipt(past[0].receipt_hash, receipt_for(filling._token(number)))
    drain()
    assert Notification.objects.count() == told
    assert not timekeeping.is_past()
    said = io.StringIO()
    call_command("verify_events", stdout=said)
    assert " 0 problems" in said.getvalue(), "all of it is sealed"


@pytest.mark.django_db
def test_a_report_of_the_past_costs_few_queries() -> None:
    call_command("demo", verbosity=0)
    command = Command()
    fill = filling.fill(command._officers(), command._residents(), timekeeping.now())
    list(islice(fill, 40))
    with CaptureQueriesContext(connection) as asked:
        list(islice(fill, 20))
    assert len(asked) <= 20 * MOST_QUERIES


def test_only_the_invented_town_gets_an_invented_past(cast: Cast) -> None:
    with pytest.raises(CommandError, match="not the demo town"):
        call_command("demo", fill=True)
    assert not Report.objects.exists()
