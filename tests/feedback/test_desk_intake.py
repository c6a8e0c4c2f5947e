"""A report told by phone or at the desk: keyed in once, kept without its teller, its receipt printed once and replaced."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from feedback.models import Category, Report
from feedback.services import desk_intake, renewing, tracking
from feedback.services.intake import Account, Sender
from policing.areas import near
from policing.areas.models import Place
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from policing.events.models import Event
from policing.privacy.models import ContactPoint, Identity
from policing.privacy.receipts import new_token
from tests.feedback.programs import KEY, URL, post, refused
from tests.feedback.tools import WORDS, client_of, door, events_of, text, told
from tests.people import Cast

keys_in = pytest.mark.command("feedback.report.key_in")
reprints = pytest.mark.command("feedback.receipt.reprint")
NEW = "/inbox/new/"
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
GIVEN = {"channel": "phone", "category": "noise", "words": WORDS, "area": "north", "mode": "anonymous", "language": "en-gb"}
GIVEN["shown_of"] = GIVEN["category"]  # its questions stood on the page


def form(**more: Any) -> dict[str, Any]:
    """Give what the page sends."""
    return {**GIVEN, "token": new_token(), **more}


def keyed(cast: Cast, sender: Sender | None = None, **more: Any) -> tuple[Report, str]:
    """Key in a report by the command; give it, and its receipt."""
    sent = desk_intake.key_in(
        token=new_token(), account=told(**more), sender=sender or Sender(), channel="desk", actor=cast.officer
    )
    return sent.report, sent.receipt


@pytest.fixture
def desk(town: Cast) -> Client:
    """Give the officer's browser."""
    return client_of(town.officer)


@keys_in
@pytest.mark.parametrize("channel", ["phone", "desk", "letter"])
def test_it_comes_in_with_who_keyed_it_and_a_printed_receipt(town: Cast, desk: Client, channel: str) -> None:
    shown = desk.post(NEW, form(channel=channel, when="Fridays"))
    assert shown.status_code == 200
    report = Report.objects.get()
    assert (report.channel, report.entered_by, report.receipt_is_printed) == (channel, town.officer, True)
    assert (report.team, report.area, report.details) == (town.team_north, town.north, {"when": "Fridays"})
    (event,) = events_of(report)
    assert (event.name, event.actor, event.payload["channel"]) == (
        "feedback.report.submitted", town.officer.pseudonym, channel,
    )  # fmt: skip
    (receipt,) = CODE.findall(text(shown))
    assert tracking.by_codes(report.reference, receipt).report_id == report.pk
    assert report.reference in text(shown)
    assert report.due_at is not None


@keys_in
def test_the_receipt_is_shown_once_and_the_report_made_once(town: Cast, desk: Client) -> None:
    given = form()
    assert CODE.search(text(desk.post(NEW, given)))
    again = text(desk.post(NEW, given))
    assert not CODE.search(again)
    assert "This receipt was shown already" in again
    assert "Make a new printed receipt" in again
    assert Report.objects.count() == Event.objects.filter(name="feedback.report.submitted").count() == 1
    changed = desk.post(NEW, {**given, "words": "Other words."})
    assert changed.status_code == 422
    assert "Other words." in text(changed)
    assert given["token"] not in text(changed)
    assert Report.objects.count() == 1


@keys_in
@pytest.mark.parametrize("mode", ["named", "confidential"])
def test_who_told_it_stands_in_the_identity_room_alone(town: Cast, desk: Client, mode: str) -> None:
    given = {"mode": mode, "name": "Vera Voss", "email": town.resident.email, "phone": "020 7946 0000", "share": "on"}
    shown = desk.post(NEW, form(**given))
    assert shown.status_code == 200, text(shown)
    report = Report.objects.get()
    assert (report.mode, report.reporter) == (mode, None)
    identity = Identity.objects.get()
    assert (identity.mode, identity.user_id, identity.share_with_partners) == (mode, None, mode == "named")
    assert ContactPoint.objects.count() == 2
    held = str(Report.objects.values().get()) + str(list(Event.objects.values()))
    for secret in ("Vera Voss", town.resident.email, "7946"):
        assert secret not in held
        assert secret not in text(shown)


@keys_in
def test_of_somebody_without_a_name_nothing_is_kept(town: Cast, desk: Client) -> None:
    odd = desk.post(NEW, form(name="Vera Voss"))
    assert odd.status_code == 422
    assert "nothing can be kept of who they are" in text(odd)
    assert "Vera Voss" in text(odd)
    assert desk.post(NEW, form()).status_code == 200
    assert Report.objects.get().identity is None
    assert not Identity.objects.exists()


@keys_in
def test_a_place_is_looked_up_without_a_script_and_nothing_is_lost(town: Cast, desk: Client) -> None:
    place = Place.objects.create(name="Mill Lane", key="mill lane", lat=0.5, lon=1.5, area=town.south)
    given = form(area="", place="Mill La")
    found = desk.post(NEW, {**given, "find": "1"})
    assert found.status_code == 200
    assert "Mill Lane" in text(found)
    assert WORDS in text(found)
    assert not Report.objects.exists()
    sent = text(desk.post(NEW, {**given, "sought": "Mill La", "spot": str(place.pk)}))
    report = Report.objects.get()
    assert (report.place_words, report.lat, report.area, report.team) == ("Mill Lane", 0.5, town.south, town.team_south)
    assert "so you cannot open it" in sent
    assert desk.get(f"/inbox/{report.reference}/").status_code == 404


