"""What the search finds of cases in public: the pages that are shown, in the words that everybody reads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from feedback.searching import query_of
from policing.privacy.references import normalise_reference
from policing.ui import dates
from policing.ui.registry import Hit
from problems import stories


def shown(user: Any, words: str, most: int) -> list[Hit]:
    """Give the public pages that hold the words, the last changed first. Three queries, or one; a reference leads nobody to its page."""
    if normalise_reference(words):
        return []
    rows = stories.pages(user).filter(search=query_of(words))[:most]
    return [_hit(one) for one in stories.with_numbers(rows)]


def _hit(one: stories.Shown) -> Hit:
    row = one.row
    about = [*([row.area.name] if row.area else []), dates.short_day(row.changed_at)]
    return Hit(one.heading, reverse("problems:page", args=[row.slug]), " · ".join(about), one.state.public_label)
