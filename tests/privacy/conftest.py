"""What the tests of privacy stand on: the town of the tests of reports, and nothing kept from another test."""

from __future__ import annotations

from tests.feedback.conftest import _nothing_kept, town  # noqa: F401 - fixtures
