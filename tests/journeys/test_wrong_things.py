"""What goes wrong: nothing that was typed is lost, and nothing is sent twice."""

from __future__ import annotations

from playwright.sync_api import expect

from feedback.models import Report
from tests.journeys import steps, world
from tests.journeys.browser import DESK, Walk
from tests.journeys.world import World

LONG = "Every night the same. " * 363 + "At ten."  # just under 8,000 characters


def test_the_back_button_keeps_every_answer(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    steps.say_what(phone)
    steps.say_where(phone, place="Behind the bus station", area=people.here.area.name)
    steps.say_what_happens(phone, when="After ten")
    steps.heading(phone, "Do you want to hear back?")
    for before in ("Do you have pictures?", "What happens there?", "Where is it?", "What is worrying you?"):
        steps.back(phone, before)
    phone.reload()
    expect(phone.get_by_label("Broken lights or a place that feels unsafe")).to_be_checked()
    phone.get_by_label("Noise, again and again").check()
    steps.press(phone, "Next: where")
    expect(phone.get_by_label("A street or a place")).to_have_value("Behind the bus station")
    steps.press(phone, "Next: what happens")
    expect(phone.get_by_label("Say it in your own words")).to_have_value(steps.WORDS)
    expect(phone.get_by_label("When does it happen?")).to_have_value("After ten")
    steps.press(phone, "Next: pictures")
    steps.send_no_picture(phone)
    steps.give_no_name(phone)
    expect(phone.get_by_text("Noise, again and again")).to_be_visible()
    phone.get_by_role("link", name="Change").nth(2).click()
    phone.get_by_label("Say it in your own words").fill("Only the music, until three.")
    steps.press(phone, "Keep this")
    kept = steps.send(phone)
    report = Report.objects.get(reference=kept.reference)
    assert (report.category.code, report.words) == ("noise", "Only the music, until three.")


def test_sent_twice_it_is_one_report_with_the_same_codes(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    words = "A double click, nothing more."
    steps.say_what(phone)
    steps.say_where(phone, area=people.here.area.name)
    steps.say_what_happens(phone, words)
    steps.give_no_name(phone)
    phone.get_by_role("button", name="Send my report").dblclick()
    first = steps.codes(phone)
    phone.go_back()
    phone.goto("/report/check/")
    steps.press(phone, "Show my codes again")
    assert steps.codes(phone) == first
    assert Report.objects.filter(words=words).count() == 1


def test_another_tab_goes_on_with_the_same_draft(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    steps.say_what(phone)
    steps.say_where(phone, area=people.here.area.name)
    other = walk.page(phone.context)
    other.goto("/report/details/")
    other.get_by_label("Say it in your own words").fill("Written in the other tab.")
    steps.press(other, "Next: pictures")
    phone.reload()
    expect(phone.get_by_label("Say it in your own words")).to_have_value("Written in the other tab.")


def test_forms_that_are_sent_empty_say_what_to_do(walk: Walk, people: World) -> None:
    phone = walk.window()
    phone.goto("/report/")
    steps.nobody_in_danger(phone)
    steps.press(phone, "Next: where")
    expect(phone.locator(".error-summary")).to_be_focused()
    expect(phone).to_have_title("Problem: What is worrying you? – Commonbeat " + ("Toronto" if people.is_toronto else "Merrowby"))
    phone.get_by_label("Something else").check()
    steps.press(phone, "Next: where")
    steps.press(phone, "Next: what happens")
    expect(phone.locator(".error-summary")).to_be_focused()
    steps.press(phone, "I do not know where")
    phone.get_by_label("When does it happen?").fill("At night")
    steps.press(phone, "Next: pictures")
    expect(phone.locator(".error-summary")).to_be_focused()
    expect(phone.get_by_label("When does it happen?")).to_have_value("At night")
    phone.locator(".error-summary a").click()
    expect(phone.get_by_label("Say it in your own words")).to_be_focused()
    phone.get_by_label("Say it in your own words").fill("Something.")
    steps.press(phone, "Next: pictures")
    steps.send_no_picture(phone)
    phone.get_by_label("Write to me, with my name").check()
    steps.press(phone, "Next")
    phone.get_by_label("Your name").fill("Rosa")
    steps.press(phone, "Next: check")
    expect(phone.locator(".error-summary")).to_contain_text("Tell us where to write back")
    expect(phone.get_by_label("Your name")).to_have_value("Rosa")
    phone.goto("/track/")
    steps.press(phone, "Show my report")
    expect(phone.locator(".error-summary li")).to_have_count(2)


def test_words_up_to_the_limit_are_kept_and_more_are_not_lost(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    steps.say_what(phone)
    steps.say_where(phone, area=people.here.area.name)
    box = phone.get_by_label("Say it in your own words")
    box.evaluate("(box, words) => { box.removeAttribute('maxlength'); box.value = words }", LONG + "!" * 200)
    steps.press(phone, "Next: pictures")
    expect(phone.locator(".error-summary")).to_be_visible()
    expect(box).to_have_value(LONG + "!" * 200)
    box.fill(LONG)
    steps.press(phone, "Next: pictures")
    steps.send_no_picture(phone)
    steps.give_no_name(phone)
    kept = steps.send(phone)
    assert Report.objects.get(reference=kept.reference).words == LONG
    steps.track(phone, kept)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_was_open_too_long_shows_the_words_again(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    kept = steps.report(phone, area=people.here.area.name)
    steps.track(phone, kept)
    phone.get_by_label("Write to the team").fill("They stand there again tonight.")
    phone.context.clear_cookies()
    steps.press(phone, "Send")
    steps.heading(phone, "We could not take that yet")
    expect(phone.get_by_label("Your words")).to_have_value("They stand there again tonight.")
    expect(phone.locator("textarea")).to_have_count(1)


def test_two_officers_on_one_report_both_keep_their_words(walk: Walk, people: World) -> None:
    reference = world.send(people.here, "Two people answer this one.").report.reference
    first, second = (walk.window(width=DESK, who=who) for who in (people.officer, people.colleague))
    for desk in (first, second):
        desk.goto(f"/inbox/{reference}/")
    steps.act(first, "Answer", "We come by on Friday.")
    expect(first.get_by_text("Your answer is on its way.")).to_be_visible()
    steps.act(second, "Answer", "The lamps are on the list for Monday.")
    both = second.locator("section", has=second.get_by_role("heading", name="Not sent yet: Answer"))
    expect(both.get_by_text("We come by on Friday.")).to_be_visible()
    expect(both.get_by_role("textbox")).to_have_value("The lamps are on the list for Monday.")
    steps.press(second, "Send it as it stands now")
    expect(second.get_by_text("Your answer is on its way.")).to_be_visible()
    expect(second.get_by_text("The lamps are on the list for Monday.")).to_be_visible()
    expect(second.get_by_text("We come by on Friday.")).to_be_visible()


def test_a_session_that_ended_asks_to_sign_in_and_comes_back(walk: Walk, people: World) -> None:
    reference = world.send(people.here, "Signed out amid the work.").report.reference
    desk = walk.window(width=DESK, who=people.officer)
    desk.goto(f"/inbox/{reference}/")
    desk.context.clear_cookies(name="session")
    desk.reload()
    steps.heading(desk, "Sign in")
    steps.sign_in(desk, people.officer)
    expect(desk.get_by_text("Signed out amid the work.")).to_be_visible()
