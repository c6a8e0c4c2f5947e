"""What somebody typed in a case while a colleague was quicker: kept, and shown on the page of the case until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.access import Answer
from policing.notifications.inbox import person
from problems import casebook, sheet, targets
from problems.casebook import CaseBook
from problems.models import Case, KeptText
from problems.parts import KINDS
from problems.services.cases import writing
from problems.targets import PartTarget

OF_STEPS = {
    targets.PROPOSAL: (_("Your proposal"), "propose", "problems:case-propose"),
    targets.ANSWER: (_("Your answer to a proposal"), "refuse", "problems:case-approve"),
}


@dataclass(frozen=True)
class KeptLine:
    """One text of the reader that could not be sent: under what, and the page where both texts stand.

    Where there is no such page, or it does not open any more, the words stand here, with the way to drop them; for a step on the rail
    there is also the way to use them again.
    """

    label: Any
    url: str = ""
    words: str = ""
    drop: str = ""
    again: str = ""


def keep(request: HttpRequest, case: Case, target: str, words: str, fields: dict[str, str], *, seen: int | None = None) -> None:
    """Keep what somebody typed while a colleague was quicker, so that it is there after a reload too. Without words it is nothing."""
    if words.strip() and access.can(request.user, "progress", case):
        seen = case.version if seen is None else seen
        writing.keep(case.pk, target=target, words=words, fields=fields, seen=seen, actor=person(request.user))


def lines(book: CaseBook, acts: Mapping[str, Answer]) -> list[KeptLine]:
    """Give the reader's own texts that wait, each with the page where it is sent or thrown away, or with its words."""
    found = []
    for row in book.kept:
        part = targets.part_of(row.target)
        if part is not None:
            url, again = _part_page(book, row, part, acts), ""
            if (
                not url and not part.is_progress and acts[KINDS[part.kind].action]
            ):  # it was taken out: the words can be added anew
                again = reverse("problems:part-change", args=[book.case.reference, part.kind, part.part_id])
            found.append(_line(book, row, _("How far it is") if part.is_progress else KINDS[part.kind].label, url, again))
        elif row.target in sheet.BY_CODE:
            url = reverse("problems:case-write", args=[book.case.reference, row.target])
            found.append(KeptLine(sheet.field(row.target).label, url))
        elif row.target == targets.FRAME:
            url = reverse("problems:case-frame", args=[book.case.reference]) if acts["write"] else ""
            found.append(_line(book, row, _("What is counted, and when"), url))
        elif row.target in OF_STEPS:
            label, action, page = OF_STEPS[row.target]
            again = reverse(page, args=[book.case.reference]) if acts[action] else ""
            found.append(_line(book, row, label, again=again))
    return found


def _line(book: CaseBook, row: KeptText, label: Any, url: str = "", again: str = "") -> KeptLine:
    """Give the way to the page where both texts stand, or the words themselves where there is none."""
    if url:
        return KeptLine(label, url)
    drop = reverse("problems:case-kept-drop", args=[book.case.reference, row.pk])
    return KeptLine(label, words=row.words, drop=drop, again=again)


def _part_page(book: CaseBook, row: KeptText, part: PartTarget, acts: Mapping[str, Answer]) -> str:
    """Give the page of a part on which a text can still be sent, or nothing: it was taken out, or its reader may not any more."""
    held = next((one for one in book.parts.get(part.kind, ()) if one.pk == part.part_id), None)
    if held is None and not book.older.get(part.kind):
        return ""
    is_mine = held is not None and getattr(held, "owner_id", None) == row.user_id and book.case.state in casebook.OPEN
    if not acts[KINDS[part.kind].action] and not (part.is_progress and is_mine):
        return ""
    name = "problems:part-move" if part.is_progress else "problems:part-change"
    return reverse(name, args=[book.case.reference, part.kind, part.part_id])
