"""Who hears from the closed room: its reviewers, the person who wrote, and those who are thanked. No mail says what it is about."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import HANDLE
from feedback.models import Conduct
from policing import access
from policing.accounts.models import User
from policing.events.models import Event
from policing.notifications.kinds import NoticeKind, Recipients, Urgency, holders, no_account, register_kind, works_here
from policing.privacy.models import ContactPoint

NAME = "feedback.conduct."
NEWS = _("News about what you told us")
WAITING = _("Something is waiting for you")
TO_PERSON = (
    ("acknowledged", _("A reviewer read what you wrote about the police")),
    ("begun", _("A reviewer looks into what you wrote about the police")),
    ("asked", _("A reviewer asks you something about the police")),
    ("answered", _("A reviewer tells you how far they are")),
    ("closed", _("What you wrote about the police is finished")),
    ("passed_on", _("What you wrote about the police is with the independent body")),
)
TO_REVIEWERS = (
    ("submitted", _("Something new about how the police treated someone"), _("New: %(ref)s."), ("email",)),
    ("replied", _("Somebody wrote back about the police"), _("There is a new message about %(ref)s."), ("email",)),
    ("contested", _("Somebody does not agree with what came of it"), _("The writer of %(ref)s does not agree."), ("email",)),
    ("withdrawn", _("Somebody took back what they said about the police"), _("The writer of %(ref)s took it back."), ()),
    ("assigned", _("Something about the police is given to you"), _("%(ref)s is with you now."), ("email",)),
    ("matched", _("Something about the police needs another reviewer"), _("%(ref)s needs a reviewer."), ("email",)),
)
CLOCKS = (
    ("near", _("An answer about the police is due soon"), _("An answer about %(ref)s is due soon."), ()),
    ("overdue", _("An answer about the police is late"), _("An answer about %(ref)s is late."), ("email",)),
)


def _conduct(event: Event) -> Conduct | None:
    found: Conduct | None = None
    if event.subject_type == Conduct._meta.label_lower:
        found = Conduct.objects.select_related("praise").filter(pk=event.subject_id).first()
    return found


def _who_can(action: str, conduct: Conduct) -> QuerySet[User]:
    return access.people_who_can(User.objects.all(), action, conduct)


def person(event: Event) -> Recipients:
    """Give the address that the writer left. There is never an account to tell, not even of a named one."""
    conduct = _conduct(event)
    if conduct is None or conduct.identity_id is None:
        return Recipients()
    rows = ContactPoint.objects.filter(identity_id=conduct.identity_id, kind=ContactPoint.Kind.EMAIL, stopped_at=None)
    return Recipients(contacts=list(rows.values_list("pk", flat=True)))


def reviewers(event: Event) -> Recipients:
    """Give the reviewer who has it, or all who can have it while nobody does."""
    conduct = _conduct(event)
    if conduct is None:
        return Recipients()
    found = _who_can("view", conduct)
    if conduct.assignee_id is not None and found.filter(pk=conduct.assignee_id).exists():
        found = found.filter(pk=conduct.assignee_id)
    return Recipients(users=found)


def other_reviewers(event: Event) -> Recipients:
    """Give all who can have it, where it was taken from a reviewer who must not see it any more."""
    return reviewers(event) if event.payload["taken"] else Recipients()


def all_reviewers(event: Event) -> Recipients:
    """Give all who can have it."""
    conduct = _conduct(event)
    return Recipients(users=_who_can("view", conduct)) if conduct else Recipients()


def whoever_appoints(event: Event) -> Recipients:
    """Give the people who set up the site, where nobody is left who may read it; nobody else has to know of it."""
    conduct = _conduct(event)
    if conduct is None or _who_can("view", conduct).exists():
        return Recipients()
    return Recipients(users=User.objects.filter(access.holders_q("setup.change", area_path=""), is_active=True))


def thanked(event: Event) -> Recipients:
    """Give the officers and teams who may read the words of thanks that were released just now."""
    conduct = _conduct(event)
    if conduct is None or event.payload["praise"] is None:
        return Recipients()
    return Recipients(users=_who_can("praise", conduct))


def track_page(ref: str) -> str:
    """Give the address where the two codes are asked for; it holds neither."""
    return reverse("feedback:track")


def desk_page(ref: str) -> str:
    """Give the address on the reviewers' desk."""
    return reverse("feedback:conduct", args=[ref])


def thanks_page(ref: str) -> str:
    """Give the address of the page of thanks; it does not say which one."""
    return reverse("feedback:thanks")


def set_up_page(ref: str) -> str:
    """Give the address where roles are given; it does not say what for."""
    return reverse("admin:accounts_rolegrant_changelist")


def connect() -> None:
    """Hand in the kinds of notices."""
    for what, label in TO_PERSON:
        _kind(
            f"{NAME}person.{what}", what, label, _("whoever wrote it"), person,
            sentence=_("There is news about what you told us. Read it with your two codes."),
            subject_line=NEWS, link=track_page, outside_link=track_page, reach=no_account,
        )  # fmt: skip
    for what, label, sentence, channels in TO_REVIEWERS:
        find = other_reviewers if what == "matched" else reviewers
        _to_reviewers(f"{NAME}reviewer.{what}", NAME + what, label, sentence, find, channels)
    for what, label, sentence, channels in CLOCKS:
        find = all_reviewers if what == "overdue" else reviewers
        _to_reviewers(f"{NAME}clock.{what}", f"clocks.clock.{what}", label, sentence, find, channels)
    _kind(
        f"{NAME}thanks", "closed", _("Somebody thanks you or your team"), _("the officers and teams concerned"), thanked,
        sentence=_("Somebody wrote words of thanks for you or your team."),
        subject_line=_("There is a word of thanks for you"), link=thanks_page, action="praise", reach=works_here,
    )  # fmt: skip
    for what in ("submitted", "matched"):
        _kind(
            f"{NAME}nobody.{what}", what, _("No reviewer is left who may read something"), _("administrators"), whoever_appoints,
            sentence=_("Somebody wrote about the police, and no oversight reviewer may read it. Please give that role to somebody."),
            subject_line=_("A role has to be given"), link=set_up_page, reach=holders("setup.change"), in_app_only=True,
        )  # fmt: skip


def _kind(name: str, what: str, label: Any, audience: Any, find: Any, **more: Any) -> None:
    event = what if "." in what else NAME + what
    register_kind(
        NoticeKind(
            name=name,
            event=event,
            label=label,
            audience=audience,
            recipients=find,
            **{"urgency": Urgency.SOON, **more},
        )
    )


def _to_reviewers(name: str, event: str, label: Any, sentence: Any, find: Any, channels: tuple[str, ...]) -> None:
    _kind(
        name, event, label, _("oversight reviewers who are not in conflict"), find,
        sentence=sentence, subject_line=WAITING, link=desk_page, channels=channels, reach=holders(HANDLE),
    )  # fmt: skip
