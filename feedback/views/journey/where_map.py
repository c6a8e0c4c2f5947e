"""The map of the report journey: drawn by the server for the draft of this browser alone, with no place in its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from feedback.forms.where import NearForm
from feedback.services.marking import Marking
from feedback.views.journey.shared import WHY, writing_of
from policing import access
from policing.areas import townmap
from policing.areas.locate import locate
from policing.areas.near import near_words
from policing.errors import BadInput, Unseen
from policing.ui.context import THEME_COOKIE
from policing.ui.townmap import HEIGHT, WIDTH, View

# a browser tells where its picture was pressed in its own dots, so each name is a picture of one size
SIZES = {"map_s": (288, 240), "map_m": (348, 290), "map_l": (576, 480)}
LIGHT = {"land": "#dfe5d8", "edge": "#77847d", "water": "#c6dae0", "road": "#ffffff", "ink": "#17221f"}
DARK = {"land": "#25302c", "edge": "#82908a", "water": "#1b3138", "road": "#111715", "ink": "#e9eee9"}


@dataclass(frozen=True)
class Figure:
    """The map as the page shows it: the window, the marker in it, and its place in words."""

    marking: Marking
    view: View
    words: str
    is_inside: bool
    pressed: str
    is_closest: bool
    is_widest: bool

    @property
    def pin(self) -> tuple[str, str] | None:
        """Where the marker is drawn, or None where there is none in the window."""
        if self.marking.pin is None or not self.view.holds(*self.marking.pin):
            return None
        x, y = self.view.point(*self.marking.pin)
        return f"{x:.1f}", f"{y:.1f}"

    @property
    def inputs(self) -> list[tuple[str, int, int]]:
        """The names of the pictures to press, and their sizes."""
        return [(name, wide, high) for name, (wide, high) in SIZES.items()]

    @property
    def measure(self) -> dict[str, Any]:
        """What a script needs to turn dots into places: the middle, and the metres across."""
        return {"lat": f"{self.view.lat:.6f}", "lon": f"{self.view.lon:.6f}", "span": f"{self.view.span:.1f}"}

    @property
    def box(self) -> tuple[int, int]:
        """The measure of the drawing."""
        return WIDTH, HEIGHT


def figure(marking: Marking, pressed: str = "") -> Figure | None:
    """Give the map of a draft, or None where no area has a boundary yet."""
    town = townmap.town()
    if town is None:
        return None
    view = marking.view(town)
    words = near_words(*marking.pin, translation.get_language() or "") if marking.pin else ""
    inside = marking.pin is None or locate(*marking.pin) is not None
    return Figure(marking, view, words, inside, pressed, view.span <= town.spans[-1], view.span >= town.spans[0])


@access.public(WHY)
@require_GET
def where_map(request: HttpRequest) -> HttpResponse:
    """Draw the window that the draft of this browser shows. One query; never kept by anybody."""
    writing, town = writing_of(request), townmap.town()
    if writing is None or writing.sent or town is None:
        raise Unseen
    theme = request.COOKIES.get(THEME_COOKIE, "")
    theme = theme if theme in {"light", "dark"} else ""
    shown = {"sheet": townmap.sheet(Marking.of(writing.get("marker")).view(town)), "dark": DARK, "theme": theme}
    shown["palette"] = DARK if theme == "dark" else LIGHT
    return render(request, "ui/town_map.svg", shown, content_type="image/svg+xml")


@access.public(WHY)
@require_POST
def where_near(request: HttpRequest) -> JsonResponse:
    """Say in words where a point is, for the script that moves the marker. Nothing is written."""
    form = NearForm(request.POST)
    if not form.is_valid():
        raise BadInput({name: [str(line) for line in lines] for name, lines in form.errors.items()})
    lat, lon = form.cleaned_data["lat"], form.cleaned_data["lon"]
    words = near_words(lat, lon, translation.get_language() or "")
    return JsonResponse({"words": words, "inside": locate(lat, lon) is not None})
