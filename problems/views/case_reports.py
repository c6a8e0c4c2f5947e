"""The reports that feed a case, what is done with them, merging a case into another, and taking it away as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.access import sight
from policing.accounts.models import User
from policing.errors import BadInput, Unseen, WrongState
from policing.ui import keyset
from policing.ui.forms import HouseForm
from policing.ui.lists import listed
from problems import case_export, casebook, casefile, exports, picking, shown
from problems.models import Case
from problems.people_forms import LinkForm, MergeForm, ReasonForm
from problems.services.cases import exporting, linking
from problems.workflow import CASE

NEWEST = keyset.Key(down=True)
MOST_NUMBER = 20


def _actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def may(user: Any, case: Case, action: str) -> bool:
    """Tell whether a person may do it to the case, and the case is in a state for it."""
    return bool(access.can(user, action, case)) and CASE.refusal(case, action) is None


def panel(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Give the newest linked reports for the page of the case, to who sees them. One query."""
    seen = shown.sight_of(request.user, case)
    if not seen.shows(sight.REPORTS):
        return None
    rows = [casefile.linked(request.user, link) for link in casefile.newest_links(case)]
    return {"case": case, "rows": rows, "shows_words": seen.shows(sight.WORDS), "may_link": may(request.user, case, "link")}


def more_panel(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Give what else can be done with a case: take it away as a file, and merge it. No query."""
    return {"case": case, "may_merge": may(request.user, case, "merge")}


def more_panel_alone(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Give the same to who sees no plan, and so no column beside it. No query."""
    return None if shown.sight_of(request.user, case).shows(sight.PLAN) else more_panel(request, case)


@access.signed_in
@require_GET
def reports(request: HttpRequest, case: str) -> HttpResponse:
    """List every report that feeds the case, the last linked first."""
    return _page(request, casefile.with_facet(request.user, case, sight.REPORTS))


def _page(request: HttpRequest, case: Case, *, form: HouseForm | None = None, out: str = "", status: int = 200) -> HttpResponse:
    """Draw the list; ``form`` is one that came back, and ``out`` the report that it was about, if it was about one."""
    page = keyset.page(casefile.links(case), request, key=NEWEST)
    context = {
        "case": case,
        "state": CASE.state(case.state),
        "rows": [casefile.linked(request.user, link) for link in page.rows],
        "pager": page.pager,
        "shows_words": shown.sight_of(request.user, case).shows(sight.WORDS),
        "may_link": may(request.user, case, "link"),
        "may_unlink": may(request.user, case, "unlink"),
        "link_form": form if isinstance(form, LinkForm) else LinkForm(label=_("Why do they belong to it?")),
        "out_form": form if out else ReasonForm(label=_("Why is it taken out?")),
        "out": out,
        "form": form,
        "gone": casefile.taken_out(case),
    }
    return render(request, "problems/cases/reports.html", context, status=status)


def _try(form: HouseForm, do: Callable[[], Any]) -> bool:
    """Do it and tell whether it was done; what the command says of its input stands beside the field."""
    if not form.is_valid():
        return False
    try:
        do()
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, [str(line) for line in lines])
    except WrongState as error:
        form.add_error(None, str(error.detail))
    return not form.errors


@access.signed_in
@require_POST
def link(request: HttpRequest, case: str) -> HttpResponse:
    """Link reports to the case by their references; those that are not there for the person are named."""
    found = casefile.to_do(request.user, case, "link")
    form = LinkForm(request.POST, label=_("Why do they belong to it?"))
    wanted: list[str] = []

    def do() -> None:
        wanted.extend(picking.references([form.cleaned_data["reports"]]))
        ids = picking.ids_of(request.user, wanted)
        if missing := [one for one in wanted if one not in ids]:
            words = _("These are not there, were taken back, or are not in your area: %(references)s")
            raise BadInput({"reports": [words % {"references": listed(missing[:10])}]})
        linking.link(found.pk, reports=[*ids.values()], reason=form.cleaned_data["reason"], actor=_actor(request))

    if not _try(form, do):
        return _page(request, found, form=form, status=422)
    many = len(wanted)
    said = ngettext("%(many)d report feeds the case now.", "%(many)d reports feed the case now.", many) % {"many": many}
    messages.success(request, said)
    return redirect("problems:case-reports", case)


@access.signed_in
@require_POST
def unlink(request: HttpRequest, case: str) -> HttpResponse:
    """Take a report out of the case, with a reason."""
    found = casefile.to_do(request.user, case, "unlink")
    reference = picking.references([request.POST.get("report", "")])
    report = casefile.report_in(found, reference[0] if reference else "")
    form = ReasonForm(request.POST, label=_("Why is it taken out?"))

    def do() -> None:
        linking.unlink(found.pk, report=report.pk, reason=form.cleaned_data["reason"], actor=_actor(request))

    if not _try(form, do):
        return _page(request, found, form=form, out=report.reference, status=422)
    messages.success(request, _("Taken out. That it fed the case stays written."))
    return redirect("problems:case-reports", case)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, case: str) -> HttpResponse:
    """Ask into which other case this one is merged, and merge it."""
    found = casefile.to_do(request.user, case, "merge")
    into = {"into": request.GET.get("into", "")[:MOST_NUMBER]}
    form = MergeForm(request.POST if request.method == "POST" else None, initial=into, label=_("Why are they one problem?"))

    def do() -> None:
        try:
            other = casebook.case_of(form.cleaned_data["into"], request.user)
        except Unseen as error:
            raise BadInput({"into": [_("There is no case of that number that you can see.")]}) from error
        access.require(request.user, "merge", other)
        linking.merge(found.pk, into=other.pk, reason=form.cleaned_data["reason"], actor=_actor(request))

    if request.method == "POST" and _try(form, do):
        messages.success(
            request, _("Merged. The reports, the plan and the people went along; the history of both stays readable.")
        )
        return redirect("problems:case", form.cleaned_data["into"])
    context = {
        "case": found,
        "form": form,
        "others": casefile.others(request.user, found),
        "why_not": CASE.refusal(found, "merge"),
    }
    return render(request, "problems/cases/merge.html", context, status=422 if form.errors else 200)


@access.signed_in
@require_POST
def export(request: HttpRequest, case: str) -> HttpResponse | StreamingHttpResponse:
    """Give what the person sees of the case as a file: for a table program, or as data (``as`` is ``json``)."""
    found = exporting.export(casebook.case_of(case, request.user).pk, actor=_actor(request))
    response: HttpResponse | StreamingHttpResponse
    if request.POST.get("as") == "json":
        response, kind = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1}), "json"
    else:
        rows = exports.lines(case_export.HEAD, case_export.lines(found))
        response, kind = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"), "csv"
    response["Content-Disposition"] = f'attachment; filename="case-{found["case"]["reference"]}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
