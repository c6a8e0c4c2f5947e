"""Anonymous means it, by two more ways in: with pictures through their own page, and told to a member of staff who keys it in."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client

from feedback.models import Attachment, Report
from policing.accounts.models import User
from policing.privacy.models import Upload
from policing.privacy.receipts import new_token
from tests.feedback.test_nobody import ADDRESS, HEADERS, KEY, NAMED_BESIDE, browser, everywhere, lines, live_on, person, signs_of
from tests.feedback.tools import WORDS, client_of
from tests.feedback.walking import walk as walk_to
from tests.people import Cast
from tests.privacy import scan
from tests.privacy.filling import filled, forms_of, photo, walk

__all__ = ["lines", "person"]
PHOTOS, NEW = "/report/photos/", "/inbox/new/"
RECEIPT = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
TOLD = {"name": "Zuleika Quince", "email": "zuleika.quince@example.org"}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_files")]


# --- pictures ----------------------------------------------------------------------------------------------------------


def with_pictures(client: Client, mode: str) -> tuple[Report, str]:
    """Send a report with a picture that was added, one that was looked at and taken back, and one that went with the last press."""
    walk_to(client, until=PHOTOS)
    for _each in range(2):
        assert client.post(PHOTOS, {"photos": [photo()], "add": "1"}).status_code == 302
    assert client.get(f"{PHOTOS}1/?small").status_code == client.get(f"{PHOTOS}2/").status_code == 200
    assert client.post(PHOTOS, {"remove": "1"}).status_code == 302
    assert client.post(PHOTOS, {"photos": [b"no picture"], "add": "1"}).status_code in {302, 422}
    given = {} if mode == "anonymous" or "_auth_user_id" in client.session else TOLD
    answer = walk(client, PHOTOS, {"mode": mode, "name": "", "email": "", **given})
    return Report.objects.latest("pk"), str(answer.context["receipt"])


def send_one_later(report: Report, receipt: str, client: Client) -> None:
    """Come back with the codes and send one more."""
    assert client.post("/track/", {"reference": report.reference, "receipt": receipt}).status_code == 302
    (form,) = [form for form in forms_of(client.get("/track/report/photo/")) if form.files]
    assert client.post("/track/report/photo/", filled(form, {})).status_code == 302


def look_at_pictures(report: Report, client: Client, cast: Cast) -> None:
    """Look at all from both sides and over the API, and let the team take one away."""
    desk, keys = client_of(cast.officer), list(Attachment.objects.filter(report=report).values_list("pk", flat=True))
    assert len(keys) == 3
    assert desk.get(f"/api/v1/reports/{report.reference}/photos/").status_code == 200
    for key in keys:
        assert client.get(f"/track/report/photos/{key}/").status_code == 200
        assert desk.get(f"/inbox/{report.reference}/photos/{key}/?small").status_code == 200
    gone = f"/inbox/{report.reference}/photos/{keys[0]}/remove/"
    assert desk.post(gone, {"reason": "bystander"}).status_code == 302


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "a visitor"])
@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_pictures_lead_to_nobody(town: Cast, person: User, lines: io.StringIO, mode: str, is_signed_in: bool) -> None:
    client = browser(person if is_signed_in else None)
    signs, before = signs_of(person, client), scan.tables()
    report, receipt = with_pictures(client, mode)
    assert (report.mode, report.photos) == (mode, 2)
    in_draft = scan.in_tables(scan.new_rows(before), signs) | scan.in_files(signs)
    send_one_later(report, receipt, client)
    live_on(report, receipt, client, town)
    look_at_pictures(report, client, town)
    assert Upload.objects.count() == 2
    found = in_draft | everywhere(before, signs, lines)
    assert {leak.place for leak in found} <= ({"privacy_identity.user_id"} if mode == "confidential" else set())
    assert scan.beside(person, scan.tables()) == set()


def test_pictures_of_a_named_one_tell_nothing_more(town: Cast, person: User, lines: io.StringIO) -> None:
    client = browser(person)
    signs, before = signs_of(person, client), scan.tables()
    report, receipt = with_pictures(client, "named")
    send_one_later(report, receipt, client)
    live_on(report, receipt, client, town)
    look_at_pictures(report, client, town)
    assert client.get(f"/my/reports/{report.reference}/").status_code == 200
    found = everywhere(before, signs, lines)
    assert {leak.place for leak in found} <= NAMED_BESIDE
    assert {leak.sign for leak in found} <= {"id"}


# --- keyed in ----------------------------------------------------------------------------------------------------------


def on_the_page(desk: Client, mode: str) -> tuple[Report, str]:
    """Key it in on the page: a try that lacks something, a look for the place, and then send it."""
    given = {"channel": "phone", "category": "noise", "words": WORDS, "area": "north", "mode": mode, "language": "en-gb"}
    given |= {"shown_of": "noise", "token": new_token(), "when": "Fridays"} | ({} if mode == "anonymous" else TOLD)
    assert desk.post(NEW, {**given, **TOLD, "words": ""}).status_code == 422
    assert desk.post(NEW, {**given, "area": "", "place": "Mill La", "find": "1"}).status_code == 200
    shown = desk.post(NEW, given)
    assert shown.status_code == 200
    return Report.objects.latest("pk"), str(shown.context["receipt"])


def over_the_api(desk: Client, mode: str) -> tuple[Report, str]:
    """Key it in by a program of staff."""
    body = {"channel": "desk", "category": "noise", "words": WORDS, "area": "north", "mode": mode}
    body |= {} if mode == "anonymous" else TOLD
    kind = "application/json"
    shown = desk.post("/api/v1/reports/key-in/", body, content_type=kind, headers={"Idempotency-Key": KEY})
    assert shown.status_code == 201, shown.content
    return Report.objects.latest("pk"), shown.json()["receipt"]


def replaced(client: Client, report: Report, printed: str) -> str:
    """Come with the printed receipt, and take one's own in its place."""
    assert client.post("/track/", {"reference": report.reference, "receipt": printed})["Location"] == "/track/report/own-code/"
    (form,) = [form for form in forms_of(client.get("/track/report/own-code/")) if "token" in form.held]
    (own,) = set(RECEIPT.findall(client.post("/track/report/own-code/", filled(form, {})).content.decode())) - {printed}
    return own


