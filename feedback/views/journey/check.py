"""Check and sent: every answer with a way to change it; then the report is taken in, and both codes are shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from feedback import categories, questions
from feedback.danger import has_danger_words
from feedback.models import Category, Report
from feedback.prompts import tells_writer
from feedback.services import draft_photos, drafts, intake
from feedback.services.drafts import Writing
from feedback.views.journey.others import joined
from feedback.views.journey.sent import as_file, sent_page
from feedback.views.journey.shared import COOKIE, READ_WRITE, WHY, changing, missing, page, writing_of
from policing import access
from policing.errors import BadInput
from policing.privacy.throttle import Throttle
from policing.ui.components.parts import Answer
from policing.ui.lists import listed
from policing.uploads import UploadRefused

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
    return _send(request, writing) if request.method == "POST" else _check_page(request, writing)


def _check_page(request: HttpRequest, writing: Writing, problems: list[str] | None = None) -> HttpResponse:
    category = categories.by_code(writing.get("category"))
    if category is None:
        return redirect("feedback:report-what")
    words = str(writing.get("words"))
    context: dict[str, Any] = {
        "answers": _answers(writing, category, request.user.is_authenticated),
        "is_danger": has_danger_words(words),
        "tells_writer": writing.get("mode") != Report.Mode.NAMED and tells_writer(words),
        "problems": problems or [],
    }
    return page(request, "check", None, status=422 if problems else 200, **context)


def _answers(writing: Writing, category: Category, signed_in: bool) -> list[Answer]:
    """Give every answer with the page that changes it and comes back here."""
    language = translation.get_language() or ""
    details, others = changing("feedback:report-details"), changing("feedback:report-others")
    answers = [
        Answer(_("What"), category.name_in(language), changing("feedback:report-what")),
        Answer(_("Where"), _place_in_words(writing) or _("You do not know"), changing("feedback:report-where")),
        Answer(_("Your words"), writing.get("words"), details),
    ]
    if writing.get("when"):
        answers.append(Answer(_("When"), writing.get("when"), details))
    told = questions.spoken(category.questions.all(), writing.get("answers", {}), language)
    answers += [Answer(asked, answer, details) for asked, answer in told]
    if match := joined(writing):
        answers.append(Answer(_("The same as what others told us"), match.publication.summary, others))
    answers.append(Answer(_("Pictures"), _pictures(writing), changing("feedback:report-photos")))
    return [*answers, *_speaker(writing, signed_in)]


def _speaker(writing: Writing, signed_in: bool) -> list[Answer]:
    """Give how the person speaks, and what they gave of themselves."""
    mode = writing.get("mode")
    you, reach = changing("feedback:report-you"), changing("feedback:report-reach")
    if mode == Report.Mode.ANONYMOUS:
        return [Answer(_("Hear back"), _("No name. I will use a receipt code"), you)]
    is_named = mode == Report.Mode.NAMED
    ways = [way for way in (writing.get("email"), writing.get("phone")) if way]
    ways = ways or ([_("To the address of your account")] if signed_in else [])
    given = [
        Answer(_("Hear back"), _("Write to me, with my name") if is_named else _("Write to me, and keep it confidential"), you),
        Answer(_("How to write to you"), "\n".join(ways), reach),
    ]
    if writing.get("name"):
        given.append(Answer(_("Your name"), writing.get("name"), reach))
    if is_named:
        share = _("May know my name") if writing.get("share") else _("Are told nothing of me")
        given.append(Answer(_("Partners who help"), share, reach))
    return given


def _pictures(writing: Writing) -> str:
    count = writing.photos
    return ngettext("%(count)d picture", "%(count)d pictures", count) % {"count": count} if count else _("None")


def _place_in_words(writing: Writing) -> str:
    """Say where it is: the person's own words and the area, or what the marker lies near."""
    if not writing.get("place") and writing.get("near"):
        return str(writing.get("near"))
    return listed(dict.fromkeys((writing.get("place"), writing.get("found_area"))))


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Take the report in. What it joined may have ended meanwhile: then it joins nothing, and is sent all the same."""
    INTAKE.check(request)
    if writing.get("answers") and not writing.sent:
        category = categories.by_code(writing.get("category"))
        writing.answers["answers"] = questions.known(category.questions.all(), writing.get("answers")) if category else {}
    try:
        sent = _submit(request, writing)
    except BadInput as error:
        if "category" in error.fields:
            return redirect("feedback:report-what")
        return _check_page(request, writing, problems=[line for lines in error.fields.values() for line in lines])
    except UploadRefused as refusal:
        return _check_page(request, writing, problems=[str(refusal.detail)])
    writing.sent = sent.report.reference
    draft_photos.settle(writing)
    return as_file(sent) if "file" in request.POST else sent_page(request, sent)


def _submit(request: HttpRequest, writing: Writing) -> intake.Sent:
    sender, photos = _sender(request, writing), draft_photos.all_opened(writing)
    try:
        return intake.submit(token=writing.token, account=_account(writing), sender=sender, photos=photos)
    except BadInput as error:
        if "joins" not in error.fields:
            raise
        writing.answers["joins"] = ""
        return intake.submit(token=writing.token, account=_account(writing), sender=sender, photos=photos)


def _account(writing: Writing) -> intake.Account:
    return intake.Account(
        category=writing.get("category"),
        words=writing.get("words"),
        place_words=writing.get("place") or writing.get("near"),
        lat=writing.get("lat", None),
        lon=writing.get("lon", None),
        area_code=writing.get("area"),
        details={"when": writing.get("when")} if writing.get("when") else {},
        answers=writing.get("answers", {}),
        joins=writing.get("joins"),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )


def _sender(request: HttpRequest, writing: Writing) -> intake.Sender:
    """Give how the resident chose to speak. Without a name the account is left behind here, before anything is sent.

    The account of somebody who asked for confidence goes to the identity room alone.
    """
    if writing.get("mode") == Report.Mode.ANONYMOUS:
        return intake.Sender()
    return intake.Sender(
        mode=writing.get("mode"),
        name=writing.get("name"),
        email=writing.get("email"),
        phone=writing.get("phone"),
        account=request.user if request.user.is_authenticated else None,
        share_with_partners=bool(writing.get("share")),
    )


@access.public(WHY)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Forget the draft at once and go home."""
    drafts.drop(request.COOKIES.get(COOKIE, ""))
    response = redirect("site:home")
    response.delete_cookie(COOKIE, path=reverse("feedback:report-start"))
    return response
