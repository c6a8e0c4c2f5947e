"""Accounts: sign-up and sign-in by a mailed code, passwords, the second step of staff, sessions, and what people prefer."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect

from policing.accounts.models import User
from tests.journeys import served, steps, world
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, Walk
from tests.journeys.conftest import House
from tests.journeys.world import World

CODE = re.compile(r"^\s*([0-9A-Z]{4,}(?:-[0-9A-Z]{3,})*)\s*$", re.MULTILINE)
LONG = "seven quiet otters swim"


def _code(mails: list[Any], address: str) -> str:
    letter = [mail for mail in mails if mail.to == [address]][-1]
    found = CODE.search(letter.body)
    assert found, letter.body
    return found[1]


def _type_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    steps.press(page, "Go on")


def test_an_account_is_made_and_used_without_javascript(walk: Walk, post: Any) -> None:
    phone = walk.window(script=False)
    address = f"una{time.time_ns()}@example.net"
    phone.goto("/")
    phone.get_by_role("link", name="Sign in").click()
    phone.get_by_role("link", name="Make an account").click()
    phone.get_by_label("Your e-mail address").fill(address)
    phone.get_by_label("A password").fill("short")
    steps.press(phone, "Make my account")
    expect(phone.locator(".error-summary")).to_be_visible()
    expect(phone.get_by_label("Your e-mail address")).to_have_value(address)
    phone.get_by_label("A password").fill(LONG)
    steps.press(phone, "Make my account")
    _type_code(phone, _code(post(), address))
    person = User.objects.get(email=address)

    phone.goto("/account/")
    phone.get_by_label("Your name").fill("Una Blake")
    phone.get_by_label("Dark", exact=True).check()
    steps.press(phone, "Save")
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    person.refresh_from_db()
    assert (person.name, person.theme) == ("Una Blake", "dark")

    phone.goto("/account/logout/")
    phone.locator("main").get_by_role("button").first.click()
    phone.goto("/account/login/code/")
    phone.get_by_label("Your e-mail address").fill(address)
    steps.press(phone, "Send me a code")
    _type_code(phone, _code(post(), address))
    phone.goto("/account/")
    expect(phone.get_by_label("Your name")).to_have_value("Una Blake")


def test_language_and_colours_are_changed_without_an_account(walk: Walk) -> None:
    phone = walk.window(script=False)
    phone.goto("/areas/")
    phone.locator("summary").filter(has_text="English").click()
    phone.get_by_role("button", name="العربية").click()
    assert phone.url.endswith("/areas/")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.locator("details.drop summary").first.click()
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("html")).to_have_attribute("dir", "ltr")


def test_other_places_can_be_signed_out(walk: Walk) -> None:
    who = world.person("Otis Fenn")
    at_home, on_phone = walk.window(width=DESK, script=False), walk.window(script=False)
    for page in (at_home, on_phone):
        steps.sign_in(page, who)
    at_home.goto("/account/sessions/")
    expect(at_home.get_by_text("this one")).to_be_visible()
    steps.press(at_home, "Sign out everywhere else")
    expect(at_home.get_by_text("Signed out at 1 other place.")).to_be_visible()
    on_phone.goto("/account/")
    steps.heading(on_phone, "Sign in")
    at_home.goto("/notices/preferences/")
    at_home.get_by_role("checkbox").first.click()
    steps.press(at_home, "Save")
    steps.heading(at_home, "What we mail you")


def _app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def strict(site: House) -> Any:
    """Serve the same site once more, with the second step asked of staff."""
    with served.serving(site.database, STAFF_SECOND_FACTOR="1") as second:
        yield second.address


def _set_up(desk: Page) -> tuple[str, list[str]]:
    """Set up the app, with one wrong code on the way. Gives the app's secret and what axe found on the pages."""
    found = faults(desk, name="second step needed")
    desk.get_by_role("link", name="Set up an app").click()
    found += faults(desk, name="set up an app")
    desk.emulate_media(color_scheme="dark")
    assert desk.locator("img").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)", (
        "no camera reads that"
    )
    secret = desk.locator("output code").inner_text()
    desk.locator("main").get_by_role("textbox").fill("000000")
    steps.press(desk, "Go on")
    expect(desk.locator(".error-summary")).to_be_focused()
    assert desk.locator("output code").inner_text() == secret
    desk.locator("main").get_by_role("textbox").fill(_app_code(secret))
    steps.press(desk, "Go on")
    expect(desk.locator("output code")).to_have_count(0)
    return secret, [*found, *faults(desk, name="second step set up")]


def test_staff_set_up_a_second_step_before_they_work(walk: Walk, people: World, strict: str) -> None:
    walk.address = strict
    officer = world.person("Noor Hale", "officer", area=people.here.area, team=people.here.team)
    desk = walk.window(width=DESK)
    steps.sign_in(desk, officer)
    expect(desk.get_by_text("Your role needs a second step.")).to_be_visible()
    desk.goto("/inbox/")
    steps.heading(desk, "Second step at sign-in")
    secret, found = _set_up(desk)
    desk.goto("/inbox/")
    steps.heading(desk, "Inbox")

    cache.clear()  # the same six numbers are never taken twice
    again = walk.window(width=DESK, script=True)
    steps.sign_in(again, officer)
    steps.heading(again, "The second step")
    found += faults(again, name="the second step")
    again.goto("/inbox/")
    steps.heading(again, "The second step")
    again.get_by_label("Code").fill(_app_code(secret))
    again.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    steps.heading(again, "Inbox")
    assert not found, "\n".join(found)
