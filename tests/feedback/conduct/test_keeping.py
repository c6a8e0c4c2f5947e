"""The end of what the closed room was told: the person goes first, then the rest; a hold stops both."""

from __future__ import annotations

from datetime import timedelta

from feedback.models import Conduct
from feedback.services.intake import Sender
from policing import timekeeping
from policing.clocks.models import Clock
from policing.privacy.models import Identity, Tombstone
from policing.privacy.services import disposal, holding
from tests.feedback.conduct.tools import reach, reviewer_of, tell
from tests.people import Cast

KNOWN = Sender(mode="confidential", name="Zuleika Quince", email="zuleika.quince@example.org")


def ended(cast: Cast, days: int) -> Conduct:
    """Tell of something that was closed so many days ago."""
    conduct = reach(tell(KNOWN).conduct, "closed", reviewer_of(cast))
    then = timekeeping.now() - timedelta(days=days)
    Conduct.objects.filter(pk=conduct.pk).update(closed_at=then, received_at=timekeeping.coarse(then))
    return conduct


def test_the_person_goes_after_a_year_and_the_rest_after_six(cast: Cast) -> None:
    younger, older = ended(cast, 366), ended(cast, 6 * 365 + 1)
    disposal.run()
    younger.refresh_from_db()
    assert younger.identity is None
    assert younger.words
    assert not Conduct.objects.filter(pk=older.pk).exists()
    assert not Identity.objects.exists()
    assert not Clock.objects.filter(subject_type="feedback.conduct", subject_id=older.pk).exists()
    (stone,) = Tombstone.objects.all()
    assert (stone.code, stone.subject_type, stone.area_path, stone.outcome) == ("conduct", "feedback.conduct", "", "apologised")


def test_a_hold_keeps_it_and_the_person(cast: Cast) -> None:
    conduct = ended(cast, 6 * 365 + 1)
    made = holding.place(
        subject_type="feedback.conduct", reference=conduct.reference, reason="A court asks for it.", actor=cast.auditor
    )
    disposal.run()
    conduct.refresh_from_db()
    assert conduct.identity is not None
    holding.release(made.pk, reason="The court is done.", actor=cast.auditor)
    disposal.run()
    assert not Conduct.objects.exists()
