"""One more picture from the resident, and one that must not be kept: by command, page and route."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from feedback.models import Attachment, Report
from feedback.services import intake, photos
from feedback.workflow import MOST_PHOTOS
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.models import Upload
from policing.privacy.receipts import new_token
from tests.feedback.photographs import clean, files, sent
from tests.feedback.reaching import reach
from tests.feedback.tools import ANONYMOUS, client_of, door, named, send, text, told
from tests.people import Cast
from tests.privacy import hostile

KEY = "a key of the test's own 1"


def happened(report: Report, name: str) -> list[Event]:
    """Give what happened to the pictures of a report."""
    return list(Event.objects.filter(name=f"feedback.photo.{name}", subject_id=report.pk).order_by("id"))


def with_photo(**more: Any) -> Report:
    """Send a report with one picture."""
    return intake.submit(token=new_token(), account=told(), sender=more.pop("sender", ANONYMOUS), photos=(clean(),)).report


@pytest.fixture(autouse=True)
def _apart(town: Cast, kept_files: None) -> None:
    """Keep the files of these tests apart."""


@pytest.mark.command("feedback.photo.add")
def test_adding_works_once_and_tells_the_team(town: Cast, django_capture_on_commit_callbacks: Any) -> None:
    report, token = send().report, new_token()
    with django_capture_on_commit_callbacks(execute=True):
        first = photos.add(door(report), photo=clean(), token=token)
        again = photos.add(door(report), photo=clean(), token=token)
    assert first == again
    report.refresh_from_db()
    assert (report.photos, report.unread_replies, report.version) == (1, 1, 2)
    (event,) = happened(report, "added")
    assert (event.payload, event.actor_kind) == ({"attachment": first.pk}, "reporter")
    assert len(files()) == 1
    drain()
    assert Notification.objects.filter(user=town.officer, kind="feedback.team.photo").count() == 1
    with pytest.raises(BadInput):
        photos.add(door(report), photo=clean((31, 31)), token=token)
    assert len(files()) == 1


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_a_finished_report_takes_no_picture_and_no_file_stays(town: Cast, state: str) -> None:
    report = reach(send().report, state, town.officer)
    with pytest.raises(WrongState):
        photos.add(door(report), photo=clean(), token=new_token())
    assert files() == []


def test_ten_are_enough(town: Cast) -> None:
    report = send().report
    for _each in range(MOST_PHOTOS):
        photos.add(door(report), photo=clean(), token=new_token())
    with pytest.raises(WrongState, match="ten"):
        photos.add(door(report), photo=clean(), token=new_token())
    assert Attachment.objects.count() == len(files()) == MOST_PHOTOS


@pytest.mark.command("feedback.photo.remove")
def test_removing_takes_the_file_and_leaves_the_event(town: Cast, django_capture_on_commit_callbacks: Any) -> None:
    report = with_photo()
    photo = Attachment.objects.get().pk
    for stranger, refusal in ((town.other_officer, Unseen), (town.analyst, Denied), (town.resident, Unseen)):
        with pytest.raises(refusal) as denied:
            photos.remove(report.pk, photo=photo, reason="harm", actor=stranger)
        assert str(denied.value.detail)
    with pytest.raises(BadInput):
        photos.remove(report.pk, photo=photo, reason="because", actor=town.officer)
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove(report.pk, photo=photo, reason="harm", actor=town.officer)
    report.refresh_from_db()
    assert (report.photos, Attachment.objects.count(), Upload.objects.count(), files()) == (0, 0, 0, [])
    (event,) = happened(report, "removed")
    assert event.payload == {"attachment": photo, "ground": "harm"}
    with pytest.raises(Unseen):
        photos.remove(report.pk, photo=photo, reason="harm", actor=town.officer)
    assert len(happened(report, "removed")) == 1


def test_a_picture_of_another_report_is_not_there(town: Cast) -> None:
    with_photo()
    other = send().report
    with pytest.raises(Unseen):
        photos.remove(other.pk, photo=Attachment.objects.get().pk, reason="harm", actor=town.officer)


class TestTrackPages:
    """What the resident sees and does."""

    @pytest.fixture
    def browser(self, town: Cast) -> Client:
        """Give the browser in which both codes were typed."""
        found = intake.submit(token=new_token(), account=told(), sender=ANONYMOUS, photos=(clean(),))
        visitor = Client()
        visitor.post("/track/", {"reference": found.report.reference, "receipt": found.receipt})
        return visitor

    def test_own_pictures_behind_the_pass(self, browser: Client) -> None:
        photo = Attachment.objects.get().pk
        assert f"/track/report/photos/{photo}/?small" in text(browser.get("/track/report/"))
        shown = browser.get(f"/track/report/photos/{photo}/")
        assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (200, "image/jpeg", "no-store")
        assert browser.get(f"/track/report/photos/{photo}/?small").status_code == 200
        assert Client().get(f"/track/report/photos/{photo}/").status_code == 404
        with_photo()
        other = Attachment.objects.order_by("-pk").first()
        assert browser.get(f"/track/report/photos/{other.pk}/").status_code == 404, "nobody else's"

    def test_one_more(self, browser: Client) -> None:
        token = new_token()
        for _twice in range(2):
            answer = browser.post("/track/report/photo/", {"photo": sent(), "token": token})
            assert (answer.status_code, answer["Location"]) == (302, "/track/report/#photos")
        assert Report.objects.get().photos == 2

    @pytest.mark.parametrize("name", ["words", "png bomb", "iphone", "moving png", "fifty megapixels", "cut jpeg", "empty"])
    def test_refused_in_words(self, browser: Client, name: str) -> None:
        answer = browser.post("/track/report/photo/", {"photo": sent(hostile.REFUSED[name][0]()), "token": new_token()})
        assert answer.status_code == 422
        assert Report.objects.get().photos == 1
        assert len(files()) == 1

    def test_none_chosen_is_said(self, browser: Client) -> None:
        answer = browser.post("/track/report/photo/", {"token": new_token()})
        assert "Choose a picture first." in text(answer)

    def test_by_the_account(self, town: Cast) -> None:
        report = with_photo(sender=named(town.resident))
        photo = Attachment.objects.get().pk
        own, other = client_of(town.resident), client_of(town.other_officer)
        assert own.get(f"/my/reports/{report.reference}/photos/{photo}/").status_code == 200
        assert other.get(f"/my/reports/{report.reference}/photos/{photo}/").status_code == 404
        given = {"photo": sent(hostile.picture(size=(31, 31))), "token": new_token()}
        assert own.post(f"/my/reports/{report.reference}/photo/", given).status_code == 302
        assert Report.objects.get().photos == 2


class TestDesk:
    """What the team sees and does."""

    def test_the_panel_and_the_pictures(self, town: Cast) -> None:
        report = with_photo()
        photo, page = Attachment.objects.get().pk, f"/inbox/{report.reference}/"
        officer = client_of(town.officer)
        assert f"{page}photos/{photo}/?small" in text(officer.get(page))
        assert officer.get(f"{page}photos/{photo}/").status_code == 200
        assert client_of(town.other_officer).get(f"{page}photos/{photo}/").status_code == 404
        analyst = client_of(town.analyst)
        assert f"photos/{photo}/" not in text(analyst.get(page))
        assert analyst.get(f"{page}photos/{photo}/").status_code == 403

    def test_the_page_costs_one_query_more_with_pictures_and_none_without(
        self, town: Cast, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        report = with_photo()
        with django_assert_num_queries(1):
            photos.of_report(report)
        with django_assert_num_queries(0):
            photos.of_report(Report(photos=0))

    def test_taking_it_away(self, town: Cast) -> None:
        report = with_photo()
        page = f"/inbox/{report.reference}/photos/{Attachment.objects.get().pk}/remove/"
        officer = client_of(town.officer)
        assert "Take this picture away?" in text(officer.get(page))
        assert officer.post(page, {}).status_code == 422
        assert officer.post(page, {"reason": "asked"}).status_code == 302
        assert Report.objects.get().photos == 0
        assert officer.get(page).status_code == 404


class TestApi:
    """The same for programs."""

    def send(self, data: bytes | None = None, *, client: Client | None = None, key: str = KEY, **given: str) -> Any:
        """Add a picture by the route."""
        body = {"photo": sent(data), **given}
        return (client or Client()).post("/api/v1/track/photos/", body, headers={"Idempotency-Key": key})

    def test_by_the_codes_once_for_a_key(self, town: Cast) -> None:
        found = send()
        codes = {"reference": found.report.reference, "receipt": found.receipt}
        first, again = self.send(**codes), self.send(**codes)
        assert (first.status_code, first.json()) == (201, again.json())
        assert (first.json()["content_type"], first.json()["by"]) == ("image/jpeg", "reporter")
        assert Report.objects.get().photos == 1
        assert self.send(**codes | {"receipt": "0" * 16}).status_code == 404
        assert self.send(hostile.picture(size=(31, 31)), **codes).status_code == 422

    def test_by_the_account(self, town: Cast) -> None:
        report = send(named(town.resident)).report
        assert self.send(reference=report.reference).status_code == 401
        assert self.send(client=client_of(town.other_officer), reference=report.reference).status_code == 404
        assert self.send(client=client_of(town.resident), reference=report.reference).status_code == 201

    @pytest.mark.parametrize("name", hostile.REFUSED)
    def test_hostile_files_are_refused_with_a_code(self, town: Cast, name: str) -> None:
        make, code = hostile.REFUSED[name]
        found = send()
        answer = self.send(make(), reference=found.report.reference, receipt=found.receipt)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer["Content-Type"] == "application/problem+json"
        assert len(answer.json()["detail"]) > 20
        assert files() == []

    def test_only_dots_come_through(self, town: Cast) -> None:
        found = send()
        for number, make in enumerate((hostile.with_gps, hostile.jpeg_with_segments, hostile.with_zip_behind)):
            codes = {"reference": found.report.reference, "receipt": found.receipt}
            assert self.send(make(), key=f"{KEY}{number}", **codes).status_code == 201
        secrets = (b"script", b"Ada Quill", b"SpyCam", b"Exif", b"PK\x03\x04", b"SECRET")
        assert len(files()) == 3
        assert not [one for path in files() for one in secrets if one in path.read_bytes()]

    def test_another_body_is_said(self, town: Cast) -> None:
        answer = Client().post("/api/v1/track/photos/", {}, content_type="application/json", headers={"Idempotency-Key": KEY})
        assert answer.status_code == 415
        assert self.send().status_code == 422

    def test_staff_list_read_and_remove(self, town: Cast) -> None:
        report = with_photo()
        page = f"/api/v1/reports/{report.reference}/photos/"
        officer = client_of(town.officer)
        (row,) = officer.get(page).json()
        shown = officer.get(f"{page}{row['id']}/")
        assert (shown["Content-Type"], len(shown.content)) == ("image/jpeg", row["size"])
        assert client_of(town.other_officer).get(page).status_code == 404
        assert client_of(town.analyst).get(page).status_code == 403
        asked = {"path": f"{page}{row['id']}/remove/", "content_type": "application/json"}
        assert officer.post(**asked, data={"reason": "because"}).status_code == 422
        assert client_of(town.analyst).post(**asked, data={"reason": "harm"}).status_code == 403
        assert officer.post(**asked, data={"reason": "harm"}).status_code == 204
        assert officer.get(page).json() == []


def test_the_files_name_is_kept_nowhere(town: Cast) -> None:
    found = send()
    given = {"photo": SimpleUploadedFile("Ada Quill.jpg", hostile.picture()), "token": new_token()}
    visitor = Client()
    visitor.post("/track/", {"reference": found.report.reference, "receipt": found.receipt})
    visitor.post("/track/report/photo/", given)
    assert not [path for path in files() if "Ada" in path.name]
