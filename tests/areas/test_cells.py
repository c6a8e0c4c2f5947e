"""Cells of public maps: never finer than the Agency says, nor than resolution 9."""

from __future__ import annotations

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policing.areas.cells import cell_centre, cell_of
from policing.areas.models import Agency

lats, lons = st.floats(-89, 89), st.floats(-180, 180)


@given(lats, lons, st.integers(0, 15))
def test_a_cell_is_never_finer_than_nine(lat: float, lon: float, resolution: int) -> None:
    assert h3.get_resolution(cell_of(lat, lon, resolution)) == min(resolution, 9)


@given(lats, lons, st.integers(0, 9))
def test_the_centre_lies_in_its_cell(lat: float, lon: float, resolution: int) -> None:
    cell = cell_of(lat, lon, resolution)
    assert cell_of(*cell_centre(cell), resolution) == cell


@pytest.mark.django_db
def test_the_agency_decides_the_size() -> None:
    Agency.objects.update_or_create(pk=1, defaults={"name": "X", "cell_resolution": 7})
    Agency.forget()
    assert h3.get_resolution(cell_of(49.25, -123.1)) == 7


def test_a_finer_cell_has_no_centre_here() -> None:
    with pytest.raises(ValueError, match="resolution 9 or coarser"):
        cell_centre(h3.latlng_to_cell(49.25, -123.1, 10))
    with pytest.raises(ValueError, match="Not a cell"):
        cell_centre("nonsense")
