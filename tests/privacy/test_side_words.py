"""What is written beside a report ends with it, and stays while a hold keeps it: by a person's words, whatever table they stand in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.models import CategoryChange, Handover, NeighbourWord, Note, Original, RedactedCopy, Report, Unsent
from feedback.services import assigning, handling, neighbours, notes, publishing, redacting
from feedback.services.intake import Sender
from feedback.services.originals import Beside
from policing import timekeeping
from policing.errors import StaleVersion
from policing.privacy.receipts import new_token
from policing.privacy.services import holding
from problems.models import CaseReport
from tests.feedback.tools import send
from tests.people import Cast
from tests.privacy import scan
from tests.privacy.ending import LONG, hold, long_ago, night
from tests.privacy.scan import Signs
from tests.problems.cases import making

BESIDE = {
    Note: "notewords", Unsent: "unsentwords", Handover: "handoverwords", CategoryChange: "categorywords",
    RedactedCopy: "copywords", NeighbourWord: "neighbourwords",
    Original: "originalwords", CaseReport: "linkwords",
}  # fmt: skip
SIGNS = Signs(**{model.__name__.lower(): sign for model, sign in BESIDE.items()}, own="their own words")


def written(cast: Cast) -> Report:
    """Give a report, finished long ago, beside which something was written in each of the ways that there are, by commands."""
    report = send(Sender(), words="These are their own words.", place_words="At originalwords").report
    publication = publishing.publish(report.pk, summary="Noise at night.", actor=cast.officer)
    publishing.join(publication.pk, actor=cast.neighbour)
    notes.note(report.pk, words="A note of notewords.", actor=cast.officer)
    redacting.redact(report.pk, words="A copy of copywords.", beside=Beside(place="Near it"), actor=cast.officer)
    assigning.categorise(report.pk, to="litter", reason="It is categorywords.", actor=cast.officer)
    assigning.refer(report.pk, to="front-desk", reason="They know handoverwords.", actor=cast.officer)
    assigning.refer(report.pk, to="team-north", reason="Back for handoverwords.", actor=cast.supervisor)
    handling.answer(report.pk, words="We come by.", actor=cast.officer)
    for _each in range(2):
        handling.close(report.pk, outcome="fixed", words="It is done.", actor=cast.officer)
        if not NeighbourWord.objects.exists():
            word = {"words": "Not for us: neighbourwords.", "token": new_token()}
            neighbours.contest_by_neighbour(publication.slug, actor=cast.neighbour, **word)
    with pytest.raises(StaleVersion):
        handling.reopen(report.pk, words="Late.", actor=cast.officer, version=1)
    then = timekeeping.now() - LONG
    Unsent.objects.create(report=report, user=cast.officer, action="answer", words="Late unsentwords.", seen_version=1, at=then)
    making.opened(cast, reports=[report.pk], reason="It is linkwords.")
    for model in BESIDE:
        assert model._default_manager.filter(report=report).exists(), model.__name__
    return long_ago(report, LONG)


def found() -> set[str]:
    """Give the names of what is still read anywhere in the tables."""
    return {leak.sign for leak in scan.in_tables(scan.tables(), SIGNS)}


@pytest.mark.django_db
def test_every_table_of_words_beside_a_report_is_looked_at() -> None:
    """A model with words that points at a report, and is made tomorrow, must stand in ``BESIDE`` or be scanned elsewhere."""
    elsewhere = {
        "feedback_report",
        "feedback_message",
        "feedback_publication",
        "feedback_rating",
    }  # tests of disposal look at these
    tables = {
        table
        for table in scan.pointing_at(Report)
        if {"words", "reason", "summary", "place_words"} & {column for column, _value in _columns(table)}
    }
    assert tables == {model._meta.db_table for model in BESIDE} | elsewhere


def _columns(table: str) -> list[tuple[str, bytes]]:
    from django.db import connection

    with connection.cursor() as cursor:
        return [(column.name, b"") for column in connection.introspection.get_table_description(cursor, table)]


def test_all_of_it_ends_with_the_report(town: Cast) -> None:
    written(town)
    assert found() == set(SIGNS.found)
    night()
    assert not Report.objects.exists()
    assert found() == set()


def test_a_hold_keeps_all_of_it_and_lets_it_go_after(town: Cast) -> None:
    report = written(town)
    kept = hold(report, town.auditor)
    night()
    night(timekeeping.now() + timedelta(days=1))
    assert found() == set(SIGNS.found)
    holding.release(kept.pk, reason="The court is done.", actor=town.auditor)
    night(timekeeping.now() + timedelta(days=2))
    assert found() == set()
