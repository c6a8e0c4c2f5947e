"""The outbox in the admin: seen by those who set up, changed by nobody, stuck rows tried again by a command."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from policing.accounts.models import User
from policing.events.models import Dispatch
from tests.events.conftest import Emit
from tests.people import RoleGrantFactory, UserFactory


@pytest.fixture
def administrator(db: None, client: Client) -> User:
    """Sign an administrator in."""
    user = UserFactory()
    RoleGrantFactory(user=user, role="administrator")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def test_stuck_rows_are_listed_and_tried_again(administrator: User, client: Client, happen: Emit) -> None:
    event = happen()
    Dispatch.objects.filter(pk=event.pk).update(state="stuck", error="x: ValueError")
    url = reverse("admin:events_dispatch_changelist")
    assert b"x: ValueError" in client.get(url, {"state__exact": "stuck"}).content
    answer = client.post(url, {"action": "try_again", "_selected_action": [event.pk]}, follow=True)
    assert b"1 row waits again." in answer.content
    assert Dispatch.objects.get(pk=event.pk).state == "waiting"


def test_nothing_is_added_changed_or_deleted_there(administrator: User, client: Client, happen: Emit) -> None:
    event = happen()
    assert client.get(reverse("admin:events_dispatch_add")).status_code == 403
    page = client.get(reverse("admin:events_dispatch_change", args=[event.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.post(reverse("admin:events_dispatch_delete", args=[event.pk]), {"post": "yes"}).status_code == 403
    assert Dispatch.objects.filter(pk=event.pk).exists()
