"""Who hears about a report: the resident at each step, the team when something is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback import resulted
from feedback.models import Handover, Message, Report
from policing import access
from policing.accounts.models import Membership, RoleGrant, User
from policing.events.models import Event
from policing.notifications.kinds import Find, NoticeKind, Recipients, Urgency, holders, register_kind
from policing.privacy.models import ContactPoint

HANDLERS = holders("reports.handle")
TO_RESIDENT = (
    ("acknowledged", _("An officer read your report"), _("An officer has read your report %(ref)s.")),
    ("asked", _("The team asks you something"), _("The team has a question about your report %(ref)s.")),
    ("answered", _("The team answers you"), _("The team has answered your report %(ref)s.")),
    ("closed", _("Your report is finished"), _("Your report %(ref)s is finished. This is what came of it.")),
    ("result", _("What came of it"), _("The team tells you what came of what you reported in %(ref)s.")),
    ("looked_again", _("It is looked at again"), _("The team looks again at what you told us in %(ref)s. It may not be fixed.")),
    (
        "contested_by_neighbour",
        _("A neighbour says that it is not fixed"),
        _("A neighbour says that what you reported in %(ref)s is not fixed. The team looks again."),
    ),
    ("reopened", _("Your report is taken up again"), _("The team looks at your report %(ref)s again.")),
    ("told", _("The team writes to you"), _("The team has written to you about your report %(ref)s.")),
    ("referred", _("Another team has your report"), _("Your report %(ref)s went to a team that can do more about it.")),
    (
        "merged",
        _("Your report is joined with others"),
        _("Others told us the same as your report %(ref)s. We work on them together, and tell you what comes of it."),
    ),
    ("split", _("Your report goes on by itself"), _("The team looks at your report %(ref)s by itself again.")),
    (
        "contested_together",
        _("Somebody says that it is not fixed"),
        _("Somebody who told us the same as your report %(ref)s says that it is not fixed. We look again."),
    ),
)
TO_TEAM = (
    (
        "contested_by_neighbour",
        _("A neighbour says that it is not fixed"),
        _("A neighbour says that %(ref)s is not fixed."),
        ("email",),
    ),
    ("submitted", _("A new report in your area"), _("A new report came in: %(ref)s."), ()),
    ("replied", _("A resident wrote back"), _("The resident wrote about %(ref)s."), ("email",)),
    ("contested", _("A resident says that it is not fixed"), _("The resident says that %(ref)s is not fixed."), ("email",)),
    ("withdrawn", _("A resident took a report back"), _("The resident took %(ref)s back. You owe no answer any more."), ()),
)


TO_NEIGHBOURS = (
    ("answered", _("A report that you joined is answered"), _("The team answered a report that you said is the same for you.")),
    ("closed", _("A report that you joined is finished"), _("A report that you said is the same for you is finished.")),
    ("reopened", _("A report that you joined is taken up again"), _("The team looks again at a report that you joined.")),
    (
        "contested",
        _("A report that you joined is said not to be fixed"),
        _("Somebody says that a report that you joined is not fixed. The team looks again."),
    ),
)
CLOCKS = (
    ("clocks.clock.near", "near", _("An answer is due soon"), _("An answer about %(ref)s is due soon.")),
    ("clocks.clock.overdue", "overdue", _("An answer is late"), _("An answer about %(ref)s is late. Somebody has to see to it.")),
)


def resident(event: Event) -> Recipients:
    """Give the resident of a report: the account that sent it with a name, or else the contact point that was left."""
    report = Report.objects.filter(pk=event.subject_id).only("identity_id", "reporter_id", "mode").first()
    if report is None:
        return Recipients()
    users: QuerySet[User] | None = User.objects.filter(pk=report.reporter_id) if report.reporter_id else None
    contacts: list[int] = []
    if report.identity_id:
        rows = ContactPoint.objects.filter(identity_id=report.identity_id, kind=ContactPoint.Kind.EMAIL, stopped_at=None)
        contacts = list(rows.values_list("pk", flat=True))
    return Recipients(users=None if contacts else users, contacts=contacts)


def team(event: Event) -> Recipients:
    """Give the people who handle a report."""
    report = Report.objects.filter(pk=event.subject_id).first()
    if report is None:
        return Recipients()
    return Recipients(users=access.people_who_can(User.objects.all(), "answer", report))


def person_given(event: Event) -> Recipients:
    """Give the person to whom a report was given. (Nobody is told of what they did themselves.)"""
    rows = Handover.objects.filter(pk=event.payload["handover"])
    return Recipients(users=User.objects.filter(pk__in=rows.values("to_person_id"), is_active=True))


def team_given(event: Event) -> Recipients:
    """Give the people of the team to which a report was passed: who can handle it, and work there or hold a role over its work."""
    found = team(event).users
    if found is None:
        return Recipients()
    here = Membership.objects.held_now().filter(team=event.team_id)
    over = RoleGrant.objects.held_now().filter(team=event.team_id)
    return Recipients(users=found.filter(Q(pk__in=here.values("user_id")) | Q(pk__in=over.values("user_id"))))


def team_of_clock(event: Event) -> Recipients:
    """Give the people who handle the report that a clock runs for; a clock of another thing is somebody else's."""
    return team(event) if event.subject_type == Report._meta.label_lower else Recipients()


