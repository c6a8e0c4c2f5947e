"""The outbox in the admin: what is stuck, and the button that lets it be tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from policing import access
from policing.events import relay
from policing.events.models import Dispatch


@admin.register(Dispatch)
class DispatchAdmin(admin.ModelAdmin[Dispatch]):
    """Rows of the outbox, to look at. Nothing is added, changed or deleted here; stuck rows can be tried again."""

    list_display = ("event_id", "event_name", "state", "attempts", "due_at", "error", "sealed")
    list_filter = ("state", "sealed")
    list_select_related = ("event",)
    search_fields = ("event__name",)
    ordering = ("-event_id",)
    show_full_result_count = False
    actions = ("try_again",)

    @admin.display(description=_("event"))
    def event_name(self, row: Dispatch) -> str:
        """Give the event's name in the catalogue."""
        return row.event.name

    @admin.action(description=_("Try the chosen stuck rows again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Dispatch]) -> None:
        """Let stuck rows wait anew."""
        count = relay.try_again(list(rows.values_list("pk", flat=True)), actor=request.user)  # type: ignore[arg-type]
        said = ngettext("%(count)d row waits again.", "%(count)d rows wait again.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let people look who set up the site or may read the record."""
        grants = access.load(request.user)
        return grants.holds("setup.change") or grants.holds("events.view")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Let people who set up the site try again."""
        return access.load(request.user).holds("setup.change")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let nobody add a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete a row."""
        return False
