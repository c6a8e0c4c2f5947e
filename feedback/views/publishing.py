"""Redacting, publishing and hiding on the desk: what the public and colleagues may read, and who checked it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback.forms.publishing import PublishForm, ReasonForm, RedactForm
from feedback.models import Publication, RedactedCopy, Report
from feedback.redacting import redacted, suggest
from feedback.services import originals, photos, publishing, redacting
from feedback.workflow import REPORT
from policing import access, pictures
from policing.accounts.models import User
from policing.errors import BadInput, CommonbeatError, Denied, StaleVersion, WrongState
from policing.ui.forms import HouseForm


def panel(request: HttpRequest, found: Report) -> Mapping[str, Any] | None:
    """Give what stands on a report's page about what others may read, for those who may decide it. Two queries at most."""
    if not access.can(request.user, "redact", found):
        return None
    return {**_state(found), "may_publish": REPORT.refusal(found, "publish") is None, "why_not": REPORT.refusal(found, "publish")}


def _state(found: Report) -> dict[str, Any]:
    publication: Publication | None = getattr(found, "publication", None) if getattr(found, "has_publication", True) else None
    return {"report": found, "copy": newest_copy(found), "publication": publication}


def newest_copy(found: Report) -> RedactedCopy | None:
    """Give the newest redacted copy of a report, or None. One query, or none where nothing was redacted."""
    if not found.readable:
        return None
    copy: RedactedCopy | None = found.redacted_copies.select_related("made_by", "checked_by").order_by("-id").first()
    return copy


def _visible(request: HttpRequest, reference: str, action: str) -> Report:
    found: Report = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    access.require(request.user, action, found)
    return found


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@access.holds("reports.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the words with what tells who somebody is, each with its reason, and keep the copy that the person makes of them."""
    found = _visible(request, reference, "redact")
    form = _redact_form(found, request.POST if request.method == "POST" else None)
    conflict: CommonbeatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            redacting.redact(found.pk, actor=_person(request), **form.told())
        except (StaleVersion, WrongState) as error:
            found, conflict = _visible(request, reference, "redact"), error
            form = _redact_form(found, typed={**form.cleaned_data, "version": found.version})
        else:
            messages.success(request, _("Kept. From now on the copy is read in place of the original."))
            return redirect("feedback:report", reference=reference)
    read = "\n".join([found.shown_words, found.place_words, *map(str, [*found.details.values(), *found.answers.values()])])
    context = {"report": found, "form": form, "suggestions": suggest(read), "conflict": conflict and conflict.detail}
    return render(request, "feedback/redact.html", context, status=409 if conflict else 422 if form.errors else 200)


def _redact_form(found: Report, data: Any = None, typed: dict[str, Any] | None = None) -> RedactForm:
    """Give the form for the words and all that stands beside them, each with the suggestions taken."""
    asked = [(question.code, question.words_in(get_language() or "")) for question in originals.asked_in_words(found)]
    shots = photos.of_report(found)
    start: dict[str, Any] = {"words": redacted(found.shown_words), "version": found.version}
    start |= {"place": redacted(found.place_words), "when": redacted(str(found.details.get("when", "")))}
    start |= {f"answer-{code}": redacted(str(found.answers[code])) for code, _question in asked}
    start["pictures"] = [str(one.pk) for one in shots if one.is_released]
    pictures = [(str(one.pk), _("Picture %(number)d") % {"number": number}) for number, one in enumerate(shots, start=1)]
    return RedactForm(data, initial=typed or start, asked=asked, pictures=pictures)


@access.holds("reports.publish")
@require_POST
def check_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Say, as a second person, that the newest copy tells of nobody."""
    found = _visible(request, reference, "redact")
    copy = newest_copy(found)
    try:
        redacting.check(copy.pk if copy else 0, actor=_person(request))
    except (Denied, WrongState) as error:
        messages.warning(request, str(error.detail))
    else:
        messages.success(request, _("Checked. The copy may be published now."))
    return redirect("feedback:report", reference=reference)


@access.holds("reports.original")
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why, and then show the words behind the copy, once. It is written down."""
    found = _visible(request, reference, "original")
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Why do you need to read the original?"))
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = _original(redacting.open_original(found.pk, actor=_person(request), **form.cleaned_data))
        except WrongState as error:
            form.add_error(None, str(error.detail))
    response = render(request, "feedback/original.html", {"report": found, "form": form, "shown": shown}, status=_status(form))
    response["Cache-Control"] = "no-store"
    return response


def _original(report: Report) -> dict[str, Any]:
    """Give all that is closed away: words, place, time, answers, and the pictures, small, within the page itself."""
    sent = originals.sent_with(report)
    asked = {question.code: question.words_in(get_language() or "") for question in originals.asked_in_words(report)}
    answers = [(asked[code], words) for code, words in sent.answers.items() if code in asked]
    closed = [(at, one) for at, one in enumerate(photos.of_report(report), start=1) if originals.is_closed(report, one)]
    shots = [(at, base64.b64encode(pictures.shrunk(pictures.content(one.upload))).decode()) for at, one in closed]
    return {
        "words": report.words,
        "place": sent.place_words,
        "when": sent.details.get("when"),
        "answers": answers,
        "shots": shots,
    }


def _status(form: HouseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@access.holds("reports.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the summary that the public reads, with a look at what in it might tell of somebody."""
    found = _visible(request, reference, "publish")
    state = _state(found)
    form = _publish_form(request, found, state)
    conflict: CommonbeatError | None = None
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        try:
            publishing.publish(found.pk, actor=_person(request), **given)
        except BadInput as error:
            for field, lines in error.fields.items():
                form.add_error(field if field in form.fields else None, lines)
        except (StaleVersion, WrongState) as error:
            found, conflict = _visible(request, reference, "publish"), error
            form = _publish_form(request, found, _state(found), kept={**form.cleaned_data, "version": found.version})
        else:
            messages.success(request, _("Published. It stands on the public pages now."))
            return redirect("feedback:report", reference=reference)
    facts = {**state, "report": found, "form": form, "conflict": conflict and conflict.detail}
    facts |= {"why_not": REPORT.refusal(found, "publish"), "hide_form": ReasonForm(label=_("Why is it taken off?"))}
    return render(request, "feedback/publish.html", facts, status=409 if conflict else _status(form))


def _publish_form(
    request: HttpRequest, found: Report, state: Mapping[str, Any], kept: dict[str, Any] | None = None
) -> PublishForm:
    before: Publication | None = state["publication"]
    copy: RedactedCopy | None = state["copy"]
    initial: dict[str, Any] = {"version": found.version, "is_joinable": before.is_joinable if before else True}
    if before is not None:
        initial |= {"summary": before.summary, "with_copy": before.copy_id is not None}
    data = request.POST if request.method == "POST" and kept is None else None
    return PublishForm(data, initial=kept or initial, can_show_copy=bool(copy and copy.checked_at))


@access.holds("reports.publish")
@require_POST
def hide(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the published summary off the public pages, for a reason."""
    found = _visible(request, reference, "publish")
    form = ReasonForm(request.POST, label=_("Why is it taken off?"))
    publication = _state(found)["publication"]
    if publication is None or not form.is_valid():
        facts = {**_state(found), "form": _publish_form(request, found, _state(found), kept={"version": found.version})}
        return render(request, "feedback/publish.html", {**facts, "hide_form": form, "why_not": None}, status=422)
    publishing.hide(publication.pk, actor=_person(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Taken off the public pages."))
    return redirect("feedback:report", reference=reference)
