"""Reports over the API: scoped lists in steady pages, one report for a key, commands with reasons, one shape of refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback.access import REPORTER_ACTIONS
from feedback.models import Message, Report
from feedback.workflow import REPORT
from policing.accounts.services import tokens
from policing.privacy.receipts import new_token
from tests.feedback.programs import KEY, URL, post, refused
from tests.feedback.reaching import PATHS, TOGETHER, reach
from tests.feedback.tools import COMMANDS, GIVEN, WORDS, client_of, do, events_of, named, rows, send
from tests.people import Cast

START = {"acknowledge": "new", "ask": "new", "answer": "new", "close": "new", "reopen": "closed"}


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Give the officer's program, which holds a session."""
    return client_of(cast.officer)


# --- the list ----------------------------------------------------------------------------------------------------------


def references(answer: Any) -> list[str]:
    """Give the references of a page of the list."""
    assert answer.status_code == 200, answer.content
    return [row["reference"] for row in answer.json()["results"]]


def test_each_of_the_cast_reads_their_scope(cast: Cast) -> None:
    north, south = send(named(cast.resident)).report.reference, send(area_code="south").report.reference
    expected = {"officer": [north], "other_officer": [south], "supervisor": [south, north], "analyst": [south, north]}
    for name, who in cast:
        answer = client_of(who).get(URL)
        if name in expected:
            assert references(answer) == expected[name], name
        else:
            refused(answer, 404, "not-found")


def test_a_row_is_flat_and_tells_nothing_of_the_sender(cast: Cast, officer: Client) -> None:
    report = send(named(cast.resident), place_words="Behind the bakery").report
    (row,) = officer.get(URL).json()["results"]
    assert row == {
        "reference": report.reference,
        "state": "new",
        "outcome": "",
        "category": "noise",
        "area": "north",
        "team": "team-north",
        "mode": "named",
        "channel": "web",
        "words": WORDS,
        "place": "Behind the bakery",
        "received_at": row["received_at"],
        "due_at": row["due_at"],
        "contests": 0,
        "unread_replies": 0,
        "version": 1,
    }
    assert row["received_at"].endswith((":00:00Z", ":00:00+00:00"))


def test_a_token_reads_what_its_person_may_and_no_more(cast: Cast) -> None:
    report = send().report

    def reading(*scopes: str) -> Any:
        made = tokens.make(actor=cast.officer, name="x", scopes=scopes, days=1, form_token=new_token())
        return {"Authorization": f"Bearer {made.secret}"}

    headers = reading("reports.view")
    assert references(Client().get(URL, headers=headers)) == [report.reference]
    answer = Client().post(f"{URL}{report.reference}/acknowledge/", {}, content_type="application/json", headers=headers)
    refused(answer, 403, "denied")
    refused(Client().get(URL, headers=reading("identity.look")), 404, "not-found")
    refused(Client().get(URL, headers={"Authorization": "Bearer cb_wrong"}), 401, "sign-in-needed")
    headers = reading("reports.view", "reports.handle")
    answer = Client().post(f"{URL}{report.reference}/acknowledge/", {}, content_type="application/json", headers=headers)
    assert answer.json()["state"] == "read"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=new", {"LITTER"}),
        ("state=open", {"LITTER"}),
        ("state=closed", {"NOISE"}),
        ("state=open&state=closed", {"LITTER", "NOISE"}),
        ("category=litter", {"LITTER"}),
        ("category=litter&category=noise", {"LITTER", "NOISE"}),
        ("area=north", {"LITTER", "NOISE"}),
        ("area=south", set()),
        ("unread=true", {"LITTER"}),
        ("", {"LITTER", "NOISE"}),
    ],
)
def test_the_filters_narrow(cast: Cast, officer: Client, query: str, expected: set[str]) -> None:
    litter, noise = send(category="litter").report, reach(send().report, "closed", cast.officer)
    Report.objects.filter(pk=litter.pk).update(reference="LITTER", unread_replies=1)
    Report.objects.filter(pk=noise.pk).update(reference="NOISE")
    assert set(references(officer.get(f"{URL}?{query}"))) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [("state=bogus", "state"), ("state=new&state=bogus", "state"), ("category=bogus", "category"), ("category=%00", "category")],
)
def test_a_filter_that_is_none_is_said(cast: Cast, officer: Client, query: str, field: str) -> None:
    refused(officer.get(f"{URL}?{query}"), 422, "bad-input", field)


def test_a_bent_cursor_is_said(cast: Cast, officer: Client) -> None:
    assert officer.get(f"{URL}?cursor=nonsense").status_code == 404


