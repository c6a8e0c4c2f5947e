"""Making cases for tests: by commands, as people would make them, up to any stage."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from feedback.models import Report
from feedback.services import intake
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from problems import sheet
from problems.models import Action, Case, Hypothesis, Objective, Technique
from problems.services.cases import opening, parts, stages, writing
from problems.services.cases.opening import Start
from problems.services.cases.stages import Proposal
from problems.services.cases.writing import Frame, Written
from problems.workflow import STAGES
from tests.people import Cast

DAY = date(2026, 6, 1)


def opened(cast: Cast, **start: Any) -> Case:
    """Let the officer of the north open a case."""
    held = {"title": "Shouting on Mill Lane", "summary": "Groups shout at night.", "area": cast.north, **start}
    return opening.open_case(Start(**held), actor=cast.officer, token=new_token())


def reports(cast: Cast, number: int = 3, *, category: str = "noise", **sender: Any) -> list[Report]:
    """Let residents of the north send reports, without a name unless ``sender`` says otherwise."""
    made = []
    for at in range(number):
        told = intake.Account(category=category, words=f"They shout under my window, night {at}.", area_code="north")
        made.append(intake.submit(token=new_token(), account=told, sender=intake.Sender(**sender)).report)
    return made


def write(case: Case, actor: User, field: str, words: str = "As we found it.", choice: str = "", **more: Any) -> None:
    """Answer one question of the sheet."""
    asked = sheet.field(field)
    picked = choice or (asked.choices[0][0] if asked.choices else "")
    writing.write(case.pk, field=field, entry=Written(words=words, choice=picked, **more), actor=actor)


def fill(case: Case, actor: User, stage: str) -> None:
    """Meet every gate of a stage."""
    for asked in sheet.of_stage(stage):
        if asked.code not in {"title", "no_comparison"}:
            write(case, actor, asked.code)
    {"scanning": _scan, "analysis": _analyse, "response": _respond, "assessment": _assess}[stage](case, actor)


def put(case: Case, actor: User, kind: str, **values: Any) -> Any:
    """Add a part."""
    return parts.add(case.pk, kind=kind, values=values, actor=actor, token=new_token())


def _scan(case: Case, actor: User) -> None:
    for source in ("community", "data"):
        put(case, actor, "evidence", about="cheers_recurring", source=source, words="Forty nights in a year.")


def _analyse(case: Case, actor: User) -> None:
    put(case, actor, "place", use="problem", label="Mill Lane", area=case.area)
    put(case, actor, "hypothesis", words="The lane is dark, and nobody runs it.")
    frame = Frame(baseline_from=DAY - timedelta(days=180), baseline_to=DAY)
    writing.frame(case.pk, frame=frame, actor=actor)


def _respond(case: Case, actor: User) -> None:
    aim = put(case, actor, "objective", words="Quiet nights", measure="reports", baseline="40", target="20", by=DAY)
    done = planned(case, actor, objective=aim)
    parts.move(case.pk, done.pk, kind="action", action="finish", actor=actor)


def planned(case: Case, actor: User, **more: Any) -> Action:
    """Plan an action with all that it needs."""
    held: dict[str, Any] = {
        "words": "Mend the lamps", "owner_name": "Council, lighting", "due_on": timezone.now().date() + timedelta(days=14),
        "technique": Technique.objects.get(number=7), "side": "place",
        "hypothesis": Hypothesis.objects.filter(case=case).first(), "objective": Objective.objects.filter(case=case).first(), **more,
    }  # fmt: skip
    made: Action = put(case, actor, "action", **held)
    return made


def _assess(case: Case, actor: User) -> None:
    put(case, actor, "place", use="comparison", label="The south", area=case.area)
    frame = Frame(
        baseline_from=DAY - timedelta(days=180),
        baseline_to=DAY,
        after_from=DAY + timedelta(days=30),
        after_to=DAY + timedelta(days=120),
    )
    writing.frame(case.pk, frame=frame, actor=actor)


def on(case: Case, cast: Cast, after: str, **more: Any) -> Case:
    """Propose and approve one step."""
    stages.propose(case.pk, proposal=Proposal(after, **more), actor=cast.officer)
    return stages.approve(case.pk, after=after, actor=cast.supervisor)


def at_stage(cast: Cast, stage: str, **start: Any) -> Case:
    """Make a case that stands in a stage (``closed`` too), with every gate before it met."""
    case = opened(cast, **start)
    for at, now in enumerate(STAGES):
        if now == stage:
            break
        fill(case, cast.officer, now)
        if now == "assessment":
            case = on(case, cast, "closed", decision="worked", result="The lamps are mended, and it is quiet.")
        else:
            case = on(case, cast, STAGES[at + 1])
    case.refresh_from_db()
    return case
