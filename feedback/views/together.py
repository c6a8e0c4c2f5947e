"""What looks alike on the desk: the list with its reasons, merging, taking out again, and “not the same”."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from feedback.alike import MOST_ALIKE, alike
from feedback.forms.together import MergeForm, OtherForm, SplitForm
from feedback.models import Report
from feedback.services import merging, together
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, CommonbeatError, StaleVersion, Unseen, WrongState
from policing.ui.forms import HouseForm

FIRST = 3  # in the panel of a report's page; the rest is a click away


def panel(request: HttpRequest, found: Report) -> Mapping[str, Any]:
    """Give what stands on a report's page: the first of what looks alike, and what it is merged with. One query, or two."""
    facts = _facts(request, found, most=FIRST + 1)
    return {**facts, "matches": facts["matches"][:FIRST], "more": len(facts["matches"]) > FIRST}


def _facts(request: HttpRequest, found: Report, *, most: int = MOST_ALIKE) -> dict[str, Any]:
    scope = access.visible(Report, request.user)
    return {
        "report": found,
        "matches": alike(found, limit=most, reader=request.user),
        "members": _members(scope, found),
        "lead": found.lead if found.state == "merged" else None,
        "may_merge": access.can(request.user, "merge", found) and REPORT.refusal(found, "merge") is None,
        "may_tell_apart": access.can(request.user, "not_same", found) and REPORT.refusal(found, "not_same") is None,
        "may_split": access.can(request.user, "split", found) and REPORT.refusal(found, "split") is None,
        "version": found.version,
    }


def _members(scope: QuerySet[Report], found: Report) -> list[Report]:
    """Give what is merged into a report; no query where ``for_desk`` counted none."""
    if not getattr(found, "merged_many", 1):
        return []
    return list(scope.filter(lead_id=found.pk).for_list().order_by("pk")[: together.MOST])  # type: ignore[attr-defined]


@access.holds("reports.view")
@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """List everything that looks alike, with the reasons, and what the report is merged with."""
    return _page(request, _visible(request, reference))


def _visible(request: HttpRequest, reference: str) -> Report:
    found: Report = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    return found


def _page(
    request: HttpRequest, found: Report, *, status: int = 200, conflict: str = "", forms: Mapping[str, HouseForm] | None = None
) -> HttpResponse:
    forms = forms or {}
    context = {
        **_facts(request, found),
        "merge_form": forms.get("merge") or MergeForm(initial={"version": found.version}),
        "split_form": forms.get("split") or SplitForm(initial={"version": found.version}),
        "form": next((form for form in forms.values() if form.errors), None),
        "conflict": conflict,
    }
    return render(request, "feedback/together.html", context, status=status)


def _other(request: HttpRequest, form: HouseForm) -> int:
    """Give the id of the report that the form names. Raises BadInput where there is none that the person may see."""
    try:
        other = access.get_visible_or_404(Report.objects.only("id"), request.user, reference=form.cleaned_data["other"])
    except Unseen as error:
        raise BadInput({"other": [_("There is no report of that reference, or it is not in your area.")]}) from error
    return int(other.pk)


def _try(request: HttpRequest, found: Report, name: str, form: HouseForm, do: Callable[[], str]) -> HttpResponse:
    """Do it and lead back to the report, or show the page as it stands now with what was typed."""
    if not form.is_valid():
        return _page(request, found, status=422, forms={name: form})
    try:
        done = do()
    except BadInput as error:
        for field, lines in error.fields.items():
            form.add_error("other" if field == "into" else field if field in form.fields else None, lines)
        return _page(request, found, status=422, forms={name: form})
    except (StaleVersion, WrongState) as error:
        return _again(request, found, name, form, error)
    messages.success(request, done)
    return redirect("feedback:report", reference=found.reference)


def _again(request: HttpRequest, found: Report, name: str, form: HouseForm, error: CommonbeatError) -> HttpResponse:
    now = _visible(request, found.reference)
    kept = type(form)(initial={**form.cleaned_data, "version": now.version})
    return _page(request, now, status=409, conflict=str(error.detail), forms={name: kept})


@access.holds("reports.view")
@require_POST
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Merge the report into another one."""
    found, form = _visible(request, reference), MergeForm(request.POST)

    def do() -> str:
        given = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"]}
        merging.merge(found.pk, into=_other(request, form), actor=cast(User, request.user), **given)
        return _("Merged. Both residents keep a thread of their own, and each is told what comes of it.")

    return _try(request, found, "merge", form, do)


@access.holds("reports.view")
@require_POST
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the report out again."""
    found, form = _visible(request, reference), SplitForm(request.POST)

    def do() -> str:
        merging.split(found.pk, actor=cast(User, request.user), **form.cleaned_data)
        return _("Taken out again. The resident is told, and the promise to answer runs anew.")

    return _try(request, found, "split", form, do)


@access.holds("reports.view")
@require_POST
def not_same(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that another report is not the same."""
    found, form = _visible(request, reference), OtherForm(request.POST)

    def do() -> str:
        merging.not_same(found.pk, other=_other(request, form), actor=cast(User, request.user))
        return _("Noted. The two are not offered as alike again.")

    return _try(request, found, "apart", form, do)


def address(found: Report) -> str:
    """Give the address of the list of what looks alike."""
    return reverse("feedback:report-alike", args=[found.reference])
