"""What the public may count: nothing small, nothing that gives back what is hidden; and what a fresh site starts with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import defaults
from feedback.access import ReportPolicy
from feedback.models import Category, Draft
from feedback.numbers import Numbers, for_area
from feedback.readers import readers, thread_sentence
from feedback.services import drafts
from feedback.tasks import dispose_drafts
from policing.accounts.models import Team
from policing.accounts.roles import ROLES
from policing.areas.models import Agency
from policing.clocks.models import ClockRule
from tests.feedback.tools import named, rows, send
from tests.people import Cast


def fill(cast: Cast, **counts: int) -> Numbers:
    """Put so many reports of each outcome (or open ones) into the north, and count them."""
    now = timezone.now()
    place = {"area": cast.north, "area_path": cast.north.path, "team": cast.team_north, "received_at": now}
    for number, (outcome, count) in enumerate(counts.items()):
        closed = {} if outcome == "open" else {"state": "closed", "outcome": outcome, "closed_at": now, "due_at": None}
        rows(count, start=1000 * number, **place, **closed)
    return for_area(cast.north.path)


def shown(numbers: Numbers) -> dict[str, int | None]:
    """Give the figures by label."""
    return {one.label: one.number for one in numbers.outcomes}


def test_large_numbers_are_shown(cast: Cast) -> None:
    numbers = fill(cast, open=6, fixed=7, not_fixed=8)
    assert (numbers.received, shown(numbers)["Fixed"], shown(numbers)["Not fixed"]) == (21, 7, 8)
    assert shown(numbers)["Partly fixed"] == 0
    assert numbers.threshold == Agency.current().small_number


@pytest.mark.parametrize("still_open", [0, 1, 6])
def test_a_small_number_is_hidden_and_cannot_be_worked_out(cast: Cast, still_open: int) -> None:
    """How many are open is published nowhere, so it counts as one of those hidden unless there are none."""
    numbers = fill(cast, open=still_open, fixed=2, not_fixed=8, passed_on=9)
    hidden = [label for label, number in shown(numbers).items() if number is None]
    assert "Fixed" in hidden
    assert numbers.received is None or len(hidden) + (still_open > 0) > 1


def test_only_a_year_and_only_what_lies_inside(cast: Cast) -> None:
    old = timezone.now() - timedelta(days=366)
    rows(9, start=5000, area=cast.north, area_path=cast.north.path, team=cast.team_north, received_at=old)
    south = {"area": cast.south, "area_path": cast.south.path, "team": cast.team_south}
    rows(9, start=6000, received_at=timezone.now(), **south)
    assert fill(cast, open=6).received == 6
    assert for_area(cast.city.path).received == 15


def test_it_costs_one_query_and_one_for_what_is_over(cast: Cast, django_assert_num_queries: object) -> None:
    Agency.current()
    with django_assert_num_queries(2):  # type: ignore[operator]
        for_area(cast.north.path)


# --- sentences, defaults and what ends ---------------------------------------------------------------------------------


def test_who_reads_is_said_from_the_table_of_roles() -> None:
    words, look, nobody = readers()
    for role in ROLES.values():
        assert (str(role.label) in words) == (ReportPolicy.actions["view"] in role.permissions)
        assert (str(role.label) in look) == (ReportPolicy.actions["look"] in role.permissions)
    assert "Nobody else" in nobody


@pytest.mark.django_db
def test_what_stands_above_the_messages(cast: Cast) -> None:
    assert "cannot see who you are" in thread_sentence(send().report)
    assert "each look at it is written down" in thread_sentence(send(named(cast.resident)).report)


@pytest.mark.django_db
def test_only_empty_tables_are_filled() -> None:
    assert set(ClockRule.objects.values_list("code", flat=True)) >= {"report-read", "report-answer", "report-contest"}
    Category.objects.exclude(code="noise").delete()
    Category.objects.filter(code="noise").update(name="Loud")
    ClockRule.objects.filter(code="report-read").update(amount=3)
    Team.objects.all().update(name="Desk")
    defaults.ensure()
    assert list(Category.objects.values_list("name", flat=True)) == ["Loud"]
    assert ClockRule.objects.get(code="report-read").amount == 3
    assert set(Team.objects.values_list("name", flat=True)) == {"Desk"}


@pytest.mark.django_db
def test_drafts_end_by_themselves() -> None:
    kept, over = drafts.begin(), drafts.begin()
    for writing in (kept, over):
        drafts.keep(writing)
    Draft.objects.filter(pk=Draft.objects.latest("id").pk).update(expires_at=timezone.now())
    dispose_drafts()
    assert drafts.find(kept.key) is not None
    assert drafts.find(over.key) is None
    assert Draft.objects.count() == 1
