"""Loading areas from GeoJSON: every good one, every bad one with line and reason, and twice is harmless."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from pyproj import Transformer

from policing.areas.geometry import shape_of
from policing.areas.locate import locate
from policing.areas.models import Agency, Area
from policing.areas.services import code_for, retire_area
from policing.events.models import Event
from tests.areas.conftest import collection, feature, shared, square

pytestmark = [pytest.mark.django_db, pytest.mark.command("areas.area.save")]
Write = Callable[[Any], Path]
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def load(path: Path, *options: str, name_field: str = "name") -> tuple[dict[str, int], str]:
    """Run the import and give its counts and all that it said."""
    out = io.StringIO()
    call_command("import_areas", str(path), "--name-field", name_field, "--json", *options, stdout=out)
    said = out.getvalue()
    return json.loads(said.strip().splitlines()[-1]), said


def counts(**given: int) -> dict[str, int]:
    return {"read": 0, "loaded": 0, "updated": 0, "unchanged": 0, "mended": 0, "refused": 0, **given}


@pytest.mark.parametrize(
    ("file", "name_field", "options", "expected"),
    [
        ("toronto/toronto_neighbourhoods.geojson", "name", [], counts(read=140, loaded=140, mended=1)),
        ("vancouver/vancouver_neighbourhoods.geojson", "name", ["--code-field", "mapid"], counts(read=22, loaded=22)),
        (
            "nottingham/nottingham_wards.geojson",
            "ward_name",
            ["--code-field", "ward_code", "--level", "ward"],
            counts(read=20, loaded=20),
        ),
    ],
)
def test_real_boundaries_load_once_however_often(
    file: str, name_field: str, options: list[str], expected: dict[str, int]
) -> None:
    path = shared(file)
    first, said = load(path, *options, name_field=name_field)
    assert first == expected
    assert ("Mended: Niagara: " in said) == (expected["mended"] == 1)
    assert all(shape_of(boundary).is_valid for boundary in Area.objects.values_list("boundary", flat=True))
    again, _said = load(path, *options, name_field=name_field)
    assert again == {**expected, "loaded": 0, "unchanged": expected["loaded"]}
    assert Area.objects.count() == expected["loaded"]
    assert Event.objects.filter(name="areas.area.loaded").count() == expected["loaded"]


def test_every_real_toronto_area_is_found_from_inside() -> None:
    load(shared("toronto/toronto_neighbourhoods.geojson"))
    for area in Area.objects.all():
        inside = shape_of(area.boundary).representative_point()
        hit = locate(inside.y, inside.x)
        assert hit is not None
        assert shape_of(Area.objects.get(pk=hit.area_id).boundary).covers(inside)


def test_progress_is_shown_and_the_last_line_is_the_counts(write: Write) -> None:
    found, said = load(write(collection(feature("One", square(0, 0)), feature("Two", square(1, 0)))))
    assert found == counts(read=2, loaded=2)
    assert "2 of 2 areas" in said


def test_what_changed_is_updated_and_the_rest_left(write: Write) -> None:
    load(write(collection(feature("One", square(0, 0)), feature("Two", square(1, 0)))))
    revision = Agency.objects.get().areas_revision
    found, _said = load(write(collection(feature("One", square(0, 0)), feature("Two", square(1, 0, 0.5)))))
    assert found == counts(read=2, updated=1, unchanged=1)
    assert Agency.objects.get().areas_revision > revision
    changed = Event.objects.get(name="areas.area.changed")
    assert (changed.subject_ref, changed.payload) == ("two", {"mended": False, "fields": ["boundary"]})


def test_nothing_changed_gives_no_new_revision_and_no_event(write: Write) -> None:
    path = write(collection(feature("One", square(0, 0))))
    load(path)
    before = Agency.objects.get().areas_revision, Event.objects.count()
    load(path)
    assert (Agency.objects.get().areas_revision, Event.objects.count()) == before


def test_invalid_polygons_are_mended_by_name(write: Write) -> None:
    found, said = load(write(collection(feature("Bow Tie", BOW_TIE))))
    assert found == counts(read=1, loaded=1, mended=1)
    assert "Mended: Bow Tie: its border crosses itself" in said
    assert shape_of(Area.objects.get().boundary).area == pytest.approx(0.5)


def test_overlapping_parts_become_one_and_not_a_hole(write: Write) -> None:
    parts = [square(0, 0, 2)["coordinates"], square(1, 1, 2)["coordinates"]]
    found, _said = load(write(collection(feature("Twice", {"type": "MultiPolygon", "coordinates": parts}))))
    assert found["mended"] == 1
    assert shape_of(Area.objects.get().boundary).area == pytest.approx(7)


def test_a_collection_keeps_its_polygons_only(write: Write) -> None:
    mixed = {"type": "GeometryCollection", "geometries": [square(0, 0), {"type": "Point", "coordinates": [5, 5]}]}
    assert load(write(collection(feature("Mixed", mixed))))[0] == counts(read=1, loaded=1)
    assert shape_of(Area.objects.get().boundary).bounds == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "it has no shape"),
        ("square", "it has no shape"),
        ({"type": "Point", "coordinates": [0, 0]}, "its shape is Point, not a polygon"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "its shape is LineString, not a polygon"),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]}, "not a polygon"),
        ({"type": "Polygon", "coordinates": []}, "its shape is empty"),
        ({"type": "Polygon", "coordinates": [[]]}, "fewer than three different points"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "fewer than three different points"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "its shape has no area"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, "x"], [1, 1]]]}, "a point of its border is not two numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [True, 1], [1, 1]]]}, "a point of its border is not two numbers"),
        ({"type": "Polygon", "coordinates": [[[0], [1, 0], [1, 1]]]}, "a point of its border is not two numbers"),
        ({"type": "Polygon", "coordinates": [0, 1]}, "a ring of its border is not a list of points"),
        ({"type": "Polygon", "coordinates": "x"}, "its shape is empty"),
        ({"type": "MultiPolygon", "coordinates": []}, "its shape is empty"),
        ({"type": ["x"], "coordinates": []}, "not a polygon"),
        (square(500_000, 5_400_000, 1000), "is not on Earth: state the file's coordinate system with --crs EPSG:n"),
        (square(179.5, 0), "is not on Earth"),
        (square(0, 89.5), "is not on Earth"),
    ],
)
def test_a_shape_that_cannot_be_used_is_refused_with_line_and_reason(write: Write, geometry: Any, reason: str) -> None:
    found, said = load(write(collection(feature("Good", square(0, 0)), feature("Bad", geometry))))
    assert found == counts(read=2, loaded=1, refused=1)
    line = next(line for line in said.splitlines() if line.startswith("Refused"))
    assert "feature 2 on line 3 (“Bad”)" in line
    assert reason in line


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
def test_numbers_that_are_none_are_refused(write: Write, number: str) -> None:
    text = json.dumps(collection(feature("Good", square(0, 0)), feature("Bad", square(0, 0)))).rsplit("1.0", 1)
    found, said = load(write(number.join(text)))
    assert found == counts(read=2, loaded=1, refused=1)
    assert "is not two numbers" in said


@pytest.mark.parametrize("name", [None, "", "   ", True, 1.5, ["x"], {"x": 1}])
def test_a_feature_without_a_name_is_refused(write: Write, name: Any) -> None:
    found, said = load(write(collection(feature("Good", square(0, 0)), feature(name, square(1, 0)))))
    assert found == counts(read=2, loaded=1, refused=1)
    assert "it has no name in the field “name”" in said


@pytest.mark.parametrize(
    "odd", [None, 7, "x", [], {}, {"type": "Feature"}, {"properties": []}, {"properties": None, "geometry": {}}]
)
def test_what_is_no_feature_is_refused_and_the_rest_loaded(write: Write, odd: Any) -> None:
    assert load(write(collection(odd, feature("Good", square(0, 0)))))[0] == counts(read=2, loaded=1, refused=1)


def test_the_same_code_for_another_shape_is_refused(write: Write) -> None:
    found, said = load(write(collection(feature("High Street", square(0, 0)), feature("HIGH  STREET", square(1, 0)))))
    assert found == counts(read=2, loaded=1, refused=1)
    assert "the code “high-street” stands on line 2 already" in said
    assert "--code-field" in said
    assert shape_of(Area.objects.get().boundary).bounds == (0, 0, 1, 1)


def test_the_same_feature_twice_is_one_area(write: Write) -> None:
    found, _said = load(write(collection(feature("One", square(0, 0)), feature("One", square(0, 0)))))
    assert found == counts(read=2, loaded=1, unchanged=1)


def test_numbers_can_be_codes(write: Write) -> None:
    found, _said = load(
        write(collection(feature("One", square(0, 0), id=7.0), feature("Two", square(1, 0), id=8))), "--code-field", "id"
    )
    assert found == counts(read=2, loaded=2)
    assert list(Area.objects.order_by("code").values_list("code", flat=True)) == ["7", "8"]


@pytest.mark.parametrize("code", ["", None, "…", "x" * 61, {"a": 1}])
def test_a_code_that_cannot_be_used_is_refused(write: Write, code: Any) -> None:
    path = write(collection(feature("One", square(0, 0), id="ok"), feature("Two", square(1, 0), id=code)))
    found, said = load(path, "--code-field", "id")
    assert found == counts(read=2, loaded=1, refused=1)
    assert "cannot be used" in said


def test_an_area_of_another_level_is_not_written_over_by_its_namesake(write: Write) -> None:
    load(write(collection(feature("Downtown", square(0, 0, 5)))), "--level", "district")
    path = write(collection(feature("Downtown", square(0, 0)), feature("Harbour", square(1, 0))))
    found, said = load(path)
    assert found == counts(read=2, loaded=1, refused=1)
    assert "another area of the level “district” has this name already" in said
    assert shape_of(Area.objects.get(code="downtown").boundary).area == pytest.approx(25)


def test_parent_puts_areas_inside_and_moves_what_lies_outside(write: Write) -> None:
    load(write(collection(feature("City", square(0, 0, 5)))), "--level", "city")
    path = write(collection(feature("One", square(0, 0))))
    assert load(path)[0] == counts(read=1, loaded=1)
    assert load(path, "--parent", "city")[0] == counts(read=1, updated=1)
    assert Area.objects.get(code="one").path == "city/one/"
    assert load(path)[0] == counts(read=1, unchanged=1)
    moved = Event.objects.get(name="areas.area.moved")
    assert moved.payload == {"old_path": "one/", "new_path": "city/one/"}


def test_a_retired_area_stays_out_of_use(write: Write) -> None:
    path = write(collection(feature("One", square(0, 0))))
    load(path)
    retire_area(actor=None, code="one")
    found, said = load(path)
    assert found == counts(read=1, unchanged=1)
    assert "Note: One is out of use, and stays so" in said
    assert not Area.objects.get().is_active


def projected(crs: str) -> dict[str, Any]:
    """Give a square kilometre near Vancouver in another coordinate system."""
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(-123.1, 49.25)
    return square(x, y, 1000)


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::32610", "EPSG:32610"),
        ("EPSG:32610", "EPSG:32610"),
        ("urn:ogc:def:crs:EPSG::3005", "EPSG:3005"),
        ("urn:ogc:def:crs:EPSG::3857", "EPSG:3857"),
    ],
)
def test_the_coordinate_system_that_the_file_states_is_used(write: Write, name: str, crs: str) -> None:
    member = {"type": "name", "properties": {"name": name}}
    found, said = load(write({"features": [feature("Far", projected(crs))], "crs": member, "type": "FeatureCollection"}))
    assert found == counts(read=1, loaded=1)
    assert name in said
    hit = locate(49.251, -123.099)
    assert hit is not None
    assert hit.code == "far"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_degrees_are_longitude_first_however_they_are_named(write: Write, name: str) -> None:
    load(write(collection(feature("Here", square(-80, 43)), crs={"type": "name", "properties": {"name": name}})))
    assert locate(43.5, -79.5) is not None


def test_the_option_beats_the_file_with_a_note(write: Write) -> None:
    lie = {"type": "name", "properties": {"name": "EPSG:4326"}}
    found, said = load(write(collection(feature("Far", projected("EPSG:32610")), crs=lie)), "--crs", "EPSG:32610")
    assert found == counts(read=1, loaded=1)
    assert "Note: the file states a coordinate system of its own; EPSG:32610" in said
    assert locate(49.251, -123.099) is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is not valid JSON: line 1, column 1"),
        ("{", "is not valid JSON"),
        ('{"type": "FeatureCollection",\n "features": [1,]}', "is not valid JSON: line 2"),
        ('{"type": "FeatureCollection", "features": []} x', "is not valid JSON: line 1, column 47, more text after the end"),
        ("[1]", "is not a GeoJSON feature collection"),
        ("{}", "is not a GeoJSON feature collection"),
        ('{"type": "Feature", "features": []}', 'is not a GeoJSON feature collection: its “type” is "Feature"'),
        ('{"type": "FeatureCollection"}', "has no list called “features”"),
        ('{"type": "FeatureCollection", "features": {}}', "has no list called “features”"),
        ('{"type": "FeatureCollection", "features": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}", "a number too long to read"),
        (collection(feature("x", square(0, 0)), crs={"type": "link", "properties": {"href": "x"}}), "state it with --crs EPSG:n"),
        (collection(feature("x", square(0, 0)), crs={"type": "name", "properties": {"name": "EPSG:0"}}), "“EPSG:0” is not known"),
        (
            collection(feature("x", square(0, 0)), crs={"type": "name", "properties": {"name": "EPSG:4978"}}),
            "is not one of a flat map",
        ),
    ],
)
def test_a_bad_file_gives_one_clear_line(write: Write, content: Any, reason: str) -> None:
    with pytest.raises(CommandError) as caught:
        load(write(content))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Area.objects.exists()


def test_a_missing_file_gives_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.geojson cannot be read: No such file"):
        load(tmp_path / "nowhere.geojson")


def test_a_file_of_bytes_gives_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(b'{"type": "\xff"}')
    with pytest.raises(CommandError, match="is not text in UTF-8"):
        load(path)


def test_a_wrong_field_name_lists_the_fields_there_are(write: Write) -> None:
    with pytest.raises(CommandError, match=r"No feature has a field “title”\. The fields of this file are: name, id"):
        load(write(collection(feature("One", square(0, 0), id=1))), name_field="title")


def test_an_unknown_parent_gives_one_clear_line(write: Write) -> None:
    with pytest.raises(CommandError, match="no area with the code “nowhere”"):
        load(write(collection(feature("One", square(0, 0)))), "--parent", "nowhere")


def test_when_all_is_refused_the_command_fails_after_the_counts(write: Write) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="every feature was refused"):
        call_command("import_areas", str(write(collection(feature("x", None)))), "--name-field", "name", "--json", stdout=out)
    assert json.loads(out.getvalue().strip().splitlines()[-1]) == counts(read=1, refused=1)


def test_an_empty_collection_loads_nothing(write: Write) -> None:
    assert load(write(collection()))[0] == counts()


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(collection(feature("One", square(0, 0)))), encoding="utf-8-sig")
    assert load(path)[0] == counts(read=1, loaded=1)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Trinity-Bellwoods", "trinity-bellwoods"),
        ("L'Amoreaux", "lamoreaux"),
        ("Santiago Ñuñoa", "santiago-nunoa"),
        ("  A  b ", "a-b"),
    ],
)
def test_codes_come_from_folded_names(name: str, code: str) -> None:
    assert code_for(name) == code


def test_names_of_other_scripts_and_long_names_get_short_codes_of_their_own() -> None:
    names = ["शांति नगर", "حي السلام", "long name " * 12, "long name " * 11]
    codes = [code_for(name) for name in names]
    assert len(set(codes)) == 4
    assert all(0 < len(code) <= 60 and code.isascii() for code in codes)
    assert codes == [code_for(name) for name in names]


def test_what_is_stored_is_rounded_valid_and_turned_the_right_way(write: Write) -> None:
    ring = [[0.123456789, 0], [0, 1], [1, 1.000000049], [1, 0]]
    load(write(collection(feature("One", {"type": "Polygon", "coordinates": [ring]}))))
    boundary = Area.objects.get().boundary
    assert boundary["type"] == "MultiPolygon"
    outer = shapely.LinearRing(boundary["coordinates"][0][0])
    assert outer.is_ccw
    assert [0.1234568, 0.0] in boundary["coordinates"][0][0]
