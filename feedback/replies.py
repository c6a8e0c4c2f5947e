"""Replies kept ready: which are offered for an act, and their words with the facts of the report filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.dossier import Choice
from feedback.models import ReplyTemplate, Report
from policing import timekeeping
from policing.ui import dates

PLACE = re.compile(r"\{(reference|area|officer|day)\}")


def offered(choices: Mapping[str, list[Choice]], report: Report, action: str) -> list[tuple[str, str]]:
    """Give the replies for an act, those in the report's language first; each other one says which language it is in."""
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for row in choices.get("replies", []):
        act, language = row.extra.split(" ", 1)
        if act == action and language == report.language:
            own.append((row.code, row.label))
        elif act == action:
            others.append((row.code, f"{row.label} ({_language(language)})"))
    return own + others


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def filled(template: ReplyTemplate, report: Report, officer: Any) -> str:
    """Give the words of a reply with what stands in braces filled from facts, in the reply's own language."""
    with translation.override(template.language):
        facts = {
            "reference": report.reference,
            "area": report.area.name if report.area else _("your area"),
            "officer": officer.display_name,
            "day": dates.day(timekeeping.now()),
        }
    return PLACE.sub(lambda found: facts[found[1]], template.words)


def put_in(typed: str, code: str, offers: Sequence[tuple[str, str]], report: Report, officer: Any) -> str:
    """Give what was typed with the words of the chosen reply behind it. What is not offered here adds nothing. One query."""
    if not code.isdecimal() or code not in dict(offers):
        return typed
    template = ReplyTemplate.objects.filter(pk=int(code)).first()
    if template is None:
        return typed
    return "\n\n".join(part for part in (typed.strip(), filled(template, report, officer)) if part)
