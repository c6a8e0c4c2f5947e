"""The API does what its description says: no fault of ours whatever is sent, and every answer in the shape that was promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from policing.accounts.models import User
from policing.accounts.roles import PERMISSIONS
from policing.accounts.services import tokens
from policing.privacy.receipts import new_token
from policing.wsgi import application
from tests.house.stage import Stage, forget_all, set_up
from tests.house.tree import BASE
from tests.people import Cast

WRITTEN = BASE / "schema.yaml"
EXAMPLES = 2
REPORT = {"category": "noise", "mode": "anonymous", "lat": None, "lon": None, "area": "", "name": "", "email": ""}
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def stage(cast: Cast) -> Iterator[Stage]:
    """Give the stage to a server that leaves the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield set_up(cast)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    forget_all()


def description() -> dict[str, Any]:
    """Give the description of the API as it is written in the tree."""
    return yaml.safe_load(WRITTEN.read_text(encoding="utf-8"))


def bearer(user: User) -> dict[str, str]:
    """Give the header of a program that may do all that its person may."""
    scopes = [code for code in PERMISSIONS if user.has_perm(code)]
    made = tokens.make(actor=user, name="all", scopes=scopes, days=30, form_token=new_token())
    return {"Authorization": f"Bearer {made.secret}"}


def values_for(stage: Stage, path: str) -> dict[str, object]:
    """Give what stands in the addresses of what is there: a report, a clock, a person, and rows by their number."""
    rows = {"memberships": stage.cast.analyst.memberships, "role-grants": stage.cast.analyst.role_grants}
    named = next((rows[part] for part in rows if part in path), None)
    return {**stage.values, "id": named.values_list("pk", flat=True).first() if named is not None else stage.values["notice_id"]}


def test_the_description_is_up_to_date_and_whole(tmp_path: Any) -> None:
    made = tmp_path / "schema.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    assert made.read_text(encoding="utf-8") == WRITTEN.read_text(encoding="utf-8"), "run manage.py spectacular --file schema.yaml"


def test_every_operation_has_the_one_shape_of_refusals() -> None:
    operations = [one for path in description()["paths"].values() for one in path.values()]
    assert len(operations) > 40
    assert all("application/problem+json" in one["responses"]["default"]["content"] for one in operations)


@pytest.mark.parametrize("known", [False, True], ids=["of anything", "of what is there"])
@pytest.mark.parametrize("who", ["anonymous", "officer", "administrator"])
def test_whatever_is_sent_is_answered_as_described(stage: Stage, who: str, known: bool) -> None:
    headers = {"Accept-Encoding": "identity"} | ({} if who == "anonymous" else bearer(getattr(stage.cast, who)))
    api = from_dict(description())
    api.app = application
    broken = []
    for found in api.get_all_operations():
        operation = found.ok()
        names = {one.name for one in operation.path_parameters}
        if known and not names and operation.label != "POST /api/v1/reports/":
            continue
        fixed = {name: str(values_for(stage, operation.path)[name]) for name in names} if known else None
        for mode in [GenerationMode.POSITIVE] if known else GenerationMode:
            broken += _breaches(operation, mode, fixed, headers)
    assert broken == []


def _breaches(operation: Any, mode: GenerationMode, fixed: dict[str, str] | None, headers: dict[str, str]) -> list[str]:
    """Send a few made-up requests to one operation, each in a transaction of its own, and give what was not as described."""

    @seeded(0)
    @settings(
        max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def send(case: Case) -> None:
        cache.clear()
        if fixed is not None and isinstance(case.body, dict) and "category" in case.body:
            case.body |= REPORT
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=PROMISES)

    try:
        send()
    except Unsatisfiable:  # nothing about this operation can be sent wrong
        return []
    except BaseExceptionGroup as group:
        return [f"{operation.label}: {error}" for error in group.exceptions]
    return []


def test_a_broken_promise_would_be_found(stage: Stage) -> None:
    described = description()
    described["components"]["schemas"]["Category"]["properties"]["name"]["type"] = "integer"
    api = from_dict(described)
    api.app = application
    operation = api["/api/v1/categories/"]["GET"]
    assert _breaches(operation, GenerationMode.POSITIVE, None, {"Accept-Encoding": "identity"})
