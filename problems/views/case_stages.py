"""The rail of a case: propose, take back, approve, not yet, back with a reason, take up again. Each thing to write has its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policing import access
from policing.access import sight
from policing.errors import BadInput, CommonbeatError, Denied, StaleVersion, WrongState
from policing.notifications.inbox import person
from policing.ui.forms import HouseForm
from problems import casebook, facts, gates, second_look, sheet, shown, targets
from problems.casebook import CaseBook
from problems.forms.cases import ApproveForm, BackForm, ProposeForm, ReasonForm, RefuseForm
from problems.models import Case
from problems.services.cases import stages
from problems.views import case_kept, case_showing
from problems.views.case_answers import put_errors
from problems.workflow import CASE, STAGES

WRITES = ["GET", "HEAD", "POST"]
MOST_DIGITS = 19


def _to_do(request: HttpRequest, reference: str, action: str) -> Case:
    """Give a case to which the person may do that as it stands. Raises Unseen, Denied and WrongState, with the reason."""
    case = casebook.case_of(reference, request.user)
    access.require(request.user, action, case)
    CASE.check(case, action)
    return case


@dataclass(frozen=True)
class Target:
    """One stage that can be proposed: its label, and whether it is looked at now."""

    code: str
    label: Any
    is_chosen: bool


def _targets(case: Case, chosen: str) -> list[Target]:
    later = STAGES[STAGES.index(case.state) + 1 :]
    named = [(code, sheet.STAGES[code][0]) for code in later]
    return [Target(code, label, code == chosen) for code, label in [*named, ("closed", _("Close the case"))]]


@access.signed_in
@require_http_methods(WRITES)
def propose(request: HttpRequest, case: str) -> HttpResponse:
    """Show what a later stage asks for and what of that is missing, and propose to go on."""
    found = _proposable(request, case)
    codes = [*STAGES[STAGES.index(found.state) + 1 :], "closed"]
    asked = (request.POST if request.method == "POST" else request.GET).get("after", "")
    after = asked if asked in codes else codes[0]
    if request.method != "POST":
        return _propose_page(request, found, after)
    look = partial(second_look.parts, found)
    form = ProposeForm(request.POST, closes=after == "closed", lacks=True, look=look)
    if form.is_valid():
        try:
            stages.propose(found.pk, proposal=form.proposal(), actor=person(request.user), version=form.cleaned_data["version"])
        except BadInput as error:
            put_errors(form, error)
        except (StaleVersion, WrongState, Denied) as error:
            _keep(request, found, targets.PROPOSAL, form.typed)
            return _propose_page(request, casebook.case_of(case, request.user), after, form=form, problem=error)
        else:
            messages.success(request, _("Proposed. A supervisor answers, and you hear of it."))
            return redirect("problems:case", case=found.reference)
    return _propose_page(request, found, after, form=form, status=422)


def _keep(request: HttpRequest, case: Case, target: str, typed: dict[str, str]) -> None:
    words = "\n\n".join(typed[name] for name in ("words", "result", "skip_reason") if typed.get(name))
    case_kept.keep(request, case, target, words, typed)


def _proposable(request: HttpRequest, reference: str) -> Case:
    """Give a case that is open. Where something is sent the command asks for the rest, and what was typed stays on the page."""
    if request.method != "POST":
        return _to_do(request, reference, "propose")
    case = casebook.case_of(reference, request.user)
    casebook.require_sight(case, request.user, sight.PLAN)
    if case.state not in STAGES:
        CASE.check(case, "propose")
    return case


def _propose_page(
    request: HttpRequest,
    case: Case,
    after: str,
    *,
    form: ProposeForm | None = None,
    problem: CommonbeatError | None = None,
    status: int = 200,
) -> HttpResponse:
    last = len(STAGES) if after == "closed" else STAGES.index(after)
    asked = [gate for stage in STAGES[STAGES.index(case.state) : last] for gate in gates.of_stage(stage)]
    book = CaseBook(case, shown.sight_of(request.user, case), moves=casebook.moves_of(case), facts=facts.of(case))
    lines = case_showing.gate_lines(book, asked, page_url=reverse("problems:case", args=[case.reference]))
    missing = [line for line in lines if not line.is_met]
    closes = after == "closed"
    if form is None or problem is not None:
        typed = form.cleaned_data if form is not None else _kept(request, case, targets.PROPOSAL)
        form = ProposeForm(closes=closes, lacks=bool(missing), initial={**typed, "after": after, "version": case.version})
    context = {
        "case": case,
        "targets": _targets(case, after),
        "after": after,
        "closes": closes,
        "missing": missing,
        "met": [line for line in lines if line.is_met],
        "form": form,
        "problem": problem,
    }
    return render(request, "problems/case/propose.html", context, status=problem.status if problem else status)


def _kept(request: HttpRequest, case: Case, target: str) -> dict[str, str]:
    """Give what the person typed for that before and could not send. One query."""
    kept = casebook.kept_of(case, request.user, target)
    return kept.fields if kept else {}


@access.signed_in
@require_POST
def take_back(request: HttpRequest, case: str) -> HttpResponse:
    """Take the proposal back."""
    found = casebook.case_of(case, request.user)
    move = request.POST.get("move", "")
    stages.take_back(
        found.pk, actor=person(request.user), move=int(move) if move.isdecimal() and len(move) < MOST_DIGITS else None
    )
    messages.success(request, _("Taken back. You can propose it again at any time."))
    return redirect("problems:case", case=found.reference)


@access.signed_in
@require_http_methods(WRITES)
def approve(request: HttpRequest, case: str) -> HttpResponse:
    """Show what is proposed, with what is not met and why, and say yes to it."""
    found = _answerable(request, case)
    form = ApproveForm(request.POST if request.method == "POST" else None, initial={"after": found.proposed})
    if request.method == "POST" and form.is_valid():
        after = form.cleaned_data["after"]
        try:
            stages.approve(found.pk, actor=person(request.user), **form.cleaned_data)
        except (BadInput, WrongState) as error:
            _keep(request, found, targets.ANSWER, {"act": "approve", "words": form.cleaned_data["words"]})
            return _answer_page(request, casebook.case_of(case, request.user), approve=form, problem=error)
        done = _("Closed. Everybody whose report fed it is told now, one by one.") if after == "closed" else _("Approved.")
        messages.success(request, done)
        return redirect("problems:case", case=found.reference)
    return _answer_page(request, found, approve=form)


@access.signed_in
@require_http_methods(WRITES)
def refuse(request: HttpRequest, case: str) -> HttpResponse:
    """Show what is proposed, and say “not yet” with what is missing."""
    found = _answerable(request, case)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            stages.refuse(found.pk, actor=person(request.user), **form.cleaned_data)
        except WrongState as error:
            _keep(request, found, targets.ANSWER, {"act": "refuse", "words": form.cleaned_data["words"]})
            return _answer_page(request, casebook.case_of(case, request.user), refuse=form, problem=error)
        messages.success(request, _("Said. The team reads what is missing."))
        return redirect("problems:case", case=found.reference)
    return _answer_page(request, found, refuse=form)


def _answerable(request: HttpRequest, reference: str) -> Case:
    """Give a case whose proposal the person may answer. Where something is sent and nothing waits any more, the command says so."""
    if request.method != "POST":
        return _to_do(request, reference, "refuse")
    case = casebook.case_of(reference, request.user)
    access.require(request.user, "refuse", case)
    return case


def _answer_page(
    request: HttpRequest,
    case: Case,
    *,
    approve: HouseForm | None = None,
    refuse: HouseForm | None = None,
    problem: CommonbeatError | None = None,
) -> HttpResponse:
    move = next((one for one in reversed(casebook.moves_of(case)) if one.state == "proposed"), None)
    seen = {"after": case.proposed, "move": move.pk if move else None}
    kept = _kept(request, case, targets.ANSWER)
    first = {act: {**seen, "words": kept.get("words", "") if kept.get("act") == act else ""} for act in ("approve", "refuse")}
    bound = next((form for form in (approve, refuse) if form is not None and form.is_bound), None)
    context = {
        "case": case,
        "step": case_showing.steps([move])[0] if move else None,
        "labels": {gate.code: gate for gate in gates.GATES},
        "approve_form": approve
        if approve is not None and approve.is_bound and not problem
        else ApproveForm(initial=first["approve"]),
        "refuse_form": refuse if refuse is not None and refuse.is_bound and not problem else RefuseForm(initial=first["refuse"]),
        "form": bound if problem is None else None,
        "problem": problem,
        "typed": bound.cleaned_data.get("words", "") if bound is not None and problem is not None else "",
    }
    status = problem.status if problem else 422 if bound is not None and bound.errors else 200
    return render(request, "problems/case/answer.html", context, status=status)


@access.signed_in
@require_http_methods(WRITES)
def back(request: HttpRequest, case: str) -> HttpResponse:
    """Go back to an earlier stage, with a reason."""
    found = casebook.case_of(case, request.user)
    access.require(request.user, "back_to_analysis", found)
    pairs = [(code, sheet.STAGES[code][0]) for code in STAGES[:-1] if CASE.refusal(found, f"back_to_{code}") is None]
    if not pairs:
        raise WrongState(_("There is no stage before this one."))
    form = BackForm(request.POST or None, pairs=pairs, hint=_("It stays on the page of the case."))

    def do() -> str:
        given = form.cleaned_data
        stages.back(found.pk, to=given["to"], reason=given["reason"], actor=person(request.user))
        return _("Gone back. Everything that was written stays.")

    return _reasoned(request, found, form, _("Go back a stage"), do)


@access.signed_in
@require_http_methods(WRITES)
def reopen(request: HttpRequest, case: str) -> HttpResponse:
    """Take a closed case up again, with a reason."""
    found = _to_do(request, case, "reopen")
    form = ReasonForm(request.POST or None, hint=_("It stays on the page of the case."))

    def do() -> str:
        stages.reopen(found.pk, reason=form.cleaned_data["reason"], actor=person(request.user))
        return _("Taken up again, in Analysis.")

    return _reasoned(request, found, form, _("Take it up again"), do)


def _reasoned(request: HttpRequest, case: Case, form: HouseForm, label: str, do: Callable[[], str]) -> HttpResponse:
    """Show a page that asks why, and do it."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except BadInput as error:
            put_errors(form, error)
        else:
            messages.success(request, done)
            return redirect("problems:case", case=case.reference)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "problems/case/reason.html", {"case": case, "form": form, "label": label}, status=status)
