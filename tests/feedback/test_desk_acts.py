"""Whose a report is and what it is about, notes, and words to one of several: works, one event, refused with the reason."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from django.core import mail

from feedback.models import Category, CategoryChange, Handover, Message, Note, Publication, Report
from feedback.workflow import REPORT
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from tests.feedback.programs import URL, post, refused
from tests.feedback.reaching import PATHS, reach
from tests.feedback.tools import COMMANDS, GIVEN, at_once, client_of, codes_of, do, events_of, named, other, send, text
from tests.people import Cast, RoleGrantFactory, TeamFactory, UserFactory

SIDE = ("note", "assign", "refer", "categorise")
EACH = [pytest.param(action, marks=pytest.mark.command(f"feedback.report.{action}")) for action in ("tell", *SIDE)]
each_command = pytest.mark.parametrize("action", EACH)
tells, notes = pytest.mark.command("feedback.report.tell"), pytest.mark.command("feedback.report.note")
assigns, refers = pytest.mark.command("feedback.report.assign"), pytest.mark.command("feedback.report.refer")
categorises = pytest.mark.command("feedback.report.categorise")
ROWS: dict[str, Any] = {"note": Note, "assign": Handover, "refer": Handover, "categorise": CategoryChange, "tell": Message}


def merged(cast: Cast, **more: Any) -> Report:
    """Give a report that is merged into another one."""
    lead, report = send().report, send(**more).report
    Report.objects.filter(pk=report.pk).update(state="merged", lead=lead, due_at=None)
    return Report.objects.get(pk=report.pk)


def ready(cast: Cast, action: str) -> Report:
    """Give a report to which the action can be done."""
    return merged(cast) if action == "tell" else send().report


def page_form(report: Report, action: str, actor: Any, **more: Any) -> dict[str, Any]:
    """Give what the page's form sends."""
    given = {**GIVEN[action], **other(report, action, actor), "version": report.version, "token": new_token(), **more}
    return {f"{action}-{name}": "" if value is None else value for name, value in given.items()}


