"""The gazetteer: streets and places by the names that people use, and where they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing.areas import near
from policing.areas.geojson import UnusableFile
from policing.areas.locate import locate
from policing.areas.models import Agency, Place
from policing.areas.querysets import fold
from policing.areas.services import actor_of, locked_agency, require
from policing.commands import command
from policing.errors import BadInput
from policing.events.services import emit

BATCH = 1000
COLUMNS = ("name", "kind", "lat", "lon")


@dataclass(frozen=True)
class Entry:
    """One line of the gazetteer as it is given: a name, its kind (street or place), a point, and a street's course.

    ``line`` is a row of (longitude, latitude) that the maps draw; without one a street is a name and a point.
    """

    name: str
    kind: str
    lat: float
    lon: float
    line: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        problems: dict[str, list[Any]] = {}
        if not self.name.strip() or len(self.name) > 120:
            problems["name"] = [_("A place needs a name of at most 120 letters.")]
        if self.kind not in Place.Kind.values:
            problems["kind"] = [_("The kind is “street” or “place”.")]
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            problems["lat"] = [_("The point is not on Earth.")]
        if len(self.line) == 1 or not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in self.line):
            problems["line"] = [_("A street's course has two points or more, all of them on Earth.")]
        if problems:
            raise BadInput(problems)

    def row(self) -> Place:
        """Give the row that stands for it, in the area that holds its point; not saved."""
        hit = locate(self.lat, self.lon)
        name = self.name.strip()
        line = [list(point) for point in self.line] or None
        area_id = hit.area_id if hit else None
        return Place(name=name, key=fold(name), kind=self.kind, lat=self.lat, lon=self.lon, area_id=area_id, line=line)


@command(name="areas.place.save", page="admin:areas_place_add", api="areas-api:place-list")
@transaction.atomic
def save_place(*, actor: Any, entry: Entry, place_id: int | None = None) -> Place:
    """Add a place, or change the one of that id. The same place twice is one. Locks the row. Emits ``areas.place.saved``."""
    require(actor, "change", Agency.current())
    row = entry.row()
    kept = Place.objects.select_for_update(of=("self",))
    same = {"key": row.key, "kind": row.kind, "lat": row.lat, "lon": row.lon}
    found = kept.filter(pk=place_id).first() if place_id else kept.filter(**same).first()
    row.pk = found.pk if found else None
    row.line = row.line or (found.line if found else None)
    row.save()
    transaction.on_commit(near.forget)
    emit(
        "areas.place.saved",
        subject=row,
        actor=actor_of(actor),
        area_path=row.area.path if row.area else "",
        payload={"kind": row.kind},
    )
    return row


@command(name="areas.gazetteer.load", page="admin:areas_place_changelist", api="areas-api:place-list")
@transaction.atomic
def load_places(*, actor: Any, entries: Sequence[Entry]) -> int:
    """Add many places at once and give how many were new. Locks the Agency's row. Emits one ``areas.gazetteer.loaded``."""
    agency = locked_agency()
    require(actor, "change", agency)
    before = Place.objects.count()
    for start in range(0, len(entries), BATCH):
        Place.objects.bulk_create((entry.row() for entry in entries[start : start + BATCH]), ignore_conflicts=True)
    loaded = int(Place.objects.count() - before)
    if loaded:
        transaction.on_commit(near.forget)
        emit(
            "areas.gazetteer.loaded",
            subject=agency,
            actor=actor_of(actor),
            area_path="",
            payload={"read": len(entries), "loaded": loaded},
        )
    return loaded


def find_places(words: str, limit: int = 8) -> list[Place]:
    """Give the places whose name starts with, or else holds, the words, the best first. Runs one query."""
    return list(Place.objects.named_like(words, limit)) if fold(words) else []


def read_places(path: Path) -> Iterator[tuple[int, Entry | str]]:
    """Give (line, entry), or (line, reason) for a line that cannot be used, of a CSV with the columns name, kind, lat, lon.

    Raises UnusableFile for a file that is missing, not UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            if missing := [column for column in COLUMNS if column not in (lines.fieldnames or ())]:
                raise UnusableFile(f"{path} lacks the column {', '.join(missing)}: it needs {', '.join(COLUMNS)}")
            for line in lines:
                yield lines.line_num, _entry(line)
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFile(f"{path} is not a CSV file in UTF-8") from error


def _entry(line: dict[str, str]) -> Entry | str:
    try:
        lat, lon = float(line["lat"]), float(line["lon"])
    except (TypeError, ValueError):
        return str(_("latitude and longitude must be numbers"))
    try:
        return Entry(line["name"] or "", (line["kind"] or "").strip().lower(), lat, lon)
    except BadInput as error:
        return " ".join(sentence for sentences in error.fields.values() for sentence in sentences)
