"""One served site and one browser for a worker, and a walk for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker, Settings

from policing.accounts.services import secret_mail
from policing.areas import locate
from policing.areas.models import Agency
from policing.events.testing import drain
from tests import template
from tests.journeys import browser as browsers
from tests.journeys import served, world
from tests.journeys.browser import Walk
from tests.journeys.served import Served
from tests.journeys.world import World

OUTCOME = pytest.StashKey[pytest.TestReport]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a journey."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker("journey")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Keep how a journey went, so that its windows can be photographed when it failed."""
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


@dataclass(frozen=True)
class House:
    """The site of this worker: how it is served, its database and its people."""

    served: Served
    database: str
    world: World


@contextmanager
def _inside(database: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let this process work on the database of the served site."""
    before = connection.settings_dict["NAME"]
    with blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = database
        locate.forget()
        Agency.forget()
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            locate.forget()
            Agency.forget()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the browser, or skip."""
    with browsers.opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def house(chromium: Browser, django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Serve a site with areas, teams, people and a few reports in every state."""
    served.prepare()
    with django_db_blocker.unblock():
        database = served.make_database()
    with _inside(database, django_db_blocker):
        made = world.build()
    with served.serving(database) as site:
        yield House(site, database, made)
    with django_db_blocker.unblock():
        template.drop(database)


@pytest.fixture
def site(house: House, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[House]:
    """Give the served site, with this process on the same database and an empty mailbox."""
    settings.SITE_URL = house.served.address
    mail.outbox.clear()
    cache.clear()  # sign-ins are counted by address, and public numbers are kept for a minute: no journey pays for another
    with _inside(house.database, django_db_blocker):
        yield house


@pytest.fixture
def people(site: House) -> World:
    """Give the areas, teams and people of the served site."""
    return site.world


@pytest.fixture
def walk(site: House, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """Give the windows of one journey."""
    walked = Walk(chromium, site.served.address)
    yield walked
    report = request.node.stash.get(OUTCOME, None)
    if (report is not None and report.failed) or walked.complaints:
        walked.keep_pictures(request.node.name.replace("/", "-"))
        print(site.served.faults())
    walked.close()
    assert not walked.complaints, "the browser complained:\n" + "\n".join(walked.complaints)


@pytest.fixture
def post(site: House) -> Any:
    """Give a function that lets the relay and the channels do their work and gives the mails that came of it, newest last."""

    def deliver() -> list[Any]:
        drain()
        secret_mail.send_due()
        return list(mail.outbox)

    return deliver
