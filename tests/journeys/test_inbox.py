"""Forty before lunch: the inbox by keyboard alone, at a desk and on a phone; all the same without a script."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Report
from policing.accounts.models import User
from policing.areas.models import Area
from policing.events.testing import drain
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, PHONE, Walk
from tests.journeys.world import Spot, World, person, send
from tests.people import AreaFactory, TeamFactory

MOST_TABS = 90
SAID = ("Lamps are dark on the steps. Nobody came.", "Music until three. Every Friday.", "Glass in the sand pit.")
_number = count(1)


class Desk:
    """An officer with an area of their own, and three reports in it."""

    def __init__(self) -> None:
        number = next(_number)
        area: Area = AreaFactory(code=f"desk-{number}", name=f"Desk {number}")
        team = TeamFactory(code=f"desk-team-{number}", name=f"Desk team {number}", areas=[area])
        self.officer: User = person("Ines Marlow", "officer", area=area, team=team)
        spot = Spot(area, team, lat=0.0, lon=0.0)
        self.reports: list[Report] = [send(spot, words).report for words in SAID]
        drain()

    def states(self) -> list[str]:
        """Give the states as they stand."""
        held = dict(Report.objects.filter(pk__in=[one.pk for one in self.reports]).values_list("pk", "state"))
        return [held[one.pk] for one in self.reports]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of this name has the focus."""
    for _each in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in str(
            page.evaluate("(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()")
        ):
            return
    pytest.fail(f"Tab does not reach “{name}”")


def press_for_page(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_inbox_by_keyboard_alone(walk: Walk, people: World, width: int) -> None:
    desk = Desk()
    page = walk.window(width=width, who=desk.officer)
    page.goto("/inbox/")
    for _each in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    assert faults(page, name="inbox, two chosen") == []
    page.set_viewport_size({"width": width, "height": 800})
    press_for_page(page, "a")
    expect(page.get_by_text("2 reports done.")).to_be_visible()
    assert desk.states().count("read") == 2
    assert faults(page, name="inbox, done") == []
    page.set_viewport_size({"width": width, "height": 800})
    tab_to(page, "Undo")
    press_for_page(page, "Enter")
    expect(page.get_by_text("Taken back for 2 reports.")).to_be_visible()
    assert desk.states() == ["new"] * 3
    _merge_and_take_back(page, desk)
    _search_open_and_reply(page)
    page.goto("/inbox/")
    page.keyboard.press("?")
    expect(page.get_by_text("mark the chosen ones as read")).to_be_visible()
    tab_to(page, "Turn keys off")
    press_for_page(page, "Enter")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") != "subject"


def _merge_and_take_back(page: Page, desk: Desk) -> None:
    for _each in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    press_for_page(page, "m")
    expect(page.get_by_text("1 report done.")).to_be_visible()
    assert sorted(desk.states()) == ["merged", "new", "new"]
    tab_to(page, "Undo")
    press_for_page(page, "Enter")
    assert sorted(desk.states()) == ["new", "new", "read"]


def _search_open_and_reply(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("jxa music")
    assert page.locator("input[name=q]").first.evaluate("e => document.activeElement.name") == "q"
    for _each in range(len("jxa music")):
        page.keyboard.press("Backspace")
    page.keyboard.type("music")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert "q=music" in page.url
    tab_to(page, "Music until three.")
    press_for_page(page, "o")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/inbox/" in page.url
    page.go_back()
    tab_to(page, "Music until three.")
    press_for_page(page, "r")
    expect(page.locator("#id_answer-words")).to_be_visible()


def test_all_the_same_without_a_script(walk: Walk, people: World) -> None:
    desk = Desk()
    page = walk.window(width=PHONE, who=desk.officer, script=False)
    page.goto("/inbox/")
    tab_to(page, "Choose “Lamps are dark on the steps.”")
    page.keyboard.press("Space")
    tab_to(page, "Choose “Glass in the sand pit.”")
    page.keyboard.press("Space")
    for _each in range(MOST_TABS):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Mark as read":
            break
    press_for_page(page, "Enter")
    expect(page.get_by_text("2 reports done.")).to_be_visible()
    assert desk.states().count("read") == 2
    tab_to(page, "Undo")
    press_for_page(page, "Enter")
    assert desk.states() == ["new"] * 3
    page.goto("/inbox/?q=glass&state=open")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Save this filter as").fill("Glass")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The filter is saved.")).to_be_visible()
    page.locator("summary", has_text="Filters").click()
    page.get_by_role("link", name="Glass", exact=True).click()
    expect(page.locator("[data-row]")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_search_from_any_page(walk: Walk, people: World, script: bool) -> None:
    desk = Desk()
    page = walk.window(who=desk.officer, script=script)
    page.goto("/")
    page.locator("#site-q").fill("sand pit")
    page.locator("#site-q").press("Enter")
    page.get_by_role("link", name="Glass in the sand pit.").first.click()
    expect(page.get_by_text("Glass in the sand pit.").first).to_be_visible()


def test_the_supervisors_and_the_analysts_pages(walk: Walk, people: World) -> None:
    Desk()
    analyst = person("Noor Haddad", "analyst")
    page = walk.window(who=people.supervisor)
    found = []
    for path in ("/teams/", "/analysis/", "/search/?q=music"):
        page.goto(path)
        found += faults(page)
    page = walk.window(who=analyst, width=DESK)
    page.goto("/analysis/")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download the table").click()
    assert kept.value.suggested_filename.startswith("reports-")
    assert found == []
