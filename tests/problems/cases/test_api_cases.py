"""Cases over the API: scoped lists, one case for a key, every command with its reasons, one shape of refusal, a bound on queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policing.privacy.receipts import new_token
from problems import sheet
from problems.models import Action, Case, CasePage, Member, Remark
from problems.services.cases import showing
from tests.feedback.programs import KEY, post, refused
from tests.feedback.tools import client_of
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases/"
NEW = {"title": "Shouting on Mill Lane", "area": "north", "summary": "Groups shout at night."}


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Give the officer's program, which holds a session."""
    return client_of(cast.officer)


def one(case: Case, act: str = "") -> str:
    """Give the address of a case, or of an act on it."""
    return f"{URL}{case.reference}/{act}/" if act else f"{URL}{case.reference}/"


def listed(client: Client, **asked: str) -> list[str]:
    """Give the numbers of the cases on the first page of the list."""
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.content
    return [row["reference"] for row in answer.json()["results"]]


# --- reading -----------------------------------------------------------------------------------------------------------


def test_each_of_the_cast_lists_their_scope(cast: Cast) -> None:
    case = making.opened(cast)
    for name, who in cast:
        if name in {"anonymous", "deactivated"}:
            refused(client_of(who).get(URL), 401, "sign-in-needed")
            continue
        may = name in {"officer", "supervisor", "analyst"}
        assert listed(client_of(who)) == ([case.reference] if may else []), name
        assert client_of(who).get(one(case)).status_code == (200 if may else 404), name


def test_the_list_narrows_and_an_odd_question_is_refused(cast: Cast, officer: Client) -> None:
    first, second = making.opened(cast), making.at_stage(cast, "analysis")
    assert listed(officer) == [second.reference, first.reference]
    assert listed(officer, stage="analysis") == [second.reference]
    assert listed(officer, area="city", mine="true") == [second.reference, first.reference]
    assert listed(client_of(cast.supervisor), mine="true") == []
    assert listed(officer, q="shouting") == [second.reference, first.reference]
    assert listed(officer, q=first.reference) == [first.reference]
    assert listed(officer, q="bicycles") == []
    refused(officer.get(URL, {"stage": "asleep"}), 422, "bad-input", "stage")
    refused(officer.get(URL, {"area": "atlantis"}), 422, "bad-input", "area")


