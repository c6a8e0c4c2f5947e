"""Where it is, on the map: with buttons and without a script, by the keyboard, by pressing; and a picture without a script."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from feedback.models import DraftPhoto, Report
from policing.areas.models import Place
from policing.areas.near import CHECK_SECONDS
from policing.areas.querysets import fold
from tests.journeys import steps
from tests.journeys.audit import faults
from tests.journeys.browser import Walk
from tests.journeys.world import World
from tests.privacy import hostile

PHONE, SMALL = 390, 320


def _at_where(walk: Walk, **more: Any) -> Page:
    page = walk.window(**more)
    steps.say_what(page)
    steps.heading(page, "Where is it?")
    return page


def _map(page: Page) -> Locator:
    """Give the picture that this width of screen shows."""
    shown = [one for one in page.get_by_role("button", name="Map: put the marker here").all() if one.is_visible()]
    assert len(shown) == 1
    return shown[0]


def _sent(page: Page) -> Report:
    steps.press(page, "Next: what happens")
    steps.say_what_happens(page)
    steps.give_no_name(page)
    return Report.objects.get(reference=steps.send(page).reference)


@pytest.mark.parametrize("width", [SMALL, PHONE])
def test_by_buttons_and_presses_without_a_script(walk: Walk, people: World, width: int) -> None:
    page = _at_where(walk, script=False, width=width)
    page.get_by_label("Or choose an area").select_option(label=people.here.area.name)
    steps.press(page, "Show my choice on the map")
    expect(page.get_by_text("There is no marker yet.")).to_be_visible()
    _map(page).click()
    # near a place of the gazetteer, or in the area where none is close: other journeys add places
    says = re.compile(rf"The marker is (in|near .+,) {re.escape(people.here.area.name)}\.")
    expect(page.get_by_text(says)).to_be_visible()
    for button in ("North", "Closer", "East", "Wider", "South", "West"):
        steps.press(page, button)
        expect(page.get_by_role("button", name=button, exact=True)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")  # axe needs a script: see the keyboard's journey
    report = _sent(page)
    assert report.area == people.here.area
    assert report.place_words.endswith(people.here.area.name)
    assert report.lat is not None


def test_by_the_keyboard_with_a_script(walk: Walk, people: World) -> None:
    page = _at_where(walk)
    page.get_by_label("A street or a place").fill(people.here.point)
    steps.press(page, "Find this place")
    lat, lon = (page.locator(f"input[name=pin_{which}]") for which in ("lat", "lon"))
    before = (float(lat.input_value()), float(lon.input_value()))
    _map(page).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    after = (float(lat.input_value()), float(lon.input_value()))
    assert after[0] > before[0]
    assert after[1] > before[1]
    expect(page.locator("[data-says]")).to_contain_text(people.here.area.name)
    turn = page.locator("[data-mark]").get_attribute("data-turn") or ""
    for _press in range(9):  # over the edge: the map moves on, and the keyboard stays on it
        page.keyboard.press("ArrowUp")
    expect(page.locator("[data-mark]")).not_to_have_attribute("data-turn", turn)
    expect(_map(page)).to_be_focused()
    assert faults(page) == []
    report = _sent(page)
    assert report.lat is not None
    assert report.lat > after[0]


def test_pressing_and_dragging_with_a_script(walk: Walk, people: World) -> None:
    page = _at_where(walk)
    page.get_by_label("A street or a place").fill(people.here.point)
    steps.press(page, "Find this place")
    _map(page).scroll_into_view_if_needed()
    box = _map(page).bounding_box()
    assert box is not None
    lat = page.locator("input[name=pin_lat]")
    start = float(lat.input_value())
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.25)
    pressed = float(lat.input_value())
    assert pressed > start
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.25 - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6, steps=4)
    page.mouse.up()
    assert float(lat.input_value()) < pressed


def test_where_i_am_is_asked_of_the_browser_and_told_to_nobody_else(walk: Walk, people: World) -> None:
    page = walk.window()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": people.here.lat, "longitude": people.here.lon})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    steps.say_what(page)
    steps.press(page, "Use my location")
    expect(page.locator("[data-says]")).to_contain_text(people.here.area.name)
    assert not [url for url in asked if re.search(r"lat|lon|\d\d\.\d{3}", url.partition("/report/")[2])]
    assert _sent(page).area == people.here.area


def test_a_place_that_is_found_shows_on_the_map(walk: Walk, people: World) -> None:
    name = "Lantern Steps"
    Place.objects.create(name=name, key=fold(name), lat=people.here.lat, lon=people.here.lon, area=people.here.area)
    time.sleep(CHECK_SECONDS)  # the served site looks for new places that often
    page = _at_where(walk, script=False)
    page.get_by_label("A street or a place").fill("lantern")
    steps.press(page, "Find this place")
    expect(page.get_by_label(name)).to_be_checked()
    expect(page.locator("[data-says]")).to_contain_text(f"near {name}, {people.here.area.name}")
    assert _sent(page).place_words == name


@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with one"])
def test_pictures_are_added_taken_away_and_sent(walk: Walk, people: World, script: bool) -> None:
    page = walk.window(script=script)
    steps.say_what(page)
    steps.say_where(page, area=people.here.area.name)
    page.get_by_label("Say it in your own words").fill(steps.WORDS)
    steps.press(page, "Next: pictures")
    box = page.get_by_label("Choose one or more pictures")
    box.set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": hostile.with_gps()}])
    steps.press(page, "Add to my report")
    expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    box.set_input_files([{"name": "b.jpg", "mimeType": "image/jpeg", "buffer": hostile.picture("PNG")}])
    steps.press(page, "Add to my report")
    box.set_input_files([{"name": "c.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture at all"}])
    steps.press(page, "Add to my report")
    expect(page.locator(".error-summary")).to_contain_text("This is not a picture that we can read")
    expect(page.get_by_role("img", name="Picture 2")).to_be_visible()
    assert not script or faults(page) == []
    steps.press(page, "Take away picture 2")
    expect(page.get_by_role("img", name="Picture 2")).to_have_count(0)
    steps.press(page, "Next: you")
    steps.give_no_name(page)
    expect(page.get_by_text("1 picture")).to_be_visible()
    kept = steps.send(page)
    assert Report.objects.get(reference=kept.reference).photos == 1
    _one_more(page, kept, script=script)
    assert Report.objects.get(reference=kept.reference).photos == 2


def _one_more(page: Page, kept: steps.Codes, *, script: bool) -> None:
    """Follow the report and add a picture there."""
    steps.track(page, kept)
    page.get_by_role("link", name="Add a picture").click()
    page.get_by_label("Choose a picture").set_input_files(
        [{"name": "d.jpg", "mimeType": "image/jpeg", "buffer": hostile.picture(size=(90, 60))}]
    )
    assert not script or faults(page) == []
    steps.press(page, "Send the picture")
    expect(page.get_by_role("heading", name="Your pictures")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Picture 2"))).to_be_visible()


def test_a_large_picture_is_made_smaller_on_the_device(walk: Walk, people: World) -> None:
    page = walk.window()
    steps.say_what(page)
    steps.say_where(page, area=people.here.area.name)
    page.get_by_label("Say it in your own words").fill(steps.WORDS)
    steps.press(page, "Next: pictures")
    page.get_by_label("Choose one or more pictures").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/png", "buffer": hostile.picture("PNG", size=(900, 900), compress_level=0)}]
    )
    steps.press(page, "Add to my report")
    expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    size = DraftPhoto.objects.order_by("-pk").values_list("content_type", flat=True).first()
    assert size == "image/jpeg", "the browser made it a smaller JPEG before it was sent"


def test_the_buttons_of_the_map_hold_with_text_of_twice_the_size_on_the_smallest_phone(walk: Walk) -> None:
    page = _at_where(walk, width=SMALL)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL
    cut = page.evaluate("[...document.querySelectorAll('.mark__pad .btn')].filter(e => e.scrollWidth > e.clientWidth).length")
    assert cut == 0
