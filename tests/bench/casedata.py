"""Incidents by the million and one large case, for the lines of the bench about problems."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import data

INCIDENTS_A_REPORT = 10
KINDS = tuple(f"{what} {how}" for what in ("Theft", "Damage", "Noise", "Threats") for how in ("by day", "by night", "indoors"))
FIRST, DAYS = date(2021, 1, 1), 1_826
CELLS_AN_AREA = 24
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "toronto"
TORONTO = ["category=MCI", "occurred=occurrencedate", "hour=occurrencehour", "lat=Lat", "lon=Long", "area=Neighbourhood"]
COLUMNS = "source_id brought_by_id ident copy digest category day hour precision lat lon cell area_id area_path stated_area"


def incidents(rows: int, areas: list[Any]) -> None:
    """Copy incidents of five years, twelve kinds and every hour into all areas, and count them into the tables of counts."""
    from problems.importing import loading
    from problems.models import IncidentImport, IncidentSource

    source = IncidentSource.objects.create(code="records", name="Records")
    brought = IncidentImport.objects.create(source=source, state="finished", counts={}, ended_at=f"{FIRST}T00:00Z")
    draw, text = random.Random(11), io.StringIO()
    days = [str(FIRST + timedelta(days=at)) for at in range(DAYS)]
    spots = [[data._spot(draw, place) for _one in range(CELLS_AN_AREA)] for place in range(data.AREAS)]
    for number in range(rows):
        place = number % data.AREAS
        lat, lon, cell = draw.choice(spots[place])
        area = areas[place]
        text.write(
            f"{source.pk}\t{brought.pk}\t{number}\t1\tx\t{draw.choice(KINDS)}\t{draw.choice(days)}\t{draw.randrange(24)}\thour\t"
            f"{lat}\t{lon}\t{cell}\t{area.pk}\t{area.path}\t\n"
        )
    data._copy("problems_incident", COLUMNS, text)
    loading.count_anew(source.pk)


def whole_case(officer: Any, areas: list[Any]) -> None:
    """Make a case with all that a case can have: thirty members, two thousand reports, fifty actions, figures."""
    from tests.problems.cases import large

    large.make(officer, areas[0], compared=areas[4])


def import_toronto() -> str:
    """Bring two years of Toronto's records in as its command does; give rows, seconds, or why it was not measured."""
    import time

    from django.core.management import call_command

    file, shapes = SHARED / "toronto_mci_2018_2019.csv.gz", SHARED / "toronto_neighbourhoods.geojson"
    if not file.exists():
        return f"not measured: {file} is not here"
    call_command("migrate", verbosity=0)
    quiet = io.StringIO()
    call_command("import_areas", str(shapes), name_field="name", stdout=quiet)
    words = [f"--map={one}" for one in TORONTO]
    began = time.perf_counter()
    call_command(
        "import_incidents", str(file), "--source=Toronto", "--zone=America/Toronto", "--report=/dev/null", *words, stdout=quiet
    )
    took = time.perf_counter() - began
    from problems.models import Incident

    return f"{Incident.objects.count():,} rows in {took:.1f} s"
