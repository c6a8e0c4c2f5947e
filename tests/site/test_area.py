"""The page of an area: its team and people, what became of reports, and no small number anywhere in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from feedback.models import Report
from policing import timekeeping
from policing.areas.models import Agency, Area
from tests.feedback.test_ratings import rated
from tests.feedback.tools import rows
from tests.house.stage import browser_of, forget_all
from tests.people import Cast, MembershipFactory


def page_of(client: Client, code: str = "north") -> str:
    return client.get(reverse("site:area", args=[code])).content.decode()


def closed(town: Cast, outcome: str, count: int, *, start: int, contests: int = 0) -> None:
    """Put closed reports of the north into the table."""
    made = rows(count, start=start, area=town.north, area_path=town.north.path, team=town.team_north)
    forget_all()
    Report.objects.filter(pk__in=[row.pk for row in made]).update(
        state="closed", outcome=outcome, closed_at=timekeeping.now(), received_at=timekeeping.now(), contests=contests
    )


def numbers_in(page: str) -> set[str]:
    """Give every number of the main part, whether it is read or stands in an attribute."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'<svg class="map.*?</svg>|<svg class="icon.*?</svg>', "", main, flags=re.DOTALL)
    return set(re.findall(r"\d+", main))


def test_it_names_the_team_and_only_people_who_are_public(town: Cast, client: Client) -> None:
    MembershipFactory(user=town.analyst, team=town.team_north, is_public=False)
    page = page_of(client)
    assert "Northgate team" in page
    assert "Officer" in page
    assert town.analyst.name not in page
    assert town.officer.email not in page


def test_how_people_were_treated_shows_from_ten_people_on(town: Cast, client: Client) -> None:
    rated(9, town.north, town.team_north)
    assert "How people were treated" not in page_of(client)
    rated(1, town.north, town.team_north)
    page = page_of(client)
    assert "How people were treated" in page
    assert "at least 10 people" in page


def test_an_area_without_a_team_says_where_reports_are_read(town: Cast, client: Client) -> None:
    town.team_north.areas.clear()
    town.front_desk.areas.clear()
    page = page_of(client)
    assert "Front desk" in page or "front desk" in page


def test_it_leads_up_and_into_the_report(town: Cast, client: Client) -> None:
    page = page_of(client)
    assert f'href="{reverse("site:area", args=["city"])}"' in page
    assert f'href="{reverse("feedback:report-start")}?area=north"' in page
    assert f'href="{reverse("site:area", args=["north"])}"' in page_of(client, "city")


@pytest.mark.parametrize("code", ["nowhere", "retired"])
def test_an_area_that_is_not_in_use_is_not_there(town: Cast, client: Client, code: str) -> None:
    Area.objects.create(code="retired", name="Retired", key="retired", path="retired/", is_active=False)
    assert client.get(reverse("site:area", args=[code])).status_code == 404


def test_small_numbers_stand_nowhere_on_the_page(town: Cast, client: Client) -> None:
    Agency.objects.update(small_number=50)
    forget_all()
    closed(town, "fixed", 137, start=0)
    closed(town, "not_fixed", 37, start=200)
    closed(town, "passed_on", 43, start=300, contests=1)
    shown = numbers_in(page_of(client))
    assert "137" in shown, "a large number is shown"
    assert shown & {"37", "43"} == set()
    assert shown & {"80", "174", "180"} == set(), "no sum gives them back"
    total = {"217"} & shown
    assert not total or "137" not in shown or 217 - 137 - 50 >= 0


def test_one_small_number_alone_takes_a_second_or_the_total_with_it(town: Cast, client: Client) -> None:
    Agency.objects.update(small_number=50)
    forget_all()
    closed(town, "fixed", 137, start=0)
    closed(town, "not_fixed", 37, start=200)
    shown = numbers_in(page_of(client))
    assert "37" not in shown
    assert not {"137", "174"} <= shown, "the total less the large one would give the small one back"


def test_contests_are_counted_in_public_and_hidden_when_few(town: Cast, client: Client) -> None:
    closed(town, "fixed", 61, start=0, contests=1)
    assert "61" in numbers_in(page_of(client))
    Agency.objects.update(small_number=62)
    forget_all()
    assert "61" not in numbers_in(page_of(client))


def test_everybody_reads_the_same_numbers(town: Cast) -> None:
    closed(town, "fixed", 3, start=0)
    closed(town, "not_fixed", 77, start=100)
    pages = {who: numbers_in(page_of(browser_of(getattr(town, who)))) for who in ("anonymous", "officer", "administrator")}
    assert pages["anonymous"] == pages["officer"] == pages["administrator"]


def test_the_page_costs_the_same_for_few_and_for_many_reports(town: Cast, client: Client, django_assert_max_num_queries) -> None:
    page_of(client)  # draws the map, once for a state of the areas
    forget_all()
    with django_assert_max_num_queries(12) as few:
        page_of(client)
    closed(town, "fixed", 400, start=0)
    with django_assert_max_num_queries(12) as many:
        page_of(client)
    assert len(few.captured_queries) == len(many.captured_queries)


def test_the_city_does_not_give_back_what_one_side_hides(town: Cast, client: Client) -> None:
    Agency.objects.update(small_number=50)
    closed(town, "fixed", 37, start=0)
    made = rows(220, start=500, area=town.south, area_path=town.south.path, team=town.team_south)
    Report.objects.filter(pk__in=[row.pk for row in made]).update(
        state="closed", outcome="fixed", closed_at=timekeeping.now(), received_at=timekeeping.now()
    )
    north, south, city = (numbers_in(page_of(client, code)) for code in ("north", "south", "city"))
    home = numbers_in(client.get("/").content.decode())
    assert "37" not in north | south | city | home
    assert not ("220" in south and "257" in city | home), "the whole less the south would be the north"
