"""How a mail reads: in the reader's language and zone, generic in its subject, and nearly empty for the confidential."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message as Mail
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from policing.areas.models import Agency
from policing.events.testing import drain
from policing.notifications.models import Delivery
from policing.notifications.rendering import wrap
from policing.privacy.models import Identity
from tests.notifications.conftest import LOCKED, OPENED, WROTE, Emit, contact
from tests.people import RoleGrantFactory, UserFactory


@pytest.fixture(autouse=True)
def _agency(db: None, settings: Settings) -> Iterator[None]:
    words = {"name": "Merrowby Police", "place_name": "Merrowby", "emergency_number": "112"}
    Agency.objects.update_or_create(pk=1, defaults=words)
    Agency.forget()
    settings.SITE_URL = "https://beat.example.org"
    yield
    Agency.forget()


def _only() -> tuple[mail.EmailMultiAlternatives, Mail]:
    drain()
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    return message, message.message()


def _html(message: mail.EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def test_a_mail_to_a_person_with_an_account(happen: Emit) -> None:
    user = UserFactory()
    happen(OPENED)
    message, built = _only()
    assert message.to == [user.email]
    assert message.subject == "News about a gate"
    assert "NORTH-1" not in message.subject
    assert built["Auto-Submitted"] == "auto-generated"
    assert built["Message-ID"] == f"<{Delivery.objects.get().uuid}@beat.example.org>"
    assert built["Content-Language"] == "en-gb"
    assert [part.get_content_type() for part in built.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    for body in (str(message.body), _html(message)):
        assert "The gate NORTH-1 is open" in body
        assert "https://beat.example.org/gates/NORTH-1" in body
        assert "https://beat.example.org/notices/preferences/" in body
        assert "Merrowby Police" in body
        assert "Call 112." in body
        assert user.name not in body
    assert "First line <b>&\nsecond line" in message.body
    assert "First line &lt;b&gt;&amp;\nsecond line" in _html(message)
    assert "Gate: Northgate" in message.body
    assert max(len(line) for line in str(message.body).splitlines() if "https:" not in line) <= 72


def test_what_cannot_be_switched_off_offers_no_switch(happen: Emit) -> None:
    RoleGrantFactory(role="administrator")
    happen(LOCKED)
    message, _built = _only()
    assert "/notices/preferences/" not in str(message.body) + _html(message)


def test_a_resident_who_gave_a_name_reads_the_answer(happen: Emit) -> None:
    contact("ann@example.org")
    happen(WROTE)
    message, _built = _only()
    assert message.to == ["ann@example.org"]
    assert message.subject == "News about what you told us"
    assert "There is an answer about NORTH-1" in message.body
    assert "second line" in message.body
    assert "https://beat.example.org/track/NORTH-1" in message.body
    assert "/notices/" not in str(message.body) + _html(message)


def test_a_confidential_resident_reads_only_that_there_is_news(happen: Emit) -> None:
    contact("quiet@example.org", mode=Identity.Mode.CONFIDENTIAL)
    happen(WROTE)
    message, built = _only()
    assert message.to == ["quiet@example.org"]
    whole = built.as_string() + str(message.body) + _html(message)
    for word in ("NORTH-1", "second line", "Northgate", "gate", "an answer", "report", "told us"):
        assert word not in whole.replace("Merrowby Police", ""), word
    assert "https://beat.example.org/track/" in message.body
    assert message.subject == "There is news for you"


def test_a_mail_speaks_the_readers_language_and_direction(happen: Emit) -> None:
    UserFactory(language="ar")
    happen(OPENED)
    message, built = _only()
    assert built["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in _html(message)


def test_readers_of_one_language_share_a_rendering(happen: Emit, monkeypatch: pytest.MonkeyPatch) -> None:
    from policing.notifications import rendering

    rendered: list[Any] = []
    render = rendering._render
    monkeypatch.setattr(rendering, "_render", lambda *args: rendered.append(1) or render(*args))
    for language in ("en-gb", "en-gb", "en-gb", "es"):
        UserFactory(language=language)
    happen(OPENED)
    drain()
    assert len(mail.outbox) == 4
    assert len(rendered) == 2


def test_mails_can_go_to_files(happen: Emit, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    UserFactory()
    UserFactory()
    happen(OPENED)
    drain()
    (written,) = tmp_path.iterdir()
    assert written.read_text().count("Auto-Submitted: auto-generated") == 2


def test_wrapping_keeps_addresses_whole_and_one_blank_line_at_most() -> None:
    address = "https://beat.example.org/" + "x" * 80
    text = wrap(f"\n\n{'word ' * 30}\n\n\n\n{address}\n  \n last  \n\n")
    lines = text.splitlines()
    assert address in lines
    assert "\n\n\n" not in text
    assert text.endswith("last\n")
    assert not text.startswith("\n")
