"""Who wrote it: a POST with a reason, for those who may, written down each time, and never kept by a browser."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.models import Report
from feedback.services.intake import Sender
from policing.accounts.models import Team
from policing.events.models import Event
from policing.privacy.models import AccessGrant, AccessLog
from tests.feedback.tools import client_of, named, send, text
from tests.people import Cast, RoleGrantFactory, UserFactory

NAMED = Sender(mode="named", name="Ann Ash", email="ann@example.org", phone="+442079460000")
CONFIDENTIAL = Sender(mode="confidential", name="Cara Cole", email="cara@example.org")
REASON = "To call back about the answer"
looks = pytest.mark.command("privacy.identity.look")


def look(who: Any, report: Report, reason: str = REASON) -> Any:
    """Ask to see who wrote a report."""
    return client_of(who).post(f"/inbox/{report.reference}/look/", {"reason": reason})


@pytest.mark.command("privacy.identity.look")
def test_it_shows_name_and_addresses_and_is_written_down(cast: Cast) -> None:
    report = send(NAMED).report
    answer = look(cast.officer, report)
    assert answer.status_code == 200
    for part in ("Ann Ash", "ann@example.org", "+442079460000"):
        assert part in text(answer)
    assert answer["Cache-Control"] == "no-store"
    grant = AccessGrant.objects.get()
    assert (grant.user, grant.identity, grant.reason) == (cast.officer, report.identity, REASON)
    logged = AccessLog.objects.order_by("id").values_list("act", "actor", "subject_ref")
    assert list(logged) == [(act, cast.officer.pseudonym, report.reference) for act in ("opened", "revealed")]
    event = Event.objects.get(name="privacy.identity.opened")
    assert (event.actor, event.subject_id, event.payload) == (cast.officer.pseudonym, report.pk, {"mode": "named"})


@looks
def test_the_page_of_the_report_shows_nothing_of_it(cast: Cast) -> None:
    report = send(NAMED).report
    look(cast.officer, report)
    shown = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    for part in ("Ann Ash", "ann@example.org", "2079460000"):
        assert part not in shown
    assert "asked to see who wrote this" in shown


@looks
def test_of_an_account_the_name_and_the_address_are_shown(cast: Cast) -> None:
    shown = text(look(cast.officer, send(named(cast.resident)).report))
    assert cast.resident.name in shown
    assert cast.resident.email in shown


@looks
@pytest.mark.parametrize("sender", [NAMED, CONFIDENTIAL])
def test_others_are_refused(cast: Cast, sender: Sender) -> None:
    report = send(sender).report
    expected = {"anonymous": 401, "deactivated": 401, "analyst": 403, "officer": 200, "supervisor": 200}
    for name, who in cast:
        answer = look(who, report)
        assert answer.status_code == expected.get(name, 404), name
        assert (sender.name in text(answer)) == (answer.status_code == 200), name
    assert {row.actor for row in AccessLog.objects.all()} == {cast.officer.pseudonym, cast.supervisor.pseudonym}


@looks
def test_reading_in_one_place_and_looking_in_another_do_not_add_up(cast: Cast) -> None:
    somebody = UserFactory()
    RoleGrantFactory(user=somebody, role="analyst", area=cast.north)
    RoleGrantFactory(user=somebody, role="officer", team=Team.objects.get(code="team-south"))
    report = send(NAMED).report
    assert client_of(somebody).get(f"/inbox/{report.reference}/").status_code == 200
    assert look(somebody, report).status_code == 403


@looks
def test_ones_own_report_is_for_somebody_else(cast: Cast) -> None:
    assert look(cast.officer, send(named(cast.officer)).report).status_code == 403
    assert not AccessLog.objects.exists()


@looks
@pytest.mark.parametrize(
    ("sender", "reason", "status"),
    [
        (NAMED, "", 200),
        (NAMED, "call", 422),
        (NAMED, "x" * 301, 422),
        (CONFIDENTIAL, "", 422),
        (CONFIDENTIAL, "   ", 422),
        (CONFIDENTIAL, "why not", 422),
        (CONFIDENTIAL, "x" * 301, 422),
        (CONFIDENTIAL, REASON, 200),
    ],
)
def test_the_reason(cast: Cast, sender: Sender, reason: str, status: int) -> None:
    answer = look(cast.officer, send(sender).report, reason)
    assert answer.status_code == status
    assert (sender.name in text(answer)) == (status == 200)
    assert AccessLog.objects.exists() == (status == 200)
    if status == 422:
        assert 'name="reason"' in text(answer)
        assert reason.strip() in text(answer)
        assert "error-summary" in text(answer)


@looks
def test_of_an_anonymous_report_there_is_nothing_to_look_at(cast: Cast) -> None:
    report = send().report
    assert "There is nothing to look at" in text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    answer = look(cast.officer, report)
    assert "No name and no address are kept" in text(answer)
    assert not AccessLog.objects.exists()


@looks
def test_getting_it_shows_nothing(cast: Cast) -> None:
    report = send(NAMED).report
    assert client_of(cast.officer).get(f"/inbox/{report.reference}/look/").status_code == 405


@looks
def test_over_the_api(cast: Cast) -> None:
    report = send(CONFIDENTIAL).report

    def ask(who: Any, reason: str) -> Any:
        body = {"reason": reason}
        return client_of(who).post(f"/api/v1/reports/{report.reference}/look/", body, content_type="application/json")

    expected = {"anonymous": 401, "deactivated": 401, "analyst": 403, "officer": 200, "supervisor": 200}
    for name, who in cast:
        assert ask(who, REASON).status_code == expected.get(name, 404), name
    assert ask(cast.officer, "short").json()["errors"][0]["field"] == "reason"
    assert ask(cast.officer, REASON).json()["name"] == "Cara Cole"
    assert ask(cast.officer, REASON)["Cache-Control"] == "no-store"
