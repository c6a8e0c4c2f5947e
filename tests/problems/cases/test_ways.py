"""Ways to a case and through it: the menu, one's own work, the next question, who waits for an answer, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from policing.accounts.models import User
from policing.ui import dates
from problems import caselist
from problems.models import Case
from problems.services.cases import stages, team
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.feedback.tools import client_of, text
from tests.people import Cast, MembershipFactory
from tests.problems.cases import making
from tests.ui.parse import read

pytestmark = pytest.mark.django_db
LIST = reverse("problems:case-list")


def along(cast: Cast, case: Case, sees: str = "places") -> User:
    """Let the partner work along, who holds a role that opens no door of the staff."""
    MembershipFactory(user=cast.partner, team=cast.front_desk)
    team.invite(case.pk, user=cast.partner, place=Place("partner", sees), actor=cast.officer)
    return cast.partner


def menu(who: User) -> list[str]:
    nav = read(text(client_of(who).get("/"))).one("nav", aria_label="Main")
    return [link.attrs["href"] or "" for link in nav.all("a")]


def test_a_partner_finds_their_cases_in_the_menu_once_they_work_along_in_one(cast: Cast) -> None:
    assert LIST not in menu(cast.partner)
    assert reverse("feedback:report-start") in menu(cast.partner)
    partner = along(cast, making.opened(cast))
    assert menu(partner).count(LIST) == 1
    assert menu(cast.officer).count(LIST) == 1
    assert LIST not in menu(cast.board_member)


def test_a_supervisor_sees_in_the_menu_how_many_cases_wait_and_which(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast, title="Glass in the park")
    making.fill(case, cast.officer, "scanning")
    stages.propose(case.pk, proposal=Proposal("analysis"), actor=cast.officer)
    assert list(caselist.waiting(cast.supervisor)) == [case]
    link = read(text(client_of(cast.supervisor).get("/"))).one("nav", aria_label="Main").one("a", href=LIST)
    assert link.text == "Cases 1"
    assert read(text(client_of(cast.officer).get("/"))).one("nav", aria_label="Main").one("a", href=LIST).text == "Cases"
    listed = text(client_of(cast.supervisor).get(LIST, {"waits": "on"}))
    assert case.reference in listed
    assert other.reference not in listed


def test_what_somebody_has_still_to_do_stands_on_their_page_and_on_the_case(cast: Cast) -> None:
    case = making.opened(cast)
    partner = along(cast, case)
    late = dates.today() - timedelta(days=3)
    mine = making.put(case, cast.officer, "action", words="Cut the hedge", owner=partner, due_on=late)
    making.put(case, cast.officer, "task", words="Ask the school", owner=cast.officer, due_on=late)
    url = reverse("problems:part-move", args=[case.reference, "action", mine.pk])
    shown = read(text(client_of(partner).get(reverse("feedback:my"))))
    waits = shown.one("section", aria_labelledby="waits")
    assert waits.one("a", href=url).text == "Cut the hedge"
    assert "late" in waits.text
    assert "Nothing" not in waits.text
    page = read(text(client_of(partner).get(reverse("problems:case", args=[case.reference]))))
    own = page.one("section", aria_labelledby="own")
    assert own.one("a", href=url)
    assert "Ask the school" not in own.text
    assert [one.words for one in caselist.own_work(cast.officer, 20)] == ["Ask the school"]
    assert caselist.own_work(cast.supervisor, 20) == []


def test_the_end_of_a_place_in_a_case_ends_its_work(cast: Cast) -> None:
    case = making.opened(cast)
    partner = along(cast, case)
    making.put(case, cast.officer, "action", words="Cut the hedge", owner=partner)
    team.end(case.pk, case.members.get(user=partner).pk, actor=cast.officer)
    assert caselist.own_work(partner, 20) == []


def test_one_goes_on_to_the_next_question_of_the_stage_that_nobody_answered(cast: Cast) -> None:
    case = making.opened(cast)
    making.write(case, cast.officer, "w_what")
    url = reverse("problems:case-write", args=[case.reference, "w_who"])
    client = client_of(cast.officer)
    assert "Write it down, and on to: Where?" in text(client.get(url))
    answer = client.post(url, {"words": "People who walk home.", "seen": "0", "then": "next"})
    assert answer["Location"] == reverse("problems:case-write", args=[case.reference, "w_where"])
    answer = client.post(url, {"words": "People who walk home late.", "seen": "1"})
    assert answer["Location"].endswith("#w-who")


def test_too_many_letters_are_answered_with_how_many_there_may_be_and_what_was_typed(cast: Cast) -> None:
    case = making.opened(cast)
    url = reverse("problems:case-write", args=[case.reference, "w_who"])
    answer = client_of(cast.officer).post(url, {"words": "word " * 4000, "seen": "0"})
    assert answer.status_code == 422
    shown = read(text(answer))
    assert "Please use at most 2000 letters." in shown.one("main").text
    assert len(shown.one("textarea", id="id_words").text) > 15_000


def test_no_box_cuts_what_is_pasted(cast: Cast) -> None:
    case = making.opened(cast)
    for name in ("note", "hypothesis", "action", "objective"):
        page = text(client_of(cast.officer).get(reverse("problems:part-new", args=[case.reference, name])))
        assert not any("maxlength" in one.attrs for one in read(page).one("main").all())


def test_a_decision_is_of_today_unless_somebody_says_otherwise(cast: Cast) -> None:
    url = reverse("problems:part-new", args=[making.opened(cast).reference, "decision"])
    day = read(text(client_of(cast.officer).get(url))).one("input", id="id_decided_on")
    assert day.attrs["value"] == dates.today().isoformat()


def test_who_sees_counts_alone_finds_one_number_in_the_list_and_words_to_them(cast: Cast) -> None:
    case = making.opened(cast)
    page = read(text(client_of(along(cast, case, "counts")).get(LIST))).one("table")
    assert page.text.count(case.reference) == 1
    assert "You see how often it happens, by month. Nothing else." in page.text


def test_every_page_of_a_case_names_it_and_leads_back(cast: Cast) -> None:
    case = making.opened(cast)
    client = client_of(cast.officer)
    for name in ("propose", "team", "reports", "merge", "history", "publish", "remarks"):
        trail = read(text(client.get(reverse(f"problems:case-{name}", args=[case.reference])))).one("ol", class_="crumbs")
        assert trail.all("a")[0].attrs["href"] == LIST
        assert case.title in trail.text


def test_a_case_that_is_offered_for_merging_is_one_step_away(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast, title="Glass in the park")
    url = reverse("problems:case-merge", args=[case.reference])
    assert f"?into={other.reference}#id_into" in text(client_of(cast.officer).get(url))
    page = read(text(client_of(cast.officer).get(url, {"into": other.reference})))
    assert page.one("input", id="id_into").attrs["value"] == other.reference


def test_a_number_within_a_sentence_is_kept_in_its_direction(cast: Cast) -> None:
    case = making.opened(cast)
    page = text(client_of(cast.officer).get(reverse("problems:case", args=[case.reference])))
    assert f'<bdi dir="ltr">{case.reference}</bdi>' in page
