"""What is done from the inbox: one act on the chosen reports, taking it back, and the filters that people keep."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from feedback.filters import ME, NOBODY, is_pseudonym
from feedback.services import bulk, filters
from feedback.views import inbox
from policing import access
from policing.errors import BadInput, WrongState
from policing.ui.forms import TOKEN, new_token

REASONS_SHOWN = 5


def _acknowledge(request: HttpRequest, picked: list[str], token: str) -> bulk.Result:
    return bulk.acknowledge(picked, actor=request.user, token=token)  # type: ignore[arg-type]


def _assign(request: HttpRequest, picked: list[str], token: str) -> bulk.Result:
    to = request.POST.get("to", "")
    if not to:
        raise BadInput({"to": [_("Choose who gets the reports.")]})
    person = {ME: str(request.user.pseudonym), NOBODY: ""}.get(to, to)  # type: ignore[union-attr]
    if person and not is_pseudonym(person):
        raise BadInput({"to": [_("That person cannot work on this report.")]})
    return bulk.assign(picked, to=uuid.UUID(person) if person else None, actor=request.user, token=token)  # type: ignore[arg-type]


def _merge(request: HttpRequest, picked: list[str], token: str) -> bulk.Result:
    return bulk.merge(picked, actor=request.user, token=token)  # type: ignore[arg-type]


ACTS: dict[str, Callable[[HttpRequest, list[str], str], bulk.Result]] = {
    "acknowledge": _acknowledge,
    "assign": _assign,
    "merge": _merge,
}


def back_to(request: HttpRequest) -> HttpResponse:
    """Lead back to the inbox as it was narrowed."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('feedback:inbox')}{f'?{query}' if query else ''}")


@access.holds("reports.handle")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one act to the chosen reports and say what came of it; what was chosen stays chosen where it cannot be done."""
    picked, token = request.POST.getlist("pick"), request.POST.get("token", "")
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        return inbox.shown(request, status=422, problem=_("Choose what to do with the reports."), picked=picked)
    try:
        result = do(request, picked, token if TOKEN.fullmatch(token) else new_token())
    except BadInput as error:
        lines = " ".join(line for found in error.fields.values() for line in found)
        return inbox.shown(request, status=422, problem=lines, picked=picked)
    _tell(request, result)
    return back_to(request)


def _tell(request: HttpRequest, result: bulk.Result) -> None:
    """Say how many were done, and each reason of those that were not."""
    many = len(result.done)
    if many:
        messages.success(request, ngettext("%(many)d report done.", "%(many)d reports done.", many) % {"many": many})
    if result.refused:
        many = len(result.refused)
        said = ngettext("%(many)d report was left as it is:", "%(many)d reports were left as they are:", many) % {"many": many}
        lines = [f"{one.reference}: {one.reason}" for one in result.refused[:REASONS_SHOWN]]
        lines += ["…"] if many > REASONS_SHOWN else []
        messages.warning(request, " ".join([said, *lines]))


@access.holds("reports.handle")
@require_POST
def undo(request: HttpRequest, done: uuid.UUID) -> HttpResponse:
    """Take back one's own act on several reports. Pressed twice it says that nothing is left to take back."""
    try:
        result = bulk.undo(done, actor=request.user)  # type: ignore[arg-type]
    except WrongState as error:
        messages.warning(request, str(error.detail))
        return back_to(request)
    if result.done:
        many = len(result.done)
        messages.success(
            request, ngettext("Taken back for %(many)d report.", "Taken back for %(many)d reports.", many) % {"many": many}
        )
    if result.refused:
        _tell(request, bulk.Result(result.act, refused=result.refused))
    if not result.done and not result.refused:
        messages.info(request, _("That was taken back already."))
    return back_to(request)


@access.holds("reports.view")
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the address under a name, and come back to it."""
    name = request.POST.get("name", "")
    try:
        filters.save(actor=request.user, name=name, query=request.GET.urlencode())  # type: ignore[arg-type]
    except BadInput as error:
        lines = " ".join(line for found in error.fields.values() for line in found)
        return inbox.shown(request, status=422, filter_problem=lines, filter_name=name)
    except WrongState as error:
        return inbox.shown(request, status=409, filter_problem=str(error.detail), filter_name=name)
    messages.success(request, _("The filter is saved."))
    return back_to(request)


@access.holds("reports.view")
@require_POST
def delete_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Delete one of one's own filters, and come back."""
    filters.delete(filter_id, actor=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The filter is deleted."))
    return back_to(request)
