"""Opening a case: by itself, from reports, or from a cell of the map of incidents."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import Team, User
from policing.accounts.teams import serving
from policing.areas.models import Area
from policing.commands import command
from policing.errors import BadInput, Denied
from policing.privacy.crypto import keyed_hash
from problems.models import Case, CasePlace, Figures, Member, SheetEntry
from problems.services.cases import acting, linking
from problems.services.cases.acting import Step


@dataclass(frozen=True)
class Start:
    """With what a case begins: its name, what happens, its area, reports that feed it, a cell, and kinds of incidents.

    ``asked`` are the references of the reports as they were asked for: those of them that feed a case by now are not in ``reports``.
    """

    title: str
    summary: str = ""
    area: Area | None = None
    team: Team | None = None
    reports: Sequence[int] = ()
    asked: Sequence[str] = ()
    reason: str = ""
    cell: str = ""
    cell_label: str = ""
    categories: Sequence[str] = ()


@command(name="problems.case.open", page="problems:case-new", api="problems-api:case-list")
def open_case(start: Start, *, actor: User, token: str = "", now: datetime | None = None) -> Case:
    """Open a case, which begins in Scanning with the actor as its lead. The same ``token`` sent twice opens one case.

    Emits ``problems.case.opened``, and ``problems.report.linked`` where reports feed it. Raises Denied where the actor may not
    work on cases of that area, Unseen for a report that they may not read, BadInput without a name or an area, where no team
    serves it, for a report that feeds another case already, or for a ``token`` that was sent with something else.
    """
    moment = now or timekeeping.now()
    title = acting.words_of(" ".join(start.title.split()), field="title", most=120, empty=_("Give the case a name."))
    summary = acting.words_of(start.summary, field="summary", most=4000) if start.summary.strip() else ""
    if start.area is None:
        raise BadInput({"area": [_("Choose the area.")]})
    seal = keyed_hash("case", f"open:{actor.pk}:{token}") if token else None
    with transaction.atomic():
        known: Case | None = Case.objects.filter(token=seal).first() if seal else None
        if known is not None:
            acting.refuse_other(known, _sent(start))
            return known
        case = Case(
            reference=f"new-{secrets.token_hex(8)}",
            title=title, area=start.area, area_path=start.area.path, team=_team(start), lead=actor,
            categories=list(start.categories), summary=summary, opened_by=actor, opened_at=moment, token=seal,
            sent=_sent(start) if seal else "",
            sight={str(actor.pk): "lead:everything"},
        )  # fmt: skip
        _may_open(case, actor)
        if (same := _insert(case)) is not None:
            acting.refuse_other(same, _sent(start))
            return same
        case.reference = f"{moment:%y}-{case.pk:04d}"
        case.save(update_fields=["reference"])
        Member.objects.create(case=case, user=actor, role="lead", sees="everything", added_by=actor, added_at=moment)
        Figures.objects.create(case=case, wanted_at=moment)
        _first_words(case, actor, moment)
        step = Step(case.pk, "link", actor, now=moment, token=token)
        _first_place(case, start, actor, moment)
        source = "cell" if start.cell else "reports" if start.reports else "people"
        acting.tell("problems.case.opened", case, step, {"reports": len(start.reports), "source": source})
        if start.reports:
            linking.link_locked(case, start.reports, start.reason, step)
    return case


def _sent(start: Start) -> str:
    named = sorted(start.asked or map(str, start.reports))
    words = [start.title, start.summary, start.reason, start.cell, [*start.categories]]
    return acting.fingerprint(words, start.area, start.team, named)


def _insert(case: Case) -> Case | None:
    """Insert a case, or give the one that the same form made a moment ago, where it was sent twice at once."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        same: Case | None = Case.objects.filter(token=case.token).first() if case.token else None
        if same is None:
            raise
        return same
    return None


def _team(start: Start) -> Team:
    team = start.team or (serving(start.area.path) if start.area else None)
    if team is None:
        raise BadInput({"area": [_("No team serves that area yet.")]})
    return team


def _may_open(case: Case, actor: User) -> None:
    policy, grants = access.policy_for(Case), access.load(actor)
    if not grants.covers(policy.actions["put"], area_path=case.area_path, team_id=case.team_id):
        raise Denied(_("Your role does not cover cases of that area."))


def _first_words(case: Case, actor: User, moment: datetime) -> None:
    held: list[Any] = [("title", case.title), ("summary", case.summary)]
    SheetEntry.objects.bulk_create(
        SheetEntry(case=case, field=field, words=words, by=actor, at=moment) for field, words in held if words
    )


def _first_place(case: Case, start: Start, actor: User, moment: datetime) -> None:
    """Set where the problem is: the cell that it was opened from. Without one the team sets the places itself."""
    if start.cell:
        CasePlace.objects.create(
            case=case,
            label=start.cell_label or start.cell,
            cell=start.cell,
            area_path=case.area_path,
            made_by=actor,
            made_at=moment,
        )
