"""Anonymous means it in cases too: reports that feed a case, are told and contested, and remarks of a visitor or of somebody signed in
who did not ask to hear: everything that is kept is searched for the person. The tool is ``tests.privacy.scan``."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from feedback.models import Report
from feedback.services import speaking_up
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from problems.models import Case, CasePage, Remark
from problems.services.cases import closing, linking, opening, showing, stages
from problems.services.cases.stages import Proposal
from tests.feedback.conftest import town
from tests.feedback.test_nobody import WAYS, browser, lines, person, signs_of
from tests.people import Cast
from tests.privacy import scan
from tests.privacy.filling import filled, forms_of
from tests.privacy.scan import Leak, Signs

__all__ = ["lines", "person", "town"]
pytestmark = pytest.mark.django_db(transaction=True)
IN_CASES = {
    "problems_case", "problems_casereport", "problems_stagemove", "problems_told", "problems_casepage", "problems_remark",
}  # fmt: skip


def worked_on(report: Report, cast: Cast) -> Case:
    """Let a case be opened from a report, shown, closed, told, contested and told again, and every notice go out."""
    start = opening.Start("Noise at night", "Groups shout.", cast.north, reports=[report.pk], reason="here")
    case = opening.open_case(start, actor=cast.officer, token=new_token())
    showing.publish(case.pk, words=showing.Words("Noise at night", "You told us."), actor=cast.officer)
    for _time in range(2):
        end = Proposal("closed", "They do it.", "", "passed_on", "The council mends the lamps.")
        stages.propose(case.pk, proposal=end, actor=cast.officer)
        stages.approve(case.pk, after="closed", actor=cast.supervisor)
        assert closing.tell_waiting() == 1
        drain()
        speaking_up.contest(Door(report.pk), words="It is still loud.", token=new_token())
        drain()
    return Case.objects.get(pk=case.pk)


def everywhere(before: scan.Tables, signs: Signs, lines: io.StringIO) -> set[Leak]:
    """Give every leak in rows that are new or changed, in Valkey, in uploads and in the log."""
    rows = scan.new_rows(before)
    assert set(rows) >= IN_CASES - {"problems_remark"}
    found = scan.in_tables(rows, signs) | scan.in_valkey(signs) | scan.in_files(signs)
    return found | scan.in_lines(lines.getvalue(), signs)


@pytest.mark.parametrize("mode", ["anonymous", "confidential", "named"])
def test_a_case_leads_to_nobody_whose_report_fed_it(town: Cast, person: User, lines: io.StringIO, mode: str) -> None:
    client = browser(person)
    signs = signs_of(person, client)
    before = scan.tables()
    report, receipt = WAYS["api"](client, mode)
    case = worked_on(report, town)
    assert (case.state, case.reopenings) == ("analysis", 2)
    assert client.post("/track/", {"reference": report.reference, "receipt": receipt}).status_code == 302
    assert client.get("/track/report/").status_code == 200
    found = everywhere(before, signs, lines)
    assert not {leak.place for leak in found if leak.place.startswith("problems_")}
    room = {"privacy_identity.user_id"} if mode == "confidential" else set()
    own = {"feedback_report.reporter_id", "notifications_notification.user_id", "notifications_delivery.user_id"}
    assert {leak.place for leak in found} <= room | (own | {"privacy_identity.user_id"} if mode == "named" else set())
    if mode != "named":
        assert scan.beside(person, scan.tables()) == set()


def said_on_the_page(client: Client, page: CasePage) -> None:
    """Send the form of the public page, whatever it asks, but that one wants to hear."""
    url = f"/problems/{page.slug}/"
    (form,) = [form for form in forms_of(client.get(url)) if form.action.endswith("/remark/")]
    wanted = {
        name: value for name, value in filled(form, {"fits": "no", "words": "Worse on Fridays."}).items() if name != "tell_me"
    }
    assert client.post(form.action, wanted).status_code == 302


def said_by_a_program(client: Client, page: CasePage) -> None:
    """Say it over the API."""
    body, url = {"fits": "no", "words": "Worse on Fridays."}, f"/api/v1/problem-pages/{page.slug}/remark/"
    answer = client.post(url, body, content_type="application/json", headers={"Idempotency-Key": new_token()})
    assert answer.status_code == 204, answer.content


@pytest.mark.parametrize("way", [said_on_the_page, said_by_a_program], ids=["page", "api"])
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "a visitor"])
def test_a_remark_leads_to_nobody_who_did_not_ask_to_hear(
    town: Cast, person: User, lines: io.StringIO, way: object, is_signed_in: bool
) -> None:
    case = opening.open_case(opening.Start("Noise", "", town.north), actor=town.officer, token=new_token())
    page = showing.publish(case.pk, words=showing.Words("Noise", "You told us."), actor=town.officer)
    drain()
    client = browser(person if is_signed_in else None)
    signs, before = signs_of(person, client), scan.tables()
    way(client, page)  # type: ignore[operator]
    drain()
    rows = scan.new_rows(before)
    assert "problems_remark" in rows
    assert Remark.objects.get().user is None
    leaks = scan.in_tables(rows, signs) | scan.in_valkey(signs) | scan.in_lines(lines.getvalue(), signs)
    assert leaks <= {Leak("valkey", "session")}, "who is signed in has a session, and nothing else"


def test_who_asked_to_hear_stands_beside_their_own_words_alone(town: Cast, person: User) -> None:
    case = opening.open_case(opening.Start("Noise", "", town.north), actor=town.officer, token=new_token())
    page = showing.publish(case.pk, words=showing.Words("Noise", "You told us."), actor=town.officer)
    before = scan.tables()
    showing.remark(page.pk, said=showing.Said("no", "Worse."), token=new_token(), listener=person)
    drain()
    found = scan.in_tables(scan.new_rows(before), Signs().of(person))
    assert {leak.place for leak in found} == {"problems_remark.user_id"}


def test_the_scan_knows_the_tables_of_cases() -> None:
    assert {"problems_casereport", "problems_told"} <= set(scan.pointing_at(Report))
    assert {"problems_member", "problems_follow", "problems_remark"} <= set(scan.pointing_at(User))


def test_it_would_find_a_person_beside_a_report_in_a_case(town: Cast, person: User) -> None:
    report, _receipt = WAYS["api"](browser(None), "anonymous")
    case = opening.open_case(opening.Start("Noise", "", town.north), actor=town.officer, token=new_token())
    linking.link(case.pk, reports=[report.pk], reason="here", actor=town.officer)
    case.links.update(by=person)
    assert scan.beside(person, scan.tables()) == {"problems_casereport"}
