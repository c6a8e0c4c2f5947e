"""“You said, we looked, we did, what changed” on the home page and on the pages of areas: from closed cases, failures included."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from policing import timekeeping
from problems.models import CasePage, Figures
from problems.services.cases import showing
from problems.services.cases.showing import Words
from tests.feedback.tools import text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
COUNTED: dict[str, Any] = {
    "before": 41, "after": 14, "comparison": None, "windows": [["2025-01-01", "2025-06-30"], ["2026-01-01", "2026-06-30"]],
}  # fmt: skip


def ended(cast: Cast, title: str, decision: str, **start: Any) -> CasePage:
    """Close a case whose page is shown."""
    case = making.at_stage(cast, "assessment", **start)
    making.fill(case, cast.officer, "assessment")
    words = Words(
        title, "Groups shout at night. It wakes people.", "The lane is dark. Nobody runs it.", "New lamps. A cut hedge."
    )
    page = showing.publish(case.pk, words=words, actor=cast.officer)
    more = {"words": "One party."} if decision == "no_problem" else {}
    making.on(case, cast, "closed", decision=decision, result="It is as loud as before. We are sure.", **more)
    return page


def test_home_and_the_area_tell_what_became_of_it_also_where_it_failed(cast: Cast, client: Client) -> None:
    assert "You said, and then?" not in text(client.get("/"))
    failed = ended(cast, "Shouting on Mill Lane", "failed")
    ended(cast, "A party in March", "no_problem")
    for address in ("/", "/areas/north/"):
        page = text(client.get(address))
        assert "We tried, and it did not work: Shouting on Mill Lane" in page
        assert f"/problems/{failed.slug}/" in page
        for words in (
            "You said",
            "Fewer than 5 people",
            "We looked",
            "The lane is dark.",
            "1 thing done",
            "It is as loud as before.",
        ):
            assert words in page, words
        assert "A party in March" not in page
    assert "Mill Lane" not in text(client.get("/areas/south/"))
    showing.hide(failed.case_id, reason="It named a house.", actor=cast.officer)
    assert "Shouting on Mill Lane" not in text(client.get("/"))


def test_the_numbers_stand_in_the_last_link_and_small_ones_are_hidden(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "partly")
    row, _new = Figures.objects.get_or_create(case=page.case)
    row.data, row.made_at = COUNTED, timekeeping.now()
    row.save()
    assert "From 41 to 14" in text(client.get("/"))
    assert "41" in text(client.get(f"/problems/{page.slug}/"))
    row.data = COUNTED | {"after": 3}
    row.save()
    shown = text(client.get(f"/problems/{page.slug}/"))
    assert "From 41 to fewer than 5" in shown


def test_times_of_another_length_are_told_with_their_numbers(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "worked")
    apart = [["2025-09-01", "2026-02-27"], ["2026-05-01", "2026-06-30"]]
    Figures.objects.update_or_create(
        case=page.case, defaults={"data": COUNTED | {"windows": apart}, "made_at": timekeeping.now()}
    )
    shown = text(client.get(f"/problems/{page.slug}/"))
    assert "41 in 180 days, then 14 in 61 days" in shown
    assert "From 41 to 14" not in shown


def test_the_newest_come_first_and_no_more_than_fit(cast: Cast, client: Client) -> None:
    titles = [f"Trouble at place {number}" for number in range(4)]
    for title in titles:
        ended(cast, title, "worked")
    home, area = text(client.get("/")), text(client.get("/areas/north/"))
    assert [title in home for title in titles] == [False, True, True, True]
    assert all(title in area for title in titles)
    assert home.index(titles[3]) < home.index(titles[1])


def test_the_area_page_keeps_its_bound_of_queries(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    page = ended(cast, "Shouting on Mill Lane", "worked")
    Figures.objects.update_or_create(case=page.case, defaults={"data": COUNTED, "made_at": timekeeping.now()})
    client.get("/areas/north/")
    with django_assert_max_num_queries(12):
        assert "From 41 to 14" in text(client.get("/areas/north/"))


def test_the_search_finds_what_is_shown_and_nothing_else(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "failed")
    assert f"/problems/{page.slug}/" in text(client.get("/search/?q=hedge"))
    assert f"/problems/{page.slug}/" not in text(client.get(f"/search/?q={page.case.reference}"))
    showing.hide(page.case_id, reason="It named a house.", actor=cast.officer)
    assert f"/problems/{page.slug}/" not in text(client.get("/search/?q=hedge"))
