"""The figures of a case: what is counted where and when, who sees which of them, and what is safe in public."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from policing.access.sight import SIGHTS
from policing.areas.models import Agency, Area
from policing.events.testing import drain
from policing.timekeeping import now
from problems import casecounts, numbers
from problems.analysis.series import Window
from problems.casecounts import Region, Spots
from problems.importing import loading
from problems.models import Case, Figures, Incident, IncidentImport, IncidentSource
from problems.services import imports
from problems.services.cases import figures, parts, team, writing
from problems.services.cases.team import Place
from problems.services.cases.writing import Frame
from tests.feedback.tools import client_of
from tests.people import Cast, UserFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db

CELL, NEXT = "89195da49d7ffff", "89195da4993ffff"
YEAR = Frame(
    baseline_from=date(2025, 1, 1), baseline_to=date(2025, 12, 31), after_from=date(2026, 2, 1), after_to=date(2026, 6, 30)
)
NOW = now().replace(year=2026, month=9, day=1)


@pytest.fixture
def source() -> IncidentSource:
    made: IncidentSource = IncidentSource.objects.create(code="records", name="Records")
    return made


def put(source: IncidentSource, area: Area, days: list[date], **values: Any) -> None:
    """Write incidents as an import leaves them."""
    held = {"category": "Threats", "hour": 20, "cell": CELL, "lat": 0.5, "lon": 0.5, **values}
    brought: Any = IncidentImport.objects.filter(source=source).first() or IncidentImport.objects.create(
        source=source, state="finished", ended_at=now()
    )
    first = Incident.objects.count()
    Incident.objects.bulk_create(
        Incident(
            source=source, brought_by=brought, ident=f"i{first + at}", digest="x", day=day, area=area, area_path=area.path, **held
        )
        for at, day in enumerate(days)
    )
    loading.count_anew(source.pk)


def each_month(number: int, first: date, last: date) -> list[date]:
    """Give so many days of each month."""
    return [
        month + timedelta(days=at % 28)
        for month in casecounts.series.months_of(first, last)
        for at in range(number)
    ]  # fmt: skip


def framed(cast: Cast, frame: Frame = YEAR, **places: Any) -> Case:
    """Open a case whose places are the north (or one cell of it), the south to compare with, perhaps the city round about."""
    case = making.opened(cast)
    held = {"problem": {"area": cast.north}, "comparison": {"area": cast.south}, **places}
    for use, place in held.items():
        if place:
            making.put(case, cast.officer, "place", use=use, label=use, **place)
    writing.frame(case.pk, frame=frame, actor=cast.officer)
    return case


def counted(case: Case) -> dict[str, Any]:
    figures.count_wanted(NOW)
    row = Figures.objects.get(case=case)
    assert row.wanted_at is None
    assert row.made_at == NOW
    return dict(row.data)


def fell(cast: Cast, source: IncidentSource) -> None:
    """Let it fall to a third in the north, and stay in the south."""
    put(
        source,
        cast.north,
        each_month(12, date(2025, 1, 1), date(2026, 1, 31)) + each_month(4, date(2026, 2, 1), date(2026, 8, 31)),
    )
    put(source, cast.south, each_month(10, date(2025, 1, 1), date(2026, 8, 31)), cell=NEXT)


def test_both_windows_are_counted_here_and_where_it_is_compared(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    data = counted(framed(cast))
    assert (data["before"], data["after"], data["comparison"], data["around"]) == (144, 20, [120, 50], None)
    assert data["ratio"] == pytest.approx((20 / 144) / (50 / 120))
    assert data["low"] < data["ratio"] < data["high"] < 1
    assert (data["phi"], data["phi_months"], data["spread_known"], data["is_over"]) == (1, 12, True, True)
    assert data["change"]["ratio"] == pytest.approx((20 / 150) / (144 / 365))
    assert data["months"][0] == ["2025-01", 12]
    assert data["months"][-1] == ["2026-06", 4]
    assert data["total"] == 12 * 13 + 4 * 5
    assert data["week"][0][20] > 0
    assert data["categories"] == [["Threats", 176]]
    assert data["cells"] == [[CELL, 176]]


def test_what_lies_here_is_not_compared_with_itself(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    data = counted(framed(cast, problem={"cell": CELL}, comparison={"area": cast.city}, around={"area": cast.north}))
    assert (data["before"], data["comparison"], data["around"]) == (144, [120, 50], [0, 0])
    assert data["moved"]["reason"] == "none_before"


def test_only_the_kinds_of_the_case_are_counted(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    put(source, cast.north, each_month(3, date(2025, 1, 1), date(2026, 6, 30)), category="Noise")
    frame = Frame(("Noise",), YEAR.baseline_from, YEAR.baseline_to, YEAR.after_from, YEAR.after_to)
    data = counted(framed(cast, frame))
    assert (data["before"], data["after"], data["categories"]) == (36, 15, [["Noise", 54]])


def test_days_without_records_are_no_days_without_incidents(cast: Cast, source: IncidentSource) -> None:
    put(source, cast.north, each_month(6, date(2025, 7, 1), date(2026, 3, 31)))
    data = counted(framed(cast, comparison=None))
    assert data["windows"] == [["2025-07-01", "2025-12-31"], ["2026-02-01", "2026-03-31"]]
    assert not data["is_over"]
    assert data["effect"] is None
    later = Frame(None or (), YEAR.baseline_from, YEAR.baseline_to, date(2027, 1, 1), date(2027, 6, 30))
    data = counted(framed(cast, later, comparison=None))
    assert (data["after"], data["windows"][1], "ratio" in data) == (None, None, False)


def test_a_window_that_cuts_a_month_says_what_is_known_by_month_alone(cast: Cast, source: IncidentSource) -> None:
    put(source, cast.north, each_month(2, date(2025, 1, 1), date(2026, 6, 30)), precision="month")
    cut = Frame((), date(2025, 1, 10), date(2025, 12, 31), YEAR.after_from, YEAR.after_to)
    data = counted(framed(cast, cut))
    assert data["coarse"] == 22
    assert data["before"] == 22
    assert counted(framed(cast))["coarse"] == 0


def test_a_change_of_place_frame_or_reports_and_an_import_let_it_be_counted_anew(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    case = framed(cast)
    assert counted(case)["reports"] == [
        [f"{month:%Y-%m}", 0] for month in casecounts.series.months_of(date(2025, 1, 1), date(2026, 6, 30))
    ]
    assert figures.count_wanted(NOW) == 0
    row = case.caseplaces.get(use="comparison")
    parts.remove(case.pk, row.pk, kind="place", reason="It is another kind of place.", actor=cast.officer)
    assert counted(case)["comparison"] is None
    held = IncidentImport.objects.get()
    imports.undo(held.pk, actor=None)
    drain()
    assert counted(case)["total"] == 0


def test_what_became_out_of_date_while_it_was_counted_is_counted_again(
    cast: Cast, source: IncidentSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = framed(cast)
    count = figures.counted

    def slow(row: Case, today: date) -> dict[str, Any]:
        Figures.objects.filter(case=case).update(wanted_at=NOW + timedelta(seconds=1))
        return count(row, today)

    monkeypatch.setattr(figures, "counted", slow)
    figures.count_wanted(NOW)
    row = Figures.objects.get(case=case)
    assert row.made_at == NOW
    assert row.wanted_at == NOW + timedelta(seconds=1)


areas = st.sampled_from(["north", "south", "city"])
spots = st.builds(
    lambda cells, names: (tuple(sorted(cells)), tuple(sorted(names))), st.sets(st.sampled_from([CELL, NEXT])), st.sets(areas)
)


@given(inside=spots, without=spots, cut=st.booleans())
def test_counts_made_beforehand_say_what_the_incidents_say(inside: Any, without: Any, cut: bool, cast: Cast) -> None:
    """Whatever places lie in one another, months from counts made beforehand are those of the incidents themselves."""
    source, _made = IncidentSource.objects.get_or_create(code="records", defaults={"name": "Records"})
    if not Incident.objects.exists():
        fell(cast, source)
        put(source, cast.city, each_month(1, date(2025, 1, 1), date(2025, 4, 30)), cell="", lat=None, lon=None)

    def of(cells: tuple[str, ...], names: tuple[str, ...]) -> Spots:
        return Spots(cells, tuple(getattr(cast, name).path for name in names))

    region = Region(of(*inside), (of(*without),))
    window = Window(date(2025, 1, 10 if cut else 1), date(2026, 2, 28))
    wanted = casecounts._months(region.incidents(window))
    assert {month: many for month, many in region.by_month(window).items() if many} == wanted
    assert region.count(window) == sum(wanted.values())


def panel_of(case: Case, user: Any) -> str:
    """Draw the panel as the page of the case does."""
    request = RequestFactory().get("/")
    request.user = user
    held = Case.objects.for_page().get(pk=case.pk)
    drawn: str = Template('{% panels "problems.case.figures" case %}').render(Context({"request": request, "case": held}))
    return drawn


def test_who_sees_counts_sees_months_and_the_effect_and_no_place(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    case = framed(cast)
    making.write(case, cast.officer, "process", "All of it.", "fully")
    counted(case)
    reader, planner = UserFactory(name="Rea"), UserFactory(name="Pia")
    team.invite(case.pk, user=reader, place=Place("resident", "counts"), actor=cast.officer)
    team.invite(case.pk, user=planner, place=Place("resident", "plan"), actor=cast.officer)
    whole, part = panel_of(case, cast.officer), panel_of(case, reader)
    assert CELL in whole
    assert "heat" in whole
    for text in ("consistent with an effect", "For every 100 incidents", "Jan 2025"):
        assert text in whole
        assert text in part
    assert CELL not in part
    assert "heat" not in part
    assert 'id="figures"' not in panel_of(case, planner)
    data = Figures.objects.get(case=case).data
    assert set(numbers.shown(data, SIGHTS["everything"])) == set(data)
    assert numbers.shown(data, SIGHTS["plan"]) == {}
    assert not set(numbers.shown(data, SIGHTS["counts"])) & set(numbers.OF_PLACES)


def test_a_cell_is_called_as_the_case_calls_it(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    case = framed(cast, problem={"cell": CELL})
    case.caseplaces.filter(cell=CELL).update(label="The steps by the mill")
    counted(case)
    assert "The steps by the mill" in panel_of(case, cast.officer)


def test_without_a_place_the_reports_are_drawn_and_no_incidents_are_claimed(cast: Cast) -> None:
    fed = making.reports(cast, 3)
    case = making.opened(cast, reports=[row.pk for row in fed], reason="The same lane")
    figures.count_wanted(now())
    shown = panel_of(case, cast.officer)
    assert "3 reports by month" in shown
    assert "incidents by month" not in shown


def test_who_sees_counts_alone_reads_no_small_number_on_page_api_and_file(cast: Cast, source: IncidentSource) -> None:
    put(source, cast.north, each_month(9, date(2025, 1, 1), date(2025, 12, 31)) + [date(2026, 3, 4)] * 3)
    put(source, cast.south, each_month(9, date(2025, 1, 1), date(2026, 6, 30)), cell=NEXT)
    case = framed(cast)
    counted(case)
    reader = UserFactory(name="Rea")
    team.invite(case.pk, user=reader, place=Place("resident", "counts"), actor=cast.officer)
    client = client_of(reader)
    told = client.get(f"/api/v1/cases/{case.reference}/").json()["figures"]["data"]
    assert dict(told["months"])["2026-03"] is None
    assert 9 in dict(told["months"]).values()
    assert list(dict(told["months"]).values()).count(None) >= 2 or told["total"] is None, "one alone could be worked out"
    assert (told["after"], told["ratio"], told["hidden"]) == (None, None, True)
    assert None in (told["before"], told["total"]), "both together would give back what is hidden"
    assert str(numbers.HIDDEN) in panel_of(case, reader)
    assert str(numbers.HIDDEN) not in panel_of(case, cast.officer)
    file = client.post(f"/cases/{case.reference}/export/")
    assert ",3\n" not in (b"".join(file.streaming_content) if file.streaming else file.content).decode().replace("\r", "")
    officer = client_of(cast.officer).get(f"/api/v1/cases/{case.reference}/").json()["figures"]["data"]
    assert dict(officer["months"])["2026-03"] == 3


def test_the_panel_stands_before_anything_was_counted(cast: Cast) -> None:
    case = making.opened(cast)
    assert "Nothing is counted yet" in panel_of(case, cast.officer)
    counted(case)
    assert "Nothing is counted yet" in panel_of(case, cast.officer)
    case = framed(cast)
    assert "counted anew" in panel_of(case, cast.officer)
    counted(case)
    assert "No incident was recorded" in panel_of(case, cast.officer)


def test_the_panel_costs_one_query(cast: Cast, source: IncidentSource) -> None:
    fell(cast, source)
    case = framed(cast)
    counted(case)
    panel_of(case, cast.officer)
    held = Case.objects.for_page().get(pk=case.pk)
    request = RequestFactory().get("/")
    request.user = cast.officer
    template, context = Template('{% panels "problems.case.figures" case %}'), Context({"request": request, "case": held})
    template.render(context)
    with CaptureQueriesContext(connection) as seen:
        template.render(context)
    mine = [query for query in seen.captured_queries if "sheetentry" in query["sql"] or "figures" in query["sql"]]
    assert len(mine) <= 1


def test_the_public_reads_no_small_number_and_nothing_that_gives_it_back(cast: Cast, source: IncidentSource) -> None:
    assert Agency.current().small_number == 5
    fell(cast, source)
    case = framed(cast)
    assert numbers.public_numbers(case) is None
    counted(case)
    found = numbers.public_numbers(Case.objects.get(pk=case.pk))
    assert found is not None
    assert (str(found.before), str(found.after), found.sentence) == ("144", "20", "")
    making.write(case, cast.officer, "process", "All of it.", "fully")
    making.write(case, cast.officer, "displacement", "We looked round about: no.")
    found = numbers.public_numbers(Case.objects.get(pk=case.pk))
    assert found is not None
    assert found.says == numbers.PUBLIC["good"]
    assert found.sentence.startswith("For every 100 incidents we would have expected, there were about 33 (likely range")
    Figures.objects.filter(case=case).update(data={**Figures.objects.get(case=case).data, "after": 3})
    held = list(Case.objects.for_page().filter(pk=case.pk))
    with CaptureQueriesContext(connection) as seen:
        hidden = numbers.public_numbers_of(held)[case.pk]
    assert len(seen) <= 2
    assert str(hidden.after) == "fewer than 5"
    assert (hidden.says, hidden.sentence) == (numbers.HIDDEN, "")
