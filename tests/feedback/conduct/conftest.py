"""What the tests of the closed room stand on: the town, and a second reviewer."""

from __future__ import annotations

import pytest

from policing.accounts.models import User
from tests.people import Cast, RoleGrantFactory, UserFactory


@pytest.fixture
def reviewer(cast: Cast) -> User:
    """Give the oversight reviewer of the cast."""
    return cast.oversight_reviewer


@pytest.fixture
def other_reviewer(cast: Cast) -> User:
    """Give a second reviewer over the whole agency."""
    user: User = UserFactory(email="second@example.org", name="Second Reviewer")
    RoleGrantFactory(user=user, role="oversight_reviewer")
    return user
