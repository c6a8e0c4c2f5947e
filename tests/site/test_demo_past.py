"""The eighteen months of the demo town: large enough, the same everywhere, whole report by report, and never told twice."""

from __future__ import annotations

from itertools import islice

import pytest
from django.core.management import CommandError, call_command

from feedback.models import Report
from policing import timekeeping
from policing.areas.models import Area, Place
from policing.events.models import Event
from policing.site.demo import filling, history, places
from policing.site.demo.story import STORY
from policing.site.management.commands.demo import Command
from tests.people import Cast


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


def test_only_the_invented_town_gets_an_invented_past(cast: Cast) -> None:
    with pytest.raises(CommandError, match="not the demo town"):
        call_command("demo", fill=True)
    assert not Report.objects.exists()
