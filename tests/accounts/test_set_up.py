"""The admin and the API of people, teams and roles: by the commands, in scope, without hashes, and never deleting."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.areas.models import Agency
from policing.events.models import Event
from tests.accounts.helpers import sign_in
from tests.people import PASSWORD, Cast, RoleGrantFactory

pytestmark = pytest.mark.django_db
LISTS = ["user", "team", "rolegrant", "membership"]


@pytest.fixture
def desk(cast: Cast) -> Client:
    """Give the administrator's browser."""
    browser = Client()
    sign_in(browser, cast.administrator)
    return browser


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_administrators_and_for_nobody_else(cast: Cast, desk: Client, name: str) -> None:
    path = f"/admin/accounts/{name}/"
    assert desk.get(path).status_code == 200
    assert desk.get(f"{path}?q=north").status_code == 200
    assert desk.get(f"{path}add/").status_code == 200
    for who, user in cast.as_items():
        if who in {"administrator", "deactivated"}:
            continue
        browser = Client()
        if user.is_authenticated:
            browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert browser.get(path).status_code in {302, 403, 404}, who


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_at_any_length(cast: Cast, desk: Client, name: str) -> None:
    def cost() -> int:
        Agency.forget()
        Agency.current()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/admin/accounts/{name}/").status_code == 200
        return len(queries)

    before = cost()
    for _more in range(15):
        RoleGrantFactory(area=cast.south)
        Membership.objects.create(user=RoleGrantFactory(team=cast.team_south).user, team=cast.team_north)
    assert cost() == before <= 12


