"""The journeys themselves: they skip or fail without a browser, and a page that complains fails its journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import browser
from tests.journeys.audit import faults
from tests.journeys.browser import Walk


def test_without_a_browser_a_journey_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("COMMONBEAT_JOURNEYS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium was found"):
        browser.find()


def test_where_journeys_are_required_a_missing_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("COMMONBEAT_JOURNEYS", "required")
    with pytest.raises(pytest.fail.Exception, match="required"):
        browser.find()


def test_a_page_that_breaks_the_policy_is_heard(walk: Walk) -> None:
    page = walk.window()
    page.goto("/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">red</p>')")
    expect(page.get_by_text("red", exact=True)).to_be_visible()
    assert not page.evaluate("window.ran")
    assert len(walk.complaints) == 2
    assert all("Content Security Policy" in line for line in walk.complaints)
    walk.complaints.clear()


def test_a_page_with_a_fault_is_found(walk: Walk) -> None:
    page = walk.window()
    page.goto("/track/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.inlineSize = '2000px'")
    found = faults(page)
    assert any(": label: " in line for line in found)
    assert any("scrolls sideways at 320" in line for line in found)
