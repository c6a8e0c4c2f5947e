"""Who hears from the closed room, and that no mail says what it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from feedback.services.intake import Sender
from policing import timekeeping
from policing.accounts.models import RoleGrant, User
from policing.clocks import sweep
from policing.events.testing import drain
from policing.notifications.models import Notification
from tests.feedback.conduct.tools import WORDS, about, do, reach, speak, tell
from tests.people import Cast

pytestmark = pytest.mark.django_db
NAMED = Sender(mode="named", name="Zuleika Quince", email="zu@example.org")
QUIET = Sender(mode="confidential", name="Zuleika Quince", email="zu@example.org")


def told() -> list[tuple[str, str]]:
    """Give who has which line in the app."""
    return sorted(Notification.objects.values_list("kind", "user__email"))


def whole(letter: Any) -> str:
    """Give everything that a mail says."""
    return " ".join([letter.subject, letter.body, *(str(part) for part, _kind in letter.alternatives)])


@pytest.mark.parametrize("sender", [NAMED, QUIET], ids=["named", "confidential"])
@pytest.mark.parametrize("action", ["acknowledge", "ask", "answer", "close", "pass_on"])
def test_the_writer_hears_of_each_step_and_the_mail_says_nothing(cast: Cast, reviewer: User, sender: Sender, action: str) -> None:
    conduct = tell(sender).conduct
    drain()
    mail.outbox.clear()
    do(conduct, action, reviewer)
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["zu@example.org"]
    for word in (WORDS, "ombudsman", "sorry", "two people", "complaint", conduct.reference):
        assert word not in whole(letter)
    assert conduct.reference not in letter.subject


def test_an_anonymous_one_is_told_by_the_codes_alone(cast: Cast, reviewer: User) -> None:
    conduct = tell().conduct
    drain()
    mail.outbox.clear()
    do(conduct, "ask", reviewer)
    drain()
    assert mail.outbox == []


def test_reviewers_hear_of_something_new_and_then_the_one_who_has_it(cast: Cast, reviewer: User, other_reviewer: User) -> None:
    conduct = tell().conduct
    drain()
    both = sorted([reviewer.email, other_reviewer.email])
    assert [email for _kind, email in told()] == both
    assert sorted(letter.to[0] for letter in mail.outbox) == both
    assert all(conduct.reference not in letter.subject and WORDS not in whole(letter) for letter in mail.outbox)
    do(conduct, "assign", other_reviewer, person=reviewer.pseudonym)
    Notification.objects.all().delete()
    speak(conduct, "reply")
    drain()
    kinds = dict(told())
    assert kinds["feedback.conduct.reviewer.replied"] == reviewer.email
    assert other_reviewer.email not in kinds.values()


def test_those_who_are_kept_apart_hear_nothing(cast: Cast, reviewer: User) -> None:
    about(tell(teams=("team-north",)).conduct, reviewer, cast.officer)
    drain()
    assert {email for _kind, email in told()} == {reviewer.email}


def test_where_no_reviewer_is_left_whoever_appoints_one_is_told_and_not_what_for(cast: Cast, reviewer: User) -> None:
    RoleGrant.objects.filter(user=reviewer).delete()
    conduct = tell().conduct
    drain()
    assert told() == [("feedback.conduct.nobody.submitted", cast.administrator.email)]
    assert mail.outbox == []
    assert conduct.assignee is None


def test_thanks_are_told_to_those_who_are_thanked(cast: Cast, reviewer: User) -> None:
    conduct = about(tell(kind="thanks", may_share=True).conduct, reviewer, cast.officer)
    drain()
    Notification.objects.all().delete()
    mail.outbox.clear()
    do(conduct, "close", reviewer, outcome="thanked", shared_words="She waited.")
    drain()
    assert told() == [("feedback.conduct.thanks", cast.officer.email)]
    (letter,) = mail.outbox
    assert (letter.to, "She waited." in whole(letter)) == ([cast.officer.email], False)


def test_clocks_tell_the_reviewers_alone(cast: Cast, reviewer: User, other_reviewer: User) -> None:
    conduct = reach(tell().conduct, "looking", reviewer)
    drain()
    Notification.objects.all().delete()
    sweep.sweep(timekeeping.now() + timedelta(days=27, hours=5))
    drain()
    assert told() == [("feedback.conduct.clock.near", reviewer.email)]
    sweep.sweep(timekeeping.now() + timedelta(days=40))
    drain()
    late = [email for kind, email in told() if kind.endswith("overdue")]
    assert sorted(late) == sorted([reviewer.email, other_reviewer.email])
    assert conduct.assignee == reviewer
