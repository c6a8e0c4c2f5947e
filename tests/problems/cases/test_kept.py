"""How long things of cases are kept: listeners, words, followers, texts that were not sent, cases; holds; and people who leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from policing import timekeeping
from policing.accounts.models import User
from policing.accounts.services import leaving
from policing.clocks.models import Clock
from policing.privacy.models import DisposalRun, Tombstone, Upload
from policing.privacy.services import disposal, holding
from problems.models import Action, Case, CasePage, Follow, KeptText, Part, Remark, SheetEntry, StageMove, Told
from problems.services.cases import closing, linking, parts, showing, stages, team, writing
from problems.services.cases.showing import Said, Words
from problems.services.cases.team import Place
from tests.feedback.conftest import kept_files
from tests.feedback.photographs import clean
from tests.people import Cast
from tests.privacy import scan
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
__all__ = ["kept_files"]
DAY = timedelta(days=1)


def night(*, after: timedelta = timedelta(0)) -> None:
    """Let a night come, so long from now; none of its classes may fail."""
    disposal.run(timekeeping.now() + after)
    assert not DisposalRun.objects.filter(has_failed=True).exists()


def shown(cast: Cast, case: Case) -> CasePage:
    """Show a case to residents, with a follower and two remarks, of which one is of somebody who listens."""
    page = showing.publish(case.pk, words=Words("Noise", "You told us."), actor=cast.officer)
    showing.follow(page.pk, actor=cast.resident)
    showing.remark(page.pk, said=Said("no", "Worse on Fridays."), token="token of one", listener=cast.resident)
    showing.remark(page.pk, said=Said("yes"), token="token of another")
    return CasePage.objects.get(pk=page.pk)


def held(case: Case, cast: Cast) -> Any:
    """Hold a case back."""
    return holding.place(subject_type="problems.case", reference=case.reference, reason="A court asks.", actor=cast.auditor)


def test_who_listens_is_taken_out_after_a_year_and_words_after_two(cast: Cast) -> None:
    page = shown(cast, making.opened(cast))
    night(after=364 * DAY)
    assert Remark.objects.filter(user=cast.resident).exists()
    night(after=366 * DAY)
    assert not Remark.objects.exclude(user=None).exists()
    assert Remark.objects.exclude(words="").exists()
    night(after=732 * DAY)
    assert list(Remark.objects.values_list("fits", "words")) == [("no", ""), ("yes", "")]
    page.refresh_from_db()
    assert page.remarks == 2


def test_followers_go_a_year_after_the_end_and_not_before(cast: Cast) -> None:
    case = making.at_stage(cast, "scanning")
    page = shown(cast, case)
    night(after=900 * DAY)
    assert Follow.objects.exists()
    making.on(case, cast, "closed", decision="passed_on", words="They do it.", result="The council does it.")
    night(after=364 * DAY)
    assert Follow.objects.exists()
    night(after=367 * DAY)
    page.refresh_from_db()
    assert (page.followers, Follow.objects.count()) == (0, 0)


def test_what_was_not_sent_is_kept_for_thirty_days(cast: Cast) -> None:
    case = making.opened(cast)
    writing.keep(case.pk, target="statement", words="Mine.", fields={}, seen=0, actor=cast.officer)
    night(after=29 * DAY)
    assert KeptText.objects.exists()
    night(after=31 * DAY)
    assert not KeptText.objects.exists()


def ended(cast: Cast) -> Case:
    """Give a closed case with everything in it: all gates met, a picture, a page, reports that were told, another merged into it."""
    fed = making.reports(cast, 2)
    case = making.at_stage(cast, "assessment", reports=[row.pk for row in fed], reason="here")
    other = making.opened(cast, title="The same")
    making.put(other, cast.officer, "hypothesis", words="The same cause.")
    linking.merge(other.pk, into=case.pk, reason="The same", actor=cast.officer)
    shown(cast, case)
    parts.add_file(case.pk, label="The lane", pages=[clean()], actor=cast.officer, token="a picture")
    making.fill(case, cast.officer, "assessment")
    making.on(case, cast, "closed", decision="worked", result="It is quiet.")
    closing.tell_waiting()
    return Case.objects.get(pk=case.pk)


def test_six_years_after_its_end_a_case_leaves_a_tombstone_and_nothing_else(cast: Cast, kept_files: None) -> None:
    case = ended(cast)
    night(after=6 * 365 * DAY - 2 * DAY)
    assert Case.objects.count() == 2
    night(after=6 * 365 * DAY + 2 * DAY)
    stone = Tombstone.objects.get(code="cases", outcome="worked")
    assert (stone.state, stone.area_path, stone.received_on) == ("closed", case.area_path, case.opened_at.date())
    assert Tombstone.objects.filter(code="cases", state="merged").count() == 1
    gone = [Case, CasePage, Remark, SheetEntry, StageMove, Told, *Part.__subclasses__()]
    assert {kind.__name__: kind.objects.count() for kind in gone} == {kind.__name__: 0 for kind in gone}
    assert not Upload.objects.filter(subject_type="problems.case").exists()
    assert not Clock.objects.filter(subject_type__startswith="problems.").exists()


def test_a_case_that_goes_on_is_kept_however_old(cast: Cast) -> None:
    making.opened(cast)
    night(after=20 * 365 * DAY)
    assert Case.objects.exists()


def test_a_hold_keeps_a_case_with_what_residents_said_to_it_until_it_ends(cast: Cast, kept_files: None) -> None:
    case = ended(cast)
    hold = held(case, cast)
    night(after=7 * 365 * DAY)
    assert Case.objects.filter(pk=case.pk).exists()
    assert Case.objects.filter(merged_into=case).exists(), "what is merged into it is kept with it"
    assert Remark.objects.exclude(words="").exists()
    holding.release(hold.pk, reason="The court is done.", actor=cast.auditor)
    night(after=7 * 365 * DAY + DAY)
    assert not Case.objects.exists()


# --- people who leave --------------------------------------------------------------------------------------------------


@pytest.fixture
def person(cast: Cast) -> User:
    """Give the resident, who works along in a case, has something to do in it, follows it, and said something."""
    case = making.opened(cast)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    making.put(case, cast.officer, "action", words="Ask the neighbours", owner=cast.resident, due_on=making.DAY)
    writing.keep(case.pk, target="action:1", words="We asked ten.", fields={}, seen=1, actor=cast.resident)
    shown(cast, case)
    return cast.resident


@pytest.mark.command("accounts.person.export")
def test_a_copy_of_ones_own_data_has_all_that_cases_hold(person: User) -> None:
    copy = leaving.export(actor=person)
    places = copy["problems.places"]["held"]
    assert [(row["role"], row["sees"]) for row in places["places"]] == [("resident", "plan")]
    assert [row["words"] for row in places["my_actions"]] == ["Ask the neighbours"]
    assert [row["words"] for row in places["not_sent_yet"]] == ["We asked ten."]
    assert [row["page__title"] for row in copy["problems.follows"]["held"]] == ["Noise"]
    assert [row["words"] for row in copy["problems.remarks"]["held"]] == ["Worse on Fridays."]


@pytest.mark.command("accounts.person.delete_own")
def test_who_leaves_works_along_no_more_and_stands_beside_no_words(cast: Cast, person: User) -> None:
    leaving.delete_own(actor=person)
    case = Case.objects.get()
    assert str(person.pk) not in case.sight
    assert case.members.get(user=person).ended_at is not None
    assert Action.objects.get().owner is None
    assert not KeptText.objects.exists()
    assert (CasePage.objects.get().followers, Follow.objects.count()) == (0, 0)
    assert Remark.objects.filter(user=None).count() == 2
    rows = {name: found for name, found in scan.tables().items() if name.startswith("problems_")}
    key = str(person.pk).encode()
    pointing = scan.pointing_at(User)
    beside = {
        name for name, found in rows.items() for row in found if key in [dict(row).get(one) for one in pointing.get(name, ())]
    }
    assert beside == {"problems_member"}, "that a place was held stays, and leads to an account that is empty"


def test_a_case_whose_lead_left_has_none_until_somebody_takes_it(cast: Cast) -> None:
    case = making.opened(cast)
    leaving.delete_own(actor=cast.officer)
    case.refresh_from_db()
    assert (case.lead, case.sight) == (None, {})
    team.invite(case.pk, user=cast.supervisor, place=Place("lead", "everything"), actor=cast.supervisor)
    case.refresh_from_db()
    assert case.lead == cast.supervisor


def test_a_resident_opens_a_case_again_though_everybody_who_led_it_left(cast: Cast) -> None:
    fed = making.reports(cast, 1)
    case = making.opened(cast, reports=[fed[0].pk], reason="here")
    making.on(case, cast, "closed", decision="passed_on", words="They do it.", result="The council does it.")
    closing.tell_waiting()
    leaving.delete_own(actor=cast.officer)
    assert closing.contest(fed[0].pk) is not None
    case.refresh_from_db()
    assert case.state == "analysis"
    with pytest.raises(Exception, match="cannot be done"):
        stages.reopen(case.pk, reason="again", actor=cast.supervisor)
