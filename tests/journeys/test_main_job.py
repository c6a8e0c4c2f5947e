"""The main job: a resident without a name reports on a phone, is answered, is told, says “not fixed”, and is told again."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from feedback.models import Report
from tests.journeys import steps
from tests.journeys.browser import DESK, Walk
from tests.journeys.steps import Codes
from tests.journeys.world import TORONTO, World


def _reports(walk: Walk, people: World) -> tuple[Page, Codes]:
    """On a phone, without JavaScript, at a point that was copied from a map."""
    phone = walk.window(script=False)
    phone.goto("/")
    phone.get_by_role("link", name="Report a concern").click()
    steps.nobody_in_danger(phone)
    phone.get_by_label("Broken lights or a place that feels unsafe").check()
    steps.press(phone, "Next: where")
    steps.say_where(phone, place=people.here.point)
    steps.say_what_happens(phone, when="After ten at night")
    steps.give_no_name(phone)
    expect(phone.get_by_text(people.here.area.name)).to_be_visible()
    kept = steps.send(phone)
    expect(phone.get_by_text(people.here.team.name)).to_be_visible()
    return phone, kept


def _finds(walk: Walk, people: World, kept: Codes) -> Page:
    """The officer signs in on the page, and finds it in the inbox."""
    desk = walk.window(width=DESK)
    steps.sign_in(desk, people.officer)
    steps.heading(desk, "Inbox")
    desk.get_by_role("row").filter(has_text=kept.reference).get_by_role("link", name="The lamps on the steps are dark.").click()
    expect(desk.get_by_role("region", name="What the resident told us").get_by_text(steps.WORDS)).to_be_visible()
    return desk


def _asks_and_is_answered(phone: Page, desk: Page, kept: Codes) -> None:
    """The officer reads and asks; the resident comes back by both codes and replies."""
    steps.press(desk, "Mark as read")
    expect(desk.get_by_text("Marked as read. The resident is told.")).to_be_visible()
    steps.act(desk, "Ask a question", "Which of the steps is it?")
    expect(desk.get_by_text("Your question is on its way.")).to_be_visible()
    steps.track(phone, kept)
    expect(phone.get_by_text("Which of the steps is it?")).to_be_visible()
    phone.get_by_label("Write to the team").fill("The ones beside the school.")
    steps.press(phone, "Send")
    expect(phone.get_by_text("The ones beside the school.")).to_be_visible()


def _closes(phone: Page, desk: Page, words: str) -> None:
    """The officer closes with an outcome and words, and the resident reads them."""
    steps.act(desk, "Close", words, outcome="Fixed")
    expect(desk.get_by_text("Closed. The resident is told what came of it.")).to_be_visible()
    phone.goto("/track/report/")
    expect(phone.get_by_text(words)).to_be_visible()


@pytest.mark.skipif(not TORONTO.exists(), reason="real data is not at hand: toronto_neighbourhoods.geojson")
@pytest.mark.command("feedback.report.submit")
def test_a_report_inside_a_toronto_polygon_goes_the_whole_way(walk: Walk, people: World) -> None:
    phone, kept = _reports(walk, people)
    report = Report.objects.get(reference=kept.reference)
    assert (report.area, report.team, report.mode, report.reporter) == (people.here.area, people.here.team, "anonymous", None)
    desk = _finds(walk, people, kept)
    _asks_and_is_answered(phone, desk, kept)
    desk.reload()
    expect(desk.get_by_text("The ones beside the school.")).to_be_visible()
    steps.act(desk, "Answer", "We asked the city to mend the lamps.")
    _closes(phone, desk, "The lamps are mended. We looked on Friday.")

    phone.get_by_label("What is not fixed?").fill("One of them is dark again.")
    steps.press(phone, "Tell us that it is not fixed")
    expect(phone.get_by_text("One of them is dark again.")).to_be_visible()
    desk.reload()
    steps.act(desk, "Take it up again", "You are right. We go there tonight.")
    _closes(phone, desk, "Now all of them burn.")
    report.refresh_from_db()
    assert (report.state, report.outcome, report.contests, report.reopenings) == ("closed", "fixed", 1, 1)

    cache.clear()  # public numbers are kept for a minute, and this journey is quicker
    phone.goto(f"/areas/{people.here.area.code}/")
    steps.heading(phone, people.here.area.name)
    expect(phone.locator(".stat", has_text="Fixed").first).to_contain_text("–")  # one report is too few to be shown


def test_by_the_list_of_areas_it_lands_with_the_team_of_that_area(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    kept = steps.report(phone, area=people.there.area.name)
    assert Report.objects.get(reference=kept.reference).team == people.there.team

    steps.sign_in(phone, people.elsewhere)
    expect(phone.get_by_role("row").filter(has_text=kept.reference)).to_be_visible()
    phone.get_by_role("row").filter(has_text=kept.reference).get_by_role("link", name="The lamps on the steps are dark.").click()
    expect(phone.get_by_role("region", name="What the resident told us").get_by_text(steps.WORDS)).to_be_visible()

    desk = walk.window(width=DESK, who=people.officer)
    desk.goto(f"/inbox/{kept.reference}/")
    steps.heading(desk, "We could not find that")


def test_outside_every_area_it_goes_to_the_front_desk(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    steps.say_what(phone)
    steps.say_where(phone, place="10.0, 10.0")
    expect(phone.get_by_text("That place is outside our area.")).to_be_visible()
    steps.press(phone, "Send it anyway")
    steps.say_what_happens(phone)
    steps.give_no_name(phone)
    kept = steps.send(phone)
    assert Report.objects.get(reference=kept.reference).team.kind == "front_desk"
