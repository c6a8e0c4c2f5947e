"""A person's own data: a copy of everything, and the way out for good."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from policing import access
from policing.accounts import own_copy, recently
from policing.accounts.forms import LeaveForm
from policing.accounts.services import leaving
from policing.errors import WrongState
from policing.ui.registry import belongings

READ_WRITE = ["GET", "HEAD", "POST"]


@access.signed_in
@never_cache
@require_http_methods(READ_WRITE)
def export(request: HttpRequest) -> HttpResponse:
    """Say what is in the copy; give it by a POST to whoever signed in a short while ago."""
    user: Any = request.user
    if request.method != "POST":
        return render(request, "accounts/export.html", {"parts": [part.label for part in belongings.all()]})
    recently.require(request)
    held = own_copy.packed(leaving.export(actor=user))
    disposition = f'attachment; filename="{own_copy.NAME}"'
    return HttpResponse(held, content_type="application/zip", headers={"Content-Disposition": disposition})


@access.signed_in
@never_cache
@require_http_methods(READ_WRITE)
def delete(request: HttpRequest) -> HttpResponse:
    """Ask, say what stays, and delete the account of whoever signed in a short while ago."""
    user: Any = request.user
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        recently.require(request)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.delete_own(actor=user)
        except WrongState as error:
            form.add_error("sure", str(error))
        else:
            request.session.flush()
            return redirect("accounts:deleted")
    return render(request, "accounts/delete.html", {"form": form}, status=422 if form.errors else 200)


@access.public("says that an account is gone to somebody who has none any more")
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "accounts/deleted.html")