def test_nothing_can_be_deleted(cast: Cast, desk: Client) -> None:
    rows = {"user": cast.officer, "team": cast.team_north, "rolegrant": RoleGrant.objects.get(user=cast.officer)}
    for name, row in rows.items():
        assert desk.post(f"/admin/accounts/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
        row.refresh_from_db()


def test_making_and_naming_a_person(cast: Cast, desk: Client) -> None:
    answer = desk.post("/admin/accounts/user/add/", {"email": "Ada@Example.org", "name": "Ada", "language": "en-gb"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    made = User.objects.get(email="ada@example.org")
    assert Event.objects.filter(name="accounts.person.invited", subject_id=made.pk).exists()
    page = desk.get(f"/admin/accounts/user/{made.pk}/change/").content.decode()
    assert made.password not in page
    assert str(made.pseudonym) not in page
    desk.post(f"/admin/accounts/user/{made.pk}/change/", {"name": "Ada L", "language": "en-gb"})
    made.refresh_from_db()
    assert made.name == "Ada L"
    again = desk.post("/admin/accounts/user/add/", {"email": "ADA@example.org", "name": "", "language": "en-gb"})
    assert again.status_code == 200
    assert "has an account already" in again.content.decode()


def test_giving_and_ending_a_role(cast: Cast, desk: Client) -> None:
    sent = {"user": cast.resident.pk, "role": "officer", "area": cast.north.pk, "team": "", "reason": "new"}
    answer = desk.post("/admin/accounts/rolegrant/add/", sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = RoleGrant.objects.get(user=cast.resident)
    assert row.granted_by == cast.administrator
    assert "holds that role there already" in desk.post("/admin/accounts/rolegrant/add/", sent).content.decode()
    both = desk.post("/admin/accounts/rolegrant/add/", {**sent, "role": "auditor", "team": cast.team_north.pk})
    assert "Choose an area or a team" in both.content.decode()
    desk.post("/admin/accounts/rolegrant/", {"action": "end", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.valid_until is not None
    own = RoleGrant.objects.get(user=cast.administrator)
    refused = desk.post("/admin/accounts/rolegrant/", {"action": "end", "_selected_action": [own.pk]}, follow=True)
    assert "needs one administrator" in refused.content.decode()


def test_saving_a_team_and_its_people(cast: Cast, desk: Client) -> None:
    sent = {
        "code": "river",
        "name": "River team",
        "kind": "specialist",
        "belongs_to": "city",
        "areas": [cast.north.pk],
        "is_active": "on",
    }
    answer = desk.post("/admin/accounts/team/add/", sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    team = Team.objects.get(code="river")
    assert (team.belongs_to, list(team.areas.all())) == ("city", [cast.north])
    desk.post(f"/admin/accounts/team/{team.pk}/change/", {**sent, "areas": [cast.south.pk], "name": "River"})
    team.refresh_from_db()
    assert (team.name, list(team.areas.all())) == ("River", [cast.south])
    answer = desk.post("/admin/accounts/membership/add/", {"user": cast.officer.pk, "team": team.pk, "title": "Constable"})
    assert answer.status_code == 302
    assert Membership.objects.filter(user=cast.officer, team=team).exists()
    refused = desk.post("/admin/accounts/team/add/", {**sent, "code": "desk-2", "kind": "front_desk"})
    assert "There is a front desk already" in refused.content.decode()


def test_closing_accounts_in_a_list(cast: Cast, desk: Client) -> None:
    desk.post("/admin/accounts/user/", {"action": "close", "_selected_action": [cast.officer.pk, cast.administrator.pk]})
    cast.officer.refresh_from_db()
    cast.administrator.refresh_from_db()
    assert (cast.officer.is_active, cast.administrator.is_active) == (False, True)


def _post(browser: Client, path: str, body: dict | None = None, **headers: str):
    return browser.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)


def test_set_up_over_the_api(cast: Cast, desk: Client) -> None:
    made = _post(desk, "people/", {"email": "ada@example.org", "name": "Ada"})
    assert made.status_code == 201
    person = made.json()["person"]
    team = _post(desk, "teams/", {"code": "river", "name": "River", "areas": ["north"]})
    assert team.status_code == 200
    assert _post(desk, "teams/", {"code": "river", "name": "R", "areas": ["nowhere"]}).json()["code"] == "bad-input"
    joined = _post(desk, "memberships/", {"person": person, "team": "river", "title": "Constable"})
    assert joined.status_code == 201
    assert _post(desk, f"memberships/{joined.json()['id']}/end/").status_code == 204
    given = _post(desk, "role-grants/", {"person": person, "role": "officer", "area": "north"})
    assert given.json()["area"] == "north"
    assert _post(desk, f"role-grants/{given.json()['id']}/end/").status_code == 204
    assert _post(desk, f"role-grants/{given.json()['id']}/end/").status_code == 409
    assert _post(desk, f"people/{person}/deactivate/").json()["is_active"] is False
    assert _post(desk, f"people/{person}/reactivate/").json()["is_active"] is True
    for path in ("people/", "teams/", "memberships/", "role-grants/"):
        answer = desk.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert answer.json()["results"]
        assert "password" not in answer.content.decode()


def test_set_up_over_the_api_is_closed_to_others(cast: Cast) -> None:
    for who in ("resident", "officer", "supervisor", "partner"):
        browser = Client()
        sign_in(browser, getattr(cast, who))
        for path in ("people/", "memberships/", "role-grants/"):
            assert browser.get(f"/api/v1/{path}").status_code == 404
            assert _post(browser, path).status_code == 404
        assert _post(browser, "teams/", {"code": "x", "name": "X"}).status_code == 403
        assert _post(browser, f"people/{cast.officer.pseudonym}/deactivate/").status_code == 404
    assert Client().get("/api/v1/people/").status_code == 401
    assert Client().get("/api/v1/teams/").status_code == 200
    assert _post(Client(), "teams/", {"code": "x", "name": "X"}).status_code in {401, 403}
    assert not Team.objects.filter(code="x").exists()


def test_ones_own_things_over_the_api(cast: Cast) -> None:
    browser, other = Client(), Client()
    sign_in(browser, cast.officer)
    sign_in(other, cast.officer)
    assert browser.patch("/api/v1/me/", {"theme": "dark"}, content_type="application/json").json()["theme"] == "dark"
    assert (
        browser.patch("/api/v1/me/", {"zone": "Nowhere"}, content_type="application/json").json()["errors"][0]["field"] == "zone"
    )
    key = "a-key-for-this-one-token"
    made = _post(browser, "tokens/", {"name": "Export", "scopes": ["reports.view"]}, **{"idempotency-key": key})
    assert made.status_code == 201
    again = _post(browser, "tokens/", {"name": "Export", "scopes": ["reports.view"]}, **{"idempotency-key": key})
    assert again.json()["secret"] == made.json()["secret"]
    (row,) = browser.get("/api/v1/tokens/").json()["results"]
    assert "secret" not in row
    assert _post(browser, f"tokens/{row['handle']}/revoke/").status_code == 204
    places = browser.get("/api/v1/sessions/").json()["results"]
    assert [place["is_here"] for place in places] == [True, False]
    assert _post(browser, f"sessions/{places[1]['handle']}/end/").status_code == 204
    assert browser.delete("/api/v1/sessions/").status_code == 204
    assert other.get("/account/").status_code == 302


def test_the_admin_has_no_sign_in_of_its_own(cast: Cast) -> None:
    browser = Client()
    assert browser.get("/admin/accounts/user/", follow=True).redirect_chain[-1][0].startswith("/account/login/?next=")
    browser.post("/admin/login/", {"username": cast.administrator.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    sign_in(browser, cast.officer)
    assert browser.get("/admin/login/").status_code == 404
