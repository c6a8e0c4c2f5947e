"""Two residents, one lamp: a neighbour joins what is published and reports it too, an officer merges, and both hear what came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Publication, Report
from feedback.services import publishing
from policing.areas.models import Area
from tests.journeys import audit, steps, world
from tests.journeys.browser import DESK, PHONE, Walk
from tests.journeys.world import World

CLOSING = "The lamp behind the bakery is mended."


def publish(people: World, kept: steps.Codes) -> Publication:
    """Let an officer publish a summary of the first report."""
    report = Report.objects.get(reference=kept.reference)
    return publishing.publish(report.pk, summary="The lamp behind the bakery is broken.", actor=people.officer)


def passes(page: Page, *, script: bool) -> None:
    """Expect nothing of axe, where the page may run it."""
    if script:
        assert audit.faults(page) == []


def joins(page: Page, area: Area, slug: str, *, script: bool) -> None:
    """Find what is published of the area, and say that it is the same for oneself."""
    page.goto(f"/areas/{area.code}/")
    passes(page, script=script)
    page.get_by_role("link", name="All that is published here").click()
    steps.heading(page, "What neighbours told us")
    passes(page, script=script)
    page.goto(f"/reports/{slug}/")
    passes(page, script=script)
    steps.press(page, "It is the same for me")
    expect(page.get_by_text("You said that it is the same for you.")).to_be_visible()


def merges(desk: Page, second: steps.Codes, first: steps.Codes, *, script: bool) -> None:
    """Merge the second report into the first, and close that one for both."""
    desk.goto(f"/inbox/{second.reference}/")
    expect(desk.get_by_text("You decide; nothing is joined by itself.")).to_be_visible()
    passes(desk, script=script)
    desk.get_by_role("button", name=f"Merge this one into it {first.reference}").click()
    expect(desk.get_by_text("Merged. Both residents keep a thread of their own")).to_be_visible()
    desk.goto(f"/inbox/{first.reference}/")
    expect(desk.get_by_text("2 people read this, each in a thread of their own.").first).to_be_attached()
    steps.act(desk, "Close", CLOSING, outcome="Fixed")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_joined_and_merged_report(walk: Walk, people: World, script: bool) -> None:
    first_phone, second_phone = walk.window(script=script), walk.window(script=script)
    first = steps.report(first_phone, place=people.here.point, words="The lamp behind the bakery is broken and flickers.")
    row = publish(people, first)

    neighbour = walk.window(script=script, who=world.person("Ines Marlow"))
    joins(neighbour, people.here.area, row.slug, script=script)
    second = steps.report(second_phone, place=people.here.point, words="The lamp by the bakery flickers and is broken.")

    desk = walk.window(width=PHONE if script else DESK, script=script, who=people.officer)
    merges(desk, second, first, script=script)

    for phone, kept in ((first_phone, first), (second_phone, second)):
        steps.track(phone, kept)
        expect(phone.get_by_text(CLOSING)).to_be_visible()
    passes(second_phone, script=script)
    neighbour.goto(f"/reports/{row.slug}/")
    expect(neighbour.locator("main")).to_contain_text("Finished: Fixed")
    expect(neighbour.get_by_text(CLOSING)).to_have_count(0)

    second_phone.get_by_label("What is not fixed?").fill("It went dark again last night.")
    steps.press(second_phone, "Tell us that it is not fixed")
    steps.track(first_phone, first)
    expect(first_phone.get_by_text("It went dark again last night.")).to_have_count(0)
    assert Report.objects.get(reference=first.reference).state == "contested"
    neighbour.reload()
    expect(neighbour.locator("main")).to_contain_text("Somebody says it is not fixed")


def names_herself(page: Page, area: Area) -> steps.Codes:
    """Report without a name, and leave one's own name in the words, though the page asks about it."""
    steps.say_what(page)
    steps.say_where(page, area=area.name)
    page.get_by_label("Say it in your own words").fill("My name is Maya Ferreira, flat 3. The lamp is broken.")
    steps.press(page, "Next: pictures")
    steps.heading(page, "Your words may say who you are")
    steps.press(page, "Leave it as it is")
    steps.send_no_picture(page)
    steps.give_no_name(page)
    return steps.send(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_the_desk_redacts_and_publishes_is_within_reach(walk: Walk, people: World, width: int) -> None:
    kept = names_herself(walk.window(), people.here.area)
    desk = walk.window(width=width, who=people.officer)
    for page in ("redact", "publish", "alike"):
        desk.goto(f"/inbox/{kept.reference}/{page}/")
        passes(desk, script=True)
    desk.goto(f"/inbox/{kept.reference}/redact/")
    steps.press(desk, "Keep this copy")
    desk.wait_for_url(f"**/inbox/{kept.reference}/")
    expect(desk.get_by_text("Ferreira")).to_have_count(0)
    desk.get_by_role("link", name="The original words").click()
    desk.wait_for_url("**/original/")
    passes(desk, script=True)
    desk.get_by_label("Why do you need to read the original?").fill("To call back.")
    steps.press(desk, "Read the original")
    expect(desk.get_by_text("Ferreira")).to_be_visible()
