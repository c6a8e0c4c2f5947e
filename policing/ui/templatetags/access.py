"""What templates may ask about rights. No template names a role."""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.template import Context

from policing import access

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: Context, action: str, obj: Model) -> access.Answer:
    """Answer whether the reader may do the action to the row: ``{% can "close" report as may %}{% if may.ok %}``."""
    return access.can(context["request"].user, action, obj)


@register.simple_tag(takes_context=True)
def holds(context: Context, permission: str) -> bool:
    """Answer whether the reader holds the permission anywhere: ``{% holds "setup.change" as may %}``."""
    return access.load(context["request"].user).holds(permission)
