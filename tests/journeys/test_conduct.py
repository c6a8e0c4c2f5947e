"""A complaint seen by exactly the right people: written on a phone without a script, answered by a reviewer, and not agreed with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Conduct
from policing.accounts.models import User
from tests.journeys import audit, steps
from tests.journeys.browser import DESK, Walk
from tests.journeys.steps import Codes
from tests.journeys.world import World, person

WORDS = "He laughed at me when I asked for help."
Look = Callable[..., list[str]]


def _looks(script: bool) -> Look:
    """Give axe, or, for a window without a script in which it cannot run, something that finds nothing."""
    return audit.faults if script else lambda page, name: []


def _writes(page: Page, people: World, faults: Look) -> tuple[Codes, list[str]]:
    """Write it, one idea a page, with the independent route beside each; give both codes and what axe found."""
    found = []
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="How the police treated someone").click()
    steps.heading(page, "How the police treated someone")
    found += faults(page, name="conduct: start")
    page.get_by_label("A complaint").check()
    steps.press(page, "Next: for whom")
    page.get_by_label("I was").check()
    found += faults(page, name="conduct: for whom")
    steps.press(page, "Next: what happened")
    page.get_by_label("Say it in your own words").fill(WORDS)
    page.get_by_label("When was it?").fill("Last Friday")
    found += faults(page, name="conduct: what happened")
    steps.press(page, "Next: who it was")
    page.get_by_label("Who was it?").fill(f"Officer {people.officer.name}")
    found += faults(page, name="conduct: who")
    steps.press(page, "Next: put it right")
    page.get_by_label("What would put it right?").fill("That he says sorry.")
    found += faults(page, name="conduct: put right")
    steps.press(page, "Next: you")
    expect(page.get_by_role("heading", name="You do not have to tell the police")).to_be_visible()
    page.get_by_label("No name. I will use a receipt code").check()
    found += faults(page, name="conduct: you")
    steps.press(page, "Next: check")
    found += faults(page, name="conduct: check")
    steps.press(page, "Send it")
    found += faults(page, name="conduct: sent")
    return steps.codes(page), found


def _track(page: Page, kept: Codes) -> None:
    page.goto("/track/")
    page.get_by_label("Your reference").fill(kept.reference)
    page.get_by_label("Your receipt code").fill(kept.receipt)
    steps.press(page, "Show my report")
    steps.heading(page, "What you told us about the police")


def _names_the_officer(desk: Page, officer: User) -> None:
    desk.get_by_role("link", name="Say who it is about").first.click()
    desk.get_by_label("Find officers by name").fill(officer.name)
    steps.press(desk, "Find")
    desk.get_by_label(officer.name).check()
    steps.press(desk, "It is about these")
    expect(desk.get_by_text("It is kept who it is about.")).to_be_visible()


def _finds_nothing(walk: Walk, who: User, reference: str) -> None:
    window = walk.window(who=who)
    window.goto(f"/conduct/{reference}/")
    steps.heading(window, "We could not find that")
    window.goto(f"/inbox/{reference}/")
    steps.heading(window, "We could not find that")
    for page in ("/notices/", "/", "/inbox/", "/clocks/", "/conduct/"):
        window.goto(page)
        expect(window.get_by_text(reference)).to_have_count(0)
        expect(window.get_by_text(WORDS)).to_have_count(0)


def _reads_and_asks(desk: Page, people: World, kept: Codes) -> list[str]:
    """The reviewer finds it, says who it is about, and asks; give what axe found."""
    desk.goto("/conduct/")
    found = audit.faults(desk, name="conduct: desk")
    desk.get_by_role("row").filter(has_text=kept.reference).get_by_role("link").click()
    steps.press(desk, "Mark as read")
    expect(desk.get_by_text("Marked as read. The writer is told.")).to_be_visible()
    _names_the_officer(desk, people.officer)
    found += audit.faults(desk, name="conduct: one")
    steps.press(desk, "Start looking into it")
    steps.act(desk, "Ask a question", "At what time was it?")
    return found


def _replies(phone: Page, kept: Codes, faults: Look) -> list[str]:
    _track(phone, kept)
    expect(phone.get_by_text("At what time was it?")).to_be_visible()
    phone.get_by_label("Write to the reviewer").fill("At nine in the evening.")
    steps.press(phone, "Send")
    expect(phone.get_by_text("At nine in the evening.")).to_be_visible()
    return faults(phone, name="conduct: tracked")


def _is_told_and_disagrees(desk: Page, phone: Page, kept: Codes) -> None:
    desk.reload()
    expect(desk.get_by_text("At nine in the evening.")).to_be_visible()
    steps.act(desk, "Finish", "It was wrong, and he is sorry.", outcome="We said sorry")
    expect(desk.get_by_text("Finished. The writer is told what came of it.")).to_be_visible()
    phone.goto("/track/conduct/")
    expect(phone.get_by_text("It was wrong, and he is sorry.")).to_be_visible()
    phone.get_by_label("Why do you not agree?").fill("He has not said it to me.")
    steps.press(phone, "Tell us that you do not agree")
    expect(phone.get_by_text("He has not said it to me.")).to_be_visible()
    desk.goto("/conduct/")
    expect(desk.get_by_role("row").filter(has_text=kept.reference)).to_contain_text("Not agreed")


@pytest.mark.parametrize("width", [390, DESK])
def test_the_bar_of_seven_steps_is_one_row(walk: Walk, width: int) -> None:
    page = walk.window(width=width)
    page.goto("/police-conduct/")
    page.locator("[value=complaint]").check()
    page.locator("main form button.btn--big").click()
    expect(page.get_by_text("Step 2 of 7")).to_be_visible()
    tops = page.evaluate("[...document.querySelectorAll('.steps li')].map(one => one.getBoundingClientRect().top)")
    assert (len(tops), len(set(tops))) == (7, 1)


@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with one"])
def test_a_complaint_is_seen_by_exactly_the_right_people(walk: Walk, people: World, script: bool) -> None:
    reviewer, mate = person("Rosa Okoye", "oversight_reviewer"), person("Nils Berg", "oversight_reviewer", team=people.here.team)
    analyst = person("Ana Lyst", "analyst")
    phone, desk = walk.window(script=script), walk.window(width=DESK, who=reviewer)
    kept, found = _writes(phone, people, _looks(script))
    found += _reads_and_asks(desk, people, kept)
    found += _replies(phone, kept, _looks(script))
    for who in (people.officer, people.colleague, people.supervisor, mate, analyst, people.administrator, people.resident):
        _finds_nothing(walk, who, kept.reference)
    _is_told_and_disagrees(desk, phone, kept)
    assert Conduct.objects.get(reference=kept.reference).contests == 1
    assert not found, "\n".join(found)


def test_nothing_is_too_late_and_taking_it_back_is_possible(walk: Walk, people: World) -> None:
    phone = walk.window()
    kept, _found = _writes(phone, people, _looks(script=False))
    _track(phone, kept)
    phone.get_by_text("Take it back", exact=True).first.click()
    phone.get_by_label("Yes, I take it back").check()
    phone.get_by_role("button", name="Take it back", exact=True).click()
    expect(phone.get_by_text("You took it back").first).to_be_visible()
    assert Conduct.objects.get(reference=kept.reference).state == "withdrawn"
