"""What happens there, in the resident's own words; the questions of the category; and a gentle second look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from feedback import categories
from feedback.danger import has_danger_words
from feedback.forms import DetailsForm, DoingForm
from feedback.models import Question
from feedback.prompts import DANGER, DOING, PROMPTS, next_prompt
from feedback.services.drafts import Writing
from feedback.services.intake import MOST_WORDS
from feedback.views.journey.shared import AFTER_DETAILS, READ_WRITE, WHY, begun, keep, link, page, store, typed
from policing import access
from policing.areas.models import Agency

GAP = "\n\n"


@access.public(WHY)
@require_http_methods(READ_WRITE)
def details(request: HttpRequest) -> HttpResponse:
    """Ask what happens there, in the resident's own words: what people do before what they look like."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    form = DetailsForm(
        typed(request),
        initial={"words": writing.get("words"), "when": writing.get("when")},
        questions=_questions(writing),
        language=translation.get_language() or "",
        answers=writing.get("answers", {}),
    )
    if request.method == "POST" and form.is_valid():
        return _told(request, writing, form)
    return page(request, "details", form, is_danger=has_danger_words(str(writing.get("words"))))


def _questions(writing: Writing) -> list[Question]:
    category = categories.by_code(writing.get("category"))
    return list(category.questions.all()) if category else []


def _told(request: HttpRequest, writing: Writing, form: DetailsForm) -> HttpResponse:
    """Keep what was told; where it asks for a second look, show that first."""
    given = form.cleaned_data
    answers = {**writing.get("answers", {}), **dict.fromkeys((question.code for question in form.questions), "")} | form.answers()
    told = {
        "words": given["words"],
        "when": given["when"],
        "answers": {code: value for code, value in answers.items() if value not in ("", [])},
    }
    if next_prompt(given["words"], writing.get("prompted", [])):
        return store(writing, link(request, "feedback:report-again"), **told)
    return keep(request, writing, AFTER_DETAILS, **told)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def again(request: HttpRequest) -> HttpResponse:
    """Show one second look: whom to call, what the person does, or that the words tell who writes. Each once; none blocks."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    if request.method == "POST":
        return _looked(request, writing)
    code = next_prompt(str(writing.get("words")), writing.get("prompted", []))
    return _second_look(request, writing, code, DoingForm()) if code else redirect("feedback:report-details")


def _second_look(request: HttpRequest, writing: Writing, code: str, form: DoingForm) -> HttpResponse:
    agency = Agency.current()
    return page(
        request,
        "again",
        form if code == DOING else None,
        step="details",
        prompt=code,
        words=writing.get("words"),
        agency=agency,
        cannot_speak=agency.emergency_in(translation.get_language() or ""),
        lines=agency.support_lines if code == DANGER else [],
    )


def _looked(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Note that it was shown, add what was told of the deeds, and show the next one or go on."""
    code, words = request.POST.get("prompt", ""), str(writing.get("words"))
    if code == DOING:
        form = DoingForm(request.POST, room=MOST_WORDS - len(words) - len(GAP))
        if not form.is_valid():
            return _second_look(request, writing, code, form)
        more = form.cleaned_data["doing"]
        words = words if more in words else f"{words}{GAP}{more}".strip()
    shown = list(dict.fromkeys([*writing.get("prompted", []), *([code] if code in PROMPTS else [])]))
    if words and next_prompt(words, shown):
        return store(writing, link(request, "feedback:report-again"), prompted=shown, words=words)
    return keep(request, writing, AFTER_DETAILS, prompted=shown, words=words)
