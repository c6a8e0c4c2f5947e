"""What the tests of areas stand on: nothing kept from another test, and small shapes to write down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from policing.areas import locate
from policing.areas.models import Agency

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    locate.forget()
    Agency.forget()
    yield
    locate.forget()
    Agency.forget()


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    """Give a square polygon."""
    east, north = west + size, south + size
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def feature(name: Any, geometry: Any, **properties: Any) -> dict[str, Any]:
    """Give a feature with a name."""
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    """Give a feature collection."""
    return {"type": "FeatureCollection", **members, "features": list(features)}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """Give a function that writes text, or a value as JSON with a feature to a line, to a file and gives its path."""

    def to_file(content: Any) -> Path:
        path = tmp_path / "areas.geojson"
        text = (
            content
            if isinstance(content, str)
            else json.dumps(content, indent=None).replace('{"type": "Feature",', '\n{"type": "Feature",')
        )
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def shared(name: str) -> Path:
    """Give a file of real data, or skip where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"real data is not at hand: {name}")
    return path
