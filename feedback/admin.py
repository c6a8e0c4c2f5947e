"""Set-up of reports in the admin: groups, categories and their questions. Reports themselves are worked on their own pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from feedback.forms.set_up import QuestionForm
from feedback.models import Category, CategoryGroup, Question, RatingItem, ReplyTemplate
from policing import access
from policing.areas.setup import PERMISSION, SetUpAdmin


@admin.register(CategoryGroup)
class CategoryGroupAdmin(SetUpAdmin[CategoryGroup]):
    """A heading over categories. It can be renamed and moved; categories hold on to it."""

    list_display = ("name", "code", "order")
    search_fields = ("name", "code")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"code": ("name",)}


class QuestionInline(admin.StackedInline[Question, Category]):
    """The questions of a category. One is taken out of use, never deleted: reports keep the answers."""

    model = Question
    form = QuestionForm
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show them to who sets up."""
        return access.load(request.user).holds(PERMISSION)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission


@admin.register(Category)
class CategoryAdmin(SetUpAdmin[Category]):
    """What a report can be about. A category is taken out of use, never deleted: reports keep theirs."""

    list_display = ("name", "short_name", "group", "order", "is_sensitive", "stops", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("group", "is_active", "is_sensitive", "stops")
    list_select_related: ClassVar[tuple[str, ...]] = ("group",)
    search_fields = ("name", "short_name", "code", "search_words")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"code": ("short_name",)}
    inlines: ClassVar[list[Any]] = [QuestionInline]


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(SetUpAdmin[ReplyTemplate]):
    """Replies kept ready. ``{reference}``, ``{area}``, ``{officer}`` and ``{day}`` are filled in when one is used."""

    list_display = ("title", "act", "category", "language", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("act", "language", "is_active", "category")
    list_select_related: ClassVar[tuple[str, ...]] = ("category",)
    search_fields = ("title", "words")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("category",)
    may_delete = True


@admin.register(RatingItem)
class RatingItemAdmin(SetUpAdmin[RatingItem]):
    """What residents are asked about how they were treated. A new wording is a new statement: answers to the old one stay its own."""

    list_display = ("words", "source", "version", "is_modified", "order", "is_active")
    search_fields = ("words", "code", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: RatingItem | None = None) -> tuple[str, ...]:
        """Close the wording once the statement is there: what was answered must stay what was asked."""
        return ("code", "words", "source", "version", "is_modified") if obj else ()