@pytest.mark.parametrize("way", [on_the_page, over_the_api])
@pytest.mark.parametrize("mode", ["anonymous", "confidential", "named"])
def test_what_staff_key_in_leads_to_nobody(town: Cast, person: User, lines: io.StringIO, way: object, mode: str) -> None:
    desk, client = Client(REMOTE_ADDR=ADDRESS, headers=HEADERS), browser(person)
    desk.force_login(town.officer)
    signs, before = signs_of(person, client), scan.tables()
    assert callable(way)
    report, printed = way(desk, mode)
    assert (report.mode, report.entered_by) == (mode, town.officer)
    own = replaced(client, report, printed)
    live_on(report, own, client, town)
    assert not [code for code in (printed, own) if code.replace(" ", "") in lines.getvalue().replace(" ", "")]
    assert everywhere(before, signs, lines) == set(), "who tells it has no account here, whatever address was told"
    assert scan.beside(person, scan.tables()) == set()


def test_the_scan_would_find_a_picture_that_was_kept_as_it_came(town: Cast, person: User) -> None:
    client = browser(None)
    report, _receipt = with_pictures(client, "anonymous")
    signs = signs_of(person, client)
    assert scan.in_files(signs) == set()
    upload = Attachment.objects.filter(report=report).select_related("upload")[0].upload
    from django.core.files.storage import default_storage

    with default_storage.open(upload.path, "wb") as file:
        file.write(photo().read())
    assert {leak.sign for leak in scan.in_files(signs)} >= {"phone", "email"}
