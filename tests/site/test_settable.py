"""Every kind of notice that a person may be sent is one that they can set: told by letting everything happen that tells somebody.

What cannot be turned off says so: ``may_opt_out`` is false, or it never leaves the site (``in_app_only``), so that there is nothing to set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from feedback.models import Report
from feedback.services import merging, neighbours, publishing
from policing import access
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.clocks.sweep import sweep
from policing.events.testing import drain
from policing.notifications import inbox
from policing.notifications.kinds import NoticeKind, all_kinds, find_kind, no_account, subject_of
from policing.notifications.models import Delivery, Notification, Preference
from policing.privacy.receipts import new_token
from problems.models import Member
from problems.services.cases import closing, linking, showing, stages, team
from problems.services.cases.showing import Said, Words
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.feedback.conduct import tools as conduct
from tests.feedback.conftest import kept_files
from tests.feedback.reaching import act, speak
from tests.feedback.tools import client_of, do, named, send, text
from tests.people import Cast, MembershipFactory, RoleGrantFactory, UserFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
__all__ = ["kept_files"]
Acts = Iterator[object]
ON_THE_WAY = Proposal("analysis", skip_reason="Known.")


def settable(user: User) -> set[str]:
    """Give the names of the kinds on the page of a person, read anew."""
    fresh = User.objects.get(pk=user.pk)
    return {kind.name for kind in inbox.kinds_for(fresh)}


def unsettable(after: int) -> set[tuple[str, str, str]]:
    """Give (kind, person, why) of what was told since, and stands on no page of who was told, or can be wished and never goes out."""
    found = set()
    for row in Notification.objects.filter(pk__gt=after).select_related("user"):
        kind = find_kind(row.kind)
        assert kind is not None
        if kind.in_app_only:
            continue
        if kind.name not in settable(row.user):
            found.add((kind.name, row.user.name, "stands on no page of theirs"))
        if not _goes_out(kind, row):
            found.add((kind.name, row.user.name, "a mail that they wish for never goes out"))
    return found


def _goes_out(kind: NoticeKind, row: Notification) -> bool:
    subject = subject_of(row.subject_type, row.subject_id)
    return subject is not None and access.people_who_can(User.objects.filter(pk=row.user_id), kind.action, subject).exists()


def told_by(acts: Acts) -> set[str]:
    """Let each thing happen, look at once whether who was told of it can set that, and give the kinds that somebody was told by."""
    found: set[str] = set()
    for _done in acts:
        before = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        drain()
        assert unsettable(before) == set()
        found |= set(Notification.objects.filter(pk__gt=before).values_list("kind", flat=True))
    return found


def of(prefix: str) -> set[str]:
    """Give the kinds of an app that tell people with accounts, and can be set."""
    held = (kind for kind in all_kinds() if kind.name.startswith(prefix))
    return {kind.name for kind in held if kind.reach is not no_account and not kind.in_app_only}


# --- reports -----------------------------------------------------------------------------------------------------------


def a_report(cast: Cast) -> Acts:
    """Let everything happen to the report of a resident that a neighbour joined."""
    report = send(named(cast.resident)).report
    yield report
    clock = Clock.objects.filter(subject_id=report.pk, rule__code="report-read").get()
    yield sweep(now=clock.due_at - timedelta(hours=1))
    yield sweep(now=clock.due_at + timedelta(hours=25))
    yield do(report, "assign", cast.supervisor, to=cast.officer.pseudonym)
    public = publishing.publish(report.pk, summary="A lamp is broken.", actor=cast.officer)
    yield publishing.join(public.pk, actor=cast.neighbour)
    for action in ("acknowledge", "ask", "reply", "answer", "add_photo", "close", "contest", "close", "reopen", "close"):
        yield act(report, action, cast.officer)
    yield neighbours.contest_by_neighbour(public.slug, words="Dark again.", token=new_token(), actor=cast.neighbour)
    yield do(report, "refer", cast.officer, to="front-desk")
    other = send(named(cast.board_member)).report
    yield merging.merge(other.pk, into=report.pk, actor=cast.supervisor)
    yield do(other, "tell", cast.supervisor)
    yield do(report, "close", cast.supervisor)
    yield speak(report, "contest")
    yield merging.split(other.pk, reason="Another lamp", actor=cast.supervisor)
    yield speak(send(named(cast.resident)).report, "withdraw")


def a_case_of_reports(cast: Cast) -> Acts:
    """Let a case end that a report which is closed already feeds, and one that a neighbour joined; and let its end be contested."""
    before, joined = send(named(cast.resident)).report, send().report
    voice = send(named(cast.board_member)).report
    public = publishing.publish(joined.pk, summary="Shouting at night.", actor=cast.officer)
    yield publishing.join(public.pk, actor=cast.neighbour)
    case = making.opened(cast, reports=[before.pk, joined.pk, voice.pk], reason="same lane")
    Report.objects.filter(pk=before.pk).update(state="closed", outcome="fixed", closed_at=case.opened_at)
    yield making.on(case, cast, "closed", decision="passed_on", words="Theirs.", result="The council does it.")
    yield closing.tell_waiting()
    yield speak(Report.objects.get(pk=voice.pk), "contest")
    yield closing.tell_waiting()


def test_what_is_told_of_reports_can_be_set_by_who_is_told(cast: Cast, kept_files: None) -> None:
    found = told_by(a_report(cast)) | told_by(a_case_of_reports(cast))
    assert of("feedback.") - of("feedback.conduct.") <= found
    assert {"problems.joined.closed", "problems.team.contested"} <= found


# --- the closed room ---------------------------------------------------------------------------------------------------


def about_the_police(cast: Cast) -> Acts:
    """Let everything happen to a complaint, and to words of thanks."""
    reviewer, second = cast.oversight_reviewer, UserFactory()
    RoleGrantFactory(user=second, role="oversight_reviewer")
    found = conduct.tell().conduct
    yield found
    yield conduct.do(found, "assign", second, person=reviewer.pseudonym)
    yield conduct.speak(found, "reply")
    clock = Clock.objects.filter(subject_type="feedback.conduct", subject_id=found.pk).earliest("due_at")
    yield sweep(now=clock.due_at - timedelta(hours=1))
    yield sweep(now=clock.due_at + timedelta(days=3))
    yield conduct.do(found, "close", reviewer)
    yield conduct.speak(found, "contest")
    MembershipFactory(user=reviewer, team=cast.team_north)
    yield conduct.about(found, reviewer, cast.officer)
    yield conduct.speak(conduct.tell().conduct, "withdraw")
    volunteer = UserFactory()
    MembershipFactory(user=volunteer, team=cast.team_south)
    thanks = conduct.about(conduct.tell(kind="thanks", may_share=True).conduct, second, cast.officer, teams=(cast.team_south,))
    yield conduct.do(thanks, "close", second, outcome="thanked", shared_words="She waited.")
    assert Notification.objects.filter(user=volunteer).exists()


def test_what_is_told_of_the_closed_room_can_be_set_by_who_is_told(cast: Cast) -> None:
    assert of("feedback.conduct.") <= told_by(about_the_police(cast))


# --- cases -------------------------------------------------------------------------------------------------------------


def a_case(cast: Cast) -> Acts:
    """Let everything happen to a case that residents and an analyst work along in, and whose page is shown and followed."""
    case = making.opened(cast)
    page = showing.publish(case.pk, words=Words("Noise", "You told us."), actor=cast.officer)
    showing.follow(page.pk, actor=cast.board_member)
    yield showing.remark(page.pk, said=Said("yes"), token=new_token())
    yield showing.remark(page.pk, said=Said("no", "He has a knife."), token=new_token())
    places = ((cast.analyst, Place("analyst", "everything")), (cast.resident, Place("resident", "plan")))
    for who, place in (*places, (cast.neighbour, Place("resident", "plan")), (cast.neighbour, Place("resident", "counts"))):
        yield team.invite(case.pk, user=who, place=place, actor=cast.officer)
    task = making.put(case, cast.officer, "task", words="Ask", owner=cast.resident, due_on=making.DAY + timedelta(days=4000))
    clock = Clock.objects.get(subject_type="problems.task", subject_id=task.pk, state="running")
    yield task
    yield sweep(now=clock.due_at - timedelta(hours=1))
    yield sweep(now=clock.due_at + timedelta(hours=25))
    yield stages.propose(case.pk, proposal=ON_THE_WAY, actor=cast.officer)
    waits = Clock.objects.get(subject_type="problems.case", subject_id=case.pk, state="running")
    yield sweep(now=waits.due_at - timedelta(hours=1))
    yield sweep(now=waits.due_at + timedelta(days=3))
    yield stages.refuse(case.pk, words="Not yet.", actor=cast.supervisor)
    yield making.on(case, cast, "analysis", skip_reason="Known.")
    yield stages.back(case.pk, to="scanning", reason="Again", actor=cast.officer)
    yield linking.merge(making.opened(cast).pk, into=case.pk, reason="The same", actor=cast.officer)
    yield making.on(case, cast, "closed", decision="no_problem", words="It is one house.", result="It is over.")
    yield stages.reopen(case.pk, reason="It came back", actor=cast.officer)
    yield team.end(case.pk, Member.objects.get(user=cast.neighbour).pk, actor=cast.officer)
    into = making.opened(cast)
    showing.publish(into.pk, words=Words("Shouting", "You told us."), actor=cast.officer)
    yield linking.merge(case.pk, into=into.pk, reason="The same", actor=cast.officer)


def test_what_is_told_of_cases_can_be_set_by_who_is_told(cast: Cast) -> None:
    elsewhere = {"problems.joined.closed", "problems.team.contested"}
    assert of("problems.") - elsewhere <= told_by(a_case(cast))


# --- nothing that they cannot get --------------------------------------------------------------------------------------

MEMBERS = {f"problems.member.{what}" for what in ("took_in", "approved", "back", "closed", "reopened")}
OF_PLAN = {"problems.member.refused", "problems.part.given", "problems.part.near", "problems.part.late"}
PLACE = {"problems.place.changed"}
RESIDENTS = (
    "feedback.report.", "feedback.joined.", "problems.followed.", "problems.joined.", "problems.invited",
)  # fmt: skip


def test_a_resident_without_a_place_reads_what_anybody_can_get(cast: Cast) -> None:
    found = {name for name in settable(cast.resident) if not name.startswith("tests.")}  # other tests add kinds of their own
    assert found == {kind.name for kind in all_kinds() if kind.name.startswith(RESIDENTS)}


@pytest.mark.parametrize(("sees", "more"), [("plan", MEMBERS | OF_PLAN | PLACE), ("counts", MEMBERS | PLACE)])
def test_who_works_along_reads_what_members_get_as_long_as_they_do(cast: Cast, sees: str, more: set[str]) -> None:
    case, before = making.opened(cast), settable(cast.resident)
    place = team.invite(case.pk, user=cast.resident, place=Place("resident", sees), actor=cast.officer)
    assert settable(cast.resident) == before | more
    team.end(case.pk, place.pk, actor=cast.officer)
    assert settable(cast.resident) == before


HOLDERS: dict[str, tuple[str, ...]] = {
    "feedback.team.submitted": ("officer", "other_officer", "supervisor"),
    "feedback.clock.overdue": ("supervisor",),
    "feedback.conduct.reviewer.submitted": ("oversight_reviewer",),
    "problems.proposed": ("supervisor",),
    "problems.team.remark": ("officer", "other_officer", "supervisor", "analyst"),
    "problems.member.closed": ("officer",),  # who leads the case below
    "feedback.conduct.person.answered": (),
}


def test_a_kind_for_a_role_stands_on_the_pages_of_who_holds_it_alone(cast: Cast) -> None:
    making.opened(cast)
    found = {name: settable(who) for name, who in cast if isinstance(who, User)}
    assert {kind: tuple(name for name in found if kind in found[name]) for kind in HOLDERS} == HOLDERS


# --- changing it -------------------------------------------------------------------------------------------------------


def test_a_resident_who_works_along_wishes_for_mail_and_turns_it_off_again(cast: Cast, set_kind: Callable[..., Any]) -> None:
    case = making.opened(cast)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    kind = "problems.member.approved"
    assert "A case goes on" in text(client_of(cast.resident).get(reverse("notifications:preferences")))
    set_kind(cast.resident, kind, wanted=True)
    making.on(case, cast, "analysis", skip_reason="Known.")
    drain()
    assert Delivery.objects.get(kind=kind, user=cast.resident).state == "sent"
    set_kind(cast.resident, kind, wanted=False)
    making.on(case, cast, "response", skip_reason="Known.")
    drain()
    assert Delivery.objects.filter(kind=kind, user=cast.resident).count() == 1
    assert Notification.objects.filter(kind=kind, user=cast.resident).count() == 2


def _by_page(user: User, kind: str, *, wanted: bool) -> None:
    page, box = client_of(user), f"{kind}:email"
    boxes = {wish.field for wish in inbox.wishes_of(user) if wish.wanted}
    boxes = boxes | {box} if wanted else boxes - {box}
    assert page.post(reverse("notifications:preferences"), {"wanted": sorted(boxes)}).status_code == 302


def _by_program(user: User, kind: str, *, wanted: bool) -> None:
    body = [{"kind": kind, "channel": "email", "wanted": wanted}]
    answer = client_of(user).put("/api/v1/notices/preferences/", body, content_type="application/json")
    assert body[0] in answer.json()


@pytest.fixture(params=[_by_page, _by_program])
def set_kind(request: pytest.FixtureRequest) -> Any:
    """Give the ways to set a kind."""
    return request.param


def test_setting_one_kind_leaves_the_others(cast: Cast) -> None:
    _by_page(cast.resident, "problems.followed.moved", wanted=False)
    off = Preference.objects.filter(user=cast.resident, wanted=False)
    assert list(off.values_list("kind", flat=True)) == ["problems.followed.moved"]
