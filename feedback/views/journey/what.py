"""What it is about: the categories, grouped and searchable; and the advice that some of them carry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from feedback import categories
from feedback.forms import WhatForm
from feedback.models import Category
from feedback.services import drafts
from feedback.services.drafts import Writing
from feedback.views.journey.shared import (
    CHANGE,
    IN_DANGER,
    READ_WRITE,
    WHY,
    changing,
    link,
    missing,
    page,
    store,
    typed,
    writing_of,
)
from policing import access
from policing.areas.models import Agency


@access.public(WHY)
@require_http_methods(READ_WRITE)
def what(request: HttpRequest) -> HttpResponse:
    """Ask what it is about. The words that are sought travel in the form, never in an address."""
    writing = writing_of(request)
    if request.method != "POST" and (writing is None or writing.sent or not writing.get("danger")):
        asked = request.GET.urlencode()
        return redirect(reverse("feedback:report-start") + (f"?{asked}" if asked else ""))
    if writing is None or writing.sent:
        writing = drafts.begin()
    if request.method != "POST" and writing.get("danger") == IN_DANGER:
        return redirect("feedback:report-danger")
    language = translation.get_language() or ""
    offered = categories.offered()
    initial = {"category": writing.get("category") or request.GET.get("about") or writing.get("about")}
    form = WhatForm(typed(request), initial=initial, categories=offered, language=language)
    if _is_search(request):
        return _found(request, offered, language)
    if request.method == "POST" and form.is_valid():
        return _chosen(request, writing, form.chosen())
    return page(request, "what", form, groups=form.groups())


def _is_search(request: HttpRequest) -> bool:
    """Tell whether words are sought. Enter presses the first button: without words, or beside a choice alone, it goes on."""
    if request.POST.get("find") == "all":
        return True
    return "find" in request.POST and bool(request.POST.get("q", "").strip())


def _found(request: HttpRequest, offered: list[Category], language: str) -> HttpResponse:
    """Show what was found for the words, with what was chosen before still chosen."""
    sought = request.POST.get("q", "")[:100].strip() if request.POST["find"] != "all" else ""
    found = categories.search(offered, sought, language)
    again = WhatForm(initial={"category": request.POST.get("category", ""), "q": sought}, categories=offered, language=language)
    return page(request, "what", again, groups=again.groups(found), sought=sought, found=len(found))


def _chosen(request: HttpRequest, writing: Writing, category: Category) -> HttpResponse:
    elsewhere = categories.other_form(category)
    if elsewhere:
        return redirect(elsewhere)
    to = link(request, "feedback:report-advice") if category.advice else after_what(request, writing, category)
    return store(writing, to, category=category.code, stops=category.stops, about="")


def after_what(request: HttpRequest, writing: Writing, category: Category) -> str:
    """Give the step after the category: where, or what is new to ask when it was changed from the check page."""
    told = Writing(key="", token="", answers={**writing.answers, "category": category.code})
    if CHANGE not in request.GET or missing(told):
        return reverse("feedback:report-where")
    has_questions = any(row.is_active for row in category.questions.all())
    return changing("feedback:report-details") if has_questions else reverse("feedback:report-check")


@access.public(WHY)
@require_http_methods(["GET", "HEAD"])
def advice(request: HttpRequest) -> HttpResponse:
    """Show the advice of the category that was chosen. Where it stops, the form ends here, with a way back."""
    writing = writing_of(request)
    category = categories.by_code(writing.get("category")) if writing is not None and not writing.sent else None
    if writing is None or category is None or not category.advice or writing.get("danger") == IN_DANGER:
        return redirect("feedback:report-what")
    language = translation.get_language() or ""
    return page(
        request,
        "advice",
        None,
        step="what",
        category=category,
        name=category.name_in(language),
        advice=category.advice_in(language),
        lines=Agency.current().support_lines if category.is_sensitive else [],
        next=after_what(request, writing, category),
    )
