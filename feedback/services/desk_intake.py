"""A report told by phone, at the desk or in a letter: staff key it in, and the receipt is printed, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from feedback.services import acting, intake
from feedback.services.acting import Step
from feedback.services.intake import Account, Sender, Sent
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash
from policing.privacy.receipts import check_receipt, hash_receipt, receipt_for

CHANNELS = (Report.Channel.PHONE, Report.Channel.DESK, Report.Channel.LETTER)
WHY_ANEW = (
    ("unprinted", _("The printer failed, or the page was closed too early")),
    ("lost", _("The person lost it")),
    ("seen", _("Somebody else saw it")),
)


@command(name="feedback.report.key_in", page="feedback:inbox-new", api="feedback-api:report-key-in")
def key_in(*, token: str, account: Account, sender: Sender, channel: str, actor: User, now: datetime | None = None) -> Sent:
    """Take in what somebody told a member of staff, once for a form token, wherever it happened.

    It goes to the team of its place; who keyed it in may not be able to open it after. The receipt is marked as printed, so
    that the resident replaces it at the first use. Emits ``feedback.report.submitted`` with the member of staff as its actor:
    who told it stands in the identity room, or nowhere. Raises Unseen or Denied, and BadInput as ``submit`` does.
    """
    grants = access.load(actor)
    if not grants.holds("reports.view"):
        raise Unseen
    if not grants.holds("reports.handle"):
        raise Denied(_("Your role here does not cover that."))
    if channel not in CHANNELS:
        raise BadInput({"channel": [_("Say whether it came by phone, at the desk or in a letter.")]})
    if sender.account is not None:
        raise BadInput({"mode": [_("A report that is keyed in belongs to no account.")]})
    own = keyed_hash("desk-submission", f"{actor.pk}:{token}")
    return intake.submit(token=own, account=account, sender=replace(sender, keyed_in_by=actor), channel=channel, now=now)


@command(name="feedback.receipt.reprint", page="feedback:report-reprint", api="feedback-api:report-reprint")
def reprint(
    report_id: int, *, reason: str, token: str, actor: User, version: int | None = None, now: datetime | None = None
) -> str | None:
    """Make a new printed receipt in place of one that was printed before, and give it, to be shown once.

    The old one opens nothing any more. Sent twice, the second gives None: it was shown. Locks the report, emits one event.
    Raises Unseen, Denied, StaleVersion, BadInput for a reason that is not of the list, and WrongState once the resident has a
    receipt of their own, which staff can never take away.
    """
    if reason not in dict(WHY_ANEW):
        raise BadInput({"reason": [_("Choose why a new one is needed.")]})
    step = Step(report_id, "reprint", actor, version, now=now)
    with transaction.atomic():
        report = acting.lock(step)
        receipt = receipt_for(f"reprint/{report.reference}/{token}")
        if check_receipt(report.receipt_hash, receipt):
            return None
        acting.refuse_stale(step, report)
        row = REPORT.check(report, "reprint")
        report.receipt_hash = hash_receipt(receipt)
        report.save(update_fields=["receipt_hash"])
        emit(
            row.event,
            subject=report,
            subject_ref=report.reference,
            actor=Actor.person(actor),
            area_path=report.area_path,
            team_id=report.team_id,
            payload={"why": reason},
            at=step.moment,
        )
    return receipt
