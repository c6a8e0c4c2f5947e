"""Every command on a case: it works and emits once, is denied to each outsider with the reason, refuses the wrong state and an old
version, and is harmless twice. One row of a table a command; each row's mark stands above its test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from policing.commands import all_commands
from policing.errors import Denied, StaleVersion, Unseen, WrongState
from policing.events.models import Event
from problems.models import Case, CaseReport, Member, StageMove
from problems.services.cases import linking, parts, showing, stages, team, writing
from problems.services.cases.showing import Words
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from problems.services.cases.writing import Frame, Written
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
OUTSIDERS = ("resident", "neighbour", "other_officer", "board_member", "partner", "moderator", "auditor", "administrator")
Run = Callable[..., Any]
PAGE = Words("Noise at night", "You told us of shouting.")


@dataclass(frozen=True)
class Row:
    """How a command is run (on a case, by somebody), which event it emits, and from what case it starts.

    ``twice``: run again it is ``same`` (changes nothing), ``wrong`` (WrongState), or ``more`` (another one, as it should be).
    ``shut``: the stage from which it is refused. ``by`` whom it is run. ``ready`` makes what it needs.
    """

    run: Run
    event: str
    twice: str = "same"
    shut: str = "closed"
    by: str = "officer"
    ready: Callable[[Case, Cast], None] = lambda case, cast: None
    stale: bool = False


def proposed(case: Case, cast: Cast) -> None:
    """Let the officer propose Analysis."""
    stages.propose(case.pk, proposal=Proposal("analysis", "Now.", "Known."), actor=cast.officer)


def gone_on(case: Case, cast: Cast) -> None:
    """Let the case go on to Analysis."""
    making.on(case, cast, "analysis", skip_reason="Known.")


def finished(case: Case, cast: Cast) -> None:
    """Let the case be closed."""
    making.on(case, cast, "closed", decision="passed_on", words="They do it.", result="The council does it.")


def with_report(case: Case, cast: Cast) -> None:
    """Let a report feed the case."""
    linking.link(case.pk, reports=[making.reports(cast, 1)[0].pk], reason="here", actor=cast.officer)


def with_task(case: Case, cast: Cast) -> None:
    """Let there be a task."""
    making.put(case, cast.officer, "task", words="Ask", owner=cast.officer, due_on=making.DAY)


def with_member(case: Case, cast: Cast) -> None:
    """Let a resident work along."""
    team.invite(case.pk, user=cast.resident, place=Place("resident", "counts"), actor=cast.officer)


def with_page(case: Case, cast: Cast) -> None:
    """Show the case to residents."""
    showing.publish(case.pk, words=PAGE, actor=cast.officer)


def task_of(case: Case) -> int:
    """Give the id of the task of a case."""
    return int(case.tasks.latest("id").pk)


TOKEN = "the token of one form"
ROWS: dict[str, Row] = {
    "problems.case.write": Row(
        lambda case, actor, **more: writing.write(case.pk, field="statement", entry=Written("Shouting."), actor=actor),
        "problems.case.written",
    ),
    "problems.case.frame": Row(
        lambda case, actor, **more: writing.frame(case.pk, frame=Frame(["noise"]), actor=actor, **more),
        "problems.case.framed", twice="more", stale=True,
    ),
    "problems.part.add": Row(
        lambda case, actor, **more: parts.add(case.pk, kind="note", values={"words": "Away."}, actor=actor, token=TOKEN),
        "problems.part.added", shut="",
    ),
    "problems.part.change": Row(
        lambda case, actor, **more: parts.change(case.pk, task_of(case), kind="task", values={"words": "Ask"}, actor=actor, **more),
        "problems.part.changed", twice="more", ready=with_task, stale=True,
    ),
    "problems.part.remove": Row(
        lambda case, actor, **more: parts.remove(case.pk, task_of(case), kind="task", reason="Done", actor=actor),
        "problems.part.removed", ready=with_task,
    ),
    "problems.part.move": Row(
        lambda case, actor, **more: parts.move(case.pk, task_of(case), kind="task", action="finish", actor=actor, **more),
        "problems.part.moved", twice="wrong", ready=with_task, stale=True,
    ),
    "problems.report.unlink": Row(
        lambda case, actor, **more: linking.unlink(
            case.pk, report=CaseReport.objects.filter(case=case).latest("id").report_id, reason="Not here", actor=actor
        ),
        "problems.report.unlinked", ready=with_report, shut="",
    ),
    "problems.member.invite": Row(
        lambda case, actor, **more: team.invite(
            case.pk, user=Member.objects.get(case=case, role="lead").user, place=Place("lead", "everything"), actor=actor
        )
        if more.get("again") else team.invite(case.pk, user=more["cast"].resident, place=Place("resident", "plan"), actor=actor),
        "problems.member.joined",
    ),
    "problems.member.end": Row(
        lambda case, actor, **more: team.end(case.pk, Member.objects.filter(case=case, role="resident").earliest("id").pk, actor=actor),
        "problems.member.ended", ready=with_member,
    ),
    "problems.stage.propose": Row(
        lambda case, actor, **more: stages.propose(
            case.pk, proposal=Proposal("closed", "Known.", "Known.", "worked", "Quiet."), actor=actor, **more
        ),
        "problems.stage.proposed", stale=True,
    ),
    "problems.stage.take_back": Row(
        lambda case, actor, **more: stages.take_back(case.pk, actor=actor),
        "problems.stage.taken_back", twice="wrong", ready=proposed,
    ),
    "problems.stage.refuse": Row(
        lambda case, actor, **more: stages.refuse(case.pk, words="Ask the shops.", actor=actor),
        "problems.stage.refused", twice="wrong", by="supervisor", ready=proposed,
    ),
    "problems.stage.approve": Row(
        lambda case, actor, **more: stages.approve(case.pk, after="analysis", actor=actor),
        "problems.stage.approved", twice="wrong", by="supervisor", ready=proposed,
    ),
    "problems.stage.back": Row(
        lambda case, actor, **more: stages.back(case.pk, to="scanning", reason="More to it", actor=actor),
        "problems.stage.back", twice="wrong", ready=gone_on,
    ),
    "problems.case.reopen": Row(
        lambda case, actor, **more: stages.reopen(case.pk, reason="It came back", actor=actor),
        "problems.case.reopened", twice="wrong", ready=finished, shut="scanning",
    ),
    "problems.page.publish": Row(
        lambda case, actor, **more: showing.publish(case.pk, words=PAGE, actor=actor, **more),
        "problems.page.published", twice="more", shut="",
    ),
    "problems.page.hide": Row(
        lambda case, actor, **more: showing.hide(case.pk, reason="A wrong name", actor=actor),
        "problems.page.hidden", ready=with_page, shut="",
    ),
}  # fmt: skip
EXTRA = {"problems.member.invite"}


def run(name: str, case: Case, actor: Any, cast: Cast, **more: Any) -> Any:
    """Run a row's command."""
    return ROWS[name].run(case, actor, **more, **({"cast": cast} if name in EXTRA else {}))


