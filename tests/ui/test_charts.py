"""Where lines, bars, tints and areas are drawn."""

from __future__ import annotations

import itertools
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from policing.ui import samples
from policing.ui.charts import Band, Bar, BarChart, HeatChart, LineChart, Mark, Series
from policing.ui.charts.heat import heat_step
from policing.ui.charts.scale import nice_step, spread
from policing.ui.components import inline
from policing.ui.maps import AreaMap, AreaShape, MapPoint, Projection, draw_areas
from tests.ui.parse import read

DAYS = tuple(f"d{day}" for day in range(5))
figures = st.one_of(st.none(), st.floats(0, 1e6))


def line(*values: float | None, **more: object) -> LineChart:
    """Give a chart of one line."""
    steps = tuple(str(at) for at in range(len(values)))
    return LineChart("Title", "Says.", steps, (Series("Here", values),), "Step", **more)  # type: ignore[arg-type]


@given(st.floats(1e-6, 1e9))
def test_an_axis_has_few_round_steps(top: float) -> None:
    step = nice_step(top)
    assert f"{step:e}"[0] in "125"
    assert step * 4 >= top * (1 - 1e-6)
    assert step * 4 <= top * 10


@given(st.lists(st.floats(18, 216), min_size=1, max_size=3))
def test_names_at_line_ends_never_lie_on_each_other(wanted: list[float]) -> None:
    placed = spread(wanted, 18, 18, 216)
    apart = sorted(placed)
    assert all(later - earlier >= 18 - 1e-6 for earlier, later in itertools.pairwise(apart))
    assert all(18 - 1e-6 <= y <= 216 + 1e-6 for y in placed)
    assert sorted(range(len(wanted)), key=lambda at: (wanted[at], at)) == sorted(
        range(len(placed)), key=lambda at: (placed[at], at)
    )


@given(st.lists(figures, min_size=1, max_size=40))
def test_lines_stay_inside_their_frame_and_leave_gaps(values: list[float | None]) -> None:
    chart = line(*values)
    drawn = chart.lines[0]
    points = [tuple(map(float, point.split(","))) for run in drawn.runs for point in run.split()]
    points += [(float(x), float(y)) for x, y in drawn.dots]
    assert len(points) == len([value for value in values if value is not None])
    assert all(chart.left - 0.1 <= x <= chart.right + 0.1 and 17.9 <= y <= 216.1 for x, y in points)
    assert (drawn.label is None) == (not points)


def test_zero_is_the_axis_and_the_top_is_round() -> None:
    chart = line(0, 7, None, 3)
    assert chart.top == 8
    assert chart.y(0) == 216
    assert chart.y(chart.top) == 18
    assert [tick.text for tick in chart.ticks] == ["0", "2", "4", "6", "8"]
    assert chart.rules[0] == "216"


def test_a_chart_refuses_four_lines_and_uneven_ones() -> None:
    one = Series("x", (1, 2))
    for series, band in (((one,) * 4, None), ((), None), ((one, Series("y", (1,))), None), ((one,), Band((1,), (2, 3)))):
        with pytest.raises(ImproperlyConfigured):
            LineChart("T", "S", ("a", "b"), series, "Step", band=band)


def test_marks_stand_between_steps() -> None:
    chart = line(1, 2, 3, marks=(Mark(0.5, "lamps mended"),))
    assert float(chart.cuts[0].x) == pytest.approx((chart.x(0) + chart.x(1)) / 2, abs=0.1)


def test_coordinates_are_never_in_the_readers_number_format() -> None:
    with translation.override("es"):
        html = inline.chart(line(1.5, 2.25, 0.1))
        drawing = html[: html.index("</svg>")]
        assert not re.search(r'(?:x|y|x1|x2|y1|y2|width)="[0-9]+,[0-9]', drawing)
        assert "1,5" in read(html).one("table").text


def test_a_chart_carries_its_finding_its_sentence_and_its_numbers() -> None:
    fall = samples.everything()["fall"]
    page = read(inline.chart(fall))
    assert page.one("figcaption").text == fall.title
    assert page.one("svg", role="img").attrs["aria-label"] == fall.title
    rows = page.one("details").one("tbody").all("tr")
    assert [row.text.split() for row in rows[:2]] == [["May", "5", "6"], ["Jun", "7", "6"]]


def test_bars_start_at_zero_and_hide_without_a_trace() -> None:
    chart = BarChart("T", "S", "Area", "Index", (Bar("A", 50, 40, 60), Bar("B", 25), Bar("C", None, hidden="Too few")), most=100)
    assert [(row.width, row.low, row.high) for row in chart.rows] == [
        ("50.0%", "40.0%", "60.0%"),
        ("25.0%", "", ""),
        ("", "", ""),
    ]
    page = read(inline.chart(chart))
    assert len(page.all("rect")) == 2
    assert len(page.all("line")) == 3
    assert page.all("tr")[-1].text == "CToo few"
    assert "± 10" in page.all("tr")[1].text