def supervisors_of_clock(event: Event) -> Recipients:
    """Give the people who may move the clock of a report: it was late for so long that they have to know."""
    if event.subject_type != Report._meta.label_lower:
        return Recipients()
    held = access.holders_q("clocks.extend", area_path=event.area_path, team_id=event.team_id)
    return Recipients(users=User.objects.filter(held, is_active=True))


def words_of(event: Event, subject: Any) -> Mapping[str, Any]:
    """Give what the team said with the event, and what came of it in words, for the mail to a resident who gave a name.

    Both are those of the event itself, whatever became of the report since. One query; for a result those of who told it as well.
    """
    rows = Message.objects.filter(pk=event.payload.get("message"), report_id=event.subject_id, author=Message.Author.TEAM)
    message = rows.values_list("pk", "words", "kind").first()
    outcome = event.payload.get("outcome")
    facts: list[resulted.Fact] = [(_("What came of it"), Report.Outcome(outcome).label)] if outcome else []
    if message is None:
        return {"words": "", "facts": facts}
    is_result = message[2] == Message.Kind.RESULT
    return {"words": message[1], "facts": resulted.said_with(message[0], facts) if is_result else facts}


def own_page(ref: str) -> str:
    """Give the address of a resident's own report."""
    return reverse("feedback:own", args=[ref])


def track_page(ref: str) -> str:
    """Give the address where the two codes are asked for; it holds neither."""
    return reverse("feedback:track")


def desk_page(ref: str) -> str:
    """Give the address of the report on the officer's desk."""
    return reverse("feedback:report", args=[ref])


HANDED = (
    ("assigned", _("A report is given to you"), _("the person to whom it is given"), person_given, _("%(ref)s is yours now.")),
    (
        "referred",
        _("A report is passed to your team"),
        _("the team to which it is passed"),
        team_given,
        _("%(ref)s was passed to your team."),
    ),
)


def connect() -> None:
    """Hand in the kinds of notices."""
    _of_photos()
    _to_the_resident()
    _to_the_team()
    _of_handovers()
    _of_clocks()
    _to_neighbours()


def _to_the_resident() -> None:
    for what, label, sentence in TO_RESIDENT:
        register_kind(
            NoticeKind(
                name=f"feedback.report.{what}",
                event=f"feedback.report.{what}",
                label=label,
                audience=_("the resident who sent the report"),
                recipients=resident,
                sentence=sentence,
                subject_line=_("News about what you told us"),
                link=own_page,
                outside_link=track_page,
                urgency=Urgency.SOON,
                context=words_of,
            )
        )


def _to_the_team() -> None:
    for what, label, sentence, channels in TO_TEAM:
        _of_team(what, f"feedback.report.{what}", label, _("the team of the area"), team, sentence, channels)


def _of_handovers() -> None:
    for what, label, audience, recipients, sentence in HANDED:
        _of_team(what, f"feedback.report.{what}", label, audience, recipients, sentence, ("email",))


def _of_team(name: str, event: str, label: Any, audience: Any, find: Find, sentence: Any, channels: tuple[str, ...]) -> None:
    register_kind(
        NoticeKind(
            name=f"feedback.team.{name}",
            event=event,
            label=label,
            audience=audience,
            recipients=find,
            sentence=sentence,
            subject_line=_("Something is waiting in your inbox"),
            link=desk_page,
            urgency=Urgency.SOON,
            channels=channels,
            reach=HANDLERS,
        )
    )


def joined(event: Event) -> Recipients:
    """Give the neighbours who joined a published report, unless they hear of it from elsewhere."""
    if event.payload.get("quiet"):
        return Recipients()
    return Recipients(users=User.objects.filter(joinings__publication=event.subject_id))


def public_page(ref: str) -> str:
    """Give the address of a published report."""
    return reverse("feedback:public-report", args=[ref])


def _to_neighbours() -> None:
    for what, label, sentence in TO_NEIGHBOURS:
        register_kind(
            NoticeKind(
                name=f"feedback.joined.{what}",
                event=f"feedback.publication.{what}",
                label=label,
                audience=_("neighbours who said that it is the same for them"),
                recipients=joined,
                sentence=sentence,
                subject_line=_("News about what you joined"),
                link=public_page,
                urgency=Urgency.SOON,
            )
        )


def _of_photos() -> None:
    label, sentence = _("A resident added a picture"), _("The resident added a picture to %(ref)s.")
    _of_team("photo", "feedback.photo.added", label, _("the team of the area"), team, sentence, ("email",))


def _of_clocks() -> None:
    for event_name, what, label, sentence in CLOCKS:
        is_late = what == "overdue"
        register_kind(
            NoticeKind(
                name=f"feedback.clock.{what}",
                event=event_name,
                label=label,
                audience=_("the supervisors of the area") if is_late else _("the team of the area"),
                recipients=supervisors_of_clock if is_late else team_of_clock,
                sentence=sentence,
                subject_line=_("A promise to a resident is due"),
                link=desk_page,
                urgency=Urgency.SOON,
                channels=("email",) if is_late else (),
                reach=holders("clocks.extend") if is_late else HANDLERS,
            )
        )
