"""The parts of a case: add one, change one, take one out with a reason, and say how far an action or a task is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from policing import access, documents, pictures
from policing.errors import BadInput, CommonbeatError, Denied, StaleVersion, Unseen, WrongState
from policing.notifications.inbox import person
from policing.uploads import UploadRefused
from policing.workflow import Workflow
from problems import casebook
from problems.forms.cases import ReasonForm, lines_of
from problems.forms.parts import FORMS, Choosing, MoveForm, PartForm
from problems.models import Case
from problems.parts import KINDS, PartKind, kind_of
from problems.services.cases import parts
from problems.services.cases.parts import STAYS
from problems.targets import PartTarget
from problems.views import case_gone, case_kept
from problems.views.case_answers import SeeOther, put_errors, renew
from problems.workflow import CASE

WRITES = ["GET", "HEAD", "POST"]


def _kind(request: HttpRequest, reference: str, code: str, *, action: str = "") -> tuple[Case, PartKind]:
    """Give the case and the kind, of which the person may do that as the case stands. Raises Unseen, Denied, WrongState.

    Where something is sent, the command asks both, and what was typed stays on the page.
    """
    case, kind = casebook.case_of(reference, request.user), kind_of(code)
    if kind is None:
        raise Unseen
    casebook.require_sight(case, request.user, kind.shown_to)
    if request.method != "POST":
        access.require(request.user, action or kind.action, case)
        CASE.check(case, action or kind.action)
    return case, kind


def _choosing(request: HttpRequest, case: Case, kind: PartKind, row: Any = None) -> Choosing:
    """Give what a part of that kind can be made of; who does it now stays among the people."""
    columns = kind.columns
    owners = casebook.owners_of(case) if "owner" in columns else []
    now = getattr(row, "owner", None)
    if now is not None and now not in owners:
        owners.append(now)
    return Choosing(
        owners=owners,
        hypotheses=casebook.hypotheses_of(case) if "hypothesis" in columns else (),
        objectives=casebook.objectives_of(case) if "objective" in columns else (),
        techniques=casebook.techniques() if "technique" in columns else (),
        areas=list(casebook.areas_for(request.user)) if "area" in columns else (),
    )


def _form_of(kind: PartKind) -> type[PartForm]:
    form = FORMS.get(kind.code)
    if form is None:
        raise Unseen
    return form


def _to_case(case: Case, kind: PartKind) -> HttpResponse:
    return redirect(f"{reverse('problems:case', args=[case.reference])}#{kind.code}")


@access.signed_in
@require_http_methods(WRITES)
def new(request: HttpRequest, case: str, kind: str) -> HttpResponse:
    """Add a part to the case."""
    found, what = _kind(request, case, kind)
    made, choosing = _form_of(what), _choosing(request, found, what)
    given = {
        name: request.GET[name] for name in ("technique", "about", "hypothesis", "use", "cell", "label") if name in request.GET
    }
    if request.method != "POST":
        return _page(request, found, what, made(choosing=choosing, initial=given))
    form = made(request.POST, request.FILES, choosing=choosing)
    if not form.is_valid():
        return _page(request, found, what, form)
    try:
        _add(request, found, what, form)
    except BadInput as error:
        put_errors(form, error)
        renew(form)
    except UploadRefused as refusal:
        form.add_error("file", str(refusal.detail))
    except (WrongState, Denied) as error:
        return _page(request, found, what, form, problem=error)
    else:
        messages.success(request, _("Added."))
        return _to_case(found, what)
    return _page(request, found, what, form)


def _add(request: HttpRequest, case: Case, kind: PartKind, form: PartForm) -> None:
    values, actor, token = form.values(), person(request.user), form.cleaned_data["token"]
    if kind.code == "file":
        parts.add_file(case.pk, label=values["label"], pages=documents.pages_of(values["file"]), actor=actor, token=token)
    else:
        parts.add(case.pk, kind=kind.code, values=values, actor=actor, token=token, instead=request.GET.get("instead", ""))


@access.signed_in
@require_GET
def picture(request: HttpRequest, case: str, part: int) -> HttpResponse:
    """Show a picture of the team, or a page of a document, to who sees the desk."""
    found, kind = casebook.case_of(case, request.user), KINDS["file"]
    casebook.require_sight(found, request.user, kind.shown_to)
    upload = casebook.page_of(casebook.part_of(found, kind, part), request.GET.get("page", "1"))
    return pictures.answer(upload, small="small" in request.GET)


def _page(request: HttpRequest, case: Case, kind: PartKind, form: PartForm, **more: Any) -> HttpResponse:
    problem: CommonbeatError | None = more.get("problem")
    status = problem.status if problem else 422 if form.is_bound and form.errors else 200
    context = {"case": case, "kind": kind, "form": form, **more}
    return render(request, "problems/case/part.html", context, status=status)


@access.signed_in
@require_http_methods(WRITES)
def change(request: HttpRequest, case: str, kind: str, part: int) -> HttpResponse:
    """Change a part of the case. Where a colleague was quicker, both texts stand beside each other until one is sent."""
    found, what = _kind(request, case, kind)
    if kind in STAYS:
        raise Unseen
    row = casebook.part_of(found, what, part, gone_too=True)
    choosing = _choosing(request, found, what, row)
    if request.method != "POST":
        return _change_page(request, found, what, row, choosing)
    form = _form_of(what)(request.POST, choosing=choosing)
    if not form.is_valid():
        return _change_page(request, found, what, row, choosing, form=form)
    try:
        parts.change(
            found.pk, part, kind=kind, values=form.values(), actor=person(request.user), version=form.cleaned_data["version"]
        )
    except BadInput as error:
        put_errors(form, error)
        return _change_page(request, found, what, row, choosing, form=form)
    except StaleVersion:
        case_kept.keep(request, found, PartTarget(kind, part).code, form.text, form.typed, seen=form.cleaned_data["version"])
        return SeeOther(reverse("problems:part-change", args=[case, kind, part]) + "#both")
    except (WrongState, Denied) as error:
        return _change_page(request, found, what, row, choosing, form=form, problem=error)
    messages.success(request, _("Changed."))
    return _to_case(found, what)


def _change_page(
    request: HttpRequest,
    case: Case,
    kind: PartKind,
    row: Any,
    choosing: Choosing,
    form: PartForm | None = None,
    problem: CommonbeatError | None = None,
) -> HttpResponse:
    made = _form_of(kind)
    if form is None and row.removed_at is not None:
        return case_gone.page(request, case, kind, row, made=made, choosing=choosing)
    now = {**made.initial_of(row), "version": row.version}
    kept = casebook.kept_of(case, request.user, PartTarget(kind.code, row.pk).code)
    if form is None:
        form = made(choosing=choosing, initial={**now, **(kept.fields if kept else {})})
    stands = _stands(made(choosing=choosing, initial=now)) if kept else []
    return _page(request, case, kind, form, row=row, kept=kept, stands=stands, problem=problem)


def _stands(form: PartForm) -> list[tuple[Any, str]]:
    """Give what stands in a part now, question by question, in words."""
    found = []
    for bound in form.visible_fields():
        value = bound.value()
        labels = {str(code): label for code, label in _flat(getattr(bound.field, "choices", ()))}
        said = labels.get(str(value), value) if labels else value
        found.append((bound.label, "–" if value in (None, "") else str(said)))
    return found


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for code, label in choices:
        found.extend(label if isinstance(label, list | tuple) else [(code, label)])
    return found


@access.signed_in
@require_http_methods(WRITES)
def remove(request: HttpRequest, case: str, kind: str, part: int) -> HttpResponse:
    """Ask why, and take a part out; that it was there stays on record."""
    found, what = _kind(request, case, kind)
    row = casebook.part_of(found, what, part, gone_too=True)
    if request.method != "POST" and row.removed_at is not None:
        return case_gone.page(request, found, what, row)
    hint = _("It is taken off the page. That it was there, and why it was taken out, stays on record.")
    form = ReasonForm(request.POST or None, hint=hint)
    if request.method == "POST" and form.is_valid():
        parts.remove(found.pk, part, kind=kind, reason=form.cleaned_data["reason"], actor=person(request.user))
        messages.success(request, _("Taken out."))
        return _to_case(found, what)
    context = {
        "case": found, "form": form, "label": _("Take it out: %(kind)s") % {"kind": what.label},
        "what": getattr(row, "words", "") or getattr(row, "label", ""),
    }  # fmt: skip
    return render(request, "problems/case/reason.html", context, status=422 if form.errors else 200)


@access.signed_in
@require_http_methods(WRITES)
def move(request: HttpRequest, case: str, kind: str, part: int) -> HttpResponse:
    """Say how far an action or a task is: whoever works on the case of each, and anybody in it of their own."""
    found, what = _kind(request, case, kind, action="progress")
    if what.table is None:
        raise Unseen
    row = casebook.part_of(found, what, part, gone_too=True)
    if request.method != "POST" and row.owner_id != request.user.pk:
        access.require(request.user, "put", found)
    if request.method != "POST":
        is_gone = row.removed_at is not None
        return case_gone.page(request, found, what, row) if is_gone else _move_page(request, found, what, row)
    form = MoveForm(request.POST, steps=list(what.table.possible(row)))
    if not form.is_valid():
        return _move_page(request, found, what, row, form=form)
    given = form.cleaned_data
    try:
        parts.move(
            found.pk, part, kind=kind, action=given["action"], words=lines_of(given["words"]), actor=person(request.user),
            version=given["version"],
        )  # fmt: skip
    except BadInput as error:
        put_errors(form, error)
        return _move_page(request, found, what, row, form=form)
    except (StaleVersion, WrongState, Denied) as error:
        target = PartTarget(kind, part, is_progress=True)
        case_kept.keep(request, found, target.code, lines_of(given["words"]), form.others, seen=given["version"])
        row = casebook.part_of(found, what, part, gone_too=True)
        if row.removed_at is not None:
            return SeeOther(reverse("problems:part-move", args=[case, kind, part]))
        return _move_page(request, found, what, row, problem=error, typed=given)
    messages.success(request, _("Said."))
    return _to_case(found, what)


def _move_page(
    request: HttpRequest,
    case: Case,
    kind: PartKind,
    row: Any,
    *,
    form: MoveForm | None = None,
    problem: CommonbeatError | None = None,
    typed: Mapping[str, Any] | None = None,
) -> HttpResponse:
    table = cast(Workflow, kind.table)
    kept = casebook.kept_of(case, request.user, PartTarget(kind.code, row.pk, is_progress=True).code)
    if form is None:
        first = {**(typed or {}), **({**kept.fields, "words": kept.words} if kept else {}), "version": row.version}
        form = MoveForm(steps=list(table.possible(row)), initial=first)
    context = {
        "case": case, "kind": kind, "row": row, "state": table.state(row.state), "form": form, "problem": problem, "kept": kept,
    }  # fmt: skip
    status = problem.status if problem else 422 if form.is_bound and form.errors else 200
    return render(request, "problems/case/move.html", context, status=status)
