"""The resident's own door to a report: reference and receipt together, or the account that sent it with a name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken

from feedback.models import Report
from feedback.services.two_codes import Kept, Room
from policing import access, timekeeping
from policing.accounts.models import User
from policing.errors import Unseen
from policing.privacy.crypto import decrypt, encrypt, keyed_hash
from policing.privacy.receipts import check_receipt, normalise
from policing.privacy.references import normalise_reference

PASS_HOURS = 2
COOKIE = "track"


@dataclass(frozen=True)
class Door:
    """Proof that the caller is the resident who sent the report. Made only by the functions of this module."""

    report_id: int


def by_codes(reference: str, receipt: str) -> Door:
    """Open by reference and receipt. Raises Unseen for any wrong pair; an unknown reference costs the same time."""
    pk, kept = _kept(normalise_reference(reference)) or (None, None)
    if not check_receipt(kept, normalise(receipt)) or pk is None:
        raise Unseen
    return Door(pk)


def _kept(reference: str) -> Kept | None:
    found: Kept | None = Report.objects.filter(reference=reference).values_list("pk", "receipt_hash").first()
    return found


def by_account(report_id: int, user: User) -> Door:
    """Open for the signed-in person who sent it with a name. Raises Unseen for everybody else."""
    report = access.get_visible_or_404(Report.objects.only("id", "reporter_id", "area_path", "team_id"), user, pk=report_id)
    if report.reporter_id != user.pk:
        raise Unseen
    return Door(report.pk)


def make_pass(door: Door) -> str:
    """Give a sealed pass for the path-scoped cookie, so that the codes are typed once; good for two hours. One query."""
    ends = timekeeping.now() + timedelta(hours=PASS_HOURS)
    held = {"report": door.report_id, "ends": ends.timestamp(), "mark": _mark(door.report_id)}
    return encrypt(json.dumps(held)).decode("ascii")


def _mark(report_id: int) -> str:
    """Give the mark of the receipt that a report has now: a pass ends with the receipt it was opened by."""
    kept = Report.objects.filter(pk=report_id).values_list("receipt_hash", flat=True).first()
    return keyed_hash("pass", kept or "")[:16]


def make_pass_of(report_id: int) -> str:
    """Give the pass of a report that two codes opened."""
    return make_pass(Door(report_id))


REPORTS = Room("report", _kept, make_pass_of, "feedback:track-report", COOKIE, "feedback:track")


def by_pass(sealed: str, *, of_any_receipt: bool = False) -> Door:
    """Open by a sealed pass. Raises Unseen where it is missing, not ours, or over, or where the receipt was replaced since.

    ``of_any_receipt`` lets one in whose receipt was replaced: for the page that replaced it alone. One query.
    """
    try:
        held = json.loads(decrypt(sealed.encode("ascii", errors="replace")))
        report_id, ends, mark = int(held["report"]), float(held["ends"]), str(held["mark"])
    except (InvalidToken, ValueError, TypeError, KeyError) as error:
        raise Unseen from error
    if ends < timekeeping.now().timestamp() or not (of_any_receipt or mark == _mark(report_id)):
        raise Unseen
    return Door(report_id)


def tracked(door: Door) -> Report:
    """Give the report behind a door, with area, category, team and the report it is merged into. One query."""
    rows = Report.objects.for_detail().select_related("lead").defer("lead__words", "lead__details", "lead__search")
    report: Report | None = rows.filter(pk=door.report_id).first()
    if report is None:
        raise Unseen
    return report


def is_printed(door: Door) -> bool:
    """Tell whether staff had the receipt of this report in their hands. One query."""
    return Report.objects.filter(pk=door.report_id, receipt_is_printed=True).exists()
