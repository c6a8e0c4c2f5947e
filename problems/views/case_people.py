"""Who works along in a case: the list, asking somebody, changing what they see, and ending it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policing import access
from policing.access import sight
from policing.access.sight import SIGHTS, Sight
from policing.accounts.models import User
from policing.errors import BadInput, WrongState
from problems import casefile, shown
from problems.models import Case, Member
from problems.people_forms import MemberForm
from problems.services.cases import team as commands
from problems.services.cases.team import Place
from problems.views import case_rows
from problems.views.case_reports import may
from problems.workflow import CASE

FIELDS = {"user": "person"}  # what the command calls it, and the form


def panel(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Give the people of a case and the way to them, beside its page, to who may know them. One query."""
    if not shown.sight_of(request.user, case).shows(sight.TEAM):
        return None
    people = case_rows.members(casefile.members(case))
    return {"case": case, "people": people, "may_invite": may(request.user, case, "invite")}


def _rows(members: list[Member]) -> list[tuple[Member, Sight]]:
    return [(row, SIGHTS[row.sees]) for row in members]


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, case: str) -> HttpResponse:
    """Show who works along and what each sees, and let a person join, or see more or less."""
    found = casefile.with_facet(request.user, case, sight.TEAM)
    if request.method == "POST":
        access.require(request.user, "invite", found)
    can_invite = may(request.user, found, "invite")
    members = casefile.members(found)
    people = casefile.people_to_ask() if can_invite else []
    form = MemberForm(request.POST if request.method == "POST" else None, people=people, initial=_start(request, members))
    if request.method == "POST" and form.is_valid() and _invite(request, found, form):
        return redirect("problems:case-team", case)
    context = {
        "case": found,
        "title": shown.title_of(found, shown.sight_of(request.user, found)),
        "members": _rows(members),
        "form": form,
        "may_invite": can_invite,
        "why_not": CASE.refusal(found, "invite"),
    }
    return render(request, "problems/cases/team.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest, members: list[Member]) -> dict[str, Any]:
    """Give what the form begins with where somebody is changed who works along already."""
    for row in members:
        if str(row.pk) == request.GET.get("change"):
            return {"person": str(row.user.pseudonym), "role": row.role, "sees": row.sees, "until": row.until}
    return {}


def _invite(request: HttpRequest, case: Case, form: MemberForm) -> bool:
    """Let the person work along, and say so; or leave the reason on the form."""
    given = form.cleaned_data
    try:
        user = casefile.person_of(given["person"], given["email"])
        place = Place(given["role"], given["sees"], given["until"], casefile.team_of(user))
        row = commands.invite(case.pk, user=user, place=place, actor=cast(User, request.user))
    except BadInput as error:
        for name, lines in error.fields.items():
            field = FIELDS.get(name, name)
            form.add_error(field if field in form.fields else None, [str(line) for line in lines])
        return False
    except WrongState as error:
        form.add_error(None, str(error.detail))
        return False
    facts = {"name": user.display_name, "says": SIGHTS[row.sees].says}
    messages.success(request, _("%(name)s works along now. %(says)s") % facts)
    return True


@access.signed_in
@require_POST
def end(request: HttpRequest, case: str, member: int) -> HttpResponse:
    """Let a person work along no more."""
    found = casefile.to_do(request.user, case, "invite")
    try:
        commands.end(found.pk, member, actor=cast(User, request.user))
    except WrongState as error:
        messages.warning(request, str(error.detail))
    else:
        messages.success(request, _("That person works along no more. What they wrote stays."))
    return redirect("problems:case-team", case)
