"""Cells of the h3 grid: what stands for a point wherever people may see it. Never finer than resolution 9."""

from __future__ import annotations

import re

import h3

from policing.areas.models import Agency

FINEST = 9
COORDINATES = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")


def cell_of(lat: float, lon: float, resolution: int | None = None) -> str:
    """Give the cell that holds a point, at the Agency's resolution unless a coarser one is asked for."""
    return str(h3.latlng_to_cell(lat, lon, min(Agency.current().cell_resolution if resolution is None else resolution, FINEST)))


def is_cell(cell: str) -> bool:
    """Tell whether a text names a cell of the grid that people may see: of resolution 9 or coarser."""
    return bool(h3.is_valid_cell(cell)) and h3.get_resolution(cell) <= FINEST


def cell_centre(cell: str) -> tuple[float, float]:
    """Give the (lat, lon) of a cell's centre. Raises ValueError for what is no cell, or one finer than resolution 9."""
    if not is_cell(cell):
        raise ValueError(f"Not a cell of resolution {FINEST} or coarser: {cell}")
    lat, lon = h3.cell_to_latlng(cell)
    return float(lat), float(lon)


def cell_ring(cell: str) -> tuple[tuple[float, float], ...]:
    """Give the corners of a cell as (lat, lon). Raises ValueError for what is no cell, or one finer than resolution 9."""
    if not is_cell(cell):
        raise ValueError(f"Not a cell of resolution {FINEST} or coarser: {cell}")
    return tuple((float(lat), float(lon)) for lat, lon in h3.cell_to_boundary(cell))


def parse_coordinates(words: str) -> tuple[float, float] | None:
    """Give latitude and longitude where the words are two numbers, as copied from a map, else None."""
    found = COORDINATES.match(words)
    if not found:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