def test_an_uneven_margin_is_said_as_from_to() -> None:
    assert Bar("A", 50, 45, 60).margin == "45 to 60"


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_tints_rise_with_the_number(number: int, most: int) -> None:
    step = heat_step(number, most)
    assert 0 <= step <= 5
    assert (step == 0) == (number == 0)
    assert heat_step(number + 1, most) >= step


def test_the_heat_table_is_a_table_of_a_week() -> None:
    counts = tuple(tuple(day * hour for hour in range(24)) for day in range(7))
    page = read(inline.chart(HeatChart("T", "S", "Calls", counts)))
    assert len(page.all("td")) == 7 * 24
    assert [one.text for one in page.all("th", scope="row")][:2] == ["Mon", "Tue"]
    assert page.all("td")[-1].attrs["class"] == "h5"
    with pytest.raises(ImproperlyConfigured):
        HeatChart("T", "S", "Calls", counts[:6])


def test_a_hidden_hour_is_said_to_be_hidden() -> None:
    counts = ((None, *(0,) * 23), *(((0,) * 24,) * 6))
    cell = read(inline.chart(HeatChart("T", "S", "Calls", counts))).all("td")[0]
    assert cell.text == "–hidden"


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0.01, 2), st.floats(0.01, 2))
def test_a_projection_fits_its_drawing_with_north_up(south: float, west: float, high: float, wide: float) -> None:
    projection = Projection.around((west, south, west + wide, south + high))
    left, bottom = projection.point(south, west)
    right, top = projection.point(south + high, west + wide)
    assert 7.9 <= left < right <= 472.1
    assert 7.9 <= top < bottom <= projection.height - 7.9


def corners(path: str) -> set[str]:
    """Give the corners of a drawn path."""
    return set(re.findall(r"\d+ \d+", path))


def test_neighbours_share_their_edges() -> None:
    drawing = draw_areas(samples.town_shapes())
    assert drawing is not None
    paths = {one.name: corners(one.path) for one in drawing.outlines}
    assert len(paths["Tanner’s Row"] & paths["Quayside"]) == 2
    assert len(paths["Weavers Hill"] & paths["Saltmarsh"]) == 0


def test_parts_and_holes_are_drawn_and_nothing_is_drawn_of_nothing() -> None:
    square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    hole = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]
    far = [[[2, 0], [3, 0], [3, 1], [2, 1], [2, 0]]]
    drawing = draw_areas([AreaShape("a", "A", {"type": "MultiPolygon", "coordinates": [[square, hole], far]})])
    assert drawing is not None
    assert drawing.outlines[0].path.count("z") == 3
    assert draw_areas([]) is None


def test_a_map_links_and_lists_every_area_and_marks_this_one() -> None:
    drawing = draw_areas(samples.town_shapes())
    assert drawing is not None
    links = {name: f"/areas/{at}/" for at, name in enumerate(samples.TOWN)}
    point = MapPoint(51.9904, 0.0196, 9, "Mopeds", 2)
    page = read(inline.chart(AreaMap(drawing, "Seven areas", links=links, here="Quayside", points=(point,))))
    drawn = page.one("svg", role="group")
    assert [link.attrs["aria-label"] for link in drawn.all("a")][-1] == "Quayside"
    assert [link.attrs["href"] for link in page.one("ul", class_="map__list").all("a")] == [links[name] for name in sorted(links)]
    assert page.one("li", aria_current="true").text == "Quayside"
    assert drawn.one("text", class_="pt__n").text == "9"


def test_a_name_that_does_not_fit_its_area_stays_in_the_list() -> None:
    tiny = {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}
    large = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}
    drawing = draw_areas([AreaShape("t", "Tiny", tiny), AreaShape("l", "Large", large)])
    assert drawing is not None
    assert [bool(one.lines) for one in drawing.outlines] == [False, True]


def test_a_long_name_stands_in_two_lines_where_one_would_leave_its_area() -> None:
    narrow = {"type": "Polygon", "coordinates": [[[0, 0], [0.3, 0], [0.3, 1], [0, 1], [0, 0]]]}
    wide = {"type": "Polygon", "coordinates": [[[0.3, 0], [1, 0], [1, 1], [0.3, 1], [0.3, 0]]]}
    drawing = draw_areas([AreaShape("n", "Weavers Hill Common", narrow), AreaShape("w", "Weavers Hill Common", wide)])
    assert drawing is not None
    assert [[line.words for line in one.lines] for one in drawing.outlines] == [
        ["Weavers Hill", "Common"],
        ["Weavers Hill Common"],
    ]
