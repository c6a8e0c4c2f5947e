"""How incidents stood before an import is kept for a time of the schedule; after that the import cannot be undone, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from policing import timekeeping
from policing.errors import WrongState
from policing.events.models import Event
from policing.privacy import retention
from policing.privacy.models import DisposalRun
from policing.privacy.services import disposal, scheduling
from problems.models import Incident, IncidentImport, Replaced
from problems.services import imports
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.test_import import HEAD, MAPS, load

Write = Callable[..., Path]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ONE, TWO = "Theft,2024-01-02,7,0.5,0.5,1", "Noise,2024-01-02,7,0.5,0.5,2"
WITH_ID = [*MAPS, "id=no"]
WHY = "It cannot be undone any more: how the records stood before this file is kept for a time only, and that time is over."


def night(days: int) -> None:
    """Let a night come, so many days from now."""
    disposal.run(timekeeping.now() + days * DAY)
    assert not DisposalRun.objects.filter(has_failed=True).exists()


@pytest.fixture
def both(write: Write, cast: Cast) -> tuple[IncidentImport, IncidentImport]:
    """Give an import, and a later one that brought two of its three rows up to date."""
    load(write(HEAD, ONE, TWO, "Theft,2024-01-05,7,0.5,0.5,3"), *WITH_ID)
    load(write(HEAD, ONE.replace("Theft", "Robbery"), TWO.replace("Noise", "Threats")))
    last, first = IncidentImport.objects.order_by("-pk")
    assert Replaced.objects.filter(brought_by=last).count() == 2
    return first, last


def kinds() -> list[str]:
    return sorted(Incident.objects.values_list("category", flat=True))


def test_until_its_time_is_over_it_can_be_undone(both: tuple[IncidentImport, IncidentImport], cast: Cast) -> None:
    night(89)
    imports.undo(both[1].pk, actor=cast.administrator)
    assert kinds() == ["Noise", "Theft", "Theft"]


def test_after_ninety_days_the_old_values_go_and_the_records_stay(both: tuple[IncidentImport, IncidentImport]) -> None:
    before = list(Incident.objects.order_by("pk").values())
    night(91)
    night(92)
    assert not Replaced.objects.exists()
    assert list(Incident.objects.order_by("pk").values()) == before
    said = Event.objects.filter(name="privacy.disposed", payload__retention_class="replaced")
    assert [event.payload["count"] for event in said] == [2]


def test_many_old_values_go_in_small_steps_and_from_the_first_on_nothing_is_undone(
    both: tuple[IncidentImport, IncidentImport], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_SETTLED", 1)
    moment = timekeeping.now() + 91 * DAY
    assert imports.settle([both[1].pk], moment) == 1
    with pytest.raises(WrongState, match="that time is over"):
        imports.undo(both[1].pk, actor=cast.administrator)
    night(1)
    assert not Replaced.objects.exists()


def test_what_is_not_undone_any_more_says_so_on_page_and_api(both: tuple[IncidentImport, IncidentImport], cast: Cast) -> None:
    client, last = client_of(cast.administrator), both[1]
    page, undo = (reverse(f"problems:import-{name}", args=[last.pk]) for name in ("detail", "undo"))
    api = f"/api/v1/incident-imports/{last.pk}/"
    shown = text(client.get(page))
    assert "Undo the whole import" in shown
    assert f'datetime="{(last.ended_at + 90 * DAY).date()}' in shown, "until when, before it is too late"
    assert client.get(api).json()["settled_at"] is None
    night(91)
    client = client_of(cast.administrator)  # who was signed in for so long is so no more
    shown = text(client.get(page))
    assert WHY in shown
    assert "Undo the whole import" not in shown
    refused = client.post(undo)
    assert refused.status_code == 409
    assert WHY in text(refused)
    found = client.get(api).json()
    assert found["settled_at"]
    (act,) = [one for one in found["available_actions"] if one["action"] == "undo"]
    assert (act["allowed"], WHY in act["reason"]) == (False, True)
    answer = client.post(f"{api}undo/")
    assert answer.status_code == 409
    assert WHY in answer.json()["detail"]
    assert kinds() == ["Robbery", "Theft", "Threats"]
    admin = text(client.get(reverse("admin:problems_incidentimport_change", args=[last.pk])))
    assert "Cannot be undone since" in admin


def test_what_changed_nothing_that_stood_there_can_be_undone_however_old(write: Write, cast: Cast) -> None:
    load(write(HEAD, ONE), *WITH_ID)
    night(900)
    row = IncidentImport.objects.get()
    page = text(client_of(cast.administrator).get(reverse("problems:import-detail", args=[row.pk])))
    assert "Undo the whole import" in page
    assert "It can be undone until" not in page
    imports.undo(row.pk, actor=cast.administrator)
    assert not Incident.objects.exists()


def test_nobody_is_sent_to_undo_a_file_that_cannot_be_undone(both: tuple[IncidentImport, IncidentImport], cast: Cast) -> None:
    night(91)
    with pytest.raises(WrongState, match="holds 2 of the same rows, and cannot be undone any more"):
        imports.undo(both[0].pk, actor=cast.administrator)
    assert len(kinds()) == 3


def test_one_that_stands_still_for_ever_keeps_them_no_longer(both: tuple[IncidentImport, IncidentImport], cast: Cast) -> None:
    IncidentImport.objects.filter(pk=both[1].pk).update(state="paused", ended_at=None)
    night(89)
    assert Replaced.objects.exists()
    night(91)
    assert not Replaced.objects.exists()


def test_an_administrator_sets_how_long(both: tuple[IncidentImport, IncidentImport], cast: Cast) -> None:
    scheduling.change(code="replaced", days=10, actor=cast.administrator)
    page: Any = client_of(cast.administrator).get(reverse("problems:import-detail", args=[both[1].pk]))
    assert both[1].ended_at is not None
    assert f'datetime="{(both[1].ended_at + 10 * DAY).date()}' in text(page)
    night(11)
    assert not Replaced.objects.exists()
    assert retention.term("replaced").time == "10 days"
