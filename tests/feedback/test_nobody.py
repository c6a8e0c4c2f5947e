"""Anonymous means it: a report of each kind, by each way in, is filed by somebody who can be told from everybody else, then lived
through from both sides; and everything that is kept is searched for them. The tool is ``tests.privacy.scan``."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from feedback.models import Report
from feedback.services import intake, speaking_up
from feedback.services.intake import Sender
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.events.testing import drain
from policing.logs import AllowListed
from policing.privacy.receipts import new_token
from policing.privacy.services import disposal
from tests.feedback.tools import WORDS, client_of, do, told
from tests.people import Cast, UserFactory
from tests.privacy import scan
from tests.privacy.ending import LONG, hold, long_ago
from tests.privacy.filling import filled, forms_of, photo, walk
from tests.privacy.scan import Leak, Signs

ADDRESS, AGENT, REFERRER = "203.0.113.77", "Telltale/9.1 (Linux)", "https://tell.tale.example/"
TRACE, KEY = "trace-4711-of-the-request", "a key of the test's own"
NUMBER = 987654321
ROOM = {"privacy_identity", "privacy_contactpoint"}
HEADERS = {"user-agent": AGENT, "referer": REFERRER, "x-request-id": TRACE, "x-forwarded-for": ADDRESS}
NAMED_BESIDE = {
    "feedback_report.reporter_id",
    "privacy_identity.user_id",
    "notifications_notification.user_id",
    "notifications_delivery.user_id",
}
Filing = Callable[[Client, str], tuple[Report, str]]


@pytest.fixture
def person(town: Cast) -> User:
    """Give a resident whose number, name and address cannot be mistaken for anything else."""
    return UserFactory(pk=NUMBER, email="zuleika.quince@example.org", name="Zuleika Quince")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Give what is written to the log, through the formatter of every process."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListed())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def browser(user: User | None) -> Client:
    """Give a browser which tells where it is, what it is and where it comes from; with the user signed in, or with nobody."""
    client = Client(REMOTE_ADDR=ADDRESS, headers=HEADERS)
    if user is not None:
        client.force_login(user)
    return client


def signs_of(user: User, client: Client) -> Signs:
    """Give everything that would lead to the person."""
    more = {"session": str(client.session.session_key)} if client.session.session_key else {}
    found = Signs(
        address=ADDRESS, prefix="203.0.113", agent=AGENT, referrer="tell.tale", trace=TRACE, key=KEY, phone="Telltale Phones"
    )
    return found.of(user, **more)


def tables() -> scan.Tables:
    """Give every row of every table."""
    return scan.tables()


def new_rows(before: scan.Tables) -> scan.Tables:
    """Give the rows that were written or changed since."""
    return scan.new_rows(before)


def found_in(rows: scan.Tables, signs: Signs) -> set[tuple[str, str]]:
    """Give which sign, as it is, stands in which table."""
    return {(leak.place.partition(".")[0], signs.plain[leak.sign]) for leak in scan.in_tables(rows, signs)}


def in_valkey() -> str:
    """Give every key and value of the cache and of the queues as one text."""
    return " ".join(repr(text) for text in scan.valkey())


# --- the ways in -------------------------------------------------------------------------------------------------------


def from_pages(client: Client, mode: str) -> tuple[Report, str]:
    """Send a report from the pages, whatever they ask, with a photo where they take one."""
    wanted = {"danger": "no", "category": "noise", "area": "north", "words": WORDS, "mode": mode, "name": "", "email": ""}
    signed_in = "_auth_user_id" in client.session
    if mode != "anonymous" and not signed_in:
        wanted |= {"name": "Zuleika Quince", "email": "zuleika.quince@example.org"}
    answer = walk(client, "/report/", wanted)
    return Report.objects.latest("pk"), str(answer.context["receipt"])


def from_a_program(client: Client, mode: str) -> tuple[Report, str]:
    """Send a report over the API."""
    body = {"category": "noise", "words": WORDS, "area": "north", "mode": mode}
    if mode != "anonymous":
        body |= {"name": "Zuleika Quince", "email": "zuleika.quince@example.org"}
    answer = client.post("/api/v1/reports/", body, content_type="application/json", headers={"Idempotency-Key": KEY})
    assert answer.status_code == 201, answer.content
    return Report.objects.latest("pk"), answer.json()["receipt"]


def by_command(client: Client, mode: str) -> tuple[Report, str]:
    """Send a report by the command that every way in calls, with the account where somebody is signed in."""
    user = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    sender = Sender(mode=mode, name="Zuleika Quince", email="zuleika.quince@example.org", account=user)
    sent = intake.submit(token=new_token(), account=told(), sender=sender)
    return sent.report, sent.receipt


WAYS: dict[str, Filing] = {"pages": from_pages, "api": from_a_program, "command": by_command}
OFFERED = ("pages", "api")


def live_on(report: Report, receipt: str, client: Client, cast: Cast) -> None:
    """Let the team work on it and the resident come back by every form of the tracked page; let every notice go out."""
    desk = client_of(cast.officer)
    do(report, "acknowledge", cast.officer)
    do(report, "ask", cast.officer)
    if report.mode != "anonymous":
        desk.post(f"/inbox/{report.reference}/look/", {"reason": "To write back by phone"})
    assert client.post("/track/", {"reference": report.reference, "receipt": receipt}).status_code == 302
    speak_on_pages(client)
    do(report, "answer", cast.officer)
    speak_on_pages(client)
    do(report, "close", cast.officer)
    speak_on_pages(client)
    speak_over_the_api(client, report, receipt)
    drain()
    do(report, "close", cast.officer)
    hold(report, cast.auditor)
    desk.get(f"/inbox/{report.reference}/")
    drain()


def speak_on_pages(client: Client) -> None:
    """Send every form that the tracked page shows (and every page that it leads to), but for leaving and taking back."""
    page = client.get("/track/report/")
    assert page.status_code == 200
    wanted = {"words": "It is worst at night.", "respect": "4", "listened": "2"}
    for form in forms_of(page):
        if form.action.startswith("/track/report/") and "withdraw" not in form.action:
            assert client.post(form.action, filled(form, wanted)).status_code in {200, 302, 409, 422}
    for page_of in ("/track/report/rate/", "/track/report/withdraw/"):
        for form in forms_of(client.get(page_of)):
            if "withdraw" not in page_of and form.action in {"", page_of}:
                client.post(page_of, filled(form, wanted))


def speak_over_the_api(client: Client, report: Report, receipt: str) -> None:
    """Reply over the API, and guess wrong once."""
    codes = {"reference": report.reference, "receipt": receipt}
    body = {**codes, "words": "Also on Sundays."}
    kind = "application/json"
    client.post("/api/v1/track/", {**codes, "receipt": "1111 2222 3333 4444"}, content_type=kind)
    answer = client.post("/api/v1/track/reply/", body, content_type=kind, headers={"Idempotency-Key": f"{KEY} {report.pk}"})
    assert answer.status_code == 200, answer.content


# --- what is searched --------------------------------------------------------------------------------------------------


def everywhere(before: scan.Tables, signs: Signs, lines: io.StringIO) -> set[Leak]:
    """Give every leak in rows that are new or changed, in Valkey, in uploads and in the log."""
    rows = scan.new_rows(before)
    assert {"feedback_report", "events_event", "feedback_message", "clocks_clock", "feedback_rating"} <= set(rows)
    assert lines.getvalue().count("\n") > 8
    return scan.in_tables(rows, signs) | scan.in_valkey(signs) | scan.in_files(signs) | scan.in_lines(lines.getvalue(), signs)


def file_and_live(way: str, mode: str, person: User | None, who: User, cast: Cast, lines: io.StringIO) -> set[Leak]:
    """File a report by a way in, live through it, and search for the person in all that was written by it."""
    client = browser(person)
    signs = signs_of(who, client)
    before = scan.tables()
    report, receipt = WAYS[way](client, mode)
    assert report.mode == mode
    live_on(report, receipt, client, cast)
    assert report.reference not in lines.getvalue()
    assert receipt.replace(" ", "") not in lines.getvalue().replace(" ", "")
    return everywhere(before, signs, lines)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "a visitor"])
@pytest.mark.parametrize("way", OFFERED)
def test_without_a_name_nothing_leads_to_the_person(
    town: Cast, person: User, lines: io.StringIO, way: str, is_signed_in: bool
) -> None:
    assert file_and_live(way, "anonymous", person if is_signed_in else None, person, town, lines) == set()
    assert scan.beside(person, scan.tables()) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "a visitor"])
def test_a_confidential_one_stands_in_the_identity_room_alone(
    town: Cast, person: User, lines: io.StringIO, way: str, is_signed_in: bool
) -> None:
    found = file_and_live(way, "confidential", person if is_signed_in else None, person, town, lines)
    assert {leak.place for leak in found} <= {"privacy_identity.user_id"}
    assert not any(leak.beside for leak in found)
    assert scan.beside(person, scan.tables()) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", OFFERED)
def test_a_named_one_stands_beside_the_report_and_never_in_words(town: Cast, person: User, lines: io.StringIO, way: str) -> None:
    found = file_and_live(way, "named", person, person, town, lines)
    assert {leak.place for leak in found} <= NAMED_BESIDE
    assert {leak.sign for leak in found} <= {"id"}
    assert "feedback_report" in scan.beside(person, scan.tables())


@pytest.mark.django_db(transaction=True)
def test_one_that_was_taken_back_and_disposed_of_leaves_nobody(town: Cast, person: User, lines: io.StringIO) -> None:
    client = browser(person)
    signs = signs_of(person, client)
    before = scan.tables()
    report, _receipt = from_pages(client, "named")
    speaking_up.withdraw(Door(report.pk), words="It was a mistake.", token=new_token())
    drain()
    long_ago(report, LONG)
    disposal.run()
    rows = scan.new_rows(before)
    assert "privacy_tombstone" in rows
    assert "feedback_report" not in rows
    assert scan.in_tables(rows, signs) | scan.in_valkey(signs) | scan.in_files(signs) == set()
    gone = Signs(reference=report.reference, words=WORDS)
    assert {leak.place.partition(".")[0] for leak in scan.in_tables(rows, gone)} <= {"events_event"}, "the record keeps codes"


# --- the scan itself finds what it looks for ---------------------------------------------------------------------------


def plant(**more: Any) -> Report:
    """Put a report with something in it that must not be there straight into the table."""
    report = intake.submit(token=new_token(), account=told(), sender=Sender()).report
    Report.objects.filter(pk=report.pk).update(**more)
    return report


def plain_base64(text: str) -> str:
    """Give a text as programs wrap it."""
    import base64

    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("column", "value", "sign"),
    [
        ("words", "I am ZULEIKA quince", "name"),
        ("details", {"deep": ["at 203.0.113.77"]}, "address"),
        ("place_words", plain_base64("seen by zuleika.quince@example.org at noon"), "email"),
        ("place_words", "trace%2D4711%2Dof%2Dthe%2Drequest", "trace"),
        ("submission_digest", __import__("hashlib").sha256(b"zuleika.quince@example.org").hexdigest(), "email"),
        ("language", str(NUMBER), "id"),
    ],
)
def test_it_finds_what_is_planted(town: Cast, person: User, column: str, value: Any, sign: str) -> None:
    before = scan.tables()
    plant(**{column: value})
    found = scan.in_tables(scan.new_rows(before), signs_of(person, Client()))
    assert Leak(f"feedback_report.{column}", sign, beside=True) in found


def test_it_finds_a_person_beside_a_report_in_tables_that_it_never_heard_of(town: Cast, person: User) -> None:
    assert {"feedback_report", "privacy_identity", "feedback_joining"} <= set(scan.pointing_at(User))
    assert {"feedback_message", "feedback_attachment", "feedback_tracklink"} <= set(scan.pointing_at(Report))
    report = plant()
    report.unsent.create(user=person, action="answer", seen_version=1)
    assert scan.beside(person, scan.tables()) == {"feedback_unsent"}
    assert {"django_migrations", "accounts_team_areas"} <= set(scan.table_names())


def test_it_finds_what_lies_in_valkey_in_files_and_in_the_log(town: Cast, person: User) -> None:
    signs = signs_of(person, Client())
    cache.set("one", {"who": person.email}, 60)
    cache.set(f"seen:{ADDRESS}", 1, 60)
    assert {Leak("valkey", "email"), Leak("valkey", "address")} <= scan.in_valkey(signs)
    assert scan.in_lines(f'{{"route": "feedback:report", "who": "{person.name}"}}', signs) == {Leak("log", "name")}
    from django.core.files.storage import default_storage

    kept = default_storage.save("planted.jpg", photo())
    assert Leak("uploads", "phone") in scan.in_files(signs)
    default_storage.delete(kept)


def test_times_that_others_see_are_of_the_hour(town: Cast) -> None:
    report = intake.submit(token=new_token(), account=told(), sender=Sender()).report
    speaking_up.reply(Door(report.pk), words="Thank you.", token=new_token())
    moments = [report.received_at, *report.messages.values_list("at", flat=True)]
    assert all((moment.minute, moment.second, moment.microsecond) == (0, 0, 0) for moment in moments)
