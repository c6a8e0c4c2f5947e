"""Sent twice is one; the same token with something else is refused in words, and on a page it can be sent as a new one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback.models import Report
from policing import timekeeping
from policing.errors import BadInput, WrongState
from policing.events.models import Event
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from policing.privacy.services import disposal
from problems.models import Case, CaseNote, KeptText
from problems.services.cases import linking, parts, stages
from problems.services.cases.stages import Proposal
from tests.feedback.programs import KEY, post, refused
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases/"
NEW = {"title": "Shouting on Mill Lane", "area": "north", "summary": "Groups shout at night."}


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Give the officer's window, or program."""
    return client_of(cast.officer)


@pytest.mark.parametrize("other", [{"title": "Another"}, {"summary": "Else"}, {"categories": ["noise"]}])
def test_one_key_with_another_case_is_refused(cast: Cast, officer: Client, other: dict[str, Any]) -> None:
    assert post(officer, URL, NEW, KEY).status_code == 201
    refused(post(officer, URL, {**NEW, **other}, KEY), 422, "bad-input", "token")
    assert Case.objects.count() == 1


def test_one_key_with_other_reports_is_refused(cast: Cast, officer: Client) -> None:
    first, second = making.reports(cast, 2)
    body = {**NEW, "reports": [first.reference], "reason": "The same lane"}
    assert post(officer, URL, body, KEY).status_code == 201
    assert post(officer, URL, body, KEY).json()["reports"] == 1, "what feeds the case by now was asked for all the same"
    refused(post(officer, URL, {**body, "reports": [second.reference]}, KEY), 422, "bad-input", "token")


