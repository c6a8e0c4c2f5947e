"""Every refusal of the house, with one shape for pages and one (problem+json, RFC 9457) for the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type_base = "about:blank#"
Words = str | Promise


class CommonbeatError(Exception):
    """A refusal that a person may read. ``code`` is stable for programs, ``detail`` says what and how to mend it."""

    code = "refused"
    status = 400
    title: Words = _("We could not do that")

    def __init__(self, detail: Words | None = None, **extra: Any) -> None:
        self.detail: Words = self.title if detail is None else detail
        self.extra = extra
        super().__init__(str(self.code))

    def __str__(self) -> str:
        return str(self.detail)


class Unseen(CommonbeatError):
    """The person may not know that the thing exists, or it does not: both read the same."""

    code, status, title = "not-found", 404, _("We could not find that")


class NoPage(CommonbeatError):
    """The address takes what a form sends, and shows nothing by itself. ``extra['back_url']`` is the page above it."""

    code, status, title = "no-page", 405, _("Nothing stands at this address")


class Denied(CommonbeatError):
    """The person may see the thing but not do this to it; the detail is the reason in words."""

    code, status, title = "denied", 403, _("You cannot do that")


class SignInNeeded(CommonbeatError):
    """Nobody is signed in, and the thing asked for needs it."""

    code, status, title = "sign-in-needed", 401, _("Please sign in first")


class WrongState(CommonbeatError):
    """The thing is not in a state from which this can be done."""

    code, status, title = "wrong-state", 409, _("That cannot be done now")


class StaleVersion(CommonbeatError):
    """Somebody else changed the thing since the page was read; the caller shows both texts."""

    code, status, title = "stale", 409, _("Someone else changed this while you were writing")


class TooMany(CommonbeatError):
    """Asked too often. ``extra['wait']`` holds the seconds to wait."""

    code, status, title = "too-many", 429, _("Please wait a moment and try again")


class BadInput(CommonbeatError):
    """The input cannot be used. ``fields`` maps a field's name to the sentences about it."""

    code, status, title = "bad-input", 422, _("Some answers need another look")

    def __init__(self, fields: Mapping[str, Sequence[Words]], detail: Words | None = None) -> None:
        super().__init__(detail)
        self.fields = {name: [str(line) for line in lines] for name, lines in fields.items()}


def problem(error: CommonbeatError) -> dict[str, Any]:
    """Give the problem+json body of a refusal: type, title, status, code, detail and, for bad input, errors."""
    body: dict[str, Any] = {
        "type": f"{type_base}{error.code}",
        "title": str(error.title),
        "status": error.status,
        "code": error.code,
        "detail": str(error.detail),
    }
    if isinstance(error, BadInput):
        body["errors"] = [{"field": name, "detail": line} for name, lines in error.fields.items() for line in lines]
    return body


_constraint_words: dict[str, tuple[str, Words]] = {}


def word_constraint(name: str, field: str, words: Words) -> None:
    """Give the sentence that people read when PostgreSQL refuses a row by the constraint ``name``."""
    _constraint_words[name] = (field, words)


def explain_integrity(error: IntegrityError) -> CommonbeatError:
    """Turn a constraint's refusal into words, or re-raise the error where nobody gave that constraint any."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in _constraint_words:
        raise error
    field, words = _constraint_words[name]
    return BadInput({field: [words]})
