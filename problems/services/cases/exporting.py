"""Taking a case away as a file: that somebody did is written down, what they saw of it is decided by their sight."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db import transaction

from policing import access
from policing.accounts.models import User
from policing.commands import command
from policing.errors import Unseen
from problems import case_export
from problems.access import CasePolicy
from problems.models import Case
from problems.services.cases import acting
from problems.services.cases.acting import Step


@command(name="problems.case.export", page="problems:case-export", api="problems-api:case-export")
def export(case_id: int, *, actor: User, now: datetime | None = None) -> dict[str, Any]:
    """Give what the actor sees of a case as plain lists and dictionaries, in any of its states; the case itself does not change.

    Emits ``problems.case.exported``, each time. Raises Unseen for a case that the actor may not know of.
    """
    with transaction.atomic():
        case: Case | None = Case.objects.for_list().filter(pk=case_id).first()
        if case is None:
            raise Unseen
        access.require(actor, "view", case)
        seen = cast(CasePolicy, access.policy_for(Case)).sight_of(access.load(actor), case)
        acting.tell("problems.case.exported", case, Step(case_id, "view", actor, now=now))
        return case_export.content(case, seen)
