"""The site's addresses, and two views to compare with: a bare one, and B."""

from __future__ import annotations

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path

from feedback.models import Report
from policing import access, urls
from tests.bench.data import SCOPE

COLUMNS = (
    "reference", "state", "outcome", "mode", "channel", "words", "received_at", "due_at", "contests", "unread_replies", "version",
)  # fmt: skip
RENAMED = {
    "category_code": F("category__code"),
    "area_code": F("area__code"),
    "team_code": F("team__code"),
    "place": F("place_words"),
}


@access.public("to compare with")
def bare(request: HttpRequest) -> HttpResponse:
    """Answer two letters."""
    return HttpResponse("ok")


@access.signed_in
def baseline(request: HttpRequest) -> HttpResponseBase:
    """B: a signed-in view under the full middleware; the list's own filter, columns and joins, as plain values, 50 rows."""
    inside = Q()
    for area_path in SCOPE:
        inside |= Q(area_path__startswith=area_path)
    rows = Report.objects.filter(inside, state__in=["closed"]).order_by("-id").values("id", *COLUMNS, **RENAMED)[:50]
    return JsonResponse({"results": list(rows)})


handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [path("bench/bare/", bare), path("bench/baseline/", baseline), *urls.urlpatterns]
