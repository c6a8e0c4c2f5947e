"""The kinds of notice: which event tells whom, how soon, over which channels, in which words. Higher apps register them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.models import Membership, User
from policing.events.models import Event
from policing.notifications.models import Delivery

Words = str | Promise
Urgency = Delivery.Urgency


@dataclass(frozen=True)
class Recipients:
    """Who is told: people with accounts as a query, and contact points (of residents without one) by their ids.

    The query is narrowed and cut into batches by us, so it must not be sliced.
    """

    users: QuerySet[User] | None = None
    contacts: Sequence[int] = ()


Find = Callable[[Event], Recipients]
Reach = Callable[[User], bool]


def anybody(user: User) -> bool:
    """Reach whoever has an account: what comes of what anybody may do, such as to report, to follow, to be asked."""
    return True


def no_account(user: User) -> bool:
    """Reach nobody with an account: it goes to addresses that were left, and to nothing else."""
    return False


def works_here(user: User) -> bool:
    """Reach who holds a role, or works in a team. At most one query."""
    return bool(access.load(user).grants) or Membership.objects.held_now().filter(user=user).exists()


@cache
def holders(*permissions: str) -> Reach:
    """Reach who holds one of the permissions anywhere. No query beyond that for grants."""

    def reach(user: User) -> bool:
        return any(access.load(user).holds(one) for one in permissions)

    return reach


def _news(ref: str) -> str:
    return ""


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    ``sentence`` is the line in the inbox and the first line of the mail; it may hold ``%(ref)s``. ``subject_line`` is the mail's
    subject: generic words, never a reference or a name. ``link`` makes the address of the thing from its reference, for people
    with accounts; ``outside_link`` for contact points (of a confidential resident it gets an empty reference, and the mail says
    only that there is news). ``action`` is what a person must still be allowed to do when the mail goes out. ``context`` loads
    more for the mail's ``template`` from the event and its subject: ``words``, as said by the team, and ``facts``, pairs of name
    and value; it runs once for all readers of one language. ``names`` gives, by reference, what everybody may read as the name of the
    thing, so that two lines of the inbox can be told apart. ``reach`` tells whether a person can get it at all, as they stand or by
    what anybody may do: it then stands on their preference page. ``in_app_only`` keeps it off every channel, and off that page.
    """

    name: str
    event: str
    label: Words
    audience: Words
    recipients: Find
    sentence: Words
    subject_line: Words
    link: Callable[[str], str]
    outside_link: Callable[[str], str] = _news
    urgency: Delivery.Urgency = Urgency.SOON
    channels: tuple[str, ...] = ("email",)
    may_opt_out: bool = True
    template: str = "mail/notice"
    action: str = "view"
    context: Callable[[Event, Any], Mapping[str, Any]] | None = None
    names: Callable[[Sequence[str]], Mapping[str, str]] | None = None
    reach: Reach = anybody
    in_app_only: bool = False

    def say(self, ref: str) -> str:
        """Give the sentence about the thing of that reference, in the language that is active."""
        return str(self.sentence) % {"ref": ref}


_kinds: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> NoticeKind:
    """Register a kind of notice and give it back. Raises ValueError for a name used twice."""
    if kind.name in _kinds:
        raise ValueError(f"Two kinds of notice are called {kind.name}")
    _kinds[kind.name] = kind
    return kind


def unregister_kind(name: str) -> None:
    """Take a kind out again (tests). Raises KeyError where there is none of that name."""
    del _kinds[name]


def find_kind(name: str) -> NoticeKind | None:
    """Give the kind of that name, or None where the app that registered it is gone."""
    return _kinds.get(name)


def kinds_of(event_name: str) -> tuple[NoticeKind, ...]:
    """Give the kinds that an event of that name raises, by name. A person is told once for an event, by the first that fits."""
    return tuple(kind for kind in all_kinds() if kind.event == event_name)


def all_kinds() -> tuple[NoticeKind, ...]:
    """Give every kind, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def subject_of(subject_type: str, subject_id: int) -> Model | None:
    """Give the thing that an event is about, or None where it is gone. One query."""
    found: Model | None = apps.get_model(subject_type)._default_manager.filter(pk=subject_id).first()
    return found


def who_can(action: str) -> Find:
    """Give a finder of everybody who may do the action to the event's subject, by its policy."""

    def find(event: Event) -> Recipients:
        subject = subject_of(event.subject_type, event.subject_id)
        if subject is None:
            return Recipients()
        return Recipients(users=access.people_who_can(User.objects.all(), action, subject))

    return find


QUIET_SUBJECT = _("There is news for you")
QUIET_TEMPLATE = "mail/quiet"
