"""What everybody reads of the problems that are worked on: the list, one of them, following it, and a remark to the team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from feedback.danger import has_danger_words
from feedback.models import Report
from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, TooMany, Unseen
from policing.privacy.throttle import Throttle
from policing.ui import keyset
from problems import ends, stories
from problems.models import CasePage
from problems.page_forms import RemarkForm
from problems.services.cases import showing
from problems.services.cases.showing import Said
from problems.stories import PageFilter, shown

WHY = "what is shown of a case is for everybody"
FEW = 5
CHANGED = keyset.Key("changed_at", down=True)
SIGNED_OUT = _lazy(
    "You are signed out, so nobody could tell you what comes of it. Copy your words, sign in on another page and send them there, "
    "or take the tick away here."
)
REMARKS = Throttle("remarks", limit=settings.INTAKE_PER_HOUR, window=3600)


@access.public(WHY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the problems that are shown, the last changed first, narrowed as the address says."""
    narrowed = PageFilter(request.GET, queryset=stories.pages(request.user))
    page = keyset.page(narrowed.qs, request, key=CHANGED)
    context = {
        "filter": narrowed,
        "rows": stories.with_numbers(page.rows),
        "pager": page.pager,
        "is_narrowed": bool(request.GET),
    }
    return render(request, "problems/pages/list.html", context)


def _one(request: HttpRequest, slug: str) -> CasePage:
    return access.get_visible_or_404(stories.pages(request.user), request.user, slug=slug)


def _form(request: HttpRequest, data: Any = None) -> RemarkForm:
    return RemarkForm(data, can_listen=request.user.is_authenticated or "listen" in request.POST)


@access.public(WHY)
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """Show one problem: what was said, found and done, what changed, and where it stands. One that was merged leads to the other."""
    try:
        row = _one(request, page)
    except Unseen:
        onward = stories.goes_on_at(page)
        if onward is None:
            raise
        return redirect("problems:page", page=onward.slug)
    return _show(request, row, _form(request))


def _show(request: HttpRequest, row: CasePage, form: RemarkForm, *, again: str = "", status: int = 422) -> HttpResponse:
    area = row.area
    context = {
        "row": row,
        "shown": stories.with_numbers([row])[0],
        "moments": stories.moments(row),
        "follows": stories.follows(row, request.user),
        "form": form,
        "again": again,
        "report_url": reverse("feedback:report-start") + (f"?area={area.code}" if area else ""),
    }
    return render(request, "problems/pages/page.html", context, status=status if form.errors or again else 200)


@access.signed_in
@require_POST
def follow(request: HttpRequest, page: str) -> HttpResponse:
    """Hear how it goes on."""
    showing.follow(_one(request, page).pk, actor=cast(User, request.user))
    messages.success(request, _("You hear how it goes on."))
    return redirect("problems:page", page=page)


@access.signed_in
@require_POST
def leave(request: HttpRequest, page: str) -> HttpResponse:
    """Hear of it no more."""
    showing.leave(_one(request, page).pk, actor=cast(User, request.user))
    messages.success(request, _("You do not hear of it any more."))
    return redirect("problems:page", page=page)


@access.public(WHY)
@require_POST
def remark(request: HttpRequest, page: str) -> HttpResponse:
    """Say whether it fits what one sees. A flood from one network is asked to wait; words are never lost."""
    row, form = _one(request, page), _form(request, request.POST)
    if "token" in form.errors:
        return _show(request, row, _anew(request, form), again=str(form.errors["token"][0]))
    if not form.is_valid():
        return _show(request, row, form)
    given = form.cleaned_data
    is_danger, wishes = has_danger_words(given["words"]), bool(given.get("listen"))
    if wishes and not request.user.is_authenticated and not is_danger:
        return _show(request, row, _anew(request, form), again=str(SIGNED_OUT), status=409)
    try:
        REMARKS.check(request)
        listener = request.user if wishes and request.user.is_authenticated else None
        showing.remark(row.pk, said=Said(given["fits"], given["words"]), token=given["token"], listener=listener)
    except TooMany as error:
        return _show(request, row, _anew(request, form), again=str(error.detail), status=error.status)
    except BadInput as error:
        for field, lines in error.fields.items():
            form.add_error(field, lines)
        return _show(request, row, form)
    after = "problems:page-heard-now" if is_danger else "problems:page-heard"
    return redirect(after, page=page)


def _anew(request: HttpRequest, form: RemarkForm) -> RemarkForm:
    """Give the form once more with what was typed, under a token of its own."""
    kept = {name: form.data.get(name) for name in ("fits", "words", "listen")}
    return RemarkForm(initial=kept, can_listen=request.user.is_authenticated or "listen" in request.POST)


@access.public(WHY)
@require_GET
def heard(request: HttpRequest, page: str, *, is_danger: bool = False) -> HttpResponse:
    """Thank for a remark; where it sounded like danger, say first how to reach help now."""
    row = _one(request, page)
    return render(request, "problems/pages/heard.html", {"row": row, "shown": shown(row), "is_danger": is_danger})


@access.signed_in
@require_GET
def followed(request: HttpRequest) -> HttpResponse:
    """List the problems that the person follows, the last changed first."""
    found = keyset.page(stories.followed(request.user), request, key=CHANGED)
    context = {"rows": stories.with_numbers(found.rows), "pager": found.pager}
    return render(request, "problems/pages/followed.html", context)


def followed_panel(request: HttpRequest, user: Any) -> Mapping[str, Any] | None:
    """Give the newest problems that the person follows, for their own page. Three queries, or one."""
    return {"rows": stories.with_numbers(stories.followed(user)[:FEW])}


def result_panel(request: HttpRequest, report: Report) -> Mapping[str, Any] | None:
    """Give the public page of the case that a report fed, for who reads what came of it, how sure it is, and whether it is open again."""
    row, end = stories.page_of(report), ends.of(report)
    return {"row": row, "end": end} if row is not None or end is not None else None
