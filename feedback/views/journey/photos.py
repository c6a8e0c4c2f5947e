"""Pictures, if any: each is drawn anew in memory before anything of it is kept, and skipping is as easy as going on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from feedback.forms.photos import PhotosForm, cleaned, sent_files
from feedback.services import draft_photos, drafts
from feedback.services.draft_photos import MOST_PHOTOS
from feedback.services.drafts import Writing
from feedback.views.journey.shared import CHANGE, READ_WRITE, WHY, begun, changing, keep, page, remember, store, typed, writing_of
from policing import access, pictures
from policing.errors import BadInput, Unseen
from policing.privacy.throttle import Throttle
from policing.uploads import UploadRefused

PHOTOS = Throttle("photos", limit=settings.INTAKE_PER_HOUR, window=3600)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def photos(request: HttpRequest) -> HttpResponse:
    """Take up to five pictures, one after the other or several at once, and take any of them back."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    if request.method != "POST":
        return _photos_page(request, writing)
    drafts.keep(writing)
    gone = request.POST.get("remove", "")
    if gone.isdecimal():
        draft_photos.remove(writing, int(gone[:4]))
    refused = _take(request, writing)
    if refused:
        return remember(writing, _photos_page(request, writing, refused))
    if gone or "add" in request.POST:
        return store(writing, changing("feedback:report-photos") if CHANGE in request.GET else "feedback:report-photos")
    return keep(request, writing, "feedback:report-you")


def _take(request: HttpRequest, writing: Writing) -> list[str]:
    """Keep the pictures that came, and say of each that could not be kept why. A file is called by its place, never its name."""
    files = sent_files(request.FILES, "photos")
    if not files:
        return []
    PHOTOS.check(request)
    refused = []
    room = max(0, MOST_PHOTOS - draft_photos.count(writing))
    for number, made in enumerate(cleaned(files[:room]), start=1):
        if isinstance(made, UploadRefused):
            refused.append(_said(number, len(files), str(made.detail)))
            continue
        try:
            draft_photos.add(writing, made)
        except BadInput as error:
            refused.append(_said(number, len(files), error.fields["photos"][0]))
    if len(files) > room:
        words = _("A report takes up to %(most)d pictures. Those beyond that were not kept. You can add more later.")
        refused.append(words % {"most": MOST_PHOTOS})
    return refused


def _said(number: int, files: int, why: str) -> str:
    return why if files == 1 else _("Picture %(number)d: %(why)s") % {"number": number, "why": why}


def _photos_page(request: HttpRequest, writing: Writing, refused: list[str] | None = None) -> HttpResponse:
    form = PhotosForm(typed(request))
    for words in refused or []:
        form.add_error("photos", words)
    kept = draft_photos.listed(writing)
    context: dict[str, Any] = {"kept": kept, "most": MOST_PHOTOS, "is_full": len(kept) >= MOST_PHOTOS}
    return page(request, "photos", form, **context)


@access.public(WHY)
@require_GET
def photo(request: HttpRequest, number: int) -> HttpResponse:
    """Show one picture of the draft of this browser, to nobody else."""
    writing = writing_of(request)
    if writing is None or writing.sent:
        raise Unseen
    found = draft_photos.opened(writing, number)
    return pictures.as_answer(found.data, found.content_type, small="small" in request.GET)
