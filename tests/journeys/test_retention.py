"""What we keep, for how long, and what stops it: a visitor reads it, an auditor holds a report back, the night comes, all see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Report
from feedback.services import handling
from policing import timekeeping
from policing.privacy.models import Tombstone
from policing.privacy.services import disposal
from tests.journeys import steps, world
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, PHONE, Walk
from tests.journeys.world import World

HOLD = "The court asks for it until spring."


def over(people: World, words: str) -> Report:
    """Give a report whose time was over yesterday."""
    report = world.send(people.here, words, category="noise").report
    handling.close(report.pk, outcome="fixed", words="It was cleaned.", actor=people.officer)
    then = timekeeping.now() - timedelta(days=3 * 365 + 1)
    Report.objects.filter(pk=report.pk).update(received_at=timekeeping.coarse(then), closed_at=then)
    return report


def test_a_visitor_reads_what_is_kept(walk: Walk, people: World) -> None:
    page = walk.window(width=PHONE)
    page.goto("/")
    page.get_by_role("link", name="What we keep, and for how long").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we keep, and for how long")
    expect(page.get_by_text("for 1 year after your report ended").first).to_be_visible()
    expect(page.get_by_role("heading", name="Who reads what")).to_be_visible()
    assert faults(page) == []


def _faults(page: Page, script: bool) -> list[str]:
    """Look at a page with axe, where the window runs scripts."""
    return faults(page) if script else []


@pytest.mark.parametrize(("width", "script"), [(PHONE, False), (DESK, True)], ids=["phone without scripts", "desk"])
def test_an_auditor_holds_one_back_and_the_night_takes_the_other(walk: Walk, people: World, width: int, script: bool) -> None:
    auditor = world.person("Noor Haddad", "auditor")
    held, gone = over(people, "The wall by the canal was painted over."), over(people, "Bins were burnt by the canal.")
    page = walk.window(width=width, who=auditor, script=script)
    page.goto("/retention/")
    page.get_by_role("link", name="hold").first.click()
    page.get_by_label("Its reference").fill(held.reference)
    steps.press(page, "Put on hold")
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Why must it be kept?").fill(HOLD)
    steps.press(page, "Put on hold")
    expect(page.get_by_text(HOLD)).to_be_visible()
    found = _faults(page, script)
    disposal.run()
    assert Report.objects.filter(pk=held.pk).exists()
    assert not Report.objects.filter(pk=gone.pk).exists()
    assert Tombstone.objects.filter(code="reports").exists()
    page.goto("/retention/")
    expect(page.get_by_role("row").filter(has_text="All other reports")).to_be_visible()
    expect(page.get_by_text("held back").first).to_be_visible()
    found += _faults(page, script)
    page.goto("/retention/holds/")
    found += _faults(page, script)
    page.get_by_role("link", name=held.reference).click()
    page.get_by_label("Why does the hold end?").fill("The court has what it needs.")
    steps.press(page, "End the hold")
    expect(page.get_by_text("The hold ended.")).to_be_visible()
    assert found == []
    disposal.run()
    assert not Report.objects.filter(pk=held.pk).exists()
