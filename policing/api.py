"""What every API route shares: who may call, one shape of error, pages by cursor, and retries that make one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, permissions, serializers
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from policing import access
from policing.errors import BadInput, CommonbeatError, Denied, SignInNeeded, TooMany, Unseen, explain_integrity, problem

if TYPE_CHECKING:
    from rest_framework.views import APIView

PROBLEM = "application/problem+json"


class SessionAuthentication(DjangoSession):
    """A signed-in browser; a request without a session is a visitor, and a 401 says how to sign in."""

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme that a program can use, so that a refusal is 401 and not 403."""
        return 'Bearer realm="Commonbeat"'


class PolicyPermission(permissions.BasePermission):
    """Ask the access rule that the view carries. A view without one is closed, and the start-up check finds it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Answer for the route as a whole; rows are scoped by the policy of their model."""
        rule = getattr(view, "access_rule", None)
        if rule is None:
            return False
        if rule.kind == "public":
            return True
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        if rule.kind == "holds" and not access.load(request.user).holds(rule.detail):
            raise Unseen
        return True


class CursorPages(CursorPagination):
    """Pages by key, newest first, fifty rows unless asked for fewer; never more than a hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-id"


def _as_it_says(error: exceptions.APIException) -> CommonbeatError:
    """Give what REST framework says of itself, in our shape."""
    refusal = CommonbeatError(str(error.detail))
    refusal.status, refusal.code = error.status_code, str(error.default_code).replace("_", "-")
    return refusal


# the first row that fits says what becomes of a refusal by Django, REST framework or PostgreSQL
_REFUSALS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], CommonbeatError]], ...] = (
    ((CommonbeatError,), lambda error: error),
    ((IntegrityError,), explain_integrity),
    ((Http404, exceptions.NotFound), lambda error: Unseen()),
    ((exceptions.ValidationError,), lambda error: BadInput(_flatten(error.detail))),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), lambda error: SignInNeeded(str(error.detail))),
    ((exceptions.PermissionDenied,), lambda error: Denied(str(error.detail))),
    ((exceptions.Throttled,), lambda error: TooMany(wait=error.wait)),
    ((exceptions.APIException,), _as_it_says),
)


def _translate(error: Exception) -> CommonbeatError | None:
    """Give our refusal for what was refused below us, or None for a fault of ours."""
    return next((refusal(error) for kinds, refusal in _REFUSALS if isinstance(error, kinds)), None)


def _flatten(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Give REST framework's nested complaints as field name → sentences, with dots and numbers for the nesting."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found.update(_flatten(value, f"{name}.{key}".strip(".") if key != "non_field_errors" else name))
        return found
    if isinstance(detail, list) and any(isinstance(line, dict | list) for line in detail):
        found = {}
        for place, value in enumerate(detail):
            found.update(_flatten(value, f"{name}.{place}".strip(".")))
        return found
    lines = detail if isinstance(detail, list) else [detail]
    return {_in_utf8(name) or "body": [_in_utf8(str(line)) for line in lines]}


def _in_utf8(words: str) -> str:
    """Give words that can be sent: half a sign, which JSON can carry and no text, becomes a question mark."""
    return words.encode("utf-8", "replace").decode("utf-8")


def refuse(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give the problem+json answer to a refusal; faults of ours go on to the server's own handler."""
    refusal = _translate(error)
    if refusal is None:
        return None
    answer = Response(problem(refusal), status=refusal.status, content_type=PROBLEM)
    if refusal.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Commonbeat"'
    if isinstance(refusal, TooMany) and refusal.extra.get("wait"):
        answer["Retry-After"] = str(int(refusal.extra["wait"]) + 1)
    return answer


class ActionSerializer(serializers.Serializer[Any]):
    """What can be done to a thing now, and the reason where not."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


def available_actions(user: Any, obj: Any, workflow: Any) -> list[dict[str, Any]]:
    """Give each row of the workflow with whether this person can do it to the object now, and the reason where not."""
    policy, grants = access.policy_for(type(obj)), access.load(user)
    found = []
    for row in (row for row in workflow.transitions if not row.inner):
        answer = policy.can(grants, row.action, obj)
        reason = workflow.refusal(obj, row.action) if answer else answer.reason
        may = reason in (None, "")
        found.append({"action": row.action, "label": str(row.label), "allowed": may, "reason": str(reason or "")})
    return found


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 16, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="New for each new thing; sent again with the same, it is the same thing",
)


def idempotency_key(request: Request) -> str:
    """Give the ``Idempotency-Key`` header, 16 to 200 visible characters. Raises BadInput where it is missing or odd."""
    key = request.headers.get("Idempotency-Key", "")
    if not 16 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        words = _("Send a header Idempotency-Key of 16 to 200 characters, a new one for each new thing.")
        raise BadInput({"Idempotency-Key": [words]})
    return key
