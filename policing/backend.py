"""The authentication backend by which Django, its admin and REST framework ask the policies of the house."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from policing import access


class PolicyBackend:
    """Lets ``user.has_perm``, the admin and REST framework ask the same policies; it signs nobody in."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Sign nobody in."""

    def has_perm(self, user: Any, perm: str, obj: Model | None = None) -> bool:
        """Answer a permission code (held anywhere), or an action on a row (``app.action_model`` or a bare action)."""
        if obj is None:
            return access.load(user).holds(perm)
        action = perm.rsplit(".", 1)[-1].rsplit("_", 1)[0]
        policy = access.policies().get(type(obj))
        return bool(policy and action in policy.actions and policy.can(access.load(user), action, obj))

    def has_module_perms(self, user: Any, app_label: str) -> bool:
        """Tell whether the person may set up anything in the admin."""
        return access.load(user).holds("setup.change")

    def get_user_permissions(self, user: Any, obj: Model | None = None) -> set[str]:
        """Give the permission codes that the person holds anywhere."""
        return {code for grant in access.load(user).grants for code in grant.permissions}

    get_all_permissions = get_user_permissions
