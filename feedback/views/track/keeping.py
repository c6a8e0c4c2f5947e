"""A copy to keep: the report and all that was said, as a plain text file, with its pictures where it has some. It holds no receipt."""

from __future__ import annotations

import io
import zipfile

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from feedback import resulted
from feedback.readers import status_line
from feedback.services import originals, photos, tracking
from feedback.services.tracking import Door
from feedback.views.track.page import pair, remarks
from policing import pictures
from policing.areas.models import Agency
from policing.events import timeline
from policing.privacy.models import Upload

NAME = "my-report"  # says nothing about what it is to somebody who looks over the shoulder


def _save(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Give the report and its messages as a file, or as several in one where it has pictures."""
    tracked = tracking.tracked(door)
    shown = photos.of_report(tracked)
    context = {
        "report": tracked,
        "place": originals.sent_with(tracked).place_words,
        "line": status_line(tracked),
        "moments": timeline.for_subject(tracked, audience="public"),
        "remarks": remarks(tracked),
        "results": [(one, resulted.facts_of(one.message)) for one in resulted.of(tracked)],
        "agency": Agency.current(),
        "photos": len(shown),
    }
    text = render_to_string("feedback/track_file.txt", context)
    lines = "\r\n".join(line.rstrip() for line in text.strip().splitlines()) + "\r\n"
    written = ("\ufeff" + lines).encode()  # the mark lets every editor read it as UTF-8
    if not shown:
        return _file(written, f"{NAME}.txt", "text/plain; charset=utf-8")
    return _file(_together(written, [one.upload for one in shown]), f"{NAME}.zip", "application/zip")


def _together(written: bytes, uploads: list[Upload]) -> bytes:
    """Put the text and the pictures, ten at most, into one file; a picture is called by its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        whole.writestr(f"{NAME}.txt", written)
        for number, upload in enumerate(uploads, start=1):
            whole.writestr(f"picture-{number}.{pictures.ENDINGS[upload.content_type]}", pictures.content(upload))
    return out.getvalue()


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


save, own_save = pair(_save, "POST")
