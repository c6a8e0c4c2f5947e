"""The start-up checks refuse what was forgotten: each is shown something bad for the length of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.checks import Error, run_checks
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.views import View

from feedback.models import Report
from policing import access, checks, workflow
from policing.events import catalogue
from policing.workflow import State, Transition, Workflow


def no_rule(request: HttpRequest) -> HttpResponse:
    """Answer whoever asks."""
    return HttpResponse()


class NoRule(View):
    """Answer whoever asks."""


urlpatterns = [
    path("open/", access.public("it is a test")(no_rule), name="open"),
    path("forgotten/", no_rule, name="forgotten"),
    path("forgotten-class/", NoRule.as_view(), name="forgotten-class"),
]


def found() -> dict[str, list[str]]:
    """Give what all checks of the house say, by their number."""
    said: dict[str, list[str]] = {}
    for error in run_checks(tags=["commonbeat"]):
        assert isinstance(error, Error), "a warning would not stop the start"
        said.setdefault(str(error.id), []).append(str(error.msg))
    return said


@pytest.fixture
def spare() -> Iterator[None]:
    """Put the registries back as they were after the test."""
    tables, kinds, policies = dict(workflow._workflows), dict(catalogue._types), dict(access.policy._house.policies)
    yield
    for held, kept in ((workflow._workflows, tables), (catalogue._types, kinds), (access.policy._house.policies, policies)):
        held.clear()
        held.update(kept)  # type: ignore[call-overload]


def table(state: State, *transitions: Transition) -> Workflow:
    """Register a workflow of one state for the length of a test."""
    return Workflow(name="forgotten", states=(state,), initial=state.code, transitions=transitions)


def test_the_house_itself_is_whole() -> None:
    assert found() == {}


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_without_a_rule_stops_the_start() -> None:
    said = found()["commonbeat.E001"]
    assert len(said) == 2
    assert all("forgotten" in line for line in said)


@pytest.mark.parametrize("labels", [("", "Public"), ("Staff", "")])
def test_a_state_without_a_label_stops_the_start(spare: None, labels: tuple[str, str]) -> None:
    table(State("new", *labels, tone="new"))
    assert found() == {"commonbeat.E002": ["The state forgotten.new lacks a label"]}


def test_a_transition_without_a_label_stops_the_start(spare: None) -> None:
    row = Transition("close", ("new",), None, "reports.handle", "feedback.report.closed", "")
    table(State("new", "New", "New", "new"), row)
    assert found() == {"commonbeat.E003": ["The transition forgotten.close lacks a label"]}


def test_a_transition_whose_event_nobody_knows_stops_the_start(spare: None) -> None:
    row = Transition("close", ("new",), None, "reports.handle", "forgotten.thing.closed", "Close")
    table(State("new", "New", "New", "new"), row)
    assert list(found()) == ["commonbeat.E005"]


def test_an_event_without_a_sentence_stops_the_start(spare: None) -> None:
    catalogue.register(catalogue.EventType(name="forgotten.thing.done", payload=(), sentence=""))
    assert found() == {"commonbeat.E004": ["The event forgotten.thing.done has no sentence"]}


def test_an_event_with_a_formatter_needs_no_sentence(spare: None) -> None:
    formatter: Callable[[Any], str] = str
    catalogue.register(catalogue.EventType(name="spoken.thing.done", payload=(), sentence="", formatter=formatter))
    assert found() == {}


def test_an_action_that_no_role_can_do_stops_the_start(spare: None) -> None:
    class Forgetful(access.Policy):
        actions = {"view": "reports.view", "burn": "reports.burn"}

    access.policy._house.policies[Report] = Forgetful()
    assert found()["commonbeat.E006"] == ["Forgetful.burn asks for reports.burn, which no role carries"]


def test_the_checks_are_among_those_that_every_start_runs() -> None:
    every = {check.__name__ for check in checks.register.__self__.registered_checks}  # type: ignore[attr-defined]
    names = {"every_url_has_a_rule", "every_state_has_labels", "every_event_has_a_sentence", "every_action_has_a_permission"}
    assert names <= every
