"""Commands on cases one by one, where the table of ``test_commands`` does not say it all: opening, linking, keeping, following, saying."""

from __future__ import annotations

import pytest

from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from policing.privacy.receipts import new_token
from problems import facts, gates
from problems.models import Case, CasePage, CaseReport, Follow, KeptText, Member, Remark, SheetEntry
from problems.services.cases import closing, linking, opening, parts, showing, stages, team, writing
from problems.services.cases.showing import Said
from problems.services.cases.team import Place
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.cases.test_commands import OUTSIDERS, PAGE, TOKEN, events, finished, made, proposed, with_task

pytestmark = pytest.mark.django_db


@pytest.mark.command("problems.case.open")
def test_opening(cast: Cast) -> None:
    fed = making.reports(cast, 2)
    start = opening.Start(
        "  Shouting   on Mill Lane ", "Groups shout.", cast.north, reports=[row.pk for row in fed], reason="here"
    )
    case = opening.open_case(start, actor=cast.officer, token=TOKEN)
    assert opening.open_case(start, actor=cast.officer, token=TOKEN) == case
    held = (case.title, case.state, case.reports, case.lead, case.team)
    assert held == (
        "Shouting on Mill Lane",
        "scanning",
        2,
        cast.officer,
        cast.team_north,
    )
    assert (events("problems.case.opened"), events("problems.report.linked")) == (1, 1)
    assert set(SheetEntry.objects.filter(case=case).values_list("field", "words")) == {
        ("title", case.title),
        ("summary", "Groups shout."),
    }
    for outsider in ("resident", "other_officer", "partner", "auditor"):
        with pytest.raises(Denied):
            opening.open_case(start, actor=getattr(cast, outsider), token=new_token())
    for field, odd in {"title": {"title": " "}, "area": {"area": None}, "summary": {"summary": "x" * 4001}}.items():
        with pytest.raises(BadInput) as refused:
            opening.open_case(opening.Start(**{"title": "Noise", "area": cast.north, **odd}), actor=cast.officer)
        assert set(refused.value.fields) == {field}
    with pytest.raises(BadInput):
        opening.open_case(opening.Start("Again", "", cast.north, reports=[fed[0].pk], reason="here"), actor=cast.officer)


@pytest.mark.command("problems.report.link")
def test_linking(cast: Cast) -> None:
    case, (report, other) = making.opened(cast), making.reports(cast, 2)
    linking.link(case.pk, reports=[report.pk, report.pk], reason=" the   same lane ", actor=cast.officer)
    linking.link(case.pk, reports=[report.pk], reason="again", actor=cast.officer)
    assert list(CaseReport.objects.values_list("report", "reason")) == [(report.pk, "the same lane")]
    assert events("problems.report.linked") == 1
    for odd in ({"reports": []}, {"reason": " "}):
        with pytest.raises(BadInput):
            linking.link(case.pk, **{"reports": [other.pk], "reason": "here", **odd}, actor=cast.officer)
    with pytest.raises(Unseen):
        linking.link(case.pk, reports=[10**8], reason="here", actor=cast.officer)
    for outsider in OUTSIDERS:
        with pytest.raises(Unseen):
            linking.link(case.pk, reports=[other.pk], reason="here", actor=getattr(cast, outsider))
    finished(case, cast)
    with pytest.raises(WrongState):
        linking.link(case.pk, reports=[other.pk], reason="here", actor=cast.officer)


@pytest.mark.command("problems.text.keep")
@pytest.mark.command("problems.text.drop")
def test_keeping_what_could_not_be_sent(cast: Cast) -> None:
    case = making.opened(cast)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    for words in ("Mine.", "Mine.", "And this."):
        row = writing.keep(case.pk, target="statement", words=words, fields={}, seen=0, actor=cast.officer)
    assert (row.words, events("problems.text.kept")) == ("Mine.\n\n—\n\nAnd this.", 2)
    for target in ("", "x" * 41, "Maya said so", "dream:1", "action:", "action:x"):
        with pytest.raises(BadInput):
            writing.keep(case.pk, target=target, words="Mine.", fields={}, seen=0, actor=cast.officer)
    with pytest.raises(Unseen):
        writing.keep(case.pk, target="statement", words="Mine.", fields={}, seen=0, actor=cast.neighbour)
    finished(case, cast)
    late = writing.keep(case.pk, target="action:1", words="We asked ten.", fields={}, seen=1, actor=cast.resident)
    assert late.words == "We asked ten.", "a case that was closed meanwhile swallows nothing"
    with pytest.raises(Unseen):
        writing.drop(row.pk, actor=cast.supervisor)
    writing.drop(row.pk, actor=cast.officer)
    with pytest.raises(Unseen):
        writing.drop(row.pk, actor=cast.officer)
    assert (KeptText.objects.count(), events("problems.text.dropped")) == (1, 1)


