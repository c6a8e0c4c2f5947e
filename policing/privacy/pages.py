"""Marks that a view carries for ``policing.middleware``: what browsers may keep, and what they may tell the next site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


def secret_link(view: V) -> V:
    """Mark a page that is opened by a secret in its address: no referrer leaves it, nobody keeps or indexes it."""
    return _marked(view, "is_secret_link")


def keepable(view: V) -> V:
    """Mark a public page without anything personal: a visitor's browser may keep it, and asks whether it still holds.

    Every page without this mark is sent with ``no-store``; so is this one to people who are signed in or write a report.
    """
    return _marked(view, "is_keepable")


def _marked(view: V, mark: str) -> V:
    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    setattr(marked, mark, True)
    return marked  # type: ignore[return-value]
