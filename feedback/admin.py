"""Set-up of reports in the admin: the categories. Reports themselves are worked on their own pages."""

from __future__ import annotations

from django.contrib import admin

from feedback.models import Category
from policing.areas.setup import SetUpAdmin


@admin.register(Category)
class CategoryAdmin(SetUpAdmin[Category]):
    """What a report can be about. A category is taken out of use, never deleted: reports keep theirs."""

    list_display = ("name", "short_name", "order", "is_sensitive", "is_active")
    search_fields = ("name", "short_name", "code")
    prepopulated_fields = {"code": ("short_name",)}
