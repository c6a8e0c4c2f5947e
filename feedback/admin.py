"""Set-up of reports in the admin: the categories. Reports themselves are worked on their own pages."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from feedback.models import Category
from policing.areas.setup import SetUpAdmin


@admin.register(Category)
class CategoryAdmin(SetUpAdmin[Category]):
    """What a report can be about. A category is taken out of use, never deleted: reports keep theirs."""

    list_display: ClassVar[tuple[str, ...]] = ("name", "short_name", "order", "is_sensitive", "is_active")
    list_editable: ClassVar[tuple[str, ...]] = ("order", "is_active")
    search_fields: ClassVar[tuple[str, ...]] = ("name", "short_name", "code")
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {"code": ("short_name",)}
