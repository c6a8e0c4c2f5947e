"""Every upload is hostile. A picture is sniffed, bounded, decoded, drawn anew and renamed in memory; only that is written.

What is kept was made here from bare pixels: no metadata, no comment, no colour profile, no second picture, nothing before it
or after it. It lies outside the web root under a random name, and is served as a download that no browser runs.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import hexdigits
from typing import IO, Any
from uuid import UUID

import puremagic
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image
from PIL.ExifTags import Base

from policing import access, timekeeping
from policing.errors import CommonbeatError, Unseen
from policing.privacy.models import Upload

logger = logging.getLogger(__name__)

# what the first bytes must say, and the one decoder that Pillow may then try
DECODERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
PHONE_KINDS = frozenset({"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
FORMS_WORTH = 3  # one form may bring so many times the size of the largest file
JPEG_QUALITY = 85
KEY_LENGTH = 32
BROKEN = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, EOFError, RuntimeError,
    MemoryError, struct.error, zlib.error,
)  # fmt: skip
HEIC = _("We cannot read this kind of picture (HEIC). Send a screenshot of it, or set the camera to “most compatible”.")
MOVING = _("This picture moves, and we can only keep still ones. Please send a still picture.")
NO_PICTURE = _("This is not a picture that we can read. Please send a JPEG or PNG picture.")
TOO_MANY = _("The picture has too many dots for us to open it safely. Please send a smaller one.")
Words = str | Promise


class UploadRefused(CommonbeatError):
    """A file that is not kept; the detail says why and what to send in its place. ``code`` tells programs which."""

    status, title = 422, _("We could not take that picture")

    def __init__(self, code: str, detail: Words) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class CleanImage:
    """A picture made anew in memory, and nothing of the file that was sent."""

    data: bytes
    content_type: str
    width: int
    height: int


class InMemory(FileUploadHandler):
    """Takes files into memory, never onto the disk. Beyond the bounds a file is dropped, and its name of field kept, so that the
    form can say that it was too large."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = 0
        self.buffer = io.BytesIO()
        self.is_over = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.buffer, self.is_over = io.BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece, or drop what came so far where the file or the whole form is too large."""
        self.taken += len(raw_data)
        most: int = settings.UPLOAD_MAX_BYTES
        if self.is_over or start + len(raw_data) > most or self.taken > FORMS_WORTH * most:
            self.buffer, self.is_over = io.BytesIO(), True
            return None
        self.buffer.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand the file over: its content, or none of it but its true size."""
        self.buffer.seek(0)
        found = InMemoryUploadedFile(self.buffer, self.field_name, "upload", self.content_type, file_size, None)
        found.is_over = self.is_over  # type: ignore[attr-defined]
        return found


def clean_image(file: IO[bytes]) -> CleanImage:
    """Give a picture made anew from the pixels of a file that somebody sent. Writes nothing.

    Turned upright first, then made smaller where an edge is longer than UPLOAD_LONGEST_EDGE. PNG stays PNG; all else becomes JPEG
    unless it has see-through parts. Of the pictures that some phones put into one JPEG, the first is kept. Raises UploadRefused
    with a code (``empty``, ``too-large``, ``heic``, ``not-a-picture``, ``too-many-pixels``, ``moving``, ``broken``).
    """
    data = read(file)
    kind = _sniff(data)
    try:
        with Image.open(io.BytesIO(data), formats=[DECODERS[kind]]) as picture:
            _refuse_large(picture, kind)
            return _encode(_draw_anew(picture, kind), kind)
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused("too-many-pixels", TOO_MANY) from error
    except BROKEN as error:
        raise UploadRefused("broken", _("The picture is damaged. Please open it, save it again, and send that.")) from error


def store(clean: CleanImage, subject: models.Model) -> Upload:
    """Keep a clean picture for ``subject``: written first, marked clean after, invisible until then.

    Two statements in one transaction. Raises UploadRefused (``not-kept``) where the disk refuses; nothing is left behind then.
    """
    try:
        with transaction.atomic():
            row = Upload.objects.create(
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                content_type=clean.content_type,
                size=len(clean.data),
                width=clean.width,
                height=clean.height,
            )
            default_storage.save(row.path, ContentFile(clean.data))
            row.state = Upload.State.CLEAN
            row.save(update_fields=["state"])
    except OSError as error:
        discard(row.path)
        raise UploadRefused("not-kept", _("We could not keep the picture. That was our fault. Please send it again.")) from error
    return row


def discard(path: str) -> None:
    """Remove what was written of a file whose row is gone. A disk that refuses that too is for the people who run the site."""
    try:
        default_storage.delete(path)
    except OSError:
        logger.warning("a file without a row may be left in the storage", extra={"code": "upload_left_over"})