@pytest.mark.command("problems.page.follow")
@pytest.mark.command("problems.page.leave")
def test_following(cast: Cast) -> None:
    case = made("problems.page.hide", cast)
    page = CasePage.objects.get()
    for _time in range(2):
        showing.follow(page.pk, actor=cast.resident)
    assert (CasePage.objects.get().followers, Follow.objects.count(), events("problems.page.followed")) == (1, 1, 1)
    for _time in range(2):
        showing.leave(page.pk, actor=cast.resident)
    assert (CasePage.objects.get().followers, Follow.objects.count(), events("problems.page.left")) == (0, 0, 1)
    for nobody in (cast.anonymous, cast.deactivated):
        with pytest.raises(Denied):
            showing.follow(page.pk, actor=nobody)
    showing.hide(case.pk, reason="A name", actor=cast.officer)
    with pytest.raises(Unseen):
        showing.follow(page.pk, actor=cast.resident)


@pytest.mark.command("problems.page.remark")
def test_saying_whether_it_fits(cast: Cast) -> None:
    made("problems.page.hide", cast)
    page = CasePage.objects.get()
    for _time in range(2):
        row = showing.remark(page.pk, said=Said("partly", "Worse on Fridays."), token=TOKEN)
    assert (Remark.objects.count(), CasePage.objects.get().remarks, events("problems.remark.made")) == (1, 1, 1)
    assert (row.user, row.at.minute, row.at.second) == (None, 0, 0)
    assert not Event.objects.filter(name="problems.remark.made").exclude(actor=None).exists()
    with pytest.raises(BadInput):
        showing.remark(page.pk, said=Said("partly", "Something else."), token=TOKEN)
    for odd in (Said("maybe", "x"), Said("no", " "), Said("yes", "x" * 2001)):
        with pytest.raises(BadInput):
            showing.remark(page.pk, said=odd, token=new_token())


# --- merging: nothing is lost, and nobody goes on seeing what they left -------------------------------------------------


@pytest.mark.command("problems.case.merge")
def test_merging_takes_everything_along(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast, title="Noise")
    linking.link(case.pk, reports=[row.pk for row in making.reports(cast, 2)], reason="here", actor=cast.officer)
    with_task(case, cast)
    task = case.tasks.get()
    proposed(case, cast)
    into = linking.merge(case.pk, into=other.pk, reason="The same", actor=cast.officer)
    case.refresh_from_db()
    assert (into.reports, case.reports, case.state, case.merged_into) == (2, 0, "merged", other)
    assert other.tasks.get() == task
    clock = Clock.objects.get(subject_type="problems.task", subject_id=task.pk)
    assert (clock.subject_ref, clock.state) == (other.reference, "running")
    assert not Clock.objects.open().of(case).exists(), "no supervisor is waited for any more"
    assert case.due_at is None
    assert (events("problems.case.merged"), events("problems.case.took_in")) == (1, 1)
    with pytest.raises(WrongState):
        linking.merge(case.pk, into=other.pk, reason="The same", actor=cast.officer)
    for odd in ({"into": other.pk}, {"reason": " "}):
        with pytest.raises(BadInput):
            linking.merge(other.pk, **{"into": case.pk, "reason": "The same", **odd}, actor=cast.officer)
    for outsider in OUTSIDERS:
        with pytest.raises(Unseen):
            linking.merge(other.pk, into=case.pk, reason="The same", actor=getattr(cast, outsider))


