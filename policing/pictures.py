"""Pictures that were drawn anew: kept together, shown whole or small, and taken away. Each was made by ``policing.uploads``."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image

from policing import uploads
from policing.errors import Unseen
from policing.privacy.models import Upload
from policing.uploads import BROKEN, CleanImage, UploadRefused

SMALL_EDGE, SMALL_QUALITY = 320, 75
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


def store_all(pictures: Sequence[CleanImage], subject: models.Model) -> list[Upload]:
    """Keep clean pictures for ``subject``, all of them or none: the files first, then their rows, which make them visible.

    One statement however many there are. Raises UploadRefused (``not-kept``) where the disk refuses. Where the transaction
    around it is undone later, call ``discard``; what is left over even so, ``uploads.sweep`` removes within a day.
    """
    rows = [
        Upload(
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            state=Upload.State.CLEAN,
            content_type=one.content_type,
            size=len(one.data),
            width=one.width,
            height=one.height,
        )
        for one in pictures
    ]
    try:
        for row, one in zip(rows, pictures, strict=True):
            default_storage.save(row.path, ContentFile(one.data))
    except OSError as error:
        discard(rows)
        raise UploadRefused("not-kept", _("We could not keep the picture. That was our fault. Please send it again.")) from error
    return _with_rows(rows)


def _with_rows(rows: list[Upload]) -> list[Upload]:
    try:
        return Upload.objects.bulk_create(rows)
    except BaseException:
        discard(rows)
        raise


def discard(rows: Sequence[Upload]) -> None:
    """Remove the files of pictures whose rows are gone."""
    for row in rows:
        uploads.discard(row.path)


def answer(upload: Upload, *, small: bool = False) -> HttpResponse:
    """Give a kept picture, whole or small, for doors that asked for the right themselves. Raises as ``content``."""
    return as_answer(content(upload), upload.content_type, small=small)


def content(upload: Upload) -> bytes:
    """Give the bytes of a kept picture. Raises Unseen where it is not clean yet, or its file is gone."""
    if upload.state != Upload.State.CLEAN or not default_storage.exists(upload.path):
        raise Unseen
    with default_storage.open(upload.path) as file:
        return bytes(file.read())


def as_answer(data: bytes, content_type: str, *, small: bool = False) -> HttpResponse:
    """Give a clean picture as an answer that a page can show, and that no browser runs, frames or keeps."""
    if small:
        data, content_type = shrunk(data), "image/jpeg"
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="picture.{ENDINGS[content_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response


def shrunk(data: bytes) -> bytes:
    """Give a small JPEG of a clean picture. Raises Unseen for what cannot be read, which nothing that we made is."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
            picture.draft("RGB", (SMALL_EDGE, SMALL_EDGE))
            sheet = Image.new("RGB", picture.size, "white")
            clear = picture.convert("RGBA") if picture.has_transparency_data else None
            sheet.paste(clear or picture.convert("RGB"), mask=clear)
    except BROKEN as error:
        raise Unseen from error
    sheet.thumbnail((SMALL_EDGE, SMALL_EDGE))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=SMALL_QUALITY, comment=b"", exif=b"", icc_profile=None)
    return out.getvalue()
