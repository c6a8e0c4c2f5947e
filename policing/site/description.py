"""What the description of the API says beyond its routes: how a program says whose it is, and the one shape of every refusal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from policing.accounts.models import Team
from policing.api import PROBLEM
from policing.areas.models import Place

PlaceKind, TeamKind = Place.Kind, Team.Kind  # two lists of choices that would have one name
OPERATIONS = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEM_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "A refusal (RFC 9457): what, why, and what to mend. `code` is stable for programs.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
REFUSAL = {
    "description": "Refused, with the reason in words",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token that a person made under “My account”."""

    target_class = "policing.accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Give the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token made under “My account”, like cb_…"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A browser in which a person is signed in."""

    target_class = "policing.api.SessionAuthentication"
    name = "browser"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Give the scheme. What changes something also needs the token of our own page against forgery."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def with_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the one shape of refusals to every operation (a hook that runs after the description is made)."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SHAPE
    for operations in result["paths"].values():
        for method, operation in operations.items():
            if method in OPERATIONS:
                operation["responses"]["default"] = REFUSAL
    return result