def test_merging_leaves_one_lead_and_no_member_behind(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    team.invite(case.pk, user=cast.supervisor, place=Place("lead", "everything"), actor=cast.officer)
    linking.merge(case.pk, into=other.pk, reason="The same", actor=cast.officer)
    for one in (case, other):
        one.refresh_from_db()
    assert (case.sight, case.members.filter(ended_at=None).count()) == ({}, 0)
    roles = dict(other.members.filter(ended_at=None).values_list("user", "role"))
    assert roles == {cast.officer.pk: "lead", cast.supervisor.pk: "officer", cast.resident.pk: "resident"}
    assert {int(key): held.partition(":")[0] for key, held in other.sight.items()} == roles
    team.end(other.pk, other.members.get(user=cast.resident).pk, actor=cast.officer)
    for one in Case.objects.all():
        with pytest.raises(Unseen):
            stages.take_back(one.pk, actor=cast.resident)


def test_merging_two_pages_counts_followers_and_remarks_once(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast)
    pages = [showing.publish(one.pk, words=PAGE, actor=cast.officer) for one in (case, other)]
    for page in pages:
        showing.follow(page.pk, actor=cast.resident)
    showing.follow(pages[0].pk, actor=cast.neighbour)
    showing.remark(pages[0].pk, said=Said("yes"), token=TOKEN)
    linking.merge(case.pk, into=other.pk, reason="The same", actor=cast.officer)
    assert list(CasePage.objects.order_by("pk").values_list("followers", "remarks")) == [(0, 0), (2, 1)]
    assert Follow.objects.count() == 2


# --- who leads ---------------------------------------------------------------------------------------------------------


def test_a_case_is_led_until_somebody_else_leads(cast: Cast) -> None:
    case = making.opened(cast)
    with pytest.raises(WrongState):
        team.invite(case.pk, user=cast.officer, place=Place("officer", "everything"), actor=cast.supervisor)
    for place in (Place("lead", "counts"), Place("lead", "everything", making.DAY.replace(year=2090))):
        with pytest.raises(BadInput):
            team.invite(case.pk, user=cast.supervisor, place=place, actor=cast.officer)
    team.invite(case.pk, user=cast.supervisor, place=Place("lead", "everything"), actor=cast.officer)
    case.refresh_from_db()
    assert (case.lead, Member.objects.get(user=cast.officer).role) == (cast.supervisor, "officer")


# --- parts -------------------------------------------------------------------------------------------------------------


def test_what_is_done_was_kept_and_what_is_dropped_is_owed_no_more(cast: Cast) -> None:
    case = making.opened(cast)
    done, dropped = (making.planned(case, cast.officer) for _number in range(2))
    parts.change(case.pk, done.pk, kind="action", values={"words": "Mend all lamps"}, actor=cast.officer)
    parts.move(case.pk, done.pk, kind="action", action="finish", actor=cast.officer)
    parts.move(case.pk, dropped.pk, kind="action", action="drop", words="No money", actor=cast.officer)
    assert list(Clock.objects.of(done).values_list("state", flat=True)) == ["met"], (
        "a change that moves no day starts no clock anew"
    )
    assert list(Clock.objects.of(dropped).values_list("state", flat=True)) == ["cancelled"]
    parts.move(case.pk, done.pk, kind="action", action="again", actor=cast.officer)
    assert list(Clock.objects.of(done).order_by("id").values_list("state", flat=True)) == ["met", "running"]


def test_what_was_taken_out_makes_no_action_whole(cast: Cast) -> None:
    case = making.opened(cast)
    cause = making.put(case, cast.officer, "hypothesis", words="The lane is dark.")
    aim = making.put(case, cast.officer, "objective", words="Quiet", measure="reports", baseline="4", target="2", by=making.DAY)
    making.planned(case, cast.officer, hypothesis=cause, objective=aim)
    whole = gates.BY_CODE["whole"]
    assert whole.is_met(facts.of(case))
    parts.remove(case.pk, cause.pk, kind="hypothesis", reason="It was found wrong", actor=cast.officer)
    assert not whole.is_met(facts.of(case))


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("note", {"words": " \n"}, {"words"}),
        ("task", {"words": "Ask"}, {"due_on"}),
        ("objective", {"words": "Quiet", "by": making.DAY, "measure": " "}, {"measure", "baseline", "target"}),
        ("task", {"words": "x" * 301, "due_on": making.DAY}, {"words"}),
        ("place", {"use": "problem", "label": "Nowhere"}, {"area"}),
    ],
)
def test_a_part_lacks_nothing_that_its_kind_needs(cast: Cast, kind: str, values: dict[str, object], fields: set[str]) -> None:
    case = making.opened(cast)
    with pytest.raises(BadInput) as refused:
        parts.add(case.pk, kind=kind, values=values, actor=cast.officer)
    assert set(refused.value.fields) == fields


def test_a_task_is_not_dropped_but_taken_out(cast: Cast) -> None:
    case = making.opened(cast)
    with_task(case, cast)
    for action in ("drop", "begin", "sing"):
        with pytest.raises(BadInput):
            parts.move(case.pk, case.tasks.get().pk, kind="task", action=action, words="x", actor=cast.officer)


def test_an_event_of_a_contest_names_nobody_of_the_team(cast: Cast) -> None:
    (report,) = making.reports(cast, 1)
    case = making.opened(cast, reports=[report.pk], reason="here")
    showing.publish(case.pk, words=PAGE, actor=cast.officer)
    finished(case, cast)
    closing.tell_waiting()
    closing.contest(report.pk)
    of_contest = Event.objects.filter(name__in=["problems.case.contested", "problems.news.moved"])
    assert of_contest.count() == 2
    assert not of_contest.exclude(actor=None).exists()
