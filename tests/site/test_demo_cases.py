"""The cases of the demo town: a dozen, in every stage, one that worked and one that did not, made once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from feedback.models import Report
from feedback.services import handling, intake
from policing import timekeeping
from policing.access.sight import SIGHTS
from policing.accounts.models import User
from policing.areas.models import Place
from policing.events.models import Event
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from policing.site.demo import casework, records
from policing.site.management.commands.demo import Command
from problems import stories, tasks
from problems.models import Action, Case, CasePage, Incident, Member, StageMove, Told

pytestmark = pytest.mark.django_db


def _told(officer: User) -> None:
    """Let people tell of what the cases are about, a year ago."""
    places = {place.name: place for place in Place.objects.all()}
    for name in ("Northgate Square", "Cooper’s Underpass"):
        with timekeeping.invented_past(), timekeeping.simulated(timekeeping.now() - timedelta(days=420)):
            told = intake.Account(
                category="place", words="Dark and loud.", place_words=name, lat=places[name].lat, lon=places[name].lon
            )
            report = intake.submit(token=new_token(), account=told, sender=intake.Sender()).report
            if name == "Northgate Square":  # as most of the town's reports, it was over long before the case was
                handling.close(report.pk, outcome="partly_fixed", words="We came by.", actor=officer)


def test_a_dozen_cases_stand_in_every_stage_and_are_made_once() -> None:
    call_command("demo", verbosity=0)
    command, now = Command(), timekeeping.now()
    _told(command._officers()["northgate-team"])
    assert casework.is_missing()
    brought = records.bring_in(now)
    assert brought.counts["bad"] == 0
    assert Incident.objects.filter(area=None).count() < Incident.objects.count() / 10
    made = list(casework.tell(command._officers(), command._named(), now))
    assert len(made) == 12
    drain()
    assert set(Case.objects.values_list("state", flat=True)) == {
        "scanning",
        "analysis",
        "response",
        "assessment",
        "closed",
        "merged",
    }
    assert {"worked", "failed", "partly", "no_problem"} <= set(Case.objects.values_list("decision", flat=True))
    assert set(Action.objects.values_list("state", flat=True)) == {"planned", "going", "done", "dropped"}
    assert Case.objects.exclude(proposed="").count() == 2
    assert set(Member.objects.filter(ended_at=None).values_list("sees", flat=True)) == set(SIGHTS)
    assert Case.objects.filter(reopenings=1).exists()
    tasks.count_figures()
    leads = {str(one.lead) for one in stories.closed(most=10)}
    assert leads & {"It probably worked", "It may have worked"}, "one that worked, as far as its numbers bear it"
    assert "We tried, and it did not work" in leads
    assert CasePage.objects.filter(hidden_at=None, followers__gt=0, remarks__gt=0).exists()
    assert Told.objects.filter(state="told").exists()
    assert not Told.objects.filter(state="waiting").exists()
    assert StageMove.objects.exclude(skip_reason="").exists()
    assert max(event.at for event in Event.objects.all()) <= timekeeping.now()
    counts = (Case.objects.count(), Event.objects.count(), Report.objects.count())
    list(casework.tell(command._officers(), command._named(), now))
    drain()
    assert (Case.objects.count(), Event.objects.count(), Report.objects.count()) == counts
