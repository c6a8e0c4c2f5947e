"""The commands of people, teams, roles and sessions: done, recorded once, and refused to everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from policing import access, timekeeping
from policing.accounts.models import RoleGrant, Session, Team, User
from policing.accounts.services import people, roles, sessions, teams
from policing.accounts.services.roles import Scope
from policing.accounts.services.teams import TeamFacts
from policing.accounts.teams import people_of, serving
from policing.errors import BadInput, CommonbeatError, Denied, Unseen, WrongState
from policing.events.models import Event
from tests.accounts.helpers import sign_in
from tests.people import PASSWORD, Cast, MembershipFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
OUTSIDERS = ["resident", "officer", "supervisor", "analyst", "partner", "auditor"]


def _events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name))


@pytest.mark.command("accounts.person.invite")
def test_inviting_somebody(cast: Cast) -> None:
    made = people.invite(email="New.Person@Example.org", name=" Ada ", actor=cast.administrator)
    assert (made.email, made.name, made.has_usable_password()) == ("new.person@example.org", "Ada", False)
    (event,) = _events("accounts.person.invited")
    assert (event.actor, event.subject_id, event.payload) == (cast.administrator.pseudonym, made.pk, {})
    with pytest.raises(BadInput) as refusal:
        people.invite(email="NEW.person@example.org", actor=cast.administrator)
    assert list(refusal.value.fields) == ["email"]
    with pytest.raises(BadInput):
        people.invite(email="x@example.org", language="xx", actor=cast.administrator)


@pytest.mark.command("accounts.person.prefer")
def test_choosing_ones_own_settings(cast: Cast) -> None:
    people.prefer(cast.resident.pk, actor=cast.resident, name="Robin", language="es", zone="Europe/Madrid", theme="dark")
    row = User.objects.get(pk=cast.resident.pk)
    assert (row.name, row.language, row.zone, row.theme) == ("Robin", "es", "Europe/Madrid", "dark")
    (event,) = _events("accounts.person.preferred")
    assert event.payload == {"fields": ["name", "language", "zone", "theme"]}
    people.prefer(cast.resident.pk, actor=cast.resident, name="Robin")
    assert len(_events("accounts.person.preferred")) == 1
    for wrong in ({"language": "xx"}, {"zone": "Nowhere/Town"}, {"theme": "pink"}):
        with pytest.raises(BadInput) as refusal:
            people.prefer(cast.resident.pk, actor=cast.resident, **wrong)
        assert list(refusal.value.fields) == list(wrong)
    with pytest.raises(Unseen):
        people.prefer(cast.resident.pk, actor=cast.neighbour, name="Not mine")


@pytest.mark.command("accounts.person.deactivate")
def test_closing_an_account_ends_its_sessions(cast: Cast) -> None:
    browser = Client()
    sign_in(browser, cast.officer)
    assert Session.objects.filter(account=cast.officer).exists()
    people.deactivate(cast.officer.pk, actor=cast.administrator)
    assert not Session.objects.filter(account=cast.officer).exists()
    assert browser.get("/account/").status_code == 302
    assert access.load(User.objects.get(pk=cast.officer.pk)) == access.NOBODY
    assert len(_events("accounts.person.deactivated")) == 1
    with pytest.raises(WrongState):
        people.deactivate(cast.officer.pk, actor=cast.administrator)


@pytest.mark.command("accounts.person.reactivate")
def test_opening_an_account_again(cast: Cast) -> None:
    people.reactivate(cast.deactivated.pk, actor=cast.administrator)
    assert User.objects.get(pk=cast.deactivated.pk).is_active
    assert len(_events("accounts.person.reactivated")) == 1
    with pytest.raises(WrongState):
        people.reactivate(cast.deactivated.pk, actor=cast.administrator)


def test_nobody_closes_their_own_account_and_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(Denied):
        people.deactivate(cast.administrator.pk, actor=cast.administrator)
    with pytest.raises(WrongState):
        people.deactivate(cast.administrator.pk, actor=None)
    held = RoleGrant.objects.get(user=cast.administrator)
    with pytest.raises(WrongState):
        roles.end(held.pk, actor=cast.administrator)
    other = RoleGrantFactory(role="administrator").user
    roles.end(held.pk, actor=other)
    assert not access.load(User.objects.get(pk=cast.administrator.pk)).grants


@pytest.mark.command("accounts.team.save")
def test_saving_a_team(cast: Cast) -> None:
    made = teams.save(TeamFacts(code="river", name="River team", areas=[cast.north]), actor=cast.administrator)
    assert list(made.areas.all()) == [cast.north]
    again = teams.save(TeamFacts(code="river", name="River", areas=[cast.south]), actor=cast.administrator, team_id=made.pk)
    assert (again.pk, again.name, list(again.areas.all())) == (made.pk, "River", [cast.south])
    assert [event.team_id for event in _events("accounts.team.saved")] == [made.pk] * 2
    with pytest.raises(BadInput) as refusal:
        teams.save(TeamFacts(code="second-desk", name="Desk", kind="front_desk"), actor=cast.administrator)
    assert list(refusal.value.fields) == ["kind"]
    with pytest.raises(BadInput) as refusal:
        teams.save(TeamFacts(code="river", name="Another"), actor=cast.administrator)
    assert list(refusal.value.fields) == ["code"]


@pytest.mark.command("accounts.membership.start")
def test_joining_a_team(cast: Cast) -> None:
    row = teams.join(cast.moderator.pk, team_id=cast.team_north.pk, title="Constable", is_public=True, actor=cast.administrator)
    assert list(people_of(serving(cast.north.path)).filter(user=cast.moderator)) == [row]
    assert not people_of(serving(cast.south.path)).filter(user=cast.moderator)
    with pytest.raises(BadInput):
        teams.join(cast.moderator.pk, team_id=cast.team_north.pk, actor=cast.administrator)
    assert len(_events("accounts.membership.started")) == 1


@pytest.mark.command("accounts.membership.end")
def test_leaving_a_team(cast: Cast) -> None:
    row = MembershipFactory(user=cast.moderator, team=cast.team_north)
    teams.leave(row.pk, actor=cast.administrator)
    row.refresh_from_db()
    assert row.valid_until is not None
    with pytest.raises(WrongState):
        teams.leave(row.pk, actor=cast.administrator)
    teams.join(cast.moderator.pk, team_id=cast.team_north.pk, actor=cast.administrator)


@pytest.mark.command("accounts.role.grant")
def test_giving_a_role(cast: Cast) -> None:
    roles.grant(cast.resident.pk, role="officer", scope=Scope(area=cast.north), reason="new here", actor=cast.administrator)
    held = access.load(User.objects.get(pk=cast.resident.pk))
    assert held.covers("reports.handle", area_path=cast.north.path)
    (event,) = _events("accounts.role.granted")
    assert (event.payload, event.area_path, event.subject_id) == ({"role": "officer"}, cast.north.path, cast.resident.pk)
    row = RoleGrant.objects.get(user=cast.resident)
    assert (row.granted_by, row.reason) == (cast.administrator, "new here")
    with pytest.raises(WrongState):
        roles.grant(cast.resident.pk, role="officer", scope=Scope(area=cast.north), actor=cast.administrator)


def test_odd_roles_scopes_and_ends_are_refused_by_name(cast: Cast) -> None:
    past = timekeeping.now() - timedelta(days=1)
    odd = [
        ("role", {"role": "king", "scope": Scope()}),
        ("area", {"role": "officer", "scope": Scope(cast.north, cast.team_north)}),
        ("until", {"role": "officer", "scope": Scope(), "until": past}),
    ]
    for field, given in odd:
        with pytest.raises(BadInput) as refusal:
            roles.grant(cast.resident.pk, actor=cast.administrator, **given)
        assert list(refusal.value.fields) == [field]


@pytest.mark.command("accounts.role.end")
def test_ending_a_role_keeps_its_row(cast: Cast) -> None:
    row = RoleGrant.objects.get(user=cast.officer)
    roles.end(row.pk, actor=cast.administrator)
    row.refresh_from_db()
    assert row.valid_until is not None
    assert not access.load(User.objects.get(pk=cast.officer.pk)).grants
    (event,) = _events("accounts.role.ended")
    assert (event.payload, event.area_path) == ({"role": "officer"}, cast.north.path)
    with pytest.raises(WrongState):
        roles.end(row.pk, actor=cast.administrator)
    with pytest.raises(Unseen):
        roles.end(0, actor=cast.administrator)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_set_up_is_refused_to_everybody_else(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    held = RoleGrant.objects.get(user=cast.moderator)
    tries = [
        lambda: people.invite(email="x@example.org", actor=actor),
        lambda: people.deactivate(cast.moderator.pk, actor=actor),
        lambda: people.reactivate(cast.deactivated.pk, actor=actor),
        lambda: teams.save(TeamFacts(code="x", name="X"), actor=actor),
        lambda: teams.join(cast.moderator.pk, team_id=cast.team_north.pk, actor=actor),
        lambda: roles.grant(cast.moderator.pk, role="auditor", scope=Scope(), actor=actor),
        lambda: roles.grant(actor.pk, role="administrator", scope=Scope(), actor=actor),
        lambda: roles.end(held.pk, actor=actor),
    ]
    before = Event.objects.count()
    for attempt in tries:
        with pytest.raises(CommonbeatError) as refusal:
            attempt()
        assert refusal.value.status in {403, 404}
    assert Event.objects.count() == before


def test_an_administrator_of_one_area_does_not_set_up_people(cast: Cast) -> None:
    local = RoleGrantFactory(role="administrator", area=cast.north).user
    with pytest.raises(CommonbeatError):
        roles.grant(local.pk, role="administrator", scope=Scope(), actor=local)
    assert list(access.visible(User, local)) == [local]


@pytest.mark.command("accounts.session.end")
def test_ending_one_session(cast: Cast) -> None:
    here, there = Client(), Client()
    sign_in(here, cast.resident)
    sign_in(there, cast.resident)
    key = here.session.session_key
    places = sessions.places(cast.resident, key)
    assert [place.is_here for place in places] == [True, False]
    with pytest.raises(WrongState):
        sessions.end(places[0].handle, actor=cast.resident, here=key)
    with pytest.raises(Unseen):
        sessions.end(places[1].handle, actor=cast.neighbour, here=key)
    assert here.post(f"/account/sessions/{places[1].handle}/end/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


@pytest.mark.command("accounts.session.end_others")
def test_ending_all_other_sessions(cast: Cast) -> None:
    here, there, stranger = Client(), Client(), Client()
    for browser, user in ((here, cast.resident), (there, cast.resident), (stranger, cast.neighbour)):
        sign_in(browser, user)
    here.post("/account/sessions/end/")
    assert [browser.get("/account/").status_code for browser in (here, there, stranger)] == [200, 302, 200]
    (event,) = _events("accounts.session.ended")
    assert event.payload == {"sessions": 1}
    assert sessions.end_others(actor=cast.resident, here=here.session.session_key) == 0
    assert len(_events("accounts.session.ended")) == 1


def test_sessions_that_are_over_are_disposed_of(cast: Cast) -> None:
    browser = Client()
    sign_in(browser, cast.resident)
    Session.objects.update(expire_date=timekeeping.now() - timedelta(hours=1))
    assert sessions.places(cast.resident, None) == []
    assert sessions.dispose() == 1


def test_names_are_found_for_pseudonyms(cast: Cast) -> None:
    roles.grant(cast.resident.pk, role="auditor", scope=Scope(), actor=cast.administrator)
    browser = Client()
    sign_in(browser, cast.resident)
    page = browser.get("/account/").content.decode()
    assert "Role given: auditor" in page


def test_the_operator_may_without_being_anybody(cast: Cast) -> None:
    made = people.invite(email="first@example.org", actor=None)
    roles.grant(made.pk, role="administrator", scope=Scope(), actor=None)
    assert access.load(User.objects.get(pk=made.pk)).holds("setup.change")
    assert Team.objects.in_use().count() == 3
    assert UserFactory().display_name


def test_the_first_administrator_is_made_on_the_command_line(client: Client) -> None:
    made = User.objects.create_superuser("Root@Example.org", PASSWORD)
    assert access.load(made).holds("setup.change")
    assert not made.is_superuser
    sign_in(client, made)
    assert client.get("/admin/").status_code == 200
