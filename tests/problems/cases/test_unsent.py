"""What somebody typed about how far a thing is, and about what is counted, outlives that a colleague was quicker."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policing.privacy.receipts import new_token
from problems.models import Action, Case, KeptText
from problems.services.cases import parts, stages, team, writing
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from problems.services.cases.writing import Frame
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
BEFORE = {"baseline_from": "2026-01-01", "baseline_to": "2026-05-31"}


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"problems:{name}", args=[case.reference, *more])


@pytest.fixture
def case(cast: Cast) -> Case:
    found = making.opened(cast)
    making.fill(found, cast.officer, "scanning")
    return found


@pytest.fixture
def officer(cast: Cast) -> Client:
    return client_of(cast.officer)


def begun_meanwhile(case: Case, cast: Cast) -> Action:
    """Plan an action that the supervisor says has begun, while the officer has its page before them as version 1."""
    action = making.planned(case, cast.officer)
    parts.move(case.pk, action.pk, kind="action", action="begin", words="The permit is here.", actor=cast.supervisor)
    action.refresh_from_db()
    assert action.version == 2
    return action


# --- how far it is -----------------------------------------------------------------------------------------------------


def test_how_far_it_is_stays_through_a_conflict_and_a_reload_until_it_is_sent(case: Case, cast: Cast, officer: Client) -> None:
    action = begun_meanwhile(case, cast)
    move, mine = url("part-move", case, "action", action.pk), "No money before May.\nWe ask again."
    late = officer.post(move, {"action": "drop", "words": mine.replace("\n", "\r\n"), "version": 1})
    assert late.status_code == 409
    for page in (late, officer.get(move), officer.get(move)):
        shown = text(page)
        assert "The permit is here." in shown
        assert "No money before May. We ask again.</textarea>" in shown
        assert "Throw it away" in shown
        assert 'name="version" value="2"' in shown
        assert (
            'value="drop" id="id_action_1" checked' in shown or 'checked value="drop"' in shown or 'value="drop" checked' in shown
        )
    assert move in text(officer.get(url("case", case))).split("Not sent yet:")[1].split("See both texts")[0]
    assert officer.post(move, {"action": "drop", "words": mine, "version": 2}).status_code == 302
    assert not KeptText.objects.exists()
    assert "Not sent yet:" not in text(officer.get(url("case", case)))
    action.refresh_from_db()
    assert action.progress.count("No money before May.") == 1


def test_how_far_it_is_waits_for_who_typed_it_alone_and_is_thrown_away_by_them(case: Case, cast: Cast, officer: Client) -> None:
    action, boss = begun_meanwhile(case, cast), client_of(cast.supervisor)
    move = url("part-move", case, "action", action.pk)
    officer.post(move, {"action": "finish", "words": "It hangs.", "version": 1})
    for page in (move, url("case", case), url("part-change", case, "action", action.pk)):
        assert "It hangs." not in text(boss.get(page))
    assert "It hangs." not in text(officer.get(url("part-change", case, "action", action.pk))), "another page asks something else"
    officer.post(url("case-kept-drop", case, KeptText.objects.get().pk))
    assert "It hangs." not in text(officer.get(move))


def test_where_nothing_was_typed_nothing_is_kept(case: Case, cast: Cast, officer: Client) -> None:
    action = begun_meanwhile(case, cast)
    late = officer.post(url("part-move", case, "action", action.pk), {"action": "finish", "words": " ", "version": 1})
    assert late.status_code == 409
    assert not KeptText.objects.exists()


def test_a_resident_who_works_along_finds_their_words_again(case: Case, cast: Cast) -> None:
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    action = making.planned(case, cast.officer, owner=cast.resident, owner_name="")
    parts.move(case.pk, action.pk, kind="action", action="begin", actor=cast.officer)
    resident, move = client_of(cast.resident), url("part-move", case, "action", action.pk)
    assert resident.post(move, {"action": "finish", "words": "We asked ten.", "version": 1}).status_code == 409
    assert "We asked ten.</textarea>" in text(resident.get(move))
    assert move in text(resident.get(url("case", case)))


def closed(case: Case, cast: Cast) -> None:
    """Close the case as something that others deal with."""
    stages.propose(
        case.pk, proposal=Proposal("closed", words="Theirs.", decision="passed_on", result="Passed on."), actor=cast.officer
    )
    stages.approve(case.pk, after="closed", actor=cast.supervisor)


def taken_out(case: Case, cast: Cast) -> None:
    """Take the action out."""
    parts.remove(case.pk, Action.objects.get().pk, kind="action", reason="Twice.", actor=cast.officer)


@pytest.mark.parametrize("end", [closed, taken_out])
@pytest.mark.parametrize("name", ["part-move", "part-change"])
def test_words_for_what_cannot_be_changed_any_more_stand_on_the_page_of_the_case(
    case: Case, cast: Cast, officer: Client, end: Any, name: str
) -> None:
    action = begun_meanwhile(case, cast)
    page = url(name, case, "action", action.pk)
    officer.post(page, {"action": "finish", "words": "The lamps shine.", "version": 1, "token": new_token()})
    assert "The lamps shine." in text(officer.get(page))
    end(case, cast)
    shown = text(officer.get(url("case", case)))
    assert "The lamps shine." in shown
    assert "See both texts" not in shown, "there is one text only"
    officer.post(url("case-kept-drop", case, KeptText.objects.get().pk))
    assert "The lamps shine." not in text(officer.get(url("case", case)))


def test_what_is_typed_while_a_colleague_takes_it_out_can_be_added_as_a_new_one(case: Case, cast: Cast, officer: Client) -> None:
    action = making.planned(case, cast.officer)
    page = url("part-change", case, "action", action.pk)
    sent = {"words": "Two more lamps at the gate.", "owner_name": "Parks department"}
    taken_out(case, cast)
    late = officer.post(page, {**sent, "version": action.version, "token": new_token()})
    assert (late.status_code, late["Location"]) == (303, f"{page}#both")
    gone = officer.get(page)
    assert gone.status_code == 410
    assert "Twice." in text(gone)
    assert 'value="Two more lamps at the gate."' in text(gone)
    assert page in text(officer.get(url("case", case))), "the page of the case leads back to it"
    add = f"{url('part-new', case, 'action')}?instead=action:{action.pk}"
    assert f'action="{add}"' in text(gone)
    token = new_token()
    there = making.planned(case, cast.officer)
    writing.keep(case.pk, target=f"action:{there.pk}", words="Mine.", fields={}, seen=1, actor=cast.officer)
    for other in ("statement", f"action:{action.pk}:progress", f"task:{action.pk}", f"action:{there.pk}", "odd"):
        officer.post(f"{url('part-new', case, 'action')}?instead={other}", {"words": f"For {other}", "token": new_token()})
    assert KeptText.objects.count() == 2, "an address that names something else throws nothing away"
    for _twice in range(2):
        assert officer.post(add, {**sent, "token": token}).status_code == 302
    assert KeptText.objects.get().words == "Mine."
    assert Action.objects.there().filter(words="Two more lamps at the gate.").count() == 1


def test_how_far_it_is_of_what_was_taken_out_stays_to_be_read(case: Case, cast: Cast, officer: Client) -> None:
    action = begun_meanwhile(case, cast)
    taken_out(case, cast)
    page = url("part-move", case, "action", action.pk)
    late = officer.post(page, {"action": "finish", "words": "The lamps shine.", "version": 2}, follow=True)
    assert late.status_code == 410
    for shown in (text(late), text(officer.get(url("case", case)))):
        assert "The lamps shine." in shown
        assert "Throw it away" in shown
    assert text(officer.get(url("part-remove", case, "action", action.pk))).count("Twice.") == 1
    again = officer.post(url("part-remove", case, "action", action.pk), {"reason": "A second press."})
    assert again.status_code == 302, "to take it out twice is harmless"


def test_words_that_meet_a_closed_case_are_kept(case: Case, cast: Cast, officer: Client) -> None:
    action = begun_meanwhile(case, cast)
    closed(case, cast)
    late = officer.post(url("part-move", case, "action", action.pk), {"action": "finish", "words": "It shines.", "version": 2})
    assert late.status_code == 409
    assert "It shines." in text(late)
    assert "It shines." in text(officer.get(url("case", case)))


# --- what is counted ---------------------------------------------------------------------------------------------------


def framed_meanwhile(case: Case, cast: Cast) -> int:
    """Let the supervisor set what is counted, and give the version of the case that the officer has before them."""
    case.refresh_from_db()
    seen = case.version
    frame = Frame(categories=["burglary", "noise"], baseline_from=making.DAY, baseline_to=making.DAY)
    writing.frame(case.pk, frame=frame, actor=cast.supervisor)
    case.refresh_from_db()
    return seen


def test_what_is_to_be_counted_stays_through_a_conflict_and_a_reload_until_it_is_sent(
    case: Case, cast: Cast, officer: Client
) -> None:
    seen, frame = framed_meanwhile(case, cast), url("case-frame", case)
    late = officer.post(frame, {**BEFORE, "categories": ["noise"], "version": seen})
    assert late.status_code == 409
    for page in (late, officer.get(frame), officer.get(frame)):
        shown = text(page)
        assert 'value="2026-01-01"' in shown
        assert 'value="2026-05-31"' in shown
        assert 'value="noise" ' in shown
        assert shown.count(" checked") == 1
        assert "What stands there now" in shown
        assert "1 Jun to 1 Jun" in shown
        assert "burglary, noise" in shown
        assert "Throw it away" in shown
        assert f'name="version" value="{case.version}"' in shown
    assert frame in text(officer.get(url("case", case))).split("Not sent yet:")[1].split("See both texts")[0]
    assert "2026-05-31" not in text(client_of(cast.supervisor).get(frame))
    assert officer.post(frame, {**BEFORE, "categories": ["noise"], "version": case.version}).status_code == 302
    assert not KeptText.objects.exists()
    assert 'value="2026-05-31"' in text(officer.get(frame))


def test_days_that_were_taken_away_are_away_in_what_is_kept(case: Case, cast: Cast, officer: Client) -> None:
    seen, frame = framed_meanwhile(case, cast), url("case-frame", case)
    officer.post(frame, {"after_from": "2026-07-01", "after_to": "2026-07-31", "version": seen})
    shown = text(officer.get(frame))
    assert 'value="2026-06-01"' not in shown
    assert 'value="2026-07-31"' in shown
    assert " checked" not in shown
    officer.post(url("case-kept-drop", case, KeptText.objects.get().pk))
    assert 'value="2026-06-01"' in text(officer.get(frame))


def test_what_was_to_be_counted_in_a_case_that_closed_meanwhile_is_not_lost(case: Case, cast: Cast, officer: Client) -> None:
    case.refresh_from_db()
    closed(case, cast)
    late = officer.post(url("case-frame", case), {**BEFORE, "version": case.version})
    assert late.status_code == 409
    assert 'value="2026-05-31"' in text(late)
    shown = text(officer.get(url("case", case))).split("Not sent yet:")[1]
    assert "1 Jan to 31 May" in shown.split("Throw it away")[0]
