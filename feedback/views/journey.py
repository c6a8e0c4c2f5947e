"""The report journey: what, where, details, you, check, sent. One idea a page, no script, no account, nothing lost.

The draft lives on the server, sealed under the secret of a cookie that is sent to these pages alone. Nothing is written on GET.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback.danger import has_danger_words
from feedback.forms import DetailsForm, WhatForm, WhereForm, YouForm
from feedback.models import Category, Report
from feedback.readers import readers
from feedback.services import drafts, intake
from feedback.services.drafts import Writing
from policing import access
from policing.areas.locate import locate
from policing.areas.models import Agency, Area, Place
from policing.errors import BadInput
from policing.privacy.throttle import Throttle
from policing.ui import dates
from policing.ui.components.parts import Answer, Moment

COOKIE = "draft"
STEPS = 5
WHY = "anybody may report, without an account"
READ_WRITE = ["GET", "HEAD", "POST"]
INTAKE = Throttle("intake", limit=settings.INTAKE_PER_HOUR, window=3600)


def _writing(request: HttpRequest) -> Writing | None:
    return drafts.find(request.COOKIES.get(COOKIE, ""))


def _begun(request: HttpRequest) -> Writing | None:
    """Give the draft being written, or None. Where it is gone and answers were just typed, a new one takes them in."""
    writing = _writing(request)
    if writing is not None and not writing.sent:
        return writing
    return drafts.begin() if request.method == "POST" else None


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _keep(request: HttpRequest, writing: Writing, to: str, **answers: Any) -> HttpResponse:
    """Store the answers and go on; the cookie ends with the browser and is sent to these pages alone."""
    writing.answers.update(answers)
    drafts.keep(writing)
    response = redirect(to)
    response.set_cookie(
        COOKIE, writing.key, path=reverse("feedback:report-what"), httponly=True, secure=settings.SECURE, samesite="Lax"
    )
    return response


def _page(request: HttpRequest, template: str, form: Any, step: int, **context: Any) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(
        request, f"feedback/report_{template}.html", {"form": form, "step": step, "steps": STEPS, **context}, status=status
    )


@access.public(WHY)
@require_http_methods(READ_WRITE)
def what(request: HttpRequest) -> HttpResponse:
    """Ask what it is about. A draft that was sent makes way for a new one."""
    writing = _writing(request)
    if writing is None or writing.sent:
        writing = drafts.begin()
    categories = list(Category.objects.offered())
    language = translation.get_language() or settings.LANGUAGE_CODE
    initial = {"category": writing.get("category") or request.GET.get("about", "")}
    form = WhatForm(_typed(request), initial=initial, categories=categories, language=language)
    if request.method == "POST" and form.is_valid():
        area = request.POST.get("area", "")
        area = area if area.isprintable() else ""
        return _keep(
            request, writing, "feedback:report-where", category=form.cleaned_data["category"], area=writing.get("area") or area
        )
    return _page(request, "what", form, 1, area=request.GET.get("area", ""))


@access.public(WHY)
@require_http_methods(READ_WRITE)
def where(request: HttpRequest) -> HttpResponse:
    """Ask where it is: words and the places found for them, an area from the list, or “I do not know”."""
    writing = _begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    areas = list(Area.objects.for_list())
    initial = {name: writing.get(name) for name in ("place", "spot", "area")}
    form = WhereForm(_typed(request), initial=initial, areas=areas)
    if request.method == "POST" and form.is_valid():
        return _placed(request, writing, form)
    return _where_page(request, form, str(writing.get("place")), chosen=str(writing.get("spot")))


def _where_page(request: HttpRequest, form: WhereForm, sought: str, chosen: str = "", **context: Any) -> HttpResponse:
    """Show the page with the places found for the words that were sought."""
    found = list(Place.objects.named_like(sought)) if len(sought.strip()) >= 2 else []
    shown = {"found": found, "sought": sought, "chosen": chosen, "agency": Agency.current(), **context}
    return _page(request, "where", form, 2, **shown)


def _placed(request: HttpRequest, writing: Writing, form: WhereForm) -> HttpResponse:
    given = form.cleaned_data
    if "skip" in request.POST:
        return _keep(request, writing, "feedback:report-details", place="", spot="", area="", lat=None, lon=None, found_area="")
    if form.is_to_be_sought(asked="find" in request.POST):
        return _where_page(request, form, given["place"], searched=True)
    point, name = _point(form)
    area_code, area_name = given["area"], form.area_name()
    if point is not None:
        hit = locate(*point)
        if hit is None and "anyway" not in request.POST:
            return _where_page(request, form, given["place"], chosen=given["spot"], outside=True)
        area_code, area_name = (hit.code, hit.name) if hit else ("", "")
    if not (given["place"] or area_code or point):
        form.add_error("place", _("Tell us a street or a place, choose an area, or say that you do not know."))
        return _where_page(request, form, "")
    lat, lon = point or (None, None)
    answers = {"place": name or given["place"], "spot": given["spot"], "area": area_code, "lat": lat, "lon": lon}
    return _keep(request, writing, "feedback:report-details", found_area=area_name, **answers)


def _point(form: WhereForm) -> tuple[tuple[float, float] | None, str]:
    """Give the point and the name of the chosen place, or the point that the words themselves are."""
    spot = form.chosen_spot()
    place = Place.objects.filter(pk=spot).first() if spot is not None else None
    if place is not None:
        return (place.lat, place.lon), place.name
    return form.coordinates(), ""


@access.public(WHY)
@require_http_methods(READ_WRITE)
def details(request: HttpRequest) -> HttpResponse:
    """Ask what happens there, in the resident's own words: what people do before what they look like."""
    writing = _begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    form = DetailsForm(_typed(request), initial={"words": writing.get("words"), "when": writing.get("when")})
    if request.method == "POST" and form.is_valid():
        return _keep(request, writing, "feedback:report-you", **form.cleaned_data)
    return _page(request, "details", form, 3)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def you(request: HttpRequest) -> HttpResponse:
    """Ask whether the resident wants to hear back, and how."""
    writing = _begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    signed_in = request.user.is_authenticated
    initial = {name: writing.get(name) for name in ("name", "email")} | {"mode": writing.get("mode") or Report.Mode.ANONYMOUS}
    form = YouForm(_typed(request), initial=initial, has_account=signed_in)
    if request.method == "POST" and form.is_valid():
        return _keep(request, writing, "feedback:report-check", **form.cleaned_data)
    return _page(request, "you", form, 4, signed_in=signed_in, readers=readers())


