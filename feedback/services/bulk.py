"""One act on several reports at once, and taking it back. Each report goes through its own command, with its own event.

What cannot be done to one report is said of that one, and stops none of the others.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import BulkAct, Report
from feedback.services import assigning, handling, merging, together
from feedback.workflow import OPEN
from policing import access, timekeeping
from policing.accounts.models import RoleGrant, User
from policing.accounts.roles import roles_with
from policing.commands import command
from policing.errors import BadInput, CommonbeatError, StaleVersion, Unseen, WrongState
from policing.privacy.crypto import keyed_hash
from policing.privacy.references import normalise_reference

MOST, MOST_PEOPLE, KEPT_SECONDS = 100, 200, 60
HANDLE = "reports.handle"
UNDO_WITHIN = timedelta(minutes=10)
CHANGED = gettext_lazy("Somebody changed it since, so it stays as it is.")


@dataclass(frozen=True)
class Refused:
    """A report to which the act could not be done, and why."""

    reference: str
    reason: str


@dataclass(frozen=True)
class Result:
    """What came of an act on several reports. ``key`` undoes it, and is empty where nothing was done."""

    act: str
    done: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    key: str = ""


@command(name="feedback.bulk.acknowledge", page="feedback:inbox-bulk", api="feedback-api:bulk-acknowledge")
@transaction.atomic
def acknowledge(references: Collection[str], *, actor: User, token: str, now: datetime | None = None) -> Result:
    """Mark each report as read by ``feedback.report.acknowledge``. The same token twice does it once.

    Locks the reports by id. Raises BadInput for no reports, or more than a hundred; what is refused of one report is told.
    """

    def one(report: Report) -> Any:
        return handling.acknowledge(report.pk, actor=actor, now=now)

    return _each(BulkAct.Act.ACKNOWLEDGE, references, actor, token, one, now)


@command(name="feedback.bulk.assign", page="feedback:inbox-bulk", api="feedback-api:bulk-assign")
@transaction.atomic
def assign(references: Collection[str], *, to: uuid.UUID | None, actor: User, token: str, now: datetime | None = None) -> Result:
    """Give each report to a person (by pseudonym), or to nobody, by ``feedback.report.assign``. As ``acknowledge`` else."""

    def one(report: Report) -> Any:
        return assigning.assign(report.pk, to=to, actor=actor, now=now)

    def before(report: Report) -> str | None:
        return str(report.assignee.pseudonym) if report.assignee else None

    return _each(BulkAct.Act.ASSIGN, references, actor, f"{token}/{to}", one, now, before)


@command(name="feedback.bulk.merge", page="feedback:inbox-bulk", api="feedback-api:bulk-merge")
@transaction.atomic
def merge(references: Collection[str], *, actor: User, token: str, now: datetime | None = None) -> Result:
    """Merge the reports into the oldest open one among them, by ``feedback.report.merge``. As ``acknowledge`` else.

    Raises BadInput for fewer than two, and where none of them is open.
    """
    wanted = _wanted(references)
    if len(wanted) < 2:
        raise BadInput({"pick": [_("Choose at least two reports to merge.")]})
    among = access.visible(Report, actor).filter(reference__in=wanted)
    lead = among.filter(state__in=OPEN).order_by("received_at", "pk").first()
    if lead is None:
        raise BadInput({"pick": [_("At least one of them must be open.")]})

    def one(report: Report) -> Any:
        return merging.merge(report.pk, into=lead.pk, actor=actor, now=now)

    def before(report: Report) -> list[int]:
        return [member.pk for member in together.merged_into(report)]

    others = [reference for reference in wanted if reference != lead.reference]
    return _each(BulkAct.Act.MERGE, others, actor, token, one, now, before)


@command(name="feedback.bulk.undo", page="feedback:inbox-undo", api="feedback-api:bulk-undo")
@transaction.atomic
def undo(key: uuid.UUID, *, actor: User, now: datetime | None = None) -> Result:
    """Take back one's own act on several reports within ten minutes, for those that nobody changed since.

    Each report tells of it by an event of its own. Twice is harmless. Locks the act, then the reports by id. Raises Unseen,
    and WrongState once the ten minutes are over.
    """
    act = BulkAct.objects.select_for_update(of=("self",)).filter(key=key, actor=actor).first()
    if act is None:
        raise Unseen
    moment = now or timekeeping.now()
    if act.undone_at is not None:
        return Result(act.act)
    if moment - act.at > UNDO_WITHIN:
        raise WrongState(_("That was more than ten minutes ago. Change the reports one by one."))
    back = UNDO[act.act]
    names = dict(Report.objects.filter(pk__in=[item["id"] for item in act.items]).values_list("pk", "reference"))
    result = Result(act.act)
    for item in sorted(act.items, key=lambda item: int(item["id"])):
        reason = _tried(lambda item=item: back(item, actor, now))  # type: ignore[misc]
        reference = names.get(item["id"], "")
        if reason:
            result.refused.append(Refused(reference, reason))
        else:
            result.done.append(reference)
    act.undone_at = moment
    act.save(update_fields=["undone_at"])
    return result


def last_of(actor: User) -> BulkAct | None:
    """Give the person's last act that can still be taken back, or None. One query."""
    recent = BulkAct.objects.filter(actor=actor, undone_at=None, at__gte=timekeeping.now() - UNDO_WITHIN)
    return recent.order_by("-id").first()


