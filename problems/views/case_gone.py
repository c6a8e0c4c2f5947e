"""The page of a part that was taken out while somebody wrote on it: why, what they wrote, and the way to add it as a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from problems import casebook
from problems.forms.parts import Choosing, PartForm
from problems.models import Case
from problems.parts import PartKind
from problems.targets import PartTarget

GONE = 410


def page(
    request: HttpRequest,
    case: Case,
    kind: PartKind,
    row: Any,
    *,
    made: type[PartForm] | None = None,
    choosing: Choosing | None = None,
) -> HttpResponse:
    """Show that a part was taken out and why, with what the reader wrote there and did not send."""
    target = PartTarget(kind.code, row.pk, is_progress=made is None)
    kept = casebook.kept_of(case, request.user, target.code)
    form = made(choosing=choosing, initial=kept.fields) if kept and made and choosing else None
    add = reverse("problems:part-new", args=[case.reference, kind.code])
    stood = getattr(row, "words", "") or getattr(row, "label", "")
    context = {
        "case": case, "kind": kind, "row": row, "stood": stood, "kept": kept, "form": form, "add": f"{add}?instead={target.code}",
    }  # fmt: skip
    return render(request, "problems/case/gone.html", context, status=GONE)
