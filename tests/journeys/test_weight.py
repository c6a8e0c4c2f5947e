"""A first page is light: with a cold cache, all its files together, as they travel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import Walk
from tests.journeys.world import World

MOST_BYTES = 100 * 1024


def _weigh(page: Page, path: str) -> dict[str, int]:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    weights: dict[str, int] = {}
    line.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", lambda event: weights.update({event["requestId"]: int(event["encodedDataLength"])}))
    page.goto(path, wait_until="networkidle")
    return {names[key]: weight for key, weight in weights.items()}


@pytest.mark.parametrize("path", ["/", "/areas/", "/report/", "/track/", "/account/login/", "/inbox/"])
def test_a_first_page_is_light(walk: Walk, people: World, path: str) -> None:
    page = walk.window(who=people.officer if path == "/inbox/" else None)
    weights = _weigh(page, path)
    assert any(".css" in url for url in weights), "the stylesheet was not counted"
    total = sum(weights.values())
    assert total <= MOST_BYTES, f"{path} weighs {total} bytes: {weights}"
