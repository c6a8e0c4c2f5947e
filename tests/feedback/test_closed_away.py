"""What stands beside the words of a redacted report is closed away with them: the place, the time, answers in words, pictures."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from feedback.models import Category, Original, Question, Report
from feedback.services import photos, redacting
from feedback.services.intake import Sent
from feedback.services.originals import Beside
from policing.privacy.receipts import new_token
from tests.feedback.photographs import clean
from tests.feedback.programs import post
from tests.feedback.tools import client_of, door, events_of, named, send, text
from tests.house.stage import browser_of
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]
HOME, HERS, DAY = "12 Mill Lane", "My name is Maya Okafor", "When Mrs Featherstone sleeps"
SECRETS = (HOME, "Okafor", "Featherstone")


@pytest.fixture
def sent(town: Cast) -> Sent:
    """Give a report whose place, time and answer tell who lives where, with two pictures."""
    category = Category.objects.get(code="noise")
    Question.objects.create(code="who", words="Who else?", kind="text", order=90, category=category)
    Question.objects.create(code="since", words="Since which day?", kind="day", order=91, category=category)
    made = send(
        named(town.resident), category=category.code, place_words=f"By {HOME}", details={"when": DAY},
        answers={"who": HERS, "since": "2026-03-27"},
    )  # fmt: skip
    for size in ((60, 40), (30, 30)):
        photos.add(door(made.report), photo=clean(size), token=new_token())
    return made


def read(town: Cast, report: Report, client: Client) -> str:
    """Give all that somebody of the team reads of the report, on every page and over the API."""
    base = f"/inbox/{report.reference}"
    pages = [f"{base}/", "/inbox/", "/search/?q=shout", f"{base}/redact/", f"{base}/alike/"]
    pages += [f"/api/v1/reports/{report.reference}/", "/api/v1/reports/", "/api/v1/search/?q=shout"]
    return " ".join(text(client.get(page)) for page in pages)


@pytest.mark.command("feedback.report.redact")
def test_no_page_of_the_team_shows_it_any_more(town: Cast, sent: Sent) -> None:
    desk = client_of(town.officer)
    before = read(town, sent.report, desk)
    assert all(secret in before for secret in SECRETS)
    redacting.redact(sent.report.pk, words="They shout.", actor=town.officer)
    for who in (town.officer, town.supervisor):
        after = read(town, sent.report, client_of(who))
        assert not [secret for secret in SECRETS if secret in after]
    assert text(desk.get(f"/search/?q={HOME.replace(' ', '+')}")).count(sent.report.reference) == 0, "nor is it found by it"
    report = Report.objects.get(pk=sent.report.pk)
    assert (report.place_words, report.answers["since"]) == ("By [address]", "2026-03-27")
    exported = b"".join(client_of(town.analyst).post("/analysis/export/").streaming_content).decode()  # type: ignore[attr-defined]
    assert not [secret for secret in SECRETS if secret in exported]


def test_the_page_offers_each_of_them_and_keeps_what_the_person_makes_of_it(town: Cast, sent: Sent) -> None:
    desk, page = client_of(town.officer), f"/inbox/{sent.report.reference}/redact/"
    shown = text(desk.get(page))
    for part in ("By [address]", "My name is [name]", "When [name] sleeps", "Who else?", "Picture 2"):
        assert part in shown, part
    version = Report.objects.get(pk=sent.report.pk).version
    given = {"words": "They shout.", "place": "On the lane", "when": "", "answer-who": "A neighbour", "version": version}
    assert desk.post(page, {**given, "pictures": ["x"]}).status_code == 422
    assert desk.post(page, given).status_code == 302
    report = Report.objects.get(pk=sent.report.pk)
    assert (report.place_words, report.details, report.answers["who"]) == ("On the lane", {}, "A neighbour")
    assert Original.objects.get().place_words == f"By {HOME}"
    desk.post(page, {**given, "place": "Near the lane", "version": report.version})
    assert Original.objects.get().place_words == f"By {HOME}", "what was sent is kept once"
    assert len(events_of(sent.report, "redacted")) == 2


def test_pictures_are_hidden_until_somebody_releases_them(town: Cast, sent: Sent) -> None:
    desk, base = client_of(town.officer), f"/inbox/{sent.report.reference}"
    first, second = (one.pk for one in photos.of_report(Report.objects.get(pk=sent.report.pk)))
    redacting.redact(sent.report.pk, words="They shout.", actor=town.officer)

    def seen() -> list[int]:
        return [key for key in (first, second) if desk.get(f"{base}/photos/{key}/").status_code == 200]

    listed = f"/api/v1/reports/{sent.report.reference}/photos/"
    assert (seen(), desk.get(listed).json()) == ([], [])
    assert desk.get(f"{listed}{first}/").status_code == 404
    assert "2 pictures are closed away with the original words" in text(desk.get(f"{base}/"))
    redacting.redact(sent.report.pk, words="They shout.", beside=Beside(pictures=[second]), actor=town.officer)
    assert (seen(), [one["id"] for one in desk.get(listed).json()]) == ([second], [second])
    redacting.redact(sent.report.pk, words="They shout.", beside=Beside(pictures=[]), actor=town.officer)
    assert seen() == []


def test_the_original_is_read_whole_for_a_reason(town: Cast, sent: Sent) -> None:
    redacting.redact(sent.report.pk, words="They shout.", actor=town.officer)
    desk, page = client_of(town.officer), f"/inbox/{sent.report.reference}/original/"
    asked = text(desk.get(page))
    assert not [secret for secret in SECRETS if secret in asked]
    whole = text(desk.post(page, {"reason": "To call back"}))
    assert all(secret in whole for secret in SECRETS)
    assert whole.count("data:image/jpeg;base64,") == 2
    body: Any = post(desk, f"/api/v1/reports/{sent.report.reference}/original/", {"reason": "To call back"}).json()
    assert (body["place"], body["answers"]["who"]) == (f"By {HOME}", HERS)


def test_who_wrote_it_still_reads_what_they_wrote(town: Cast, sent: Sent) -> None:
    redacting.redact(sent.report.pk, words="They shout.", actor=town.officer)
    own = browser_of(town.resident)
    assert HOME in text(own.get(f"/my/reports/{sent.report.reference}/"))
    assert text(own.get(f"/my/reports/{sent.report.reference}/")).count("/photos/") >= 2
    assert HOME in files_of(own, sent.report)


def files_of(own: Client, report: Report) -> str:
    """Give what is saved as files: of the one report, and of everything that is held about the person."""
    saved = own.post(f"/my/reports/{report.reference}/save/")
    with zipfile.ZipFile(io.BytesIO(saved.content)) as whole:
        told = whole.read("my-report.txt").decode()
    assert HOME in told
    with zipfile.ZipFile(io.BytesIO(own.post("/account/export/").content)) as whole:
        return whole.read("my-data.txt").decode("utf-8-sig")
