"""Pictures on the desk: shown to the team, and taken away where they must not be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from feedback.forms.photos import RemovePhotoForm
from feedback.models import Report
from feedback.services import originals, photos
from policing import access, pictures


def panel(request: HttpRequest, report: Report) -> Mapping[str, Any] | None:
    """Give the pictures of a report for the page of the desk, or nothing where there are none. One query."""
    sent = photos.of_report(report)
    if not sent:
        return None
    shown = [one for one in sent if not originals.is_closed(report, one)]
    may_see = access.can(request.user, "see_photos", report)
    may_remove = access.can(request.user, "remove_photo", report)
    return {"report": report, "photos": shown, "closed": len(sent) - len(shown), "may_see": may_see, "may_remove": may_remove}


def _report(request: HttpRequest, reference: str) -> Report:
    rows = Report.objects.only("id", "reference", "area_path", "team_id", "reporter_id", "readable")
    found: Report = access.get_visible_or_404(rows, request.user, reference=reference)
    return found


@access.holds("reports.view")
@require_GET
def photo(request: HttpRequest, reference: str, photo: int) -> HttpResponse:
    """Show one picture to somebody who handles the report."""
    report = _report(request, reference)
    access.require(request.user, "see_photos", report)
    return pictures.answer(photos.open_one(report, photo).upload, small="small" in request.GET)


@access.holds("reports.view")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, reference: str, photo: int) -> HttpResponse:
    """Ask why a picture must not be kept, then take it away for good."""
    report = _report(request, reference)
    access.require(request.user, "remove_photo", report)
    shown = photos.open_one(report, photo)
    form = RemovePhotoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        photos.remove(report.pk, photo=photo, reason=form.cleaned_data["reason"], actor=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The picture is gone. That it was there stays on record."))
        return redirect("feedback:report", reference=reference)
    context = {"form": form, "report": report, "photo": shown}
    return render(request, "feedback/photo_remove.html", context, status=422 if form.errors else 200)
