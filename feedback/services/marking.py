"""The marker on the map of the report journey: where it stands, which window is shown, and how it moves. Kept in the draft.

``made_for`` says what was chosen when the marker was set (a place that was found, or coordinates that were typed), so that what
is chosen later wins over an older marker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from policing.areas import townmap
from policing.areas.townmap import CLOSE_SPAN, Town
from policing.ui.townmap import HEIGHT, WIDTH, View

Point = tuple[float, float]


@dataclass(frozen=True)
class Marking:
    """The map as the resident left it. ``turn`` counts its changes, so that a browser never shows an older drawing."""

    pin: Point | None = None
    made_for: str = ""
    zoom: int = 0
    middle: Point | None = None
    turn: int = 0

    @classmethod
    def of(cls, held: Any) -> Marking:
        """Give the marking that a draft holds; an empty one for anything else."""
        if not isinstance(held, dict):
            return cls()
        return cls(_point(held["pin"]), held["made_for"], held["zoom"], _point(held["middle"]), held["turn"])

    def held(self) -> dict[str, Any]:
        """Give what a draft can hold."""
        return {"pin": self.pin, "made_for": self.made_for, "zoom": self.zoom, "middle": self.middle, "turn": self.turn}

    def view(self, town: Town) -> View:
        """Give the window: around the marker, or else around what was chosen, or the whole town."""
        lat, lon = self.pin or self.middle or (town.lat, town.lon)
        return town.view(lat, lon, self.zoom if self.pin or self.middle else 0)

    def put(self, lat: float, lon: float, made_for: str, *, zoom: int | None = None) -> Marking:
        """Set the marker."""
        return replace(
            self,
            pin=(round(lat, 6), round(lon, 6)),
            made_for=made_for,
            zoom=self.zoom if zoom is None else zoom,
            turn=self.turn + 1,
        )

    def found(self, lat: float, lon: float, made_for: str, town: Town) -> Marking:
        """Set the marker on a place that was found, and look at it closely, or as closely as before."""
        return self.put(lat, lon, made_for, zoom=max(self.zoom, town.zoom_for(CLOSE_SPAN)))

    def lifted(self) -> Marking:
        """Take the marker away; the window stays."""
        return replace(self, pin=None, made_for="", middle=self.pin or self.middle, turn=self.turn + 1)

    def looking_at(self, lat: float, lon: float, span: float, town: Town) -> Marking:
        """Show a part of the town without a marker."""
        return Marking(middle=(lat, lon), zoom=town.zoom_for(span), turn=self.turn + 1)

    def pressed(self, across: float, down: float, made_for: str, town: Town) -> Marking:
        """Set the marker where the map was pressed, as shares of its width and height; from afar, come closer as well."""
        view = self.view(town)
        lat, lon = view.place(across * WIDTH, down * HEIGHT)
        shown = self.zoom if self.pin or self.middle else 0
        return self.put(lat, lon, made_for, zoom=town.closeness(shown + (view.span > CLOSE_SPAN)))

    def stepped(self, way: str, made_for: str, town: Town) -> Marking:
        """Move the marker by a step to one side; the first time, from the middle of the map."""
        view = self.view(town)
        return self.put(*view.step(*(self.pin or (view.lat, view.lon)), way), made_for, zoom=town.closeness(self.zoom))

    def zoomed(self, by: int, town: Town) -> Marking:
        """Look closer (1) or wider (-1), around the marker or the middle of the map."""
        view = self.view(town)
        shown = self.zoom if self.pin or self.middle else 0
        middle = None if self.pin else (view.lat, view.lon)
        return replace(self, middle=middle, zoom=town.closeness(shown + by), turn=self.turn + 1)


def _point(held: Any) -> Point | None:
    return (float(held[0]), float(held[1])) if held else None


def around_area(marking: Marking, code: str, town: Town) -> Marking:
    """Show an area that was chosen from the list; as it was, where it has no boundary."""
    found = townmap.middle_of(code)
    if found is None:
        return marking
    lat, lon, span = found
    return marking.looking_at(lat, lon, span, town)
