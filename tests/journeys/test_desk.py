"""The officer's desk with scripts on: parts of a page swap, and each has an address of its own."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import steps, world
from tests.journeys.browser import DESK, Walk
from tests.journeys.world import World


def test_a_filter_swaps_the_rows_and_pushes_the_address(walk: Walk, people: World) -> None:
    reference = world.send(people.here, "The music is too loud again.", category="noise").report.reference
    desk = walk.window(width=DESK, who=people.officer)
    desk.goto("/inbox/")
    desk.evaluate("window.stayed = true")
    desk.get_by_role("checkbox", name="Noise").check()
    steps.press(desk, "Show")
    desk.wait_for_url("**/inbox/?*category=noise*")
    expect(desk.get_by_role("row").filter(has_text=reference)).to_be_visible()
    expect(desk.get_by_role("row").filter(has_text=people.reports["new"].reference)).to_have_count(0)
    assert desk.evaluate("window.stayed"), "the whole page was loaded anew"
    desk.go_back()
    expect(desk.get_by_role("row").filter(has_text=people.reports["new"].reference)).to_be_visible()
    desk.goto("/inbox/?state=open&category=noise")
    expect(desk.get_by_role("row").filter(has_text=reference)).to_be_visible()
    expect(desk.get_by_role("checkbox", name="Noise")).to_be_checked()


def test_the_doors_of_a_supervisor_stand_in_one_row(walk: Walk, people: World) -> None:
    for who in (people.officer, people.supervisor):
        desk = walk.window(width=DESK, who=who)
        desk.goto("/inbox/")
        assert desk.evaluate("document.querySelector('.masthead__row').getBoundingClientRect().height") < 80
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_same_filter_works_without_scripts(walk: Walk, people: World) -> None:
    desk = walk.window(width=DESK, who=people.officer, script=False)
    desk.goto("/inbox/")
    desk.get_by_label("Closed", exact=True).check()
    desk.get_by_label("All open").uncheck()
    steps.press(desk, "Show")
    expect(desk.get_by_role("row").filter(has_text=people.reports["closed"].reference)).to_be_visible()
    expect(desk.get_by_role("row").filter(has_text=people.reports["new"].reference)).to_have_count(0)