def test_pages_stay_steady_while_rows_arrive(cast: Cast, officer: Client) -> None:
    scope = {"area": cast.north, "area_path": cast.north.path, "team": cast.team_north}
    made = [row.reference for row in rows(25, **scope)]
    seen: list[str] = []
    page, number = officer.get(f"{URL}?page_size=10").json(), 0
    while True:
        seen += [row["reference"] for row in page["results"]]
        rows(5, start=1000 + 10 * number, **scope)
        number += 1
        if page["next"] is None:
            break
        page = officer.get(page["next"]).json()
    assert seen == made[::-1]
    back = officer.get(page["previous"]).json()
    assert [row["reference"] for row in back["results"]] == seen[10:20]


@pytest.mark.parametrize(("asked", "given"), [("", 50), ("?page_size=7", 7), ("?page_size=100000", 100), ("?page_size=x", 50)])
def test_a_page_is_bounded(cast: Cast, officer: Client, asked: str, given: int) -> None:
    rows(120, area=cast.north, area_path=cast.north.path, team=cast.team_north)
    assert len(references(officer.get(f"{URL}{asked}"))) == given


# --- one report and its commands ---------------------------------------------------------------------------------------


def test_one_report_with_its_messages_and_version(cast: Cast, officer: Client) -> None:
    report = do(send(details={"when": "Fridays"}).report, "ask", cast.officer)
    answer = officer.get(f"{URL}{report.reference}/")
    body = answer.json()
    assert answer["ETag"] == f'"{report.version}"'
    assert (body["reference"], body["details"], body["version"]) == (report.reference, {"when": "Fridays"}, 2)
    (said,) = body["messages"]
    assert (said["author"], said["kind"], said["words"]) == ("team", "question", GIVEN["ask"]["words"])
    assert "staff" not in str(body["messages"])


@pytest.mark.parametrize("state", sorted(PATHS))
def test_what_can_be_done_and_why_not(cast: Cast, state: str) -> None:
    report = reach(send(named(cast.officer)).report, state, cast.supervisor)
    rights = {cast.supervisor: {*COMMANDS, *TOGETHER}, cast.analyst: set(), cast.officer: set(REPORTER_ACTIONS)}
    for who, granted in rights.items():
        listed = client_of(who).get(f"{URL}{report.reference}/").json()["available_actions"]
        assert [row["action"] for row in listed] == [row.action for row in REPORT.transitions if not row.inner]
        for row in listed:
            possible = REPORT.refusal(report, row["action"]) is None
            may = row["action"] in granted
            assert row["allowed"] == (possible and may), row
            assert bool(row["reason"]) == (not row["allowed"]), row


EACH = [
    pytest.param("acknowledge", marks=pytest.mark.command("feedback.report.acknowledge")),
    pytest.param("ask", marks=pytest.mark.command("feedback.report.ask")),
    pytest.param("answer", marks=pytest.mark.command("feedback.report.answer")),
    pytest.param("close", marks=pytest.mark.command("feedback.report.close")),
    pytest.param("reopen", marks=pytest.mark.command("feedback.report.reopen")),
]
each_command = pytest.mark.parametrize("action", EACH)


@each_command
def test_a_command_and_its_refusals(cast: Cast, officer: Client, action: str) -> None:
    report = reach(send().report, START[action], cast.supervisor)
    url, body = f"{URL}{report.reference}/{action}/", {**GIVEN[action], "version": report.version}
    for name, who in cast:
        if name in {"anonymous", "deactivated"}:
            refused(post(client_of(who), url, body), 401, "sign-in-needed")
        elif name == "analyst":
            refused(post(client_of(who), url, body), 403, "denied")
        elif name not in {"officer", "supervisor"}:
            refused(post(client_of(who), url, body), 404, "not-found")
    for method in (officer.get, officer.put, officer.delete):
        assert method(url).status_code == 405
    refused(post(officer, url, {**body, "version": report.version + 3}), 409, "stale")
    done = post(officer, url, body)
    assert (done.status_code, done.json()["state"]) == (200, REPORT.transition(action).target)
    assert done.json()["version"] == report.version + 1
    assert done["ETag"] == f'"{report.version + 1}"'
    refused(post(officer, url, body), 409, "stale")
    do_again = {**body, "version": report.version + 1}
    if REPORT.transition(action).target not in REPORT.transition(action).sources:
        refused(post(officer, url, do_again), 409, "wrong-state")
    assert len(events_of(report, REPORT.transition(action).event.rsplit(".", 1)[1])) == 1


