"""From the inbox to a case: reports are chosen, a case is opened, more are linked, somebody is asked to work along."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Report
from policing.accounts.models import User
from policing.areas.cells import cell_of
from policing.areas.models import Area, Place
from policing.events.testing import drain
from problems.models import Case, Member
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, PHONE, Walk
from tests.journeys.steps import press
from tests.journeys.world import Spot, World, person, send
from tests.people import AreaFactory, TeamFactory

SAID = (
    "Lamps are dark on the steps again.",
    "Dark lamps on the steps, I fell.",
    "All lamps dark there.",
    "The lamps on the steps.",
)
_number = count(1)


class Desk:
    """An officer with an area of their own, a partner of the city, and four reports from one place."""

    def __init__(self) -> None:
        number = next(_number)
        lat, lon = 1.0 + number, 1.0
        area: Area = AreaFactory(code=f"steps-{number}", name=f"Steps {number}")
        team = TeamFactory(code=f"steps-team-{number}", name=f"Steps team {number}", areas=[area])
        Place.objects.create(name="Corn Steps", key="corn steps", lat=lat, lon=lon, area=area)
        self.officer: User = person("Ines Marlow", "officer", area=area, team=team)
        city = TeamFactory(code=f"steps-city-{number}", name=f"City lighting {number}", belongs_to="city")
        self.partner: User = person(f"Sam Osei {number}", "partner", area=area, team=city)
        spot = Spot(area, team, lat=lat, lon=lon)
        self.reports: list[Report] = [send(spot, words).report for words in SAID]
        Report.objects.filter(pk__in=[one.pk for one in self.reports]).update(
            area=area, area_path=area.path, team=team, lat=lat, lon=lon, cell=cell_of(lat, lon)
        )  # fmt: skip
        drain()


def passes(page: Page, *, script: bool) -> None:
    """Expect nothing of axe, where the page may run it."""
    if script:
        assert faults(page) == []


def opens(page: Page, desk: Desk, *, script: bool) -> Case:
    """Choose three reports in the inbox, and open a case from them."""
    page.goto("/inbox/")
    for box in page.locator("[name=pick]").all()[:3]:
        box.check()
    passes(page, script=script)
    press(page, "Open a case")
    expect(page.get_by_text("3 reports that feed it")).to_be_visible()
    passes(page, script=script)
    page.get_by_label("Why do these reports belong together?").fill("The same steps, every night.")
    page.get_by_label("What happens").fill("People fall on the dark steps.")
    press(page, "Open the case")
    case = Case.objects.get(lead=desk.officer)
    assert case.reports == 3
    return case


def links_one_more(page: Page, desk: Desk, case: Case, *, script: bool) -> None:
    """Link the report that was left, by its reference."""
    page.goto(f"/cases/{case.reference}/reports/")
    passes(page, script=script)
    page.get_by_text("Link reports").first.click()
    left = next(one for one in desk.reports if not one.case_links.exists())
    page.get_by_label("References of the reports").fill(left.reference.lower())
    page.get_by_label("Why do they belong to it?").fill("The same steps.")
    press(page, "Link reports")
    expect(page.get_by_text("1 report feeds the case now.")).to_be_visible()


@pytest.mark.parametrize(("width", "script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone, no script"])
def test_reports_become_a_case_with_people(walk: Walk, people: World, width: int, script: bool) -> None:
    desk = Desk()
    page = walk.window(width=width, script=script, who=desk.officer)
    case = opens(page, desk, script=script)
    links_one_more(page, desk, case, script=script)
    page.goto(f"/cases/{case.reference}/team/")
    passes(page, script=script)
    page.get_by_label("Somebody of the agency or the city").select_option(str(desk.partner.pseudonym))
    page.get_by_label("As what?").select_option("partner")
    page.get_by_label("places and times").check()
    press(page, "Let them work along")
    expect(page.get_by_text("works along now.")).to_be_visible()
    assert Member.objects.get(case=case, user=desk.partner).sees == "places"
    partner = walk.window(width=width, script=script, who=desk.partner)
    partner.goto("/cases/")
    expect(partner.get_by_role("link", name=case.title)).to_be_visible()
    expect(partner.get_by_text("You see places, times and the plan.")).to_be_visible()
    passes(partner, script=script)


def test_what_looks_like_one_problem_is_opened_by_a_person(walk: Walk, people: World) -> None:
    desk = Desk()
    page = walk.window(width=DESK, who=desk.officer)
    page.goto("/cases/")
    passes(page, script=True)
    page.get_by_role("link", name="What looks like one problem", exact=True).click()
    expect(page.get_by_text("near Corn Steps")).to_be_visible()
    page.get_by_text("Read the 4 reports").click()
    passes(page, script=True)
    page.get_by_role("link", name="Open a case with these").click()
    expect(page.get_by_text("4 reports that feed it")).to_be_visible()
    expect(page.get_by_label("Why do these reports belong together?")).not_to_have_value("")
    press(page, "Open the case")
    case = Case.objects.get(lead=desk.officer)
    page.goto(f"/cases/{case.reference}/merge/")
    passes(page, script=True)
    page.goto(f"/cases/add/?reports={desk.reports[0].reference}")
    passes(page, script=True)