def sweep(now: datetime | None = None) -> int:
    """Remove files older than a day that no row speaks of (their transaction was undone), and give how many.

    One query for each folder.
    """
    before = (now or timekeeping.now()) - timedelta(days=1)
    removed = 0
    for folder in default_storage.listdir("")[0] if default_storage.exists("") else []:
        keys = {f"{folder}/{name}": _key_of(name) for name in default_storage.listdir(folder)[1]}
        known = set(Upload.objects.filter(key__in=[key for key in keys.values() if key]).values_list("key", flat=True))
        for path, key in keys.items():
            if key and key not in known and default_storage.get_modified_time(path) < before:
                discard(path)
                removed += 1
    return removed


def _key_of(file_name: str) -> UUID | None:
    """Give the key in the name of a stored file, or None where the file is not one of ours."""
    name = file_name.partition(".")[0]
    return UUID(hex=name) if len(name) == KEY_LENGTH and set(name) <= set(hexdigits) else None


def serve(upload: Upload, user: Any) -> HttpResponse:
    """Give the file to somebody who may view what it belongs to. Two queries at most. Raises Unseen for everybody else."""
    subject = apps.get_model(upload.subject_type)._default_manager.filter(pk=upload.subject_id).first()
    if subject is None or not access.can(user, "view", subject):
        raise Unseen
    return as_download(upload)


def as_download(upload: Upload) -> HttpResponse:
    """Give the file as an answer that no browser runs or keeps, for doors that asked for the right themselves.

    Raises Unseen where it is not clean yet, or its file is gone.
    """
    if upload.state != Upload.State.CLEAN or not default_storage.exists(upload.path):
        raise Unseen
    with default_storage.open(upload.path) as file:
        response = HttpResponse(file.read(), content_type=upload.content_type)
    name = upload.path.rpartition("/")[2]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response


def read(file: IO[bytes]) -> bytes:
    """Give what somebody sent, within the bounds. Raises UploadRefused (``empty``, ``too-large``)."""
    most: int = settings.UPLOAD_MAX_BYTES
    data = file.read(most + 1)
    if getattr(file, "is_over", False) or len(data) > most:
        raise UploadRefused(
            "too-large",
            _("The file is larger than %(size)d MB. Please send a smaller one.") % {"size": most // (1024 * 1024)},
        )
    if not data:
        raise UploadRefused("empty", _("The file is empty. Please choose it again."))
    return data


def _sniff(data: bytes) -> str:
    """Give the kind that the first bytes speak of. The name and the type that the sender claims count nothing."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS and b"avif" not in data[8:32]:
        kind = "image/heic"
    else:
        try:
            kind = puremagic.from_string(data[:4096], mime=True)
        except (puremagic.PureError, ValueError):
            kind = ""
    if kind in PHONE_KINDS:
        raise UploadRefused("heic", HEIC)
    if kind not in DECODERS:
        raise UploadRefused("not-a-picture", NO_PICTURE)
    return kind


def _refuse_large(picture: Image.Image, kind: str) -> None:
    """Refuse by the header alone, before a pixel is decoded."""
    most = settings.UPLOAD_MAX_PIXELS if kind == "image/jpeg" else settings.UPLOAD_MAX_PIXELS // 2
    if picture.width * picture.height >= most:
        raise UploadRefused("too-many-pixels", TOO_MANY)
    if kind != "image/jpeg" and getattr(picture, "n_frames", 1) > 1:
        raise UploadRefused("moving", MOVING)


def _draw_anew(picture: Image.Image, kind: str) -> Image.Image:
    """Give the pixels alone, upright, within the longest edge, on a fresh sheet that has never seen the file's metadata."""
    edge: int = settings.UPLOAD_LONGEST_EDGE
    if kind == "image/jpeg":
        picture.draft("RGB", (edge, edge))  # decodes at a half, a quarter or an eighth, so a large photo needs little memory
    picture.load()
    turned = _upright(picture)
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    plain = _eight_bits(turned).convert(mode)
    plain.thumbnail((edge, edge))
    sheet = Image.new(mode, plain.size)
    sheet.paste(plain)
    return sheet


def _upright(picture: Image.Image) -> Image.Image:
    """Give the picture the way it was held. What cannot be read about that, or is nonsense, leaves it as it is."""
    try:
        way = picture.getexif().get(Base.Orientation)
    except BROKEN:
        return picture
    turn = TURNS.get(way) if isinstance(way, int) else None
    return picture if turn is None else picture.transpose(turn)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Give a picture of sixteen bits a dot with eight, which ``convert`` alone would cut off instead of scaling."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def _encode(sheet: Image.Image, kind: str) -> CleanImage:
    out = io.BytesIO()
    content_type = "image/png" if kind == "image/png" or sheet.mode == "RGBA" else "image/jpeg"
    if content_type == "image/png":
        sheet.save(out, "PNG")
        if out.tell() > settings.UPLOAD_MAX_BYTES:
            white = Image.new("RGB", sheet.size, "white")
            white.paste(sheet, mask=sheet.getchannel("A") if sheet.mode == "RGBA" else None)
            sheet, content_type, out = white, "image/jpeg", io.BytesIO()
    if content_type == "image/jpeg":
        sheet.save(out, "JPEG", quality=JPEG_QUALITY, comment=b"", exif=b"", icc_profile=None)
    return CleanImage(out.getvalue(), content_type, sheet.width, sheet.height)
