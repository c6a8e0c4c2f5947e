"""The published pages, joining, and redacting and publishing on the desk and over the API."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import Category, Publication, RedactedCopy, Report
from feedback.services import publishing
from tests.feedback.tools import client_of, do, rows, send, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
NAMED = "My name is Maya Okafor and the lamp is broken."
ATOM = "{http://www.w3.org/2005/Atom}"


def published(cast: Cast, summary: str = "A lamp is broken.", **more: Any) -> tuple[Report, Publication]:
    """Give a report and what is published of it."""
    report = send(**more).report
    return report, publishing.publish(report.pk, summary=summary, actor=cast.officer)


def test_anybody_reads_the_list_and_narrows_it_by_the_address(town: Cast, client: Client) -> None:
    report, row = published(town)
    south = send(area_code="south").report
    publishing.publish(south.pk, summary="Loud music.", actor=town.supervisor)
    do(report, "close", town.officer)
    page = text(client.get("/reports/"))
    assert "A lamp is broken." in page
    assert "Loud music." in page
    assert report.reference not in page
    assert report.words not in page
    assert "fewer than 5 people" in page
    for query, sees in {
        "area=north": True, "area=south": False, "category=noise": True, "stands=open": False, "stands=closed": True,
        "outcome=fixed": True, "outcome=not_fixed": False, "q=lamp": True, "q=music": False, "period=30": True,
    }.items():  # fmt: skip
        assert ("A lamp is broken." in text(client.get(f"/reports/?{query}"))) is sees, query
    assert client.get("/reports/?area=nowhere").status_code == 200
    assert "Fixed" in text(client.get(f"/reports/{row.slug}/"))
    assert client.get("/reports/nothing/").status_code == 404


def test_what_it_is_about_is_said_in_the_readers_language(town: Cast, client: Client) -> None:
    report, row = published(town)
    in_arabic, asked = report.category.names["ar"], {"Accept-Language": "ar"}
    for address in ("/", "/reports/", f"/reports/{row.slug}/", "/search/?q=lamp"):
        page = text(client.get(address, headers=asked))
        assert in_arabic in page, address
        assert report.category.name not in page, address


def test_a_neighbour_joins_and_leaves_from_the_page(town: Cast, client: Client) -> None:
    report, row = published(town)
    address = f"/reports/{row.slug}/"
    assert "Sign in to say that it is the same for you" in text(client.get(address))
    assert client.post(f"{address}join/").status_code == 401
    assert not Publication.objects.get().joined
    neighbour = client_of(town.neighbour)
    assert neighbour.post(f"{address}join/")["Location"] == address
    assert "You said that it is the same for you." in text(neighbour.get(address))
    neighbour.post(f"{address}leave/")
    assert "It is the same for me" in text(neighbour.get(address))
    do(report, "close", town.officer)
    late = neighbour.post(f"{address}join/")
    assert late.status_code == 409
    assert "cannot be joined any more" in text(late)


def test_the_feed_is_atom_and_holds_what_is_published(town: Cast, client: Client) -> None:
    _report, row = published(town, lat=0.5, lon=0.5)
    published(town)
    answer = client.get("/reports/feed/?area=north")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert [len(root.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author", "entry")] == [1, 1, 1, 1, 2]
    assert root.find("{*}entry/{http://www.georss.org/georss}point") is None or row.cell
    assert client.get("/reports/feed/?area=south").content.count(b"<entry>") == 0
    assert client.get("/reports/feed/?area=nowhere").status_code == 404


def test_the_desk_redacts_checks_and_reads_the_original(town: Cast) -> None:
    report = send(words=NAMED).report
    desk, base = client_of(town.officer), f"/inbox/{report.reference}"
    page = text(desk.get(f"{base}/redact/"))
    assert "My name is [name] and the lamp is broken." in page
    assert "this reads like the name of a person" in page
    assert desk.post(f"{base}/redact/", {"words": ""}).status_code == 422
    assert desk.post(f"{base}/redact/", {"words": "Other words", "version": 9}).status_code == 409
    assert desk.post(f"{base}/redact/", {"words": "The lamp is broken.", "version": 1}).status_code == 302
    for address in (f"{base}/", "/inbox/", f"{base}/alike/", f"/api/v1/reports/{report.reference}/", "/api/v1/reports/"):
        assert "Okafor" not in text(desk.get(address)), address
    desk.post(f"{base}/check-copy/")
    assert RedactedCopy.objects.get().checked_at is None
    client_of(town.supervisor).post(f"{base}/check-copy/")
    assert RedactedCopy.objects.get().checked_by == town.supervisor
    assert "Okafor" not in text(desk.get(f"{base}/original/"))
    assert desk.post(f"{base}/original/", {"reason": ""}).status_code == 422
    shown = desk.post(f"{base}/original/", {"reason": "To call back"})
    assert "Okafor" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert client_of(town.analyst).post(f"{base}/original/", {"reason": "x"}).status_code == 404


def test_the_desk_publishes_with_a_warning_and_hides_for_a_reason(town: Cast) -> None:
    report = send(words=NAMED).report
    desk, base = client_of(town.officer), f"/inbox/{report.reference}"
    assert desk.get(f"{base}/publish/").status_code == 200
    warned = desk.post(f"{base}/publish/", {"summary": "The lamp of Mr Smith is broken.", "is_joinable": "on"})
    assert warned.status_code == 422
    assert "Mr Smith" in text(warned)
    assert desk.post(f"{base}/publish/", {"summary": "A lamp.", "version": 9}).status_code == 409
    sure = {"summary": "The lamp of Mr Smith is broken.", "sure": "on", "is_joinable": "on", "version": 1}
    assert desk.post(f"{base}/publish/", sure).status_code == 302
    assert "See the public page" in text(desk.get(f"{base}/"))
    assert desk.post(f"{base}/hide/", {"reason": ""}).status_code == 422
    assert desk.post(f"{base}/hide/", {"reason": "It named a person"}).status_code == 302
    assert Publication.objects.get().hidden_at
    Category.objects.filter(pk=report.category_id).update(is_sensitive=True)
    assert "never published one by one" in text(desk.get(f"{base}/publish/"))
    assert desk.post(f"{base}/publish/", {"summary": "A lamp."}).status_code == 409


def test_the_api_does_the_same(town: Cast, client: Client) -> None:
    report = send(words=NAMED, lat=0.5, lon=0.5).report
    desk, base = client_of(town.officer), f"/api/v1/reports/{report.reference}"

    def post(browser: Client, url: str, **body: Any) -> Any:
        return browser.post(url, body, content_type="application/json")

    assert post(desk, f"{base}/check-copy/").status_code == 409
    assert post(desk, f"{base}/original/", reason="x").status_code == 409
    assert post(desk, f"{base}/redact/", words="The lamp is broken.").json()["words"] == "The lamp is broken."
    assert post(desk, f"{base}/check-copy/").status_code == 403
    assert post(client_of(town.supervisor), f"{base}/check-copy/").json()["checked_at"]
    assert post(desk, f"{base}/original/", reason="To call back").json() == {
        "words": NAMED,
        "place": "",
        "details": {},
        "answers": {},
    }
    assert post(desk, f"{base}/publish/", summary="").status_code == 422
    found = post(desk, f"{base}/publish/", summary="A lamp is broken.", with_copy=True).json()
    url = f"/api/v1/publications/{found['slug']}"
    assert client.get(f"{url}/").json() == found
    assert (found["people"], found["can_join"], found["is_open"]) == ("fewer than 5 people", True, True)
    assert [row["slug"] for row in client.get("/api/v1/publications/?area=north").json()["results"]] == [found["slug"]]
    assert client.get("/api/v1/publications/?area=nowhere").status_code == 422
    assert post(client, f"{url}/join/").status_code == 401
    neighbour = client_of(town.neighbour)
    assert post(neighbour, f"{url}/join/").status_code == 200
    assert post(neighbour, f"{url}/leave/").status_code == 200
    assert post(neighbour, f"{url}/hide/", reason="x").status_code == 404
    assert post(desk, f"{url}/hide/", reason="It named a shop").status_code == 204
    assert client.get(f"{url}/").status_code == 404


def days(cast: Cast, *numbers: int) -> None:
    """Publish a report of each of these days of March, straight into the table, in this order."""
    category = Category.objects.get(code="noise")
    shared: dict[str, Any] = {"category": category, "area": cast.north, "area_path": cast.north.path}
    for report, number in zip(rows(len(numbers), team=cast.team_north, **shared), numbers, strict=True):
        summary = f"Day {number}"
        Publication.objects.create(
            slug=f"p{report.pk}", report=report, summary=summary, happened_on=date(2026, 3, number), **shared
        )


LATE_FIRST = [9, 9, 7, 5, 5, 5, 2, 1]


def through(client: Client, address: str) -> tuple[list[list[Any]], list[list[Any]]]:
    """Go through the list over the API from page to page to its end, and back; give the slugs of each page."""
    there, back = [client.get(f"{address}?page_size=3").json()], []
    while there[-1]["next"]:
        there.append(client.get(there[-1]["next"]).json())
    previous = there[-1]["previous"]
    while previous:
        back.append(client.get(previous).json())
        previous = back[-1]["previous"]

    def slugs(pages: list[Any]) -> list[list[Any]]:
        return [[row["slug"] for row in page["results"]] for page in pages]

    return slugs(there), slugs(back)


def test_the_newest_stand_first_by_the_day_on_which_it_happened(town: Cast, client: Client) -> None:
    days(town, 5, 9, 1, 5, 7, 9, 2, 5)
    shown = list(Publication.objects.order_by("-happened_on", "-pk").values_list("slug", flat=True))
    there, back = through(client, "/api/v1/publications/")
    assert there == [shown[:3], shown[3:6], shown[6:]]
    assert back == [shown[3:6], shown[:3]]
    assert client.get("/api/v1/publications/?cursor=bent").status_code == 404
    assert [one.row.happened_on.day for one in client.get("/reports/").context["rows"]] == LATE_FIRST
    assert [one.row.happened_on.day for one in client.get("/reports/feed/").context["rows"]] == LATE_FIRST
    assert [one.row.happened_on.day for one in client.get("/").context["latest"]] == LATE_FIRST[:4]


def test_each_page_of_the_list_goes_on_where_the_last_one_ended(town: Cast, client: Client) -> None:
    days(town, *[1 + number % 3 for number in range(60)])
    pages = [client.get("/reports/")]
    while pages[-1].context["pager"].older:
        pages.append(client.get(f"/reports/{pages[-1].context['pager'].older}"))
    keys = [[(one.row.happened_on, one.row.pk) for one in page.context["rows"]] for page in pages]
    assert [len(page) for page in keys] == [25, 25, 10]
    assert (every := list(chain.from_iterable(keys))) == sorted(every, reverse=True)
    newer = client.get(f"/reports/{pages[2].context['pager'].newer}")
    assert [(one.row.happened_on, one.row.pk) for one in newer.context["rows"]] == keys[1]
    assert [one.row.pk for one in client.get("/reports/?after=WyJ4IiwgMV0").context["rows"]] == [pk for _day, pk in keys[0]]


@pytest.mark.parametrize(
    "address", ["/reports/", "/reports/?area=north&q=lamp&stands=open", "/reports/feed/", "/api/v1/publications/"]
)
def test_a_thousand_published_cost_as_much_as_ten(town: Cast, client: Client, address: str) -> None:
    category, counted = Category.objects.get(code="noise"), []
    for start, many in ((0, 10), (10, 990)):
        made = rows(many, start=start, category=category, team=town.team_north, area=town.north, area_path=town.north.path)
        Publication.objects.bulk_create(
            Publication(
                slug=f"p{report.pk}", report=report, category=category, area=town.north, area_path=town.north.path,
                summary="A lamp", happened_on=date(2026, 3, 2),
            )
            for report in made
        )  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]
