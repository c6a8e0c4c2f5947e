"""What every admin of set-up shares: open to who sets up the site, and nothing that others point at is ever deleted."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest

from policing import access

M = TypeVar("M", bound=Model)
PERMISSION = "setup.change"


class SetUpAdmin(admin.ModelAdmin[M]):
    """An admin for people who set up the site. Rows are asked for by their policy where they have one."""

    may_delete = False
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to who sets up anything."""
        return access.load(request.user).holds(PERMISSION)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let who sets up anything look."""
        return access.load(request.user).holds(PERMISSION)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let who sets up anything add; the command asks the policy for the very row."""
        return access.load(request.user).holds(PERMISSION)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the row's policy, where there is a row and it has one."""
        grants = access.load(request.user)
        policy = access.policies().get(type(obj)) if obj is not None else None
        return grants.holds(PERMISSION) and (policy is None or bool(policy.can(grants, "change", obj)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no, unless the subclass says that its rows may go."""
        return self.may_delete and self.has_change_permission(request, obj)
