"""Every upload is hostile: what is kept is drawn anew from bare pixels, and everything else is refused in clear words."""

from __future__ import annotations

import io
import random
import stat
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from policing.errors import Unseen
from policing.privacy.models import Upload
from policing.uploads import CleanImage, InMemory, UploadRefused, as_download, clean_image, serve, store, sweep
from tests.people import Cast
from tests.privacy import hostile
from tests.privacy.reports import report_in_north

SECRETS = (
    b"script",
    b"alert",
    b"Ada Quill",
    b"SpyCam",
    b"SERIAL",
    b"Exif",
    b"http",
    b"ICC_PROFILE",
    b"Photoshop",
    b"PK\x03\x04",
    b"SECRET",
)


def clean(data: bytes) -> CleanImage:
    """Clean a file of these bytes, with a name and a type that lie."""
    return clean_image(SimpleUploadedFile("holiday.jpg", data, content_type="image/jpeg"))


def opened(found: CleanImage) -> Image.Image:
    """Open what came out."""
    image = Image.open(io.BytesIO(found.data))
    image.load()
    assert image.size == (found.width, found.height)
    return image


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_hostile_files_are_refused_in_clear_words(name: str) -> None:
    make, code = hostile.REFUSED[name]
    with pytest.raises(UploadRefused) as refused:
        clean(make())
    assert refused.value.code == code
    assert refused.value.status == 422
    assert len(str(refused.value.detail)) > 20


@pytest.mark.parametrize("make", [hostile.with_gps, hostile.jpeg_with_segments, hostile.with_zip_behind])
def test_nothing_but_pixels_comes_through(make: Any) -> None:
    sent = make()
    assert any(secret in sent for secret in SECRETS)
    found = clean(sent)
    assert not [secret for secret in SECRETS if secret in found.data]
    image = opened(found)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert _markers(found.data) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert found.data.endswith(b"\xff\xd9")


def test_a_png_keeps_its_sharpness_and_nothing_else() -> None:
    text = (
        hostile.chunk(b"tEXt", b"Author\0Ada Quill")
        + hostile.chunk(b"eXIf", b"Exif-Ada Quill")
        + hostile.chunk(b"abCd", b"SECRET")
    )
    plain = hostile.picture("PNG")
    found = clean(plain[:33] + text + plain[33:] + hostile.SCRIPT)
    assert found.content_type == "image/png"
    assert not [secret for secret in SECRETS if secret in found.data]
    assert opened(found).info == {}
    assert opened(found).getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("orientation", "size", "left_top"),
    [(1, (60, 40), "red"), (3, (60, 40), "blue"), (6, (40, 60), "red"), (8, (40, 60), "blue")],
)
def test_the_picture_stands_upright(orientation: int, size: tuple[int, int], left_top: str) -> None:
    image = opened(clean(hostile.with_gps(orientation)))
    assert image.size == size
    red, _green, blue = image.getpixel((3, 3))
    assert (red > blue) == (left_top == "red")


@pytest.mark.parametrize(
    ("kind", "mode", "content_type"),
    [
        ("JPEG", "RGB", "image/jpeg"), ("JPEG", "L", "image/jpeg"), ("JPEG", "CMYK", "image/jpeg"), ("WEBP", "RGB", "image/jpeg"),
        ("AVIF", "RGB", "image/jpeg"), ("WEBP", "RGBA", "image/png"), ("PNG", "RGBA", "image/png"), ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"), ("PNG", "I;16", "image/png"), ("PNG", "LA", "image/png"),
    ],
)  # fmt: skip
def test_every_sort_of_still_picture_is_taken(kind: str, mode: str, content_type: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, kind)
    found = clean(out.getvalue())
    assert found.content_type == content_type
    assert opened(found).mode in ("RGB", "RGBA")


def test_sixteen_bits_are_scaled_not_cut() -> None:
    image = Image.new("I;16", (4, 4), 32896)
    out = io.BytesIO()
    image.save(out, "PNG")
    assert opened(clean(out.getvalue())).getpixel((0, 0)) == pytest.approx((128, 128, 128), abs=1)


def test_the_first_of_a_phones_pictures_in_one_file_is_kept() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "blue")])
    image = opened(clean(out.getvalue()))
    assert image.getpixel((5, 5))[0] > 200
    assert getattr(image, "n_frames", 1) == 1


def test_a_large_photo_is_made_smaller_and_needs_little_memory() -> None:
    sent = hostile.picture(size=(8000, 6000))
    tracemalloc.start()
    found = clean(sent)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(found.width, found.height) == 3000
    assert found.width / found.height == pytest.approx(8000 / 6000, rel=0.01)
    assert peak < 40_000_000


