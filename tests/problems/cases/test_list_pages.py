"""The list of cases, opening one from words, reports and a cell, adding to one, and what looks like one problem."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Category, Report
from policing.areas import cells
from policing.areas.models import Area, Place
from policing.privacy.receipts import new_token
from problems import picking, suggesting
from problems.models import Case, CasePlace, CaseReport, IncidentSource
from problems.services.cases import team
from tests.areas.conftest import square
from tests.feedback.tools import client_of, rows, text
from tests.people import Cast, MembershipFactory, TeamFactory
from tests.problems.cases import making
from tests.problems.test_pages import incidents

pytestmark = pytest.mark.django_db
LIST, NEW, ADD, PICK, SUGGESTED = (reverse(f"problems:case-{name}") for name in ("list", "new", "add", "pick", "suggested"))
LAT, LON = 0.5, 0.5


def listed(who: Any, **query: str) -> str:
    answer = client_of(who).get(LIST, query)
    assert answer.status_code == 200
    return text(answer)


def invite(cast: Cast, case: Case, user: Any, role: str, sees: str) -> None:
    """Let somebody outside the agency work along; a partner works for a team of the city."""
    if role == "partner":
        MembershipFactory(user=user, team=TeamFactory(code="lighting", name="City lighting", belongs_to="city"))
    team.invite(case.pk, user=user, place=team.Place(role, sees), actor=cast.officer)


def places(cast: Cast) -> None:
    Area.objects.filter(pk=cast.north.pk).update(boundary=square(0, 0))
    Place.objects.create(name="Mill Lane", key="mill lane", lat=LAT, lon=LON, area=cast.north)


def located(cast: Cast, number: int, *, start: int = 0, lat: float = LAT, **more: Any) -> list[Report]:
    """Put reports of the north with a place into the table, each sent on an evening of the last weeks."""
    evening = timezone.now().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=2)
    held = {
        "area": cast.north, "area_path": cast.north.path, "team": cast.team_north, "lat": lat, "lon": LON,
        "cell": cells.cell_of(lat, LON), "received_at": evening, "category": Category.objects.get(code="noise"), **more,
    }  # fmt: skip
    return rows(number, start=start, **held)


def test_staff_see_the_cases_of_their_area_and_others_those_they_work_along_in(cast: Cast) -> None:
    case = making.opened(cast)
    for who in (cast.officer, cast.supervisor, cast.analyst):
        assert case.title in listed(who)
    for other in (cast.other_officer, cast.resident, cast.partner, cast.administrator):
        shown = listed(other)
        assert case.title not in shown
        assert case.reference not in shown
    assert "Cases in which you work along show here." in listed(cast.resident)
    assert client_of(cast.anonymous).get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("role", "sees", "seen", "unseen"),
    [
        ("partner", "places", ["Shouting on Mill Lane", "Northgate", "Officer"], []),
        ("partner", "plan", ["Shouting on Mill Lane", "Officer"], ["Northgate"]),
        ("resident", "counts", ["Case "], ["Shouting on Mill Lane", "Northgate", "Officer"]),
    ],
)
def test_a_row_holds_what_its_reader_sees_and_nothing_else(
    cast: Cast, role: str, sees: str, seen: list[str], unseen: list[str]
) -> None:
    case = making.opened(cast, reports=[row.pk for row in making.reports(cast, 3)], reason="the same lane")
    who = cast.partner if role == "partner" else cast.resident
    invite(cast, case, who, role, sees)
    body = re.search(r"<tbody>.*</tbody>", listed(who))
    assert body
    assert case.reference in body.group()
    assert [one for one in seen if one not in body.group()] == []
    assert [one for one in (*unseen, ">3<") if one in body.group()] == []


@pytest.mark.parametrize(("sees", "finds"), [("plan", True), ("counts", False)])
def test_no_filter_tells_a_member_what_the_row_would_not(cast: Cast, sees: str, finds: bool) -> None:
    case = making.opened(cast)
    invite(cast, case, cast.resident, "resident", sees)
    assert (case.reference in listed(cast.resident, q="shout")) is finds
    assert case.reference in listed(cast.resident, q=case.reference)
    assert case.reference in listed(cast.resident, q=f" {case.reference.replace('-', ' – ')} ")
    assert case.reference not in listed(cast.resident, q=case.reference[:2]), "a year alone is no number"
    assert case.reference in listed(cast.resident, area="north"), "who has no area to choose narrows by none"
    answer = client_of(cast.resident).get(reverse("site:search"), {"q": "mill lane"})
    assert (case.reference in text(answer)) is finds


def test_it_is_narrowed_by_stage_area_words_and_by_being_mine(cast: Cast) -> None:
    here, there = making.opened(cast), making.opened(cast, title="Broken glass at the school", summary="")
    team.invite(there.pk, user=cast.supervisor, place=team.Place("officer", "everything"), actor=cast.officer)
    Case.objects.filter(pk=here.pk).update(state="response")
    assert here.title not in listed(cast.officer, stage="scanning")
    assert here.title in listed(cast.officer, stage="response")
    assert there.title not in listed(cast.officer, q="shout")
    assert here.title in listed(cast.officer, q="groups"), "what happens is looked in too"
    assert here.title not in listed(cast.supervisor, mine="on")
    assert there.title in listed(cast.supervisor, mine="on")
    assert here.title in listed(cast.supervisor, area="north")
    assert "No case fits these filters" in listed(cast.supervisor, area="south")
    assert here.title in listed(cast.officer, stage="odd", area="nowhere"), "what cannot be is passed over"


def test_the_search_finds_cases_for_who_may_see_them(cast: Cast) -> None:
    case = making.opened(cast)
    assert case.title in text(client_of(cast.officer).get(reverse("site:search"), {"q": "shouting"}))
    for other in (cast.other_officer, cast.neighbour, cast.anonymous):
        assert case.title not in text(client_of(other).get(reverse("site:search"), {"q": "shouting"}))


def opening(client: Any, **more: Any) -> Any:
    token = re.search(r'name="token" value="([0-9a-f]{32})"', client.get(NEW).content.decode())
    assert token
    return client.post(NEW, {"token": token.group(1), "title": "Glass on Mill Lane", "area": "north", **more})


@pytest.mark.command("problems.case.open")
def test_a_case_is_opened_from_words_alone_and_once(cast: Cast) -> None:
    client, token = client_of(cast.officer), new_token()
    for _twice in range(2):
        answer = client.post(NEW, {"token": token, "title": "Glass on Mill Lane", "area": "north", "summary": "Each weekend."})
        assert answer.status_code == 302
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("problems:case", args=[case.reference])
    assert (case.title, case.area, case.lead, case.summary) == ("Glass on Mill Lane", cast.north, cast.officer, "Each weekend.")


def test_what_was_typed_comes_back_with_what_to_mend(cast: Cast) -> None:
    report = making.reports(cast, 1)[0]
    answer = client_of(cast.officer).post(NEW, {"title": "", "summary": "Kept words.", "reports": report.reference})
    assert answer.status_code == 422
    shown = text(answer)
    assert "Give the case a name." in shown
    assert "Kept words." in shown
    assert f'value="{report.reference}" checked' in shown
    assert not Case.objects.exists()
    assert opening(client_of(cast.officer), reports=[report.reference]).status_code == 422, "reports want a reason"
    assert opening(client_of(cast.officer), area="south").status_code == 422, "another area is no choice"


def test_a_case_is_opened_from_reports_that_were_chosen_in_the_inbox(cast: Cast) -> None:
    fed, other = making.reports(cast, 3), making.reports(cast, 1)
    making.opened(cast, title="Another one", reports=[other[0].pk], reason="known")
    client = client_of(cast.officer)
    assert "Open a case" in text(client.get(reverse("feedback:inbox")))
    answer = client.post(PICK, {"pick": [row.reference for row in fed + other], "case": "new"})
    assert answer.status_code == 302
    shown = text(client.get(answer.headers["Location"]))
    assert "3 reports that feed it" in shown
    assert "1 report feeds a case already, and stays there:" in shown
    assert "Another one" in shown
    kept = [row.reference for row in fed[:2]]
    assert opening(client, reports=kept, reason="the same lane").status_code == 302
    case = Case.objects.get(title="Glass on Mill Lane")
    assert {link.report_id for link in case.links.all()} == {row.pk for row in fed[:2]}
    assert client.post(PICK, {"case": "new"}).headers["Location"] == reverse("feedback:inbox")
    desk = text(client.get(reverse("feedback:report", args=[fed[0].reference])))
    assert "It feeds the case" in desk
    assert case.title in desk
    assert "It feeds no case." in text(client.get(reverse("feedback:report", args=[fed[2].reference])))


def test_reports_of_another_area_are_not_there(cast: Cast) -> None:
    report = making.reports(cast, 1)[0]
    shown = text(client_of(cast.other_officer).get(NEW, {"reports": [report.reference, "HEDGE-4-LAMP-71"]}))
    assert report.words not in shown
    assert "2 reports were left out" in shown
    for odd in ("<script>", "\0", "x" * 500):
        assert client_of(cast.officer).get(NEW, {"reports": odd, "cell": odd}).status_code == 200


def test_a_case_is_opened_from_a_cell_of_the_map(cast: Cast) -> None:
    places(cast)
    cell = cells.cell_of(LAT, LON)
    client = client_of(cast.officer)
    shown = text(client.get(NEW, {"cell": cell, "category": ["Theft", "Noise"]}))
    assert 'value="What happens at Mill Lane"' in shown
    assert '<option value="north" selected>' in shown
    assert "Theft, Noise" in shown
    assert opening(client, cell=cell, category=["Theft", "Noise"]).status_code == 302
    case = Case.objects.get()
    assert case.categories == ["Theft", "Noise"]
    assert list(CasePlace.objects.values_list("cell", "label", "use")) == [(cell, "Mill Lane", "problem")]


@pytest.mark.command("problems.report.link")
def test_reports_are_added_to_an_open_case(cast: Cast) -> None:
    case, fed = making.opened(cast), making.reports(cast, 2)
    client = client_of(cast.officer)
    asked = {"reports": [row.reference for row in fed]}
    assert case.title in text(client.get(ADD, asked))
    assert client.post(ADD, {**asked, "case": case.reference}).status_code == 422
    answer = client.post(ADD, {**asked, "case": case.reference, "reason": "the same nights"})
    assert answer.headers["Location"] == reverse("problems:case", args=[case.reference])
    assert CaseReport.objects.filter(case=case, left_at=None).count() == 2
    assert "No report to add" in text(client.get(ADD, asked))
    assert "No case is open that you work on" in text(client_of(cast.other_officer).get(ADD))
    assert client_of(cast.partner).get(ADD).status_code == 404


def test_nine_of_one_kind_from_one_place_look_like_one_problem_and_the_reasons_are_said(cast: Cast) -> None:
    places(cast)
    made = located(cast, 8) + located(cast, 1, start=50, lat=LAT + 0.002)
    located(cast, 3, start=100, category=Category.objects.get(code="litter"))
    located(cast, 1, start=200, lat=LAT + 0.2)
    located(cast, 1, start=300, received_at=timezone.now() - timedelta(days=100))
    located(cast, 1, start=400, state="withdrawn", closed_at=timezone.now())
    groups = suggesting.suggested(cast.officer)
    assert [(group.number, set(group.references)) for group in groups] == [(9, {row.reference for row in made})]
    reasons = list(groups[0].reasons)
    assert reasons[0].startswith("9 reports of “")
    assert reasons[1] == "all within 250 metres, near Mill Lane"
    assert reasons[2].startswith("all on ")
    assert reasons[3] == "9 of 9 were sent between 20:00 and 21:00" or reasons[3].startswith("9 of 9 were sent between")
    assert reasons[4].startswith("the same words: ")
    assert "shout" in reasons[4]
    shown = text(client_of(cast.officer).get(SUGGESTED))
    assert "You decide; nothing is opened by itself." in shown
    link = re.search(r'href="([^"]+)">[^<]*Open a case with these', shown)
    assert link
    form = text(client_of(cast.officer).get(link.group(1).replace("&amp;", "&")))
    assert "9 reports that feed it" in form
    assert "all within 250 metres, near Mill Lane" in form, "the reason stands in the form, to be changed"
    assert "the same words" not in form, "what residents wrote is not kept as a reason"


def test_what_feeds_a_case_and_what_lies_elsewhere_is_not_suggested(cast: Cast) -> None:
    places(cast)
    made = located(cast, 5)
    assert suggesting.suggested(cast.other_officer) == []
    assert "Nothing looks like one problem now" in text(client_of(cast.other_officer).get(SUGGESTED))
    making.opened(cast, reports=[row.pk for row in made[:2]], reason="known")
    assert suggesting.suggested(cast.officer) == []
    assert client_of(cast.resident).get(SUGGESTED).status_code == 404


def test_references_are_read_in_any_shape(cast: Cast) -> None:
    assert picking.references(["hedge 4 lamp 71, HEDGE-4-LAMP-71\nROW-1", " "]) == ["HEDGE-4-LAMP-71", "ROW-1"]


def test_a_cell_of_the_map_of_incidents_leads_to_the_form_with_its_kind(cast: Cast) -> None:
    Area.objects.filter(pk=cast.north.pk).update(boundary=square(0, 0))
    source = IncidentSource.objects.create(code="records", name="Records", mapping={})
    incidents(source, cast.north, 6)
    cell = cells.cell_of(LAT, LON)
    client = client_of(cast.officer)
    shown = text(client.get(reverse("problems:incidents"), {"category": "Theft"}))
    assert f'href="{NEW}?category=Theft&amp;cell={cell}"' in shown.replace("Theft&cell", "Theft&amp;cell")
    assert "Open a case here" in text(client.get(reverse("problems:incidents"), {"cell": cell}))


def test_who_holds_no_role_finds_their_cases_on_their_own_page(cast: Cast) -> None:
    case = making.opened(cast)
    client = client_of(cast.neighbour)
    assert "Cases that you work along in" not in text(client.get(reverse("feedback:my")))
    team.invite(case.pk, user=cast.neighbour, place=team.Place("resident", "counts"), actor=cast.officer)
    page = text(client.get(reverse("feedback:my")))
    assert case.reference in page
    assert case.title not in page, "who sees counts alone does not read the name"
