"""A frightened person, on a phone, without a name: from the danger question to two-way messages and to what came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Report
from policing.privacy.models import Identity
from tests.journeys import steps
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, Walk
from tests.journeys.steps import Codes
from tests.journeys.world import World

WORDS = "My husband has a knife. He hits me when he drinks."


class Watch:
    """Looks at each page with axe where there is a script, and for a scroll to the side where there is none."""

    def __init__(self, page: Page, *, script: bool) -> None:
        self.page, self.script, self.found = page, script, list[str]()

    def look(self, heading: str) -> None:
        """Expect the page of this heading, and look at it."""
        steps.heading(self.page, heading)
        if self.script:
            self.found += faults(self.page, dark=False, name=heading)
        elif self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{heading} scrolls sideways")


def _in_danger(phone: Page, watch: Watch) -> None:
    """A yes leads to who answers day and night; the form goes on once that was read."""
    phone.goto("/report/")
    watch.look("Is someone in danger now?")
    steps.press(phone, "Yes, someone is in danger")
    watch.look("Get help now")
    expect(phone.get_by_text("Nobody watches this site day and night.")).to_be_visible()
    expect(phone.locator("main a[href^='tel:']").first).to_be_visible()
    steps.press(phone, "I know that nobody watches this. Go on with a report")


def _tells(phone: Page, watch: Watch, people: World) -> None:
    """Find what it is by a word, read the advice, tell it, and stay unknown."""
    watch.look("What is worrying you?")
    phone.get_by_label("Or find it by a word").fill("husband")
    steps.press(phone, "Find")
    phone.get_by_label("Someone at home hurts or controls you").check()
    steps.press(phone, "Next: where")
    watch.look("Someone at home hurts or controls you")
    expect(phone.get_by_text("You are believed")).to_be_visible()
    phone.get_by_role("link", name="Go on with my report").click()
    steps.say_where(phone, area=people.here.area.name)
    steps.heading(phone, "What happens there?")
    phone.get_by_label("Say it in your own words").fill(WORDS)
    phone.get_by_label("Yes", exact=True).check()
    steps.press(phone, "Next: pictures")
    watch.look("This sounds like danger")
    steps.press(phone, "Go on with my report")
    watch.look("Do you have pictures?")
    steps.send_no_picture(phone)
    watch.look("Do you want to hear back?")
    steps.give_no_name(phone)


def _sends(phone: Page, watch: Watch) -> Codes:
    """Change one's mind once, send, and save the codes."""
    watch.look("Is this right?")
    expect(phone.get_by_text("This sounds like danger.")).to_be_visible()
    phone.get_by_role("link", name="Change").nth(2).click()
    expect(phone.get_by_label("Say it in your own words")).to_have_value(WORDS)
    steps.press(phone, "Keep this")
    kept = steps.send(phone)
    watch.look("Keep these two codes safe")
    with phone.expect_download() as saved:
        steps.press(phone, "Save as a file")
    told = saved.value.path().read_text(encoding="utf-8")
    assert kept.reference in told
    assert kept.receipt in told
    assert WORDS not in told
    return kept


@pytest.mark.command("feedback.report.submit")
@pytest.mark.parametrize("script", [False, True], ids=["without JavaScript", "with axe"])
def test_from_the_danger_question_to_what_came_of_it(walk: Walk, people: World, script: bool) -> None:
    phone = walk.window(script=script)
    watch = Watch(phone, script=script)
    before = Identity.objects.count()
    _in_danger(phone, watch)
    _tells(phone, watch, people)
    kept = _sends(phone, watch)
    report = Report.objects.get(reference=kept.reference)
    assert (report.mode, report.has_danger_words, report.answers) == ("anonymous", True, {"children": "yes"})
    assert Identity.objects.count() == before

    desk = walk.window(width=DESK, who=people.officer)
    desk.goto(f"/inbox/{kept.reference}/")
    steps.press(desk, "Mark as read")
    steps.act(desk, "Ask a question", "When could somebody come by and be safe for you?")
    steps.track(phone, kept)
    expect(phone.get_by_text("When could somebody come by and be safe for you?")).to_be_visible()
    phone.get_by_label("Write to the team").fill("On Tuesdays before noon.")
    steps.press(phone, "Send")
    expect(phone.get_by_text("On Tuesdays before noon.")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("On Tuesdays before noon.")).to_be_visible()
    steps.act(desk, "Close", "The two of you are safe now, and he may not come near.", outcome="Fixed")
    phone.goto("/track/report/")
    expect(phone.get_by_text("The two of you are safe now, and he may not come near.")).to_be_visible()
    assert not watch.found, "\n".join(watch.found)
