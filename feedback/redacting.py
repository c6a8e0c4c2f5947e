"""Suggestions of what tells who somebody is: each with its place and a reason. A person decides; nothing is cut by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_NAMES = rf"(?P<part>{_NAME}(?: {_NAME}){{0,2}})"
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Place|Square|Terrace|Row|Gardens|Crescent|Hill|Green|Mews|Walk|"
    r"Park|Boulevard|Blvd)"
)
_CHILD = r"(?:son|daughter|child|kid|boy|girl|baby|toddler|grandson|granddaughter|nephew|niece|brother|sister|hijo|hija)"
_IS_NAME = _("this reads like the name of a person")
_IS_HOME = _("a number of a house or a flat is where somebody lives")
_IS_AGE = _("the age of a child, with the rest, can tell which child")
# what stands in the group ``part`` is meant, or all of it
PATTERNS: tuple[tuple[str, Words, str, str], ...] = (
    ("link", _("a link can lead to a person"), "[link]", r"(?i:\b(?:https?://|www\.)\S*[\w/])"),
    ("email", _("an e-mail address leads to a person"), "[e-mail]", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("plate", _("a number plate leads to whose car it is"), "[number plate]",
     r"\b(?:[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]{1,3}[ -]\d{2,4}(?:[ -][A-Z]{1,3})?|\d{3,4}[ -][A-Z]{3}|[A-Z]{3}\d{3,4})\b"),
    ("address", _IS_HOME, "[address]", rf"\b\d{{1,4}}[a-zA-Z]?,? (?:{_NAME} ){{1,3}}{_STREET}\b"),
    ("address", _IS_HOME, "[address]", rf"\b(?i:calle|avenida|plaza) {_NAME}(?: {_NAME})*,? ?\d{{1,4}}\b"),
    ("address", _IS_HOME, "[number]", r"(?i:\b(?:flat|apartment|apt|unit|room|house|number|door|piso) #?\d{1,4}[a-z]?\b)"),
    ("name", _IS_NAME, "[name]", rf"\b(?i:my name is|me llamo|i am called|called|named) {_NAMES}"),
    ("name", _IS_NAME, "[name]", rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Mister|Dr|Sr|Sra|Señor|Señora)\b\.? ?{_NAME}(?: {_NAME})?"),
    ("age", _IS_AGE, "[age]", r"(?i:\b\d{1,2}[- ]?(?:years?[- ]old|años)\b)"),
    ("age", _IS_AGE, "[age]", rf"(?i:\b{_CHILD},? \(?(?:(?:is |of )?aged? |is )?(?P<part>\d{{1,2}})\b)"),
)  # fmt: skip
_PATTERNS = tuple((kind, reason, instead, re.compile(pattern)) for kind, reason, instead, pattern in PATTERNS)
LEAST_DIGITS = 7


@dataclass(frozen=True)
class Suggestion:
    """One part of a text that tells who somebody is: where it stands, what could stand there, and why."""

    start: int
    end: int
    kind: str
    found: str
    instead: str
    reason: Words


def suggest(text: str) -> list[Suggestion]:
    """Give what tells who somebody is, in the order of the text. What overlaps is told once, the longest of it."""
    found = sorted(_all(text), key=lambda one: (one.start, one.start - one.end))
    kept: list[Suggestion] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end and one.start == kept[-1].start:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _all(text: str) -> Iterator[Suggestion]:
    for kind, reason, instead, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            part = "part" if "part" in pattern.groupindex else 0
            yield Suggestion(hit.start(part), hit.end(part), kind, hit.group(part), instead, reason)
    for match in phonenumbers.PhoneNumberMatcher(text, settings.PHONE_REGION or None, phonenumbers.Leniency.POSSIBLE):
        if sum(char.isdigit() for char in match.raw_string) >= LEAST_DIGITS:
            yield Suggestion(match.start, match.end, "phone", match.raw_string, "[phone]", _("a number leads to a person"))


def redacted(text: str) -> str:
    """Give the text with every suggestion taken, as a start for the person who decides."""
    for one in reversed(suggest(text)):
        text = text[: one.start] + one.instead + text[one.end :]
    return text
