"""A copy to keep: the report and all that was said, as a plain text file. It holds no receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from feedback.readers import status_line
from feedback.services import tracking
from feedback.services.tracking import Door
from feedback.views.track.page import pair, remarks
from policing.areas.models import Agency
from policing.events import timeline

NAME = "my-report.txt"  # says nothing about what it is to somebody who looks over the shoulder


def _save(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Give the report and its messages as a file."""
    tracked = tracking.tracked(door)
    context = {
        "report": tracked,
        "line": status_line(tracked),
        "moments": timeline.for_subject(tracked, audience="public"),
        "remarks": remarks(tracked),
        "agency": Agency.current(),
    }
    text = render_to_string("feedback/track_file.txt", context)
    lines = "\r\n".join(line.rstrip() for line in text.strip().splitlines()) + "\r\n"
    return HttpResponse(
        "\ufeff" + lines,  # so that every editor reads it as UTF-8
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"', "X-Content-Type-Options": "nosniff"},
    )


save, own_save = pair(_save, "POST")
