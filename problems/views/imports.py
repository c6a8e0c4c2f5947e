"""Imports of incidents: the list, a new one, its progress, its bad rows, and pausing, going on and undoing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.errors import BadInput, WrongState
from policing.privacy import retention
from policing.ui import keyset
from policing.ui.components.parts import Cell, Column, Table
from policing.ui.numbers import whole
from problems import counting, exports
from problems.forms import ColumnsForm, ImportForm
from problems.forms.imports import first_answers
from problems.importing import receiving, trying
from problems.importing.files import UnusableRecords
from problems.importing.receiving import OntoDisk
from problems.models import IncidentImport
from problems.services import imports
from problems.workflow import IMPORT

NEWEST = keyset.Key(down=True)
DONE = {
    "pause": _("Paused after the rows at hand."),
    "resume": _("It goes on."),
    "undo": _("Undone. Everything is as it was before this file."),
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
    """Take in a file; its columns are named on the next page. A file of records is large and no picture, so it goes to the disk.

    Exempt from the check against forgery only until the upload's handler is chosen; ``_new`` makes the same check.
    """
    request.upload_handlers = [OntoDisk(request)]
    answer: HttpResponse = _new(request)
    return answer


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    sources = counting.sources().values_list("name", flat=True)
    form = ImportForm(request.POST or None, request.FILES or None, sources=sources)
    if request.method == "POST" and form.is_valid():
        place = f"imports/rows-{form.cleaned_data['token']}"
        known = access.visible(IncidentImport, request.user).filter(stored=place).first()
        if known is not None:  # sent twice: the first has it
            return redirect("problems:import-detail", import_id=known.pk)
        stored = receiving.keep(place, form.cleaned_data["file"])
        try:
            with imports.unless_refused(stored):
                row = imports.upload(source=form.named, stored=stored, actor=cast(User, request.user))
        except BadInput as error:
            put_errors(form, error)
        else:
            return redirect("problems:import-columns", import_id=row.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "problems/import_new.html", {"form": form}, status=status)


def put_errors(form: forms.Form, error: BadInput) -> None:
    """Put what a command refused beside the fields that it is about."""
    for name, lines in error.fields.items():
        form.add_error(name if name in form.fields else None, lines)


@access.holds("incidents.import")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Name the columns of a file that was taken in, beside its first rows; a worker loads it then."""
    row = _visible(request, import_id)
    if IMPORT.refusal(row, "choose") is not None:
        return redirect("problems:import-detail", import_id=import_id)
    try:
        seen = trying.peek(Path(default_storage.path(row.stored)), request.POST.get("delimiter", ""))
    except UnusableRecords as error:
        return _page(request, row, problem=str(error), status=422)
    form = _columns_form(request, row, seen.columns)
    if request.method == "POST" and form.is_valid():
        try:
            imports.choose(row.pk, maps=form.maps(), options=form.options(), actor=cast(User, request.user))
        except BadInput as error:
            put_errors(form, error)
        else:
            return redirect("problems:import-detail", import_id=row.pk)
    context = {"row": row, "form": form, "sample": _sample(seen), "is_again": bool(row.source.mapping)}
    return render(request, "problems/import_columns.html", context, status=422 if form.is_bound else 200)


def _columns_form(request: HttpRequest, row: IncidentImport, found: tuple[str, ...]) -> ColumnsForm:
    if request.method == "POST":
        return ColumnsForm(request.POST, columns=found)
    kept = row.mapping or row.source.mapping
    return ColumnsForm(columns=found, initial=first_answers(found, kept, Agency.current().zone))


def _sample(seen: trying.Peek) -> Table:
    """Give the first rows of a file as a table."""
    rows = tuple(tuple(Cell(value) for value in values) for values in seen.rows)
    return Table(_("The first rows of the file"), tuple(Column(name or "–") for name in seen.columns), rows, fold=False)


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
        "far": _far(row),
        "counts": [(label, whole(row.counts.get(name, 0))) for name, label in LABELS],
        "bad": row.bad_rows.all()[:20],
        "acts": acts,
        "may_undo": any(one.action == "undo" for one in acts),
        "undo_until": _undo_until(row),
        "settled": IMPORT.refusal(row, "undo") if row.settled_at and row.state != "undone" else None,
        "is_running": row.state in ("waiting", "running"),
        "may_choose": IMPORT.refusal(row, "choose") is None and access.can(request.user, "choose", row),
        "may_look": access.load(request.user).holds("incidents.view"),
        "problem": problem,
    }
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "problems/import_detail.html#progress" if part else "problems/import_detail.html"
    return render(request, template, context, status=status)


def _undo_until(row: IncidentImport) -> datetime | None:
    """Give until when an import can be undone, or None where there is no such day. Two queries, once it has ended."""
    if row.ended_at is None or row.settled_at is not None or not row.replaced.exists():
        return None
    return row.ended_at + timedelta(days=retention.term(imports.REPLACED).days or 0)


def _far(row: IncidentImport) -> str:
    """Say how many rows were looked at, and of how many, once they are counted."""
    if row.state == "columns":
        return say("Nothing is loaded yet.")
    if row.rows is None:
        return ngettext("%(count)s row looked at", "%(count)s rows looked at", row.done) % {"count": whole(row.done)}
    words = ngettext("%(count)s of %(all)s row looked at", "%(count)s of %(all)s rows looked at", row.rows)
    return words % {"count": whole(row.done), "all": whole(row.rows)}


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
