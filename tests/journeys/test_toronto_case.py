"""A hot cell of Toronto's real records becomes a case, and is walked to “closed” by an officer, a partner and a supervisor.

Three people reported from that cell: one with a name, one in confidence, one without a name. Each is told what came of it.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db.models import Sum
from playwright.sync_api import Page, expect

from feedback.models import Report
from feedback.services.intake import Account, Sender, Sent, submit
from policing import timekeeping
from policing.accounts.models import User
from policing.events.testing import drain
from policing.notifications.sending import send_due
from policing.privacy.receipts import new_token
from problems import sheet
from problems.models import Case, CellCount, Incident, IncidentImport, Told
from problems.services import import_runs, imports
from problems.services.cases import closing, figures
from tests.journeys.browser import DESK, PHONE, Walk
from tests.journeys.steps import Codes, heading, press, track
from tests.journeys.world import HERE, TORONTO, World, person
from tests.people import TeamFactory

RECORDS = TORONTO.parent / "toronto_mci_2018_2019.csv.gz"
MAPS = ["category=MCI", "occurred=occurrencedate", "hour=occurrencehour", "lat=Lat", "lon=Long", "area=Neighbourhood"]
RESULT = "The lane is lit and the back doors are shut. Less happens there than before, but it may be chance."
pytestmark = pytest.mark.skipif(not RECORDS.exists(), reason="real data is not at hand: toronto_mci_2018_2019.csv.gz")


@dataclass
class Cast:
    """Who walks the case, and the three people who reported."""

    officer: User
    partner: User
    supervisor: User
    named: Sent
    confidential: Sent
    anonymous: Sent
    cell: str
    other: str

    @property
    def reports(self) -> list[Report]:
        """The three reports."""
        return [self.named.report, self.confidential.report, self.anonymous.report]


def _lines() -> Iterator[list[str]]:
    """Give the rows of the neighbourhood out of the whole file: the whole one is loaded by a test of the import."""
    with gzip.open(RECORDS, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        yield head
        yield from (row for row in rows if row[head.index("Neighbourhood")] == HERE)


@pytest.fixture
def records(people: World, tmp_path: Path) -> Iterator[IncidentImport]:
    """Bring the neighbourhood's records in, and take them out again."""
    path = tmp_path / "toronto.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(_lines())
    begun = imports.start(source="Toronto here", maps=MAPS, options={"zone": "America/Toronto"}, actor=None)
    done = import_runs.run(begun.pk, path=path)
    yield done
    imports.undo(done.pk, actor=people.administrator)


def _cast(people: World) -> Cast:
    cells = CellCount.objects.filter(source__code="toronto-here", area_path=people.here.area.path).values("cell")
    hot, other = [row["cell"] for row in cells.annotate(many=Sum("number")).order_by("-many", "cell")[:2]]
    spot = Incident.objects.filter(cell=hot, area=people.here.area).first()
    assert spot is not None
    lat, lon = spot.lat, spot.lon  # the middle of the cell may lie in the next neighbourhood
    lighting = TeamFactory(code="toronto-lighting", name="City lighting", belongs_to="city")
    named = person("Nadia Perez")

    def sent(sender: Sender) -> Sent:
        told = Account(category="theft", words="Somebody breaks in at the back lane at night.", lat=lat, lon=lon)
        return submit(token=new_token(), account=told, sender=sender)

    made = Cast(
        officer=people.officer,
        partner=person("Sam Osei", "partner", area=people.here.area, team=lighting),
        supervisor=people.supervisor,
        named=sent(Sender(mode="named", name=named.name, account=named)),
        confidential=sent(Sender(mode="confidential", name="Ken", email="ken.back.lane@example.org")),
        anonymous=sent(Sender()),
        cell=hot,
        other=other,
    )
    drain()
    return made


def _opens(page: Page, people: World, cast: Cast) -> Case:
    """From the cell with the most, in the officer's own area."""
    page.goto(f"/incidents/?area={people.here.area.code}&source=toronto-here")
    page.get_by_role("link", name=cast.cell).click()
    page.get_by_role("link", name="Open a case here").click()
    heading(page, "Open a case")
    page.get_by_label("Name of the case").fill("Break-ins from the back lane")
    page.get_by_label("What happens").fill("Shops and flats are broken into from the lane at night.")
    press(page, "Open the case")
    heading(page, "Break-ins from the back lane")
    return Case.objects.get(title="Break-ins from the back lane")


def _links(page: Page, case: Case, cast: Cast) -> None:
    page.goto(f"/cases/{case.reference}/reports/")
    page.get_by_text("Link reports").first.click()
    page.get_by_label("References of the reports").fill("\n".join(report.reference for report in cast.reports))
    page.get_by_label("Why do they belong to it?").fill("The same lane at night.")
    press(page, "Link reports")
    expect(page.get_by_text("3 reports feed the case now.")).to_be_visible()


def _invites(page: Page, case: Case, partner: User) -> None:
    page.goto(f"/cases/{case.reference}/team/")
    page.get_by_label("Somebody of the agency or the city").select_option(str(partner.pseudonym))
    page.get_by_label("As what?").select_option("partner")
    page.get_by_label("places and times").check()
    press(page, "Let them work along")
    expect(page.get_by_text("works along now.")).to_be_visible()