def people_for(actor: User) -> list[tuple[str, str]]:
    """Give (pseudonym, name) of the people who handle reports somewhere in the person's own scope, by name.

    Whether one can have a report is asked of each. Kept for a minute for everybody of the same scope; one query, or none.
    """
    grants = access.load(actor)
    paths, teams = grants.areas(HANDLE), sorted(grants.teams(HANDLE))
    kept_as = f"colleagues:{keyed_hash('colleagues', f'{paths}{teams}')}"
    kept: list[tuple[str, str]] | None = cache.get(kept_as)
    if kept is None:
        near = Q(area=None, team=None) | Q(team__in=teams)
        for path in paths:
            near |= Q(area__path__startswith=path) | Q(area__path__in=access.ancestors(path))
        held = RoleGrant.objects.held_now().filter(near, role__in=roles_with(HANDLE), user=OuterRef("pk"))
        found = User.objects.filter(Exists(held), is_active=True).only("name", "email", "pseudonym").order_by("name", "pk")
        kept = [(str(one.pseudonym), one.display_name) for one in found[:MOST_PEOPLE]]
        cache.set(kept_as, kept, KEPT_SECONDS)
    return kept


def _each(
    act: str,
    references: Collection[str],
    actor: User,
    token: str,
    one: Callable[[Report], Any],
    now: datetime | None,
    before: Callable[[Report], Any] = lambda report: None,
) -> Result:
    """Do the act to each report the person may know of, in the order of ids, and write down what is needed to undo it."""
    wanted = _wanted(references)
    key = uuid.uuid5(actor.pseudonym, f"{act}/{token}/{sorted(wanted)}")
    earlier = BulkAct.objects.filter(key=key).first()
    if earlier is not None:
        return _again(earlier)
    reports = {
        row.reference: row for row in access.visible(Report, actor).filter(reference__in=wanted).select_related("assignee")
    }
    result = Result(act, key=str(key))
    result.refused.extend(Refused(name, str(Unseen.title)) for name in wanted if name not in reports)
    items = []
    for report in sorted(reports.values(), key=lambda row: row.pk):
        held = before(report)
        reason = _tried(lambda report=report: one(report))  # type: ignore[misc]
        if reason:
            result.refused.append(Refused(report.reference, reason))
            continue
        result.done.append(report.reference)
        items.append({"id": report.pk, "before": held})
    if not items:
        return Result(act, refused=result.refused)
    versions = dict(Report.objects.filter(pk__in=[item["id"] for item in items]).values_list("pk", "version"))
    kept = [{**item, "version": versions[item["id"]]} for item in items]
    BulkAct.objects.create(key=key, actor=actor, act=act, items=kept, at=now or timekeeping.now())
    return result


def _wanted(references: Collection[str]) -> list[str]:
    """Give the references once each, in their one spelling where they have it. Raises BadInput for none and for too many."""
    wanted = list(dict.fromkeys(normalise_reference(one) or one for one in references))
    if not wanted:
        raise BadInput({"pick": [_("Choose at least one report first.")]})
    if len(wanted) > MOST:
        raise BadInput({"pick": [_("Choose at most %(most)d reports at once.") % {"most": MOST}]})
    return wanted


def _again(earlier: BulkAct) -> Result:
    """Give what came of the same form before."""
    ids = [item["id"] for item in earlier.items]
    done = list(Report.objects.filter(pk__in=ids).order_by("pk").values_list("reference", flat=True))
    return Result(earlier.act, done, key="" if earlier.undone_at else str(earlier.key))


def _tried(do: Callable[[], Any]) -> str:
    """Do it in a step of its own, and give nothing, or the reason why it was refused; then nothing of it stays."""
    try:
        with transaction.atomic():
            do()
    except StaleVersion:
        return str(CHANGED)
    except BadInput as error:
        return " ".join(line for lines in error.fields.values() for line in lines)
    except CommonbeatError as error:
        return str(error.detail)
    return ""


def _unread(item: dict[str, Any], actor: User, now: datetime | None) -> Any:
    return handling.unread(item["id"], actor=actor, version=item["version"], now=now)


def _give_back(item: dict[str, Any], actor: User, now: datetime | None) -> Any:
    to = uuid.UUID(item["before"]) if item["before"] else None
    return assigning.assign(item["id"], to=to, actor=actor, version=item["version"], now=now)


def _split(item: dict[str, Any], actor: User, now: datetime | None) -> Any:
    """Take the report out again; what had been merged with it before stands under it again."""
    why = _("Merged with others by mistake, and taken back within ten minutes.")
    merging.split(item["id"], reason=why, actor=actor, version=item["version"], now=now)
    for member in item["before"]:
        merging.split(member, reason=why, actor=actor, now=now)
        merging.merge(member, into=item["id"], actor=actor, now=now)


UNDO: dict[str, Callable[[dict[str, Any], User, datetime | None], Any]] = {
    BulkAct.Act.ACKNOWLEDGE: _unread,
    BulkAct.Act.ASSIGN: _give_back,
    BulkAct.Act.MERGE: _split,
}
