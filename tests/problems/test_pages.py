"""The pages and routes of incidents: who sees which, what they add up to, and that they cost the same however many there are."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policing import access
from policing.accounts.models import User
from policing.areas import cells
from policing.areas.models import Area
from policing.events.models import Event
from problems import counting, months
from problems.forms import wanted_form
from problems.importing import loading
from problems.models import Incident, IncidentImport, IncidentSource
from tests.areas.conftest import square
from tests.feedback.tools import client_of, text
from tests.people import Cast, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast: Cast) -> IncidentSource:
    Area.objects.filter(pk=cast.north.pk).update(boundary=square(0, 0))
    Area.objects.filter(pk=cast.south.pk).update(boundary=square(2, 0))
    return IncidentSource.objects.create(code="records", name="Records", mapping={})


def incidents(source: IncidentSource, area: Area, count: int, start: int = 0, **more: Any) -> None:
    """Put incidents down in an area, and count them."""
    brought_by = IncidentImport.objects.filter(source=source).first() or IncidentImport.objects.create(
        source=source, state="finished"
    )
    lat, lon = (0.5, 0.5) if area.code == "north" else (0.5, 2.5)
    Incident.objects.bulk_create(
        Incident(
            **{
                "source": source, "brought_by": brought_by, "ident": f"{area.code}-{number}", "digest": "", "category": "Theft",
                "day": date(2024, 1 + number % 12, 2), "hour": number % 24, "lat": lat, "lon": lon, "cell": cells.cell_of(lat, lon),
                "area": area, "area_path": area.path, **more,
            }
        )
        for number in range(start, start + count)
    )  # fmt: skip
    loading.count_anew(source.pk)


def page(who: Any, **query: str) -> str:
    answer = client_of(who).get(reverse("problems:incidents"), query)
    assert answer.status_code == 200
    return text(answer)


def test_an_officer_sees_the_own_area_and_the_analyst_the_city(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 30)
    incidents(source, cast.south, 12)
    assert "30 incidents" in page(cast.officer)
    assert "12 incidents" in page(cast.other_officer)
    assert "42 incidents" in page(cast.analyst)
    assert "12 incidents" in page(cast.analyst, area="south")
    assert "No incidents here" in page(cast.officer, area="south"), "nothing of another area comes through a filter"


def test_who_works_for_a_team_sees_where_it_serves(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 3)
    incidents(source, cast.south, 5)
    worker = RoleGrantFactory(role="officer", team=cast.team_north).user
    assert "3 incidents" in page(worker)
    assert not Incident.objects.filter(access.policy_for(Incident).visible_q(access.load(worker)), area=cast.south).exists()


@pytest.mark.parametrize("area", ["north", "south", "city", "none"])
def test_the_three_faces_of_incidents_agree(cast: Cast, source: IncidentSource, area: str) -> None:
    where = getattr(cast, area, None)
    incidents(source, where or cast.north, 1)
    if where is None:
        Incident.objects.update(area=None, area_path="")
    row, policy = Incident.objects.get(), access.policy_for(Incident)
    worker = RoleGrantFactory(role="officer", team=cast.team_north).user
    both = RoleGrantFactory(role="analyst", team=cast.team_south).user
    RoleGrantFactory(user=both, role="officer", area=cast.north)
    people = [who for _name, who in cast if isinstance(who, User) and who.is_active]
    seen = set()
    for who in [*people, worker, both]:
        may = bool(access.can(who, "view", row))
        assert may == access.visible(Incident, who).exists(), who
        assert may == User.objects.filter(policy.people_q("view", row), pk=who.pk).exists(), who
        seen |= {who} if may else set()
    assert (worker in seen, both in seen) == {"north": (True, True), "south": (False, True)}.get(area, (False, False))


def test_it_is_narrowed_by_kind_year_and_cell(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 5)
    incidents(source, cast.north, 3, start=100, category="Noise", day=date(2023, 5, 1))
    assert "3 incidents" in page(cast.officer, category="Noise")
    assert "5 incidents" in page(cast.officer, since="2024")
    assert "3 incidents" in page(cast.officer, until="2023")
    assert "8 incidents" in page(cast.officer, cell=cells.cell_of(0.5, 0.5))
    assert "No incidents here" in page(cast.officer, cell=cells.cell_of(10, 10))
    assert "8 incidents" in page(cast.officer, since="odd", cell="<script>"), "what cannot be is passed over"


def test_the_page_costs_the_same_at_ten_and_at_a_thousand(cast: Cast, source: IncidentSource) -> None:
    client = client_of(cast.officer)
    counted = []
    for count, start in ((10, 0), (990, 10)):
        incidents(source, cast.north, count, start=start)
        client.get(reverse("problems:incidents"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("problems:incidents"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15


@pytest.mark.command("problems.incidents.download")
def test_what_is_looked_at_is_taken_away_as_a_file_and_that_is_written_down(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 3, category="=HYPERLINK(1)")
    incidents(source, cast.south, 4)
    answer = client_of(cast.officer).post(reverse("problems:incidents-download"), {"since": "2024"})
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "source,category,day,hour,precision,area,cell,stated_area"
    assert len(lines) == 4
    assert lines[1].startswith("records,'=HYPERLINK(1),2024-01-02,0,")
    assert Event.objects.get(name="problems.incidents.downloaded").payload == {"number": 3}
    assert client_of(cast.resident).post(reverse("problems:incidents-download")).status_code == 404


def test_the_api_gives_rows_and_what_they_add_up_to(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 30)
    client = client_of(cast.officer)
    rows = client.get(reverse("problems-api:incident-list")).json()
    assert len(rows["results"]) == 30
    assert "lat" not in rows["results"][0]
    found = client.get(reverse("problems-api:incident-summary"), {"area": "north"}).json()
    assert sum(one["number"] for one in found["months"]) == sum(map(sum, found["week"])) == 30
    assert client.get(reverse("problems-api:incident-list"), {"area": "nowhere"}).status_code == 422


SPANS = [
    ("2023-05", ""), ("", "2023-05"), ("2023-02", "2023-04"), ("2022-11", "2023-02"), ("2022-12", "2024-01"),
    ("2021-03", "2024-10"), ("2022", "2023"), ("2023-05", "2023-01"), ("2022", "2022-01"), ("2023", "2023-12"), ("", ""),
]  # fmt: skip


def test_a_span_of_months_adds_up_as_its_incidents_do(cast: Cast, source: IncidentSource) -> None:
    for at, first in enumerate(months.between(date(2021, 1, 1), date(2024, 12, 1))):
        incidents(source, cast.north, 1 + at % 3, start=100 * at, day=first + timedelta(days=at % 28))
    for since, until in SPANS:
        form = wanted_form(cast.officer, {"since": since, "until": until})
        assert form.is_valid(), form.errors
        wanted = form.wanted()
        before = months.after(wanted.until or date(2200, 1, 1))
        rows = list(Incident.objects.filter(day__gte=wanted.since or date.min, day__lt=before))
        by_hour = Counter((row.day.weekday(), row.hour) for row in rows)
        week = counting.by_week_hour(cast.officer, wanted)
        assert {(day, hour): n for day, row in enumerate(week) for hour, n in enumerate(row) if n} == by_hour, (since, until)
        assert dict(counting.by_cell(cast.officer, wanted)) == Counter(row.cell for row in rows), (since, until)
        assert sum(number for _month, number in counting.by_month(cast.officer, wanted)) == len(rows)
        assert sum(number for _kind, number in counting.by_category(cast.officer, wanted)) == len(rows)
        assert counting.incidents(cast.officer, wanted).count() == len(rows)


def test_months_are_chosen_from_those_there_are(cast: Cast, source: IncidentSource) -> None:
    incidents(source, cast.north, 1, day=date(2023, 11, 5))
    incidents(source, cast.north, 1, start=5, day=date(2024, 2, 5))
    asked = client_of(cast.officer).get(reverse("problems:incidents"), {"since": "2024-01"}).content.decode()
    assert '<option value="2024-01" selected>Jan 2024</option>' in asked
    assert '<optgroup label="2023">' in asked
    assert "2023-10" not in asked
    refused = client_of(cast.officer).get(reverse("problems-api:incident-summary"), {"since": "2024-13"})
    assert refused.status_code == 422
    assert "Give a month such as 2024-03" in str(refused.json())
