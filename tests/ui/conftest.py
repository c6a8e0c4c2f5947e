"""English words, and page facts of an invented agency, so that no component test needs a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from policing.ui import registry
from policing.ui.registry import AgencyFacts, Contact, PageFacts


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en-gb"):
        yield


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> PageFacts:
    """Give page facts of an invented agency, and an empty menu."""
    agency = AgencyFacts(
        "Merrowby", emergency_number="999", emergency_advice="Then press 55.", contacts=(Contact("Call", "101"),)
    )
    given = PageFacts(agency=lambda request: agency)
    monkeypatch.setattr("policing.ui.context.page_facts", given)
    monkeypatch.setattr("policing.ui.views.page_facts", given)
    monkeypatch.setattr("policing.ui.context.navigation", registry.Registry("navigation"))
    return given
