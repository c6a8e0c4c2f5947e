"""The house rules, each held over every file, and each with snippets that show that it can fail."""

from __future__ import annotations

import pytest
from django.apps import apps

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
        "message",
        "reason",
        "place",
        "lat",
        "lon",
        "ip",
        "agent",
        "body",
    }
)
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


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def test_payloads_of_events_hold_no_personal_text() -> None:
    kinds = catalogue.all_types()
    assert len(kinds) > 10
    assert [(kind.name, field) for kind in kinds for field in kind.payload if field in PERSONAL] == []


def test_addresses_hold_nothing_personal_and_no_secret() -> None:
    patterns = [(route, view) for route, name, view in checks.all_patterns() if not name.startswith("admin:")]
    assert [route for route, _view in patterns for name in IN_ADDRESSES if f":{name}>" in route or f"<{name}>" in route] == []
