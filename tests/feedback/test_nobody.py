"""Anonymous means it: a report of each kind is filed by somebody signed in, and everything that is kept is searched for them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from feedback.models import Report
from feedback.services import intake, speaking_up
from feedback.services.intake import Sender
from feedback.services.tracking import Door
from policing.accounts.models import User
from policing.events.kicking import kicker
from policing.events.testing import drain
from policing.logs import AllowListed
from policing.privacy.receipts import new_token
from tests.feedback.tools import WORDS, do, told
from tests.people import Cast, UserFactory

ADDRESS, AGENT, REFERRER = "203.0.113.77", "Telltale/9.1 (Linux)", "https://tell.tale.example/"
NUMBER = 987654321
# what a report, its draft, its promises, its events and the team's notices are kept in
KEPT = {
    "clocks_clock",
    "events_dispatch",
    "events_event",
    "events_eventseal",
    "feedback_draft",
    "feedback_message",
    "feedback_report",
    "notifications_delivery",
    "notifications_notification",
}
ROOM = {"privacy_identity", "privacy_contactpoint"}


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


def tables() -> dict[str, set[str]]:
    """Give every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found[name] = {row[0] for row in cursor.fetchall()}
    return found


def in_valkey() -> str:
    """Give every key and value of the cache and the queues."""
    assert kicker().settle(5)
    line = cache._cache.get_client()
    read = {
        b"string": line.get,
        b"list": lambda key: line.lrange(key, 0, -1),
        b"set": line.smembers,
        b"hash": line.hgetall,
        b"zset": lambda key: line.zrange(key, 0, -1),
    }
    return " ".join(f"{key} {read[line.type(key)](key)}" for key in line.keys("*"))


def browser(user: User) -> Client:
    """Give the browser of a signed-in person, which tells where it is, what it is and where it comes from."""
    client = Client(REMOTE_ADDR=ADDRESS, headers={"user-agent": AGENT, "referer": REFERRER, "x-request-id": "trace-4711"})
    client.force_login(user)
    return client


def file_from_pages(client: Client, mode: str) -> str:
    """Send a report from the pages and give the receipt."""
    for page, given in (
        ("", {"danger": "no"}),
        ("what/", {"category": "noise"}),
        ("where/", {"area": "north"}),
        ("details/", {"words": WORDS}),
        ("you/", {"mode": mode, "name": "", "email": ""}),
    ):
        assert client.get(f"/report/{page}").status_code == 200
        assert client.post(f"/report/{page}", given).status_code == 302
    answer = client.post("/report/check/")
    assert answer.status_code == 200
    return str(answer.context["receipt"])


def live_on(report: Report, cast: Cast) -> None:
    """Let the team work on it and the resident come back, and let every notice go out."""
    do(report, "answer", cast.officer)
    speaking_up.reply(Door(report.pk), words="Thank you.", token=new_token())
    do(report, "close", cast.officer)
    speaking_up.contest(Door(report.pk), words="Still dark.", token=new_token())
    drain()


def signs_of(user: User, client: Client | None) -> set[str]:
    """Give everything that would lead to the person."""
    signs = {
        str(user.pk),
        user.email,
        user.name,
        str(user.pseudonym),
        user.pseudonym.hex,
        ADDRESS,
        "203.0.113",
        AGENT,
        "tell.tale",
        "trace-4711",
    }
    return signs | ({client.session.session_key} if client else set())


def new_rows(before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Give the rows that were written since, by table."""
    return {name: rows - before[name] for name, rows in tables().items() if rows - before[name]}


def found_in(rows: dict[str, set[str]], signs: set[str]) -> set[tuple[str, str]]:
    """Give which sign stands in which table."""
    return {(name, sign) for name, texts in rows.items() for text in texts for sign in signs if sign.lower() in text.lower()}


@pytest.mark.django_db(transaction=True)
def test_no_name_leaves_no_trace_of_who_is_signed_in(town: Cast, person: User, lines: io.StringIO) -> None:
    client = browser(person)
    signs = signs_of(person, client)
    before = tables()
    receipt = file_from_pages(client, "anonymous")
    report = Report.objects.get()
    assert client.post("/track/", {"reference": report.reference, "receipt": receipt}).status_code == 302
    assert client.get("/track/report/").status_code == 200
    live_on(report, town)
    rows = new_rows(before)
    assert set(rows) <= KEPT
    assert {"feedback_report", "events_event", "feedback_draft"} <= set(rows)
    assert found_in(rows, signs) == set()
    assert not any(sign in in_valkey() for sign in signs)
    assert lines.getvalue().count("\n") > 8
    assert not any(sign in lines.getvalue() for sign in signs)
    assert report.reference not in lines.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_same_over_the_api(town: Cast, person: User, lines: io.StringIO) -> None:
    client = browser(person)
    signs = signs_of(person, client) | {"a key of the test's own"}
    before = tables()
    body = {"category": "noise", "words": WORDS, "area": "north"}
    answer = client.post(
        "/api/v1/reports/", body, content_type="application/json", headers={"Idempotency-Key": "a key of the test's own"}
    )
    assert answer.status_code == 201
    live_on(Report.objects.get(), town)
    rows = new_rows(before)
    assert set(rows) <= KEPT
    assert found_in(rows, signs) == set()
    assert not any(sign in in_valkey() + lines.getvalue() for sign in signs)


@pytest.mark.django_db(transaction=True)
def test_a_confidential_one_stands_in_the_identity_room_alone(town: Cast, person: User, lines: io.StringIO) -> None:
    signs = signs_of(person, None)
    before = tables()
    sender = Sender(mode="confidential", name=person.name, email=person.email, account=person)
    report = intake.submit(token=new_token(), account=told(), sender=sender).report
    live_on(report, town)
    rows = new_rows(before)
    assert set(rows) <= KEPT | ROOM
    assert found_in(rows, signs) == {("privacy_identity", str(NUMBER))}
    assert not any(sign in in_valkey() + lines.getvalue() for sign in signs)


@pytest.mark.django_db(transaction=True)
def test_a_named_one_stands_beside_the_report_and_never_in_words(town: Cast, person: User, lines: io.StringIO) -> None:
    client = browser(person)
    signs = signs_of(person, client)
    before = tables()
    file_from_pages(client, "named")
    live_on(Report.objects.get(), town)
    rows = new_rows(before)
    assert set(rows) <= KEPT | ROOM
    beside = {"feedback_report", "privacy_identity", "notifications_notification", "notifications_delivery"}
    assert found_in(rows, signs) == {(name, str(NUMBER)) for name in beside}
    assert not any(sign in in_valkey() + lines.getvalue() for sign in signs)


def test_the_search_finds_what_it_looks_for(town: Cast, person: User) -> None:
    before = tables()
    Report.objects.all().delete()
    intake.submit(token=new_token(), account=told(words=f"I am {person.name}"), sender=Sender())
    assert ("feedback_report", person.name) in found_in(new_rows(before), signs_of(person, None))


def test_times_that_others_see_are_of_the_hour(town: Cast) -> None:
    report = intake.submit(token=new_token(), account=told(), sender=Sender()).report
    speaking_up.reply(Door(report.pk), words="Thank you.", token=new_token())
    moments = [report.received_at, *report.messages.values_list("at", flat=True)]
    assert all((moment.minute, moment.second, moment.microsecond) == (0, 0, 0) for moment in moments)
