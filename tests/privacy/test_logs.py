"""A log line cannot tell on anybody, whatever is put into it."""

from __future__ import annotations

import ast
import json
import logging
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from policing.logs import AllowListed, configuration
from policing.privacy.models import Identity

SECRETS = (
    "203.0.113.77",
    "2001:db8::77",
    "ada@example.org",
    "Mozilla/5.0",
    "Ada Quill",
    "/track/HEDGE-4-LAMP-71/",
    "4821 0937",
    "s3ss10nk3y",
)
ALLOWED = {
    "time", "level", "logger", "where", "message", "code", "command", "event", "queue", "task", "attempts", "count", "ms",
    "delivery_id", "dispatch_id", "event_id", "notification_id", "status", "route", "method", "fault", "fault_at", "constraint",
}  # fmt: skip
FIELDS = (
    "address", "ip", "user_agent", "referrer", "user", "user_id", "request_id", "path", "session", "code", "route", "method",
    "task", "event", "status", "ms", "status_code", "stack_info", "exc_text", "message", "asctime", "taskName", "threadName",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


def line(logger: str = "policing.tests", msg: Any = "told", args: Any = (), exc_info: Any = None, **extra: Any) -> dict[str, Any]:
    """Format one record and read it back."""
    record = logging.LogRecord(logger, logging.INFO, __file__, 7, msg, args, exc_info)
    record.__dict__.update(extra)
    text = AllowListed().format(record)
    assert "\n" not in text
    assert not [secret for secret in SECRETS if secret in text]
    found: dict[str, Any] = json.loads(text)
    assert set(found) <= ALLOWED
    return found


def fault(error: Exception) -> Any:
    """Give what ``exc_info`` is after this was raised."""
    try:
        raise error
    except type(error):
        return sys.exc_info()


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("field", FIELDS)
def test_extras_are_dropped_unless_they_are_codes(field: str, secret: str) -> None:
    assert field not in line(**{field: secret}) or field in ("message",)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_a_message_is_filled_with_is_never_written(secret: str) -> None:
    assert line(msg="sent to %s", args=(secret,))["message"] == "sent to %s"
    assert line("django.request", "%s: %s", ("Not Found", secret))["message"] == "%s: %s"
    assert (
        line("celery.app.trace", "Task %(name)s failed: %(exc)s", ({"exc": secret},))["message"]
        == "Task %(name)s failed: %(exc)s"
    )


@pytest.mark.parametrize("secret", SECRETS)
def test_a_text_that_other_packages_made_beforehand_is_not_written(secret: str) -> None:
    assert "message" not in line("urllib3.connectionpool", f"retry for {secret}")
    assert "message" not in line("gunicorn.error", f"Invalid request from {secret}")
    assert "message" not in line("somebody", f"{secret} %s", ("x",))
    assert "message" not in line(msg=ValueError(secret))


@pytest.mark.parametrize("secret", SECRETS)
def test_an_exception_is_its_classes_and_its_place(secret: str) -> None:
    error = RuntimeError(f"about {secret}")
    error.__cause__ = KeyError(secret)
    found = line(exc_info=fault(error))
    assert found["fault"] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert re.fullmatch(r"tests\.privacy\.test_logs:\d+ fault", found["fault_at"])
    assert str(ROOT) not in json.dumps(found)


@pytest.mark.django_db
def test_what_postgresql_refused_is_the_constraint_alone() -> None:
    try:
        with transaction.atomic():
            Identity.objects.create(mode="Ada Quill")
    except IntegrityError:
        found = line(exc_info=sys.exc_info())
    assert found["constraint"] == "identity_mode"
    assert "Failing row" not in json.dumps(found)


def test_a_request_on_the_record_gives_nothing_away() -> None:
    request = RequestFactory().get(
        SECRETS[5],
        REMOTE_ADDR=SECRETS[0],
        HTTP_USER_AGENT=SECRETS[3],
        HTTP_REFERER="https://example.org/ada",
        HTTP_COOKIE="session=s3ss10nk3y",
    )
    found = line(
        "django.request",
        "%s: %s",
        ("Internal Server Error", request.path),
        fault(ValueError(SECRETS[4])),
        request=request,
        status_code=500,
    )
    assert found["status"] == 500


@given(
    st.dictionaries(
        st.text(min_size=1), st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.none(), st.lists(st.text()))
    ),
    st.text(),
)
def test_only_listed_fields_ever(extra: dict[str, Any], text: str) -> None:
    record = logging.LogRecord("somebody.else", logging.INFO, __file__, 7, text, None, None)
    mine = {key: value for key, value in extra.items() if key not in record.__dict__}
    record.__dict__.update(mine)
    assert set(json.loads(AllowListed().format(record))) <= ALLOWED - {"message"}


def test_what_is_useful_is_there() -> None:
    found = line(
        code="throttle_open", route="feedback:report-close", method="POST", status=409, ms=12.5, event_id=7, task="events.relay"
    )
    assert found["message"] == "told"
    assert found["where"] == "tests.privacy.test_logs:7"
    assert (found["route"], found["status"], found["ms"], found["event_id"], found["task"]) == (
        "feedback:report-close",
        409,
        12.5,
        7,
        "events.relay",
    )


def test_other_log_lines_with_addresses_are_off() -> None:
    loggers = configuration()["loggers"]
    assert loggers["gunicorn.access"] == loggers["django.server"] == {"handlers": [], "propagate": False}


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"debug", "info", "warning", "error", "critical", "exception"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"logger", "log", "logging"}
    )


def _calls() -> list[tuple[str, Any]]:
    folders = ("policing", "feedback", "partnerships", "problems", "initiatives")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    trees = [(path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in files]
    return [(f"{path}:{node.lineno}", node) for path, tree in trees for node in ast.walk(tree) if _is_log_call(node)]


def test_our_own_messages_are_written_out_in_the_code() -> None:
    """A template is written to the log, so it must be one: a literal, never a text made from values."""
    calls = _calls()
    assert calls
    made = [place for place, node in calls if not (node.args and isinstance(node.args[0], ast.Constant))]
    assert made == []
