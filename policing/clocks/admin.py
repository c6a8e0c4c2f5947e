"""Set-up of clocks in the admin: the rules and the holidays. Clocks themselves are moved on their own pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from policing.areas.setup import SetUpAdmin
from policing.clocks import book
from policing.clocks.models import ClockRule, Holiday


@admin.register(ClockRule)
class ClockRuleAdmin(SetUpAdmin[ClockRule]):
    """By when something is owed. A change holds for clocks that start after it."""

    list_display = ("name", "code", "amount", "unit", "warn_hours", "escalate_hours", "is_public")
    search_fields: ClassVar[tuple[str, ...]] = ("name", "code")
    ordering: ClassVar[tuple[str, ...]] = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: ClockRule | None = None) -> tuple[str, ...]:
        """Keep the code of a rule that is there: commands ask for it."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: ClockRule, form: Any, change: bool) -> None:
        """Save, and let this process read the rules anew; others do within half a minute."""
        super().save_model(request, obj, form, change)
        book.forget()


@admin.register(Holiday)
class HolidayAdmin(SetUpAdmin[Holiday]):
    """Days on which working clocks stand still. A change holds for clocks that start or move after it."""

    may_delete = True
    list_display = ("day", "name")
    date_hierarchy = "day"

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        """Save, and let this process read the holidays anew; others do within half a minute."""
        super().save_model(request, obj, form, change)
        book.forget()
