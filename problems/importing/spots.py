"""Where one row lies, as plain values: apart from how it is found out, which takes large libraries that only a worker loads."""

from __future__ import annotations

from dataclasses import dataclass

from policing.areas.locate import AreaHit


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one row lies; ``hit`` None is outside of every area. ``is_on_earth`` is no where the numbers are no place at all."""

    lat: float | None = None
    lon: float | None = None
    cell: str = ""
    hit: AreaHit | None = None
    is_on_earth: bool = True


NO_PLACE = Spot()
NOWHERE = Spot(is_on_earth=False)
