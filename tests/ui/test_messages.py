"""Texts are gathered, checked, compiled and pseudo-translated on a machine without gettext."""

from __future__ import annotations

import gettext
import os
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import trans_real
from hypothesis import given
from hypothesis import strategies as st

from policing.ui import catalogues


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """Give a small source tree, and a PATH on which there is nothing."""
    empty = tmp_path / "nothing"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    base = tmp_path / "a town"
    (base / "policing").mkdir(parents=True)
    (base / "templates" / "x").mkdir(parents=True)
    (base / "policing" / "words.py").write_text(
        'A = _("Hello %(name)s")\nB = ngettext("%(n)s report", "%(n)s reports", 2)\nC = pgettext("menu", "Main")\n',
        encoding="utf-8",
    )
    (base / "templates" / "x" / "page.html").write_text(
        '{% load i18n %}\n  {% translate "From a page" %}\n    {% btn _("From a tag") %}\n'
        "{% blocktranslate trimmed count n=n %}one thing{% plural %}{{ n }} things{% endblocktranslate %}",
        encoding="utf-8",
    )
    settings.BASE_DIR, settings.LOCALE_PATHS = base, [base / "locale"]
    settings.LANGUAGES, settings.LANGUAGE_CODE = [("en-gb", "English"), ("es", "Español"), ("ar", "العربية")], "en-gb"
    return base


def run(*args: str) -> str:
    """Run the command and give what it said."""
    out = StringIO()
    call_command("messages", *args, stdout=out)
    return out.getvalue()


def test_texts_of_python_and_templates_are_gathered(town: Path) -> None:
    found = {(message.id, message.context) for message in catalogues.extracted(town) if message.id}
    assert found == {
        ("Hello %(name)s", None),
        (("%(n)s report", "%(n)s reports"), None),
        ("Main", "menu"),
        ("From a page", None),
        ("From a tag", None),
        (("one thing", "%(n)s things"), None),
    }


def test_extract_writes_the_same_twice_and_keeps_translations(town: Path) -> None:
    run("--extract")
    spanish = town / "locale" / "es" / "LC_MESSAGES" / "django.po"
    spanish.write_text(
        spanish.read_text().replace('msgid "From a page"\nmsgstr ""', 'msgid "From a page"\nmsgstr "De una página"')
    )
    run("--extract")
    first = {path: path.read_bytes() for path in (town / "locale").rglob("*.po*")}
    run("--extract")
    assert first == {path: path.read_bytes() for path in (town / "locale").rglob("*.po*")}
    assert "De una página" in spanish.read_text()
    assert str(town) not in (town / "locale" / "django.pot").read_text()


def test_check_fails_until_the_catalogues_hold_every_text(town: Path) -> None:
    with pytest.raises(CommandError, match=r"django\.pot"):
        run("--check")
    run("--extract")
    assert "up to date" in run("--check")
    (town / "policing" / "more.py").write_text('D = _("New words")\n')
    with pytest.raises(CommandError, match="--extract"):
        run("--check")


def test_compile_needs_no_gettext_program(town: Path) -> None:
    assert os.environ["PATH"].endswith("nothing")
    run("--extract")
    spanish = town / "locale" / "es" / "LC_MESSAGES" / "django.po"
    spanish.write_text(
        spanish.read_text().replace('msgid "From a page"\nmsgstr ""', 'msgid "From a page"\nmsgstr "De una página"')
    )
    assert run("--compile").startswith("3 catalogues")
    with spanish.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("From a page") == "De una página"
    assert run("--compile").startswith("0 catalogues")


def test_in_the_source_language_each_text_stands_for_itself(town: Path) -> None:
    run("--extract")
    run("--compile")
    with (town / "locale" / "en_GB" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    found.add_fallback(Loud())
    assert found.gettext("From a page") == "From a page"
    assert [found.ngettext("%(n)s report", "%(n)s reports", number) for number in (1, 2)] == ["%(n)s report", "%(n)s reports"]
    with pytest.raises(LookupError):
        found.gettext("Words of nobody")
    run("--extract")
    assert run("--compile").startswith("3 catalogues"), "what was extracted anew is compiled anew"


class Loud(gettext.NullTranslations):
    """Stands behind a catalogue, and says so where it is asked."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)


def test_the_command_does_one_thing(town: Path) -> None:
    for wrong in ((), ("--extract", "--compile")):
        with pytest.raises(CommandError, match="exactly one"):
            run(*wrong)


def test_a_pseudo_language_is_longer_and_works_in_django(town: Path, tmp_path: Path, settings: Any) -> None:
    run("--pseudo", "ar", str(tmp_path / "pseudo"))
    with (tmp_path / "pseudo" / "ar" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    assert found.gettext("From a page") == "⟦Fŕöm á ṗágé ····⟧"
    assert found.ngettext("%(n)s report", "%(n)s reports", 7) == "⟦%(n)s ŕéṗöŕţš ·····⟧"
    settings.LOCALE_PATHS = [tmp_path / "pseudo"]
    trans_real._translations.clear()
    try:
        assert trans_real.translation("ar").gettext("From a tag").startswith("⟦")
    finally:
        trans_real._translations.clear()


@given(st.text(alphabet=st.sampled_from("ab Report %{}<>&;()s"), min_size=1, max_size=40))
def test_placeholders_and_tags_survive_the_pseudo_language(text: str) -> None:
    dressed = f"Before %(name)s {text} <b>x</b> &amp; {{}} after"
    kept = catalogues.KEPT.findall(dressed)
    assert catalogues.KEPT.findall(catalogues.pseudo(dressed)) == kept
    assert len(catalogues.pseudo(dressed)) >= 1.35 * len(dressed)


def test_every_text_of_the_site_can_be_dressed() -> None:
    base = Path(__file__).resolve().parents[2]
    ids = [message.id for message in catalogues.extracted(base) if message.id]
    texts = [text for one in ids for text in ([one] if isinstance(one, str) else one)]
    assert len(texts) > 100
    names = re.compile(r"%\((\w+)\)")
    assert [text for text in texts if names.findall(catalogues.pseudo(text)) != names.findall(text)] == []
