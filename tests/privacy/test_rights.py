"""The page that says what is kept: it says all that the schedule holds, and changes with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from policing.privacy import retention, rights
from policing.privacy.services import scheduling
from tests.feedback.tools import client_of, text
from tests.people import Cast

PAGE = Path(settings.BASE_DIR) / "docs" / "privacy.md"


def plain(words: object) -> str:
    """Give words as they stand in a page."""
    return str(words).replace("'", "&#x27;").replace('"', "&quot;")


def test_everybody_reads_all_that_is_kept(town: Cast) -> None:
    page = text(Client().get("/privacy/"))
    for term in retention.terms():
        assert plain(term.kind.label) in page
        assert plain(str(term.kind.sentence) % {"time": term.time}) in page
    for part in rights.parts.all():
        assert plain(part.title) in page
        assert all(plain(line) in page for line in part.sentences())


def test_a_changed_time_is_said_at_once(town: Cast) -> None:
    scheduling.change(code="photos", days=90, actor=town.administrator)
    assert "Photos that you sent, for 90 days after" in text(Client().get("/privacy/"))
    kept = {row["code"]: row for row in Client().get("/api/v1/privacy/").json()["kept"]}
    assert (kept["photos"]["days"], kept["photos"]["fate"]) == (90, "delete")
    assert (kept["record"]["days"], kept["record"]["fate"]) == (None, "keep")


def test_the_footer_of_every_page_leads_there(town: Cast) -> None:
    for client, page in ((Client(), "/"), (Client(), "/report/"), (client_of(town.officer), "/inbox/")):
        assert 'href="/privacy/"' in client.get(page).content.decode()


def test_who_reads_what_comes_from_the_table_of_roles(town: Cast) -> None:
    page = text(Client().get("/privacy/"))
    assert "neighbourhood officer" in page
    assert "Without a name: we keep nothing about you." in page


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (90, "90 days"), (365, "1 year"), (1095, "3 years"), (400, "400 days")]
)
def test_times_are_said_as_people_say_them(days: int, words: str) -> None:
    assert retention.span(days) == words


def test_no_sentence_has_a_hole_that_nobody_fills(db: None) -> None:
    for term in retention.terms():
        said = str(term.kind.sentence) % {"time": term.time}
        assert "%" not in said
        assert term.kind.is_fixed or term.days is None or term.time in said


def test_the_page_costs_the_same_whatever_is_kept(town: Cast, django_assert_max_num_queries: object) -> None:
    Client().get("/privacy/")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        Client().get("/privacy/")


def test_the_table_of_the_document_is_the_schedule() -> None:
    with translation.override("en-gb"):
        rows = [
            f"| `{kind.name}` | {kind.label} | {retention.span(kind.days) if kind.days else 'for good'}"
            f"{' (fixed)' if kind.is_fixed else ''} | {kind.counts_from} | {retention.FATES[kind.fate]} |"
            for kind in retention.schedule.all()
        ]
    written = re.findall(r"^\| `[a-z]+` \|.*\|$", PAGE.read_text(encoding="utf-8").partition("## Retention")[2], re.MULTILINE)
    assert [line for line in written if line.count("|") == 6] == rows
