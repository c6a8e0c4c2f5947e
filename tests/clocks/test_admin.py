"""Set-up of rules and holidays in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from policing.clocks import book
from policing.clocks.models import ClockRule, Holiday
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
PAGES = [
    "admin:clocks_clockrule_changelist",
    "admin:clocks_clockrule_add",
    "admin:clocks_holiday_changelist",
    "admin:clocks_holiday_add",
]


@pytest.mark.parametrize("name", PAGES)
def test_only_the_administrator_comes_in(client: Client, cast: Cast, name: str) -> None:
    for role, who in cast:
        client.logout()
        if role not in {"anonymous", "deactivated"}:
            client.force_login(who)
        assert (client.get(reverse(name)).status_code == 200) == (role == "administrator"), role


def test_a_holiday_counts_at_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    assert book.calendar().holidays == frozenset()
    response = client.post(reverse("admin:clocks_holiday_add"), {"day": "2026-12-25", "name": "A day off"})
    assert response.status_code == 302
    assert book.calendar().holidays == {Holiday.objects.get().day}


def test_a_rule_is_changed_but_never_deleted_nor_renamed(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    client.force_login(cast.administrator)
    rule = rules["answer"]
    address = reverse("admin:clocks_clockrule_change", args=[rule.pk])
    given = {"name": "Answer", "amount": 4, "unit": "working_days", "warn_hours": 24, "escalate_hours": 24, "code": "other"}
    assert client.post(address, given).status_code == 302
    assert (book.rule("answer").amount, ClockRule.objects.filter(code="other").exists()) == (4, False)
    assert client.post(reverse("admin:clocks_clockrule_delete", args=[rule.pk]), {"post": "yes"}).status_code == 403
