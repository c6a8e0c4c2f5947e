"""Twenty areas with their teams, an officer of four of them, and as many reports as asked for, made by COPY."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any

AREAS = 20
SCOPE = tuple(f"bench/area-{number}/" for number in range(4))
EMAIL, PASSWORD = "officer@bench.example", "copper kettle 9 lamps"
WEST, NORTH, WIDE = -3.4, 54.1, 0.02
MINUTES = 900_000
FULL_SPOT = (54.0894, -3.3694)  # inside area-1
VOCABULARY = [a + b + c for a in ("lam", "mo", "ker", "sta", "bri", "fen") for b in ("pi", "ta", "rol", "ne", "gu", "ras", "vo", "len")
              for c in ("d", "ck", "ng", "st", "m", "ble", "ter", "sh", "rk", "n")]  # fmt: skip
WORDS = "People stand across the path after dark and shout at those who go through, mostly at weekends. " * 3


def bounds() -> tuple[float, float, float, float]:
    """Give west, south, east and north of all areas."""
    return WEST, NORTH - (AREAS // 5) * WIDE, WEST + 5 * WIDE, NORTH


def corner(number: int) -> tuple[float, float]:
    """Give the north-west corner of an area's square as (lon, lat)."""
    return WEST + (number % 5) * WIDE, NORTH - (number // 5) * WIDE


def make(rows: int) -> None:
    """Fill an empty, migrated database. Copying so many rows at once takes longer than a statement of the site may."""
    from allauth.account.models import EmailAddress
    from django.core.management import call_command
    from django.db import connection

    from policing.accounts.models import RoleGrant, User
    from policing.areas import services
    from policing.areas.geometry import as_it_is, usable
    from policing.areas.models import Area
    from tests.bench import casedata

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    services.save_area(actor=None, code="bench", name="Bench", level="city")
    for number in range(AREAS):
        lon, lat = corner(number)
        ring = [[lon, lat], [lon + WIDE, lat], [lon + WIDE, lat - WIDE], [lon, lat - WIDE], [lon, lat]]
        shape = usable({"type": "Polygon", "coordinates": [ring]}, as_it_is)
        services.save_area(
            actor=None, code=f"area-{number}", name=f"Area {number}", level="neighbourhood", parent="bench", shape=shape
        )
    areas = list(Area.objects.exclude(code="bench").order_by("pk"))
    teams = _teams(areas)
    officer = User.objects.create_user(EMAIL, PASSWORD, name="Dana Achebe")
    EmailAddress.objects.create(user=officer, email=EMAIL, primary=True, verified=True)
    for area in areas[:4]:
        RoleGrant.objects.create(user=officer, role="officer", area=area)
    _reports(rows, areas, teams, officer)
    _publications()
    casedata.incidents(rows * casedata.INCIDENTS_A_REPORT, areas)
    casedata.whole_case(officer, areas)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _teams(areas: list[Any]) -> list[Any]:
    from policing.accounts.models import Team

    found = []
    for area in areas:
        team = Team.objects.create(code=f"team-{area.code}", name=f"Team {area.code}")
        team.areas.add(area)
        found.append(team)
    return found


def _reports(rows: int, areas: list[Any], teams: list[Any], officer: Any) -> None:
    """Copy reports, two messages and three events for each; one in seven is open, as on a site that keeps up."""
    from feedback.models import Category

    categories = list(Category.objects.order_by("pk").values_list("pk", flat=True))
    draw = random.Random(7)  # the same rows in every run, but for the day they end on
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(minutes=MINUTES)
    report, message, event = io.StringIO(), io.StringIO(), io.StringIO()
    for number in range(1, rows + 1):
        place = number % AREAS
        at = start + timedelta(minutes=int(number * MINUTES / rows))
        is_open = draw.random() < 1 / 7
        state, outcome, closed, due = _state(draw, at, is_open=is_open)
        lat, lon, cell = _spot(draw, place)
        report.write(
            f"WORD-{number % 9 + 1}-{number}-{number % 90 + 10}\t{number:064d}\t{number:064d}\tx\t{draw.choice(categories)}\t"
            f"{areas[place].pk}\t"
            f"{areas[place].path}\t{teams[place].pk}\t{state}\t{outcome}\tanonymous\tweb\ten-gb\t{_said(draw)}\t\t{{}}\t{{}}\tMill Lane\t"
            f"{lat}\t{lon}\t{cell}\tf\tf\t0\t{at.isoformat()}\t{due}\t{closed}\t0\t0\t0\tf\t1\n"
        )
        message.write(f"{number}\treporter\treply\t\\N\tIt was the same last night.\t\\N\t{at.isoformat()}\n")
        message.write(f"{number}\tteam\tanswer\t{officer.pk}\tThank you. We went to look.\t\\N\t{at.isoformat()}\n")
        for step, name in enumerate(("submitted", "acknowledged", "answered")):
            who = f"person\t{officer.pseudonym}" if step else "reporter\t\\N"
            payload = '{"category": "unsafe", "mode": "anonymous", "channel": "web"}' if not step else "{}"
            event.write(
                f"{_uuid(draw)}\tfeedback.report.{name}\t{who}\tfeedback.report\t{number}\t\t{areas[place].path}\t{teams[place].pk}\t"
                f"{payload}\t{at.isoformat()}\t{number:064d}\n"
            )
    _copy("feedback_report", REPORT, report)
    _copy("feedback_message", "report_id author kind staff_id words token at", message)
    _copy(
        "events_event",
        "uuid name actor_kind actor subject_type subject_id subject_ref area_path team_id payload at content_hash",
        event,
    )


REPORT = (
    "reference submission submission_digest receipt_hash category_id area_id area_path team_id state outcome mode channel language words "
    "readable details answers place_words lat lon cell has_danger_words receipt_is_printed photos received_at due_at closed_at contests "
    "reopenings unread_replies has_unread_result version"
)


def _spot(draw: random.Random, place: int) -> tuple[float, float, str]:
    """Give a point of an area, away from its edges, and its cell."""
    import h3

    lon, lat = corner(place)
    lat, lon = lat - draw.uniform(0.001, WIDE - 0.001), lon + draw.uniform(0.001, WIDE - 0.001)
    return lat, lon, str(h3.latlng_to_cell(lat, lon, 9))


def _said(draw: random.Random) -> str:
    """Give what everybody says and eight words drawn so that some are in every fiftieth report and some in one of thousands."""
    return WORDS + " ".join(VOCABULARY[min(int(draw.paretovariate(0.6)), len(VOCABULARY)) - 1] for _word in range(8))


def _publications() -> None:
    """Publish every second closed report that may be, and let thirty about noise be new and near the place of the full drafts."""
    from django.db import connection

    from policing.areas import cells

    lat, lon = FULL_SPOT
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH)
        cursor.execute(GATHER, [cells.cell_of(lat, lon), lat, lon])
        cursor.execute(OPEN_AGAIN, [cells.cell_of(lat, lon)])


