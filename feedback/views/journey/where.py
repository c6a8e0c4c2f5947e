"""Where it is: words and the places found for them, a marker on our own map, an area from the list, or “I do not know”."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.forms.where import MarkerForm, WhereForm
from feedback.services.drafts import Writing
from feedback.services.marking import Marking, around_area
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, page, remember, typed
from feedback.views.journey.where_map import SIZES, figure
from policing import access
from policing.areas import townmap
from policing.areas.locate import locate
from policing.areas.models import Agency, Area, Place
from policing.areas.near import near_words
from policing.areas.townmap import Town
from policing.ui.townmap import WAYS

LOOKS = {"closer": 1, "wider": -1, "here": 0}
NOWHERE = {"place": "", "spot": "", "area": "", "lat": None, "lon": None, "found_area": "", "near": "", "marker": None}


@access.public(WHY)
@require_http_methods(READ_WRITE)
def where(request: HttpRequest) -> HttpResponse:
    """Ask where it is: words and the places found for them, the map, an area from the list, or “I do not know”."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    areas = list(Area.objects.for_list())
    initial = {name: writing.get(name) for name in ("place", "spot", "area")}
    form = WhereForm(typed(request), initial=initial, areas=areas)
    marking = Marking.of(writing.get("marker"))
    if request.method == "POST" and form.is_valid():
        return _placed(request, writing, form, _sent_with(request, form, marking))
    return _where_page(request, form, marking, str(writing.get("place")), chosen=str(writing.get("spot")))


def _where_page(
    request: HttpRequest, form: WhereForm, marking: Marking, sought: str, chosen: str = "", **context: Any
) -> HttpResponse:
    """Show the page with the places found for the words that were sought, and the map."""
    found = _found(sought)
    shown = {"found": found, "sought": sought, "chosen": chosen, "agency": Agency.current(), **context}
    return page(request, "where", form, map=figure(marking, shown.pop("pressed", "")), **shown)


def _found(sought: str) -> list[Place]:
    return list(Place.objects.named_like(sought)) if len(sought.strip()) >= 2 else []


def _sent_with(request: HttpRequest, form: WhereForm, marking: Marking) -> Marking:
    """Give the marking of the draft, with the marker as it came: a script may have moved it, or the draft may be gone."""
    sent = MarkerForm(request.POST)
    point = sent.point()
    if point is None:
        return marking
    made_for = form.chosen() if sent.cleaned_data["pin_moved"] else sent.cleaned_data["pin_for"]
    is_same = point == marking.pin and made_for == marking.made_for
    return marking if is_same else marking.put(*point, made_for)


def _placed(request: HttpRequest, writing: Writing, form: WhereForm, marking: Marking) -> HttpResponse:
    given, town = form.cleaned_data, townmap.town()
    if "skip" in request.POST:
        return keep(request, writing, "feedback:report-details", **NOWHERE)
    if form.is_to_be_sought(asked="find" in request.POST):
        return _sought(request, writing, form, marking, town)
    if town is not None and (acted := _acted(request, form, marking, town)):
        moved, pressed = acted
        answer = _where_page(request, form, moved, given["place"], chosen=given["spot"], pressed=pressed)
        return remember(writing, answer, marker=moved.held())
    return _on(request, writing, form, marking, town)


def _sought(request: HttpRequest, writing: Writing, form: WhereForm, marking: Marking, town: Town | None) -> HttpResponse:
    """Show the places found for the words, with the marker on the first of them."""
    sought = form.cleaned_data["place"]
    best = next(iter(_found(sought)), None)
    if best is not None and town is not None:
        marking = marking.found(best.lat, best.lon, f"spot {best.pk}", town)
    answer = _where_page(request, form, marking, sought, searched=True)
    return remember(writing, answer, marker=marking.held())


def _acted(request: HttpRequest, form: WhereForm, marking: Marking, town: Town) -> tuple[Marking, str] | None:
    """Do what was pressed on the map, and give the map after it and the button's name; None where nothing of it was."""
    chosen = form.chosen()
    for name, (wide, high) in SIZES.items():
        x, y = request.POST.get(f"{name}.x", ""), request.POST.get(f"{name}.y", "")
        if x.isdecimal() and y.isdecimal() and (x, y) != ("0", "0"):  # 0, 0 is how the keyboard presses a picture
            return marking.pressed(min(int(x[:5]) / wide, 1), min(int(y[:5]) / high, 1), chosen, town), "map"
    way, look = request.POST.get("move", ""), request.POST.get("look", "")
    if way in WAYS:
        return _chosen(form, marking, town).stepped(way, chosen, town), way
    if look in LOOKS:
        return _chosen(form, marking, town).zoomed(LOOKS[look], town), look
    is_asked = bool({"show", "find", *(f"{name}.x" for name in SIZES)} & set(request.POST))
    return (_shown(form, marking, town), "show") if is_asked else None


def _chosen(form: WhereForm, marking: Marking, town: Town) -> Marking:
    """Give the marking with the marker on what was chosen last, and without one that was made for something else."""
    chosen = form.chosen()
    if marking.made_for == chosen:
        return marking
    point, _name = _point(form)
    return marking.found(*point, chosen, town) if point else marking.lifted()


def _shown(form: WhereForm, marking: Marking, town: Town) -> Marking:
    """Show what was chosen closely: a place, coordinates, the marker, or an area."""
    if marking.pin and marking.made_for == form.chosen():
        return marking.found(*marking.pin, marking.made_for, town)
    area = form.cleaned_data["area"]
    return around_area(marking, area, town) if area and not form.chosen() else _chosen(form, marking, town)


def _on(request: HttpRequest, writing: Writing, form: WhereForm, marking: Marking, town: Town | None) -> HttpResponse:
    """Keep where it is and go on; a point outside all areas is said first, and one can send it anyway."""
    given = form.cleaned_data
    point, name = _point(form)
    if town is not None:
        marking = _chosen(form, marking, town)
        point = marking.pin
    area_code, area_name = given["area"], form.area_name()
    if point is not None:
        hit = locate(*point)
        if hit is None and "anyway" not in request.POST:
            answer = _where_page(request, form, marking, given["place"], chosen=given["spot"], outside=True)
            return remember(writing, answer, marker=marking.held())
        area_code, area_name = (hit.code, hit.name) if hit else ("", "")
    if not (given["place"] or area_code or point):
        form.add_error("place", _("Tell us a street or a place, set the marker, choose an area, or say that you do not know."))
        return _where_page(request, form, marking, "")
    lat, lon = point or (None, None)
    words = near_words(*point, translation.get_language() or "") if point else ""
    answers = {"place": name or given["place"], "spot": given["spot"], "area": area_code, "lat": lat, "lon": lon, "near": words}
    return keep(request, writing, "feedback:report-details", found_area=area_name, marker=marking.held(), **answers)


def _point(form: WhereForm) -> tuple[tuple[float, float] | None, str]:
    """Give the point and the name of the chosen place, or the point that the words themselves are."""
    spot = form.chosen_spot()
    place = Place.objects.filter(pk=spot).first() if spot is not None else None
    if place is not None:
        return (place.lat, place.lon), place.name
    return form.coordinates(), ""
