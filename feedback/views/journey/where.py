"""Where it is: words and the places found for them, an area from the list, or “I do not know”."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.forms import WhereForm
from feedback.services.drafts import Writing
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, page, typed
from policing import access
from policing.areas.locate import locate
from policing.areas.models import Agency, Area, Place


@access.public(WHY)
@require_http_methods(READ_WRITE)
def where(request: HttpRequest) -> HttpResponse:
    """Ask where it is: words and the places found for them, an area from the list, or “I do not know”."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    areas = list(Area.objects.for_list())
    initial = {name: writing.get(name) for name in ("place", "spot", "area")}
    form = WhereForm(typed(request), initial=initial, areas=areas)
    if request.method == "POST" and form.is_valid():
        return _placed(request, writing, form)
    return _where_page(request, form, str(writing.get("place")), chosen=str(writing.get("spot")))


def _where_page(request: HttpRequest, form: WhereForm, sought: str, chosen: str = "", **context: Any) -> HttpResponse:
    """Show the page with the places found for the words that were sought."""
    found = list(Place.objects.named_like(sought)) if len(sought.strip()) >= 2 else []
    shown = {"found": found, "sought": sought, "chosen": chosen, "agency": Agency.current(), **context}
    return page(request, "where", form, 2, **shown)


def _placed(request: HttpRequest, writing: Writing, form: WhereForm) -> HttpResponse:
    given = form.cleaned_data
    if "skip" in request.POST:
        return keep(request, writing, "feedback:report-details", place="", spot="", area="", lat=None, lon=None, found_area="")
    if form.is_to_be_sought(asked="find" in request.POST):
        return _where_page(request, form, given["place"], searched=True)
    point, name = _point(form)
    area_code, area_name = given["area"], form.area_name()
    if point is not None:
        hit = locate(*point)
        if hit is None and "anyway" not in request.POST:
            return _where_page(request, form, given["place"], chosen=given["spot"], outside=True)
        area_code, area_name = (hit.code, hit.name) if hit else ("", "")
    if not (given["place"] or area_code or point):
        form.add_error("place", _("Tell us a street or a place, choose an area, or say that you do not know."))
        return _where_page(request, form, "")
    lat, lon = point or (None, None)
    answers = {"place": name or given["place"], "spot": given["spot"], "area": area_code, "lat": lat, "lon": lon}
    return keep(request, writing, "feedback:report-details", found_area=area_name, **answers)


def _point(form: WhereForm) -> tuple[tuple[float, float] | None, str]:
    """Give the point and the name of the chosen place, or the point that the words themselves are."""
    spot = form.chosen_spot()
    place = Place.objects.filter(pk=spot).first() if spot is not None else None
    if place is not None:
        return (place.lat, place.lon), place.name
    return form.coordinates(), ""
