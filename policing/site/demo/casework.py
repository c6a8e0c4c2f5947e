"""The cases of the demo town, made by the commands that people use: opened, filled in, planned, approved, closed, told, and contested."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from feedback.models import Report
from feedback.services import speaking_up
from feedback.services.tracking import Door
from policing import timekeeping
from policing.accounts.models import Team, User
from policing.accounts.services import teams
from policing.accounts.services.teams import TeamFacts
from policing.areas.cells import cell_of
from policing.areas.models import Area, Place
from policing.site.demo import casewords
from policing.site.demo.casestories import STORIES, Act, CaseStory
from problems.models import Action, Case, Hypothesis, IncidentSource, Objective, Technique, Told
from problems.services.cases import closing, linking, opening, parts, showing, stages, team, writing
from problems.services.cases.opening import Start
from problems.services.cases.stages import Proposal
from problems.services.cases.writing import Frame, Written
from problems.workflow import STAGES

MOST_LINKED = 40
HOME = "tanners-row-team"  # whose cases residents work along in
LEAST_BEFORE = timedelta(days=60)
LEFT = {"closed": 4, "contested": 4, "passed": 0, "merged": 0, "proposed": 3, "scanning_proposed": 0}


@dataclass
class Work:
    """One case on its way: who works on it, and the moment it has come to."""

    story: CaseStory
    officer: User
    supervisor: User
    people: dict[str, User]
    places: dict[str, Place]
    at: datetime
    step: timedelta
    case: Case

    def do(self, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Do a command at the moment it has come to, by the officer unless ``actor`` says otherwise."""
        with timekeeping.simulated(self.at):
            return command(self.case.pk, *args, **{"actor": self.officer, **more})

    def later(self) -> None:
        """Go on by one step."""
        self.at += self.step


def tell(officers: dict[str, User], people: dict[str, User], now: datetime) -> Iterator[Case]:
    """Make what is missing of the dozen cases, each whole in one transaction; yields each."""
    places = {place.name: place for place in Place.objects.select_related("area")}
    with timekeeping.simulated(now - timedelta(days=590)):
        _council(people["partner"])
    for number, story in enumerate(STORIES):
        with transaction.atomic():
            case = _one(number, story, officers[story.team], people, places, now)
        closing.tell_waiting(min(now, (case.closed_at or now) + timedelta(minutes=5)))
        if story.end == "contested":
            _contest(case, now)
        yield case


def _council(partner: User) -> None:
    """Let the partner work for the city, so that they can work along in cases."""
    if not Team.objects.filter(code="council-lighting").exists():
        facts = TeamFacts("council-lighting", "City council, lighting", kind=Team.Kind.PARTNER, belongs_to=Team.Belongs.CITY)
        made = teams.save(facts, actor=None)
        teams.join(partner.pk, team_id=made.pk, title="Head of lighting", actor=None)


