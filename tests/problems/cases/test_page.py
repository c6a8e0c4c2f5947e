"""The page of a case: who sees what of it, what each may do there, and that it costs the same however much there is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback.models import Report
from policing.accounts.models import User
from policing.areas.models import Agency
from problems.gates import GATES
from problems.models import Action, Case, CaseReport, Member
from problems.services.cases import stages, team
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.feedback.tools import client_of, rows, text
from tests.people import Cast, MembershipFactory, UserFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
SECRET_NOTE, SECRET_PLACE = "The caretaker told me in confidence.", "The yard behind number nine"


def page(who: Any, case: Case, status: int = 200) -> str:
    answer = client_of(who).get(reverse("problems:case", args=[case.reference]))
    assert answer.status_code == status
    return text(answer)


def whole(cast: Cast) -> Case:
    """Make a case in Response with a note, a place of its own and linked reports."""
    case = making.at_stage(cast, "response", reports=[row.pk for row in making.reports(cast, 2)], reason="the same lane")
    making.fill(case, cast.officer, "response")
    making.put(case, cast.officer, "note", words=SECRET_NOTE)
    making.put(case, cast.officer, "place", use="problem", label=SECRET_PLACE, area=case.area)
    case.refresh_from_db()
    return case


def member(cast: Cast, case: Case, sees: str) -> User:
    """Let somebody of a team of the city work along and see so much."""
    user: User = UserFactory(name=f"Sam {sees}")
    MembershipFactory(user=user, team=cast.front_desk)
    team.invite(case.pk, user=user, place=Place("partner", sees), actor=cast.officer)
    return user


@pytest.mark.parametrize("who", ["officer", "supervisor", "analyst"])
def test_people_who_work_on_it_see_all_of_it_and_the_ways_to_write(cast: Cast, who: str) -> None:
    case = whole(cast)
    shown = page(getattr(cast, who), case)
    for words in (case.title, SECRET_NOTE, SECRET_PLACE, "2 reports linked", "Mend the lamps", "Assist natural surveillance"):
        assert words in shown
    assert reverse("problems:case-write", args=[case.reference, "fairness"]) in shown
    assert reverse("problems:case-propose", args=[case.reference]) in shown
    assert "you read along" not in shown


def test_the_team_stands_beside_it_with_what_each_sees(cast: Cast) -> None:
    case = making.opened(cast)
    member(cast, case, "plan")
    shown = page(cast.officer, case)
    assert "Sam plan" in shown
    assert "Sees the plan and its actions. No reports, no places on a map." in shown
    assert shown.count(reverse("problems:case-team", args=[case.reference])) == 1


def test_the_incidents_of_a_place_are_one_step_away_for_who_may_read_them(cast: Cast) -> None:
    case = whole(cast)
    Case.objects.filter(pk=case.pk).update(categories=["Noise & shouting"])
    link = f"{reverse('problems:incidents')}?area=north&amp;category=Noise+%26+shouting"
    assert link in page(cast.officer, case)
    assert reverse("problems:incidents") + "?" not in page(member(cast, case, "places"), case)
    assert client_of(cast.officer).get(link.replace("&amp;", "&")).status_code == 200


def test_strangers_are_told_nothing(cast: Cast) -> None:
    case = making.opened(cast)
    for who in (cast.other_officer, cast.resident, cast.partner, cast.administrator):
        page(who, case, 404)
    assert client_of(cast.anonymous).get(reverse("problems:case", args=[case.reference])).status_code == 302


def test_a_member_sees_what_was_agreed_and_no_more(cast: Cast) -> None:
    case = whole(cast)
    shown = {sees: page(member(cast, case, sees), case) for sees in ("places", "plan", "counts")}
    assert {sees for sees, words in shown.items() if case.title in words} == {"places", "plan"}
    assert {sees for sees, words in shown.items() if "Mend the lamps" in words} == {"places", "plan"}
    assert {sees for sees, words in shown.items() if SECRET_PLACE in words} == {"places"}
    assert {sees for sees, words in shown.items() if 'id="frame"' in words} == {"places"}
    for words in shown.values():
        assert SECRET_NOTE not in words
        assert "reports linked" not in words
        assert "/write/" not in words
        assert "/propose/" not in words
    assert "In this case you read along" in shown["plan"]
    assert "You see how often it happens, by month. Nothing else." in shown["counts"]
    assert cast.officer.name not in shown["counts"]


def test_nobody_reaches_by_address_what_the_page_does_not_show_them(cast: Cast) -> None:
    case = whole(cast)
    place, action = case.caseplaces.get(label=SECRET_PLACE), case.actions.get()
    counts, plan = client_of(member(cast, case, "counts")), client_of(member(cast, case, "plan"))
    assert counts.get(reverse("problems:case-write", args=[case.reference, "fairness"])).status_code == 404
    assert counts.get(reverse("problems:part-new", args=[case.reference, "action"])).status_code == 404
    assert plan.get(reverse("problems:part-change", args=[case.reference, "place", place.pk])).status_code == 404
    assert plan.get(reverse("problems:part-change", args=[case.reference, "action", action.pk])).status_code == 403
    assert plan.get(reverse("problems:case-propose", args=[case.reference])).status_code == 403
    read = plan.get(reverse("problems:case-write", args=[case.reference, "fairness"]))
    assert read.status_code == 200
    assert "<textarea" not in text(read), "who reads along sees what stood there, and no form"


def test_a_member_says_how_far_the_own_action_is_and_no_other(cast: Cast) -> None:
    case = making.at_stage(cast, "response")
    making.fill(case, cast.officer, "response")
    user = member(cast, case, "plan")
    own, other = making.planned(case, cast.officer, owner=user, owner_name=""), making.planned(case, cast.officer)
    shown, client = page(user, case), client_of(user)
    urls = [reverse("problems:part-move", args=[case.reference, "action", one.pk]) for one in (own, other)]
    assert [url in shown for url in urls] == [True, False]
    assert "It has begun" in text(client.get(urls[0]))
    assert client.post(urls[0], {"action": "begin", "words": "The lamps are ordered.", "version": 1}).status_code == 302
    assert "The lamps are ordered." in page(cast.officer, case)
    assert client.get(urls[1]).status_code == 403


def test_gates_are_said_in_words_with_the_place_where_each_is_met(cast: Cast) -> None:
    case = making.opened(cast)
    shown = page(cast.officer, case)
    places = re.findall(r'checks__l" aria-hidden="true">\d+</span><span><a href="#([a-z-]+)"', shown)
    assert len(places) == len(GATES), "nothing is met yet, so each gate leads somewhere"
    assert "cheers-community" in places
    for place in places:
        assert shown.count(f'id="{place}"') == 1, place
    assert "You are here. 0 of 6 checks met" in shown
    making.fill(case, cast.officer, "scanning")
    assert "You are here. 6 of 6 checks met" in page(cast.officer, case)


def test_the_stage_where_it_stands_comes_first(cast: Cast) -> None:
    case = making.at_stage(cast, "analysis")
    shown = page(cast.officer, case)
    assert shown.index('id="analysis"') < shown.index('id="scanning"') < shown.index('id="response"')
    assert shown.count('aria-current="step"') == 1


def test_a_skipped_gate_stays_visible_with_its_reason(cast: Cast) -> None:
    case = making.opened(cast)
    making.on(case, cast, "analysis", skip_reason="Known from last year.")
    shown = page(cast.officer, case)
    assert "Skipped, with a reason" in shown
    assert "Known from last year." in shown


def test_a_closed_case_says_what_came_of_it_and_takes_no_words(cast: Cast) -> None:
    case = making.at_stage(cast, "closed")
    shown = page(cast.officer, case)
    assert "It worked" in shown
    assert "The lamps are mended, and it is quiet." in shown
    assert "/write/" not in shown
    assert "What stands here stays as it is." in shown
    assert reverse("problems:case-reopen", args=[case.reference]) in shown


def grow(cast: Cast, case: Case, start: int, members: int, reports: int, actions: int) -> None:
    """Put more members, linked reports and actions straight into the tables."""
    people = UserFactory.create_batch(members)
    Member.objects.bulk_create(Member(case=case, user=one, role="officer", sees="plan") for one in people)
    fed: list[Report] = rows(reports, start=start, team=cast.team_north, area=cast.north, area_path=cast.north.path)
    CaseReport.objects.bulk_create(CaseReport(case=case, report=one, reason="here") for one in fed)
    due = timezone.now().date() + timedelta(days=9)
    Action.objects.bulk_create(
        Action(case=case, words=f"Walk there {number}", owner=cast.officer, due_on=due, made_by=cast.officer)
        for number in range(actions)
    )
    case.reports += reports
    case.save(update_fields=["reports"])


def test_it_costs_the_same_with_thirty_members_two_thousand_reports_and_fifty_actions(cast: Cast) -> None:
    case = whole(cast)
    client, counted = client_of(cast.officer), []
    for start, size in ((0, (2, 10, 2)), (100, (28, 1990, 48))):
        grow(cast, case, start, *size)
        client.get(reverse("problems:case", args=[case.reference]))
        Agency.forget()  # it is kept for five seconds, which a slow machine may need
        Agency.current()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("problems:case", args=[case.reference]))
        counted.append(len(queries))
        assert answer.status_code == 200
    assert counted[0] == counted[1] <= 20


@pytest.mark.command("problems.stage.propose", "problems.stage.approve", "problems.stage.refuse", "problems.stage.take_back")
def test_a_stage_is_proposed_and_answered_on_its_pages(cast: Cast) -> None:
    case = making.opened(cast)
    officer, supervisor = client_of(cast.officer), client_of(cast.supervisor)
    propose = reverse("problems:case-propose", args=[case.reference])
    shown = text(officer.get(propose))
    assert "6 things are not met yet" in shown
    assert f"{reverse('problems:case', args=[case.reference])}#sponsor" in shown
    given = {"after": "analysis", "words": "We know enough.", "version": case.version}
    refused = officer.post(propose, given)
    assert refused.status_code == 422
    assert "We know enough." in text(refused)
    assert officer.post(propose, {**given, "skip_reason": "Known from last year."}).status_code == 302
    answer = reverse("problems:case-approve", args=[case.reference])
    assert answer not in page(cast.officer, case), "nobody approves what they proposed"
    assert "somebody else has to approve it" in page(cast.officer, case)
    assert answer in page(cast.supervisor, case)
    assert "Known from last year." in text(supervisor.get(answer))
    assert supervisor.post(reverse("problems:case-refuse", args=[case.reference]), {"words": ""}).status_code == 422
    supervisor.post(reverse("problems:case-refuse", args=[case.reference]), {"words": "Ask residents first."})
    assert "Ask residents first." in page(cast.officer, case)
    officer.post(propose, {**given, "version": "", "skip_reason": "They were asked."})
    assert officer.post(reverse("problems:case-take-back", args=[case.reference])).status_code == 302
    officer.post(propose, {**given, "version": "", "skip_reason": "They were asked."})
    assert supervisor.post(answer, {"after": "response", "words": ""}).status_code == 409
    assert supervisor.post(answer, {"after": "analysis", "words": "Good."}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "analysis"
    assert supervisor.get(answer).status_code == 409


def test_a_proposal_on_an_old_page_keeps_its_words(cast: Cast) -> None:
    case = making.opened(cast)
    making.write(case, cast.supervisor, "summary", "Newer.")
    given = {"after": "analysis", "words": "We know enough.", "skip_reason": "Known.", "version": 1}
    answer = client_of(cast.officer).post(reverse("problems:case-propose", args=[case.reference]), given)
    assert answer.status_code == 409
    assert "We know enough." in text(answer)
    assert not Case.objects.get(pk=case.pk).proposed


def test_closing_asks_what_came_of_it_and_what_everybody_is_told(cast: Cast) -> None:
    case = making.opened(cast, reports=[row.pk for row in making.reports(cast, 2)], reason="here")
    client, url = client_of(cast.officer), reverse("problems:case-propose", args=[case.reference])
    assert "2 reports are linked. Everybody behind them is told these words." in text(client.get(url, {"after": "closed"}))
    assert client.post(url, {"after": "closed", "words": "It is for the council."}).status_code == 422
    told = "The council took it over, and cleans there now."
    given = {"after": "closed", "words": "It is theirs.", "decision": "passed_on", "result": told}
    assert client.post(url, given).status_code == 302
    answer = reverse("problems:case-approve", args=[case.reference])
    assert told in text(client_of(cast.supervisor).get(answer))
    client_of(cast.supervisor).post(answer, {"after": "closed"})
    assert told in page(cast.officer, case)


@pytest.mark.command("problems.stage.back", "problems.case.reopen")
def test_back_with_a_reason_and_taken_up_again(cast: Cast) -> None:
    case = making.at_stage(cast, "analysis")
    client, back = client_of(cast.officer), reverse("problems:case-back", args=[case.reference])
    assert client.post(back, {"to": "scanning", "reason": ""}).status_code == 422
    assert client.post(back, {"to": "response", "reason": "no"}).status_code == 422
    client.post(back, {"to": "scanning", "reason": "It is two problems."})
    assert "It is two problems." in page(cast.officer, case)
    assert client.get(back).status_code == 409
    stages.propose(
        case.pk, proposal=Proposal("closed", words="Theirs.", decision="passed_on", result="Passed on."), actor=cast.officer
    )
    stages.approve(case.pk, after="closed", actor=cast.supervisor)
    again = reverse("problems:case-reopen", args=[case.reference])
    client.post(again, {"reason": "It came back."})
    assert "It came back." in page(cast.officer, case)
    assert Case.objects.get(pk=case.pk).state == "analysis"


@pytest.mark.usefixtures("every_language")
@pytest.mark.parametrize(("language", "dots"), [("en-gb", "SARA"), ("es", "EARE"), ("ar", "1234")])
def test_the_dots_of_the_rail_tell_the_stages_apart_in_every_language(cast: Cast, language: str, dots: str) -> None:
    case = making.opened(cast)
    User.objects.filter(pk=cast.officer.pk).update(language=language)
    answer = client_of(User.objects.get(pk=cast.officer.pk)).get(reverse("problems:case", args=[case.reference]))
    assert "".join(re.findall(r'class="rail__dot"[^>]*>([^<]+)<', answer.content.decode())) == dots
