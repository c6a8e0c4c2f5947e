"""Merrowby, which is nowhere: thirteen neighbourhoods, their streets and places, and the Agency that serves them."""

from __future__ import annotations

from typing import Any

from shapely import affinity
from shapely.geometry import LineString, Polygon

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
    "support_lines": [
        {"name": "Merrowby Listening Line", "number": "116 123", "when": "day and night"},
        {"name": "Safe at Home", "number": "0808 157 0123", "when": "day and night, and in sign language"},
        {"name": "Young people’s line", "number": "0800 1111", "when": "every day, noon to midnight"},
    ],
    "other_ways": "Ask at any library desk",
    "independent_route": "the Merrowby Ombudsman, who does not work for the police",
    "about": (
        "Run by the City of Merrowby with the police, and watched over by a board of residents. "
        "We never ask about immigration status."
    ),
    "outside_words": "For places outside Merrowby, call 101 and they put you through.",
    "zone": "Europe/London",
}
CITY = ("merrowby", "Merrowby", 78_900)
# each neighbourhood: its people, its corners, and the names of its streets; neighbours share their edges
AREAS = (
    ("weavers-hill", "Weavers Hill", 5_310, ((60, 52), (150, 20), (160, 118), (132, 200), (26, 130)),
     ("Loom Street", "Spindle Row", "Carder Lane", "Weft Terrace")),
    ("northgate", "Northgate", 7_020, ((150, 20), (296, 10), (322, 96), (250, 136), (160, 118)),
     ("Gate Street", "Bell Lane", "Minster Road", "Chandler Street")),
    ("millfield", "Millfield", 8_450, ((296, 10), (440, 44), (462, 150), (340, 178), (322, 96)),
     ("Granary Road", "Miller Street", "Mill Lane", "Harvest Road")),
    ("tanners-row", "Tanner’s Row", 6_140, ((160, 118), (250, 136), (262, 222), (132, 200)),
     ("Tanner Street", "Dyer Lane", "Bark Street", "Currier Row")),
    ("quayside", "Quayside", 3_980, ((250, 136), (322, 96), (340, 178), (262, 222)),
     ("Rope Walk", "Anchor Street", "Capstan Lane")),
    ("holloway-green", "Holloway Green", 7_760, ((26, 130), (132, 200), (262, 222), (150, 335), (40, 260)),
     ("Kiln Road", "Holloway Road", "Potter Lane", "Green Lane")),
    ("saltmarsh", "Saltmarsh", 7_540, ((262, 222), (340, 178), (462, 150), (430, 280), (300, 345), (150, 335)),
     ("Sluice Lane", "Heron Close", "Marsh Road", "Osier Street")),
    ("priory-park", "Priory Park", 4_870, ((150, 20), (60, 52), (70, -70), (180, -90)),
     ("Priory Road", "Cloister Lane", "Abbot Street")),
    ("kestrel-heath", "Kestrel Heath", 6_220, ((150, 20), (180, -90), (310, -100), (296, 10)),
     ("Kestrel Avenue", "Gorse Road", "Heath Lane")),
    ("brickfields", "Brickfields", 7_130, ((296, 10), (310, -100), (450, -70), (440, 44)),
     ("Brick Lane", "Clay Street", "Furnace Road", "Hoffman Close")),
    ("lark-rise", "Lark Rise", 5_640, ((440, 44), (450, -70), (575, -30), (580, 170), (462, 150)),
     ("Lark Road", "Skylark Way", "Orchard Rise")),
    ("eastfield", "Eastfield", 5_090, ((462, 150), (580, 170), (560, 300), (430, 280)),
     ("Eastfield Road", "Barley Street", "Furrow Lane")),
    ("weir-end", "Weir End", 3_750, ((150, 335), (300, 345), (430, 280), (400, 430), (160, 440)),
     ("Weir Street", "Lock Lane", "Ferryman Road")),
)  # fmt: skip
PLACES = (
    ("Mill Lane subway", 200, 176),
    ("Market Hall", 228, 172),
    ("Foundry flats", 172, 186),
    ("Bus station", 238, 196),
    ("Weir Park", 208, 146),
    ("Cooper’s Underpass", 214, 206),
    ("Northgate Square", 232, 70),
    ("Northgate library", 212, 84),
    ("Shuttle Steps", 84, 140),
    ("Weavers’ Hall", 110, 70),
    ("Millfield School", 386, 96),
    ("Ferry Stairs", 300, 160),
    ("Custom House", 286, 150),
    ("Holloway Common", 130, 250),
    ("Potter’s Pond", 100, 200),
    ("Saltmarsh Allotments", 340, 262),
    ("Marsh playing field", 370, 220),
    ("Priory ruins", 110, -20),
    ("Abbey precinct shops", 140, -50),
    ("Kestrel Heath station", 236, -40),
    ("Heath skate park", 260, -70),
    ("Brickfields estate", 372, -30),
    ("Kiln retail park", 410, 0),
    ("Lark Rise surgery", 510, 40),
    ("Orchard playground", 530, 110),
    ("Eastfield stadium", 510, 220),
    ("Barley Mow corner", 480, 250),
    ("Weir End lock", 250, 400),
    ("Towpath bridge", 320, 380),
)
BEARINGS = (18, 104, 61, 149)  # degrees; a city whose streets are not all parallel


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
    for area_code, area_name, population, corners, _streets in AREAS:
        services.save_area(
            actor=None,
            code=area_code,
            name=area_name,
            level="neighbourhood",
            parent=code,
            shape=usable(_polygon(corners), as_it_is),
            population=population,
        )
    for _code, _name, _population, corners, streets in AREAS:
        for number, street in enumerate(streets):
            save_place(actor=None, entry=_street(street, corners, number))
    for place_name, x, y in PLACES:
        lon, lat = _point(x, y)
        save_place(actor=None, entry=Entry(name=place_name, kind="place", lat=lat, lon=lon))


def _street(name: str, corners: tuple[tuple[int, int], ...], number: int) -> Entry:
    """Lay a street across its neighbourhood: a line of its own bearing, a little bent, kept inside the edges."""
    inside = Polygon(corners).buffer(-8)
    middle = inside.representative_point()
    shift = (number - 1.5) * 22
    line = LineString([(middle.x - 300, middle.y + shift), (middle.x, middle.y + shift + 6), (middle.x + 300, middle.y + shift)])
    turned = affinity.rotate(line, BEARINGS[number], origin=middle).intersection(inside)
    course = max(getattr(turned, "geoms", [turned]), key=lambda part: part.length)
    spot = course.interpolate(0.5, normalized=True)
    lon, lat = _point(spot.x, spot.y)
    return Entry(name=name, kind="street", lat=lat, lon=lon, line=tuple(_point(x, y) for x, y in course.coords))
