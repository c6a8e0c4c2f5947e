"""Looks at one page with axe, in light and in dark, and for a scroll to the side.

With ``JOURNEYS_PICTURES=1`` in the environment a picture of every page is kept in var/screenshots, for a person to look at.
"""

from __future__ import annotations

import os
import re
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.journeys.browser import DESK, PHONE, SHOTS

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
NARROW = 320
COLOUR_ALONE = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = "options => axe.run(document, {...options, resultTypes: ['violations'], preload: false}).then(found => found.violations)"
WIDER = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
    .slice(0, 4).map(e => e.tagName.toLowerCase() + '.' + e.className)"""


def faults(page: Page, *, dark: bool = True, name: str = "") -> list[str]:
    """Give every fault of the page as a line: at 390 and 1280 wide, in light and in dark, and at 320 for the scroll.

    What depends on the colours alone is looked at again in the dark; everything else is the same there.
    """
    page.evaluate(AXE)
    label = name or page.url.split("/", 3)[3]
    found = _sideways(page, label, NARROW)
    for width in (PHONE, DESK):
        found += _sideways(page, label, width)
        found += _axe(page, f"{label} at {width}", {})
        if dark:
            _paint(page, "dark")
            found += _axe(page, f"{label} at {width}, dark", COLOUR_ALONE)
            _paint(page, "light")
    page.set_viewport_size({"width": PHONE, "height": 800})
    return found


def _paint(page: Page, theme: Any) -> None:
    """Put on a theme as the server and the device would, both."""
    page.emulate_media(color_scheme=theme)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def _sideways(page: Page, label: str, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return [f"{label} scrolls sideways at {width}: {page.evaluate(WIDER)}"]


def _axe(page: Page, label: str, options: dict[str, Any]) -> list[str]:
    if os.environ.get("JOURNEYS_PICTURES"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{re.sub('[^a-z0-9]+', '-', label.lower())}.png", full_page=True)
    lines = []
    for violation in page.evaluate(RUN, options):
        nodes = [f"{node['target']} {node['failureSummary'].splitlines()[-1].strip()}" for node in violation["nodes"][:3]]
        lines.append(f"{label}: {violation['id']}: {violation['help']}: {nodes}")
    return lines