@each_command
def test_it_works_and_emits_one_event(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    before = len(events_of(report)), Clock.objects.open().of(report).count()
    do(report, action, cast.officer, version=report.version)
    held = Report.objects.get(pk=report.pk)
    assert (held.state, held.version) == (report.state, report.version + 1)
    event = events_of(report)[-1]
    assert (event.name, event.actor) == (REPORT.transition(action).event, cast.officer.pseudonym)
    assert (len(events_of(report)), Clock.objects.open().of(report).count()) == (before[0] + 1, before[1])
    assert ROWS[action].objects.latest("id").pk in event.payload.values()
    words = str(GIVEN[action].get("words") or GIVEN[action].get("reason") or "-")
    assert words not in "".join(str(one.payload) for one in events_of(report)) or words == "-"


@each_command
def test_others_are_refused_with_the_reason(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    for name, who in cast:
        if name in {"officer", "supervisor"}:
            continue
        with pytest.raises(Denied if name == "analyst" else Unseen) as refusal:
            COMMANDS[action](report.pk, actor=who, **GIVEN[action])
        assert str(refusal.value), name
    own = merged(cast) if action == "tell" else send(named(cast.officer)).report
    Report.objects.filter(pk=own.pk).update(mode="named", reporter=cast.officer)
    with pytest.raises(Denied, match="your own report"):
        do(own, action, cast.officer)
    with pytest.raises(Unseen):
        COMMANDS[action](0, actor=cast.officer, **GIVEN[action])
    assert Report.objects.get(pk=report.pk).version == report.version


@each_command
def test_in_every_state_the_table_decides(cast: Cast, action: str) -> None:
    for state in [one for one in PATHS if one != "merged"]:
        report = reach(send().report, state, cast.officer)
        if state in REPORT.transition(action).sources:
            assert do(report, action, cast.officer).state == state
            continue
        with pytest.raises(WrongState, match=str(REPORT.state(state).label)):
            do(report, action, cast.officer)


@each_command
def test_a_stale_version_changes_nothing(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    with pytest.raises(StaleVersion):
        do(report, action, cast.officer, version=report.version + 1)
    assert Report.objects.get(pk=report.pk).version == report.version


@each_command
def test_sent_twice_from_the_page_is_done_once(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    desk, form = client_of(cast.officer), page_form(report, action, cast.officer)
    before = len(events_of(report))
    assert [desk.post(f"/inbox/{report.reference}/{action}/", form).status_code for _ in range(2)] == [302, 302]
    assert len(events_of(report)) == before + 1
    assert desk.get(f"/inbox/{report.reference}/{action}/").status_code == 405


@each_command
def test_over_the_api(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    url = f"{URL}{report.reference}/{action}/"
    given = {name: str(value) if name == "to" and value else value for name, value in {**GIVEN[action]}.items()}
    if action == "assign":
        given["to"] = str(cast.officer.pseudonym)
    refused(post(client_of(cast.analyst), url, given), 403, "denied")
    refused(post(client_of(cast.other_officer), url, given), 404, "not-found")
    refused(post(client_of(cast.officer), url, {**given, "version": 99}), 409, "stale")
    refused(post(client_of(cast.officer), url, {**given, **dict.fromkeys(given, 7)}), 422, "bad-input", *given)
    body = post(client_of(cast.officer), url, given).json()
    assert body["version"] == report.version + 1
    assert [row["kind"] for row in body["past"]] == ([] if action == "tell" else [action])
    assert body["assignee"] == (str(cast.officer.pseudonym) if action == "assign" else None)


@each_command
def test_nothing_is_taken_without_what_it_needs(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    odd: dict[str, list[Any]] = {"words": ["", " \n", "x" * 8001], "reason": ["", " ", "x" * 501], "to": ["nobody"]}
    if action == "assign":
        odd = {"to": [cast.analyst.pseudonym, cast.resident.pseudonym, cast.deactivated.pseudonym]}
    for name, values in odd.items():
        for value in values if name in GIVEN[action] else []:
            with pytest.raises(BadInput) as refusal:
                do(report, action, cast.officer, **{name: value})
            assert set(refusal.value.fields) == {name}
    assert Report.objects.get(pk=report.pk).version == report.version


# --- whose it is -------------------------------------------------------------------------------------------------------


def told(report: Report, action: str, actor: Any, **more: Any) -> list[str]:
    """Do it, and give who has a line about it, by address."""
    drain()
    Notification.objects.all().delete()
    mail.outbox.clear()
    do(report, action, actor, **more)
    drain()
    return sorted(Notification.objects.values_list("user__email", flat=True))


@assigns
def test_who_gets_it_is_told_and_who_takes_it_is_not(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    assert told(report, "assign", cast.supervisor, to=cast.officer.pseudonym) == [cast.officer.email]
    assert Report.objects.get().assignee == cast.officer
    assert told(report, "assign", cast.supervisor, to=cast.supervisor.pseudonym) == []
    assert told(report, "assign", cast.supervisor, to=None) == []
    rows = Handover.objects.order_by("id").values_list("to_person", "by", "kind")
    people = [cast.officer.pk, cast.supervisor.pk, None]
    assert list(rows) == [(person, cast.supervisor.pk, "assign") for person in people]


@assigns
def test_giving_it_to_who_has_it_changes_nothing(cast: Cast) -> None:
    report = do(send().report, "assign", cast.officer, to=cast.officer.pseudonym)
    for version in (None, 1):
        same = COMMANDS["assign"](report.pk, to=cast.officer.pseudonym, actor=cast.supervisor, version=version)
        assert same.version == report.version
    assert len(events_of(report, "assigned")) == 1


@assigns
def test_that_whoever_had_it_has_left_is_shown(cast: Cast) -> None:
    report = do(send().report, "assign", cast.officer, to=cast.officer.pseudonym)
    desk = client_of(cast.supervisor)
    assert "Nobody works on it" not in text(desk.get(f"/inbox/{report.reference}/"))
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
    shown = text(desk.get(f"/inbox/{report.reference}/"))
    assert "Nobody works on it" in shown
    assert "who cannot work on it any more" in shown


@pytest.mark.django_db(transaction=True)
@assigns
def test_two_who_give_it_at_the_same_moment(cast: Cast) -> None:
    report = send().report
    calls = [
        partial(COMMANDS["assign"], report.pk, to=who.pseudonym, actor=who, version=1) for who in (cast.officer, cast.supervisor)
    ]
    assert sorted(codes_of(at_once(*calls))) == ["", "stale"]
    assert Handover.objects.count() == 1


# --- another team ------------------------------------------------------------------------------------------------------


@refers
def test_the_new_team_gets_it_with_its_clocks_and_the_old_scope_stays(cast: Cast) -> None:
    newcomer = UserFactory(email="newcomer@example.org")
    RoleGrantFactory(user=newcomer, role="officer", team=cast.team_south)
    report = do(send(named(cast.resident)).report, "assign", cast.officer)
    assert client_of(newcomer).get(f"/inbox/{report.reference}/").status_code == 404
    who = told(report, "refer", cast.officer, to="team-south")
    assert who == [newcomer.email, cast.resident.email]
    held = Report.objects.get()
    assert (held.team, held.area, held.area_path, held.assignee) == (cast.team_south, cast.north, cast.north.path, None)
    assert set(Clock.objects.open().of(held).values_list("team", "area_path")) == {(cast.team_south.pk, cast.north.path)}
    for person in (newcomer, cast.officer):
        assert client_of(person).get(f"/inbox/{report.reference}/").status_code == 200
    shown = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    assert "Passed from Northgate team to Southwark Row team" in shown
    assert GIVEN["refer"]["reason"] in shown


@refers
def test_the_resident_reads_to_whom_it_went_and_not_why(cast: Cast) -> None:
    report = do(send(named(cast.resident)).report, "refer", cast.officer)
    shown = text(client_of(cast.resident).get(f"/my/reports/{report.reference}/"))
    assert "We passed it to another team: Front desk" in shown
    assert GIVEN["refer"]["reason"] not in shown


@refers
def test_a_team_in_which_nobody_could_open_it_is_not_offered(cast: Cast) -> None:
    TeamFactory(code="empty", name="Empty team")
    report = send().report
    shown = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    assert re.search(r'<option value="front-desk">', shown)
    assert "Empty team" not in shown
    for code in ("empty", "team-south"):
        with pytest.raises(BadInput):
            do(report, "refer", cast.officer, to=code)


@refers
def test_who_loses_sight_of_it_is_led_back_to_the_inbox(cast: Cast) -> None:
    member = UserFactory()
    RoleGrantFactory(user=member, role="officer", team=cast.team_north)
    report, desk = send().report, client_of(member)
    answer = desk.post(f"/inbox/{report.reference}/refer/", page_form(report, "refer", member), follow=True)
    assert answer.redirect_chain == [("/inbox/", 302)]
    assert "Passed on." in text(answer)
    report = send().report
    assert post(desk, f"{URL}{report.reference}/refer/", GIVEN["refer"]).status_code == 204


# --- what it is about --------------------------------------------------------------------------------------------------


@categorises
def test_what_it_was_before_is_shown_with_the_reason(cast: Cast) -> None:
    report = do(send().report, "categorise", cast.officer)
    assert events_of(report)[-1].payload == {"change": CategoryChange.objects.get().pk, "from": "noise", "to": "litter"}
    shown = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    assert "“Noise, again and again” became “Damage, dumping or drug litter”" in shown
    assert GIVEN["categorise"]["reason"] in shown
    Category.objects.filter(code="theft").update(is_active=False)
    with pytest.raises(BadInput):
        do(report, "categorise", cast.officer, to="theft")


@categorises
def test_a_sensitive_category_hides_what_is_published(cast: Cast) -> None:
    report = send().report
    shown = Publication.objects.create(
        slug="abc", report=report, category=report.category, summary="Noise at night.", happened_on="2026-03-02"
    )
    do(report, "categorise", cast.officer, to="litter")
    shown.refresh_from_db()
    assert (shown.category.code, shown.hidden_at) == ("litter", None)
    do(report, "categorise", cast.officer, to="unsafe")
    shown.refresh_from_db()
    assert (shown.category.code, shown.hidden_at is None) == ("unsafe", False)


# --- notes, and one of several -----------------------------------------------------------------------------------------


@notes
def test_a_note_is_for_who_handles_it_alone(cast: Cast) -> None:
    report = do(send(named(cast.resident)).report, "note", cast.officer)
    words = GIVEN["note"]["words"]
    assert words in text(client_of(cast.supervisor).get(f"/inbox/{report.reference}/"))
    for who, page in ((cast.analyst, f"/inbox/{report.reference}/"), (cast.resident, f"/my/reports/{report.reference}/")):
        answer = client_of(who).get(page)
        assert answer.status_code == 200
        assert words not in text(answer)
    assert words not in client_of(cast.analyst).get(f"{URL}{report.reference}/").content.decode()
    assert not Message.objects.exists()
    assert told(report, "note", cast.officer, words="One more.") == []


@notes
def test_a_note_is_taken_whatever_happened_meanwhile(cast: Cast) -> None:
    report = send().report
    form = page_form(report, "note", cast.officer)
    do(report, "close", cast.supervisor)
    desk = client_of(cast.officer)
    assert desk.post(f"/inbox/{report.reference}/note/", form).status_code == 302
    form["note-words"] = "Other words from the same form."
    answer = desk.post(f"/inbox/{report.reference}/note/", form)
    assert answer.status_code == 422
    assert "Other words from the same form." in text(answer)
    assert Note.objects.count() == 1


@tells
def test_one_of_several_hears_alone_and_nothing_else_moves(cast: Cast) -> None:
    report = merged(cast, sender=named(cast.resident))
    assert told(report, "tell", cast.officer) == [cast.resident.email]
    assert GIVEN["tell"]["words"] in mail.outbox[0].body
    row = Message.objects.get()
    assert (row.report, row.kind, row.author) == (report, "told", "team")
    assert Report.objects.get(pk=report.lead_id).version == 1
    assert not events_of(Report.objects.get(pk=report.lead_id), "told")
