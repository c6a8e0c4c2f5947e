"""Others told us: published reports that seem alike. Joining is the person's own choice, and nothing shows where nothing is alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from feedback import alike, categories
from feedback.alike import PublicMatch
from feedback.forms import OthersForm
from feedback.services.drafts import Writing
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, page, typed
from policing import access
from policing.areas.models import Area

NO = "no"


def matches(writing: Writing) -> list[PublicMatch]:
    """Give the published reports that seem alike what was written so far. Three queries at most."""
    category = categories.kind_of(writing.get("category"))
    if category is None:
        return []
    area = Area.objects.in_use().filter(code=writing.get("area")).only("path").first() if writing.get("area") else None
    return alike.alike_public(
        category=category,
        lat=writing.get("lat", None),
        lon=writing.get("lon", None),
        area_path=area.path if area else "",
        words=str(writing.get("words")),
    )


def after_you(writing: Writing) -> str:
    """Give the step after “you”: others told us, where something is alike, else check."""
    return "feedback:report-others" if matches(writing) else "feedback:report-check"


def joined(writing: Writing) -> PublicMatch | None:
    """Give the published report that the person said is the same, while it may still be joined."""
    slug = writing.get("joins")
    return next((match for match in matches(writing) if match.publication.slug == slug), None) if slug else None


@access.public(WHY)
@require_http_methods(READ_WRITE)
def others(request: HttpRequest) -> HttpResponse:
    """Show what others told us, and ask whether it is the same."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    if "skip" in request.POST:
        return keep(request, writing, "feedback:report-check", joins="")
    found = matches(writing)
    if not found:
        return keep(request, writing, "feedback:report-check") if request.method == "POST" else redirect("feedback:report-check")
    form = OthersForm(
        typed(request),
        initial={"join": writing.get("joins")},
        choices=[(match.publication.slug, match.publication.summary) for match in found],
        hints={match.publication.slug: " · ".join([str(match.people), *match.reasons]) for match in found},
    )
    if request.method == "POST" and form.is_valid():
        join = form.cleaned_data["join"]
        return keep(request, writing, "feedback:report-check", joins="" if join == NO else join)
    return page(request, "others", form, step="check")
