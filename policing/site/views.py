"""The front door: home, the list of areas, and the page of one area."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback import numbers, ratings
from policing import access, timekeeping
from policing.accounts import teams
from policing.areas.cells import parse_coordinates
from policing.areas.locate import locate
from policing.areas.models import Agency, Area, Place
from policing.areas.querysets import fold
from policing.site import maps, published
from policing.ui.charts import Bar, BarChart
from problems import stories

WHY = "the front door is for everybody"
MOST_FOUND = 12
HOME_STORIES, AREA_STORIES = 3, 5


@access.public(WHY)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Find your area, report, follow a report, and see what became of what was reported."""
    drawn = maps.of_areas(_("The areas. Choose one to open its page."))
    context = {
        "agency": Agency.current(),
        "map": drawn,
        "numbers": numbers.for_area(""),
        "stories": stories.closed(most=HOME_STORIES),
        "changed": published.changed(),
        "latest": published.latest(),
    }
    return render(request, "site/home.html", context)


@access.signed_in
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Lead a person who signed in to where their work is."""
    grants = access.load(request.user)
    if grants.holds("reports.view"):
        return redirect("feedback:inbox")
    if grants.holds("setup.change"):
        return redirect("admin:index")
    return redirect("site:home")


def _found(words: str) -> tuple[QuerySet[Area], list[Place]]:
    key = fold(words)
    named = access.visible(Area, None).in_use().filter(key__contains=key).only("code", "name", "key")[:MOST_FOUND]  # type: ignore[attr-defined]
    places = [place for place in access.visible(Place, None).named_like(words) if place.area_id]  # type: ignore[attr-defined]
    return named, places


@access.public(WHY)
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """List every area; with words, the areas and places of that name. One sure hit opens its page."""
    words = request.GET.get("q", "").strip()[:100]
    if not words:
        listed = access.visible(Area, request.user).for_list()  # type: ignore[attr-defined]
        context: dict[str, Any] = {"areas": listed, "map": maps.of_areas(_("The areas. Choose one to open its page."))}
        return render(request, "site/areas.html", context)
    point = parse_coordinates(words)
    hit = locate(*point) if point else None
    if hit is not None:
        return redirect("site:area", code=hit.code)
    named, places = _found(words)
    codes = {area.code for area in named} | {place.area.code for place in places if place.area}
    if len(codes) == 1:
        return redirect("site:area", code=codes.pop())
    return render(
        request, "site/areas.html", {"words": words, "areas": named, "places": places, "outside": point and hit is None}
    )


@access.public(WHY)
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show one area: its team and hours, and what became of what was reported there, small numbers hidden."""
    found = access.get_visible_or_404(Area.objects.in_use(), request.user, code=code)
    team = teams.serving(found.path)
    context = {
        "area": found,
        "trail": [*((up.name, reverse("site:area", args=[up.code])) for up in _above(found)), (found.name, "")],
        "team": team,
        "people": teams.people_of(team),
        "numbers": numbers.for_area(found.path),
        "inside": access.visible(Area, request.user).in_use().filter(parent=found).only("code", "name", "key"),  # type: ignore[attr-defined]
        "map": maps.of_one(found),
        "stories": stories.closed(found.path, most=AREA_STORIES),
        "changed": published.changed(found.path),
        "latest": published.latest(found.path),
        "ratings": _ratings(found.path),
        "today": timekeeping.now(),
        "report_url": f"{reverse('feedback:report-start')}?area={found.code}",
        "nothing": _("Nothing was reported here in the last year, or too little to show."),
    }
    return render(request, "site/area.html", context)


def _ratings(area_path: str) -> BarChart | None:
    """Give what residents say of how they were treated, statement by statement, or None where too few said it."""
    scores = ratings.shown_for_area(area_path)
    if not scores:
        return None
    says = _(
        "0 is “not at all” and 100 is “fully”. Each number is of at least %(people)d people who chose to answer in the last year, "
        "so it is a hint and no measure of everybody."
    ) % {"people": ratings.least_people()}
    bars = tuple(Bar(score.words, score.score) for score in scores)
    return BarChart(_("How people say they were treated"), says, _("What they were asked"), _("From 0 to 100"), bars, most=100)


def _above(found: Area) -> list[Area]:
    holders = access.visible(Area, None).filter(path__in=access.ancestors(found.path)[1:-1])
    return list(holders.only("code", "name", "path").order_by("path"))
