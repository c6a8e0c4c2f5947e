"""A case as large as cases become: thirty members, two thousand linked reports, fifty actions, every answer, and its figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from feedback.models import Report
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from problems.models import (
    Action,
    Case,
    CaseDecision,
    CaseNote,
    CaseReport,
    Evidence,
    Hypothesis,
    Member,
    Objective,
    Task,
    Technique,
)
from problems.services.cases import figures, opening, writing
from problems.services.cases.opening import Start
from problems.services.cases.writing import Frame
from problems.workflow import STAGES
from tests.problems.cases import making

MEMBERS, REPORTS, ACTIONS = 30, 2_000, 50
SEES = ("everything", "places", "plan", "counts")
FRAME = Frame(
    baseline_from=date(2023, 1, 1), baseline_to=date(2023, 12, 31), after_from=date(2024, 3, 1), after_to=date(2024, 8, 31)
)


def make(
    officer: User, area: Any, *, compared: Any, members: int = MEMBERS, reports: int = REPORTS, actions: int = ACTIONS
) -> Case:
    """Make the case, with as many linked reports as there are up to ``reports``; rows that need no command are written at once."""
    start = Start(title="Shouting on Mill Lane", summary="Groups shout at night.", area=area)
    case = opening.open_case(start, actor=officer, token=new_token())
    for stage in STAGES:
        _answer(case, officer, stage)
    _parts(case, officer, actions)
    for use, place in (("problem", area), ("comparison", compared)):
        making.put(case, officer, "place", use=use, label=place.name, area=place)
    _people(case, members)
    found = list(Report.objects.exclude(state="withdrawn").order_by("pk").values_list("pk", flat=True)[:reports])
    CaseReport.objects.bulk_create(CaseReport(case=case, report_id=pk, reason="the same lane", by=officer) for pk in found)
    Case.objects.filter(pk=case.pk).update(reports=len(found))
    writing.frame(case.pk, frame=FRAME, actor=officer)
    figures.count_wanted()
    case.refresh_from_db()
    return case


def _answer(case: Case, officer: User, stage: str) -> None:
    for asked in making.sheet.of_stage(stage):
        if asked.code not in {"title", "no_comparison"}:
            making.write(case, officer, asked.code, f"What we found about {asked.code}. " * 4)


def _parts(case: Case, officer: User, actions: int) -> None:
    held: dict[str, Any] = {"case": case, "made_by": officer}
    cause = Hypothesis.objects.create(words="The lane is dark, and nobody runs it.", **held)
    today = timezone.now().date()
    aim = Objective.objects.create(words="Quiet nights", measure="reports", baseline="40", target="20", by=today, **held)
    techniques = list(Technique.objects.all())
    Action.objects.bulk_create(
        Action(
            words=f"Mend lamp {at}", owner=officer if at % 2 else None, owner_name="" if at % 2 else "Council, lighting",
            due_on=today + timedelta(days=at), technique=techniques[at % len(techniques)], side="place", hypothesis=cause,
            objective=aim, **held,
        )
        for at in range(actions)
    )  # fmt: skip
    Evidence.objects.bulk_create(
        Evidence(about="cheers_recurring", source=("community", "data")[at % 2], words="Forty nights in a year.", **held)
        for at in range(10)
    )
    Task.objects.bulk_create(Task(words=f"Ask house {at}", owner=officer, due_on=today, **held) for at in range(10))
    CaseNote.objects.bulk_create(CaseNote(words=f"We went there on night {at}.", **held) for at in range(10))
    CaseDecision.objects.bulk_create(CaseDecision(words=f"We walk there, {at}.", decided_on=today, **held) for at in range(5))


def _people(case: Case, members: int) -> None:
    people = [User.objects.create_user(f"member{case.pk}-{at}@bench.example", name=f"Member {at}") for at in range(members - 1)]
    Member.objects.bulk_create(Member(case=case, user=who, role="partner", sees=SEES[at % 4]) for at, who in enumerate(people))
    case.refresh_from_db()
    case.sight |= {str(who.pk): f"partner:{SEES[at % 4]}" for at, who in enumerate(people)}
    case.save(update_fields=["sight"])
