"""What it is about: the first page of the journey."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from feedback.forms import WhatForm
from feedback.models import Category
from feedback.services import drafts
from feedback.views.journey.shared import READ_WRITE, WHY, keep, page, typed, writing_of
from policing import access


@access.public(WHY)
@require_http_methods(READ_WRITE)
def what(request: HttpRequest) -> HttpResponse:
    """Ask what it is about. A draft that was sent makes way for a new one."""
    writing = writing_of(request)
    if writing is None or writing.sent:
        writing = drafts.begin()
    categories = list(Category.objects.offered())
    language = translation.get_language() or settings.LANGUAGE_CODE
    initial = {"category": writing.get("category") or request.GET.get("about", "")}
    form = WhatForm(typed(request), initial=initial, categories=categories, language=language)
    if request.method == "POST" and form.is_valid():
        area = request.POST.get("area", "")
        area = area if area.isprintable() else ""
        return keep(
            request, writing, "feedback:report-where", category=form.cleaned_data["category"], area=writing.get("area") or area
        )
    return page(request, "what", form, 1, area=request.GET.get("area", ""))
