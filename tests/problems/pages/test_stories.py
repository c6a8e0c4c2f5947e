"""“You said, we looked, we did, what changed” on the home page and on the pages of areas: from closed cases, failures included."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback.services import merging
from policing import timekeeping
from problems import stories
from problems.models import Case, CasePage, Figures
from problems.services.cases import showing
from problems.services.cases.showing import Words
from tests.feedback.tools import client_of, text
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
    fed = making.reports(cast, 2)
    failed = ended(cast, "Shouting on Mill Lane", "failed", reports=[row.pk for row in fed], reason="same lane")
    ended(cast, "A party in March", "no_problem")
    for address in ("/", "/areas/north/"):
        page = text(client.get(address))
        assert "We tried, and it did not work: Shouting on Mill Lane" in page
        assert f"/problems/{failed.slug}/" in page
        for words in (
            "You said",
            "Fewer than 5 reports",
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


def test_a_case_that_nobody_reported_says_that_our_own_records_told_of_it(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "failed")
    for address in ("/", f"/problems/{page.slug}/", "/problems/"):
        assert "e saw it in our own records" in text(client.get(address)), address
        assert "ewer than 5 reports" not in text(client.get(address)), address


def test_reports_merged_into_those_that_feed_it_are_counted_too(cast: Cast, client: Client) -> None:
    lead, *others = making.reports(cast, 6)
    for one in others:
        merging.merge(one.pk, into=lead.pk, actor=cast.officer)
    page = ended(cast, "Shouting on Mill Lane", "failed", reports=[lead.pk], reason="same lane")
    assert "6 reports" in text(client.get("/"))
    assert "Told in 6 reports." in text(client.get(f"/problems/{page.slug}/"))


COMPARED = {
    "good": {"change": [0.34, 0.2, 0.6], "effect": [0.34, 0.2, 0.6], "spread_known": True, "comparison": [40, 41]},
    "consistent": {"change": [0.34, 0.2, 1.2], "effect": [0.34, 0.2, 1.2], "spread_known": True, "comparison": [40, 41]},
    "no_sign": {"change": [1.3, 0.9, 2.0], "effect": [1.3, 0.9, 2.0], "spread_known": True, "comparison": [40, 41]},
    "fell": {"change": [0.34, 0.2, 1.2], "effect": None, "spread_known": True},
    "rose": {"change": [1.2, 0.8, 2.0], "effect": None, "spread_known": True},
    "more_than_chance": {"change": [0.34, 0.2, 0.6], "effect": None, "spread_known": True},
}


@pytest.mark.parametrize(
    ("counted", "lead", "sure"),
    [
        ("good", "It probably worked", "It probably helped here."),
        ("consistent", "It may have worked", "It may have helped. We cannot be sure."),
        ("no_sign", "We tried, and we cannot tell whether it worked", "We see no effect."),
        ("fell", "The team says it is better", "It may be chance: such numbers go up and down by themselves."),
        ("rose", "We tried, and we cannot tell whether it worked", "It may be chance"),
        ("more_than_chance", "The team says it is better", "more than chance alone would do. We cannot tell why."),
        (None, "The team says it is better", "Nothing was counted here. This is what the team saw."),
    ],
)
def test_nobody_says_that_it_worked_more_strongly_than_the_numbers_bear(
    cast: Cast, client: Client, counted: str | None, lead: str, sure: str
) -> None:
    page = ended(cast, "Shouting on Mill Lane", "worked")
    if counted is not None:
        data = COUNTED | COMPARED[counted]
        for name in ("change", "effect"):
            if data[name]:
                data[name] = dict(zip(("ratio", "low", "high"), data[name], strict=True))
        Figures.objects.update_or_create(case=page.case, defaults={"data": data, "made_at": timekeeping.now()})
    for address in ("/", "/areas/north/", f"/problems/{page.slug}/", "/problems/", "/search/?q=hedge"):
        assert lead in text(client.get(address)), address
        assert "It worked" not in text(client.get(address)), address
    for address in ("/", "/areas/north/", f"/problems/{page.slug}/"):
        shown = text(client.get(address))
        assert "How sure are we?" in shown, address
        assert sure in shown, address


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


def test_the_last_closed_come_first_whatever_words_were_mended_since(cast: Cast, client: Client) -> None:
    first = ended(cast, "Trouble at the steps", "failed")
    ended(cast, "Trouble at the lock", "failed")
    words = Words("Trouble at the steps", "Groups shout at night.", "The lane is dark.", "New lamps.", "As loud as before.")
    showing.publish(first.case_id, words=words, actor=cast.officer)
    home = text(client.get("/"))
    assert home.index("Trouble at the lock") < home.index("Trouble at the steps")


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


def test_programs_read_the_same_story_and_narrow_the_list(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "failed")
    data = COUNTED | {"after": 3, "comparison": [12, 14]}
    Figures.objects.update_or_create(case=page.case, defaults={"data": data, "made_at": timekeeping.now()})
    one = client.get(f"/api/v1/problem-pages/{page.slug}/").json()
    assert one["lead"] == "We tried, and it did not work"
    assert one["counted"]["after"] == "fewer than 5"
    assert one["counted"]["sentence"] == ""
    assert [link["name"] for link in one["chain"]] == ["You said", "We looked", "We did", "What changed"]
    assert page.case.reference not in str(one)
    for query, sees in {"stands=failed": 1, "stands=open": 0, "area=south": 0, "q=hedge": 1}.items():
        assert len(client.get(f"/api/v1/problem-pages/?{query}").json()["results"]) == sees, query
    mine = client_of(cast.resident)
    assert mine.get("/api/v1/me/problem-pages/").json()["results"] == []
    showing.follow(page.pk, actor=cast.resident)
    assert [row["slug"] for row in mine.get("/api/v1/me/problem-pages/").json()["results"]] == [page.slug]


def test_a_failure_of_the_year_stands_among_the_newest(cast: Cast) -> None:
    ended(cast, "Shouting on Mill Lane", "failed")
    for number in range(2):
        ended(cast, f"Lamps {number}", "worked")
    told = [one.heading for one in stories.closed(most=2)]
    assert told == ["The team says it is better: Lamps 1", "We tried, and it did not work: Shouting on Mill Lane"]
    Case.objects.filter(decision="failed").update(closed_at=timekeeping.now() - timedelta(days=400))
    assert not any(one.is_failure for one in stories.closed(most=2))


def test_what_the_chain_says_whole_is_not_said_again(cast: Cast, client: Client) -> None:
    page = ended(cast, "Shouting on Mill Lane", "failed")
    read = text(client.get(f"/problems/{page.slug}/"))
    assert read.count("New lamps.") == 2, "there is more to it than the chain shows"
    CasePage.objects.update(did="New lamps.")
    assert text(client.get(f"/problems/{page.slug}/")).count("New lamps.") == 1
