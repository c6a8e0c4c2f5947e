"""The filters that people keep under a name: the part of an address that narrows the inbox, and nothing else."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback.models import SavedFilter
from policing import access
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.services import Actor, emit

MOST, MOST_FIELDS = 20, 200
NAMES = (
    "q", "state", "clock", "category", "area", "channel", "assigned", "unread", "danger", "contested", "days", "since", "until",
)  # fmt: skip
LONGEST_NAME, LONGEST_QUERY = 60, 1000


def plain_query(query: str) -> str:
    """Give the part of an address that narrows: known names with a value, in a fixed order, no place in the list of pages."""
    given = parse_qs(query.lstrip("?").replace("\0", ""), max_num_fields=MOST_FIELDS)
    return urlencode({name: given[name] for name in NAMES if name in given}, doseq=True)


def of(user: User) -> QuerySet[SavedFilter]:
    """Give a person's own filters by name."""
    return SavedFilter.objects.filter(user=user).order_by("name", "id")[:MOST]


@command(name="feedback.filter.save", page="feedback:filter-save", api="feedback-api:filter-list")
@transaction.atomic
def save(*, actor: User, name: str, query: str) -> SavedFilter:
    """Keep a filter under a name; a name that is there already gets the new filter, so twice is once. At most twenty.

    Locks the person. Emits ``feedback.filter.saved``. Raises Denied without a role at the desk, BadInput, and WrongState at twenty.
    """
    if not access.load(actor).holds("reports.view"):
        raise Denied(_("Your role here does not cover that."))
    called, kept = " ".join(name.replace("\0", " ").split()), plain_query(query[: 2 * LONGEST_QUERY])
    if not called or len(called) > LONGEST_NAME:
        raise BadInput({"name": [_("Give it a name of at most %(most)d letters.") % {"most": LONGEST_NAME}]})
    if not kept or len(kept) > LONGEST_QUERY:
        raise BadInput({"query": [_("Choose something in the filters first, then save it.")]})
    User.objects.select_for_update(of=("self",)).filter(pk=actor.pk).values_list("pk").first()
    row = SavedFilter.objects.filter(user=actor, name=called).first()
    if row is not None and row.query == kept:
        return row
    if row is None and SavedFilter.objects.filter(user=actor).count() >= MOST:
        raise WrongState(_("You have twenty filters. Delete one first."))
    row = row or SavedFilter(user=actor, name=called)
    row.query = kept
    row.save()
    emit("feedback.filter.saved", subject=row, actor=Actor.person(actor))
    return row


@command(name="feedback.filter.delete", page="feedback:filter-delete", api="feedback-api:filter-delete")
@transaction.atomic
def delete(filter_id: int, *, actor: User) -> None:
    """Delete one of one's own filters. Locks it. Emits ``feedback.filter.deleted``. Raises Unseen, also the second time."""
    row = SavedFilter.objects.select_for_update(of=("self",)).filter(pk=filter_id).first()
    if row is None:
        raise Unseen
    access.require(actor, "delete", row)
    emit("feedback.filter.deleted", subject=row, actor=Actor.person(actor))
    row.delete()