def _one(number: int, story: CaseStory, officer: User, people: dict[str, User], places: dict[str, Place], now: datetime) -> Case:
    at = now - timedelta(days=story.opened)
    area = Area.objects.get(code=story.area)
    spot = places[story.place]
    start = Start(
        title=story.title, summary=story.what, area=area, team=Team.objects.get(code=story.team),
        cell=cell_of(spot.lat, spot.lon), cell_label=story.place, categories=[story.kind] if story.kind else [],
    )  # fmt: skip
    token = hashlib.sha256(f"demo case {number}".encode()).hexdigest()
    with timekeeping.simulated(at):
        case = opening.open_case(start, actor=officer, token=token)
    if case.version > 1:  # it went on from its opening, so it is there already
        return case
    done = LEFT.get(story.end, STAGES.index(story.end) if story.end in STAGES else 4)
    step = timedelta(days=max(1, (story.opened - 20) // (done + 2)))
    work = Work(story, officer, people["supervisor"], people, places, at, step, case)
    _link(work)
    for stage in STAGES[:done]:
        _stage(work, stage)
        _go_on(work, stage)
    _end(work, done)
    return Case.objects.get(pk=case.pk)


def _link(work: Work) -> None:
    """Let the reports of the place feed the case, those that were there by then and feed no other."""
    held = Report.objects.filter(place_words=work.story.place, case_links=None, received_at__lte=work.at).exclude(
        state="withdrawn"
    )
    if work.story.end != "contested":  # there somebody has to be who says “not fixed”, whatever kind they chose
        held = held.filter(category__code__in={work.story.category, "unsafe", "place"})
    found = list(held.filter(category__is_sensitive=False).values_list("pk", flat=True)[:MOST_LINKED])
    if found:
        work.do(linking.link, reports=found, reason=f"All at {work.story.place}")


def _stage(work: Work, stage: str) -> None:
    """Fill in what a stage asks for."""
    work.later()
    _link(work)
    for code, (choice, words) in casewords.of(work.story, stage).items():
        if code == "displacement" and work.story.skip:
            continue  # the gate that the supervisor is asked to skip
        work.do(writing.write, field=code, entry=Written(words, choice))
    {"scanning": _scan, "analysis": _analyse, "response": _respond, "assessment": _assess}[stage](work)


def _put(work: Work, kind: str, **values: Any) -> Any:
    return work.do(parts.add, kind=kind, values=values)


def _scan(work: Work) -> None:
    story = work.story
    _put(
        work,
        "evidence",
        about="cheers_expectation",
        source="community",
        words="Residents told us again and again, and asked us to act.",
    )
    _put(work, "evidence", about="cheers_recurring", source="data", words=f"Three years of records for {story.place}.")
    work.do(team.invite, user=work.people["analyst"], place=team.Place("analyst", "everything"))
    work.do(team.invite, user=work.people["partner"], place=team.Place("partner", "places"))
    if story.team == HOME:
        for who, sees in (("resident", "plan"), ("neighbour", "counts")):
            work.do(team.invite, user=work.people[who], place=team.Place("resident", sees))
    _put(
        work,
        "task",
        words="Ask the shops and the school what they see",
        owner=work.officer,
        due_on=(work.at + timedelta(days=10)).date(),
    )
    for words in story.notes:
        _put(work, "note", words=words)


def _analyse(work: Work) -> None:
    other = work.places[work.story.other]
    _put(work, "place", use="comparison", label=work.story.other, cell=cell_of(other.lat, other.lon))
    cause = _put(work, "hypothesis", words=work.story.cause or "Nobody is in charge of the place at that hour.")
    _put(
        work,
        "evidence",
        about="hypothesis",
        hypothesis=cause,
        supports=True,
        source="seen",
        words="We stood there on six evenings and saw it.",
    )
    day = work.at.date()
    work.do(writing.frame, frame=Frame(work.case.categories, day - max(work.step, LEAST_BEFORE), day))


def _respond(work: Work) -> None:
    words, measure, baseline, target = work.story.aim
    aim = _put(
        work,
        "objective",
        words=words,
        measure=measure,
        baseline=baseline,
        target=target,
        by=(work.at + timedelta(days=120)).date(),
    )
    for act in work.story.acts:
        _plan(work, act, aim)
    for task in work.case.tasks.filter(state="open"):
        work.do(parts.move, task.pk, kind="task", action="finish", words="They see the same as we do.")


def _plan(work: Work, act: Act, aim: Objective) -> None:
    lighting = work.people["partner"] if act.who.endswith("lighting") else None
    made: Action = _put(
        work, "action", words=act.words, owner=lighting, owner_name="" if lighting else act.who, side=act.side,
        due_on=(timekeeping.now() if act.end in {"going", "planned"} else work.at).date() + timedelta(days=act.days),
        technique=Technique.objects.get(number=act.technique),
        hypothesis=Hypothesis.objects.filter(case=work.case).first(), objective=aim,
    )  # fmt: skip
    steps = {"done": ("begin", "finish"), "going": ("begin",), "dropped": ("drop",)}.get(act.end, ())
    for action in steps:
        work.do(parts.move, made.pk, kind="action", action=action, words=act.why if action == "drop" else "")


def _assess(work: Work) -> None:
    now, day = timekeeping.now(), work.at.date()
    before = Case.objects.get(pk=work.case.pk)
    frame = Frame(
        work.case.categories, before.baseline_from, before.baseline_to, day - work.step + timedelta(days=1), min(day, now.date())
    )
    work.do(writing.frame, frame=frame)
    _put(
        work,
        "decision",
        words="We stop here and look again in half a year.",
        reason="The goal was set for this time.",
        decided_on=day,
    )


def _go_on(work: Work, stage: str) -> None:
    """Propose the next stage, and let the supervisor approve it two days later. The page is shown from Analysis on."""
    if stage == "assessment" or (stage == "response" and work.story.stage == "response"):
        return
    after = STAGES[STAGES.index(stage) + 1]
    work.do(stages.propose, proposal=Proposal(after, "It is complete.", skip_reason=work.story.skip))
    work.at += timedelta(days=2)
    work.do(stages.approve, after=after, actor=work.supervisor)
    if stage == "analysis" and work.story.page[0]:
        said, looked, did, changed = work.story.page
        work.do(showing.publish, words=showing.Words(work.story.title, said, looked, did, changed))
        page = work.case.page
        for resident in [work.people[name] for name in ("resident", "neighbour")]:
            with timekeeping.simulated(work.at):
                showing.follow(page.pk, actor=resident)
                showing.remark(page.pk, said=showing.Said("yes", "It is just like that."), token=f"demo {page.pk} {resident.pk}")


def _end(work: Work, done: int) -> None:
    """Let the case end as its story says."""
    story = work.story
    if story.end in STAGES:
        _half(work, story.end)
    elif story.end == "scanning_proposed":
        _stage(work, "scanning")
        work.do(stages.propose, proposal=Proposal("analysis", "The six questions are answered."))
    elif story.end == "proposed":
        _stage(work, "assessment")
        work.do(stages.propose, proposal=_closing(story))
    elif story.end in {"closed", "contested", "passed"}:
        work.do(stages.propose, proposal=_closing(story))
        work.at += timedelta(days=3)
        work.do(stages.approve, after="closed", actor=work.supervisor)
    elif story.end == "merged":
        other = Case.objects.filter(title=STORIES[4].title).first()
        if other is not None:
            work.do(linking.merge, into=other.pk, reason="The same people, on their way from one to the other.")


def _half(work: Work, stage: str) -> None:
    """Leave the stage half done, as work in progress is."""
    work.later()
    _link(work)
    words = list(casewords.of(work.story, stage).items())
    for code, (choice, said) in words[: len(words) // 2]:
        work.do(writing.write, field=code, entry=Written(said, choice))
    if stage == "response":
        _respond(work)
    if stage == "analysis":
        _analyse(work)


def _closing(story: CaseStory) -> Proposal:
    return Proposal(
        "closed", "It is finished.", story.skip or "The farmer and the council go on by themselves.", story.decision, story.result
    )


def _contest(case: Case, now: datetime) -> None:
    """Let somebody who was told say that it is not fixed: the case opens again."""
    told = (
        Told.objects.filter(move__case=case, state=Told.State.TOLD, report__state="closed").order_by("report__closed_at").last()
    )
    if case.state == "closed" and told is not None:
        at = now - timedelta(days=4)
        with timekeeping.simulated(at):
            door, said = Door(told.report_id), "Two windows were broken again on Friday."
            speaking_up.contest(
                door, words=said, token=hashlib.sha256(f"demo contest {case.pk}".encode()).hexdigest()[:32], now=at
            )
        closing.contest(told.report_id, now=at)
        closing.tell_waiting(at + timedelta(minutes=5))


def is_missing() -> bool:
    """Tell whether the town has no records yet."""
    return not IncidentSource.objects.exists()
