"""Questions that pages ask of areas and places."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models


def fold(text: str) -> str:
    """Fold text for sorting and search: casefolded, accents off, spaces single, no NUL (the database has no unaccent)."""
    plain = text.replace("\0", " ").casefold()
    if plain.isascii():  # has no accents
        return " ".join(plain.split())
    parted = unicodedata.normalize("NFKD", plain)
    flat = "".join(char for char in parted if not unicodedata.combining(char))
    return " ".join(flat.split())


class AreaQuerySet(models.QuerySet[Any]):
    """Areas, which everybody may see."""

    def in_use(self) -> AreaQuerySet:
        """Give the areas that the Agency works with now."""
        return self.filter(is_active=True)

    def inside(self, path: str) -> AreaQuerySet:
        """Give the area of that path and all inside it."""
        return self.filter(path__startswith=path)

    def for_list(self) -> AreaQuerySet:
        """Give the light columns only: boundaries stay behind."""
        return self.in_use().only("id", "code", "name", "key", "level", "path", "parent_id").order_by("key")


class PlaceQuerySet(models.QuerySet[Any]):
    """Streets and places, which everybody may see."""

    def named_like(self, words: str, limit: int = 8) -> PlaceQuerySet:
        """Give the places whose folded name starts with, or else holds, the words; at most ``limit``."""
        key = fold(words)
        starts = models.Case(models.When(key__startswith=key, then=0), default=1, output_field=models.SmallIntegerField())
        holding = self.filter(key__contains=key).select_related("area").defer("area__boundary")
        found: PlaceQuerySet = holding.annotate(far=starts).order_by("far", "key", "id")[:limit]
        return found
