"""The pages of a person's own notices."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.notifications import inbox, services
from policing.notifications.channels.base import all_channels
from policing.ui import keyset

NEWEST = keyset.Key(down=True)


@access.signed_in
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the person's notices, newest first."""
    page = keyset.page(inbox.of(inbox.person(request.user)), request, key=NEWEST)
    rows = inbox.notices(page.rows)
    newest_unread = max((row.id for row in rows if not row.is_read), default=None)
    return render(request, "notifications/list.html", {"notices": rows, "pager": page.pager, "newest_unread": newest_unread})


@access.signed_in
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one notice as read."""
    services.read(notice_id, actor=inbox.person(request.user))
    return redirect("notifications:list")


@access.signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the person has seen: notices that came since then stay new."""
    up_to = request.POST.get("up_to", "")
    services.read_all(actor=inbox.person(request.user), up_to=int(up_to) if up_to.isdecimal() else None)
    messages.success(request, _("All read."))
    return redirect("notifications:list")


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show, and keep, which notices also leave the site: a box for each kind and channel."""
    wishes = inbox.wishes_of(inbox.person(request.user))
    if request.method == "POST":
        wanted = set(request.POST.getlist("wanted"))
        chosen = {(wish.kind.name, wish.channel.name): wish.field in wanted for wish in wishes if not wish.is_fixed}
        services.prefer(chosen, actor=inbox.person(request.user))
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    rows = [(kind, list(boxes)) for kind, boxes in groupby(wishes, key=lambda wish: wish.kind)]
    context = {"rows": rows, "channels": all_channels(), "stopped": inbox.stopped(inbox.person(request.user))}
    return render(request, "notifications/preferences.html", context)
