"""What reports hold about a person with an account: for their own copy, and what becomes of it when they leave.

A confidential report stands in the copy by its number alone: the account shows none of them anywhere, so that nobody who gets
hold of it learns of one. When the person leaves, the tie is cut for these too.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models import BulkAct, ConductUnsent, Joining, Publication, Report, SavedFilter, Unsent
from feedback.services import keeping
from feedback.workflow import OPEN
from policing import timekeeping
from policing.accounts.models import User
from policing.privacy import crypto, holds
from policing.privacy.contacts import prepare
from policing.privacy.models import ContactPoint, Identity
from policing.ui.registry import Belonging, belongings

FACTS = (
    "reference", "category__name", "area__name", "state", "outcome", "mode", "channel", "words", "details", "answers",
    "place_words", "lat", "lon", "received_at", "due_at", "closed_at",
)  # fmt: skip


def _reports(user: User) -> dict[str, Any]:
    rows = Report.objects.filter(reporter=user).order_by("id")
    rows = rows.select_related("category", "area", "rating", "original").prefetch_related("messages", "rating__answers__item")
    apart = Report.objects.filter(identity__user=user).exclude(reporter=user).count()
    return {"with_my_name": [_told(row) for row in rows], "confidential_reports_opened_by_their_codes_alone": apart}


def _told(row: Report) -> dict[str, Any]:
    found: dict[str, Any] = {name: _follow(row, name) for name in FACTS}
    sent = getattr(row, "original", None)  # beside a redacted copy, what was sent stands here
    found |= {name: getattr(sent, name) for name in ("place_words", "details", "answers")} if sent else {}
    found["messages"] = [
        {"by": message.author, "kind": message.kind, "at": message.at, "words": message.words} for message in row.messages.all()
    ]
    rating = getattr(row, "rating", None)
    if rating is not None:
        answers = {answer.item.words: answer.value for answer in rating.answers.all()}
        found["rating"] = {"at": rating.at, "words": rating.words, "answers": answers}
    return found


def _follow(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def _joined(user: User) -> list[Any]:
    rows = Joining.objects.filter(user=user).order_by("id")
    return list(rows.values("publication__slug", "publication__summary", "at", "contested_at"))


def _desk(user: User) -> dict[str, Any]:
    return {
        "saved_filters": list(SavedFilter.objects.filter(user=user).values("name", "query", "at")),
        "not_sent_yet": [
            *Unsent.objects.filter(user=user).values("report__reference", "action", "words", "at"),
            *ConductUnsent.objects.filter(user=user).values("conduct__reference", "action", "words", "at"),
        ],
    }


def _forget_reports(user: User) -> None:
    """Let the person's reports stay without them; of one that is on hold only the account goes, and the room keeps who it was."""
    theirs = Report.objects.filter(Q(reporter=user) | Q(identity__user=user))
    keys = list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    on_hold = holds.held_q({Report._meta.label_lower: ("pk", "lead_id")})
    held = set(Report.objects.filter(on_hold, pk__in=keys).values_list("pk", flat=True))
    keeping.forget_people([key for key in keys if key not in held], timekeeping.now())
    for row in Report.objects.filter(pk__in=held).select_related("identity"):
        _keep_apart(row.identity, user)
    Report.objects.filter(reporter=user).update(reporter=None)


def _keep_apart(identity: Identity | None, user: User) -> None:
    """Write who it was into the room, in cipher, before the account that told it is emptied."""
    if identity is None:
        return
    if not ContactPoint.objects.filter(identity=identity, kind=ContactPoint.Kind.EMAIL).exists():
        prepare(identity, ContactPoint.Kind.EMAIL, user.email, user.language).save(force_insert=True)
        ContactPoint.objects.filter(identity=identity).update(stopped_at=timekeeping.now(), stopped_why="left")
    if identity.name_cipher is None and user.name:
        identity.name_cipher = crypto.encrypt(user.name)
    identity.user = None
    identity.save(update_fields=["name_cipher", "user"])


def _forget_joined(user: User) -> None:
    """Take the person out of what they joined, and out of the number that is shown of each."""
    theirs = Publication.objects.filter(joinings__user=user)
    keys = list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Joining.objects.filter(user=user).delete()
    Publication.objects.filter(pk__in=keys, joined__gt=0).update(joined=F("joined") - 1)


def _leave_desk(user: User) -> None:
    """Give back what the person still had to do, and drop their own tools."""
    Report.objects.filter(assignee=user, state__in=OPEN).update(assignee=None)
    for tools in (SavedFilter, Unsent, ConductUnsent):
        tools._default_manager.filter(user=user).delete()
    BulkAct.objects.filter(actor=user).delete()


def connect() -> None:
    """Hand in what reports hold."""
    belongings.add(Belonging("feedback.reports", _("Reports that you sent"), _reports, _forget_reports, order=30))
    belongings.add(Belonging("feedback.joined", _("Reports that you joined"), _joined, _forget_joined, order=31))
    belongings.add(Belonging("feedback.desk", _("Your desk, if you work here"), _desk, _leave_desk, order=32))
