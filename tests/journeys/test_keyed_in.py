"""At the desk: a report keyed in for somebody, its receipt printed and replaced; and two officers who write at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Message, Report
from tests.journeys import audit, steps, world
from tests.journeys.browser import DESK, Walk
from tests.journeys.steps import Codes
from tests.journeys.world import World

TOLD = "A van parks across the crossing each morning."


def _keys_in(desk: Page, people: World) -> Codes:
    """From the menu, by phone, without a name; the place is looked for first, and nothing typed is lost by that."""
    desk.goto("/inbox/")
    desk.get_by_role("link", name="Key in a report").first.click()
    steps.heading(desk, "Key in a report for somebody")
    desk.get_by_label("Phone", exact=True).check()
    desk.get_by_label("What is it about?").select_option(label="Speeding or bad parking")
    desk.get_by_label("What they tell, in their own words").fill(TOLD)
    desk.get_by_label("A street or a place").fill("Nowhere Lane")
    steps.press(desk, "Find this place")
    expect(desk.get_by_text("We found no place of that name.")).to_be_visible()
    expect(desk.get_by_label("What they tell, in their own words")).to_have_value(TOLD)
    desk.get_by_label("Or an area").select_option(label=people.here.area.name)
    desk.get_by_label("No name").check()
    steps.press(desk, "Send, and show the receipt")
    steps.heading(desk, "Print this, or read it out")
    reference, receipt = (words.strip() for words in desk.locator("output.receipt__code").all_inner_texts())
    return Codes(reference, receipt)


@pytest.mark.command("feedback.report.key_in")
def test_a_report_is_keyed_in_printed_tracked_and_its_receipt_replaced(walk: Walk, people: World) -> None:
    desk = walk.window(who=people.officer, script=False)
    kept = _keys_in(desk, people)
    report = Report.objects.get(reference=kept.reference)
    assert (report.channel, report.entered_by, report.team) == ("phone", people.officer, people.here.team)
    desk.reload()  # the form is sent once more
    steps.heading(desk, "This receipt was shown already")
    expect(desk.locator("output.receipt__code")).to_have_count(0)
    assert Report.objects.filter(words=TOLD).count() == 1

    phone = walk.window(script=False)
    phone.goto("/track/")
    phone.get_by_label("Your reference").fill(kept.reference)
    phone.get_by_label("Your receipt code").fill(kept.receipt)
    steps.press(phone, "Show my report")
    steps.heading(phone, "Get a code of your own")
    steps.press(phone, "Show me my own code")
    steps.heading(phone, "Here is your own code")
    own = phone.locator("output.receipt__code").last.inner_text().strip()
    assert own != kept.receipt
    other = walk.window(script=False)
    steps.track(other, Codes(kept.reference, own))
    expect(other.get_by_text("We have your report").first).to_be_visible()
    desk.goto(f"/inbox/{kept.reference}/")
    expect(desk.get_by_text("Make a new printed receipt")).to_have_count(0)


@pytest.mark.command("feedback.receipt.reprint")
def test_the_pages_of_the_desk_hold_for_everybody(walk: Walk, people: World) -> None:
    desk = walk.window(width=DESK, who=people.officer)
    kept = _keys_in(desk, people)
    found = audit.faults(desk, name="slip")
    desk.goto("/inbox/new/")
    found += audit.faults(desk)
    desk.goto(f"/inbox/{kept.reference}/")
    steps.act(desk, "Write a note", "The caretaker knows more.")
    expect(desk.get_by_text("The caretaker knows more.", exact=True)).to_be_visible()
    desk.wait_for_load_state()  # the page that came back, with the note on it
    desk.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found += audit.faults(desk, name="report")
    desk.get_by_label("Why is a new one needed?").select_option(label="The person lost it")
    steps.press(desk, "Make a new printed receipt")
    steps.heading(desk, "Print this, or read it out")
    assert desk.locator("output.receipt__code").last.inner_text().strip() != kept.receipt
    assert not found, "\n".join(found)


@pytest.mark.command("feedback.unsent.keep")
@pytest.mark.command("feedback.unsent.drop")
@pytest.mark.parametrize("script", [True, False])
def test_two_officers_write_at_once_and_neither_text_is_lost(walk: Walk, people: World, *, script: bool) -> None:
    report = world.send(people.here, "The music is too loud.", category="noise").report
    first, second = (walk.window(who=who, script=script) for who in (people.officer, people.colleague))
    for page in (first, second):
        page.goto(f"/inbox/{report.reference}/")
    steps.act(second, "Answer", "Theirs: we come by tonight.")
    expect(second.get_by_text("Your answer is on its way.")).to_be_visible()
    steps.act(first, "Answer", "Mine: please keep a list of the nights.")
    elsewhere = walk.window(who=people.officer, script=script)
    elsewhere.goto(f"/inbox/{report.reference}/")
    for page in (first, elsewhere):
        page.reload()
        both = page.locator("section", has=page.get_by_role("heading", name="Not sent yet: Answer"))
        expect(both.get_by_text("Theirs: we come by tonight.")).to_be_visible()
        expect(both.get_by_role("textbox")).to_have_value("Mine: please keep a list of the nights.")
    if script:
        assert not (found := audit.faults(first, name="two texts")), "\n".join(found)
    first.goto("/inbox/")
    first.go_back()
    steps.press(first, "Send it as it stands now")
    expect(first.get_by_text("Your answer is on its way.")).to_be_visible()
    said = list(Message.objects.filter(report=report).values_list("words", flat=True))
    assert said == ["Theirs: we come by tonight.", "Mine: please keep a list of the nights."]
    elsewhere.reload()
    expect(elsewhere.get_by_text("Not sent yet")).to_have_count(0)
