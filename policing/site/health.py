"""Is the site alive, and can it do its work? For the machine that watches it; nothing here says anything of anybody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery.exceptions import OperationalError
from django.db import Error as DatabaseProblem
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerDown
from redis.exceptions import RedisError

from policing import access
from policing.celery import app
from policing.events import health as outbox

logger = logging.getLogger(__name__)
LATE_SECONDS = 300.0
ADDRESSES = frozenset({"/livez", "/readyz"})
WHY = "a watching machine has no account, and reads only yes or no"


@access.public(WHY)
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("live\n", content_type="text/plain")


def database() -> dict[str, Any]:
    """Ask the database one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def broker() -> dict[str, Any]:
    """Open a connection to the broker, waiting at most a second."""
    with app.connection_for_write(connect_timeout=1) as link:
        link.ensure_connection(max_retries=1, timeout=1)
    return {"ok": True}


def dispatches() -> dict[str, Any]:
    """Tell how old the oldest waiting outbox row is, in seconds, and how many are stuck."""
    age = outbox.oldest_waiting_seconds()
    return {"ok": age < LATE_SECONDS, "oldest_seconds": round(age, 1), "stuck": outbox.stuck_count()}


def seals() -> dict[str, Any]:
    """Tell how old the oldest unsealed event is, in seconds."""
    age = outbox.oldest_unsealed_seconds()
    return {"ok": age < LATE_SECONDS, "oldest_seconds": round(age, 1)}


PROBES: dict[str, Callable[[], dict[str, Any]]] = {"database": database, "broker": broker, "dispatch": dispatches, "seal": seals}


def _probe(name: str) -> dict[str, Any]:
    try:
        return PROBES[name]()
    except (DatabaseProblem, BrokerDown, OperationalError, RedisError, OSError) as error:
        logger.error("a part does not answer", extra={"code": f"not-ready-{name}"}, exc_info=True)
        return {"ok": False, "error": type(error).__name__}


@access.public(WHY)
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether database, broker, outbox and sealer keep up: 200 when all do, 503 otherwise."""
    found = {name: _probe(name) for name in PROBES}
    good = all(part["ok"] for part in found.values())
    return JsonResponse({"ready": good, **found}, status=200 if good else 503)


class Probes:
    """Answers a watching machine before anything else asks the database, the host's name or for a safe line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the two addresses of health, and let everything else go on."""
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        answer: HttpResponse = match.func(request)
        return answer
