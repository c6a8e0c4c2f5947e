"""How the resident was treated: known statements with their source, one rating a report, the last word counts, no officer reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from feedback.models import Rating, RatingItem, Report
from feedback.services import rating, tracking
from feedback.services.tracking import Door
from policing.errors import BadInput, Unseen, WrongState
from policing.privacy.receipts import new_token
from tests.feedback.reaching import PATHS, reach
from tests.feedback.tools import client_of, do, door, events_of, named, rows, send, text
from tests.people import Cast

rates = pytest.mark.command("feedback.report.rate")
ANSWERS = {"respect": 5, "listened": 1}
MOMENT = datetime(2026, 3, 18, 21, 44, 9, tzinfo=UTC)


@pytest.fixture
def report(cast: Cast) -> Report:
    """Give a report that the team answered."""
    return reach(send().report, "answered", cast.officer)


def said(report: Report) -> dict[str, int]:
    """Give what is kept of a rating."""
    return dict(Rating.objects.get(report=report).answers.values_list("item__code", "value"))


def test_each_statement_says_where_it_comes_from(db: None) -> None:
    items = rating.items()
    assert [item.code for item in items] == ["respect", "listened", "fair", "explained", "kept"]
    assert all(item.source and item.version and item.is_modified for item in items)


@rates
def test_it_is_kept_with_one_event_that_tells_no_answer(cast: Cast, report: Report) -> None:
    before = len(events_of(report))
    rating.rate(door(report), answers=ANSWERS, words=" Call back. ", token=new_token(), now=MOMENT)
    kept = Rating.objects.get()
    assert (kept.words, kept.at, kept.with_printed_receipt) == ("Call back.", MOMENT.replace(minute=0, second=0), False)
    assert said(report) == ANSWERS
    event = events_of(report)[-1]
    assert (len(events_of(report)), event.name, event.actor, event.payload) == (
        before + 1,
        "feedback.report.rated",
        None,
        {"answers": 2},
    )
    assert Report.objects.get().version == report.version


@rates
def test_the_last_word_counts_and_the_same_form_twice_is_one(report: Report) -> None:
    token = new_token()
    for _twice in range(2):
        rating.rate(door(report), answers=ANSWERS, words="Good.", token=token)
    assert len(events_of(report, "rated")) == 1
    rating.rate(door(report), answers={"fair": 3}, token=new_token())
    assert said(report) == {"fair": 3}
    assert (Rating.objects.count(), Rating.objects.get().words) == (1, "")
    rating.rate(door(report), answers={"fair": 4}, token=token)
    assert said(report) == {"fair": 4}, "an old form with other answers is a new word"


@rates
@pytest.mark.parametrize(
    ("answers", "words", "field"),
    [({}, "", "words"), ({"respect": 0}, "", "respect"), ({"respect": 6}, "", "respect"), ({"looks": 3}, "", "looks"),
     ({}, "x" * 2001, "words")],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_refused(report: Report, answers: dict[str, int], words: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rating.rate(door(report), answers=answers, words=words, token=new_token())
    assert set(refused.value.fields) == {field}
    assert not Rating.objects.exists()


@rates
def test_a_statement_that_is_not_asked_any_more_cannot_be_answered(report: Report) -> None:
    RatingItem.objects.filter(code="fair").update(is_active=False)
    with pytest.raises(BadInput):
        rating.rate(door(report), answers={"fair": 3}, token=new_token())


@rates
def test_only_once_the_team_answered(cast: Cast) -> None:
    for state in PATHS:
        one = reach(send().report, state, cast.officer)
        if state in {"answered", "closed"}:
            assert rating.rate(door(one), answers=ANSWERS, token=new_token())
            continue
        with pytest.raises(WrongState):
            rating.rate(door(one), answers=ANSWERS, token=new_token())
    with pytest.raises(Unseen):
        rating.rate(Door(0), answers=ANSWERS, token=new_token())


@rates
def test_a_merged_one_once_the_team_answered_for_all(cast: Cast) -> None:
    lead = send().report
    merged = rows(1, team=cast.team_north, state="merged", lead=lead)[0]
    with pytest.raises(WrongState):
        rating.rate(door(merged), answers=ANSWERS, token=new_token())
    do(lead, "answer", cast.officer)
    assert rating.rate(door(merged), answers=ANSWERS, token=new_token()).report == merged


@rates
def test_with_a_printed_receipt_it_is_marked(report: Report) -> None:
    Report.objects.update(receipt_is_printed=True)
    assert rating.rate(door(report), answers=ANSWERS, token=new_token()).with_printed_receipt
    Report.objects.update(receipt_is_printed=False)
    assert not rating.rate(door(report), answers={"fair": 1}, token=new_token()).with_printed_receipt


@pytest.fixture
def inside(report: Report) -> Client:
    """Give a browser with a pass."""
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(report.pk))
    return client


@rates
def test_from_the_page(cast: Cast, report: Report, inside: Client) -> None:
    assert "Tell us how we did" in text(inside.get("/track/report/"))
    page = inside.get("/track/report/rate/")
    shown = text(page)
    assert shown.count("I would rather not say") == 5
    assert "The team treated me with respect." in shown
    token = page.context["form"]["token"].value()
    given = {"item-respect": "4", "item-fair": "none", "words": "Ring me.", "token": token}
    for _twice in range(2):
        assert inside.post("/track/report/rate/", given)["Location"] == "/track/report/#rated"
    assert said(report) == {"respect": 4}
    assert "Thank you. We have your view." in text(inside.get("/track/report/"))
    again = text(inside.get("/track/report/rate/"))
    assert "Ring me." in again
    assert 'value="4"' in again
    assert "checked" in again
    desk = text(client_of(cast.officer).get(f"/inbox/{report.reference}/"))
    assert "Ring me." not in desk


@rates
def test_what_was_typed_is_kept(inside: Client) -> None:
    answer = inside.post("/track/report/rate/", {"token": new_token()})
    assert answer.status_code == 422
    assert "Choose an answer, or write a few words." in text(answer)
    answer = inside.post("/track/report/rate/", {"token": "", "words": "Ring me.", "item-respect": "2"})
    assert (answer.status_code, "Ring me." in text(answer)) == (422, True)


@rates
def test_ones_own_and_nobody_elses(cast: Cast) -> None:
    report = reach(send(named(cast.resident)).report, "closed", cast.officer)
    url, given = f"/my/reports/{report.reference}/rate/", {"item-fair": "5", "token": new_token()}
    for who in (cast.neighbour, cast.officer, cast.supervisor):
        assert client_of(who).post(url, given).status_code == 404
    assert client_of(cast.resident).post(url, given).status_code == 302
    assert said(report) == {"fair": 5}


@rates
def test_over_the_api(client: Client, cast: Cast) -> None:
    sent = send()
    body: dict[str, Any] = {"reference": sent.report.reference, "receipt": sent.receipt, "answers": ANSWERS}
    more: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "a key of its own 1"}}
    assert client.post("/api/v1/track/rate/", body, **more).status_code == 409
    do(sent.report, "close", cast.officer)
    for _twice in range(2):
        assert client.post("/api/v1/track/rate/", body, **more).status_code == 200
    assert said(sent.report) == ANSWERS
    assert client.post("/api/v1/track/rate/", {**body, "answers": {"fair": 9}}, **more).status_code == 422
    assert [item["code"] for item in client.get("/api/v1/rating-items/").json()][:2] == ["respect", "listened"]
