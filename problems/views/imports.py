"""Imports of incidents: the list, a new one, its progress, its bad rows, and pausing, going on and undoing."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, WrongState
from policing.events.services import kick
from policing.ui import keyset
from problems import exports
from problems.forms import ImportForm
from problems.models import IncidentImport
from problems.services import imports
from problems.workflow import IMPORT

NEWEST = keyset.Key(down=True)
DONE = {
    "pause": _("Paused after the rows at hand."),
    "resume": _("It goes on."),
    "undo": _("Undone: every incident that it brought is out again."),
}


@access.holds("incidents.import")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the imports, the newest first."""
    page = keyset.page(access.visible(IncidentImport, request.user).select_related("source"), request, key=NEWEST)
    rows = [(row, IMPORT.state(row.state)) for row in page.rows]
    return render(request, "problems/import_list.html", {"rows": rows, "pager": page.pager})


@csrf_exempt
@access.holds("incidents.import")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in a file and its mapping; a worker loads it. A file of records is large and no picture, so it goes through the disk.

    Exempt from the check against forgery only until the upload's handler is chosen; ``_new`` makes the same check.
    """
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    answer: HttpResponse = _new(request)
    return answer


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        stored = default_storage.save(f"imports/rows-{uuid.uuid4().hex}", form.cleaned_data["file"])
        try:
            row = imports.start(
                source=form.cleaned_data["source"],
                maps=form.maps(),
                options=form.options(),
                actor=cast(User, request.user),
                stored=stored,
            )
        except BadInput as error:
            default_storage.delete(stored)
            for name, lines in error.fields.items():
                form.add_error(name if name in form.fields else None, lines)
        else:
            kick(imports.RUN)
            return redirect("problems:import-detail", import_id=row.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "problems/import_new.html", {"form": form}, status=status)


def _visible(request: HttpRequest, import_id: int) -> IncidentImport:
    found: IncidentImport = access.get_visible_or_404(
        IncidentImport.objects.select_related("source", "started_by"), request.user, pk=import_id
    )
    return found


@access.holds("incidents.import")
@require_GET
def detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show how far an import is, what it brought, and what can be done to it. While it runs the page renews itself."""
    return _page(request, _visible(request, import_id))


def _page(request: HttpRequest, row: IncidentImport, problem: Any = "", status: int = 200) -> HttpResponse:
    acts = [one for one in IMPORT.possible(row) if one.action in imports.COMMANDS and access.can(request.user, one.action, row)]
    context = {
        "row": row,
        "state": IMPORT.state(row.state),
        "counts": [(label, row.counts.get(name, 0)) for name, label in LABELS],
        "bad": row.bad_rows.all()[:20],
        "acts": acts,
        "is_running": row.state in ("waiting", "running"),
        "problem": problem,
    }
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "problems/import_detail.html#progress" if part else "problems/import_detail.html"
    return render(request, template, context, status=status)


LABELS = (
    ("read", _("Rows read")),
    ("loaded", _("New or brought up to date")),
    ("unchanged", _("There already")),
    ("withheld", _("Place withheld by the source")),
    ("outside", _("In none of our areas")),
    ("bad", _("Could not be used")),
)


@access.holds("incidents.import")
@require_POST
def act(request: HttpRequest, import_id: int, action: str) -> HttpResponse:
    """Pause it, let it go on, or undo it."""
    row = _visible(request, import_id)
    try:
        imports.COMMANDS[action](row.pk, actor=request.user)
    except WrongState as error:
        return _page(request, _visible(request, import_id), problem=error.detail, status=409)
    if action == "resume":
        kick(imports.RUN)
    messages.success(request, DONE[action])
    return redirect("problems:import-detail", import_id=import_id)


@access.holds("incidents.import")
@require_GET
def bad_rows(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    """Give the rows that could not be used, each with its line and the reason, as a file."""
    row = _visible(request, import_id)
    lines = exports.lines(("line", "reason"), row.bad_rows.values_list("line", "reason").iterator())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bad-rows-{row.pk}.csv"'
    return response