def made(name: str, cast: Cast) -> Case:
    """Give a case that is ready for a command."""
    case = making.opened(cast)
    ROWS[name].ready(case, cast)
    return case


def events(name: str) -> int:
    """Count the events of a name."""
    return Event.objects.filter(name=name).count()


@pytest.mark.parametrize("name", ROWS)
def test_it_works_and_emits_once_and_twice_is_harmless(cast: Cast, name: str) -> None:
    row, case = ROWS[name], made(name, cast)
    actor, before = getattr(cast, row.by), events(row.event)
    version = Case.objects.get(pk=case.pk).version
    run(name, case, actor, cast)
    assert events(row.event) == before + 1
    event = Event.objects.filter(name=row.event).latest("id")
    assert (event.subject_ref, event.actor) == (case.reference, actor.pseudonym)
    assert Case.objects.get(pk=case.pk).version == version + (name != "problems.part.move")
    all_before = Event.objects.count()
    if row.twice == "wrong":
        with pytest.raises(WrongState):
            run(name, case, actor, cast)
    else:
        run(name, case, actor, cast)
    assert Event.objects.count() == all_before + (row.twice == "more")


@pytest.mark.parametrize("name", ROWS)
def test_outsiders_are_told_that_there_is_nothing_and_members_why_not(cast: Cast, name: str) -> None:
    case, before = made(name, cast), Event.objects.count()
    for outsider in OUTSIDERS:
        if name == "problems.member.end" and outsider == "resident":
            continue
        with pytest.raises(Unseen):
            run(name, case, getattr(cast, outsider), cast)
    assert Event.objects.count() == before
    if name != "problems.case.reopen":  # a closed case takes nobody in
        team.invite(case.pk, user=cast.neighbour, place=Place("resident", "counts"), actor=cast.supervisor)
        with pytest.raises(Denied) as refused:
            run(name, case, cast.neighbour, cast)
        assert str(refused.value.detail)
    if ROWS[name].by == "supervisor":
        for low in (cast.officer, cast.analyst):
            with pytest.raises(Denied):
                run(name, case, low, cast)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.shut])
