"""The log of every route of the site: lines of allow-listed fields, and nothing in them that stands in an address or leads to anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from policing.logs import CODES, NUMBERS, AllowListed
from tests.house.stage import Stage, addresses, forget_all, set_up
from tests.people import Cast
from tests.privacy import scan
from tests.privacy.scan import Signs

ALLOWED = {"time", "level", "logger", "where", "message", "route", "method", "fault", "fault_at", "constraint", *CODES, *NUMBERS}
ADDRESS, AGENT, REFERRER = "203.0.113.77", "Telltale/9.1 (Linux)", "https://tell.tale.example/"
PEOPLE = ("anonymous", "officer", "administrator")


@pytest.fixture
def stage(cast: Cast) -> Iterator[Stage]:
    """Give one of each thing that an address can name."""
    yield set_up(cast)
    forget_all()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Give what is written to the log, through the formatter of every process."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AllowListed())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def browser(stage: Stage, who: str) -> Client:
    """Give the browser of one of the cast, which tells all that it can."""
    headers = {"user-agent": AGENT, "referer": REFERRER, "x-forwarded-for": ADDRESS, "accept-encoding": "identity"}
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS, headers=headers)
    if who != "anonymous":
        client.force_login(getattr(stage.cast, who), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("who", PEOPLE)
def test_a_line_holds_nothing_but_what_is_allowed(stage: Stage, lines: io.StringIO, who: str) -> None:
    client = browser(stage, who)
    signs = Signs(
        address=ADDRESS, agent=AGENT, referrer="tell.tale", reference=stage.report.reference, token=stage.token, words="my-secret"
    )
    if who != "anonymous":
        signs = signs.of(getattr(stage.cast, who), session=str(client.session.session_key))
        signs.found.pop("id")  # a small number, which milliseconds and states are too
    asked = 0
    for route, name in addresses():
        where = stage.address(route, name)
        for send in (client.get, client.post):
            if name not in {"account_logout", "admin:logout"}:
                send(f"{where}?q=my-secret")
                asked += 1
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert len([line for line in found if line["logger"] == "commonbeat.request"]) >= asked * 0.9
    assert {name for line in found for name in line} <= ALLOWED
    assert scan.in_lines(lines.getvalue(), signs) == set()
