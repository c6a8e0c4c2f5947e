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
WORDS = "People stand across the path after dark and shout at those who go through, mostly at weekends. " * 3


def corner(number: int) -> tuple[float, float]:
    """Give the north-west corner of an area's square as (lon, lat)."""
    return WEST + (number % 5) * WIDE, NORTH - (number // 5) * WIDE


def make(rows: int) -> None:
    """Fill an empty, migrated database."""
    from allauth.account.models import EmailAddress
    from django.core.management import call_command
    from django.db import connection

    from policing.accounts.models import RoleGrant, User
    from policing.areas import services
    from policing.areas.geometry import as_it_is, usable
    from policing.areas.models import Area

    call_command("migrate", verbosity=0)
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
    draw = random.Random(7)  # the same rows in every run
    start = datetime(2025, 1, 1, tzinfo=UTC)
    report, message, event = io.StringIO(), io.StringIO(), io.StringIO()
    for number in range(1, rows + 1):
        place = number % AREAS
        at = start + timedelta(minutes=int(number * 900_000 / rows))
        is_open = draw.random() < 1 / 7
        state, outcome, closed, due = _state(draw, at, is_open=is_open)
        lon, lat = corner(place)
        report.write(
            f"WORD-{number % 9 + 1}-{number}-{number % 90 + 10}\t{number:064d}\t{number:064d}\tx\t{draw.choice(categories)}\t"
            f"{areas[place].pk}\t"
            f"{areas[place].path}\t{teams[place].pk}\t{state}\t{outcome}\tanonymous\tweb\ten-gb\t{WORDS}\t{{}}\tMill Lane\t"
            f"{lat - 0.01}\t{lon + 0.01}\t\tf\t{at.isoformat()}\t{due}\t{closed}\t0\t0\t0\t1\n"
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
    "details place_words lat lon cell has_danger_words received_at due_at closed_at contests reopenings unread_replies version"
)


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


def drafts(count: int) -> list[tuple[str, str]]:
    """Keep as many finished drafts, each ready to be sent; give the cookie's secret of each."""
    from feedback.services import drafts as kept

    made = []
    for number in range(count):
        lon, lat = corner(number % AREAS)
        writing = kept.begin()
        writing.answers = {
            "category": "unsafe", "place": "Mill Lane subway", "spot": "", "area": "", "lat": lat - 0.011, "lon": lon + 0.011,
            "found_area": "Area", "words": WORDS, "when": "Fridays", "mode": "anonymous", "name": "", "email": "",
        }  # fmt: skip
        kept.keep(writing)
        made.append((writing.key, writing.token))
    return made
