"""Messages in the admin, to look at: where each stands, never to whom it goes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from policing import access
from policing.notifications.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    """Messages that leave the house. Nothing is added, changed or deleted here, and no recipient is shown."""

    list_display = ("id", "kind", "channel", "urgency", "state", "attempts", "made_at", "due_at", "sent_at", "error")
    list_filter = ("state", "channel", "kind")
    fields = ("uuid", "kind", "channel", "urgency", "state", "attempts", "made_at", "due_at", "sent_at", "error")
    ordering = ("-id",)
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let people look who set up the site or may read the record."""
        grants = access.load(request.user)
        return grants.holds("setup.change") or grants.holds("events.view")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let nobody add a message."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change a message."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete a message."""
        return False
