"""A receipt that somebody else printed is replaced by one that the resident alone has seen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from feedback.services.tracking import Door
from policing import timekeeping
from policing.commands import command
from policing.errors import Unseen, WrongState
from policing.events.services import Actor, emit
from policing.privacy.receipts import check_receipt, hash_receipt, receipt_for


def receipt_of(reference: str, token: str) -> str:
    """Give the receipt that this form makes for that report: the same form, sent twice, gives the same one."""
    return receipt_for(f"renew/{reference}/{token}")


@command(name="feedback.receipt.replace", page="feedback:track-renew", api="feedback-api:track-renew")
def replace(door: Door, *, token: str, now: datetime | None = None) -> str:
    """Give the resident a receipt of their own, to be shown once; the printed one opens nothing any more.

    Passes that were opened with the printed one end with it. Locks the report, emits one event; the same form sent twice gives
    the same receipt. Raises WrongState where the receipt is the resident's own already.
    """
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        report: Report | None = Report.objects.select_for_update(of=("self",)).filter(pk=door.report_id).first()
        if report is None:
            raise Unseen
        receipt = receipt_of(report.reference, token)
        if not report.receipt_is_printed:
            if check_receipt(report.receipt_hash, receipt):
                return receipt
            raise WrongState(_("This report has a code of your own already. Nobody else has seen it."))
        report.receipt_hash, report.receipt_is_printed = hash_receipt(receipt), False
        report.save(update_fields=["receipt_hash", "receipt_is_printed"])
        emit(
            "feedback.receipt.replaced",
            subject=report,
            subject_ref=report.reference,
            actor=Actor.reporter(),
            area_path=report.area_path,
            team_id=report.team_id,
            at=moment,
        )
    return receipt
