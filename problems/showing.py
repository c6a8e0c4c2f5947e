"""Reading what a case shows: its public texts beside each other, what residents say to them, and who was reached at its end."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.danger import has_danger_words
from policing.ui.registry import Words
from problems.models import Case, CasePage, Remark

LABELS: tuple[tuple[str, Words], ...] = (
    ("title", _("Title")),
    ("said", pgettext_lazy("everybody", "What you told us")),
    ("looked", _("What we found")),
    ("did", _("What is done")),
    ("changed", _("What changed")),
)
TONES = {Remark.Fits.YES: "done", Remark.Fits.PARTLY: "wait", Remark.Fits.NO: "stop"}


def texts(page: CasePage) -> list[tuple[Words, str]]:
    """Give the texts of a page as they stand, each with its name."""
    return [(label, getattr(page, name)) for name, label in LABELS]


@dataclass(frozen=True)
class Heard:
    """One remark as the team reads it: never who made it."""

    row: Remark
    tone: str
    is_danger: bool


def remarks_on(case: Case) -> QuerySet[Remark]:
    """Give what residents said to the page of a case."""
    return Remark.objects.filter(page__case=case)


def heard(row: Remark) -> Heard:
    """Give a remark as the team reads it."""
    return Heard(row, TONES[Remark.Fits(row.fits)], has_danger_words(row.words))
