"""A resident leaves: the reports stay, and no table leads from one of them to the person."""

from __future__ import annotations

import json

import pytest

from feedback.models import Joining, Publication, Report
from feedback.services import tracking
from feedback.services.intake import Sender
from policing.accounts.models import User
from policing.accounts.services import leaving
from policing.errors import Unseen
from policing.events.testing import drain
from policing.privacy.models import ContactPoint, Identity, LegalHold
from tests.feedback.reaching import reach, speak
from tests.feedback.test_nobody import found_in, tables
from tests.feedback.tools import do, named, send
from tests.people import Cast, UserFactory
from tests.privacy import scan
from tests.privacy.scan import Signs

deletes = pytest.mark.command("accounts.person.delete_own")
exports = pytest.mark.command("accounts.person.export")


@pytest.fixture
def person(cast: Cast) -> User:
    """Give a resident whose number, name and address cannot be mistaken for anything else."""
    return UserFactory(pk=987654321, email="zuleika.quince@example.org", name="Zuleika Quince")


def confidential(person: User) -> Sender:
    """Give the person as one who asks for confidence."""
    return Sender(mode="confidential", name=person.name, account=person)


def joined(person: User, cast: Cast) -> Publication:
    """Let the person join a published report."""
    other = reach(send().report, "closed", cast.officer)
    public = Publication.objects.create(
        slug="abc",
        report=other,
        category=other.category,
        area=other.area,
        summary="Dark lamps",
        happened_on="2026-03-01",
        joined=2,
    )
    Joining.objects.create(publication=public, user=person)
    return public


@deletes
def test_no_table_leads_from_a_report_to_the_person(cast: Cast, person: User) -> None:
    mine = reach(send(named(person)).report, "asked", cast.officer)
    speak(mine, "reply")
    hidden, public = send(confidential(person)), joined(person, cast)
    drain()
    signs = Signs(email=person.email, name=person.name, id=str(person.pk))
    assert found_in(tables(), signs), "before, there is something to find"
    leaving.delete_own(actor=person)
    drain()
    left = found_in(tables(), signs)
    # the emptied row itself, what its own events name as their subject, and nothing beside a report
    assert {table for table, _sign in left} <= {"accounts_user", "events_event"}
    assert {sign for _table, sign in left} == {str(person.pk)}
    assert not any(table.startswith("feedback_") for table, _sign in left)
    assert scan.beside(person, tables()) == set()
    assert (Identity.objects.count(), ContactPoint.objects.count()) == (0, 0)
    for report in Report.objects.all():
        assert (report.reporter, report.identity) == (None, None)
    mine.refresh_from_db()
    assert (mine.words, mine.messages.count()) == (mine.words, 2)
    assert tracking.by_codes(hidden.report.reference, hidden.receipt), "the two codes still open it"
    with pytest.raises(Unseen):
        tracking.by_account(mine.pk, person)
    assert Joining.objects.count() == 0
    assert (Publication.objects.get(), Publication.objects.get().joined) == (public, 1), "the other neighbour still counts"


@deletes
def test_the_team_goes_on_and_writes_to_nobody(cast: Cast, person: User) -> None:
    report = send(named(person)).report
    leaving.delete_own(actor=person)
    do(report, "answer", cast.officer)
    drain()
    assert Report.objects.get().state == "answered"


@deletes
def test_of_a_report_on_hold_the_room_keeps_who_it_was(cast: Cast, person: User) -> None:
    held, free = send(named(person)).report, send(named(person)).report
    LegalHold.objects.create(subject_type="feedback.report", subject_id=held.pk, reason="a court asked for it")
    leaving.delete_own(actor=person)
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.reporter, free.reporter, free.identity) == (None, None, None)
    assert held.identity is not None
    assert (held.identity.user, bool(held.identity.name_cipher)) == (None, True)
    point = ContactPoint.objects.get(identity=held.identity)
    assert point.stopped_at is not None, "kept, and never written to"
    assert not found_in(tables(), Signs(email="zuleika.quince@example.org", name="Zuleika Quince"))


@deletes
def test_an_officer_who_leaves_gives_back_what_was_theirs(cast: Cast) -> None:
    open_one, done = send().report, reach(send().report, "closed", cast.officer)
    Report.objects.update(assignee=cast.officer)
    leaving.delete_own(actor=cast.officer)
    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (open_one.assignee, done.assignee) == (None, cast.officer)


@exports
def test_the_copy_has_the_reports_with_a_name_and_counts_the_others(cast: Cast, person: User) -> None:
    mine = reach(send(named(person), place_words="Behind the bakery").report, "closed", cast.officer)
    speak(mine, "rate", "Ring me.")
    hidden, other = send(confidential(person), words="Nobody may know."), send(words="Not mine at all.")
    joined(person, cast)
    held = leaving.export(actor=person)
    text = json.dumps(held, default=str)
    for part in (
        mine.reference,
        "Behind the bakery",
        "The lamp is mended",
        "Ring me.",
        "The team treated me with respect.",
        "Dark lamps",
    ):
        assert part in text
    for part in (hidden.report.reference, "Nobody may know.", other.report.reference, "Not mine at all.", hidden.receipt):
        assert part not in text
    assert held["feedback.reports"]["held"]["confidential_reports_opened_by_their_codes_alone"] == 1