def test_it_is_refused_in_the_wrong_state(cast: Cast, name: str) -> None:
    row = ROWS[name]
    case = making.opened(cast)
    if row.ready in {with_task, with_report, with_member}:
        row.ready(case, cast)
    if row.shut == "closed":
        finished(case, cast)
    before = Event.objects.count()
    with pytest.raises(WrongState) as refused:
        run(name, case, getattr(cast, row.by), cast)
    assert str(refused.value.detail)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.stale])
def test_an_old_version_is_refused(cast: Cast, name: str) -> None:
    case, before = made(name, cast), Event.objects.count()
    with pytest.raises(StaleVersion):
        run(name, case, getattr(cast, ROWS[name].by), cast, version=99)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_there_is_not_there(cast: Cast, name: str) -> None:
    case = made(name, cast)
    nobody = Case(pk=case.pk + 1_000)
    if name in {
        "problems.part.change",
        "problems.part.move",
        "problems.part.remove",
        "problems.member.end",
        "problems.report.unlink",
    }:
        return  # these look the row up in the case itself
    if name == "problems.member.invite":
        nobody.reference = case.reference
    with pytest.raises(Unseen):
        run(name, nobody, getattr(cast, ROWS[name].by), cast)


@pytest.mark.command("problems.case.write")
@pytest.mark.command("problems.case.frame")
@pytest.mark.command("problems.part.add")
@pytest.mark.command("problems.part.change")
@pytest.mark.command("problems.part.remove")
@pytest.mark.command("problems.part.move")
@pytest.mark.command("problems.report.unlink")
@pytest.mark.command("problems.member.invite")
@pytest.mark.command("problems.member.end")
@pytest.mark.command("problems.stage.propose")
@pytest.mark.command("problems.stage.take_back")
@pytest.mark.command("problems.stage.refuse")
@pytest.mark.command("problems.stage.approve")
@pytest.mark.command("problems.stage.back")
@pytest.mark.command("problems.case.reopen")
@pytest.mark.command("problems.page.publish")
@pytest.mark.command("problems.page.hide")
def test_the_rows_above_are_of_commands_that_there_are() -> None:
    assert set(ROWS) <= {one.name for one in all_commands()}


def test_nobody_approves_another_step_than_they_saw(cast: Cast) -> None:
    case = made("problems.stage.approve", cast)
    with pytest.raises(WrongState):
        stages.approve(case.pk, after="response", actor=cast.supervisor)
    assert StageMove.objects.get().state == "proposed"
