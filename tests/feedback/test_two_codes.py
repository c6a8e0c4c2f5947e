"""One front door for everything that two codes open."""

from __future__ import annotations

import pytest

from feedback.services import two_codes
from feedback.services.tracking import REPORTS, by_pass
from policing.errors import Unseen
from tests.feedback.tools import send
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_both_codes_of_a_report_open_its_room(cast: Cast) -> None:
    sent = send()
    opened = two_codes.by_codes(sent.report.reference.lower().replace("-", " "), sent.receipt)
    assert (opened.room, opened.pk) == (REPORTS, sent.report.pk)
    assert by_pass(opened.make_pass()).report_id == sent.report.pk


def test_any_wrong_pair_opens_nothing(cast: Cast) -> None:
    one, other = send(), send()
    for reference, receipt in ((one.report.reference, other.receipt), ("HEDGE-4-LAMP-71", one.receipt), ("", ""), ("\0", "\0")):
        with pytest.raises(Unseen):
            two_codes.by_codes(reference, receipt)


def test_a_known_and_an_unknown_reference_cost_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, looks, checks = send(), [], []
    check = two_codes.check_receipt
    rooms = {
        name: two_codes.Room(name, lambda wanted, room=room: looks.append(room.name) or room.find(wanted), room.seal, "", "", "")
        for name, room in two_codes._rooms.items()
    }
    monkeypatch.setattr(two_codes, "_rooms", rooms)
    monkeypatch.setattr(two_codes, "check_receipt", lambda kept, receipt: checks.append(receipt) or check(kept, receipt))
    for reference in (sent.report.reference, "HEDGE-4-LAMP-71"):
        with pytest.raises(Unseen):
            two_codes.by_codes(reference, "0000 0000 0000 0000")
        assert (looks, len(checks)) == (list(rooms), 1), "every room is asked, and one receipt is checked"
        looks.clear(), checks.clear()


def test_a_room_has_a_name_of_its_own() -> None:
    with pytest.raises(ValueError, match="report"):
        two_codes.add(REPORTS)
