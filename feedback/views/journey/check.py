"""Check and sent: every answer with a way to change it; then the report is taken in, and both codes are shown."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import categories
from feedback.danger import has_danger_words
from feedback.models import Category, Report
from feedback.services import drafts, intake
from feedback.services.drafts import Writing
from feedback.views.journey.shared import COOKIE, READ_WRITE, WHY, changing, missing, page, writing_of
from policing import access
from policing.errors import BadInput
from policing.privacy.throttle import Throttle
from policing.ui import dates
from policing.ui.components.parts import Answer, Moment

INTAKE = Throttle("intake", limit=settings.INTAKE_PER_HOUR, window=3600)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer with a way to change it; on POST take the report in and show both codes, this once."""
    writing = writing_of(request)
    if writing is None:
        return redirect("feedback:report-what")
    lacking = missing(writing)
    if lacking:
        return redirect(lacking)
    if writing.sent and request.method != "POST":
        return render(request, "feedback/report_was_sent.html", {"reference": writing.sent})
    category = categories.by_code(writing.get("category"))
    if category is None and not writing.sent:
        return redirect("feedback:report-what")
    if request.method == "POST":
        return _send(request, writing, category)
    return _check_page(request, writing, category)


def _check_page(
    request: HttpRequest, writing: Writing, category: Category | None, problems: list[str] | None = None
) -> HttpResponse:
    context = {
        "answers": _answers(writing, category, request.user.is_authenticated),
        "is_named": writing.get("mode") == Report.Mode.NAMED,
        "is_danger": has_danger_words(writing.get("words")),
        "problems": problems or [],
    }
    return page(request, "check", None, status=422 if problems else 200, **context)


def _answers(writing: Writing, category: Category | None, signed_in: bool) -> list[Answer]:
    language = translation.get_language() or ""
    place = _place_in_words(writing)
    named = writing.get("mode") == Report.Mode.NAMED
    back = (writing.get("email") or _("To the address of your account") if signed_in else writing.get("email")) if named else ""
    answers = [
        Answer(_("What"), category.name_in(language) if category else "", changing("feedback:report-what")),
        Answer(_("Where"), place or _("You do not know"), changing("feedback:report-where")),
        Answer(_("Your words"), writing.get("words"), changing("feedback:report-details")),
    ]
    if writing.get("when"):
        answers.append(Answer(_("When"), writing.get("when"), changing("feedback:report-details")))
    answers.append(Answer(_("Hear back"), back or _("No name. I will use a receipt code"), changing("feedback:report-you")))
    if named and writing.get("name"):
        answers.append(Answer(_("Your name"), writing.get("name"), changing("feedback:report-you")))
    return answers


def _place_in_words(writing: Writing) -> str:
    """Say where it is: the person's own words and the area, or what the marker lies near."""
    if not writing.get("place") and writing.get("near"):
        return str(writing.get("near"))
    return ", ".join(dict.fromkeys(part for part in (writing.get("place"), writing.get("found_area")) if part))


def _send(request: HttpRequest, writing: Writing, category: Category | None) -> HttpResponse:
    INTAKE.check(request)
    try:
        sent = intake.submit(token=writing.token, account=_account(writing), sender=_sender(request, writing))
    except BadInput as error:
        return _check_page(request, writing, category, problems=[line for lines in error.fields.values() for line in lines])
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
        place_words=writing.get("place") or writing.get("near"),
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
    response.delete_cookie(COOKIE, path=reverse("feedback:report-start"))
    return response
