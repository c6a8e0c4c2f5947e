"""Everybody reaches it: by keyboard alone, with large text, and on paper."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from feedback.models import Report
from tests.journeys import steps
from tests.journeys.browser import Walk
from tests.journeys.world import World

MOST_TABS = 60
NAME = "(e => e.labels && e.labels.length ? e.labels[0].innerText : e.innerText)(document.activeElement)"
RING = "(e => [e, e.closest('.choice')].some(one => one && getComputedStyle(one).outlineStyle != 'none'))(document.activeElement)"
COLOURS = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has focus is called so, and expect that the focus can be seen."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME):
            assert page.evaluate(RING), f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"“{name}” was not reached by Tab")


def _go(page: Page, name: str, heading: str) -> None:
    """Reach a link or a button and press Enter there."""
    _tab_to(page, name)
    page.keyboard.press("Enter")
    steps.heading(page, heading)


def _find_by_a_word(page: Page, words: str, category: str) -> None:
    """Find a category by words, and choose it."""
    _tab_to(page, "Or find it by a word")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    _tab_to(page, category)
    page.keyboard.press("Space")


def test_the_whole_report_by_keyboard_alone(walk: Walk, people: World) -> None:
    page = walk.window()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    _go(page, "Report a concern", "Is someone in danger now?")
    _go(page, "No, nobody is in danger now", "What is worrying you?")
    _find_by_a_word(page, "racing cars", "Speeding or bad parking")
    _go(page, "Next: where", "Where is it?")
    _tab_to(page, "A street or a place")
    page.keyboard.type("Behind the bus station")
    _go(page, "Next: what happens", "What happens there?")
    _tab_to(page, "Next: pictures")
    page.keyboard.press("Space")
    expect(page.locator(".error-summary")).to_be_focused()
    _tab_to(page, "Say it in your own words")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Say it in your own words")).to_be_focused()
    page.keyboard.type("Cars race there.")
    _go(page, "Next: pictures", "Do you have pictures?")
    _go(page, "Go on without a picture", "Do you want to hear back?")
    _tab_to(page, "No name")
    page.keyboard.press("Space")
    _go(page, "Next", "Is this right?")
    _go(page, "Send my report", "Keep these two codes safe")
    report = Report.objects.get(reference=steps.codes(page).reference)
    assert (report.category.code, report.place_words, report.words) == ("traffic", "Behind the bus station", "Cars race there.")


def _large(page: Page, words: str) -> None:
    """Double the size of text, as a reader may, and expect that nothing is cut off at the side."""
    steps.heading(page, words)  # the page that was asked for, not the one before
    page.wait_for_load_state()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{page.url} scrolls sideways with large text: {wide}"
    cut = page.evaluate(
        """[...document.querySelectorAll("main h1, main h2, main p, main label, main output, main button, main legend")]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .sr"))
        .map(e => e.innerText)"""
    )
    assert not cut, f"{page.url} cuts off with large text: {cut}"


def test_the_report_pages_hold_with_text_of_twice_the_size(walk: Walk, people: World) -> None:
    page = walk.window()
    page.goto("/report/")
    _large(page, "Is someone in danger now?")
    steps.nobody_in_danger(page)
    _large(page, "What is worrying you?")
    steps.say_what(page)
    _large(page, "Where is it?")
    steps.say_where(page, area=people.here.area.name)
    _large(page, "What happens there?")
    steps.say_what_happens(page)
    _large(page, "Do you want to hear back?")
    steps.give_no_name(page)
    _large(page, "Is this right?")
    kept = steps.send(page)
    _large(page, "Keep these two codes safe")
    steps.track(page, kept)
    _large(page, "")


def test_on_paper_the_sent_page_shows_both_codes_and_how_to_reach_help(walk: Walk, people: World) -> None:
    page = walk.window()
    kept = steps.report(page, area=people.here.area.name)
    page.emulate_media(media="print")
    for words in kept:
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    expect(page.locator(".urgent")).to_be_visible()
    expect(page.locator("nav.masthead, .nav")).to_be_hidden()
    expect(page.get_by_role("link", name="See my report")).to_be_hidden()
    colours = page.locator(".receipt__code").first.evaluate(COLOURS)
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
