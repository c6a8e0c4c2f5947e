"""Components that hold other things: written ``{% card %}…{% endcard %}``."""

from __future__ import annotations

from django.utils.safestring import SafeString

from policing.ui.components.inline import draw
from policing.ui.registry import Words

NOTICES = {"info": "info", "good": "check", "warn": "clock", "stop": "alert", "quiet": "lock"}
CARDS = frozenset({"", "flush"})


def notice(content: SafeString, kind: str = "info", *, icon: str = "", role: str = "") -> SafeString:
    """Draw something to know that stays. Starts with a bold phrase. ``kind``: info, good, warn, stop or quiet."""
    if kind not in NOTICES:
        raise ValueError(f"No notice called {kind}")
    return draw("notice", content=content, kind=kind, icon=icon or NOTICES[kind], role=role)


def toast(content: SafeString, icon: str = "check") -> SafeString:
    """Draw a confirmation of what was just done. Never for errors."""
    return draw("toast", content=content, icon=icon)


def card(content: SafeString, *, tab: Words = "", kind: str = "", id: str = "", labelledby: str = "") -> SafeString:
    """Draw one thing that could be filed. ``tab`` names its drawer; ``kind`` flush holds a table edge to edge."""
    if kind not in CARDS:
        raise ValueError(f"No card called {kind}")
    return draw("card", content=content, tab=tab, kind=kind, id=id, labelledby=labelledby)


def scroll(content: SafeString, label: Words) -> SafeString:
    """Let a wide thing scroll by itself, reachable by keyboard and named."""
    return draw("scroll", content=content, label=label)


def more(content: SafeString, summary: Words, *, open: bool = False) -> SafeString:
    """Fold something away until asked. Never errors, costs, rights or the emergency line."""
    return draw("more", content=content, summary=summary, open=open)


def dialog(content: SafeString, title: Words, id: str) -> SafeString:
    """Draw a question that stops a mistake. The same question stands on a page of its own."""
    return draw("dialog", content=content, title=title, id=id)
