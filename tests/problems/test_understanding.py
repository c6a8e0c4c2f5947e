"""What one row says, in all the ways that agencies write it, and why a row cannot be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from problems.importing.files import UnusableRecords
from problems.importing.mapping import layout
from problems.importing.understanding import BadRow, Reader, Understood

TODAY = date(2026, 11, 26)
COLUMNS = ("kind", "when", "hour", "lat", "lon", "no", "hood")
MAPS = ["category=kind", "occurred=when", "hour=hour", "lat=lat", "lon=lon"]


def read(*values: str, maps: list[str] | None = None, columns: tuple[str, ...] = COLUMNS, **options: str) -> Understood:
    return Reader(layout(maps or MAPS, **options), columns, TODAY).understand(list(values))


def row(**more: str) -> list[str]:
    held = {"kind": "Theft", "when": "2024-01-02", "hour": "7", "lat": "43.7", "lon": "-79.4", "no": "", "hood": ""} | more
    return [held[name] for name in COLUMNS]


@pytest.mark.parametrize(
    ("when", "options", "expected"),
    [
        ("2024-01-02", {}, (date(2024, 1, 2), None, "day")),
        ("2024/1/2", {}, (date(2024, 1, 2), None, "day")),
        ("2024-01-02 19:45", {}, (date(2024, 1, 2), 19, "hour")),
        ("2024-01-02T19:45:00Z", {}, (date(2024, 1, 2), 19, "hour")),
        ("2018/01/01 05:00:00+00", {"zone": "America/Toronto"}, (date(2018, 1, 1), 0, "hour")),
        ("2018/07/01 03:00:00+00", {"zone": "America/Toronto"}, (date(2018, 6, 30), 23, "hour")),
        ("2022-03", {}, (date(2022, 3, 1), None, "month")),
        ("2022-03-01", {"precision": "month"}, (date(2022, 3, 1), None, "month")),
        ("02/01/2024 19:45", {"date_format": "%d/%m/%Y %H:%M"}, (date(2024, 1, 2), 19, "hour")),
        ("02/01/2024", {"date_format": "%d/%m/%Y"}, (date(2024, 1, 2), None, "day")),
    ],
)
def test_a_moment_is_read_as_it_is_written(when: str, options: dict[str, str], expected: tuple[Any, ...]) -> None:
    maps = [one for one in MAPS if not one.startswith("hour")]
    found = read(*row(when=when), maps=maps, **options)
    assert (found.day, found.hour, found.precision) == expected


def test_an_hour_of_its_own_column_counts_from_the_local_day() -> None:
    found = read(*row(when="2018/01/01 05:00:00+00", hour="23"), zone="America/Toronto")
    assert (found.day, found.hour, found.precision) == (date(2018, 1, 1), 23, "hour")


def test_several_columns_make_a_date_and_a_fixed_word_a_kind() -> None:
    columns = ("YEAR", "MONTH", "DAY", "X", "Y")
    maps = ["category==Burglary", "occurred=YEAR+MONTH+DAY", "x=X", "y=Y"]
    found = read("2020", "6", "19", "491059,5", "5459122,4", maps=maps, columns=columns, decimal=",")
    assert (found.category, found.day, found.x, found.y) == ("Burglary", date(2020, 6, 19), 491059.5, 5459122.4)


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [("0", "0.0", (None, None, True)), ("", "", (None, None, False)), ("43.7", "-79.4", (-79.4, 43.7, False))],
)
def test_a_withheld_place_and_one_that_is_not_stated_are_told_apart(lat: str, lon: str, expected: tuple[Any, ...]) -> None:
    found = read(*row(lat=lat, lon=lon))
    assert (found.x, found.y, found.is_withheld) == expected


def test_a_stated_id_names_the_row_and_else_its_values_do() -> None:
    stated = read(*row(no="A-17"), maps=[*MAPS, "id=no"])
    assert stated.ident == "id:A-17"
    assert read(*row()).ident == read(*row()).digest != read(*row(kind="Assault")).ident


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": " "}, "no kind"),
        ({"kind": "x" * 81}, "too long"),
        ({"when": "yesterday"}, "cannot be read"),
        ({"when": "02/01/2024"}, "cannot be read"),
        ({"when": "2024-02-30"}, "cannot be read"),
        ({"when": "2031-01-01"}, "lies ahead"),
        ({"when": "1850-01-01"}, "too far back"),
        ({"hour": "24"}, "between 0 and 23"),
        ({"hour": "noon"}, "not a number"),
        ({"lat": "north"}, "not numbers"),
        ({"lat": ""}, "not numbers"),
    ],
)
def test_a_bad_row_says_why(more: dict[str, str], says: str) -> None:
    with pytest.raises(BadRow, match=says):
        read(*row(**more))


def test_a_row_of_another_width_is_bad() -> None:
    with pytest.raises(BadRow, match="2 columns where the first line names 7"):
        read("Theft", "2024-01-02")


@pytest.mark.parametrize(
    ("maps", "options", "says"),
    [
        (["occurred=when"], {}, "kind of incident"),
        (["category=kind"], {}, "the date"),
        (["category=kind", "occurred=when", "lat=lat"], {}, "two columns"),
        (["category=kind", "occured=when"], {}, "is not field=COLUMN"),
        (MAPS, {"zone": "Nowhere/Else"}, "no time zone"),
        (MAPS, {"precision": "week"}, "hour, day or month"),
        (MAPS, {"decimal": ";"}, "decimal mark"),
        (["category=sort", "occurred=when"], {}, "no column “sort”"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(maps: list[str], options: dict[str, str], says: str) -> None:
    with pytest.raises(UnusableRecords, match=says):
        Reader(layout(maps, **options), COLUMNS, TODAY)


def test_a_kept_mapping_is_used_and_what_is_given_wins() -> None:
    kept = layout(MAPS, zone="America/Toronto").as_dict()
    assert layout([], kept).as_dict() == kept
    assert layout(["hour=clock"], kept, zone="UTC").hour == "clock"
