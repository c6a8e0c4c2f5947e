"""Lines that listen and help, as an Agency lists them beside the emergency number."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINE_KEYS = {"name", "number", "when"}
DIAL = re.compile(r"\+?[0-9][0-9 ()*#-]{1,24}")
MOST_LINES, MOST_LETTERS = 12, 120


def check_lines(value: Any) -> None:
    """Pass a list of lines that each have a name and a number to dial; ``when`` may be left out. Raises ValidationError."""
    if not isinstance(value, list) or len(value) > MOST_LINES or not all(_is_line(line) for line in value):
        raise ValidationError(
            _("Write a list of at most twelve lines. Each has a name and a number, and if you like when; all are text in quotes.")
        )


def _is_line(line: Any) -> bool:
    if not isinstance(line, dict) or not set(line) <= LINE_KEYS:
        return False
    if not all(isinstance(part, str) and len(part) <= MOST_LETTERS for part in line.values()):
        return False
    return bool(line.get("name", "").strip()) and bool(DIAL.fullmatch(line.get("number", "")))
