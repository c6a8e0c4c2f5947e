"""The demo town: made by the commands under a simulated clock, living in every state, and only on an empty site."""

from __future__ import annotations

import io
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from feedback.models import CategoryChange, Conduct, Handover, Note, Praise, Publication, Rating, RedactedCopy, Report
from feedback.workflow import REPORT
from policing import timekeeping
from policing.accounts.models import User
from policing.accounts.roles import ROLES
from policing.areas.models import Area
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.models import LegalHold
from policing.site.demo.people import NEIGHBOURS, PEOPLE
from policing.site.demo.story import STORY
from tests.people import Cast

EXTRAS = 3  # a confidential report, one keyed in at the desk, and one that is read as a copy
SIGN_INS = Path(settings.VAR_DIR) / "sign-ins.txt"


@pytest.fixture
def town(db: None) -> str:
    """Give what the command said."""
    said = io.StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_it_lives_in_every_state_and_outcome_under_a_clock_of_its_own(town: str) -> None:
    assert f"{len(STORY) + EXTRAS} reports" in town
    assert set(Report.objects.values_list("state", flat=True)) == {state.code for state in REPORT.states}
    assert set(Report.objects.exclude(outcome="").values_list("outcome", flat=True)) == set(Report.Outcome.values)
    assert set(Report.objects.values_list("mode", flat=True)) >= {"named", "anonymous"}
    assert not Report.objects.filter(area=None).exists(), "each lies in an area"
    now = timekeeping.now()
    events = Event.objects.all()
    assert max(event.at for event in events) <= now
    assert min(event.at for event in events) < now - timedelta(days=50)
    assert all(now - event.recorded_at < timedelta(minutes=10) for event in events), "the database keeps its own time"
    drain()
    said = io.StringIO()
    call_command("verify_events", stdout=said)
    assert " 0 problems" in said.getvalue()
    assert Notification.objects.exists(), "and people were told"


def test_each_thing_that_people_do_has_a_living_example(town: str) -> None:
    assert set(Report.objects.values_list("mode", flat=True)) == set(Report.Mode.values)
    assert Report.objects.filter(channel="desk", receipt_is_printed=True).exists()
    assert Report.objects.exclude(assignee=None).exists()
    assert Publication.objects.filter(joined__gt=0).exists()
    assert RedactedCopy.objects.exclude(checked_by=None).exists()
    for model in (Note, CategoryChange, Rating, LegalHold, Praise):
        assert model._default_manager.exists(), model.__name__
    assert set(Handover.objects.values_list("kind", flat=True)) == {"assign", "refer"}
    assert set(Conduct.objects.values_list("kind", flat=True)) == {"thanks", "suggestion", "complaint"}
    assert {"received", "looking", "closed", "contested"} <= set(Conduct.objects.values_list("state", flat=True))


def test_each_role_has_a_sign_in_that_works_and_only_this_user_reads_it(town: str) -> None:
    assert stat.S_IMODE(SIGN_INS.stat().st_mode) == 0o600
    lines = SIGN_INS.read_text(encoding="utf-8").splitlines()
    for person in PEOPLE:
        secret = next(line for line in lines if person.email in line).partition(person.email)[2].strip()
        browser = Client()
        answer = browser.post(reverse("account_login"), {"login": person.email, "password": secret})
        assert (person.email, answer.status_code, "_auth_user_id" in browser.session) == (person.email, 302, True)
    assert {person.role for person in PEOPLE} == {"", *ROLES}


def test_a_second_town_gets_other_passwords(town: str) -> None:
    first = SIGN_INS.read_text(encoding="utf-8")
    SIGN_INS.unlink()
    with pytest.raises(CommandError, match="only for an empty one"):
        call_command("demo")
    assert not SIGN_INS.exists()
    assert Report.objects.count() == len(STORY) + EXTRAS
    assert User.objects.count() == len(PEOPLE) + len(NEIGHBOURS)
    assert first


def test_it_is_refused_where_anything_is(cast: Cast) -> None:
    areas, people = Area.objects.count(), User.objects.count()
    with pytest.raises(CommandError, match="already holds"):
        call_command("demo")
    assert (Area.objects.count(), User.objects.count(), Report.objects.count()) == (areas, people, 0)


def test_the_simulated_clock_ends_with_it(town: str) -> None:
    before = timekeeping.now()
    assert timekeeping.now() >= before
    assert timekeeping._simulated.get() is None
