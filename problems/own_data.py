"""What cases hold about a person with an account: for their own copy, and what becomes of it when they leave."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models import User
from policing.ui.registry import Belonging, belongings
from problems.models import Action, CasePage, Follow, KeptText, Member, Remark, Task
from problems.services.cases import team


def _worked(user: User) -> dict[str, Any]:
    rows = Member.objects.filter(user=user).order_by("id")
    places = rows.values("case__reference", "role", "sees", "until", "added_at", "ended_at")
    owned = {
        name: list(kind.objects.filter(owner=user).order_by("id").values("case__reference", "words", "due_on", "state"))
        for name, kind in (("my_actions", Action), ("my_tasks", Task))
    }
    not_sent = KeptText.objects.filter(user=user).values("case__reference", "target", "words", "at")
    return {"places": list(places), **owned, "not_sent_yet": list(not_sent)}


def _leave(user: User) -> None:
    """End the places of a person, give back what they had to do, and drop what they had not sent."""
    team.leave_all(user, timekeeping.now())
    Action.objects.filter(owner=user, state__in=["planned", "going"]).update(owner=None)
    Task.objects.filter(owner=user, state="open").update(owner=None)
    KeptText.objects.filter(user=user).delete()


def _followed(user: User) -> list[Any]:
    return list(Follow.objects.filter(user=user).order_by("id").values("page__slug", "page__title", "at"))


def _follow_no_more(user: User) -> None:
    """Take the person out of what they follow, and out of the number that is kept of each page."""
    pages = CasePage.objects.filter(follows__user=user)
    keys = list(pages.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Follow.objects.filter(user=user).delete()
    CasePage.objects.filter(pk__in=keys, followers__gt=0).update(followers=F("followers") - 1)


def _said(user: User) -> list[Any]:
    return list(Remark.objects.filter(user=user).order_by("id").values("page__slug", "page__title", "fits", "words", "at"))


def _forget_said(user: User) -> None:
    """Let the words stay without anybody beside them."""
    Remark.objects.filter(user=user).update(user=None)


def connect() -> None:
    """Hand in what cases hold."""
    belongings.add(Belonging("problems.places", _("Problems that you work on with others"), _worked, _leave, order=40))
    belongings.add(Belonging("problems.follows", _("Problems that you follow"), _followed, _follow_no_more, order=41))
    belongings.add(
        Belonging("problems.remarks", _("What you said to problems, and asked to hear about"), _said, _forget_said, order=42)
    )
