"""Writing on the sheet of a case: one page a question, with what stood before; two texts beside each other where two people wrote."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policing import access
from policing.errors import BadInput, CommonbeatError, Denied, StaleVersion, Unseen, WrongState
from policing.notifications.inbox import person
from problems import casebook, facts, sheet, targets
from problems.forms.cases import FrameForm, WriteForm
from problems.models import Case, KeptText, SheetEntry
from problems.services.cases import writing
from problems.sheet import Field
from problems.views import case_kept
from problems.views.case_answers import SeeOther, put_errors
from problems.views.case_showing import Asked, windows
from problems.views.cases import may
from problems.workflow import CASE


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case: str, field: str) -> HttpResponse:
    """Show a question of the sheet with what was written there, and write there. Who only reads sees no form, and why."""
    found = casebook.case_of(case, request.user)
    asked = _asked(request, found, field)
    if request.method != "POST":
        return _page(request, found, asked)
    form = WriteForm(request.POST, asked=asked)
    if not form.is_valid():
        return _page(request, found, asked, form=form, status=422)
    try:
        writing.write(found.pk, field=asked.code, entry=form.written(), actor=person(request.user))
    except BadInput as error:
        put_errors(form, error)
        return _page(request, found, asked, form=form, status=422)
    except StaleVersion as error:
        return _conflict(request, found, asked, form, error)
    except (WrongState, Denied) as error:
        return _page(request, found, asked, form=_again(found, asked, form), problem=error, status=error.status)
    messages.success(request, _("Written down. What stood there before stays readable."))
    return redirect(_onward(request, found, asked))


def _asked(request: HttpRequest, found: Case, code: str) -> Field:
    """Give the question of that code. Raises Unseen where the sheet has none, or the person does not see it."""
    asked = sheet.BY_CODE.get(code)
    if asked is None:
        raise Unseen
    casebook.require_sight(found, request.user, asked.shown_to)
    return asked


def _onward(request: HttpRequest, found: Case, asked: Field) -> str:
    """Give where somebody goes who wrote: on to the next question, where they asked for it, or to the page of the case."""
    after = _next(found, asked) if request.POST.get("then") == "next" else None
    if after is not None:
        return reverse("problems:case-write", args=[found.reference, after.code])
    return f"{reverse('problems:case', args=[found.reference])}#{asked.anchor}"


def _next(found: Case, asked: Field) -> Field | None:
    """Give the next question of the same stage that nobody answered yet. One query."""
    answered = facts.sheet_of(found)
    questions = sheet.of_stage(asked.stage)
    later = questions[questions.index(asked) + 1 :]
    return next((one for one in later if one.code not in answered), None)


def _conflict(request: HttpRequest, found: Case, asked: Field, form: WriteForm, error: StaleVersion) -> HttpResponse:
    """Keep what was typed, and lead to the page that shows both texts, and goes on showing them."""
    entry = form.written()
    if not entry.words.strip():
        return _page(request, found, asked, form=_again(found, asked, form), problem=error, status=409)
    writing.keep(
        found.pk, target=asked.code, words=entry.words, fields=form.others, seen=entry.seen or 0, actor=person(request.user)
    )
    return SeeOther(reverse("problems:case-write", args=[found.reference, asked.code]) + "#both")


def _again(found: Case, asked: Field, form: WriteForm) -> WriteForm:
    """Give the form anew with what was typed, for the answer as it stands now."""
    before = casebook.history_of(found, asked.code)
    return WriteForm(asked=asked, initial={**form.cleaned_data, "seen": before[0].number if before else 0})


def _initial(entry: SheetEntry | None, kept: KeptText | None) -> dict[str, Any]:
    seen = {"seen": entry.number if entry else 0}
    if kept is not None:
        return {**kept.fields, "words": kept.words, **seen}
    return {"words": entry.words, "choice": entry.choice, "lever": entry.lever, **seen} if entry else seen


def _page(
    request: HttpRequest,
    found: Case,
    asked: Field,
    *,
    form: WriteForm | None = None,
    problem: CommonbeatError | None = None,
    status: int = 200,
) -> HttpResponse:
    history = casebook.history_of(found, asked.code)
    entry = history[0] if history else None
    kept = casebook.kept_of(found, request.user, asked.code)
    context = {
        "case": found,
        "field": asked,
        "now": Asked(asked, entry, ""),
        "older": [Asked(asked, row, "") for row in history[1:]],
        "kept": kept,
        "form": form or WriteForm(asked=asked, initial=_initial(entry, kept)),
        "may": may(request, found, "write"),
        "next": None if kept else _next(found, asked),
        "problem": problem,
    }
    return render(request, "problems/case/write.html", context, status=status)


@access.signed_in
@require_POST
def drop(request: HttpRequest, case: str, kept: int) -> HttpResponse:
    """Throw a kept text of one's own away."""
    found = casebook.case_of(case, request.user)
    row = casebook.kept_by(kept, found, request.user)
    writing.drop(row.pk, actor=person(request.user))
    messages.success(request, _("Thrown away."))
    return redirect("problems:case", case=found.reference)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, case: str) -> HttpResponse:
    """Set which kinds of incidents are counted, and when it was before and afterwards. What a colleague was quicker than stays."""
    found = casebook.case_of(case, request.user)
    access.require(request.user, "write", found)
    kept = casebook.kept_of(found, request.user, targets.FRAME)
    if request.method != "POST":
        CASE.check(found, "write")
        return _frame_page(request, found, kept)
    form = _frame_form(request, found, kept, data=request.POST)
    if not form.is_valid():
        return _frame_page(request, found, kept, form=form)
    try:
        writing.frame(found.pk, frame=form.frame(), actor=person(request.user), version=form.cleaned_data["version"])
    except BadInput as error:
        put_errors(form, error)
        return _frame_page(request, found, kept, form=form)
    except (StaleVersion, WrongState) as error:
        words = "\n".join(f"{label}: {value}" for label, value in windows(form.frame()))
        case_kept.keep(request, found, targets.FRAME, words, form.typed, seen=form.cleaned_data["version"])
        found = casebook.case_of(case, request.user)
        return _frame_page(request, found, casebook.kept_of(found, request.user, targets.FRAME), problem=error)
    messages.success(request, _("Set. It is counted anew in the background."))
    return redirect(f"{reverse('problems:case', args=[found.reference])}#frame")


def _frame_form(request: HttpRequest, case: Case, kept: KeptText | None, data: Any = None) -> FrameForm:
    """Give the form with what was kept of it, or else with what stands in the case."""
    kinds = casebook.kinds_of_incidents(request.user, case)
    typed = FrameForm.again(kept.fields) if kept else {}
    now = {name: getattr(case, name) for name in FrameForm.base_fields}
    return FrameForm(data, kinds=sorted({*kinds, *typed.get("categories", ())}), initial={**now, **typed})


def _frame_page(
    request: HttpRequest,
    case: Case,
    kept: KeptText | None,
    *,
    form: FrameForm | None = None,
    problem: CommonbeatError | None = None,
) -> HttpResponse:
    form = form or _frame_form(request, case, kept)
    stands = windows(case) if problem or kept else []
    status = problem.status if problem else 422 if form.is_bound and form.errors else 200
    context = {"case": case, "form": form, "problem": problem, "stands": stands, "kept": kept}
    return render(request, "problems/case/frame.html", context, status=status)
