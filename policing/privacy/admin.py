"""The schedule of retention in the admin: only the days can be set. Closed rooms are not registered here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.privacy import retention
from policing.privacy.forms import RuleForm
from policing.privacy.models import RetentionRule
from policing.privacy.services import scheduling

PERMISSION = "setup.change"


@admin.register(RetentionRule)
class RetentionRuleAdmin(admin.ModelAdmin[RetentionRule]):
    """For how many days each class is kept. Classes come from the code, so none is added or deleted here."""

    form = RuleForm
    list_display = ("what", "code", "days", "from_when", "becomes", "changed_at")
    readonly_fields = ("what", "code", "from_when", "becomes", "sentence", "changed_at")
    fields = ("what", "code", "days", "from_when", "becomes", "sentence", "changed_at")
    search_fields = ("code",)
    ordering = ("code",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to who sets up the site."""
        return access.load(request.user).holds(PERMISSION)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let who sets up the site look."""
        return access.load(request.user).holds(PERMISSION)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy of the schedule."""
        return access.load(request.user).holds(PERMISSION) and (obj is None or bool(access.can(request.user, "change", obj)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let nobody add a class."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete a class."""
        return False

    def save_model(self, request: HttpRequest, obj: RetentionRule, form: Any, change: bool) -> None:
        """Save by the command."""
        scheduling.change(code=obj.code, days=form.cleaned_data["days"], actor=request.user)

    @admin.display(description=_("what it is about"))
    def what(self, row: RetentionRule) -> str:
        """Give the class in words."""
        return str(self._kind(row).label) if self._kind(row) else row.code

    @admin.display(description=_("counted from"))
    def from_when(self, row: RetentionRule) -> str:
        """Give from when its time runs."""
        return str(self._kind(row).counts_from) if self._kind(row) else ""

    @admin.display(description=_("what becomes of it"))
    def becomes(self, row: RetentionRule) -> str:
        """Give what becomes of it."""
        return str(retention.FATES[self._kind(row).fate]) if self._kind(row) else ""

    @admin.display(description=_("what the public reads"))
    def sentence(self, row: RetentionRule) -> str:
        """Give the sentence of the public page, as it reads with these days."""
        kind = self._kind(row)
        return str(kind.sentence) % {"time": retention.span(row.days)} if kind else ""

    def _kind(self, row: RetentionRule) -> Any:
        return next((kind for kind in retention.schedule.all() if kind.name == row.code), None)
