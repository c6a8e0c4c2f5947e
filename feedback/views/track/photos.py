"""Pictures on the resident's own page: those that were sent, and one more."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from feedback.forms.photos import PhotoForm
from feedback.services import photos, tracking
from feedback.services.tracking import Door
from feedback.views.track.page import WHY, door_of, home_of, pair, url_of
from feedback.workflow import REPORT
from policing import access, pictures
from policing.errors import BadInput, WrongState
from policing.privacy.throttle import Throttle
from policing.uploads import UploadRefused, clean_image

PHOTOS = Throttle("photos", limit=settings.INTAKE_PER_HOUR, window=3600)


def _photo(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Ask for one more picture, then keep it and tell the team."""
    tracked = tracking.tracked(door)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        PHOTOS.check(request)
        try:
            photos.add(door, photo=clean_image(form.cleaned_data["photo"]), token=form.cleaned_data["token"])
        except UploadRefused as refusal:
            form.add_error("photo", str(refusal.detail))
        except BadInput as error:
            form.add_error("photo", next(iter(error.fields.values()))[0])
        else:
            return redirect(f"{home_of(reference)}#photos")
    if reason := REPORT.refusal(tracked, "add_photo"):
        raise WrongState(reason)
    token = PhotoForm()["token"]  # whatever was wrong with the last picture, the next one is another
    context = {"form": form, "token": token, "report": tracked, "here": home_of(reference), "act": url_of("photo", reference)}
    return render(request, "feedback/track_photo.html", context, status=422 if form.errors else 200)


photo, own_photo = pair(_photo, "GET", "HEAD", "POST")


@access.public(WHY)
@require_GET
def picture(request: HttpRequest, photo: int) -> HttpResponse:
    """Show one's own picture behind the pass of this browser."""
    return _picture(request, door_of(request, ""), photo)


@access.signed_in
@require_GET
def own_picture(request: HttpRequest, reference: str, photo: int) -> HttpResponse:
    """Show a picture of one's own named report."""
    return _picture(request, door_of(request, reference), photo)


def _picture(request: HttpRequest, door: Door, photo: int) -> HttpResponse:
    return pictures.answer(photos.one_of(door.report_id, photo).upload, small="small" in request.GET)
