"""Merrowby, which is nowhere: seven areas, their streets and places, and the Agency that serves them."""

from __future__ import annotations

from typing import Any

from policing.areas import services
from policing.areas.gazetteer import Entry, save_place
from policing.areas.geometry import as_it_is, usable

WEST, NORTH, EAST_STEP, SOUTH_STEP = -3.40, 54.10, 0.0002, 0.00012  # open sea off no coast in particular

AGENCY: dict[str, Any] = {
    "name": "Merrowby Police",
    "place_name": "Merrowby",
    "emergency_number": "999",
    "emergency_words": {
        "en-gb": "Cannot speak? Call 999, then press 55.",
        "es": "¿No puede hablar? Llame al 999 y pulse 55.",
        "hi": "बोल नहीं सकते? 999 पर कॉल करें, फिर 55 दबाएँ।",
        "ar": "لا تستطيع الكلام؟ اتصل بالرقم 999 ثم اضغط 55.",
    },
    "contact_number": "101",
    "text_number": "60060",
    "other_ways": "Ask at any library desk",
    "independent_route": "the Merrowby Ombudsman, who does not work for the police",
    "about": (
        "Run by the City of Merrowby with the police, and watched over by a board of residents. "
        "We never ask about immigration status."
    ),
    "outside_words": "For places outside Merrowby, call 101 and they put you through.",
    "zone": "Europe/London",
}
CITY = ("merrowby", "Merrowby", 46_200)
AREAS = (
    ("weavers-hill", "Weavers Hill", 5_310, ((60, 52), (150, 20), (160, 118), (132, 200), (26, 130))),
    ("northgate", "Northgate", 7_020, ((150, 20), (296, 10), (322, 96), (250, 136), (160, 118))),
    ("millfield", "Millfield", 8_450, ((296, 10), (440, 44), (462, 150), (340, 178), (322, 96))),
    ("tanners-row", "Tanner’s Row", 6_140, ((160, 118), (250, 136), (262, 222), (132, 200))),
    ("quayside", "Quayside", 3_980, ((250, 136), (322, 96), (340, 178), (262, 222))),
    ("holloway-green", "Holloway Green", 7_760, ((26, 130), (132, 200), (262, 222), (150, 335), (40, 260))),
    ("saltmarsh", "Saltmarsh", 7_540, ((262, 222), (340, 178), (462, 150), (430, 280), (300, 345), (150, 335))),
)
PLACES = (
    ("Mill Lane subway", "place", 200, 176),
    ("Tanner Street", "street", 190, 160),
    ("Dyer Lane", "street", 176, 148),
    ("Market Hall", "place", 228, 172),
    ("Foundry flats", "place", 172, 186),
    ("Bus station", "place", 238, 196),
    ("Weir Park", "place", 208, 146),
    ("Cooper’s Underpass", "place", 214, 206),
    ("Northgate Square", "place", 232, 70),
    ("Loom Street", "street", 100, 110),
    ("Shuttle Steps", "place", 84, 140),
    ("Millfield School", "place", 386, 96),
    ("Granary Road", "street", 400, 130),
    ("Ferry Stairs", "place", 300, 160),
    ("Rope Walk", "street", 284, 180),
    ("Holloway Common", "place", 130, 250),
    ("Kiln Road", "street", 90, 210),
    ("Saltmarsh Allotments", "place", 340, 262),
    ("Sluice Lane", "street", 300, 300),
    ("Heron Close", "street", 400, 230),
)


def _point(x: float, y: float) -> tuple[float, float]:
    return WEST + x * EAST_STEP, NORTH - y * SOUTH_STEP


def _polygon(corners: tuple[tuple[float, float], ...]) -> dict[str, Any]:
    ring = [list(_point(x, y)) for x, y in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


def make() -> None:
    """Make the Agency, the areas and the gazetteer by their commands, as the operator does."""
    services.change_agency(actor=None, fields=AGENCY)
    code, name, people = CITY
    services.save_area(actor=None, code=code, name=name, level="city", population=people)
    for area_code, area_name, population, corners in AREAS:
        services.save_area(
            actor=None,
            code=area_code,
            name=area_name,
            level="neighbourhood",
            parent=code,
            shape=usable(_polygon(corners), as_it_is),
            population=population,
        )
    for place_name, kind, x, y in PLACES:
        lon, lat = _point(x, y)
        save_place(actor=None, entry=Entry(name=place_name, kind=kind, lat=lat, lon=lon))
