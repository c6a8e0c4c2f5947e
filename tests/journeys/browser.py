"""The browser, and a walk: the windows of one journey, which fail it when the page complains, and are kept when it fails."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from policing.accounts.models import User

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|410|422|429) ")
SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
PHONE, DESK = 390, 1280
PATIENCE = 30_000  # milliseconds until a page that does not come fails its journey; what is there already is seen at once


def find() -> str:
    """Give the path of a Chromium. Skips where there is none, or fails where COMMONBEAT_JOURNEYS=required."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    if os.environ.get("COMMONBEAT_JOURNEYS") == "required":
        pytest.fail("No Chromium was found, and COMMONBEAT_JOURNEYS=required asks for one.", pytrace=False)
    pytest.skip("no Chromium was found; install one, or name it in CHROMIUM")


@contextmanager
def opened() -> Iterator[Browser]:
    """Start the browser, once for a worker."""
    path = find()
    expect.set_options(timeout=PATIENCE)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread; nothing here runs in it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Walk:
    """The windows of one journey. A complaint in any window's console, a broken policy or a script error fails the journey."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def window(self, *, width: int = PHONE, script: bool = True, who: User | None = None, language: str = "") -> Page:
        """Open a fresh window, of nobody or of somebody who is signed in already."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            reduced_motion="reduce",
            color_scheme="light",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if language:
            context.add_cookies([{"name": "language", "value": language, "url": self.address}])
        if who is not None:
            context.add_cookies([{"name": "session", "value": session_of(who), "url": self.address}])
        return self.page(context)

    def page(self, context: BrowserContext) -> Page:
        """Open one more tab of a window."""
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.match(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def keep_pictures(self, name: str) -> None:
        """Write what every window shows now to var/screenshots."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=SHOTS / f"{name}-{number}.png", full_page=True)

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()


def session_of(who: User) -> str:
    """Sign somebody in without the page, and give the session's key."""
    client = Client()
    client.force_login(type(who).objects.get(pk=who.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["session"].value
