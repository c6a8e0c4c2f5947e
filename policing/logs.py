"""Logs that cannot tell on anybody: one JSON line of allow-listed fields, and nothing else.

Never written: an address, a user agent, a referrer, a person, a session, a path, the text of an exception, or the values that
a message was filled with. A message of our own code is its template; of other packages only a template that was given its
values apart, since a text made beforehand may hold anything.
"""

from __future__ import annotations

import json
import logging
import math
import re
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

OURS = ("policing", "feedback", "partnerships", "problems", "initiatives", "commonbeat")
WITH_TEMPLATES = ("celery", "django", "gunicorn", "kombu")
ROOT = Path(__file__).resolve().parent.parent
LONGEST_TEMPLATE = 300

# what code hands over with ``extra=``; a value of another shape is left out
CODES = ("code", "command", "event", "queue", "task")
NUMBERS = ("attempts", "count", "delivery_id", "dispatch_id", "event_id", "ms", "notification_id", "status")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CODE = re.compile(r"[a-z][a-z_-]{0,40}(?:\.[a-z][a-z_-]{0,40}){0,4}")
ROUTE = re.compile(r"[a-z_]{1,40}(?::[a-z][a-z0-9_-]{0,60}){1,2}|[a-z_-]{1,60}")


class AllowListed(logging.Formatter):
    """Formats a record as one JSON line from the allow-list."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line. Never raises for an odd record: what does not fit is left out."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "where": f"{_module(record.pathname)}:{record.lineno}",
        }
        if message := _template(record):
            line["message"] = message
        line |= _fields(record)
        if record.exc_info and record.exc_info[0] is not None:
            line |= _fault(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def configuration(level: str = "INFO") -> dict[str, Any]:
    """Give the logging set-up of a process, for settings and for servers that set up their own (gunicorn, Celery)."""
    quiet = {"handlers": [], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "policing.logs.AllowListed"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # our own line has the route's name and nothing of the person; these would have address and path
            "gunicorn.access": quiet,
            "django.server": quiet,
            "gunicorn.error": {"handlers": ["out"], "propagate": False, "level": level},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
        },
    }


def _template(record: logging.LogRecord) -> str:
    package = record.name.split(".")[0]
    if not isinstance(record.msg, str):
        return ""
    if package in OURS or (package in WITH_TEMPLATES and record.args and "%" in record.msg):
        return record.msg[:LONGEST_TEMPLATE]
    return ""


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    held = record.__dict__
    found: dict[str, Any] = {name: held[name] for name in CODES if isinstance(held.get(name), str) and CODE.fullmatch(held[name])}
    found |= {name: held[name] for name in NUMBERS if isinstance(held.get(name), int | float) and math.isfinite(held[name])}
    if isinstance(held.get("route"), str) and ROUTE.fullmatch(held["route"]):
        found["route"] = held["route"]
    if held.get("method") in METHODS:
        found["method"] = held["method"]
    if isinstance(held.get("status_code"), int):
        found.setdefault("status", held["status_code"])
    return found


def _fault(error: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """Give the classes of an exception and of its causes, the place in our code, and the constraint where PostgreSQL refused."""
    kinds: list[str] = []
    step: BaseException | None = error
    while step is not None and len(kinds) < 5:
        kinds.append(f"{type(step).__module__}.{type(step).__qualname__}")
        step = step.__cause__ or step.__context__
    found: dict[str, Any] = {"fault": kinds}
    if place := _place(trace):
        found["fault_at"] = place
    constraint = getattr(getattr(error.__cause__ if error else None, "diag", None), "constraint_name", None)
    if isinstance(constraint, str) and CODE.fullmatch(constraint):
        found["constraint"] = constraint
    return found


def _place(trace: TracebackType | None) -> str:
    """Give the deepest place of a traceback that lies in our own code, else the deepest of all."""
    ours = last = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        last = f"{_module(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
        if _module(code.co_filename).split(".")[0] in OURS:
            ours = last
        trace = trace.tb_next
    return ours or last


def _module(file_name: str) -> str:
    """Give a file as a dotted module, without the folders of this machine."""
    path = Path(file_name)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    parts = path.with_suffix("").parts
    start = len(parts) - parts[::-1].index("site-packages") if "site-packages" in parts else len(parts) - 1
    return ".".join(parts[start:])
