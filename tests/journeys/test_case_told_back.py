"""The way back from a case: what it found, did and changed stands on the public pages, and on the page of who spoke up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from playwright.sync_api import expect

from feedback.models import Report
from policing.events.testing import drain
from problems.models import CasePage, Remark
from problems.services.cases import closing, showing
from problems.services.cases.showing import Words
from tests.journeys import steps
from tests.journeys.audit import faults
from tests.journeys.browser import Walk
from tests.journeys.world import World
from tests.problems.cases import making

TITLE = "People afraid on the dark steps"
WORDS = Words(
    TITLE,
    "You told us that the steps are dark. People walk along the road instead.",
    "Four of six lamps were out. Nobody had been asked to look after them.",
    "The council mended the lamps, and cut the hedge.",
)
RESULT = "The lamps burn, but people still walk along the road. We cannot say why."


def _closed(people: World, reference: str) -> CasePage:
    """Let the officer work on what this report tells of, and close it: it did not work."""
    crew: Any = SimpleNamespace(north=people.here.area, officer=people.officer, supervisor=people.supervisor)
    report = Report.objects.get(reference=reference)
    case = making.at_stage(crew, "assessment", title="Steps", reports=[report.pk], reason="the same steps")
    page = showing.publish(case.pk, words=WORDS, actor=people.officer)
    making.fill(case, people.officer, "assessment")
    making.on(case, crew, "closed", decision="failed", result=RESULT)
    closing.tell_waiting()
    drain()
    return page


def test_who_spoke_up_without_a_name_reads_what_came_of_it_without_a_script(walk: Walk, people: World) -> None:
    phone = walk.window(script=False)
    kept = steps.report(phone, area=people.here.area.name)
    page = _closed(people, kept.reference)
    steps.track(phone, kept)
    came = phone.get_by_role("region", name="What came of it")
    expect(came).to_contain_text("We tried, and it did not work")
    expect(came).to_contain_text("people still walk along the road")
    came.get_by_role("link", name="Read about the whole problem").click()
    steps.heading(phone, f"We tried, and it did not work: {TITLE}")
    phone.get_by_label("No, it does not fit").check()
    steps.press(phone, "Tell the team")
    expect(phone.get_by_role("alert")).to_contain_text("Tell us what you see instead.")
    phone.get_by_label("What do you see?").fill("It is worst in the morning.")
    steps.press(phone, "Tell the team")
    expect(phone.get_by_role("status")).to_contain_text("The team has your words.")
    assert Remark.objects.get(page=page).user is None
    steps.track(phone, kept)
    phone.get_by_label("What is not fixed?").fill("I still walk along the road.")
    steps.press(phone, "Tell us that it is not fixed")
    drain()
    phone.goto("/problems/")
    line = phone.get_by_role("listitem").filter(has=phone.locator(f"a[href='/problems/{page.slug}/']"))
    expect(line).to_contain_text("We are finding out why it happens")


def test_its_pages_hold_at_both_widths(walk: Walk, people: World) -> None:
    first = walk.window(script=False)
    kept = steps.report(first, area=people.here.area.name)
    page = _closed(people, kept.reference)
    case = page.case.reference
    showing.remark(page.pk, said=showing.Said("no", "It is worst in the morning."), token="f" * 32)
    reader, desk, mine = walk.window(), walk.window(who=people.officer), walk.window(who=people.resident)
    shown, area = f"/problems/{page.slug}/", f"/areas/{people.here.area.code}/"
    found: list[str] = []
    for path in ("/", "/problems/", shown, f"{shown}thanks/now/", area):
        reader.goto(path)
        found += faults(reader, name=f"case-back {path}")
    steps.track(reader, kept)
    found += faults(reader, name="case-back tracked")
    for path in (f"/cases/{case}/publish/", f"/cases/{case}/remarks/", f"/cases/{case}/"):
        desk.goto(path)
        found += faults(desk, name=f"case-back {path.replace(case, 'case')}")
    mine.goto(shown)
    steps.press(mine, "Tell me how it goes on")
    for path in (shown, "/my/problems/", "/my/"):
        mine.goto(path)
        found += faults(mine, name=f"case-back mine {path}")
    assert found == []
