"""What the team shows of a case: writing the public page, taking it off, and what residents say to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.access import sight
from policing.accounts.models import User
from policing.errors import BadInput, StaleVersion, WrongState
from policing.ui import keyset
from problems import reach, second_look, showing
from problems.access import CasePolicy
from problems.models import Case, CasePage
from problems.page_forms import TEXTS, OffForm, PageForm
from problems.services.cases import showing as commands
from problems.services.cases.showing import Words

FEW = 3
NEWEST = keyset.Key(down=True)


def _case(request: HttpRequest, reference: str, action: str) -> Case:
    found: Case = access.get_visible_or_404(Case.objects.for_page(), request.user, reference=reference)
    access.require(request.user, action, found)
    return found


def _form(request: HttpRequest, case: Case, kept: dict[str, Any] | None = None) -> PageForm:
    page: CasePage | None = getattr(case, "page", None)
    initial: dict[str, Any] = {"title": case.title}
    if page is not None:
        initial = {name: getattr(page, name) for name in ("title", *TEXTS, "version")}
    data = request.POST if request.method == "POST" and kept is None else None
    return PageForm(data, initial=kept or initial, look=partial(second_look.parts, case))


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, case: str) -> HttpResponse:
    """Write what residents read, with a look at what in it might tell of somebody. Whoever is second sees both texts."""
    found = _case(request, case, "publish")
    form, conflict = _form(request, found), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = Words(**{name: given[name] for name in ("title", *TEXTS)})
        try:
            commands.publish(
                found.pk, words=words, actor=cast(User, request.user), version=given["version"], sure=bool(given.get("sure"))
            )
        except BadInput as error:
            for field, lines in error.fields.items():
                form.add_error(field, lines)
        except (StaleVersion, WrongState) as error:
            found, conflict = _case(request, case, "publish"), str(error.detail)
            page: CasePage | None = getattr(found, "page", None)
            form = _form(request, found, kept={**given, "version": page.version if page else None})
        else:
            messages.success(request, _("Residents read it now."))
            return redirect("problems:case-publish", case=case)
    return _page(request, found, form, OffForm(), conflict)


def _page(request: HttpRequest, found: Case, form: PageForm, off: OffForm, conflict: str = "") -> HttpResponse:
    page: CasePage | None = getattr(found, "page", None)
    is_bad = bool(form.errors or off.errors)
    context = {
        "case": found,
        "page_row": page,
        "form": form,
        "off": off,
        "conflict": conflict,
        "bad": form if form.errors else off,
        "texts": showing.texts(page) if conflict and page else [],
    }
    status = 409 if conflict else 422 if is_bad else 200
    return render(request, "problems/pages/publish.html", context, status=status)


@access.signed_in
@require_POST
def hide(request: HttpRequest, case: str) -> HttpResponse:
    """Take the public page off, for a reason."""
    found = _case(request, case, "hide")
    off = OffForm(request.POST)
    if not off.is_valid():
        return _page(request, found, _form(request, found, kept={"title": found.title}), off)
    commands.hide(found.pk, reason=off.cleaned_data["reason"], actor=cast(User, request.user))
    messages.success(request, _("Taken off the public pages."))
    return redirect("problems:case-publish", case=case)


@access.signed_in
@require_GET
def remarks(request: HttpRequest, case: str) -> HttpResponse:
    """List what residents say to the public page, the newest first. It is for the team, and names nobody."""
    found = _case(request, case, "read")
    page = keyset.page(showing.remarks_on(found), request, key=NEWEST)
    context = {"case": found, "rows": [showing.heard(row) for row in page.rows], "pager": page.pager}
    return render(request, "problems/pages/remarks.html", context)


def _sees(request: HttpRequest, case: Case, data_class: str) -> bool:
    return CasePolicy().sight_of(access.load(request.user), case).shows(data_class)


def told_panel(request: HttpRequest, case: Case) -> Mapping[str, Any] | None:
    """Give who was told and reached at the end of a case, for those who see which reports belong to it. Three queries, or none."""
    if not _sees(request, case, sight.REPORTS):
        return None
    found = reach.of(case) if case.state == "closed" or case.reopenings else None
    return {"case": case, "reach": found} if found is not None else None


def shown_panel(request: HttpRequest, case: Case) -> Mapping[str, Any] | None:
    """Give what residents read of a case and say to it, for those who see everything. One query, or none where nothing is shown."""
    if not _sees(request, case, sight.DESK):
        return None
    page: CasePage | None = getattr(case, "page", None)
    rows = [showing.heard(row) for row in showing.remarks_on(case).order_by("-id")[:FEW]] if page and page.remarks else []
    may = bool(access.can(request.user, "publish", case))
    return {"case": case, "page_row": page, "rows": rows, "may_publish": may}