PUBLISH = """
INSERT INTO feedback_publication (slug, report_id, category_id, area_id, area_path, cell, lat, lon, summary, happened_on, is_joinable,
                                  joined, published_at)
SELECT 'p' || r.id, r.id, r.category_id, r.area_id, r.area_path, r.cell, r.lat, r.lon,
       'Neighbours are worried about ' || right(r.words, 60), r.received_at::date, true, r.id % 9, r.received_at
FROM feedback_report r JOIN feedback_category c ON c.id = r.category_id
WHERE NOT c.is_sensitive AND r.state = 'closed' AND r.id % 2 = 0
"""
OPEN_AGAIN = """
UPDATE feedback_report SET state = 'read', outcome = '', closed_at = NULL
WHERE id IN (SELECT report_id FROM feedback_publication WHERE cell = %s AND happened_on > current_date - 21)
"""  # only what goes on can be joined
GATHER = """
UPDATE feedback_publication SET cell = %s, lat = %s, lon = %s, happened_on = current_date - (id %% 20)::int
WHERE id IN (SELECT p.id FROM feedback_publication p JOIN feedback_category c ON c.id = p.category_id WHERE c.code = 'noise'
             ORDER BY p.id DESC LIMIT 30)
"""


def _state(draw: random.Random, at: datetime, *, is_open: bool) -> tuple[str, str, str, str]:
    if not is_open:
        return "closed", draw.choice(("fixed", "not_fixed", "passed_on")), (at + timedelta(days=9)).isoformat(), "\\N"
    due = "\\N" if draw.random() < 0.3 else (at + timedelta(days=draw.randrange(1, 9))).isoformat()
    return draw.choice(("new", "read", "asked", "answered")), "", "\\N", due


def _uuid(draw: random.Random) -> str:
    return f"{draw.getrandbits(128):032x}"


def _copy(table: str, columns: str, rows: io.StringIO) -> None:
    from django.db import connection

    rows.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN", rows)


def drafts(count: int, *, full: bool = False) -> list[tuple[str, str]]:
    """Keep as many finished drafts, each ready to be sent; give the cookie's secret of each.

    A ``full`` one has a photo, and lies where thirty reports like it were published lately.
    """
    from feedback.services import draft_photos
    from feedback.services import drafts as kept

    made, photo = [], _photo() if full else None
    for number in range(count):
        lon, lat = corner(number % AREAS)
        spot = FULL_SPOT if full else (lat - 0.011, lon + 0.011)
        writing = kept.begin()
        writing.answers = {
            "category": "noise" if full else "unsafe", "place": "Mill Lane subway", "spot": "", "area": "", "lat": spot[0],
            "lon": spot[1], "found_area": "Area", "words": WORDS, "when": "Fridays", "mode": "anonymous", "name": "", "email": "",
        }  # fmt: skip
        kept.keep(writing)
        if photo is not None:
            draft_photos.add(writing, photo)
        made.append((writing.key, writing.token))
    return made


def _photo() -> Any:
    """Give a picture of a common measure, as it is after it was made clean."""
    import os

    from PIL import Image

    from policing.uploads import clean_image

    file = io.BytesIO()
    small = Image.frombytes("RGB", (160, 120), os.urandom(160 * 120 * 3))
    small.resize((1280, 960), Image.Resampling.BILINEAR).save(file, "JPEG", quality=85)
    file.seek(0)
    return clean_image(file)
