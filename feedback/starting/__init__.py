"""The categories, groups and questions of a fresh site, as data. An administrator changes all of them."""

from __future__ import annotations

from feedback.starting.categories import CATEGORIES, GROUPS
from feedback.starting.questions import QUESTIONS

__all__ = ["CATEGORIES", "GROUPS", "QUESTIONS"]
