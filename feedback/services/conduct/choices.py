"""What the pages of this room offer and promise: teams, areas, clocks in words, and who reads it, each made from its table."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.conduct.access import ConductPolicy
from feedback.models import Conduct, ConductNote, ConductUnsent
from feedback.services.conduct import promises
from policing import access
from policing.accounts.models import Membership, Team, User
from policing.accounts.roles import ROLES
from policing.areas.models import Area
from policing.clocks import book
from policing.clocks.models import ClockRule
from policing.ui.lists import listed

MOST_FOUND = 20
LEAST_SOUGHT = 2


def teams() -> QuerySet[Team]:
    """Give the teams of the police that work now, by name: the public list."""
    found: QuerySet[Team] = Team.objects.in_use().exclude(kind=Team.Kind.PARTNER).only("code", "name")
    return found


def areas() -> list[Area]:
    """Give the areas to choose from."""
    return list(Area.objects.for_list())


def officers_named(sought: str) -> list[User]:
    """Give the people who work in a team now and whose name or address holds these words, at most twenty."""
    words = sought.strip()
    if len(words) < LEAST_SOUGHT or "\0" in words:
        return []
    works = Membership.objects.held_now().values("user_id")
    named = Q(name__icontains=words) | Q(email__icontains=words)
    return list(User.objects.filter(named, pk__in=works).order_by("name", "pk")[:MOST_FOUND])


def notes_of(conduct: Conduct, most: int = 200) -> list[ConductNote]:
    """Give the newest notes, the oldest of them first, with who wrote them. One query."""
    return list(conduct.notes.select_related("author").order_by("-id")[:most])[::-1]


def unsent_of(conduct: Conduct, user: User) -> list[ConductUnsent]:
    """Give the reviewer's own texts that could not be sent: one for an act at most. One query."""
    return list(ConductUnsent.objects.filter(conduct=conduct, user=user).order_by("id"))


def _within(rule: ClockRule) -> str:
    words = {
        ClockRule.Unit.HOURS: ngettext("%(count)d hour", "%(count)d hours", rule.amount),
        ClockRule.Unit.CALENDAR_DAYS: ngettext("%(count)d day", "%(count)d days", rule.amount),
        ClockRule.Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", rule.amount),
    }
    return words[ClockRule.Unit(rule.unit)] % {"count": rule.amount}


def clocks_in_words() -> list[str]:
    """Give the promises of this room as sentences, made from the clock rules."""
    read, answer, again = (_within(book.rule(code)) for code in (promises.READ, promises.ANSWER, promises.CONTEST))
    return [
        _("A reviewer reads it within %(time)s.") % {"time": read},
        _("You hear what came of it, or how far we are, within %(time)s.") % {"time": answer},
        _("If you do not agree, we look again within %(time)s.") % {"time": again},
    ]


def readers() -> list[str]:
    """Give the sentences about who reads it, and who may ask who wrote it."""
    view, look = (_holders(ConductPolicy.actions[action]) for action in ("view", "look"))
    return [
        _("Your words are read by: %(who)s.") % {"who": view},
        _("Not by the officers that it is about, not by those who work with them, and not by those above them."),
        _("If you give a name, these may ask to see it, with a reason that is kept: %(who)s.") % {"who": look},
    ]


def _holders(permission: str) -> str:
    return listed(role.label for role in ROLES.values() if permission in role.permissions)


def reviewers_of(conduct: Conduct) -> QuerySet[User]:
    """Give the reviewers who may see it now."""
    return access.people_who_can(User.objects.all(), "view", conduct)
