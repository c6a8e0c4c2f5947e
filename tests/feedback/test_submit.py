"""A report comes in: works, once however often it is sent, refused with words, and with nobody attached who did not choose it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import IntegrityError

from feedback.models import Report
from feedback.services import intake
from feedback.services.intake import Sender
from policing.accounts.models import Team
from policing.clocks.models import Clock
from policing.errors import BadInput
from policing.events.models import Event
from policing.privacy.models import ContactPoint, Identity
from policing.privacy.receipts import check_receipt, new_token
from policing.privacy.references import normalise_reference
from tests.feedback.tools import ANONYMOUS, WORDS, at_once, client_of, codes_of, events_of, named, send
from tests.people import Cast

MONDAY = datetime(2026, 3, 16, 10, 47, 31, tzinfo=UTC)
submits = pytest.mark.command("feedback.report.submit")


@pytest.mark.command("feedback.report.submit")
def test_it_lands_with_the_team_of_its_area(town: Cast) -> None:
    sent = send(place_words="Behind the bus station", details={"when": "Fridays"}, now=MONDAY)
    report = Report.objects.get()
    assert sent.is_new
    assert sent.report == report
    assert (report.state, report.outcome, report.version) == ("new", "", 1)
    assert (report.team, report.area, report.area_path) == (town.team_north, town.north, town.north.path)
    assert (report.words, report.place_words, report.details) == (WORDS, "Behind the bus station", {"when": "Fridays"})
    assert normalise_reference(report.reference) == report.reference
    assert check_receipt(report.receipt_hash, sent.receipt)


@submits
def test_its_time_is_the_hour_and_so_is_what_follows_from_it(town: Cast) -> None:
    report = send(now=MONDAY).report
    hour = MONDAY.replace(minute=0, second=0, microsecond=0)
    assert report.received_at == hour
    assert {event.at for event in events_of(report)} == {hour}
    assert set(Clock.objects.values_list("started_at", flat=True)) == {hour}


@submits
def test_one_event_by_the_role_reporter(town: Cast) -> None:
    report = send(named(town.resident)).report
    (event,) = events_of(report)
    assert event.name == "feedback.report.submitted"
    assert (event.actor_kind, event.actor) == ("reporter", None)
    assert event.payload == {"category": "noise", "mode": "named", "channel": "web"}
    assert (event.subject_ref, event.area_path, event.team_id) == (report.reference, town.north.path, town.team_north.pk)


@submits
def test_two_promises_start_and_the_nearer_is_shown(town: Cast) -> None:
    report = send(now=MONDAY).report
    due = dict(Clock.objects.filter(subject_id=report.pk, state="running").values_list("rule__code", "due_at"))
    assert set(due) == {"report-read", "report-answer"}
    assert Report.objects.get().due_at == min(due.values()) == due["report-read"]


@submits
def test_the_polygon_wins_over_the_list(town: Cast) -> None:
    report = send(lat=0.5, lon=1.5, area_code="north").report
    assert (report.area, report.team) == (town.south, town.team_south)
    assert report.cell


@submits
@pytest.mark.parametrize("where", [{"area_code": ""}, {"lat": 40.0, "lon": 40.0}])
def test_a_place_that_is_nobodys_lands_at_the_front_desk(town: Cast, where: dict[str, object]) -> None:
    report = send(**where).report
    assert (report.area, report.area_path, report.team) == (None, "", town.front_desk)


@submits
def test_an_area_without_a_team_lands_with_the_team_above_else_at_the_front_desk(town: Cast) -> None:
    town.team_north.areas.clear()
    assert send().report.team == town.front_desk
    town.team_south.areas.add(town.city)
    assert send().report.team == town.team_south


@submits
def test_without_a_front_desk_it_says_so(town: Cast) -> None:
    Team.objects.filter(kind=Team.Kind.FRONT_DESK).update(is_active=False)
    with pytest.raises(Exception, match="front desk") as refused:
        send(area_code="")
    assert refused.value.status == 503
    assert not Report.objects.exists()


@submits
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": "  \n "}, "words"),
        ({"words": "x" * 8001}, "words"),
        ({"category": "nothing"}, "category"),
        ({"area_code": "nowhere"}, "area"),
        ({"lat": 0.5}, "lat"),
        ({"lat": float("nan"), "lon": 0.5}, "lat"),
        ({"lat": 0.5, "lon": 181.0}, "lon"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_fields_name(town: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        send(**more)
    assert set(refused.value.fields) == {field}
    assert not Report.objects.exists()
    assert not Event.objects.filter(name="feedback.report.submitted").exists()


@submits
@pytest.mark.parametrize(
    ("sender", "field"),
    [
        (Sender(mode="loud", email="a@example.org"), "mode"),
        (Sender(name="Ann"), "mode"),
        (Sender(email="a@example.org"), "mode"),
        (Sender(phone="+442079460000"), "mode"),
        (Sender(mode="named", name="Ann"), "email"),
        (Sender(mode="named", email="not an address"), "email"),
        (Sender(mode="confidential"), "email"),
    ],
)
def test_a_sender_who_contradicts_themselves_is_refused(town: Cast, sender: Sender, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        send(sender)
    assert field in refused.value.fields
    assert not Report.objects.exists()
    assert not Identity.objects.exists()


@submits
def test_an_account_never_goes_with_an_anonymous_report(town: Cast) -> None:
    with pytest.raises(BadInput):
        send(Sender(account=town.resident))


@submits
def test_a_category_that_is_no_longer_offered_is_refused(town: Cast) -> None:
    category = send().report.category
    category.is_active = False
    category.save()
    with pytest.raises(BadInput):
        send()


@submits
def test_named_keeps_the_account_and_the_identity_apart_from_the_words(town: Cast) -> None:
    report = send(Sender(mode="named", name="Ann Ash", email="ann@example.org", account=town.resident)).report
    assert report.reporter == town.resident
    assert report.identity is not None
    assert report.identity.user_id == town.resident.pk
    assert b"Ann" not in bytes(report.identity.name_cipher)
    assert ContactPoint.objects.get().kind == "email"


@submits
def test_confidential_leaves_no_account_beside_the_report(town: Cast) -> None:
    report = send(Sender(mode="confidential", email="c@example.org", account=town.resident, share_with_partners=True)).report
    assert report.reporter is None
    assert report.identity is not None
    assert not report.identity.share_with_partners
    assert {event.actor_kind for event in events_of(report)} == {"reporter"}


@submits
def test_confidential_with_an_account_alone_can_still_be_told(town: Cast) -> None:
    report = send(Sender(mode="confidential", account=town.resident)).report
    assert ContactPoint.objects.filter(identity=report.identity, kind="email").count() == 1


@submits
def test_danger_words_are_marked_and_never_block(town: Cast) -> None:
    assert send(words="He has a knife and is outside").report.has_danger_words
    assert not send().report.has_danger_words


@submits
def test_sent_twice_is_one_report_with_the_same_codes(town: Cast) -> None:
    token = new_token()
    first, second = send(token=token), send(token=token)
    assert (first.is_new, second.is_new) == (True, False)
    assert (first.report, first.receipt) == (second.report, second.receipt)
    assert Report.objects.count() == 1
    assert len(events_of(first.report)) == 1
    assert Clock.objects.count() == 2


@submits
def test_the_same_form_with_other_words_is_refused_and_the_first_stays(town: Cast) -> None:
    token = new_token()
    first = send(token=token).report
    with pytest.raises(BadInput) as refused:
        send(token=token, words="Something else")
    assert set(refused.value.fields) == {"token"}
    assert Report.objects.get() == first


@submits
@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_moment_is_one_report_with_the_same_codes(town: Cast) -> None:
    token = new_token()
    sender = Sender(mode="named", name="Ann", email="ann@example.org")
    answers = at_once(*[partial(send, sender, token=token)] * 3)
    assert codes_of(answers) == ["", "", ""]
    assert len({(one.report.reference, one.receipt) for one in answers}) == 1
    assert sorted(one.is_new for one in answers) == [False, False, True]
    assert (Report.objects.count(), Identity.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(name="feedback.report.submitted").count() == 1


@submits
def test_a_reference_that_is_taken_is_drawn_again(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = send().report.reference
    drawn = iter([taken, taken, "HEDGE-4-LAMP-71"])
    monkeypatch.setattr(intake, "new_reference", lambda: next(drawn))
    assert send().report.reference == "HEDGE-4-LAMP-71"
    monkeypatch.setattr(intake, "new_reference", lambda: taken)
    with pytest.raises(IntegrityError):
        send()
    assert Report.objects.count() == 2


@submits
def test_two_forms_with_the_same_words_are_two_reports(town: Cast) -> None:
    first, second = send(), send()
    assert first.report != second.report
    assert first.receipt != second.receipt


@submits
def test_getting_the_check_page_sends_nothing(town: Cast) -> None:
    client = client_of(town.anonymous)
    client.post("/report/", {"danger": "no"})
    client.post("/report/what/", {"category": "noise"})
    client.post("/report/where/", {"area": "north"})
    client.post("/report/details/", {"words": WORDS})
    client.post("/report/you/", {"mode": "anonymous"})
    assert client.get("/report/check/").status_code == 200
    assert client.head("/report/check/").status_code == 200
    assert client.put("/report/check/").status_code == 405
    assert not Report.objects.exists()
    assert client.post("/report/check/").status_code == 200
    assert Report.objects.get().mode == "anonymous"
    assert ANONYMOUS.account is None