def _writes(page: Page, case: Case, stage: str) -> None:
    """Answer every question that the stage asks."""
    for asked in sheet.of_stage(stage):
        if asked.code in {"title", "summary", "no_comparison"}:
            continue
        page.goto(f"/cases/{case.reference}/write/{asked.code}/")
        if asked.choices:
            page.locator("[name=choice]").first.check()
        page.locator("[name=words]").fill(f"What we found: {asked.label}.")
        press(page, "Write it down")
        page.wait_for_url(f"**/cases/{case.reference}/**")


def _adds(page: Page, case: Case, kind: str, **given: str) -> None:
    """Add a part by its page: words by field, choices by value."""
    page.goto(f"/cases/{case.reference}/parts/{kind}/new/")
    for name, value in given.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value or None, index=None if value else 1)
        else:
            field.fill(value)
    press(page, "Add it")
    page.wait_for_url(f"**/cases/{case.reference}/#*")


def _proposes(page: Page, case: Case, after: str) -> None:
    page.goto(f"/cases/{case.reference}/propose/?after={after}")
    expect(page.get_by_text("Everything that is asked for is met.")).to_be_visible()
    if after == "closed":
        page.get_by_label("We cannot tell").check()
        page.get_by_label("What everybody is told").fill(RESULT)
    press(page, "Propose it")


def _approves(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.reference}/")
    page.get_by_role("link", name="Look at it and answer").click()
    press(page, "Approve")


def _counts(page: Page, case: Case) -> None:
    """Set what is counted when: the first year against the second half of the second one."""
    page.goto(f"/cases/{case.reference}/count/")
    days = {"baseline_from": "2018-01-01", "baseline_to": "2018-12-31", "after_from": "2019-03-01", "after_to": "2019-12-31"}
    for name, day in days.items():
        page.locator(f"[name={name}]").fill(day)
    press(page, "Count it so")
    figures.count_wanted()


def _plans(page: Page, case: Case, partner: User) -> None:
    """One objective and one action of the partner's, whole in all that the gates ask."""
    later = (timekeeping.now() + timedelta(days=30)).date().isoformat()
    _adds(page, case, "objective", words="Half as many", measure="incidents", baseline="60 a year", target="30 a year", by=later)
    chosen = {"owner": str(partner.pseudonym), "technique": "", "side": "place", "hypothesis": "", "objective": ""}
    _adds(page, case, "action", words="Light the back lane", due_on=later, **chosen)


def _carries_out(page: Page, case: Case) -> None:
    """The partner sees the plan and no words, and says that their action is done."""
    page.goto("/cases/")
    page.get_by_role("link", name=case.title).click()
    expect(page.get_by_text("Somebody breaks in at the back lane")).to_have_count(0)
    page.get_by_role("link", name="Say how far it is").first.click()
    page.get_by_label("It is done").check()
    page.get_by_label("In words").fill("Twelve lamps burn since Monday.")
    press(page, "Say it")
    expect(page.get_by_text("Twelve lamps burn since Monday.")).to_have_count(1)


@pytest.mark.command("problems.case.open", "problems.stage.approve")
def test_a_hot_cell_is_walked_to_closed_and_three_reporters_are_told(walk: Walk, people: World, records: IncidentImport) -> None:
    assert records.counts["loaded"] > 400
    cast = _cast(people)
    desk, chief = walk.window(width=DESK, who=cast.officer), walk.window(width=DESK, who=cast.supervisor)
    case = _opens(desk, people, cast)
    _links(desk, case, cast)
    _invites(desk, case, cast.partner)
    figures.count_wanted()
    _writes(desk, case, "scanning")
    _proposes(desk, case, "analysis")
    _approves(chief, case)

    _writes(desk, case, "analysis")
    _adds(desk, case, "hypothesis", words="The lane is dark, and no door to it is looked after.")
    _adds(desk, case, "place", use="comparison", label="The next street", cell=cast.other)
    _counts(desk, case)
    _proposes(desk, case, "response")
    _approves(chief, case)

    _writes(desk, case, "response")
    _plans(desk, case, cast.partner)
    _carries_out(walk.window(width=PHONE, script=False, who=cast.partner), case)
    _proposes(desk, case, "assessment")
    _approves(chief, case)

    _writes(desk, case, "assessment")
    desk.goto(f"/cases/{case.reference}/")
    expect(desk.get_by_text("For every 100 incidents")).to_have_count(1)
    _proposes(desk, case, "closed")
    _approves(chief, case)
    case.refresh_from_db()
    assert (case.state, case.decision, case.reopenings) == ("closed", "unclear", 0)
    _all_are_told(walk, case, cast)


def _all_are_told(walk: Walk, case: Case, cast: Cast) -> None:
    """The named one by account, the confidential one by mail, the one without a name behind the two codes; each by themselves."""
    assert closing.tell_waiting() == 3
    drain()
    send_due()
    assert set(Told.objects.filter(move__case=case).values_list("state", flat=True)) == {"told"}
    named = walk.window(who=cast.named.report.reporter)
    named.goto(f"/my/reports/{cast.named.report.reference}/")
    expect(named.get_by_text(RESULT).first).to_be_visible()
    mails = [one for one in mail.outbox if "ken.back.lane@example.org" in one.to]
    assert mails, "the one in confidence gets a mail"
    assert all(case.title not in one.subject and RESULT not in one.subject for one in mails)
    phone = walk.window(script=False)
    track(phone, Codes(cast.anonymous.report.reference, cast.anonymous.receipt))
    expect(phone.get_by_text(RESULT).first).to_be_visible()
