"""The reports and the people of a case on their pages, merging, and taking a case away: by right and by sight."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Report
from policing.errors import Unseen
from policing.events.models import Event
from problems.models import Case, CaseReport, Figures, Member
from problems.services.cases import exporting, team
from tests.feedback.tools import client_of, text
from tests.people import Cast, MembershipFactory, TeamFactory
from tests.problems.cases import making
from tests.problems.cases.test_list_pages import invite

pytestmark = pytest.mark.django_db
SIGHTS = [("partner", "places"), ("partner", "plan"), ("resident", "plan"), ("resident", "counts")]


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"problems:case-{name}", args=[case.reference, *more])


def fed(cast: Cast, number: int = 2, **start: Any) -> tuple[Case, list[Report]]:
    made = making.reports(cast, number)
    return making.opened(cast, reports=[row.pk for row in made], reason="the same lane", **start), made


def test_who_reads_the_case_reads_its_reports(cast: Cast) -> None:
    case, made = fed(cast)
    for who in (cast.officer, cast.supervisor, cast.analyst):
        shown = text(client_of(who).get(url("reports", case)))
        assert made[0].words in shown
        assert reverse("feedback:report", args=[made[0].reference]) in shown
        assert "the same lane" in shown
    team.invite(case.pk, user=cast.other_officer, place=team.Place("officer", "everything"), actor=cast.officer)
    shown = text(client_of(cast.other_officer).get(url("reports", case)))
    assert made[0].words in shown
    assert reverse("feedback:report", args=[made[0].reference]) not in shown, "the desk of another area stays shut"


@pytest.mark.parametrize(("role", "sees"), SIGHTS)
def test_members_who_see_less_get_no_report_and_are_told_what_they_see(cast: Cast, role: str, sees: str) -> None:
    case, made = fed(cast)
    who = cast.partner if role == "partner" else cast.resident
    invite(cast, case, who, role, sees)
    client = client_of(who)
    answer = client.get(url("reports", case))
    assert answer.status_code == 403
    assert made[0].reference not in answer.content.decode()
    assert "You see " in text(answer)
    for name in ("link", "unlink", "merge"):
        assert client.post(url(name, case), {"reason": "I want to"}).status_code == 403
    assert client.post(url("team", case), {"role": "partner", "sees": "places"}).status_code == 403
    assert client.get(url("team", case)).status_code == (403 if sees == "counts" else 200)
    assert "Let them work along" not in text(client.get(url("team", case)))


@pytest.mark.parametrize("name", ["reports", "link", "unlink", "merge", "team", "export"])
def test_whoever_is_outside_finds_nothing(cast: Cast, name: str) -> None:
    case, _made = fed(cast)
    for outsider in (cast.other_officer, cast.resident, cast.partner, cast.administrator):
        for answer in (client_of(outsider).get(url(name, case)), client_of(outsider).post(url(name, case))):
            assert answer.status_code in {404, 405}
    assert client_of(cast.anonymous).post(url(name, case)).status_code == 401
    assert client_of(cast.other_officer).post(url("member-end", case, 1)).status_code == 404


@pytest.mark.command("problems.report.link", "problems.report.unlink")
def test_reports_are_linked_by_their_references_and_taken_out_with_a_reason(cast: Cast) -> None:
    case, new = making.opened(cast), making.reports(cast, 2)
    client = client_of(cast.officer)
    odd = client.post(url("link", case), {"reports": f"{new[0].reference}\nHEDGE-4-LAMP-71", "reason": "here"})
    assert odd.status_code == 422
    assert "HEDGE-4-LAMP-71" in text(odd)
    assert f"{new[0].reference}\nHEDGE-4-LAMP-71</textarea>" in odd.content.decode(), "what was typed is still there"
    typed = "\n".join(row.reference.lower().replace("-", " ") for row in new)
    assert client.post(url("link", case), {"reports": typed, "reason": "here"}).status_code == 302
    assert CaseReport.objects.filter(case=case, left_at=None).count() == 2
    assert client.post(url("unlink", case), {"report": new[0].reference}).status_code == 422
    out = {"report": new[0].reference, "reason": "Another lane."}
    for _twice in range(2):
        assert client.post(url("unlink", case), out).status_code == 302
    assert Event.objects.filter(name="problems.report.unlinked").count() == 1
    shown = text(client.get(url("reports", case)))
    assert "Taken out again" in shown
    assert "Another lane." in shown
    assert client.post(url("unlink", case), {"report": "HEDGE-4-LAMP-71", "reason": "x"}).status_code == 404
    assert client.post(url("link", case), {"reports": "x", "reason": ""}).status_code == 422


@pytest.mark.command("problems.case.merge")
def test_a_case_is_merged_into_another_with_all_that_is_in_it(cast: Cast) -> None:
    case, made = fed(cast)
    other = making.opened(cast, title="The lane behind the school")
    client = client_of(cast.officer)
    assert other.reference in text(client.get(url("merge", case)))
    assert client.post(url("merge", case), {"into": "26-9999", "reason": "one"}).status_code == 422
    assert client.post(url("merge", case), {"into": case.reference, "reason": "one"}).status_code == 422
    answer = client.post(url("merge", case), {"into": other.reference, "reason": "the same boys of the same night"})
    assert answer.headers["Location"] == reverse("problems:case", args=[other.reference])
    case.refresh_from_db()
    assert (case.state, case.merged_into) == ("merged", other)
    assert set(CaseReport.objects.filter(case=other).values_list("report_id", flat=True)) == {row.pk for row in made}
    assert "Merge into another case" in text(client.get(url("merge", case)))
    assert client.post(url("merge", case), {"into": other.reference, "reason": "again"}).status_code == 422


@pytest.mark.command("problems.member.invite", "problems.member.end")
def test_people_are_asked_shown_less_and_let_go(cast: Cast) -> None:
    case = making.opened(cast)
    MembershipFactory(user=cast.partner, team=TeamFactory(code="lighting", name="City lighting", belongs_to="city"))
    client = client_of(cast.officer)
    shown = text(client.get(url("team", case)))
    assert "Partner, City lighting" in shown
    assert "Analyst" in shown
    assert cast.resident.email not in shown
    asked = {"person": cast.partner.pseudonym, "role": "partner", "sees": "everything"}
    refused = client.post(url("team", case), asked)
    assert refused.status_code == 422
    assert "What residents wrote is for people of the agency alone." in text(refused)
    until = timezone.now().date() + timedelta(days=30)
    assert client.post(url("team", case), asked | {"sees": "places", "until": f"{until}"}).status_code == 302
    row = Member.objects.get(case=case, user=cast.partner)
    assert (row.sees, row.until, row.team and row.team.name) == ("places", until, "City lighting")
    change = text(client.get(url("team", case), {"change": row.pk}))
    assert 'value="places" ' in change
    assert f'value="{until}"' in change
    assert client.post(url("team", case), asked | {"sees": "plan"}).status_code == 302
    row.refresh_from_db()
    assert row.sees == "plan"
    for _twice in range(2):
        assert client.post(url("member-end", case, row.pk)).status_code == 302
    assert not Member.objects.filter(case=case, user=cast.partner, ended_at=None).exists()
    assert client.post(url("member-end", case, 99_999)).status_code == 404
    lead = Member.objects.get(case=case, role="lead")
    client.post(url("member-end", case, lead.pk))
    lead.refresh_from_db()
    assert lead.ended_at is None, "somebody else has to lead first"


def test_a_resident_is_asked_by_address_and_nobody_by_two_names(cast: Cast) -> None:
    case = making.opened(cast)
    client = client_of(cast.officer)
    asked = {"role": "resident", "sees": "plan", "email": "Resident@example.org"}
    assert client.post(url("team", case), asked | {"person": cast.analyst.pseudonym}).status_code == 422
    assert client.post(url("team", case), asked | {"email": ""}).status_code == 422
    nobody = client.post(url("team", case), asked | {"email": "nobody@example.org"})
    assert "There is no account of that address." in text(nobody)
    assert client.post(url("team", case), asked).status_code == 302
    assert case.members.filter(user=cast.resident, sees="plan").exists()
    assert "works along now. Sees the plan" in text(client.get(url("team", case)))


def taken(who: Any, case: Case, kind: str = "json") -> Any:
    answer = client_of(who).post(url("export", case), {"as": kind})
    assert answer.status_code == 200
    assert f'filename="case-{case.reference}.{kind}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


@pytest.mark.command("problems.case.export")
def test_a_case_is_taken_away_with_all_that_staff_see_and_that_is_written_down(cast: Cast) -> None:
    case, made = fed(cast, title="=HYPERLINK(1)")
    making.fill(case, cast.officer, "scanning")
    making.put(case, cast.officer, "note", words="Ask the caretaker.")
    making.put(case, cast.officer, "place", use="problem", label="Mill Lane", area=case.area)
    making.planned(case, cast.officer)
    found = json.loads(taken(cast.officer, case).content)
    assert {row["reference"] for row in found["reports"]} == {row.reference for row in made}
    assert found["reports"][0]["words"] == made[0].words
    assert found["places"][0]["area"] == "Northgate"
    assert found["notes"][0]["words"] == "Ask the caretaker."
    assert found["actions"][0]["technique"].startswith("7 ")
    assert found["team"][0]["role"] == "lead"
    body = b"".join(taken(cast.officer, case, "csv").streaming_content).decode()
    table = list(csv.reader(io.StringIO(body)))
    assert table[0] == ["section", "item", "what", "value"]
    assert ["plan", "", "title", "'=HYPERLINK(1)"] in table, "no cell is taken for a formula"
    happened = Event.objects.filter(name="problems.case.exported")
    assert happened.count() == 2
    assert set(happened.values_list("actor", flat=True)) == {cast.officer.pseudonym}
    with pytest.raises(Unseen):
        exporting.export(case.pk, actor=cast.other_officer)
    assert happened.count() == 2


PLAN = {"case", "plan", "sheet", "evidence", "hypotheses", "objectives", "actions", "tasks", "decisions", "team"}
SECTIONS = {"places": PLAN | {"area", "places", "months"}, "plan": PLAN, "counts": {"case", "months"}}


@pytest.mark.parametrize(("role", "sees"), SIGHTS)
def test_what_a_member_takes_away_holds_what_they_see_and_no_heading_more(cast: Cast, role: str, sees: str) -> None:
    case, made = fed(cast)
    making.put(case, cast.officer, "note", words="Ask the caretaker.")
    making.put(case, cast.officer, "place", use="problem", label="Behind the bakery", area=case.area)
    Figures.objects.update_or_create(case=case, defaults={"data": {"months": [["2026-05", 7]], "total": 7}})
    who = cast.partner if role == "partner" else cast.resident
    invite(cast, case, who, role, sees)
    answer = taken(who, case)
    found = json.loads(answer.content)
    assert set(found) == SECTIONS[sees]
    assert set(client_of(who).post(reverse("problems-api:case-export", args=[case.reference])).json()) == SECTIONS[sees]
    raw = answer.content.decode() + b"".join(taken(who, case, "csv").streaming_content).decode()
    hidden = [made[0].words, made[0].reference, "the same lane", "Ask the caretaker."]
    hidden += ["Behind the bakery", "Northgate"] if sees != "places" else []
    hidden += ["Shouting on Mill Lane", "Officer"] if sees == "counts" else []
    assert [one for one in hidden if one in raw] == []
    assert ("2026-05" in raw) is (sees in {"places", "counts"})