@pytest.mark.parametrize(
    ("action", "change", "fields"),
    [
        ("answer", {"words": ""}, {"words"}),
        ("answer", {"words": 5}, {"words"}),
        ("answer", {"version": "x"}, {"version"}),
        ("answer", {"version": 0}, {"version"}),
        ("ask", {"words": "x" * 8001}, {"words"}),
        ("close", {"outcome": "bogus"}, {"outcome"}),
        ("close", {"outcome": "", "words": " "}, {"outcome", "words"}),
    ],
)
def test_input_of_a_command_is_said_by_field(
    cast: Cast, officer: Client, action: str, change: dict[str, Any], fields: set[str]
) -> None:
    report = send().report
    refused(post(officer, f"{URL}{report.reference}/{action}/", {**GIVEN[action], **change}), 422, "bad-input", *fields)
    assert Report.objects.get().version == 1


def test_a_reference_that_names_nothing(cast: Cast, officer: Client) -> None:
    for reference in ("HEDGE-4-LAMP-71", "x", "%00", "a%2Fb", "x" * 3000):
        refused(officer.get(f"{URL}{reference}/"), 404, "not-found")
        for page in (f"/inbox/{reference}/", f"/my/reports/{reference}/"):
            assert officer.get(page).status_code == 404


# --- the resident's way back -------------------------------------------------------------------------------------------


def test_following_by_the_two_codes(cast: Cast) -> None:
    sent = send()
    do(sent.report, "close", cast.officer)
    body = {"reference": sent.report.reference.lower(), "receipt": sent.receipt.replace(" ", "")}
    answer = post(Client(), "/api/v1/track/", body)
    given = answer.json()
    assert (given["state"], given["state_words"], given["outcome"]) == ("closed", "Finished", "fixed")
    assert [row["kind"] for row in given["messages"]] == ["closing"]
    assert set(given) == {
        "reference", "state", "state_words", "outcome", "due_at", "is_shared", "receipt_is_printed", "messages",
    }  # fmt: skip
    assert (given["is_shared"], given["receipt_is_printed"]) == (False, False)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("action", "state", "after"),
    [
        pytest.param("reply", "new", "new", marks=pytest.mark.command("feedback.report.reply")),
        pytest.param("contest", "closed", "contested", marks=pytest.mark.command("feedback.report.contest")),
    ],
)
def test_speaking_by_the_two_codes(cast: Cast, action: str, state: str, after: str) -> None:
    sent = send()
    reach(sent.report, state, cast.officer)
    url = f"/api/v1/track/{action}/"
    body = {"reference": sent.report.reference, "receipt": sent.receipt, "words": "It is dark again."}
    for _twice in range(2):
        answer = post(Client(), url, body, KEY)
        assert (answer.status_code, answer.json()["state"]) == (200, after)
    assert Message.objects.filter(author="reporter").count() == 1
    refused(post(Client(), url, {**body, "words": " "}, KEY + " 2"), 422, "bad-input", "words")
    refused(post(Client(), url, {**body, "words": 5}, KEY + " 2"), 422, "bad-input", "words")
    refused(post(Client(), url, body), 422, "bad-input", "Idempotency-Key")
    refused(post(Client(), url, {**body, "receipt": "0" * 16}, KEY + " 2"), 404, "not-found")
    refused(post(Client(), url, {**body, "reference": "HEDGE-4-LAMP-71"}, KEY + " 2"), 404, "not-found")
    wrong = "contest" if action == "reply" else "reply"
    if after not in REPORT.transition(wrong).sources:
        refused(post(Client(), f"/api/v1/track/{wrong}/", body, KEY + " 3"), 409, "wrong-state")
    assert Client().get(url).status_code == 405


def test_the_same_key_with_other_words_is_refused_and_the_first_stays(cast: Cast) -> None:
    sent = send()
    body = {"reference": sent.report.reference, "receipt": sent.receipt, "words": "It is dark again."}
    post(Client(), "/api/v1/track/reply/", body, KEY)
    refused(post(Client(), "/api/v1/track/reply/", {**body, "words": "Something else."}, KEY), 422, "bad-input", "token")
    assert [row.words for row in Message.objects.all()] == ["It is dark again."]


def test_the_categories_are_for_all(cast: Cast) -> None:
    given = Client().get("/api/v1/categories/").json()
    assert [row["code"] for row in given][:2] == ["unsafe", "suspicious"]
    assert {row["group"] for row in given[:2]} == {"people"}
    assert set(given[0]) == {
        "code", "group", "name", "names", "hint", "hints", "icon", "is_joinable", "advice", "advices", "advice_phone",
        "advice_url", "stops", "leads_to", "questions",
    }  # fmt: skip
