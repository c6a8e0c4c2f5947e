"""Who may open a page at all: every URL says so, or the start-up check refuses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from policing.access.policy import load
from policing.errors import SignInNeeded, Unseen

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Rule:
    """Who may open a page at all: ``public`` (with the reason why), ``signed-in``, or holders of a permission."""

    kind: str
    detail: str = ""


def rule_of(view: Any) -> Rule | None:
    """Give the access rule that a view carries, following class-based and wrapped views, or None."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        rule = getattr(holder, "access_rule", None)
        if rule is not None:
            return rule  # type: ignore[no-any-return]
    return None


def public(why: str) -> Callable[[V], V]:
    """Open a page to everybody, for the stated reason."""
    return _marking(Rule("public", why), lambda request: None)


def _need_sign_in(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        raise SignInNeeded


def signed_in(view: V) -> V:
    """Open a page to everybody who is signed in."""
    return _marking(Rule("signed-in"), _need_sign_in)(view)


def holds(permission: str) -> Callable[[V], V]:
    """Open a page to people who hold the permission anywhere; to others it does not exist. Rows are scoped by policy."""

    def check(request: HttpRequest) -> None:
        _need_sign_in(request)
        if not load(request.user).holds(permission):
            raise Unseen

    return _marking(Rule("holds", permission), check)


def _marking(rule: Rule, check: Callable[[HttpRequest], None]) -> Callable[[V], V]:
    def mark(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request)
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark
