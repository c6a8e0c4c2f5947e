"""Every page of sign-in and of one's own account, looked at by axe: light, dark, right to left, at a phone's width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser

from tests.accounts.helpers import app_code, give_app, sign_in
from tests.journeys import browser as browsers
from tests.journeys.browser import Walk
from tests.people import RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OPEN = ["login/", "signup/", "login/code/", "password/reset/", "password/reset/done/", "inactive/"]
OWN = [
    "", "sessions/", "tokens/", "email/", "password/change/", "logout/", "second-step/", "second-step/totp/deactivate/",
    "second-step/recovery-codes/", "second-step/recovery-codes/generate/", "second-step/webauthn/", "second-step/webauthn/add/",
]  # fmt: skip
NEW = ["second-step/?needed=1", "second-step/totp/activate/", "tokens/"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give the browser, or skip."""
    with browsers.opened() as browser:
        yield browser


@pytest.fixture
def walk(live_server, chromium: Browser) -> Iterator[Walk]:
    """Give the windows of one journey."""
    walked = Walk(chromium, live_server.url)
    yield walked
    walked.close()
    assert not walked.complaints, "\n".join(walked.complaints)


@pytest.mark.parametrize(("language", "theme"), [("en-gb", "light"), ("en-gb", "dark"), ("ar", "light")])
def test_axe_finds_nothing(walk: Walk, language: str, theme: str) -> None:
    officer = RoleGrantFactory(role="officer", user=UserFactory(language=language)).user
    secret, resident = give_app(officer), UserFactory(language=language)
    found: list[str] = []
    for who, paths in ((None, OPEN), (officer, OWN), (resident, NEW)):
        page = walk.window(language=language)
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        if who is not None:
            signed_in = Client()
            sign_in(signed_in, who)
            if who == officer:
                signed_in.post("/account/second-step/authenticate/", {"code": app_code(secret)})
            page.context.add_cookies([{"name": "session", "value": signed_in.session.session_key, "url": walk.address}])
        for path in paths:
            cache.clear()
            answer = page.goto(f"/account/{path}")
            assert answer is not None
            assert (answer.status, page.url) == (200, f"{walk.address}/account/{path}")
            result = Axe().run(page)
            found += [f"{path} {one['id']}: {one['nodes'][0]['html']}" for one in result.response["violations"]]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} scrolls sideways by {wide}"
    assert not found, "\n".join(found)
