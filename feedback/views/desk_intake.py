"""Reports that staff key in for somebody: one dense page, then a slip that is shown once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import categories
from feedback.danger import has_danger_words
from feedback.forms.desk_intake import KeyInForm, ReprintForm
from feedback.models import Report
from feedback.services import desk_intake, intake
from policing import access
from policing.areas.models import Area, Place
from policing.errors import BadInput
from policing.notifications.inbox import person
from policing.ui import dates
from policing.ui.forms import new_token


def _form(data: Any = None, **initial: Any) -> KeyInForm:
    """Give the form with the questions of the category that is chosen."""
    offers = categories.offered()
    chosen = str((initial if data is None else data).get("category", ""))
    asked = [question for row in offers if row.code == chosen for question in row.questions.all()]
    language = translation.get_language() or ""
    return KeyInForm(
        data, areas=list(Area.objects.for_list()), categories=offers, questions=asked, language=language, initial=initial
    )


def _with_questions(request: HttpRequest) -> HttpResponse:
    """Show the questions of the category that was chosen. All that was typed stays; nothing is sent, so nothing is amiss."""
    given = request.POST
    typed = {name: given.getlist(name) if len(given.getlist(name)) > 1 else given[name] for name in given if name != "token"}
    return _page(request, _form(**typed), sought=given.get("sought", ""), asked_for=True)


@access.holds("reports.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Key in what somebody tells. Looking for the place sends nothing; sending shows both codes, this once."""
    if request.method != "POST":
        return _page(request, _form(language=settings.LANGUAGE_CODE, mode=Report.Mode.ANONYMOUS))
    if "ask" in request.POST:
        return _with_questions(request)
    return _take_in(request, _form(request.POST))


def _take_in(request: HttpRequest, form: KeyInForm) -> HttpResponse:
    """Send it, unless something is missing, a place is to be looked for, or the questions were not seen yet."""
    if not form.is_valid():
        return _page(request, form, sought=request.POST.get("sought", ""))
    if "find" in request.POST or form.is_to_be_sought(asked=False):
        return _page(request, form, sought=form.cleaned_data["place"], searched=True)
    if form.is_to_be_asked():
        return _page(request, form, sought=form.cleaned_data["sought"], asked_for=True)
    try:
        sent = desk_intake.key_in(actor=person(request.user), **_told(form))
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return _page(request, form, sought=form.cleaned_data["sought"])
    return slip(request, sent.report, sent.receipt if sent.is_new else None)


def _page(request: HttpRequest, form: KeyInForm, sought: str = "", **context: Any) -> HttpResponse:
    """Show the form with the places found for the words that were sought."""
    found = list(Place.objects.named_like(sought)) if len(sought.strip()) >= 2 else []
    if "token" in form.errors:  # this one was used: what is sent next is another report
        form.data = {**dict(form.data.items()), "token": new_token()}
    given = form.data if form.is_bound else form.initial
    shown = {
        "form": form,
        "found": found,
        "sought": sought,
        "chosen": given.get("spot", ""),
        "category": given.get("category", ""),
        "is_danger": has_danger_words(str(given.get("words", ""))),
        **context,
    }
    return render(request, "feedback/desk/new.html", shown, status=422 if form.is_bound and form.errors else 200)


def _told(form: KeyInForm) -> dict[str, Any]:
    given = form.cleaned_data
    point, name = _point(form)
    lat, lon = point or (None, None)
    account = intake.Account(
        category=given["category"],
        words=given["words"],
        place_words=name or given["place"],
        lat=lat,
        lon=lon,
        area_code=given["area"],
        details={"when": given["when"]} if given["when"] else {},
        answers=form.answers(),
        language=given["language"],
    )
    sender = intake.Sender(
        mode=given["mode"], name=given["name"], email=given["email"], phone=given["phone"], share_with_partners=given["share"]
    )
    return {"token": given["token"], "account": account, "sender": sender, "channel": given["channel"]}


def _point(form: KeyInForm) -> tuple[tuple[float, float] | None, str]:
    spot = form.chosen_spot()
    place = Place.objects.filter(pk=spot).first() if spot is not None else None
    if place is not None:
        return (place.lat, place.lon), place.name
    return form.coordinates(), ""


def slip(request: HttpRequest, report: Report, receipt: str | None) -> HttpResponse:
    """Show the slip with both codes in the person's language, or say that it was shown already."""
    with translation.override(report.language):
        rows = [(_("Sent"), dates.day(report.received_at)), (_("The team that reads it"), report.team.name)]
        if report.due_at:
            rows.append((_("Look again by"), dates.day(report.due_at)))
    context = {
        "report": report,
        "receipt": receipt,
        "rows": rows,
        "track_url": request.build_absolute_uri(reverse("feedback:track")),
        "can_open": bool(access.can(request.user, "view", report)),
        "can_reprint": bool(access.can(request.user, "reprint", report)),
        "reprint_form": ReprintForm(prefix="reprint"),
    }
    return render(request, "feedback/desk/slip.html", context)


@access.holds("reports.view")
@require_POST
def reprint(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a new printed receipt, for a reason of the list, and show it this once."""
    found: Report = access.get_visible_or_404(Report.objects.for_desk(), request.user, reference=reference)
    form = ReprintForm(request.POST, prefix="reprint")
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("feedback:report", reference=reference)
    return slip(request, found, desk_intake.reprint(found.pk, actor=person(request.user), **form.cleaned_data))
