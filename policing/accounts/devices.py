"""A word for a device that tells a person which of theirs it is, and says no more than that."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def coarse_word(user_agent: str) -> str:
    """Give the browser and the system by name, like “Chrome on Android”; nothing that singles a device out."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser}/{system}" if browser or system else ""


def say(word: str) -> str:
    """Give the stored word as people read it, in the reader's language."""
    browser, _slash, system = word.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a device that we do not know")
