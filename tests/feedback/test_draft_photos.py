"""Pictures in the journey: one or several, refused in words, taken back, sealed with the draft, and sent once with the report."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from feedback.models import Attachment, Draft, DraftPhoto, Report
from feedback.services import draft_photos, drafts, intake
from policing import timekeeping
from policing.errors import BadInput
from policing.privacy.models import Upload
from policing.privacy.receipts import new_token
from tests.feedback.photographs import clean, files, sent
from tests.feedback.tools import ANONYMOUS, at_once, codes_of, text, told
from tests.feedback.walking import walk
from tests.people import Cast
from tests.privacy import hostile

PHOTOS = "/report/photos/"


@pytest.fixture
def at_photos(town: Cast, kept_files: None) -> Client:
    """Give a visitor on the page that asks for pictures."""
    visitor = Client()
    walk(visitor, until=PHOTOS)
    return visitor


def add(client: Client, *pictures: Any, **given: str) -> Any:
    """Add pictures, as the button does."""
    return client.post(PHOTOS, {"photos": list(pictures) or [sent()], "add": "1", **given})


def send_on(client: Client) -> Report:
    """Go on from the pictures to the end."""
    assert client.post(PHOTOS, {})["Location"] == "/report/you/"
    client.post("/report/you/", {"mode": "anonymous"})
    assert client.post("/report/check/").status_code == 200
    return Report.objects.get()


def test_a_picture_is_kept_in_cipher_and_shown_to_this_browser_alone(at_photos: Client) -> None:
    assert add(at_photos)["Location"] == PHOTOS
    assert 'src="/report/photos/1/?small"' in text(at_photos.get(PHOTOS))
    row = DraftPhoto.objects.get()
    assert b"\xff\xd8" not in bytes(row.cipher)[:4]
    assert files() == []
    shown = at_photos.get("/report/photos/1/")
    assert Image.open(io.BytesIO(shown.content)).size == (60, 40)
    assert {name: shown[name] for name in ("X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")} == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert Client().get("/report/photos/1/").status_code == 404
    assert at_photos.get("/report/photos/2/").status_code == 404


def test_skipping_is_one_press(at_photos: Client) -> None:
    assert "Go on without a picture" in text(at_photos.get(PHOTOS))
    report = send_on(at_photos)
    assert (report.photos, report.attachments.count()) == (0, 0)


def test_several_at_once_are_sent_with_the_report_and_leave_the_draft(at_photos: Client) -> None:
    add(at_photos, sent(hostile.with_gps()), sent(hostile.picture("PNG")))
    report = send_on(at_photos)
    assert report.photos == 2
    rows = list(Attachment.objects.filter(report=report).select_related("upload"))
    assert [row.upload.content_type for row in rows] == ["image/jpeg", "image/png"]
    assert {row.upload.subject_id for row in rows} == {report.pk}
    assert all(row.at == report.received_at for row in rows), "to the hour"
    assert len(files()) == 2
    assert not any(word in path.read_bytes() for path in files() for word in (b"SpyCam", b"Exif", b"script", b"Ada"))
    assert not DraftPhoto.objects.exists()


def test_pictures_chosen_and_next_pressed_go_too(at_photos: Client) -> None:
    assert at_photos.post(PHOTOS, {"photos": [sent()]})["Location"] == "/report/you/"
    assert DraftPhoto.objects.count() == 1


def test_a_picture_is_taken_back(at_photos: Client) -> None:
    add(at_photos, sent(), sent(hostile.picture(size=(30, 30))))
    assert at_photos.post(PHOTOS, {"remove": "1"})["Location"] == PHOTOS
    assert [row.number for row in DraftPhoto.objects.all()] == [2]
    assert at_photos.post(PHOTOS, {"remove": "1"}).status_code == 302, "twice is harmless"
    assert at_photos.post(PHOTOS, {"remove": "٣" * 30}).status_code == 302


def test_more_than_five_are_said_and_the_first_five_kept(at_photos: Client) -> None:
    answer = add(at_photos, *[sent(hostile.picture(size=(20 + each, 20))) for each in range(6)])
    assert answer.status_code == 422
    assert "takes up to 5 pictures" in text(answer)
    assert DraftPhoto.objects.count() == 5
    assert add(at_photos).status_code == 422
    assert send_on(at_photos).photos == 5


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_hostile_files_are_refused_in_words_and_nothing_else_is_lost(at_photos: Client, name: str) -> None:
    make, _code = hostile.REFUSED[name]
    answer = add(at_photos, sent(), sent(make()))
    assert answer.status_code == 422
    words = re.search(r"Picture 2: ([^<]+)", text(answer))
    assert words is not None
    assert len(words[1]) > 20
    assert "IMG_2034" not in text(answer)
    assert DraftPhoto.objects.count() == 1, "the good one is kept"
    assert at_photos.get("/report/check/")["Location"] == "/report/you/", "what was typed before is still there"


@pytest.mark.parametrize("make", [hostile.with_gps, hostile.jpeg_with_segments, hostile.with_zip_behind])
def test_only_dots_come_through_the_page(at_photos: Client, make: Any) -> None:
    add(at_photos, sent(make()))
    shown = at_photos.get("/report/photos/1/").content
    assert not [secret for secret in (b"script", b"Ada Quill", b"SpyCam", b"Exif", b"PK\x03\x04", b"SECRET") if secret in shown]
    assert dict(Image.open(io.BytesIO(shown)).getexif()) == {}


def test_too_large_a_file_is_said(at_photos: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    answer = add(at_photos, sent(b"\xff\xd8\xff" + b"0" * (2 * 1024 * 1024)))
    assert "larger than 1 MB" in text(answer)


def test_sent_twice_it_is_one_report_with_one_set(at_photos: Client) -> None:
    add(at_photos)
    at_photos.post("/report/you/", {"mode": "anonymous"})
    first, second = at_photos.post("/report/check/"), at_photos.post("/report/check/")
    codes = [re.findall(r"receipt__code[^>]*>([^<]+)", answer.content.decode()) for answer in (first, second)]
    assert codes[0] == codes[1] != []
    assert (Report.objects.get().photos, Attachment.objects.count(), len(files())) == (1, 1, 1)


def test_what_the_draft_holds_goes_with_it(at_photos: Client) -> None:
    add(at_photos)
    Draft.objects.update(expires_at=timekeeping.now() - timedelta(hours=1))
    drafts.dispose()
    assert not DraftPhoto.objects.exists()
    assert at_photos.get("/report/photos/1/").status_code == 404


def test_stop_forgets_the_pictures(at_photos: Client) -> None:
    add(at_photos)
    at_photos.post("/report/stop/")
    assert not DraftPhoto.objects.exists()


def test_another_key_opens_nothing(at_photos: Client) -> None:
    add(at_photos)
    row = DraftPhoto.objects.select_related("draft").get()
    stranger = drafts.begin()
    drafts.keep(stranger)
    assert draft_photos.listed(stranger) == []
    row.draft = Draft.objects.exclude(pk=row.draft_id).get()
    row.save()
    with pytest.raises(Exception, match="find that"):
        draft_photos.opened(stranger, row.number)


def test_a_sent_report_takes_no_more_from_its_draft(town: Cast) -> None:
    writing = drafts.begin()
    writing.sent = "HEDGE-4-LAMP-71"
    drafts.keep(writing)
    with pytest.raises(BadInput):
        draft_photos.add(writing, clean())
    assert not DraftPhoto.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_cannot_pass_the_bound_together(transactional_db: None) -> None:
    writing = drafts.begin()
    drafts.keep(writing)
    for _each in range(4):
        draft_photos.add(writing, clean())
    answers = at_once(lambda: draft_photos.add(writing, clean()), lambda: draft_photos.add(writing, clean()))
    assert sorted(codes_of(answers)) == ["", "bad-input"]
    assert DraftPhoto.objects.count() == 5


def test_a_submission_that_is_undone_leaves_no_file(town: Cast, kept_files: None) -> None:
    with patch("feedback.services.intake.emit", side_effect=RuntimeError), pytest.raises(RuntimeError):
        intake.submit(token=new_token(), account=told(), sender=ANONYMOUS, photos=(clean(), clean((30, 30))))
    assert files() == []
    assert not Upload.objects.exists()


def test_a_disk_that_refuses_is_said_and_the_draft_stays(at_photos: Client) -> None:
    add(at_photos)
    at_photos.post("/report/you/", {"mode": "anonymous"})
    with patch("policing.pictures.default_storage.save", side_effect=OSError):
        answer = at_photos.post("/report/check/")
    assert answer.status_code == 422
    assert "We could not keep the picture" in text(answer)
    assert not Report.objects.exists()
    assert at_photos.post("/report/check/").status_code == 200
    assert Report.objects.get().photos == 1


def test_sending_costs_the_same_with_one_picture_and_with_five(at_photos: Client) -> None:
    def cost(pictures: int) -> int:
        walk(at_photos, until=PHOTOS)
        add(at_photos, *[sent(hostile.picture(size=(20 + each, 20))) for each in range(pictures)])
        at_photos.post("/report/you/", {"mode": "anonymous"})
        with CaptureQueriesContext(connection) as seen:
            assert at_photos.post("/report/check/").status_code == 200
        at_photos.get("/report/")
        return len(seen)

    cost(1)
    assert cost(1) == cost(5)
