"""How the address of a database becomes what Django connects by."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from policing import env


def connection(url: str, *, lock_ms: int, statement_ms: int, max_age: int) -> dict[str, Any]:
    """Give the entry of ``DATABASES`` for an address. Raises EnvironmentProblem for one that is not PostgreSQL's."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.EnvironmentProblem("DATABASE_URL: only postgresql:// addresses are understood")
    options = dict(parse_qsl(parts.query))
    host = unquote(options.pop("host", "") or parts.hostname or "")
    # timeouts travel as connection options, so that they hold behind a pooler in session mode and in every process
    options.setdefault("connect_timeout", "5")
    options["options"] = f"-c lock_timeout={lock_ms} -c statement_timeout={statement_ms} -c jit=off"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": max_age,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
