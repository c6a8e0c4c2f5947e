"""The way back: a mailed link opened with a button, how one was treated, “not fixed”, taking it back, and leaving for good."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from feedback.models import Rating, Report, TrackLink
from feedback.services import handling, mailing_back
from feedback.services.intake import Sender
from policing.accounts.models import User
from tests.journeys import steps, world
from tests.journeys.audit import faults
from tests.journeys.browser import Walk
from tests.journeys.world import World
from tests.people import PASSWORD

LINK = re.compile(r"https?://[^\s]+(/track/link/open/[\w-]+/)")


def _asks_for_a_link(phone: Page, address: str) -> None:
    phone.goto("/track/")
    phone.get_by_role("link", name="Send me a link").click()
    phone.get_by_label("Your e-mail address").fill(address)
    steps.press(phone, "Send me a link")
    steps.heading(phone, "Look into your mail")


def test_a_mailed_link_is_opened_with_a_button(walk: Walk, people: World, post: Any) -> None:
    """No script. The browser itself says no more than “null” of where such a page is: the form goes through all the same."""
    sent = world.send(people.here, sender=Sender(mode="named", email="wren@example.net"))
    phone = walk.window(script=False)
    _asks_for_a_link(phone, "nobody@example.net")
    _asks_for_a_link(phone, "wren@example.net")
    mailing_back.answer_due()
    letters = [mail for mail in post() if mail.subject == "The link that you asked for"]
    assert [mail.to for mail in letters] == [["wren@example.net"]]
    found = LINK.search(letters[0].body)
    assert found, letters[0].body

    scanner = walk.window(script=False)
    scanner.goto(found.group(1))
    steps.heading(scanner, "Open your report")
    phone.goto(found.group(1))
    expect(phone.get_by_text(sent.report.reference)).to_have_count(0)
    steps.press(phone, "Open my report")
    expect(phone.get_by_text(sent.report.reference)).to_be_visible()
    assert "/track/report/" in phone.url
    steps.press(scanner, "Open my report")
    steps.heading(scanner, "This link is over")
    assert TrackLink.objects.get(report=sent.report).used_at is not None


def _says_not_fixed_keeps_a_copy_and_takes_it_back(phone: Page, kept: steps.Codes) -> None:
    phone.get_by_label("What is not fixed?").fill("One of them is dark.")
    steps.press(phone, "Tell us that it is not fixed")
    expect(phone.get_by_text("One of them is dark.")).to_be_visible()
    with phone.expect_download() as fetched:
        steps.press(phone, "Save as a file")
    text = Path(fetched.value.path()).read_text(encoding="utf-8-sig")
    assert "The lamps burn again." in text
    assert kept.receipt not in text

    phone.get_by_role("link", name="Take back my report").click()
    steps.heading(phone, "Take your report back?")
    steps.press(phone, "Take it back")
    expect(phone.locator(".tag").first).to_contain_text("You took it back")


def test_rating_and_not_fixed_on_a_phone_without_a_script(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    kept = steps.report(phone, area=people.here.area.name)
    report = Report.objects.get(reference=kept.reference)
    handling.close(report.pk, outcome="fixed", words="The lamps burn again.", actor=people.officer)
    steps.track(phone, kept)
    phone.get_by_role("link", name="Tell us how we did").click()
    steps.heading(phone, "How did we treat you?")
    steps.press(phone, "Send my view")
    expect(phone.get_by_role("alert")).to_contain_text("Choose an answer")
    first = phone.get_by_role("group", name="The team treated me with respect.")
    first.get_by_label("Mostly").check()
    second = phone.get_by_role("group", name="The team listened to what I said.")
    second.get_by_label("I would rather not say").check()
    phone.get_by_label("What should we do differently?").fill("Ring me first.")
    steps.press(phone, "Send my view")
    expect(phone.get_by_text("Thank you. We have your view.")).to_be_visible()
    rating = Rating.objects.get(report=report)
    assert (rating.words, dict(rating.answers.values_list("item__code", "value"))) == ("Ring me first.", {"respect": 4})

    _says_not_fixed_keeps_a_copy_and_takes_it_back(phone, kept)
    assert Report.objects.get(pk=report.pk).state == "withdrawn"


def test_a_printed_code_is_replaced_at_its_first_use(walk: Walk, people: World) -> None:
    sent = world.send(people.here)
    Report.objects.filter(pk=sent.report.pk).update(receipt_is_printed=True)
    phone = walk.window(script=False)
    phone.goto("/track/")
    phone.get_by_label("Your reference").fill(sent.report.reference)
    phone.get_by_label("Your receipt code").fill(sent.receipt)
    steps.press(phone, "Show my report")
    steps.heading(phone, "Get a code of your own")
    steps.press(phone, "Show me my own code")
    steps.heading(phone, "Here is your own code")
    reference, receipt = (words.strip() for words in phone.locator("output.receipt__code").all_inner_texts())
    assert receipt != sent.receipt
    phone.get_by_role("link", name="See my report").click()
    expect(phone.get_by_text(reference)).to_be_visible()
    steps.track(walk.window(script=False), steps.Codes(reference, receipt))


def test_a_copy_of_everything_and_then_nothing(walk: Walk, people: World) -> None:
    resident = world.person("Petra Moor")
    report = world.send(people.here, "The gate hangs loose.", Sender(mode="named", account=resident)).report
    phone = walk.window(script=False)
    steps.sign_in(phone, resident)
    phone.goto("/account/")
    phone.get_by_role("link", name="Get a copy of my data").click()
    with phone.expect_download() as fetched:
        steps.press(phone, "Get my copy")
    with zipfile.ZipFile(io.BytesIO(Path(fetched.value.path()).read_bytes())) as box:
        held = json.loads(box.read("my-data.json"))
    assert held["feedback.reports"]["held"]["with_my_name"][0]["reference"] == report.reference

    phone.goto("/account/")
    phone.get_by_role("link", name="Delete my account").click()
    steps.press(phone, "Delete my account for good")
    expect(phone.get_by_role("alert")).to_contain_text("Tick the box")
    phone.get_by_label("Yes, delete my account.").check()
    steps.press(phone, "Delete my account for good")
    steps.heading(phone, "Your account is gone")
    assert User.objects.get(pk=resident.pk).is_gone
    assert Report.objects.get(pk=report.pk).reporter is None
    phone.goto("/account/login/")
    phone.get_by_label("Your e-mail address").fill(resident.email)
    phone.get_by_label("Your password").fill(PASSWORD)
    phone.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_text("That address and that password do not go together.").first).to_be_visible()


def test_axe_finds_nothing_on_the_way_back(walk: Walk, people: World) -> None:
    page = walk.window(who=people.resident)
    report, found = people.reports["closed"], []
    for path in (
        "/track/link/", "/track/link/sent/", "/track/link/open/none/", f"/my/reports/{report.reference}/",
        f"/my/reports/{report.reference}/rate/", f"/my/reports/{people.reports['new'].reference}/withdraw/",
        "/account/export/", "/account/delete/", "/account/deleted/", "/my/", "/my/joined/",
    ):  # fmt: skip
        page.goto(path)
        found += faults(page)
    assert found == []
