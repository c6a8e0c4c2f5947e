"""What residents read is there in every language that the site offers, and no translation loses what it has to keep."""

from __future__ import annotations

import gettext
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django import Settings

from feedback.services import drafts, tracking
from feedback.services.tracking import Door
from policing.ui import catalogues
from tests.house.stage import addresses, browser_of, forget_all, set_up
from tests.house.test_get_never_writes import JOURNEY, TOLD
from tests.house.tree import BASE
from tests.people import Cast

LANGUAGES = [code for code, _name in site.LANGUAGES if code != site.LANGUAGE_CODE]
READERS = ("anonymous", "resident")
NOT_FOR_READERS = ("/admin/", "/api/", "/styleguide/")


def catalogue(language: str) -> Catalog:
    """Give the catalogue of a language as it stands in the tree."""
    return catalogues._read(BASE / "locale" / language / "LC_MESSAGES" / "django.po", language)


def forms(message: Message) -> list[str]:
    """Give a translation in all its forms, or none."""
    said = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return said if any(said) else []


def kept(text: str) -> Counter[str]:
    """Give what a translation has to keep of a text: its placeholders, tags and entities."""
    return Counter(catalogues.KEPT.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_tags_and_spaces(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id or not forms(message):
            continue
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        for said in forms(message):
            lost, made_up = kept(texts[-1]) - kept(said), kept(said) - kept(texts[-1])
            may_lose = 1 if len(texts) > 1 else 0  # “one report”, “two reports” can do without their number
            if made_up or sum(lost.values()) > may_lose or said[:1].isspace() != texts[0][:1].isspace():
                wrong.append((texts[0], said))
    assert wrong == []


class Untranslated(gettext.NullTranslations):
    """Stands behind every catalogue, and keeps what was found in none while its language was spoken."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.texts = language, set[str]()

    def keep(self, text: str) -> None:
        """Keep a text, where it was said in the language."""
        if translation.get_language() == self.language:
            self.texts.add(text)

    def gettext(self, message: str) -> str:
        self.keep(message.rpartition("\x04")[2])
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.keep(msgid1)
        return msgid1 if n == 1 else msgid2


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[tuple[str, Untranslated]]:
    """Let the site speak one language from its catalogue; gives its code, and what was said that the catalogue lacks."""
    language, behind = request.param, Untranslated(request.param)
    catalogues._write_mo(tmp_path / language / "LC_MESSAGES" / "django.mo", catalogue(language))
    settings.LOCALE_PATHS = [tmp_path]
    trans_real._translations.clear()
    trans_real._default = None
    trans_real.translation(language).add_fallback(behind)
    yield language, behind
    trans_real._translations.clear()
    trans_real._default = None


def test_residents_read_every_page_in_their_language(spoken: tuple[str, Untranslated], cast: Cast) -> None:
    language, behind = spoken
    stage = set_up(cast)
    type(cast.resident).objects.update(language=language)
    asked = {"Accept-Language": language}
    for who in READERS:
        browser = browser_of(getattr(stage.cast, who))
        for route, name in addresses():
            address = stage.address(route, name)
            if not address.startswith(NOT_FOR_READERS):
                browser.get(address, headers=asked)
    _report(asked)
    tracked = Client()
    tracked.cookies["track"] = tracking.make_pass(Door(stage.report.pk))
    assert tracked.get(reverse("feedback:track-report"), headers=asked).status_code == 200
    forget_all()
    assert sorted(behind.texts & _ours()) == []


@cache
def _ours() -> frozenset[str]:
    """Give every text of the sources."""
    ids = [message.id for message in catalogues.extracted(BASE) if message.id]
    return frozenset(text for one in ids for text in ([one] if isinstance(one, str) else one))


def _report(asked: dict[str, str]) -> None:
    """Look at every page of a report that is being written."""
    writing, browser = drafts.begin(), Client()
    browser.cookies["draft"] = writing.key
    for name, other in JOURNEY.items():
        writing.answers = {**TOLD, **other}
        drafts.keep(writing)
        assert browser.get(reverse(f"feedback:{name}"), headers=asked).status_code == 200
