"""Start-up fails where something was forgotten: a URL without an access rule, a state without a label, an event without
a sentence, a policy action without a permission that any role carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from policing import access, workflow
from policing.accounts.roles import PERMISSIONS
from policing.events import catalogue

OWN_DOORS = frozenset({"concerned", "neighbour", "oneself", "public", "reporter", "signed-in"})


def all_patterns(resolver: URLResolver | None = None, prefix: str = "", names: str = "") -> Iterator[tuple[str, str, Any]]:
    """Walk every URL: its route, its full name, and its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{names}{entry.namespace}:" if entry.namespace else names
            yield from all_patterns(entry, prefix + str(entry.pattern), space)
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), f"{names}{entry.name or ''}", entry.callback


@register("commonbeat")
def every_url_has_a_rule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a URL whose view carries no access rule; the admin guards its own."""
    return [
        Error(f"The URL {route} has no access rule: mark its view with policing.access", id="commonbeat.E001")
        for route, name, view in all_patterns()
        if access.rule_of(view) is None and not name.startswith("admin:")
    ]


@register("commonbeat")
def every_state_has_labels(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a state without a staff label or a public label, and a transition without a label."""
    found: list[CheckMessage] = []
    for table in workflow.all_workflows():
        found += [
            Error(f"The state {table.name}.{state.code} lacks a label", id="commonbeat.E002")
            for state in table.states
            if not state.label or not state.public_label
        ]
        found += [
            Error(f"The transition {table.name}.{row.action} lacks a label", id="commonbeat.E003")
            for row in table.transitions
            if not row.label
        ]
    return found


@register("commonbeat")
def every_event_has_a_sentence(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an event type without a sentence for staff, and a transition whose event is not in the catalogue."""
    found: list[CheckMessage] = [
        Error(f"The event {kind.name} has no sentence", id="commonbeat.E004")
        for kind in catalogue.all_types()
        if not kind.sentence and kind.formatter is None
    ]
    known = {kind.name for kind in catalogue.all_types()}
    for table in workflow.all_workflows():
        found += [
            Error(f"{table.name}.{row.action} emits {row.event}, which is not in the catalogue", id="commonbeat.E005")
            for row in table.transitions
            if row.event not in known and not row.inner
        ]
    return found


@register("commonbeat")
def every_action_has_a_permission(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a policy whose action asks for a permission that the role table does not know."""
    return [
        Error(f"{type(policy).__name__}.{action} asks for {permission}, which no role carries", id="commonbeat.E006")
        for policy in access.policies().values()
        for action, permission in policy.actions.items()
        if permission not in PERMISSIONS and permission not in OWN_DOORS
    ]
