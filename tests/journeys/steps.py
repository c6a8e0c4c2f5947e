"""The steps that several journeys take, in the words of the pages."""

from __future__ import annotations

import re
from typing import NamedTuple

from playwright.sync_api import Page, expect

from policing.accounts.models import User
from tests.people import PASSWORD

WORDS = "The lamps on the steps are dark. People walk home along the road."


class Codes(NamedTuple):
    """What the resident keeps."""

    reference: str
    receipt: str


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def back(page: Page, to: str) -> None:
    """Press the browser's back button, and expect the page of this heading. The page that is left has to be there already."""
    page.go_back()
    heading(page, to)


def heading(page: Page, words: str) -> None:
    """Expect the page of this heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def nobody_in_danger(page: Page) -> None:
    """Answer the first question."""
    heading(page, "Is someone in danger now?")
    press(page, "No, nobody is in danger now")
    heading(page, "What is worrying you?")


def say_what(page: Page, kind: str = "Broken lights or a place that feels unsafe") -> None:
    """Open the journey, say that nobody is in danger, and say what it is about."""
    page.goto("/report/")
    nobody_in_danger(page)
    page.get_by_label(kind).check()
    press(page, "Next: where")


def say_where(page: Page, *, place: str = "", area: str = "") -> None:
    """Say where it is, by words or a point, or by the list of areas."""
    heading(page, "Where is it?")
    if place:
        page.get_by_label("A street or a place").fill(place)
    if area:
        page.get_by_label("Or choose an area").select_option(label=area)
    press(page, "Next: what happens")


def say_what_happens(page: Page, words: str = WORDS, when: str = "") -> None:
    """Say it in one's own words."""
    heading(page, "What happens there?")
    page.get_by_label("Say it in your own words").fill(words)
    if when:
        page.get_by_label("When does it happen?").fill(when)
    press(page, "Next: pictures")
    send_no_picture(page)


def send_no_picture(page: Page) -> None:
    """Go on without a picture."""
    heading(page, "Do you have pictures?")
    press(page, "Go on without a picture")


def give_no_name(page: Page) -> None:
    """Stay unknown."""
    heading(page, "Do you want to hear back?")
    page.get_by_label("No name. I will use a receipt code").check()
    press(page, "Next")
    join_nobody(page)


def join_nobody(page: Page) -> None:
    """Go on to the check; where something alike is published already, as another journey may have done, join nobody."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Others told us something like this|Is this right"))
    if page.get_by_role("heading", level=1, name="Others told us something like this").count():
        press(page, "Skip this")


def give_name(page: Page, *, address: str = "", name: str = "", how: str = "Write to me, with my name") -> None:
    """Let the team write back."""
    heading(page, "Do you want to hear back?")
    page.get_by_label(how).check()
    press(page, "Next")
    heading(page, "How can we write to you?")
    if address:
        page.get_by_label("Your e-mail address").fill(address)
    if name:
        page.get_by_label("Your name").fill(name)
    press(page, "Next: check")
    join_nobody(page)


def send(page: Page) -> Codes:
    """Send it and keep both codes."""
    heading(page, "Is this right?")
    press(page, "Send my report")
    return codes(page)


def codes(page: Page) -> Codes:
    """Read both codes of the page."""
    heading(page, "Keep these two codes safe")
    reference, receipt = (words.strip() for words in page.locator("output.receipt__code").all_inner_texts())
    return Codes(reference, receipt)


def report(page: Page, *, place: str = "", area: str = "", words: str = WORDS) -> Codes:
    """Go the whole way without a name."""
    say_what(page)
    say_where(page, place=place, area=area)
    say_what_happens(page, words)
    give_no_name(page)
    return send(page)


def track(page: Page, kept: Codes) -> None:
    """Open the tracked report by both codes, typed carelessly."""
    page.goto("/track/")
    page.get_by_label("Your reference").fill(kept.reference.lower().replace("-", " "))
    page.get_by_label("Your receipt code").fill(kept.receipt.replace(" ", ""))
    press(page, "Show my report")
    expect(page.get_by_text(kept.reference)).to_be_visible()


def sign_in(page: Page, who: User, password: str = PASSWORD) -> None:
    """Sign in on the page, from wherever it stands."""
    if "/account/login/" not in page.url:
        page.goto("/account/login/")
    page.get_by_label("Your e-mail address").fill(who.email)
    page.get_by_label("Your password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def act(page: Page, name: str, words: str, *, outcome: str = "") -> None:
    """Do one thing to the report that is open on the desk."""
    page.locator("summary").get_by_text(name, exact=True).click()
    form = page.locator("details", has=page.locator("summary", has_text=name)).filter(
        has=page.get_by_role("button", name=name, exact=True)
    )
    if outcome:
        form.get_by_label(outcome, exact=True).check()
    form.get_by_role("textbox").fill(words)
    form.get_by_role("button", name=name, exact=True).click()