def test_one_key_with_another_part_is_refused(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    url = f"{URL}{case.reference}/parts/note/"
    assert post(officer, url, {"words": "The owner is away."}, KEY).status_code == 201
    assert post(officer, url, {"words": "The owner is away."}, KEY).status_code == 201
    refused(post(officer, url, {"words": "The owner is back."}, KEY), 422, "bad-input", "token")
    assert CaseNote.objects.count() == 1


def test_a_part_that_points_at_others_is_the_same_sent_twice(cast: Cast) -> None:
    case = making.at_stage(cast, "response")
    token, held = new_token(), {"words": "Ask", "owner": cast.officer, "due_on": making.DAY}
    first, again = (parts.add(case.pk, kind="task", values=held, actor=cast.officer, token=token) for _time in range(2))
    assert first == again
    with pytest.raises(BadInput):
        parts.add(case.pk, kind="task", values={**held, "owner": None}, actor=cast.officer, token=token)


def test_a_form_from_the_back_button_is_sent_as_a_new_one(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    url, form = reverse("problems:part-new", args=[case.reference, "note"]), {"token": new_token(), "words": "One thing."}
    assert officer.post(url, form).status_code == 302
    answer = officer.post(url, {**form, "words": "Another thing."})
    assert answer.status_code == 422
    shown = text(answer)
    assert "This was already sent with other words." in shown
    assert "Another thing." in shown
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token is not None
    assert token[1] != form["token"]
    assert officer.post(url, {"token": token[1], "words": "Another thing."}).status_code == 302
    assert list(CaseNote.objects.order_by("pk").values_list("words", flat=True)) == ["One thing.", "Another thing."]


def test_opening_by_a_double_click_is_one_case(cast: Cast, officer: Client) -> None:
    fed = making.reports(cast, 2)
    form = {
        "token": new_token(), "title": "Shouting", "summary": "", "area": "north", "reason": "The same lane",
        "reports": [row.reference for row in fed],
    }  # fmt: skip
    first, again = (officer.post(reverse("problems:case-new"), form) for _time in range(2))
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    other = officer.post(reverse("problems:case-new"), {**form, "title": "Something else", "reports": []})
    assert other.status_code == 422
    assert "This was already sent with other words." in text(other)


# --- the rail ----------------------------------------------------------------------------------------------------------


def test_the_very_same_proposal_twice_is_one(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    url, form = reverse("problems:case-propose", args=[case.reference]), {
        "after": "analysis", "words": "Now.", "skip_reason": "Known.", "version": case.version,
    }  # fmt: skip
    assert [officer.post(url, form).status_code for _time in range(2)] == [302, 302]
    assert Event.objects.filter(name="problems.stage.proposed").count() == 1
    assert officer.post(url, {**form, "words": "Something else."}).status_code == 409


@pytest.mark.parametrize("answer", ["approve", "refuse", "take_back"])
def test_an_answer_pressed_twice_is_one(cast: Cast, answer: str) -> None:
    case = making.opened(cast)
    move = stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer).pk
    run: dict[str, Any] = {
        "approve": lambda **more: stages.approve(case.pk, after="analysis", actor=cast.supervisor, **more),
        "refuse": lambda **more: stages.refuse(case.pk, words="Ask first.", actor=cast.supervisor, **more),
        "take_back": lambda **more: stages.take_back(case.pk, actor=cast.officer, **more),
    }
    before = Event.objects.count()
    for _time in range(2):
        run[answer](move=move)
    assert Event.objects.count() == before + 1
    with pytest.raises(WrongState):
        run[answer]()


def test_not_yet_is_said_to_the_proposal_that_was_read(cast: Cast) -> None:
    case = making.opened(cast)
    old = stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer).pk
    stages.take_back(case.pk, actor=cast.officer)
    stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known better."), actor=cast.officer)
    with pytest.raises(WrongState):
        stages.refuse(case.pk, words="Too early.", actor=cast.supervisor, move=old)


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_a_supervisors_words_survive_that_the_proposal_was_taken_back(cast: Cast, act: str) -> None:
    case, boss = making.opened(cast), client_of(cast.supervisor)
    move = stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer).pk
    stages.take_back(case.pk, actor=cast.officer)
    url = reverse(f"problems:case-{act}", args=[case.reference])
    answer = boss.post(url, {"after": "analysis", "move": move, "words": "The shops were not asked."})
    assert answer.status_code == 409
    page = reverse("problems:case", args=[case.reference])
    shown = text(boss.get(page))
    assert "Your answer to a proposal" in shown
    assert "The shops were not asked." in shown
    assert "The shops were not asked." not in text(client_of(cast.officer).get(page)), "nobody else reads it"
    again = stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer).pk
    assert "The shops were not asked." in text(boss.get(url))
    assert boss.post(url, {"after": "analysis", "move": again, "words": "The shops were not asked."}).status_code == 302
    assert not KeptText.objects.exists()


def test_a_proposal_that_came_second_is_kept_too(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    url = reverse("problems:case-propose", args=[case.reference])
    form = {"after": "analysis", "words": "It is complete.", "skip_reason": "Known from last year.", "version": case.version}
    making.write(case, cast.supervisor, "statement", "Somebody was quicker.")
    assert officer.post(url, form).status_code == 409
    shown = text(officer.get(reverse("problems:case", args=[case.reference])))
    assert "Your proposal" in shown
    assert "Known from last year." in shown
    assert "Known from last year." in text(officer.get(url)), "the form begins with it"
    case.refresh_from_db()
    assert officer.post(url, {**form, "version": case.version}).status_code == 302
    assert not KeptText.objects.exists()


# --- what is counted ---------------------------------------------------------------------------------------------------


def test_a_case_counts_no_report_whose_time_is_over(cast: Cast) -> None:
    fed = making.reports(cast, 3)
    case, other = making.opened(cast, reports=[row.pk for row in fed], reason="The same lane"), making.opened(cast)
    long_ago = timekeeping.now() - timedelta(days=4 * 365)
    Report.objects.filter(pk=fed[0].pk).update(state="closed", outcome="fixed", closed_at=long_ago, due_at=None)
    drain()
    assert disposal.run() >= 1
    assert not Report.objects.filter(pk=fed[0].pk).exists()
    drain()
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.reports, other.reports) == (2, 0)
    assert linking.recount() == 0
