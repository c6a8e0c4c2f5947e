"""The resident's way back by two codes: a right pair opens, a wrong one costs the same and tells nothing, a pass ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from django.test import Client
from django.utils import timezone

from feedback.models import Message, Report
from feedback.readers import public_state
from feedback.services import handling, speaking_up, tracking
from feedback.services.intake import Sent
from feedback.services.tracking import Door
from feedback.views.track import entering
from policing import timekeeping
from policing.errors import Unseen
from policing.privacy.crypto import encrypt
from policing.privacy.receipts import new_token, receipt_for
from policing.privacy.throttle import Throttle
from tests.feedback.reaching import reach
from tests.feedback.tools import CLOSING, WORDS, client_of, do, named, send, text
from tests.people import Cast

WRONG = "These two codes do not go together"


@pytest.fixture
def sent(cast: Cast) -> Sent:
    """Give a report without a name."""
    return send(place_words="Behind the bakery")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list of slow hashes that were checked, as they are."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str, secret: Any) -> bool:
        seen.append(kept)
        return bool(verify(hasher, kept, secret))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return seen


def enter(client: Client, reference: str, receipt: str) -> Any:
    """Type the two codes."""
    return client.post("/track/", {"reference": reference, "receipt": receipt})


def test_the_right_pair_opens(sent: Sent, checks: list[str]) -> None:
    client = Client()
    answer = enter(client, sent.report.reference, sent.receipt)
    assert (answer.status_code, answer["Location"]) == (302, "/track/report/")
    assert checks == [sent.report.receipt_hash]
    shown = text(client.get("/track/report/"))
    for part in (WORDS, "Behind the bakery", "We have your report", sent.report.reference):
        assert part in shown
    assert sent.receipt not in shown


@pytest.mark.parametrize(
    ("change_reference", "change_receipt"),
    [
        (str.lower, str),
        (lambda code: code.replace("-", " "), lambda code: code.replace(" ", "")),
        (lambda code: f" {code} ", lambda code: code.replace(" ", "-")),
        (lambda code: code.replace("-", "–"), lambda code: code.replace(" ", " \u00a0")),
    ],
)
def test_the_codes_in_any_reasonable_shape(sent: Sent, change_reference: Any, change_receipt: Any) -> None:
    assert enter(Client(), change_reference(sent.report.reference), change_receipt(sent.receipt)).status_code == 302


def test_a_wrong_pair_and_an_unknown_reference_read_and_cost_the_same(cast: Cast, sent: Sent, checks: list[str]) -> None:
    other = send()
    pages, costs = [], []
    for reference, receipt in (
        (sent.report.reference, other.receipt),
        (sent.report.reference, "0000 0000 0000 0000"),
        ("HEDGE-4-LAMP-71", sent.receipt),
        ("no reference at all", sent.receipt),
    ):
        before = len(checks)
        answer = enter(Client(), reference, receipt)
        assert answer.status_code == 422
        assert WRONG in text(answer)
        assert "track" not in answer.cookies
        costs.append(len(checks) - before)
        pages.append(answer.context["form"].errors.as_text())
    assert costs == [1, 1, 1, 1]
    assert len(set(pages)) == 1


def test_a_receipt_of_another_length_is_told_so_before_anything_is_asked(sent: Sent, checks: list[str]) -> None:
    answer = enter(Client(), sent.report.reference, "1234 5678")
    assert (answer.status_code, checks) == (422, [])
    assert "sixteen numbers; this has 8" in text(answer)
    assert sent.report.reference in text(answer)
    assert enter(Client(), "", "").status_code == 422


def test_the_service_itself_costs_one_check_whatever_is_given(sent: Sent, checks: list[str]) -> None:
    for number, pair in enumerate([("", ""), ("x" * 500, "y" * 500), (sent.report.reference, "12"), ("\x00", "\x00")], 1):
        with pytest.raises(Unseen):
            tracking.by_codes(*pair)
        assert len(checks) == number


def test_the_pass_is_for_these_pages_alone_and_dies_with_the_browser(sent: Sent) -> None:
    client = Client()
    cookie = enter(client, sent.report.reference, sent.receipt).cookies["track"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/track/", True, "Strict")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert sent.receipt.replace(" ", "") not in cookie.value
    assert sent.report.reference not in cookie.value


def test_a_pass_ends_after_two_hours(sent: Sent) -> None:
    sealed = tracking.make_pass(Door(sent.report.pk))
    begun = timezone.now()
    with timekeeping.simulated(begun + timedelta(hours=1, minutes=59)):
        assert tracking.by_pass(sealed) == Door(sent.report.pk)
    client = Client()
    client.cookies["track"] = sealed
    with timekeeping.simulated(begun + timedelta(hours=2, seconds=1)):
        with pytest.raises(Unseen):
            tracking.by_pass(sealed)
        assert client.get("/track/report/")["Location"] == "/track/"


@pytest.mark.parametrize("forged", ["", "x", "ü", "gAAAAABn", "x" * 5000, '{"report": 1, "ends": 9999999999}'])
def test_a_forged_pass_opens_nothing(sent: Sent, forged: str) -> None:
    client = Client()
    client.cookies["track"] = forged
    assert client.get("/track/report/")["Location"] == "/track/"
    answer = client.post("/track/report/reply/", {"reply-words": "Mine", "reply-token": "0" * 32})
    assert answer.status_code in {302, 404}
    assert not Message.objects.exists()
    with pytest.raises(Unseen):
        tracking.by_pass(forged)


@pytest.mark.parametrize("held", ["5", "[]", '"x"', "ann@example.org", "{}", '{"report": 1}', '{"report": 1, "ends": "x"}'])
def test_another_cipher_of_ours_is_no_pass(sent: Sent, held: str) -> None:
    with pytest.raises(Unseen):
        tracking.by_pass(encrypt(held).decode())


def test_a_pass_to_a_report_that_is_gone_opens_nothing(sent: Sent) -> None:
    client = Client()
    client.cookies["track"] = tracking.make_pass(Door(0))
    assert client.get("/track/report/")["Location"] == "/track/"


def test_leaving_closes_it_on_this_browser(sent: Sent) -> None:
    client = Client()
    enter(client, sent.report.reference, sent.receipt)
    assert client.get("/track/leave/").status_code == 405
    answer = client.post("/track/leave/")
    assert answer.cookies["track"].value == ""
    assert answer.cookies["track"]["path"] == "/track/"
    assert client.get("/track/report/")["Location"] == "/track/"


def test_many_guesses_are_held_back_and_nobody_is_locked_out(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []
    monkeypatch.setattr("policing.privacy.throttle.time.sleep", held.append)
    monkeypatch.setattr(entering, "GUESSES", Throttle("track", limit=2, window=600))
    client = Client()
    for _guess in range(4):
        assert enter(client, sent.report.reference, "0000 0000 0000 0000").status_code == 422
    assert held == [0.25, 0.5]
    assert enter(client, sent.report.reference, sent.receipt).status_code == 302


@pytest.mark.parametrize("page", ["/track/", "/track/report/"])
def test_no_page_is_kept(sent: Sent, page: str) -> None:
    client = Client()
    enter(client, sent.report.reference, sent.receipt)
    assert client.get(page)["Cache-Control"] == "no-store"


# --- what the page shows, and speaking there ---------------------------------------------------------------------------


@pytest.fixture
def inside(sent: Sent) -> Client:
    """Give a browser with a pass."""
    client = Client()
    enter(client, sent.report.reference, sent.receipt)
    return client


def test_it_speaks_in_public_words_and_names_no_command(cast: Cast, sent: Sent, inside: Client) -> None:
    do(sent.report, "acknowledge", cast.officer)
    do(sent.report, "ask", cast.officer)
    shown = text(inside.get("/track/report/"))
    for part in ("You told us", "An officer read it", "We asked you a question", "At what time is it worst?"):
        assert part in shown
    do(sent.report, "close", cast.officer)
    shown = text(inside.get("/track/report/"))
    for part in ("Finished", "Fixed", CLOSING["words"], "Is it not fixed?"):
        assert part in shown
    assert "Write to the team" not in shown


@pytest.mark.parametrize(
    ("action", "state"),
    [
        pytest.param("reply", "new", marks=pytest.mark.command("feedback.report.reply")),
        pytest.param("contest", "closed", marks=pytest.mark.command("feedback.report.contest")),
    ],
)
def test_speaking_from_the_page(cast: Cast, sent: Sent, inside: Client, action: str, state: str) -> None:
    reach(sent.report, state, cast.officer)
    url, token = f"/track/report/{action}/", new_token()
    assert f'action="{url}"' in text(inside.get("/track/report/"))
    assert inside.get(url).status_code == 405
    given = {f"{action}-words": "It is dark again.", f"{action}-token": token}
    for _twice in range(2):
        answer = inside.post(url, given)
        assert (answer.status_code, answer["Location"]) == (302, "/track/report/#messages")
    assert Message.objects.filter(words="It is dark again.").count() == 1
    assert "It is dark again." in text(inside.get("/track/report/"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"words": ""}, "Write a few words first."),
        ({"words": "long " * 2000}, "long long"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept(sent: Sent, inside: Client, given: dict[str, str], kept: str) -> None:
    held = {"token": new_token(), **given}
    answer = inside.post("/track/report/reply/", {f"reply-{name}": value for name, value in held.items()})
    assert answer.status_code == 422
    assert kept in text(answer)
    assert "error-summary" in text(answer)
    assert not Message.objects.exists()


def send_what_is_kept(client: Client, answer: Any, action: str) -> Any:
    """Send the form that the page keeps the words in."""
    kept = answer.context[f"{action}_form"]
    assert "It is dark again." in text(answer)
    assert kept["words"].value() == "It is dark again."
    given = {f"{action}-words": kept["words"].value(), f"{action}-token": kept["token"].value()}
    return client.post(f"/track/report/{action}/", given)


@pytest.mark.command("feedback.report.reply")
def test_a_reply_to_what_was_closed_meanwhile_is_kept_for_a_contest(cast: Cast, sent: Sent, inside: Client) -> None:
    do(sent.report, "close", cast.officer)
    answer = inside.post("/track/report/reply/", {"reply-words": "It is dark again.", "reply-token": new_token()})
    assert answer.status_code == 409
    assert "We finished your report while you were writing" in text(answer)
    assert send_what_is_kept(inside, answer, "contest").status_code == 302
    assert Report.objects.get().state == "contested"


@pytest.mark.command("feedback.report.contest")
def test_a_contest_of_what_was_taken_up_meanwhile_is_kept_for_a_reply(cast: Cast, sent: Sent, inside: Client) -> None:
    reach(sent.report, "reopened", cast.officer)
    answer = inside.post("/track/report/contest/", {"contest-words": "It is dark again.", "contest-token": new_token()})
    assert answer.status_code == 409
    assert "open again already" in text(answer)
    assert send_what_is_kept(inside, answer, "reply").status_code == 302


@pytest.mark.parametrize("token", ["", "bent"])
def test_a_page_that_is_too_old_is_sent_once_more(sent: Sent, inside: Client, token: str) -> None:
    answer = inside.post("/track/report/reply/", {"reply-words": "It is dark again.", "reply-token": token})
    assert answer.status_code == 409
    assert not Message.objects.exists()
    assert send_what_is_kept(inside, answer, "reply").status_code == 302


def test_going_back_to_send_other_words_loses_neither(sent: Sent, inside: Client) -> None:
    token = new_token()
    assert inside.post("/track/report/reply/", {"reply-words": "First words.", "reply-token": token}).status_code == 302
    answer = inside.post("/track/report/reply/", {"reply-words": "It is dark again.", "reply-token": token})
    assert answer.status_code == 409
    assert "First words." in text(answer)
    assert send_what_is_kept(inside, answer, "reply").status_code == 302
    assert [row.words for row in Message.objects.all()] == ["First words.", "It is dark again."]


@pytest.mark.parametrize("action", ["reply", "contest"])
def test_words_typed_after_the_pass_ended_are_shown_to_be_copied(sent: Sent, action: str) -> None:
    answer = Client().post(f"/track/report/{action}/", {f"{action}-words": "It is dark again.", f"{action}-token": new_token()})
    assert answer.status_code == 404
    assert "It is dark again." in text(answer)


def test_ones_own_named_report_needs_no_codes(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    for name, who in cast:
        answer = client_of(who).get(f"/my/reports/{report.reference}/")
        assert answer.status_code == {"resident": 200, "anonymous": 302, "deactivated": 302}.get(name, 404), name
    client = client_of(cast.resident)
    client.post(f"/my/reports/{report.reference}/reply/", {"reply-words": "More.", "reply-token": new_token()})
    do(report, "close", cast.officer)
    client.post(f"/my/reports/{report.reference}/contest/", {"contest-words": "Not yet.", "contest-token": new_token()})
    shown = text(client.get(f"/my/reports/{report.reference}/"))
    assert all(part in shown for part in (WORDS, "More.", CLOSING["words"], "Not yet."))
    assert Report.objects.get().contests == 1


def test_my_reports_are_those_with_my_name_alone(cast: Cast) -> None:
    mine, others = send(named(cast.resident)).report, [send().report, send(named(cast.neighbour)).report]
    shown = text(client_of(cast.resident).get("/my/reports/"))
    assert mine.reference in shown
    assert not any(report.reference in shown for report in others)
    officer = text(client_of(cast.officer).get("/my/reports/"))
    assert mine.reference not in officer


def test_the_receipt_is_of_the_forms_token_alone() -> None:
    token = new_token()
    assert receipt_for(token) == receipt_for(token) != receipt_for(new_token())


def test_a_question_that_was_answered_is_not_asked_any_more(cast: Cast, client: Client) -> None:
    sent = send()
    handling.ask(sent.report.pk, words="On which days?", actor=cast.officer)
    door = tracking.by_codes(sent.report.reference, sent.receipt)
    assert public_state(tracking.tracked(door)).public_label == "We asked you a question"
    speaking_up.reply(door, words="On Fridays.", token="a" * 32)
    client.cookies["track"] = tracking.make_pass(door)
    page = client.get("/track/report/").content.decode()
    assert "You answered us, and we read it next" in page
    assert '<span class="tag tag--wait">' not in page
