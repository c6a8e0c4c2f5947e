"""Whom it is about: officers found by name and teams from the list, set by a reviewer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.conduct.workflow import CONDUCT, HANDLE
from feedback.forms.conduct import MatchForm
from feedback.models import Conduct
from feedback.services.conduct import choices, keeping_apart
from feedback.views.conduct.desk import visible
from policing import access
from policing.errors import BadInput, StaleVersion, WrongState

MOST_SOUGHT = 100


@access.holds(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest, matter: str) -> HttpResponse:
    """Show whom it is about and find officers by name; on POST it is about exactly those who are ticked."""
    found = visible(request, matter)
    sought = request.GET.get("q", "")[:MOST_SOUGHT]
    if request.method != "POST":
        return _page(request, found, _form(found, sought), sought)
    form = _form(found, request.POST.get("q", "")[:MOST_SOUGHT], request.POST)
    if not form.is_valid():
        return _page(request, found, form, sought, status=422)
    given = form.cleaned_data
    try:
        keeping_apart.match(
            found.pk,
            persons=[UUID(code) for code in given["persons"]],
            teams=given["teams"],
            actor=request.user,  # type: ignore[arg-type]
            version=given["version"],
        )
    except BadInput as error:
        form.add_error(None, [line for lines in error.fields.values() for line in lines])
        return _page(request, found, form, sought, status=422)
    except (StaleVersion, WrongState) as error:
        now = visible(request, matter)
        return _page(request, now, _form(now, sought), sought, status=409, conflict=str(error.detail))
    return _on(request, found)


def _on(request: HttpRequest, found: Conduct) -> HttpResponse:
    """Lead back to it, or to the list where the person must be kept apart from it from now on."""
    if access.visible(Conduct, request.user).filter(pk=found.pk).exists():
        messages.success(request, _("It is kept who it is about."))
        return redirect("feedback:conduct", matter=found.reference)
    messages.success(request, _("Thank you. You are kept apart from this one now; other reviewers are told."))
    return redirect("feedback:conduct-desk")


def _form(found: Conduct, sought: str, data: Any = None) -> MatchForm:
    """Give the form with those who are ticked already, and those found for the words that were sought."""
    held = keeping_apart.choices_of(found)
    people = {one["code"]: one["name"] for one in held if one["kind"] == "person"}
    people |= {str(one.pseudonym): one.display_name for one in choices.officers_named(sought)}
    units = {one["code"]: one["name"] for one in held if one["kind"] == "team"}
    ticked = {kind: [one["code"] for one in held if one["kind"] == kind] for kind in ("person", "team")}
    units |= {team.code: team.name for team in choices.teams()}
    initial = {"persons": ticked["person"], "teams": ticked["team"], "version": found.version}
    return MatchForm(data, people=people.items(), units=units.items(), initial=initial)


def _page(request: HttpRequest, found: Conduct, form: MatchForm, sought: str, status: int = 200, **more: Any) -> HttpResponse:
    shown = {
        "conduct": found,
        "form": form,
        "sought": sought,
        "can_match": CONDUCT.refusal(found, "match") is None,
        "has_people": bool(form.fields["persons"].choices),  # type: ignore[attr-defined]
        **more,
    }
    return render(request, "feedback/conduct_match.html", shown, status=status)
