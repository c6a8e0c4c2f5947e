"""Published reports that a signed-in person joined: the list, one of them, and “not fixed”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from feedback import joined
from feedback.forms import WordsForm
from feedback.services import neighbours
from feedback.views.track.mine import NEWEST
from policing import access
from policing.errors import BadInput
from policing.ui import keyset

ASK = gettext_lazy("What is not fixed?")
HINT = gettext_lazy("The team reads this, and looks again. Whoever sent the report learns that a neighbour spoke, not who.")


@access.signed_in
@require_GET
def joined_list(request: HttpRequest) -> HttpResponse:
    """List what the person joined, newest first."""
    user: Any = request.user
    page = keyset.page(joined.of(user), request, key=NEWEST)
    rows = [(row, joined.state_of(row), joined.outcome_of(row), joined.tone_of(row)) for row in page.rows]
    return render(request, "feedback/joined_list.html", {"rows": rows, "pager": page.pager})


@access.signed_in
@require_GET
def joined_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of them, and whether the person can say that it is not fixed."""
    return _show(request, slug, WordsForm(label=ASK, hint=HINT))


@access.signed_in
@require_POST
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it is not fixed."""
    user: Any = request.user
    form = WordsForm(request.POST, label=ASK, hint=HINT)
    if form.is_valid():
        try:
            neighbours.contest_by_neighbour(slug, words=form.cleaned_data["words"], token=form.cleaned_data["token"], actor=user)
        except BadInput as error:
            form.add_error("words", next(iter(error.fields.values()))[0])
        else:
            messages.success(request, _("Thank you. The team looks again, and it counts in public."))
            return redirect("feedback:joined-one", slug=slug)
    return _show(request, slug, form)


def _show(request: HttpRequest, slug: str, form: WordsForm) -> HttpResponse:
    user: Any = request.user
    row = joined.one(user, slug)
    reason = joined.refusal(row)
    context = {
        "row": row,
        "state": joined.state_of(row),
        "outcome": joined.outcome_of(row),
        "tone": joined.tone_of(row),
        "reason": reason,
        "confirmed": reason is not None or joined.is_confirmed(user),
        "form": form,
    }
    return render(request, "feedback/joined_one.html", context, status=422 if form.errors else 200)
