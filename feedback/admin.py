"""Set-up of reports in the admin: the categories. Reports themselves are worked on their own pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from feedback.models import Category, RatingItem
from policing.areas.setup import SetUpAdmin


@admin.register(Category)
class CategoryAdmin(SetUpAdmin[Category]):
    """What a report can be about. A category is taken out of use, never deleted: reports keep theirs."""

    list_display = ("name", "short_name", "order", "is_sensitive", "is_active")
    search_fields = ("name", "short_name", "code")
    prepopulated_fields = {"code": ("short_name",)}


@admin.register(RatingItem)
class RatingItemAdmin(SetUpAdmin[RatingItem]):
    """What residents are asked about how they were treated. A new wording is a new statement: answers to the old one stay its own."""

    list_display = ("words", "source", "version", "is_modified", "order", "is_active")
    search_fields = ("words", "code", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: RatingItem | None = None) -> tuple[str, ...]:
        """Close the wording once the statement is there: what was answered must stay what was asked."""
        return ("code", "words", "source", "version", "is_modified") if obj else ()