def test_a_png_of_noise_does_not_come_out_larger_than_it_may(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 400_000
    noise = Image.frombytes("RGB", (360, 360), random.Random(1).randbytes(360 * 360 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    found = clean(out.getvalue())
    assert len(found.data) <= 400_000


def test_too_many_bytes_are_refused_before_they_are_looked_at(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(UploadRefused) as refused:
        clean(b"\0" * (1024 * 1024 + 1))
    assert refused.value.code == "too-large"
    assert "1 MB" in str(refused.value.detail)


@given(st.data())
def test_a_spoiled_file_never_makes_a_fault(data: st.DataObject) -> None:
    sent = bytearray(data.draw(st.sampled_from([hostile.picture(kind, (50, 50)) for kind in ("JPEG", "PNG", "WEBP", "AVIF")])))
    for _turn in range(data.draw(st.integers(1, 20))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        outcome = "taken" if opened(clean(bytes(sent))) else ""
    except UploadRefused as refused:
        outcome = refused.code
    assert outcome in {"taken", "broken", "not-a-picture", "too-many-pixels", "moving", "heic"}


class TestTaking:
    def _request(self, *files: bytes) -> HttpRequest:
        request = RequestFactory().post("/", {f"photo{n}": SimpleUploadedFile("x.jpg", data) for n, data in enumerate(files)})
        request.upload_handlers = [InMemory(request)]
        return request

    def test_files_stay_in_memory_and_lose_their_names(self, settings: Settings, tmp_path: Path) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        file = self._request(hostile.picture()).FILES["photo0"]
        assert file.name == "upload"
        assert clean_image(file).width == 60
        assert not list(tmp_path.iterdir())

    def test_a_file_that_is_too_large_is_said_to_be(self, settings: Settings) -> None:
        settings.UPLOAD_MAX_BYTES = 200_000
        files = self._request(b"\0" * 300_000, hostile.picture()).FILES
        with pytest.raises(UploadRefused) as refused:
            clean_image(files["photo0"])
        assert refused.value.code == "too-large"
        assert files["photo0"].file.getbuffer().nbytes == 0
        assert clean_image(files["photo1"]).width == 60

    def test_many_files_together_have_a_bound(self, settings: Settings) -> None:
        settings.UPLOAD_MAX_BYTES = 100_000
        files = self._request(*[b"\0" * 90_000] * 5).FILES
        assert sum(file.file.getbuffer().nbytes for file in files.values()) <= 300_000
        assert files["photo4"].is_over


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture(autouse=True)
    def _folder(self, settings: Settings, tmp_path: Path) -> None:
        self.settings, self.folder = settings, tmp_path
        self._store_in(tmp_path)

    def _store_in(self, folder: Path) -> None:
        disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
        self.settings.STORAGES = {**self.settings.STORAGES, "default": disk}

    def test_kept_under_a_random_name_and_clean_only_when_written(self, cast: Cast) -> None:
        report = report_in_north(cast)
        row = store(clean(hostile.with_gps()), report)
        row.refresh_from_db()
        assert row.state == "clean"
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        assert [path.name for path in files] == [f"{row.key.hex}.jpg"]
        assert stat.S_IMODE(files[0].stat().st_mode) & 0o007 == 0
        assert files[0].read_bytes() == clean(hostile.with_gps()).data

    def test_what_cannot_be_written_leaves_nothing(self, cast: Cast) -> None:
        report = report_in_north(cast)
        self.folder.joinpath("blocked").touch()
        self._store_in(self.folder / "blocked")
        with pytest.raises(UploadRefused) as refused:
            store(clean(hostile.picture()), report)
        assert refused.value.code == "not-kept"
        assert not Upload.objects.exists()

    def test_files_whose_transaction_was_undone_are_swept_after_a_day(self, cast: Cast) -> None:
        kept = store(clean(hostile.picture()), report_in_north(cast))
        lost = store(clean(hostile.picture()), report_in_north(cast))
        Upload.objects.filter(pk=lost.pk).delete()
        self.folder.joinpath("README").touch()
        assert sweep() == 0
        assert sweep(now=timezone.now() + timedelta(days=2)) == 1
        assert [path.name for path in self.folder.glob("*/*")] == [kept.path.rpartition("/")[2]]

    def test_served_as_a_download_that_nothing_runs(self, cast: Cast) -> None:
        row = store(clean(hostile.picture()), report_in_north(cast))
        response = serve(row, cast.officer)
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"] == f'attachment; filename="{row.key.hex}.jpg"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox")
        assert response["Cache-Control"] == "no-store"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_only_who_may_see_the_report_sees_its_pictures(self, cast: Cast) -> None:
        row = store(clean(hostile.picture()), report_in_north(cast))
        for name, who in cast:
            if name in ("officer", "supervisor", "analyst"):
                assert serve(row, who).status_code == 200
            else:
                with pytest.raises(Unseen):
                    serve(row, who)

    def test_invisible_until_clean_and_when_its_file_or_report_is_gone(self, cast: Cast) -> None:
        report = report_in_north(cast)
        row = store(clean(hostile.picture()), report)
        row.state = Upload.State.WRITING
        with pytest.raises(Unseen):
            as_download(row)
        row.state = Upload.State.CLEAN
        default_storage.delete(row.path)
        with pytest.raises(Unseen):
            as_download(row)
        report.delete()
        with pytest.raises(Unseen):
            serve(row, cast.officer)


def _markers(data: bytes) -> set[int]:
    """Give the kinds of segment of a JPEG up to its scan."""
    found, at = set(), 2
    while data[at] == 0xFF:
        found.add(data[at + 1])
        if data[at + 1] == 0xDA:
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found
