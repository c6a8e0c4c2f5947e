"""The closed room over the API: tell, follow, review; and not found for everybody who must be kept apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback.models import Conduct
from policing.accounts.models import User
from tests.feedback.conduct.tools import WORDS, about, do, tell
from tests.feedback.programs import KEY, post, refused
from tests.feedback.tools import client_of
from tests.people import Cast, MembershipFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/conduct/"
BODY = {"kind": "complaint", "words": WORDS, "teams": ["team-north"], "area": "north", "wish": "Say sorry"}


def test_telling_and_following(cast: Cast, reviewer: User) -> None:
    client = Client()
    sent = post(client, URL, BODY, KEY)
    assert (sent.status_code, post(client, URL, BODY, KEY).status_code) == (201, 200)
    codes = {"reference": sent.json()["reference"], "receipt": sent.json()["receipt"]}
    refused(post(client, URL, {**BODY, "words": "Other"}, KEY), 422, "bad-input", "token")
    refused(post(client, URL, BODY), 422, "bad-input", "Idempotency-Key")
    refused(post(client, URL, {"kind": "rant"}, KEY), 422, "bad-input", "kind", "words")
    follow = "/api/v1/track/conduct/"
    assert post(client, follow, codes).json()["state"] == "received"
    refused(post(client, follow, {**codes, "receipt": "0000 0000 0000 0000"}), 404, "not-found")
    refused(post(client, "/api/v1/track/", codes), 404, "not-found")
    assert post(client, f"{follow}reply/", {**codes, "words": "On Friday."}, KEY).json()["messages"][0]["words"] == "On Friday."
    refused(post(client, f"{follow}contest/", {**codes, "words": "No."}, f"{KEY} 1"), 409, "wrong-state")
    do(Conduct.objects.get(), "close", reviewer)
    assert post(client, f"{follow}contest/", {**codes, "words": "No."}, f"{KEY} 2").json()["state"] == "contested"
    assert post(client, f"{follow}withdraw/", codes, f"{KEY} 3").json()["state"] == "withdrawn"


def test_a_reviewers_commands(cast: Cast, reviewer: User) -> None:
    conduct, client = tell(kind="unsure").conduct, client_of(reviewer)
    here = f"{URL}{conduct.reference}/"
    assert [row["reference"] for row in client.get(URL).json()["results"]] == [conduct.reference]
    found = client.get(here).json()
    acts = {act["action"]: act for act in found["available_actions"]}
    assert acts["acknowledge"]["allowed"]
    assert (acts["contest"]["allowed"], bool(acts["contest"]["reason"])) == (False, True)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("acknowledge", {"version": 1}),
        ("match", {"persons": [str(cast.officer.pseudonym)], "teams": ["team-north"]}),
        ("assign", {"person": str(reviewer.pseudonym)}),
        ("begin", {}),
        ("sort", {"kind": "complaint"}),
        ("ask", {"words": "When?"}),
        ("answer", {"words": "We look."}),
        ("note", {"words": "Among us."}),
        ("close", {"outcome": "apologised", "words": "Sorry."}),
    ]
    for action, body in steps:
        answer = post(client, f"{here}{action}/", body, KEY)
        assert answer.status_code == 200, (action, answer.content)
    told = answer.json()
    assert (told["state"], told["outcome"], told["reviewer"]) == ("closed", "apologised", str(reviewer.pseudonym))
    assert {one["code"] for one in told["concerned"]} == {str(cast.officer.pseudonym), "team-north"}
    assert [note["words"] for note in told["notes"]] == ["Among us."]
    refused(post(client, f"{here}pass-on/", {"words": "On."}), 409, "wrong-state")
    refused(post(client, f"{here}ask/", {"words": "When?", "version": 1}), 409, "stale")
    refused(post(client, f"{here}look/", {"reason": "To call back."}), 404, "not-found")


def test_who_is_kept_apart_by_their_own_word_finds_nothing_more(cast: Cast, reviewer: User) -> None:
    MembershipFactory(user=reviewer, team=cast.team_north)
    conduct, client = tell().conduct, client_of(reviewer)
    here = f"{URL}{conduct.reference}/"
    refused(post(client, f"{here}match/", {"teams": ["team-north"]}), 404, "not-found")
    assert Conduct.objects.get().triaged_at is not None
    refused(client.get(here), 404, "not-found")
    assert client.get(URL).json()["results"] == []


def test_nobody_else_finds_anything(cast: Cast, reviewer: User) -> None:
    conduct = about(tell().conduct, reviewer, cast.officer)
    for name, who in cast:
        if name in {"oversight_reviewer", "anonymous", "deactivated"}:
            continue
        client = client_of(who)
        for url in (URL, f"{URL}{conduct.reference}/"):
            refused(client.get(url), 404, "not-found")
        refused(post(client, f"{URL}{conduct.reference}/answer/", {"words": "Hello"}), 404, "not-found")


def test_thanks(cast: Cast, reviewer: User) -> None:
    conduct = about(tell(kind="thanks", may_share=True).conduct, reviewer, cast.officer)
    body = {"outcome": "thanked", "words": "We told her.", "shared_words": "She waited."}
    assert post(client_of(reviewer), f"{URL}{conduct.reference}/close/", body).status_code == 200
    assert [row["words"] for row in client_of(cast.officer).get("/api/v1/thanks/").json()["results"]] == ["She waited."]
    assert client_of(cast.supervisor).get("/api/v1/thanks/").json()["results"] == []
