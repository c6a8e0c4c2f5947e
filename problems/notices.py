"""Who hears of a case: followers and those whose word fed it, the team at each step, supervisors, and whose action is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models import Joining, Publication, Report
from policing import access
from policing.accounts.models import User
from policing.events.models import Event
from policing.notifications.kinds import NoticeKind, Recipients, Urgency, anybody, holders, register_kind
from problems import hearing, saying
from problems.models import Case, CasePage, CaseReport, Follow, Remark, StageMove, Told
from problems.numbers import public_numbers
from problems.workflow import CASE

WORKERS = holders("cases.work")  # by a role, wherever it is held
NEWS = _("News about a problem that you follow")
WAITING = _("A case waits for you")
OF_CASE = _("News about a case that you work on")
TO_MEMBERS = (
    (
        "problems.case.took_in",
        "took_in",
        _("Another case is merged into yours"),
        _("Another case was merged into %(ref)s, with its reports, its plan and its people."),
    ),
    ("problems.stage.approved", "approved", _("A case goes on"), _("A supervisor approved the next stage of %(ref)s.")),
    ("problems.stage.back", "back", _("A case goes back a stage"), _("%(ref)s went back to an earlier stage, with a reason.")),
    ("problems.case.closed", "closed", _("A case is closed"), _("%(ref)s is closed, and everybody is told what came of it.")),
    ("problems.case.reopened", "reopened", _("A case is taken up again"), _("%(ref)s was taken up again.")),
)


def followers(event: Event) -> Recipients:
    """Give who follows a public page, who joined what is published of its reports, and who asked to hear after a remark."""
    page = CasePage.objects.filter(pk=event.subject_id).only("pk", "case_id").first()
    if page is None:
        return Recipients()
    follow = Follow.objects.filter(page=page).values("user_id")
    remarked = Remark.objects.filter(page=page, user__isnull=False).values("user_id")
    wanted = Q(pk__in=follow) | Q(pk__in=remarked)
    if not event.payload.get("late"):  # else they heard it by the published report that they joined
        wanted |= Q(pk__in=_joined(page.case_id).values("user_id"))
    return Recipients(users=_without_told(User.objects.filter(wanted), event))


def _joined(case_id: int) -> QuerySet[Joining]:
    """Give who joined what is published of the reports of a case, or of those merged into them."""
    linked = CaseReport.objects.filter(case=case_id, left_at=None).values("report_id")
    fed = Q(publication__report__in=linked) | Q(publication__report__lead__in=linked)
    return Joining.objects.filter(fed, publication__hidden_at=None)


def _without_told(users: QuerySet[User], event: Event) -> QuerySet[User]:
    """Leave out who hears the same by a report of their own, and who by the report that says “not fixed”: one notice each."""
    told = Told.objects.filter(move=event.payload.get("move", 0), report__reporter__isnull=False)
    users = users.exclude(pk__in=told.exclude(state=Told.State.GONE).values("report__reporter"))
    report = Report.objects.filter(pk=event.payload.get("report", 0)).values_list("pk", "lead_id").first()
    if report is None:
        return users
    line = report[1] or report[0]
    own = Report.objects.filter(Q(pk=line) | Q(lead=line), reporter__isnull=False).values("reporter")
    along = Joining.objects.filter(Q(publication__report=line) | Q(publication__report__lead=line), publication__hidden_at=None)
    return users.exclude(pk__in=own).exclude(pk__in=along.values("user_id"))


def joiners(event: Event) -> Recipients:
    """Give who joined a published report of a case that shows no page: each once, however many of its reports they joined."""
    move = StageMove.objects.filter(pk=event.payload["move"]).only("case_id").first()
    if move is None:
        return Recipients()
    earlier = _joined(move.case_id).filter(publication__lt=event.subject_id)
    users = User.objects.filter(joinings__publication=event.subject_id).exclude(pk__in=earlier.values("user_id"))
    return Recipients(users=_without_told(users, event))


def titles(refs: Sequence[str]) -> Mapping[str, str]:
    """Give the titles that everybody reads of pages that are shown, by their references. One query."""
    return dict(CasePage.objects.filter(slug__in=refs, hidden_at=None).values_list("slug", "title"))


def where_it_stands(event: Event, subject: CasePage) -> Mapping[str, Any]:
    """Give which problem it is, and where it stands since, for the mail: both are public. One query."""
    if subject.hidden_at is not None:
        return {}
    state = CASE.state(event.payload.get("after") or subject.case.state)
    return {"facts": [(_("The problem"), subject.title), (_("Where it stands"), state.public_label)]}


def came_of_it(event: Event, subject: CasePage | Publication) -> Mapping[str, Any]:
    """Give what everybody reads of the end, and how sure it is, for the mail. It is that of the closing itself. Four queries."""
    move = StageMove.objects.filter(pk=event.payload.get("move", 0)).select_related("case").first()
    if move is None:
        return {}
    counted = public_numbers(move.case) if isinstance(subject, CasePage) else None
    sure = saying.sure_of(move.decision, counted)
    named = [(_("The problem"), subject.title)] if isinstance(subject, CasePage) and subject.hidden_at is None else []
    facts = [*named, (_("What came of it"), saying.lead_of(move.decision, counted))]
    return {"words": move.result, "facts": [*facts, *([(_("How sure we are"), sure)] if sure else [])]}


def approvers(event: Event) -> Recipients:
    """Give who may approve what is proposed: never who proposed it."""
    case = Case.objects.filter(pk=event.subject_id).first()
    if case is None or not case.proposed:
        return Recipients()
    move = "close" if case.proposed == "closed" else f"to_{case.proposed}"
    return Recipients(users=access.people_who_can(User.objects.all(), move, case))


def team_of_clock(event: Event) -> Recipients:
    """Give who works on the case that a clock runs for, or who may approve what waits; a clock of another thing is not ours."""
    if event.subject_type != Case._meta.label_lower:
        return Recipients()
    waiting = approvers(event)
    return waiting if waiting.users is not None else hearing.lead_and_team(event)


def supervisors_of_clock(event: Event) -> Recipients:
    """Give who may approve what waits for too long, and who may move the clock of a case."""
    if event.subject_type != Case._meta.label_lower:
        return Recipients()
    held = access.holders_q("clocks.extend", area_path=event.area_path, team_id=event.team_id)
    return Recipients(users=User.objects.filter(held, is_active=True))


def public_page(ref: str) -> str:
    """Give the address of what everybody reads of a case."""
    return reverse("problems:page", args=[ref])


def published_page(ref: str) -> str:
    """Give the address of a published report."""
    return reverse("feedback:public-report", args=[ref])


def case_page(ref: str) -> str:
    """Give the address of a case."""
    return reverse("problems:case", args=[ref])


def case_list(ref: str) -> str:
    """Give the address of the list of cases, for whom the case itself does not open any more."""
    return reverse("problems:case-list")


def connect() -> None:
    """Hand in the kinds of notices."""
    _to_followers()
    for event, what, label, sentence in TO_MEMBERS:
        _of_case(
            f"member.{what}",
            event,
            label,
            _("who works along"),
            hearing.members,
            sentence,
            channels=(),
            reach=hearing.works_along,
        )
    _of_case(
        "member.refused", "problems.stage.refused", _("A case is to wait"), _("who works along and sees the plan"), hearing.members_of_plan,
        _("A supervisor said “not yet” to what was proposed for %(ref)s."), channels=(), reach=hearing.works_along_by_plan,
    )  # fmt: skip
    _of_places()
    _of_case(
        "invited", "problems.member.joined", _("You are asked to work along in a case"), _("the person who is asked"), hearing.the_member,
        _("You are asked to work along in %(ref)s."), subject_line=OF_CASE, reach=anybody,
    )  # fmt: skip
    _of_case(
        "proposed", "problems.stage.proposed", _("A case waits for your approval"), _("who may approve it"), approvers,
        _("Somebody proposes the next step of %(ref)s. It waits for you."), reach=holders("cases.approve"),
    )  # fmt: skip
    _of_case(
        "team.contested", "problems.case.contested", _("A resident says that a case is not fixed"), _("the lead and the team"),
        hearing.lead_and_team, _("A resident says that it is not fixed: %(ref)s is open again."),
    )  # fmt: skip
    _of_remarks()
    _of_dues()


def _to_followers() -> None:
    told = (
        (
            "moved", _("A problem that you follow goes on"),
            _("There is news about a problem that you follow or told us about."), where_it_stands,
        ),
        (
            "closed", _("What came of a problem that you follow"),
            _("The team finished a problem that you follow or told us about. This is what came of it."), came_of_it,
        ),
        (
            "joined", _("A problem that you follow is joined with another"),
            _("A problem that you follow is worked on together with another one now."), where_it_stands,
        ),
    )  # fmt: skip
    for what, label, sentence, context in told:
        register_kind(
            NoticeKind(
                name=f"problems.followed.{what}", event=f"problems.news.{what}", label=label,
                audience=_("who follows a problem, joined one of its reports, or asked to hear"), recipients=followers,
                sentence=sentence, subject_line=NEWS, link=public_page, urgency=Urgency.SOON, context=context, names=titles,
            )
        )  # fmt: skip

    register_kind(
        NoticeKind(
            name="problems.joined.closed", event="problems.news.told", label=_("What came of a report that you joined"),
            audience=_("neighbours who said that it is the same for them"), recipients=joiners,
            sentence=_("The team finished what you said is the same for you. This is what came of it."),
            subject_line=_("News about what you joined"), link=published_page, urgency=Urgency.SOON, context=came_of_it,
        )
    )  # fmt: skip


def _of_places() -> None:
    """Let people hear what becomes of their own place in a case; the case itself opens no more to whose place ended.

    That it ended never leaves the site: who works along no more may not know of the case, so that no mail about it goes out.
    """
    of_theirs = _("the person of the team whom it is about")
    _of_case(
        "place.changed", "problems.member.changed", _("What you see of a case has changed"), of_theirs, hearing.the_member,
        _("Your part in %(ref)s, or what you see of it, has changed."), channels=(), reach=hearing.works_along,
    )  # fmt: skip
    _of_case(
        "place.ended", "problems.member.ended", _("You work along in a case no more"), _("the person of the team whom it was about"),
        hearing.the_member, _("You work along in %(ref)s no more. Thank you for what you did."), channels=(), link=case_list,
        reach=hearing.works_along, in_app_only=True,
    )  # fmt: skip


def _of_remarks() -> None:
    event, team = "problems.remark.made", _("the lead and the team")
    _of_case(
        "team.danger", event, _("A remark of a resident sounds like danger"), team, hearing.lead_and_team_in_danger,
        _("What a resident says to %(ref)s sounds like danger. Please look at once."), urgency=Urgency.NOW, may_opt_out=False,
    )  # fmt: skip
    _of_case(
        "team.remark", event, _("A resident says whether a case fits what they see"), team, hearing.lead_and_team,
        _("A resident says whether %(ref)s fits what they see."), channels=(),
    )  # fmt: skip


def _of_dues() -> None:
    owners = _("whose action or task it is, or who leads the case")
    _of_case(
        "part.given", "problems.part.given", _("You are to do something for a case"), _("whose action or task it is"), hearing.owner,
        _("You are asked to do something for %(ref)s."), reach=hearing.does_things,
    )  # fmt: skip
    _of_case(
        "part.near", "problems.part.near", _("Something that is to be done for a case is due soon"), owners, hearing.doer,
        _("Something that is to be done for %(ref)s is due soon."), channels=(), reach=hearing.does_things,
    )  # fmt: skip
    _of_case(
        "part.late", "problems.part.late", _("Something that is to be done for a case is late"), owners, hearing.doer_and_lead,
        _("Something that is to be done for %(ref)s is late. Say how far it is."), reach=hearing.does_things,
    )  # fmt: skip
    _of_case(
        "clock.near", "clocks.clock.near", _("A step of a case is due soon"), _("the team of the case, or who may approve"),
        team_of_clock, _("A step of %(ref)s is due soon."), channels=(), reach=holders("cases.work", "cases.approve"),
    )  # fmt: skip
    _of_case(
        "clock.overdue", "clocks.clock.overdue", _("A step of a case is late"), _("the supervisors of the area"),
        supervisors_of_clock, _("A step of %(ref)s is late. Somebody has to see to it."), reach=holders("clocks.extend"),
    )  # fmt: skip


def _of_case(
    name: str,
    event: str,
    label: Any,
    audience: Any,
    find: Any,
    sentence: Any,
    *,
    channels: Sequence[str] = ("email",),
    **more: Any,
) -> None:
    held = {"subject_line": WAITING, "urgency": Urgency.SOON, "reach": WORKERS, "link": case_page, **more}
    register_kind(
        NoticeKind(
            name=f"problems.{name}", event=event, label=label, audience=audience, recipients=find, sentence=sentence,
            channels=tuple(channels), **held,
        )
    )  # fmt: skip
