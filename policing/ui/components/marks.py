"""The small marks that stand in every row of a list. They are written in Python, not as templates, because rows are many."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.templatetags.static import static
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from policing.ui import dates
from policing.ui.registry import Words
from policing.workflow import TONES, State

FACE_TONES = ("", "b", "c", "d")
_EMPTY = mark_safe("")


def icon(name: str, *, turn: bool = False, extra: str = "") -> SafeString:
    """Draw one icon of the sprite beside a word. ``turn`` for an icon with a direction; ``extra`` adds a class."""
    return _icon(name, turn, extra)


@lru_cache(maxsize=512)
def _icon(name: str, turn: bool, extra: str) -> SafeString:
    classes = "icon" + (" icon--dir" if turn else "") + (f" {extra}" if extra else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        classes,
        static("icons.svg"),
        name,
    )


def tag(what: State | Words, *, tone: str = "none", public: bool = False) -> SafeString:
    """Draw the state of one thing: a workflow ``State`` with its own tone, or a word with ``tone``.

    ``public`` takes the state's public words. Raises ValueError for a tone that the house does not have.
    """
    label: Words
    if isinstance(what, State):
        label, tone = (what.public_label if public else what.label), what.tone
    else:
        label = what
    if tone not in TONES:
        raise ValueError(f"No tone called {tone}")
    words = conditional_escape(label if isinstance(label, str) else str(label))
    return SafeString(f'<span class="tag{"" if tone == "none" else f" tag--{tone}"}">{words}</span>')


def count(number: int, unit: Words = "") -> SafeString:
    """Show how many wait. ``unit`` is read out by screen readers: “14 to read”."""
    said = format_html('<span class="sr"> {}</span>', unit) if unit else _EMPTY
    return format_html('<span class="count">{}{}</span>', formats.number_format(number, use_l10n=True), said)


def ltr(code: str) -> SafeString:
    """Show a number or a code within a sentence; it reads left to right in every language, and moves no word beside it."""
    return format_html('<bdi dir="ltr">{}</bdi>', code)


def ref(code: str) -> SafeString:
    """Show a reference, which reads left to right in every language."""
    return format_html('<span class="ref" dir="ltr">{}</span>', code)


OF_DAYS = frozenset({"day", "short"})


def when(moment: datetime | date, form: str = "day", *, extra: str = "") -> SafeString:
    """Say a date or time inside a real ``time`` element.

    ``form``: day, short, clock, full, brief, near or since. Raises KeyError for another.
    """
    here = dates.local(moment)
    stamp = here.isoformat(timespec="minutes") if isinstance(here, datetime) else here.isoformat()
    if form in OF_DAYS:
        day = here.date() if isinstance(here, datetime) else here
        return _of_day(stamp, day, form, extra, (dates.reader_language(), dates.today().year))
    return _time(stamp, dates.FORMS[form](here), extra)


@lru_cache(maxsize=4096)
def _of_day(stamp: str, day: date, form: str, extra: str, _reader: tuple[str, int]) -> SafeString:
    """Draw a day, which reads the same for every reader of a language in a year; kept, because lists say the same few."""
    return _time(stamp, dates.FORMS[form](day), extra)


def _time(stamp: str, words: str, extra: str) -> SafeString:
    classes = format_html(' class="{}"', extra) if extra else ""
    return SafeString(f'<time datetime="{stamp}"{classes}>{conditional_escape(words)}</time>')


def due(moment: datetime | None, *, late: bool = False) -> SafeString:
    """Say by when something is due; a late one carries a shape and the word. None shows a dash."""
    if moment is None:
        return format_html('<span class="due soft">{}</span>', "–")
    words = when(moment, "short")
    if not late:
        return SafeString(f'<span class="due">{words}</span>')
    return format_html('<span class="due due--late">▲ {} ({})</span>', words, gettext("late"))


def initials(name: str) -> str:
    """Give the first letters of the first and last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def face(name: str, *, tone: str = "", small: bool = False) -> SafeString:
    """Show a worker's or member's initials. Never for residents who report. ``tone``: nothing, b, c or d."""
    if tone not in FACE_TONES:
        raise ValueError(f"No face tone called {tone}")
    classes = "face" + (f" face--{tone}" if tone else "") + (" face--s" if small else "")
    return SafeString(f'<span class="{classes}" aria-hidden="true">{conditional_escape(initials(name))}</span>')


def meter(value: float, most: float, *, late: bool = False, mark: float | None = None) -> SafeString:
    """Draw a part of a whole beside text that says it. ``late`` marks a passed deadline; ``mark`` sets a line at that value."""
    top = max(most, value, 1)
    line = ""
    if mark is not None:
        at = f"{100 * mark / top:.1f}%"
        line = format_html('<line class="mark" x1="{0}" x2="{0}" y1="0" y2="12"/>', at)
    return format_html(
        '<svg class="meter{}" width="100%" height="12" aria-hidden="true" focusable="false">'
        '<rect x="0" y="2" width="100%" height="8" rx="2"/><rect x="0" y="2" width="{}%" height="8" rx="2"/>{}</svg>',
        " meter--late" if late else "",
        f"{100 * max(value, 0) / top:.1f}",
        line,
    )
