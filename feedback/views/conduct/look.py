"""The door of the identity room for a reviewer, and the page of thanks for those who are thanked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from feedback.conduct.workflow import HANDLE
from feedback.forms import LookForm
from feedback.models import Conduct, Praise
from feedback.views.conduct.desk import visible
from policing import access
from policing.errors import BadInput
from policing.privacy import services as identity_room
from policing.privacy.services import Revealed
from policing.ui import keyset

NEWEST = keyset.Key(down=True)


@access.holds(HANDLE)
@require_POST
def look(request: HttpRequest, matter: str) -> HttpResponse:
    """Show who wrote it, for the stated reason; each look is written down."""
    found = visible(request, matter)
    access.require(request.user, "look", found)
    form = LookForm(request.POST, is_named=found.mode == Conduct.Mode.NAMED)
    context = {"conduct": found, "form": form, "revealed": None}
    if form.is_valid() and found.identity_id is not None:
        context["revealed"] = _revealed(request, found, form)
    return render(request, "feedback/conduct_identity.html", context, status=422 if form.errors else 200)


def _revealed(request: HttpRequest, found: Conduct, form: LookForm) -> Revealed | None:
    """Give what the identity room shows for the reason in the form, or None with the refusal's words on the form."""
    assert found.identity is not None
    whose: dict[str, Any] = {"subject": found, "subject_ref": found.reference, "actor": request.user}
    try:
        identity_room.open_access(found.identity, reason=form.cleaned_data["reason"], **whose)
    except BadInput as error:
        for line in error.fields["reason"]:
            form.add_error("reason", line)
        return None
    return identity_room.reveal(found.identity, **whose)


@access.signed_in
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """List the words of thanks for the person and the teams that they work in, newest first."""
    rows = access.visible(Praise, request.user).for_list()  # type: ignore[attr-defined]
    page = keyset.page(rows, request, key=NEWEST)
    return render(request, "feedback/thanks.html", {"rows": page.rows, "pager": page.pager})
