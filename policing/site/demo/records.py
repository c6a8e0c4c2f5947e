"""The agency's own records of the demo town: three years of invented incidents, with places where they pile up, brought in as a file."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from policing.areas.models import Place
from problems.models import IncidentImport
from problems.services import import_runs, imports

SOURCE = "Merrowby records"
DAYS = 1_095
SEED = 733
KINDS = (
    "Criminal damage",
    "Robbery",
    "Shoplifting",
    "Theft from a vehicle",
    "Theft of a bicycle",
    "Noise",
    "Threats",
    "Fly-tipping",
)
EVENING, NIGHT, SCHOOL, SHOP = (18, 19, 20, 21, 22), (22, 23, 0, 1, 2), (7, 8, 8, 15, 16), (11, 13, 15, 17, 18)
# where it piles up: kind, place, hours, how many a month, and from how many days ago how many a month after that
PILES: tuple[tuple[str, str, tuple[int, ...], float, int, float], ...] = (
    ("Threats", "Cooper’s Underpass", EVENING, 9.0, 260, 3.0),
    ("Threats", "Shuttle Steps", EVENING, 6.0, 0, 6.0),
    ("Threats", "Mill Lane subway", EVENING, 8.0, 0, 8.0),
    ("Noise", "Tanner Street", NIGHT, 7.0, 300, 7.4),
    ("Noise", "Rope Walk", NIGHT, 5.0, 0, 5.0),
    ("Theft of a bicycle", "Northgate library", SHOP, 6.0, 240, 2.6),
    ("Theft of a bicycle", "Kestrel Heath station", SHOP, 7.0, 0, 6.4),
    ("Criminal damage", "Northgate Square", EVENING, 5.0, 200, 2.0),
    ("Shoplifting", "Kiln retail park", SHOP, 11.0, 0, 11.0),
    ("Theft from a vehicle", "Heron Close", NIGHT, 6.0, 0, 6.0),
    ("Fly-tipping", "Sluice Lane", NIGHT, 5.0, 150, 4.0),
    ("Robbery", "Bus station", EVENING, 4.0, 0, 4.0),
    ("Fly-tipping", "Weir End lock", NIGHT, 4.0, 0, 4.0),
    # enough at the underpass, and at the steps that it is compared with, that the numbers can bear what the team says
    ("Threats", "Cooper’s Underpass", EVENING, 24.0, 260, 6.0),
    ("Threats", "Shuttle Steps", EVENING, 12.0, 0, 12.0),
)
BACKGROUND = 4_000


def bring_in(now: datetime) -> IncidentImport:
    """Write the records to a file and bring them in by the command that an analyst uses. Brought in once; again changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("number", "kind", "when", "lat", "lon"))
            writer.writerows((f"MR-{at:05}", *row) for at, row in enumerate(lines(now), start=1))
        maps = ["id=number", "category=kind", "occurred=when", "lat=lat", "lon=lon"]
        begun = imports.start(source=SOURCE, maps=maps, options={}, actor=None)
        return import_runs.run(begun.pk, path=file)


def lines(now: datetime) -> Iterator[tuple[str, str, str, str]]:
    """Give each incident: kind, local time, and point. The same on every site, but for the day on which it was made."""
    draw = random.Random(SEED)  # noqa: S311 - a story, not a secret
    places = {place.name: place for place in Place.objects.order_by("id")}
    names = sorted(places)
    for kind, name, hours, before, turn, after in PILES:
        spot = places[name]
        for day in range(DAYS, 0, -1):
            rate = (after if day <= turn else before) / 30.4
            while rate > 0:
                if draw.random() < rate:
                    yield _line(kind, _moment(now, day, draw.choice(hours), draw), spot, 0.0002, draw)
                rate -= 1
    for _one in range(BACKGROUND):
        when = _moment(now, draw.randrange(1, DAYS), draw.randrange(24), draw)
        yield _line(draw.choice(KINDS), when, places[draw.choice(names)], 0.003, draw)


def _moment(now: datetime, days: int, hour: int, draw: random.Random) -> datetime:
    return (now - timedelta(days=days)).replace(hour=hour, minute=draw.randrange(60), second=0, microsecond=0)


def _line(kind: str, when: datetime, spot: Place, shake: float, draw: random.Random) -> tuple[str, str, str, str]:
    lat, lon = (value + draw.uniform(-shake, shake) for value in (spot.lat, spot.lon))
    return kind, f"{when:%Y-%m-%d %H:%M}", f"{lat:.6f}", f"{lon:.6f}"
