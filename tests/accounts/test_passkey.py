"""A passkey in a real browser with a pretend key: added, used as the second step, and to sign in alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from policing.accounts.models import User
from policing.events.models import Event
from tests.journeys import browser as browsers
from tests.journeys.browser import Walk
from tests.people import PASSWORD, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


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


def _with_key(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def _sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("Your e-mail address").fill(user.email)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_from_adding_it_to_signing_in_by_it_alone(walk: Walk) -> None:
    user = UserFactory()
    page = _with_key(walk.window())
    _sign_in(page, user)
    page.goto("/account/second-step/webauthn/add/")
    page.get_by_label("What you call it").fill("My phone")
    page.get_by_label("I want to sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert Authenticator.objects.get(user=user, type="webauthn").wrap().name == "My phone"

    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    _sign_in(page, user)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(lambda url: "/account/second-step/" not in url)
    page.goto("/account/")
    expect(page.get_by_role("heading", name="My account", level=1)).to_be_visible()

    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in by passkey").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    page.goto("/account/")
    expect(page.get_by_role("heading", name="My account", level=1)).to_be_visible()
    assert Event.objects.filter(name="accounts.person.signed_in", payload__by="mfa").count() == 2


def test_without_javascript_the_page_says_why_and_all_else_works(walk: Walk) -> None:
    user = UserFactory()
    page = walk.window(script=False)
    page.goto("/account/login/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in by passkey")).to_be_hidden()
    _sign_in(page, user)
    page.goto("/account/")
    page.get_by_label("Your name").fill("Robin")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
