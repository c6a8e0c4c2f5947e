"""A complaint of somebody signed in, confidential or without a name: everything that is kept is searched for them."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from feedback.models import Conduct
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.events.testing import drain
from tests.feedback.conduct.test_pages import ROUTE, walk
from tests.feedback.conduct.tools import about, do, speak
from tests.feedback.test_nobody import NUMBER, ROOM, browser, found_in, in_valkey, lines, new_rows, person, signs_of, tables
from tests.people import Cast

__all__ = ["lines", "person"]
KEPT = {
    "clocks_clock",
    "events_dispatch",
    "events_event",
    "events_eventseal",
    "feedback_concerned",
    "feedback_conduct",
    "feedback_conducthandover",
    "feedback_conductmessage",
    "feedback_conductnote",
    "feedback_draft",
    "notifications_delivery",
    "notifications_notification",
}


def live_on(cast: Cast) -> None:
    """Let the reviewer work on it and the writer come back, and let every notice go out."""
    conduct, reviewer = Conduct.objects.get(), cast.oversight_reviewer
    about(conduct, reviewer, cast.officer)
    for action in ("assign", "note", "ask"):
        do(conduct, action, reviewer)
    speak(conduct, "reply")
    do(conduct, "close", reviewer)
    speak(conduct, "contest")
    speak(conduct, "withdraw")
    drain()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["anonymous", "confidential", "named"])
def test_nothing_leads_to_who_wrote_it(town: Cast, person: User, lines: io.StringIO, mode: str) -> None:
    Agency.objects.update(independent_route=ROUTE)
    Agency.forget()
    client: Client = browser(person)
    signs = signs_of(person, client)
    before = tables()
    answer = walk(client, you={"mode": mode})
    assert answer.status_code == 200
    follower = Client()
    follower.post("/track/", {"reference": Conduct.objects.get().reference, "receipt": answer.context["receipt"]})
    assert follower.get("/track/conduct/").status_code == 200
    live_on(town)
    rows = new_rows(before)
    assert set(rows) <= KEPT | (ROOM if mode != "anonymous" else set())
    expected = set() if mode == "anonymous" else {("privacy_identity", str(NUMBER))}
    assert found_in(rows, signs) == expected
    assert not any(sign in in_valkey() + lines.getvalue() for sign in signs)
