"""The published reports: the list first, then the map; one of them, with joining; and a feed to follow from elsewhere."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback.models import Publication
from feedback.published import NEWEST, PublicFilter, shown
from feedback.services import publishing
from policing import access
from policing.accounts.models import User
from policing.areas.models import Agency, Area
from policing.errors import Denied, WrongState
from policing.ui import keyset

WHY = "what is published is for everybody"
FEED_ROWS = 50


def published(user: Any) -> QuerySet[Publication]:
    """Give the published reports as a list shows them."""
    return access.visible(Publication, user).for_list()  # type: ignore[attr-defined, no-any-return]


@access.public(WHY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the published reports, the newest first, narrowed as the address says, and show how many lie where."""
    narrowed = PublicFilter(request.GET, queryset=published(request.user))
    page = keyset.page(narrowed.qs, request, key=NEWEST)
    area: Area | None = narrowed.form.cleaned_data.get("area") if narrowed.form.is_valid() else None
    context = {
        "filter": narrowed,
        "rows": [shown(row) for row in page.rows],
        "pager": page.pager,
        "feed_url": reverse("feedback:public-feed") + (f"?area={area.code}" if area else ""),
        "report_url": reverse("feedback:report-start") + (f"?area={area.code}" if area else ""),
        "is_narrowed": bool(request.GET),
        "language": get_language(),
    }
    return render(request, "feedback/public_list.html", context)


def _one(request: HttpRequest, slug: str) -> Publication:
    rows = Publication.objects.for_list().select_related("copy")
    found: Publication = access.get_visible_or_404(rows, request.user, slug=slug)
    return found


@access.public(WHY)
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one published report: where it stands, what became of it, and whether it is the same for the reader."""
    return _page(request, _one(request, slug))


def _page(request: HttpRequest, row: Publication, *, status: int = 200, refusal: str = "") -> HttpResponse:
    has_joined = request.user.is_authenticated and publishing.has_joined(row, request.user)
    area = row.area
    context = {
        "publication": row,
        "shown": shown(row),
        "can_join": publishing.can_join(row),
        "has_joined": has_joined,
        "refusal": refusal,
        "report_url": reverse("feedback:report-start") + (f"?area={area.code}" if area else ""),
        "language": get_language(),
    }
    return render(request, "feedback/public_report.html", context, status=status)


@access.signed_in
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it is the same for oneself."""
    row = _one(request, slug)
    try:
        publishing.join(row.pk, actor=cast(User, request.user))
    except (Denied, WrongState) as error:
        return _page(request, _one(request, slug), status=error.status, refusal=str(error.detail))
    messages.success(request, _("You are counted, and you hear what comes of it."))
    return redirect("feedback:public-report", slug=slug)


@access.signed_in
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it back that it is the same for oneself."""
    publishing.leave(_one(request, slug).pk, actor=cast(User, request.user))
    messages.success(request, _("Taken back. You do not hear of it any more."))
    return redirect("feedback:public-report", slug=slug)


@access.public(WHY)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the newest published reports as an Atom feed: of everywhere, or of one area and all inside it."""
    rows, area = published(request.user), None
    if code := request.GET.get("area", ""):
        area = access.get_visible_or_404(Area.objects.in_use(), request.user, code=code)
        rows = rows.filter(area_path__startswith=area.path)
    found = [shown(row) for row in rows.order_by(*NEWEST.order(backwards=False))[:FEED_ROWS]]
    here = request.build_absolute_uri()
    context = {
        "rows": found,
        "area": area,
        "agency": Agency.current(),
        "here": here,
        "site": request.build_absolute_uri("/").rstrip("/"),
        "updated": max((one.finished_at or one.row.published_at for one in found), default=None),
    }
    return render(request, "feedback/public_feed.xml", context, content_type="application/atom+xml; charset=utf-8")