@keys_in
@pytest.mark.parametrize(
    ("more", "lat", "area"),
    [
        ({"area": "", "place": "0.25, 0.75"}, 0.25, "north"),
        ({"area": "", "place": "50.0, 50.0"}, 50.0, None),
        ({"area": "", "place": "Behind the bakery"}, None, None),
        ({"area": "south"}, None, "south"),
    ],
)
def test_any_place_will_do(town: Cast, desk: Client, more: dict[str, str], lat: float | None, area: str | None) -> None:
    assert desk.post(NEW, form(**more)).status_code == 200
    report = Report.objects.get()
    assert (report.lat, report.area.code if report.area else None) == (lat, area)
    assert report.team == {"north": town.team_north, "south": town.team_south}.get(area or "", town.front_desk)


@keys_in
def test_coordinates_are_kept_as_a_point_and_read_as_what_lies_near(town: Cast, desk: Client) -> None:
    Place.objects.create(name="Mill Lane", key="mill lane", lat=0.25, lon=0.75, area=town.north)
    near.forget()
    assert desk.post(NEW, form(area="", place="0.2501, 0.7501")).status_code == 200
    report = Report.objects.get()
    assert (report.lat, report.lon, report.place_words) == (0.2501, 0.7501, "near Mill Lane, Northgate")
    page = text(desk.get("/inbox/"))
    assert "near Mill Lane, Northgate" in page
    assert "0.2501" not in page


@keys_in
def test_words_of_danger_are_said_and_block_nothing(town: Cast, desk: Client) -> None:
    shown = text(desk.post(NEW, form(words="He has a knife.", language="es")))
    assert "These words sound like danger." in shown
    assert 'lang="es"' in shown
    assert Report.objects.get().has_danger_words


