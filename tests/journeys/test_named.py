"""With a name: the news comes by mail and to the account, and opens nothing to anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from feedback.models import Report
from feedback.services import handling
from policing.events.models import Event
from tests.journeys import steps, world
from tests.journeys.browser import DESK, Walk
from tests.journeys.world import World


def test_a_resident_who_left_an_address_is_told_by_mail(walk: Walk, people: World, post: Any) -> None:
    phone = walk.window(script=False)
    steps.say_what(phone)
    steps.say_where(phone, place="The steps by the school", area=people.here.area.name)
    steps.say_what_happens(phone)
    steps.give_name(phone, address="rosa@example.net", name="Rosa Quill")
    expect(phone.get_by_text("rosa@example.net")).to_be_visible()
    kept = steps.send(phone)

    desk = walk.window(width=DESK, who=people.officer)
    desk.goto(f"/inbox/{kept.reference}/")
    expect(desk.get_by_text("Rosa Quill")).to_have_count(0)
    steps.act(desk, "Close", "The lamps burn again since Friday.", outcome="Fixed")

    letter = next(mail for mail in post() if mail.to == ["rosa@example.net"])
    assert "The lamps burn again since Friday." in letter.body
    assert "/track/" in letter.body
    assert kept.reference not in letter.subject
    assert kept.receipt not in str(letter.message())

    desk.reload()
    desk.get_by_label("Why do you need to see it?").fill("To call about the lamp on the corner.")
    steps.press(desk, "Show who wrote it")
    expect(desk.get_by_text("Rosa Quill")).to_be_visible()
    expect(desk.get_by_text("rosa@example.net")).to_be_visible()
    assert Event.objects.filter(subject_ref=kept.reference, actor=people.officer.pseudonym, name__startswith="privacy.").exists()


def test_somebody_signed_in_finds_the_report_among_their_own(walk: Walk, people: World, post: Any) -> None:
    resident = world.person("Nora Vale")
    phone = walk.window(script=False)
    steps.sign_in(phone, resident)
    steps.say_what(phone)
    steps.say_where(phone, area=people.here.area.name)
    steps.say_what_happens(phone, "Bikes are cut loose behind the station.")
    steps.give_name(phone)
    expect(phone.get_by_text("To the address of your account")).to_be_visible()
    kept = steps.send(phone)

    report = Report.objects.get(reference=kept.reference)
    handling.answer(report.pk, words="We watch the racks at night now.", actor=people.officer)
    letter = next(mail for mail in post() if mail.to == [resident.email])
    assert "We watch the racks at night now." in letter.body

    phone.goto("/my/reports/")
    phone.get_by_role("listitem").filter(has_text=kept.reference).get_by_role("link").click()
    expect(phone.get_by_text("We watch the racks at night now.")).to_be_visible()
    phone.get_by_label("Write to the team").fill("Thank you. It is quiet so far.")
    steps.press(phone, "Send")
    expect(phone.get_by_text("Thank you. It is quiet so far.")).to_be_visible()

    phone.goto("/notices/")
    expect(phone.get_by_text(f"The team has answered your report {kept.reference}.")).to_have_count(
        2
    )  # the second is for the ear
    steps.press(phone, "Mark all as read")
    expect(phone.get_by_role("button", name="Mark as read")).to_have_count(0)


def test_signed_in_without_a_name_nothing_leads_to_the_account(walk: Walk, people: World) -> None:
    resident = world.person("Tomas Reed")
    phone = walk.window(script=False, who=resident)
    kept = steps.report(phone, area=people.here.area.name, words="Somebody sells pills by the side door.")
    report = Report.objects.get(reference=kept.reference)
    assert (report.mode, report.reporter, report.identity) == ("anonymous", None, None)
    phone.goto("/my/reports/")
    expect(phone.get_by_text("No reports yet")).to_be_visible()
    phone.goto(f"/my/reports/{kept.reference}/")
    steps.heading(phone, "We could not find that")


@pytest.mark.command("clocks.clock.extend")
def test_a_supervisor_gives_a_promise_more_time(walk: Walk, people: World) -> None:
    sent = world.send(people.here, "The gate to the yard hangs loose.")
    desk = walk.window(width=DESK, who=people.supervisor)
    desk.goto(f"/inbox/{sent.report.reference}/")
    desk.get_by_role("link", name="Answer a new report").click()
    form = desk.locator("section.card").filter(has=desk.get_by_role("button", name="Give more time"))
    steps.press(desk, "Give more time")
    expect(desk.locator(".error-summary")).to_be_focused()
    form.get_by_label("How many more days?").fill("3")
    form.get_by_label("Why?").fill("The city mends it on Monday.")
    steps.press(desk, "Give more time")
    expect(desk.get_by_text("There is more time now.")).to_be_visible()
    expect(desk.get_by_text("The city mends it on Monday.")).to_be_visible()
