"""The house rules, each held over every file, and each with snippets that show that it can fail."""

from __future__ import annotations

import ast
import inspect
import textwrap
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Model

from policing import checks
from policing.events import catalogue
from tests.house import code_rules, layer_rules, text_rules
from tests.house.tree import APPS, Rule, Source, sources

ALL = (*code_rules.RULES, *layer_rules.RULES, *text_rules.RULES)
BAD = [(rule, *snippet) for rule in ALL for snippet in rule.bad]
GOOD = [(rule, *snippet) for rule in ALL for snippet in rule.good]
PERSONAL = frozenset(
    {
        "name",
        "email",
        "phone",
        "words",
        "text",
        "title",
        "address",
        "reason",
        "place",
        "lat",
        "lon",
        "ip",
        "agent",
        "body",
    }
)
NAMED_THINGS = {
    "Technique",
    "Agency",
    "Area",
    "Place",
    "Category",
    "CategoryGroup",
    "Team",
    "Holiday",
    "ClockRule",
    "Event",
}  # their names are public, and nobody's
CLOSED_ROOMS = {
    "privacy.Identity", "privacy.ContactPoint", "privacy.AccessGrant", "privacy.AccessLog", "feedback.Report", "feedback.Message",
    "feedback.Draft", "feedback.Conduct", "feedback.Concerned", "feedback.ConductMessage", "feedback.ConductNote",
    "feedback.ConductHandover", "feedback.Praise", "accounts.Session", "accounts.ApiToken", "accounts.SecretMail",
    "mfa.Authenticator", "account.EmailAddress",
}  # fmt: skip
APPS_BY_LABEL = {config.label for config in apps.get_app_configs() if config.name.split(".", 1)[0] in APPS}
IN_ADDRESSES = frozenset({"email", "name", "phone", "words", "receipt", "token", "user", "user_id", "password", "key"})


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_the_tree_keeps(rule: Rule) -> None:
    held = [source for source in sources() if rule.holds_in(source.path)]
    assert held, "the rule is held over nothing"
    assert [line for source in held for line in rule.findings(source)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD, ids=lambda value: getattr(value, "name", None))
def test_a_breach_is_found(rule: Rule, path: str, text: str) -> None:
    assert rule.holds_in(path)
    assert rule.findings(Source(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), GOOD, ids=lambda value: getattr(value, "name", None))
def test_good_work_is_let_be(rule: Rule, path: str, text: str) -> None:
    assert rule.findings(Source(path, text)) == []


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".", 1)[0] in APPS]


def parts_shown(model: type[Model]) -> set[str]:
    """Give the names of the row's own parts that its ``__str__`` reads."""
    written = ast.parse(textwrap.dedent(inspect.getsource(model.__str__)))
    return {node.attr for node in ast.walk(written) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_a_row_as_text_says_nothing_of_a_person(model: type[Model]) -> None:
    assert model.__str__.__module__.split(".", 1)[0] in APPS, "it has no __str__ of its own"
    shown = parts_shown(model) - ({"name"} if model.__name__ in NAMED_THINGS else set())
    assert shown & (PERSONAL | {"display_name", "cipher", "ciphertext", "hash"}) == set()


def test_a_row_that_shows_a_name_would_be_found() -> None:
    class Shown:
        def __str__(self) -> str:
            return f"{self.email}"  # type: ignore[attr-defined]

    assert parts_shown(Shown) & PERSONAL  # type: ignore[arg-type]


def test_closed_rooms_are_not_in_the_admin() -> None:
    assert {model._meta.label for model in apps.get_models()} >= CLOSED_ROOMS, "a room has another name now"
    import_module(settings.ROOT_URLCONF)  # where what we do not offer is taken out
    registered = {model._meta.label for model in admin.site._registry}
    assert registered & CLOSED_ROOMS == set()
    strangers = {label for label in registered if label.split(".", 1)[0] not in APPS_BY_LABEL}
    assert strangers == set(), "only our own set-up stands in the admin"


def test_payloads_of_events_hold_no_personal_text() -> None:
    kinds = catalogue.all_types()
    assert len(kinds) > 10
    assert [(kind.name, field) for kind in kinds for field in kind.payload if field in PERSONAL] == []


def test_addresses_hold_nothing_personal_and_no_secret() -> None:
    patterns = [(route, view) for route, name, view in checks.all_patterns() if not name.startswith("admin:")]
    assert [route for route, _view in patterns for name in IN_ADDRESSES if f":{name}>" in route or f"<{name}>" in route] == []
