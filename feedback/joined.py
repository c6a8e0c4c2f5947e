"""The published reports that a signed-in person joined, and where each stands, in words for everybody."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback import resulted
from feedback.models import Joining, NeighbourWord, Report
from feedback.published import STATES, line_of
from feedback.readers import Words
from feedback.workflow import REPORT
from policing.accounts.models import User
from policing.errors import Unseen
from policing.workflow import State

MOST_WORDS = 100


def of(user: User) -> QuerySet[Joining]:
    """Give what the person joined and may still read, with what a page shows of it. One query."""
    rows = Joining.objects.filter(user=user, publication__hidden_at=None, publication__report__category__is_sensitive=False)
    rows = rows.exclude(publication__report__state="withdrawn")
    return rows.select_related("publication__category", "publication__area", "publication__report__lead").defer(
        "publication__search", "publication__area__boundary", "publication__report__words", "publication__report__details",
        "publication__report__lead__words", "publication__report__lead__details",
    )  # fmt: skip


def one(user: User, slug: str) -> Joining:
    """Give one of them. Raises Unseen where the person did not join it, or nobody may read it now."""
    found: Joining | None = of(user).filter(publication__slug=slug).first()
    if found is None:
        raise Unseen
    return found


def state_of(joining: Joining) -> State:
    """Give where it stands, in words for everybody."""
    return STATES[line_of(joining.publication).state]


def outcome_of(joining: Joining) -> str:
    """Give what became of it in words, or nothing."""
    line = line_of(joining.publication)
    return str(line.get_outcome_display()) if line.outcome else ""


def tone_of(joining: Joining) -> str:
    """Give the colour that goes with what became of it."""
    return resulted.tone_of(line_of(joining.publication).outcome)


def refusal(joining: Joining) -> Words | None:
    """Give the reason why the person cannot say now that it is not fixed, or None where they can."""
    line = line_of(joining.publication)
    reason = REPORT.refusal(joining.publication.report, "contest_by_neighbour")
    if reason is not None or line.closed_at is None:
        return _("It is not finished, so there is nothing to object to yet.")
    if joining.at >= line.closed_at:
        return _("You joined after it was finished. If it happens again, please report it anew.")
    if joining.contested_at is not None and joining.contested_at >= line.closed_at:
        return _("You said so already, and the team knows.")
    return None


def is_confirmed(user: User) -> bool:
    """Tell whether the person showed that an e-mail address is theirs. One query."""
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def words_about(report: Report) -> list[Any]:
    """Give what neighbours said of a report, the newest last. One query."""
    return list(NeighbourWord.objects.filter(report=report).order_by("-id")[:MOST_WORDS])[::-1]
