"""Who works along in a case: join with a role and a sight, change it, end it. The agreement check is one rule, ``refuse_sight``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.access.sight import SIGHTS
from policing.accounts.models import Membership, Team, User
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import Actor, emit
from problems.models import Case, Member
from problems.services.cases import acting
from problems.services.cases.acting import Step

OF_RESIDENTS = frozenset({"plan", "counts"})
OF_STAFF = frozenset({"lead", "officer", "analyst"})
OURS = ("agency", "city")
OF_PARTNERS = frozenset({"places", "plan", "counts"})
SYSTEM_BATCH = 200


@dataclass(frozen=True)
class Place:
    """As what somebody works along, what they see, until which day (inclusive, or None), and for which team."""

    role: str
    sees: str
    until: date | None = None
    team: Team | None = None


def refuse_sight(user: User, place: Place, case: Case) -> None:
    """Pass where a person may see so much of a case. Raises BadInput with the reason. The one rule about who may see what.

    Everything is for people of the agency who may read cases. Until agreements exist, places, plan and counts are for people of
    teams of the agency or the city; residents with a name see the plan or counts.
    """
    if place.role not in Member.Role.values:
        raise BadInput({"role": [_("Choose a role.")]})
    if place.sees not in SIGHTS:
        raise BadInput({"sees": [_("Choose what the person sees.")]})
    if access.load(user).holds("cases.view"):
        return
    if place.sees == "everything":
        raise BadInput({"sees": [_("What residents wrote is for people of the agency alone.")]})
    if place.role in OF_STAFF:
        raise BadInput({"role": [_("This person holds no role of the agency.")]})
    if place.role == "resident":
        _refuse_resident(user, place)
    else:
        _refuse_outsider(user, place)


def _refuse_resident(user: User, place: Place) -> None:
    if not user.name.strip():
        raise BadInput({"user": [_("A resident who works along does so with a name.")]})
    if place.sees not in OF_RESIDENTS:
        raise BadInput({"sees": [_("A resident sees the plan, or counts.")]})


def _refuse_outsider(user: User, place: Place) -> None:
    held = Membership.objects.held_now().filter(user=user, team__belongs_to__in=OURS, team__is_active=True)
    if place.sees not in OF_PARTNERS or not held.exists():
        raise BadInput({"user": [_("This person works in no team of the agency or the city. Others need an agreement first.")]})


@command(name="problems.member.invite", page="problems:case-team", api="problems-api:case-members")
def invite(case_id: int, *, user: User, place: Place, actor: User, now: datetime | None = None) -> Member:
    """Let a person work along, or change as what and what they see; the same again changes nothing.

    Locks the case. Emits ``problems.member.joined`` or ``.changed``. Raises Unseen, Denied, WrongState, and BadInput where the
    person may not see so much (see ``refuse_sight``) or the day lies behind.
    """
    step = Step(case_id, "invite", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        if not user.is_active:
            raise BadInput({"user": [_("This account is closed.")]})
        refuse_sight(user, place, case)
        if place.until is not None and place.until < _today(step.moment):
            raise BadInput({"until": [_("That day is over.")]})
        row: Member | None = Member.objects.select_for_update().filter(case=case, user=user, ended_at=None).first()
        _refuse_no_lead(row, place)
        is_new = row is None
        held = {"role": place.role, "sees": place.sees, "until": place.until, "team": place.team}
        if row is not None and all(getattr(row, name) == value for name, value in held.items()):
            return row
        row = row or Member(case=case, user=user, added_by=actor, added_at=step.moment)
        for name, value in held.items():
            setattr(row, name, value)
        row.save()
        case.sight[str(user.pk)] = f"{place.role}:{place.sees}"
        lead = _new_lead(case, row)
        acting.save(case, step, ["sight", *lead])
        event = "problems.member.joined" if is_new else "problems.member.changed"
        acting.tell(event, case, step, {"member": row.pk, "role": row.role, "sees": row.sees})
        return row


def _refuse_no_lead(row: Member | None, place: Place) -> None:
    """Let a case be led all the time: by one who sees all of it, without a last day, until somebody else leads."""
    if place.role == Member.Role.LEAD and (place.until is not None or place.sees != "everything"):
        raise BadInput({"role": [_("Who leads a case sees everything, and has no last day.")]})
    if row is not None and row.role == Member.Role.LEAD and place.role != Member.Role.LEAD:
        raise WrongState(_("Somebody else has to lead the case first."))


def _new_lead(case: Case, row: Member) -> list[str]:
    """Let one person lead: who led before works along as an officer."""
    if row.role != Member.Role.LEAD or case.lead_id == row.user_id:
        return []
    Member.objects.filter(case=case, role="lead", ended_at=None).exclude(pk=row.pk).update(role="officer")
    for key, held in case.sight.items():
        if held.startswith("lead:") and key != str(row.user_id):
            case.sight[key] = held.replace("lead:", "officer:", 1)
    case.lead = row.user
    return ["lead"]


@command(name="problems.member.end", page="problems:case-member-end", api="problems-api:case-member-end")
def end(case_id: int, member_id: int, *, actor: User, now: datetime | None = None) -> Member:
    """Let a person work along no more; the row stays. Twice is harmless. Locks the case. Emits ``problems.member.ended``.

    Raises Unseen, Denied, and WrongState for who leads the case: let somebody else lead first.
    """
    step = Step(case_id, "invite", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        row: Member | None = Member.objects.select_for_update().filter(case=case, pk=member_id).first()
        if row is None:
            raise Unseen
        if row.ended_at is not None:
            return row
        if row.role == Member.Role.LEAD:
            raise WrongState(_("Somebody else has to lead the case first."))
        _end(case, row, step.moment)
        acting.save(case, step, ["sight"])
        acting.tell("problems.member.ended", case, step, {"member": row.pk})
        return row


def _end(case: Case, row: Member, moment: datetime) -> None:
    row.ended_at = moment
    row.save(update_fields=["ended_at"])
    case.sight.pop(str(row.user_id), None)


def end_what_is_over(now: datetime | None = None) -> int:
    """End the places whose day is over, and those whose holder could not be asked any more; give how many.

    Each is ended once. Run by the beat every quarter of an hour: who left the agency, or the team of the city for which they came,
    does not go on seeing what they were shown for its sake.
    """
    moment = now or timekeeping.now()
    over = Member.objects.filter(Q(until__lt=_today(moment)) | _for_nobody(), ended_at=None).order_by("pk")
    ended = 0
    for member_id, case_id in over.values_list("pk", "case_id")[:SYSTEM_BATCH]:
        ended += _end_by_itself(case_id, member_id, moment)
    return ended


def _for_nobody() -> Q:
    """Give the places of staff who hold no role with cases any more, and of partners who work in no team of agency or city either."""
    staff = User.objects.filter(access.anybody_q("cases.view")).values("pk")
    teams = Membership.objects.held_now().filter(team__belongs_to__in=OURS, team__is_active=True).values("user_id")
    of_staff = Q(role__in=OF_STAFF) & ~Q(user__in=staff)
    return of_staff | Q(role=Member.Role.PARTNER) & ~Q(user__in=staff) & ~Q(user__in=teams)


def leave_all(user: User, moment: datetime) -> int:
    """End every place of a person who deletes their account, in the transaction of that; give how many. Locks the cases by id.

    A case that they led has no lead until somebody of the team takes it. Emits ``problems.member.ended`` for each.
    """
    rows = Member.objects.filter(user=user, ended_at=None).order_by("case_id").values_list("case_id", "pk")
    return sum(_end_by_itself(case_id, member_id, moment) for case_id, member_id in list(rows))


@transaction.atomic
def _end_by_itself(case_id: int, member_id: int, moment: datetime) -> bool:
    """End a place where nobody of the case asked for it. Gives False where it was ended already."""
    case: Case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    row: Member | None = Member.objects.select_for_update().filter(pk=member_id, ended_at=None).first()
    if row is None:
        return False
    _end(case, row, moment)
    case.version += 1
    if case.lead_id == row.user_id:
        case.lead = None
    case.save(update_fields=["sight", "lead", "version"])
    emit(
        "problems.member.ended", subject=case, subject_ref=case.reference, actor=Actor.system(), area_path=case.area_path,
        team_id=case.team_id, payload={"member": row.pk}, at=moment,
    )  # fmt: skip
    return True


def _today(moment: datetime) -> date:
    return moment.astimezone(Agency.current().tz).date()
