"""Sent: both codes, this once, with what happens next by when, and who reads it; on the page or as a file to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from feedback.models import Report
from feedback.readers import readers
from feedback.services.intake import Sent
from policing.areas.models import Agency
from policing.ui import dates
from policing.ui.components.parts import Moment

FILE_NAME = "codes.txt"  # says nothing of what it is about


def sent_page(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Show the codes and what happens next."""
    report = sent.report
    context = {
        "report": report,
        "receipt": sent.receipt,
        "rows": _facts(report),
        "moments": _ahead(report),
        "readers": readers(),
    }
    return render(request, "feedback/report_sent.html", context)


def as_file(sent: Sent) -> HttpResponse:
    """Give both codes and what happens next as plain text to keep. The person's words are not in it."""
    agency, report = Agency.current(), sent.report
    lines = [
        agency.name,
        "",
        f"{_('Your reference')}: {report.reference}",
        f"{_('Your receipt code. Keep it to yourself.')} {sent.receipt}",
        _("Both codes together are the only way back to your report."),
        "",
        *(f"{name}: {value}" for name, value in _facts(report)),
        "",
        *(f"- {moment.title}. {moment.detail}".rstrip() for moment in _ahead(report)),
    ]
    answer = HttpResponse("\r\n".join([*map(str, lines), ""]), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer


def _facts(report: Report) -> list[tuple[str, str]]:
    facts = [(_("Sent"), dates.day(report.received_at))]
    if report.place_words:
        facts.append((_("Where"), report.place_words))
    if report.due_at:
        facts.append((_("Look here again by"), dates.day(report.due_at)))
    return [*facts, (_("The team that reads it"), report.team.name)]


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
