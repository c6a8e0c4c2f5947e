"""What looks alike on the pages of the desk and over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import NotSame, Report
from feedback.services import merging
from tests.feedback.tools import client_of, rows, send, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
LAMP = "The lamp behind the bakery flickers"


def lamps() -> tuple[Report, Report]:
    """Give two reports of the same lamp."""
    return send(words=LAMP, lat=0.5, lon=0.5).report, send(words=f"{LAMP} again", lat=0.5001, lon=0.5).report


def test_the_report_shows_what_looks_alike_with_its_reasons_and_an_officer_merges_it(town: Cast) -> None:
    one, other = lamps()
    browser = client_of(town.officer)
    page = text(browser.get(f"/inbox/{one.reference}/"))
    assert "You decide; nothing is joined by itself." in page
    assert "10 metres away" in page
    given = {"other": other.reference, "version": one.version}
    assert browser.post(f"/inbox/{one.reference}/merge/", given)["Location"] == f"/inbox/{one.reference}/"
    assert f'Merged into <a href="/inbox/{other.reference}/">' in text(browser.get(f"/inbox/{one.reference}/"))
    lead = text(browser.get(f"/inbox/{other.reference}/"))
    assert "1 report is merged into this one" in lead
    assert "2 people read this, each in a thread of their own." in lead
    again = browser.post(f"/inbox/{one.reference}/merge/", {"other": other.reference})
    assert again.status_code == 409
    assert "Not done." in text(again)


def test_taking_out_asks_for_a_reason_and_keeps_what_was_typed(town: Cast) -> None:
    one, other = lamps()
    merging.merge(one.pk, into=other.pk, actor=town.officer)
    browser, address = client_of(town.officer), f"/inbox/{one.reference}/split/"
    assert browser.post(address, {"reason": ""}).status_code == 422
    stale = browser.post(address, {"reason": "Another lamp", "version": 1})
    assert stale.status_code == 409
    assert "Another lamp" in text(stale)
    assert browser.post(address, {"reason": "Another lamp", "version": 2}).status_code == 302
    assert Report.objects.get(pk=one.pk).state == "read"


def test_not_the_same_takes_it_off_the_list(town: Cast) -> None:
    one, other = lamps()
    browser = client_of(town.officer)
    assert browser.post(f"/inbox/{one.reference}/not-same/", {"other": other.reference}).status_code == 302
    assert NotSame.objects.count() == 1
    assert other.reference not in text(browser.get(f"/inbox/{one.reference}/alike/"))


@pytest.mark.parametrize("typed", ["", "HEDGE-4-LAMP-71", "nothing"])
def test_a_reference_that_is_not_there_is_said_so_and_kept(town: Cast, typed: str) -> None:
    one, _other = lamps()
    answer = client_of(town.officer).post(f"/inbox/{one.reference}/merge/", {"other": typed, "reason": "The same lamp"})
    assert answer.status_code == 422
    assert "The same lamp" in text(answer)


def test_who_may_not_see_or_do_it_gets_404_or_403(town: Cast) -> None:
    one, other = lamps()
    for action in ("merge", "split", "not-same"):
        given = {"other": other.reference, "reason": "x"}
        assert client_of(town.other_officer).post(f"/inbox/{one.reference}/{action}/", given).status_code == 404
        assert client_of(town.resident).post(f"/inbox/{one.reference}/{action}/", given).status_code == 404
        assert client_of(town.analyst).post(f"/inbox/{one.reference}/{action}/", given).status_code == 403
        program = f"/api/v1/reports/{one.reference}/{action}/"
        body = {**given, "into": other.reference}
        assert client_of(town.analyst).post(program, body, content_type="application/json").status_code == 403
    page = text(client_of(town.analyst).get(f"/inbox/{one.reference}/alike/"))
    assert "Merge this one" not in page


def test_the_api_lists_merges_splits_and_tells_apart(town: Cast) -> None:
    one, other = lamps()
    browser, base = client_of(town.officer), f"/api/v1/reports/{one.reference}"

    def post(action: str, **body: Any) -> Any:
        return browser.post(f"{base}/{action}/", body, content_type="application/json")

    (match,) = browser.get(f"{base}/alike/").json()
    assert (match["reference"], match["lead"]) == (other.reference, None)
    assert match["score"] > 60
    assert "10 metres away" in match["reasons"]
    assert post("merge", into="HEDGE-4-LAMP-71").status_code == 422
    assert post("merge", into=other.reference.lower(), version=9).status_code == 409
    assert post("merge", into=other.reference.lower(), reason="Same").json()["state"] == "merged"
    assert post("merge", into=other.reference).status_code == 409
    assert post("split").status_code == 422
    assert post("split", reason="Another lamp").json()["state"] == "read"
    assert post("not-same", other=other.reference).status_code == 200
    assert browser.get(f"{base}/alike/").json() == []


@pytest.mark.parametrize("address", ["/inbox/{}/", "/inbox/{}/alike/", "/api/v1/reports/{}/alike/"])
def test_a_thousand_alike_cost_as_much_as_ten(town: Cast, address: str) -> None:
    one = send(words=LAMP, lat=0.5, lon=0.5).report
    where = {"cell": one.cell, "lat": 0.5, "lon": 0.5, "area": one.area, "area_path": one.area_path, "team": one.team}
    browser, counted = client_of(town.officer), []
    for start, many in ((0, 10), (10, 990)):
        rows(many, start=start, category=one.category, received_at=one.received_at, **where)
        counted.append(min(_cost(browser, address.format(one.reference)) for _look in range(4)))
    assert counted[0] == counted[1]


def _cost(browser: Client, url: str) -> int:
    """Give how many statements a page costs; on a slow machine one look or another reads anew what is kept for seconds."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)