@access.public(WHY)
@require_http_methods(READ_WRITE)
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer with a way to change it; on POST take the report in and show both codes, this once."""
    writing = _writing(request)
    if writing is None:
        return redirect("feedback:report-what")
    missing = _missing(writing)
    if missing:
        return redirect(missing)
    if request.method == "POST":
        return _send(request, writing)
    if writing.sent:
        return render(request, "feedback/report_was_sent.html", {"reference": writing.sent})
    return _check_page(request, writing)


def _missing(writing: Writing) -> str:
    """Give the URL name of the first step that still lacks its answer, or nothing."""
    if not writing.get("category"):
        return "feedback:report-what"
    if "place" not in writing.answers:
        return "feedback:report-where"
    if not writing.get("words"):
        return "feedback:report-details"
    return "" if writing.get("mode") else "feedback:report-you"


def _check_page(request: HttpRequest, writing: Writing, problems: list[str] | None = None) -> HttpResponse:
    category = Category.objects.filter(code=writing.get("category")).first()
    context = {
        "answers": _answers(writing, category, request.user.is_authenticated),
        "is_named": writing.get("mode") == Report.Mode.NAMED,
        "is_danger": has_danger_words(writing.get("words")),
        "problems": problems or [],
    }
    return render(request, "feedback/report_check.html", {"step": 5, "steps": STEPS, **context}, status=422 if problems else 200)


def _answers(writing: Writing, category: Category | None, signed_in: bool) -> list[Answer]:
    language = translation.get_language() or ""
    place = ", ".join(dict.fromkeys(part for part in (writing.get("place"), writing.get("found_area")) if part))
    named = writing.get("mode") == Report.Mode.NAMED
    back = (writing.get("email") or _("To the address of your account") if signed_in else writing.get("email")) if named else ""
    answers = [
        Answer(_("What"), category.names.get(language, category.name) if category else "", reverse("feedback:report-what")),
        Answer(_("Where"), place or _("You do not know"), reverse("feedback:report-where")),
        Answer(_("Your words"), writing.get("words"), reverse("feedback:report-details")),
    ]
    if writing.get("when"):
        answers.append(Answer(_("When"), writing.get("when"), reverse("feedback:report-details")))
    answers.append(Answer(_("Hear back"), back or _("No name. I will use a receipt code"), reverse("feedback:report-you")))
    if named and writing.get("name"):
        answers.append(Answer(_("Your name"), writing.get("name"), reverse("feedback:report-you")))
    return answers


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    INTAKE.check(request)
    try:
        sent = intake.submit(token=writing.token, account=_account(writing), sender=_sender(request, writing))
    except BadInput as error:
        return _check_page(request, writing, problems=[line for lines in error.fields.values() for line in lines])
    writing.sent = sent.report.reference
    drafts.keep(writing)
    report = sent.report
    context = {"report": report, "receipt": sent.receipt, "rows": _facts(report), "moments": _ahead(report)}
    return render(request, "feedback/report_sent.html", context)


def _facts(report: Report) -> list[tuple[str, str]]:
    facts = [(_("Sent"), dates.day(report.received_at))]
    if report.place_words:
        facts.append((_("Where"), report.place_words))
    if report.due_at:
        facts.append((_("Look here again by"), dates.day(report.due_at)))
    return [*facts, (_("Read by"), report.team.name)]


def _ahead(report: Report) -> list[Moment]:
    read = (
        _("By %(day)s. If it is sooner, it shows with your codes.") % {"day": dates.day(report.due_at)} if report.due_at else ""
    )
    return [
        Moment(_("You told us"), report.received_at),
        Moment(_("An officer reads it"), detail=read, state="now"),
        Moment(_("We answer you"), detail=_("What we will do, or why we cannot"), state="next"),
        Moment(_("We tell you what came of it"), detail=_("You can say that it is not fixed"), state="next"),
    ]


def _account(writing: Writing) -> intake.Account:
    return intake.Account(
        category=writing.get("category"),
        words=writing.get("words"),
        place_words=writing.get("place"),
        lat=writing.get("lat", None),
        lon=writing.get("lon", None),
        area_code=writing.get("area"),
        details={"when": writing.get("when")} if writing.get("when") else {},
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )


def _sender(request: HttpRequest, writing: Writing) -> intake.Sender:
    """Give how the resident chose to speak. Without a name the account is left behind here, before anything is sent."""
    if writing.get("mode") != Report.Mode.NAMED:
        return intake.Sender()
    account = request.user if request.user.is_authenticated else None
    return intake.Sender(mode=Report.Mode.NAMED, name=writing.get("name"), email=writing.get("email"), account=account)


@access.public(WHY)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Forget the draft at once and go home."""
    drafts.drop(request.COOKIES.get(COOKIE, ""))
    response = redirect("site:home")
    response.delete_cookie(COOKIE, path=reverse("feedback:report-what"))
    return response
