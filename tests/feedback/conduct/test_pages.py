"""The form, the way back, the desk and the thanks, as people open them: no script, nothing lost, the independent route beside it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from feedback.models import Conduct, Praise
from feedback.services import drafts
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.privacy.models import AccessLog
from policing.privacy.receipts import new_token
from tests.feedback.conduct.tools import WORDS, about, do, reach, speak, tell
from tests.feedback.tools import client_of, text
from tests.people import Cast, MembershipFactory

pytestmark = pytest.mark.django_db
BASE = "/police-conduct/"
STEPS = [BASE + step for step in ("", "for-whom/", "what-happened/", "who/", "put-right/", "you/", "check/")]
ROUTE = "the Ombudsman"


@pytest.fixture(autouse=True)
def _independent(town: Cast) -> None:
    Agency.objects.update(independent_route=ROUTE)
    Agency.forget()


def given_of(**more: Any) -> dict[str, dict[str, Any]]:
    """Give what is typed on each page."""
    typed: dict[str, dict[str, Any]] = {
        STEPS[0]: {"kind": "complaint"},
        STEPS[1]: {"whom": "other", "agrees": "yes"},
        STEPS[2]: {"words": WORDS, "when_words": "Friday", "place_words": "By the bridge", "area_code": "north"},
        STEPS[3]: {"who_words": "A tall one", "teams": ["team-north"]},
        STEPS[4]: {"wish_words": "Say sorry"},
        STEPS[5]: {"mode": "anonymous"},
    }
    for page, given in more.items():
        typed[BASE + page.replace("_", "-") + "/" if page != "start" else BASE] = given
    return typed


def walk(client: Client, **more: Any) -> Any:
    """Go the whole way and give the page with both codes."""
    typed = given_of(**more)
    for page, after in pairwise(STEPS):
        shown = text(client.get(page))
        assert ROUTE in shown
        assert "within 28 days" in shown
        answer = client.post(page, typed[page])
        assert (answer.status_code, answer["Location"]) == (302, after)
    assert client.get(STEPS[-1]).status_code == 200
    return client.post(STEPS[-1])


def test_the_whole_way_without_an_account(town: Cast) -> None:
    client = Client()
    answer = walk(client)
    conduct = Conduct.objects.get()
    assert (conduct.words, conduct.whom, conduct.agrees, conduct.area) == (WORDS, "other", "yes", town.north)
    assert (conduct.wish_words, conduct.who_words, conduct.mode, conduct.identity) == (
        "Say sorry",
        "A tall one",
        "anonymous",
        None,
    )
    shown = text(answer)
    assert conduct.reference in shown
    assert answer.context["receipt"] in shown
    assert ROUTE in shown
    assert set(client.cookies) <= {"conduct", "csrf"}
    assert client.cookies["conduct"]["path"] == BASE
    again = client.post(STEPS[-1])
    assert again.context["receipt"] == answer.context["receipt"]
    assert Conduct.objects.count() == 1
    assert client.get(STEPS[-1]).status_code == 200


def test_both_codes_lead_to_it_from_the_one_front_door(town: Cast, reviewer: User) -> None:
    client = Client()
    answer = walk(client)
    codes = {"reference": Conduct.objects.get().reference, "receipt": answer.context["receipt"]}
    entered = client.post("/track/", codes)
    assert (entered.status_code, entered["Location"]) == (302, "/track/conduct/")
    assert client.cookies["conduct-track"]["path"] == "/track/conduct/"
    shown = text(client.get("/track/conduct/"))
    assert WORDS in shown
    assert ROUTE in shown
    posted = client.post("/track/conduct/reply/", {"reply-words": "It was on Friday.", "reply-token": new_token()})
    assert posted.status_code == 302
    do(Conduct.objects.get(), "close", reviewer)
    late = client.post("/track/conduct/reply/", {"reply-words": "One more thing.", "reply-token": new_token()})
    assert (late.status_code, "One more thing." in text(late)) == (409, True)
    assert client.post("/track/conduct/contest/", {"contest-words": "No.", "contest-token": new_token()}).status_code == 302
    unsure = client.post("/track/conduct/withdraw/", {"withdraw-token": new_token()})
    assert unsure.status_code == 422
    client.post("/track/conduct/withdraw/", {"withdraw-sure": "on", "withdraw-token": new_token()})
    assert Conduct.objects.get().state == "withdrawn"
    assert client.post("/track/conduct/leave/").status_code == 302
    assert client.get("/track/conduct/")["Location"] == "/track/"


def test_a_reviewer_is_never_named_to_the_writer(town: Cast, reviewer: User) -> None:
    client = Client()
    answer = walk(client)
    conduct = Conduct.objects.get()
    client.post("/track/", {"reference": conduct.reference, "receipt": answer.context["receipt"]})
    do(conduct, "ask", reviewer)
    assert reviewer.name not in text(client.get("/track/conduct/"))
    speak(conduct, "reply")
    assert "You answered us, and we read it next" in text(client.get("/track/conduct/"))


@pytest.mark.parametrize("page", STEPS[:4] + STEPS[5:6])
def test_what_was_typed_stays(town: Cast, page: str) -> None:
    client = Client()
    wrong: dict[str, Any] = {
        STEPS[0]: {"kind": "rant"},
        STEPS[1]: {"agrees": "no"},
        STEPS[2]: {"words": " ", "place_words": "By the bridge"},
        STEPS[3]: {"who_words": "A tall one", "teams": ["nobody"]},
        STEPS[5]: {"mode": "named", "name": "Maya"},
    }
    answer = client.post(page, wrong[page])
    assert answer.status_code == 422
    assert ROUTE in text(answer)
    for value in wrong[page].values():
        assert isinstance(value, list) or value.strip() in text(answer) or value == "rant"


def test_steps_are_not_skipped(town: Cast) -> None:
    client = Client()
    for page in STEPS[1:]:
        assert client.get(page)["Location"] == BASE
    client.post(BASE, {"kind": "unsure"})
    assert client.get(STEPS[-1])["Location"] == STEPS[1]
    client.post(BASE + "stop/")
    assert client.get(STEPS[1])["Location"] == BASE


def test_a_city_that_has_not_named_the_body_still_says_that_there_is_one(town: Cast) -> None:
    Agency.objects.update(independent_route="")
    Agency.forget()
    assert "A body outside the police" in text(Client().get(BASE))


def test_thanks_ask_who_may_read_them(town: Cast) -> None:
    client = Client()
    walk(client, start={"kind": "thanks"}, put_right={"may_share": "on"})
    assert Conduct.objects.get().may_share
    other = Client()
    other.post(BASE, {"kind": "thanks"})
    other.post(STEPS[4], {"may_share": "on"})
    other.post(BASE, {"kind": "complaint"})
    key = other.cookies["conduct"].value
    writing = drafts.find(key)
    assert writing is not None
    walk(other)
    assert not Conduct.objects.latest("pk").may_share, "a complaint keeps no tick"


def test_the_desk(town: Cast, reviewer: User) -> None:
    client = client_of(reviewer)
    mine = do(tell(words="First words").conduct, "assign", reviewer)
    new, closed = tell(words="Second words", kind="thanks").conduct, reach(tell(words="Third words").conduct, "closed", reviewer)
    shown = text(client.get("/conduct/"))
    assert "First words" in shown
    assert "Second words" in shown
    assert "Third words" not in shown
    for query, expected in (
        ("state=closed", [closed]),
        ("kind=thanks", [new]),
        ("reviewer=mine", [mine]),
        ("reviewer=nobody", [new]),
        ("clock=late", []),
    ):
        found = client.get(f"/conduct/?{query}").context["rows"]
        assert [row for row, _state, _late in found] == expected, query


@pytest.mark.parametrize("action", ["acknowledge", "assign", "sort", "ask", "answer", "note", "close", "pass-on"])
def test_each_act_on_the_page(town: Cast, reviewer: User, action: str) -> None:
    conduct, client = tell().conduct, client_of(reviewer)
    name = action.replace("-", "_")
    given = {"words": "Some words.", "token": new_token(), "version": 1, "kind": "suggestion", "outcome": "explained"}
    given["person"] = str(reviewer.pseudonym)
    answer = client.post(f"/conduct/{conduct.reference}/{action}/", {f"{name}-{key}": value for key, value in given.items()})
    assert (answer.status_code, answer["Location"]) == (302, f"/conduct/{conduct.reference}/")
    assert client.get(answer["Location"]).status_code == 200
    assert Conduct.objects.get().version == 2
    if action not in {"acknowledge", "sort", "assign"}:
        refused = client.post(f"/conduct/{conduct.reference}/{action}/", {f"{name}-token": new_token()})
        assert refused.status_code == 422


def test_somebody_else_was_quicker(town: Cast, reviewer: User) -> None:
    conduct, client = tell().conduct, client_of(reviewer)
    do(conduct, "acknowledge", reviewer)
    given = {"answer-words": "My long text.", "answer-token": new_token(), "answer-version": 1}
    answer = client.post(f"/conduct/{conduct.reference}/answer/", given)
    assert (answer.status_code, "My long text." in text(answer)) == (409, True)


def test_matching_on_the_page(town: Cast, reviewer: User, other_reviewer: User) -> None:
    conduct, client = tell(teams=("team-south",)).conduct, client_of(reviewer)
    page = f"/conduct/{conduct.reference}/match/"
    assert str(town.officer.pseudonym) not in text(client.get(page))
    found = text(client.get(f"{page}?q=offic"))
    assert str(town.officer.pseudonym) in found
    given = {"persons": [str(town.officer.pseudonym)], "teams": ["team-south"], "version": 1, "q": "offic"}
    assert client.post(page, given)["Location"] == f"/conduct/{conduct.reference}/"
    assert {row.person or row.team for row in conduct.concerned.active()} == {town.officer, town.team_south}
    assert client.post(page, given).status_code == 409
    MembershipFactory(user=reviewer, team=town.team_north)
    assert client.get(page).status_code == 404
    other = client_of(other_reviewer)
    MembershipFactory(user=other_reviewer, team=town.front_desk)
    left = other.post(page, {"teams": ["front-desk"], "version": 2})
    assert left["Location"] == "/conduct/", "whoever must be kept apart is led to the list"
    assert other.get(f"/conduct/{conduct.reference}/").status_code == 404


def test_looking_asks_for_a_reason(town: Cast, reviewer: User) -> None:
    client = Client()
    walk(client, you={"mode": "confidential", "email": "zu@example.org", "name": "Zuleika"})
    conduct = Conduct.objects.get()
    desk = client_of(reviewer)
    look = f"/conduct/{conduct.reference}/look/"
    assert "Zuleika" not in text(desk.get(f"/conduct/{conduct.reference}/"))
    assert desk.post(look, {"reason": ""}).status_code == 422
    shown = text(desk.post(look, {"reason": "To ask for the date."}))
    assert "Zuleika" in shown
    assert "zu@example.org" in shown
    assert AccessLog.objects.count() == 2


def test_thanks_reach_those_who_are_thanked_and_nobody_above(town: Cast, reviewer: User) -> None:
    conduct = tell(kind="thanks", words="She waited. Zuleika", may_share=True).conduct
    about(conduct, reviewer, town.officer)
    assert "Zuleika" not in text(client_of(town.officer).get("/thanks/"))
    do(conduct, "close", reviewer, outcome="thanked", shared_words="She waited.")
    assert "She waited." in text(client_of(town.officer).get("/thanks/"))
    for user in (town.supervisor, town.other_officer, town.administrator, town.resident):
        assert "She waited." not in text(client_of(user).get("/thanks/"))
    Conduct.objects.update(kind="complaint", may_share=False)
    assert Praise.objects.exists()
    assert "She waited." not in text(client_of(town.officer).get("/thanks/"))