def test_a_case_says_what_can_be_done_and_why_not(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    answer = officer.get(one(case))
    assert answer["ETag"] == f'"{case.version}"'
    body = answer.json()
    said = {row["action"]: row for row in body["available_actions"]}
    assert said["write"]["allowed"]
    assert not said["to_analysis"]["allowed"]
    assert said["to_analysis"]["reason"]
    assert [gate["code"] for gate in body["gates"] if gate["is_met"]] == []
    assert {row["field"] for row in body["sheet"]} == {"title", "summary"}


def test_a_case_costs_no_more_with_much_in_it(
    cast: Cast, officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = making.opened(cast)
    for _number in range(3):
        making.put(case, cast.officer, "task", words="Ask", owner=cast.officer, due_on=making.DAY)
    officer.get(one(case))
    for _round in range(2):
        with django_assert_max_num_queries(30):
            assert officer.get(one(case)).status_code == 200
        for _number in range(20):
            making.put(case, cast.officer, "task", words="Ask", owner=cast.officer, due_on=making.DAY)


# --- opening and writing -----------------------------------------------------------------------------------------------


def test_one_key_opens_one_case(cast: Cast, officer: Client) -> None:
    fed = making.reports(cast, 2)
    body = {**NEW, "reports": [row.reference for row in fed], "reason": "The same lane"}
    first, again = post(officer, URL, body, KEY), post(officer, URL, body, KEY)
    assert first.status_code == 201, first.content
    assert again.json()["reference"] == first.json()["reference"]
    assert first.json()["reports"] == 2
    assert Case.objects.count() == 1


def test_opening_says_what_is_wrong(cast: Cast, officer: Client) -> None:
    refused(post(officer, URL, NEW), 422, "bad-input", "Idempotency-Key")
    refused(post(officer, URL, {**NEW, "area": "atlantis"}, KEY), 422, "bad-input", "area")
    refused(post(officer, URL, {**NEW, "reports": ["HEDGE-4-LAMP-71"], "reason": "x"}, KEY), 422, "bad-input", "reports")
    refused(post(client_of(cast.resident), URL, NEW, KEY), 403, "denied")
    refused(post(officer, URL, {**NEW, "area": "south"}, KEY), 403, "denied")


def test_two_programs_at_one_field_lose_nothing(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    mine = {"field": "statement", "words": "Mine.", "seen": 0}
    answer = post(officer, one(case, "write"), mine)
    assert answer.status_code == 200, answer.content
    late = client_of(cast.supervisor)
    refused(post(late, one(case, "write"), {**mine, "words": "Yours."}), 409, "stale")
    kept = post(late, one(case, "kept"), {"target": "statement", "words": "Yours.", "seen": 0, "values": {"lever": "rent"}})
    assert kept.status_code == 201, kept.content
    assert [row["words"] for row in late.get(one(case, "kept")).json()] == ["Yours."]
    assert officer.get(one(case, "kept")).json() == []
    drop = one(case, f"kept/{kept.json()['id']}/drop")
    refused(post(officer, drop, {}), 404, "not-found")
    assert post(late, drop, {}).status_code == 204
    assert late.get(one(case, "kept")).json() == []


def test_what_is_counted_when(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    body = {"categories": ["noise"], "baseline_from": "2026-01-01", "baseline_to": "2026-06-01"}
    found = post(officer, one(case, "frame"), body).json()
    assert (found["categories"], found["baseline_to"], found["after_to"]) == (["noise"], "2026-06-01", None)
    refused(post(officer, one(case, "frame"), {**body, "baseline_to": "2025-06-01"}), 422, "bad-input", "baseline_to")
    refused(post(officer, one(case, "frame"), {**body, "version": 1}), 409, "stale")


# --- parts -------------------------------------------------------------------------------------------------------------

GIVEN: dict[str, dict[str, Any]] = {
    "evidence": {"about": "cheers_recurring", "source": "community", "words": "Forty nights."},
    "place": {"use": "problem", "label": "Mill Lane", "area": "north"},
    "hypothesis": {"words": "The lane is dark."},
    "objective": {"words": "Quiet", "measure": "reports", "baseline": "40", "target": "20", "by": "2026-12-01"},
    "action": {"words": "Mend the lamps", "owner_name": "Council", "due_on": "2026-12-01", "technique": 7, "side": "place"},
    "task": {"words": "Ask the owner", "due_on": "2026-12-01"},
    "decision": {"words": "We go on", "decided_on": "2026-06-01"},
    "note": {"words": "The owner is away."},
}


@pytest.mark.parametrize("kind", GIVEN)
def test_a_part_is_added_once_read_and_taken_out(cast: Cast, officer: Client, kind: str) -> None:
    case = making.opened(cast)
    url = one(case, f"parts/{kind}")
    first, again = post(officer, url, GIVEN[kind], KEY), post(officer, url, GIVEN[kind], KEY)
    assert first.status_code == 201, first.content
    assert again.json() == first.json()
    assert GIVEN[kind].items() <= first.json().items()
    assert [row["id"] for row in officer.get(url).json()["results"]] == [first.json()["id"]]
    part = f"{url}{first.json()['id']}/"
    assert officer.get(part).json() == first.json()
    refused(post(officer, f"{part}remove/", {"reason": ""}), 422, "bad-input", "reason")
    assert post(officer, f"{part}remove/", {"reason": "Twice in it"}).status_code == 204
    assert post(officer, f"{part}remove/", {"reason": "Twice in it"}).status_code == 204
    refused(officer.get(part), 404, "not-found")


def test_a_part_is_changed_by_version_and_says_how_far_it_is(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    body = {**GIVEN["task"], "owner": str(cast.officer.pseudonym)}
    made = post(officer, one(case, "parts/task"), body, KEY).json()
    url = one(case, f"parts/task/{made['id']}")
    change = {"words": "Ask the new owner", "version": 1}
    answer = officer.patch(url, change, content_type="application/json")
    assert (answer.json()["words"], answer.json()["version"]) == ("Ask the new owner", 2)
    assert answer.json()["owner"] == str(cast.officer.pseudonym)
    refused(officer.patch(url, change, content_type="application/json"), 409, "stale")
    moved = post(officer, f"{url}move/", {"action": "finish", "words": "They agreed."})
    assert (moved.json()["state"], "They agreed." in moved.json()["progress"]) == ("done", True)
    refused(post(officer, f"{url}move/", {"action": "finish"}), 409, "wrong-state")


def test_a_part_says_what_does_not_fit(cast: Cast, officer: Client) -> None:
    case, other = making.opened(cast), making.opened(cast)
    far = making.put(other, cast.officer, "hypothesis", words="Elsewhere")
    url = one(case, "parts/action")
    refused(post(officer, url, {**GIVEN["action"], "hypothesis": far.pk}, KEY), 422, "bad-input", "hypothesis")
    refused(post(officer, url, {**GIVEN["action"], "cell": "abc"}, KEY), 422, "bad-input", "cell")
    refused(post(officer, url, {**GIVEN["action"], "owner": str(cast.neighbour.pseudonym)}, KEY), 422, "bad-input", "owner")
    refused(post(officer, url, {**GIVEN["action"], "words": "  "}, KEY), 422, "bad-input", "words")
    refused(
        post(officer, one(case, "parts/objective"), {"words": "Quiet"}, KEY),
        422,
        "bad-input",
        "by",
        "measure",
        "baseline",
        "target",
    )
    answer = post(officer, one(case, "parts/task"), {"words": "Ask"}, KEY)
    assert answer.json()["errors"] == [{"field": "due_on", "detail": "Choose a day."}]
    for where in ({}, {"area": "north", "cell": "89283082803ffff"}):
        refused(
            post(officer, one(case, "parts/place"), {"use": "problem", "label": "Here", **where}, KEY), 422, "bad-input", "area"
        )
    refused(post(officer, one(case, "parts/dream"), GIVEN["note"], KEY), 404, "not-found")
    assert not Action.objects.exists()


def test_half_a_sign_is_refused_in_words(cast: Cast, officer: Client) -> None:
    """JSON can carry half of a sign of two halves; no answer can, so it is not sent back as it came."""
    case, half = making.opened(cast), json.loads('"\\ud800"')
    for act, body in (("back", {"to": half, "reason": "x"}), ("write", {"field": half}), ("kept", {"values": {half: "x"}})):
        assert post(officer, one(case, act), body).status_code == 422, act


# --- the rail ----------------------------------------------------------------------------------------------------------


def test_the_rail_over_the_api(cast: Cast, officer: Client) -> None:
    case, boss = making.opened(cast), client_of(cast.supervisor)
    refused(post(officer, one(case, "propose"), {"after": "analysis"}), 422, "bad-input", "skip_reason")
    step = {"after": "analysis", "skip_reason": "Known from last year."}
    assert post(officer, one(case, "propose"), step).json()["proposed"] == "analysis"
    refused(post(officer, one(case, "approve"), {"after": "analysis"}), 403, "denied")
    refused(post(boss, one(case, "refuse"), {"words": " "}), 422, "bad-input", "words")
    assert post(boss, one(case, "refuse"), {"words": "Ask the shops first."}).json()["proposed"] == ""
    assert post(officer, one(case, "propose"), step).status_code == 200
    assert post(officer, one(case, "take-back"), {}).json()["proposed"] == ""
    assert post(officer, one(case, "propose"), step).status_code == 200
    refused(post(boss, one(case, "approve"), {"after": "response"}), 409, "wrong-state")
    found = post(boss, one(case, "approve"), {"after": "analysis"}).json()
    assert found["state"] == "analysis"
    assert [row["state"] for row in found["moves"]] == ["approved", "taken_back", "refused"]
    assert "cheers" in found["moves"][0]["unmet"]
    assert post(officer, one(case, "back"), {"to": "scanning", "reason": "It is more than noise"}).json()["state"] == "scanning"
    end = {"after": "closed", "decision": "passed_on", "words": "The council does it.", "result": "The council mends the lamps."}
    assert post(officer, one(case, "propose"), end).status_code == 200
    assert post(boss, one(case, "approve"), {"after": "closed"}).json()["decision"] == "passed_on"
    assert post(officer, one(case, "reopen"), {"reason": "It came back"}).json()["state"] == "analysis"


# --- reports, people, pages --------------------------------------------------------------------------------------------


def test_reports_are_linked_listed_and_taken_out(cast: Cast, officer: Client) -> None:
    case, (first, second) = making.opened(cast), making.reports(cast, 2)
    body = {"reports": [first.reference, second.reference.lower()], "reason": "The same lane"}
    assert post(officer, one(case, "link"), body).json()["reports"] == 2
    rows = officer.get(one(case, "reports")).json()["results"]
    assert [row["reference"] for row in rows] == [second.reference, first.reference]
    assert set(rows[0]) == {"reference", "category", "state", "received_on", "reason", "words"}
    gone = {"report": first.reference, "reason": "Another lane"}
    assert post(officer, one(case, "unlink"), gone).json()["reports"] == 1
    assert post(officer, one(case, "unlink"), gone).json()["reports"] == 1, "twice is harmless"
    refused(post(officer, one(case, "unlink"), {**gone, "report": "HEDGE-4-LAMP-71"}), 422, "bad-input", "report")


def test_cases_merge(cast: Cast, officer: Client) -> None:
    case, other = making.opened(cast), making.opened(cast, title="Noise at the mill")
    refused(post(officer, one(case, "merge"), {"into": "26-9999", "reason": "The same"}), 422, "bad-input", "into")
    found = post(officer, one(case, "merge"), {"into": other.reference, "reason": "The same"})
    assert found.json()["reference"] == other.reference
    assert officer.get(one(case)).json()["merged_into"] == other.reference


def test_people_come_and_go(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    body = {"person": str(cast.resident.pseudonym), "role": "resident", "sees": "plan"}
    made = post(officer, one(case, "members"), body)
    assert made.status_code == 200, made.content
    assert [row["role"] for row in officer.get(one(case, "members")).json()] == ["lead", "resident"]
    refused(post(officer, one(case, "members"), {**body, "sees": "everything"}), 422, "bad-input", "sees")
    refused(
        post(officer, one(case, "members"), {**body, "person": "00000000-0000-4000-8000-000000000000"}),
        422,
        "bad-input",
        "person",
    )
    by_address = {"email": cast.resident.email.upper(), "role": "resident", "sees": "plan"}
    assert post(officer, one(case, "members"), by_address).json()["id"] == made.json()["id"]
    for who in ({}, {"person": body["person"], "email": cast.resident.email}):
        refused(post(officer, one(case, "members"), {"role": "resident", "sees": "plan", **who}), 422, "bad-input", "person")
    refused(post(officer, one(case, "members"), {**by_address, "email": "nobody@example.org"}), 422, "bad-input", "email")
    refused(post(client_of(cast.resident), one(case, "members"), body), 403, "denied")
    end = one(case, f"members/{made.json()['id']}/end")
    assert post(officer, end, {}).status_code == 204
    assert post(officer, end, {}).status_code == 204
    assert Member.objects.get(pk=made.json()["id"]).ended_at is not None
    assert client_of(cast.resident).get(one(case)).status_code == 404


def test_what_residents_read_follow_and_say(cast: Cast, officer: Client) -> None:
    case, resident, visitor = making.opened(cast), client_of(cast.resident), Client()
    shown = post(officer, one(case, "publish"), {"title": "Noise at night", "said": "You told us of shouting."})
    assert shown.status_code == 200, shown.content
    url = f"/api/v1/problem-pages/{shown.json()['slug']}/"
    page = visitor.get(url).json()
    assert page["state_words"] == "We are looking at what happens"
    assert not {"reference", "version", "is_hidden"} & set(page)
    assert [row["slug"] for row in visitor.get("/api/v1/problem-pages/").json()["results"]] == [page["slug"]]
    refused(post(visitor, f"{url}follow/", {}), 401, "sign-in-needed")
    for act, number in (("follow", 1), ("follow", 1), ("leave", 0), ("leave", 0)):
        assert post(resident, f"{url}{act}/", {}).status_code == 204
        assert CasePage.objects.get().followers == number
    refused(post(visitor, f"{url}remark/", {"fits": "no"}, KEY), 422, "bad-input", "words")
    for client in (visitor, visitor, resident):
        said = post(client, f"{url}remark/", {"fits": "yes", "tell_me": True}, KEY if client == visitor else new_token())
        assert said.status_code == 204, said.content
    assert list(Remark.objects.values_list("user", flat=True)) == [None, cast.resident.pk]
    assert [set(row) for row in officer.get(one(case, "remarks")).json()["results"]] == [{"id", "fits", "words", "at"}] * 2
    assert post(officer, one(case, "hide"), {"reason": "A wrong name"}).json()["is_hidden"]
    refused(visitor.get(url), 404, "not-found")


def test_the_techniques_are_for_everybody() -> None:
    rows = Client().get("/api/v1/techniques/").json()
    assert [row["number"] for row in rows] == list(range(1, 26))


def test_every_field_of_the_sheet_can_be_written(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    for asked in sheet.FIELDS:
        body = {"field": asked.code, "words": "As found.", "choice": asked.choices[0][0] if asked.choices else ""}
        assert post(officer, one(case, "write"), body).status_code == 200, asked.code
    held = officer.get(one(case)).json()["sheet"]
    assert {row["field"] for row in held} == set(sheet.BY_CODE)


def test_a_page_of_a_merged_case_is_gone(cast: Cast) -> None:
    case, other = making.opened(cast), making.opened(cast)
    for one_of in (case, other):
        showing.publish(one_of.pk, words=showing.Words("Noise", "You told us."), actor=cast.officer)
    slug = CasePage.objects.get(case=case).slug
    post(client_of(cast.officer), one(case, "merge"), {"into": other.reference, "reason": "The same"})
    assert Client().get(f"/api/v1/problem-pages/{slug}/").status_code == 404
