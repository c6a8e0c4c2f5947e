"""The doors of the front door."""

from __future__ import annotations

from tests.house.doors import ON, POST, Door, everybody, people

DOORS: dict[str, Door] = {
    "site:home": everybody(),
    "site:welcome": people(ON),
    "site:areas": everybody(),
    "site:area": everybody(),
    "site:livez": everybody(),
    "site:readyz": everybody(),
    "language": everybody(POST),
    "theme": everybody(POST),
    "styleguide": everybody(),
}
