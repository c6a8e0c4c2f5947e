"""The doors of the search."""

from __future__ import annotations

from tests.house.doors import IN, ODD, Door, everybody

DOORS: dict[str, Door] = {
    "site:search": everybody(IN),
    "site-api:search": everybody(ODD),
}
