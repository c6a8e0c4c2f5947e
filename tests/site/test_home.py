"""The first page, and finding one's area by a name, a street or a pair of numbers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from policing.areas.models import Agency, Area
from tests.house.stage import browser_of, forget_all
from tests.people import Cast


def test_a_visitor_finds_help_reporting_and_following(town: Cast, client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="tel:999"' in page
    assert "Cannot speak? Press 55." in page
    assert f'href="{reverse("feedback:report-start")}"' in page
    assert f'href="{reverse("feedback:track")}"' in page
    assert f'action="{reverse("site:areas")}"' in page
    assert f'href="{reverse("site:area", args=["north"])}"' in page, "the map leads to the areas"
    assert "Set-Cookie" not in client.get("/").headers


def test_a_site_that_nobody_has_set_up_yet_has_a_first_page(db: None, client: Client) -> None:
    assert client.get("/").status_code == 200
    assert "No areas yet" in client.get("/areas/").content.decode()


@pytest.mark.parametrize(
    ("words", "code"),
    [("Northgate", "north"), ("NORTHG", "north"), ("mill lane", "north"), ("Mill Road", "south"), ("0.5, 1.5", "south")],
)
def test_one_sure_hit_opens_the_page_of_the_area(town: Cast, client: Client, words: str, code: str) -> None:
    answer = client.get("/areas/", {"q": words})
    assert (answer.status_code, answer["Location"]) == (302, reverse("site:area", args=[code]))


def test_two_places_of_one_name_are_both_offered(town: Cast, client: Client) -> None:
    page = client.get("/areas/", {"q": "mill"}).content.decode()
    assert "Northgate" in page
    assert "Southwark Row" in page
    assert "Mill Lane" in page


def test_a_point_outside_is_said_to_be_outside(town: Cast, client: Client) -> None:
    page = client.get("/areas/", {"q": "50, 50"}).content.decode()
    assert "outside our area" in page


def test_nothing_found_says_so_and_gives_the_words_back_harmless(town: Cast, client: Client) -> None:
    page = client.get("/areas/", {"q": "<b>nowhere</b>"}).content.decode()
    assert "No area of that name" in page
    assert "&lt;b&gt;nowhere" in page
    assert "<b>nowhere" not in page
    assert f'href="{reverse("site:areas")}"' in page


def test_the_list_costs_the_same_for_few_and_for_many(town: Cast, client: Client, django_assert_max_num_queries) -> None:
    client.get("/areas/")  # draws the map, once for a state of the areas
    forget_all()
    with django_assert_max_num_queries(12) as few:
        client.get("/areas/")
    Area.objects.bulk_create(
        Area(code=f"more-{n}", name=f"More {n}", key=f"more {n}", parent=town.city, path=f"city/more-{n}/") for n in range(300)
    )
    forget_all()
    with django_assert_max_num_queries(12) as many:
        page = client.get("/areas/").content.decode()
    assert len(few.captured_queries) == len(many.captured_queries)
    assert "More 299" in page


@pytest.mark.parametrize(
    ("who", "place"),
    [("officer", "feedback:inbox"), ("analyst", "feedback:inbox"), ("administrator", "admin:index"), ("resident", "site:home")],
)
def test_signing_in_leads_to_where_the_work_is(town: Cast, who: str, place: str) -> None:
    assert browser_of(getattr(town, who)).get("/welcome/")["Location"] == reverse(place)


def test_the_words_of_the_agency_are_its_own(town: Cast, client: Client) -> None:
    Agency.objects.update(emergency_number="112", contact_number="", place_name="Elsewhere")
    forget_all()
    page = client.get("/").content.decode()
    assert 'href="tel:112"' in page
    assert "999" not in page
    assert "101" not in page
    assert "Elsewhere" in page


def test_nobody_reads_in_a_language_that_the_agency_does_not_offer(town: Cast, client: Client) -> None:
    assert '<html lang="es" dir="ltr"' in client.get("/", headers={"Accept-Language": "es"}).content.decode()
    Agency.objects.update(languages=["en-gb", "ar"])
    forget_all()
    spanish = client.get("/", headers={"Accept-Language": "es"}).content.decode()
    assert '<html lang="en-gb"' in spanish
    assert 'value="es"' not in spanish
    assert '<html lang="ar" dir="rtl"' in client.get("/", headers={"Accept-Language": "ar"}).content.decode()


def test_one_language_needs_no_menu(town: Cast, client: Client) -> None:
    Agency.objects.update(languages=["en-gb"])
    forget_all()
    assert 'action="/language/"' not in client.get("/").content.decode()
