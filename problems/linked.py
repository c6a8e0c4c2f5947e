"""What residents gave a case: the reports that feed it and the remarks on its page. Callers ask first what their reader sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from policing.access import sight
from policing.privacy.references import normalise_reference
from problems import shown
from problems.models import Case, CaseReport, Remark


def reads(user: Any, case: Case) -> bool:
    """Tell whether a person sees which reports belong to a case."""
    return shown.sight_of(user, case).shows(sight.REPORTS)


def reads_words(user: Any, case: Case) -> bool:
    """Tell whether a person reads what residents wrote."""
    return shown.sight_of(user, case).shows(sight.WORDS)


def reports(case: Case) -> QuerySet[CaseReport]:
    """Give the links of the reports that feed a case now, each with its report."""
    return CaseReport.objects.filter(case=case, left_at=None).select_related("report__category")


def told(row: CaseReport, *, words: bool) -> dict[str, Any]:
    """Give a linked report as plain data: never who sent it, nor how; its words (as they may be read) where ``words`` says so."""
    report = row.report
    found = {
        "reference": report.reference, "category": report.category.code, "state": report.state,
        "received_on": report.received_at.date(), "reason": row.reason,
    }  # fmt: skip
    return {**found, "words": report.shown_words} if words else found


def one(case: Case, reference: str) -> int | None:
    """Give the report of a reference that feeds a case, or once did, or None."""
    rows = CaseReport.objects.filter(case=case, report__reference=normalise_reference(reference) or reference)
    return rows.values_list("report_id", flat=True).first()


def remarks(case: Case) -> QuerySet[Remark]:
    """Give what residents said to the public page of a case, without anybody beside it."""
    return Remark.objects.filter(page__case=case).only("id", "fits", "words", "at")