@keys_in
@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"channel": "web"}, "Please choose one of the answers shown"),
        ({"words": ""}, "Write what they told you"),
        ({"category": ""}, "Choose the closest one"),
        ({"mode": "named"}, "Write a name, an address or a number"),
        ({"mode": "named", "email": "x"}, "That address is not whole"),
        ({"token": "x"}, "This page is too old"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(town: Cast, desk: Client, more: dict[str, str], says: str) -> None:
    answer = desk.post(NEW, form(when="On Fridays", **more))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "On Fridays" in text(answer)
    assert not Report.objects.exists()


@keys_in
def test_who_may_key_in(town: Cast) -> None:
    for name, who in town:
        code = 200 if name in {"officer", "other_officer", "supervisor"} else 302 if name in {"anonymous", "deactivated"} else 404
        assert client_of(who).get(NEW).status_code == code, name
        if name == "anonymous" or code == 200:
            continue
        with pytest.raises(Denied if name == "analyst" else Unseen):
            desk_intake.key_in(token=new_token(), account=told(), sender=Sender(), channel="desk", actor=who)
    with pytest.raises(BadInput):
        desk_intake.key_in(token=new_token(), account=told(), sender=Sender(), channel="web", actor=town.officer)
    owned = Sender(mode="named", account=town.resident)
    with pytest.raises(BadInput):
        desk_intake.key_in(token=new_token(), account=told(), sender=owned, channel="desk", actor=town.officer)
    assert isinstance(told(), Account)


@keys_in
def test_keyed_in_over_the_api(town: Cast, desk: Client) -> None:
    body = {"channel": "letter", "category": "noise", "words": WORDS, "area": "north"}
    url = f"{URL}key-in/"
    made = post(desk, url, body, KEY)
    assert made.status_code == 201
    assert tracking.by_codes(made.json()["reference"], made.json()["receipt"])
    again = post(desk, url, body, KEY)
    assert (again.status_code, again.json()["receipt"]) == (200, None)
    refused(post(client_of(town.analyst), url, body, KEY), 403, "denied")
    refused(post(client_of(town.resident), url, body, KEY), 404, "not-found")
    refused(post(desk, url, {**body, "channel": "web"}, KEY + "2"), 422, "bad-input", "channel")
    assert Report.objects.count() == 1


# --- the questions of the category -------------------------------------------------------------------------------------


@keys_in
def test_the_questions_are_shown_without_a_script_and_all_that_was_typed_stays(town: Cast, desk: Client) -> None:
    given = form(category="place", shown_of="", when="On Fridays", area="", place="Behind the bakery", name="")
    shown = desk.post(NEW, {**given, "words": "", "ask": "1"})
    assert shown.status_code == 200
    assert "How many lamps are dark?" in text(shown)
    assert "error-summary" not in text(shown)
    for kept in ("On Fridays", "Behind the bakery", 'name="shown_of" value="place"'):
        assert kept in text(shown)
    odd = desk.post(NEW, {**given, "shown_of": "place", "q-lamps": "many"})
    assert odd.status_code == 422
    assert "Write a whole number." in text(odd)
    assert not Report.objects.exists()
    assert CODE.search(text(desk.post(NEW, {**given, "shown_of": "place", "q-lamps": "3"})))
    assert Report.objects.get().answers == {"lamps": 3}


@keys_in
def test_nothing_is_sent_before_the_questions_were_seen(town: Cast, desk: Client) -> None:
    given = form(shown_of="litter")
    shown = text(desk.post(NEW, given))
    assert "Ask them, then send." in shown
    assert "How often does it happen?" in shown
    assert WORDS in shown
    assert not Report.objects.exists()
    assert CODE.search(text(desk.post(NEW, {**given, "shown_of": "noise", "q-often": "-"})))
    assert Report.objects.get().answers == {}


@keys_in
@pytest.mark.parametrize("is_stop", [True, False])
def test_a_category_that_takes_no_report_is_said(town: Cast, desk: Client, is_stop: bool) -> None:
    row = Category.objects.offered().filter(**({"stops": True} if is_stop else {"leads_to": "conduct"})).first()
    assert row is not None
    odd = desk.post(NEW, form(category=row.code, shown_of=row.code))
    assert odd.status_code == 422
    assert ("We take no report of this. Tell them" if is_stop else "This has a form of its own") in text(odd)
    assert "category" in odd.context["form"].errors
    assert WORDS in text(odd)
    body = {"channel": "letter", "category": row.code, "words": WORDS}
    refused(post(desk, f"{URL}key-in/", body, KEY), 422, "bad-input", "category")
    assert not Report.objects.exists()


@keys_in
def test_the_questions_are_answered_over_the_api(town: Cast, desk: Client) -> None:
    body = {"channel": "letter", "category": "noise", "words": WORDS, "area": "north"}
    refused(post(desk, f"{URL}key-in/", {**body, "answers": {"often": "x"}}, KEY), 422, "bad-input", "answers")
    assert post(desk, f"{URL}key-in/", {**body, "answers": {"often": "daily"}}, KEY).status_code == 201
    assert Report.objects.get().answers == {"often": "daily"}


# --- a new printed receipt ---------------------------------------------------------------------------------------------


@reprints
def test_a_new_printed_receipt_takes_the_place_of_the_old_one(town: Cast, desk: Client) -> None:
    report, old = keyed(town)
    page = text(desk.get(f"/inbox/{report.reference}/"))
    assert "Make a new printed receipt" in page
    token = re.search(r'name="reprint-token" value="(\w+)"', page)
    assert token
    given = {"reprint-reason": "lost", "reprint-token": token[1]}
    url = f"/inbox/{report.reference}/reprint/"
    (receipt,) = CODE.findall(text(desk.post(url, given)))
    assert tracking.by_codes(report.reference, receipt)
    with pytest.raises(Unseen):
        tracking.by_codes(report.reference, old)
    assert not CODE.search(text(desk.post(url, given)))
    (event,) = Event.objects.filter(name="feedback.receipt.reprinted")
    assert event.payload == {"why": "lost"}
    assert (Report.objects.get().receipt_is_printed, Report.objects.get().version) == (True, report.version)
    odd = desk.post(url, {"reprint-reason": "", "reprint-token": token[1]}, follow=True)
    assert "Choose why a new one is needed" in text(odd)
    assert desk.get(url).status_code == 405


@reprints
def test_the_residents_own_receipt_is_never_taken_away(town: Cast, desk: Client) -> None:
    report, _receipt = keyed(town)
    own = renewing.replace(door(report), token=new_token())
    with pytest.raises(WrongState, match="a code of their own"):
        desk_intake.reprint(report.pk, reason="lost", token=new_token(), actor=town.officer)
    assert tracking.by_codes(report.reference, own)
    assert "Make a new printed receipt" not in text(desk.get(f"/inbox/{report.reference}/"))


@reprints
def test_who_may_make_one_and_why(town: Cast) -> None:
    report, _receipt = keyed(town)
    for name, who in town:
        if name in {"anonymous", "officer", "supervisor"}:
            continue
        with pytest.raises(Denied if name == "analyst" else Unseen):
            desk_intake.reprint(report.pk, reason="lost", token=new_token(), actor=who)
    with pytest.raises(StaleVersion):
        desk_intake.reprint(report.pk, reason="lost", token=new_token(), actor=town.officer, version=7)
    with pytest.raises(BadInput):
        desk_intake.reprint(report.pk, reason="why not", token=new_token(), actor=town.officer)


@reprints
def test_a_new_one_over_the_api(town: Cast, desk: Client) -> None:
    report, _receipt = keyed(town)
    url = f"{URL}{report.reference}/reprint/"
    made = post(desk, url, {"reason": "unprinted"}, KEY)
    assert tracking.by_codes(report.reference, made.json()["receipt"])
    assert post(desk, url, {"reason": "unprinted"}, KEY).json()["receipt"] is None
    refused(post(desk, url, {"reason": "x"}, KEY), 422, "bad-input", "reason")
    refused(post(client_of(town.other_officer), url, {"reason": "lost"}, KEY), 404, "not-found")
