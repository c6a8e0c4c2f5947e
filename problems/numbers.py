"""Reading the figures that are kept of a case: the verdict that they bear, what each sight shows of them, and what is safe in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from policing.access import sight
from policing.access.sight import Sight
from policing.areas.models import Agency
from policing.privacy.suppression import Figure, public_count
from problems import safenumbers
from problems.analysis import ladder
from problems.analysis.effect import Estimate
from problems.analysis.ladder import Ground, Verdict, Words
from problems.models import Case, Figures, SheetEntry

ASKED = ("process", "displacement")
OF_COUNTS = (
    "has_places", "total", "months", "comparison_months", "reports", "before", "after", "comparison", "around", "phi",
    "phi_months", "windows", "is_over", "coarse", "change", "effect", "moved", "ratio", "low", "high", "spread_known",
)  # fmt: skip
OF_PLACES = ("week", "categories", "cells", "half_in", "cells_in_all")
HIDDEN = _("The numbers are too small to be sure, and so small that they could tell of single people. So we show only a part.")
MORE_THAN_CHANCE = _("The number changed by more than chance alone would do. We cannot tell why.")
NONE_LATER = _("Nothing was counted afterwards. That is good to see. We cannot tell why.")
PUBLIC: dict[str, Words] = {
    "no_claim": _("We cannot say that anything changed because of what we planned."),
    "waiting": _("It is too early to tell."),
    "change": _("It may be chance: such numbers go up and down by themselves."),
    "no_sign": _("We see no effect."),
    "consistent": _("It may have helped. We cannot be sure."),
    "good": _("It probably helped here."),
}


def kept(case: Case) -> Figures | None:
    """Give the figures of a case once they were counted, or None. One query where they are not loaded."""
    row: Figures | None = getattr(case, "figures", None)
    return row if row is not None and row.made_at is not None else None


def shown(data: Mapping[str, Any], seen: Sight) -> dict[str, Any]:
    """Give of the figures what a sight shows, for page, API, export alike: months and the effect, or places and times as well.

    Who does not sit at the team's desk reads no number that is small enough to tell of single people.
    """
    names = (OF_COUNTS if seen.shows(sight.COUNTS) else ()) + (OF_PLACES if seen.shows(sight.PLACES) else ())
    found = {name: data[name] for name in names if name in data}
    return found if not found or seen.shows(sight.DESK) else safenumbers.safe(found, Agency.current().small_number)


def answers(cases: Iterable[Case]) -> dict[int, dict[str, SheetEntry]]:
    """Give what the sheets of some cases say of the plan and of whether it moved elsewhere. One query."""
    found: dict[int, dict[str, SheetEntry]] = {case.pk: {} for case in cases}
    rows = SheetEntry.objects.filter(case__in=list(found), field__in=ASKED).order_by("case", "field", "-number")
    for row in rows.distinct("case", "field"):
        found[row.case_id][row.field] = row
    return found


def answers_of(case: Case) -> Mapping[str, SheetEntry]:
    """Give the same for one case, from what its page read already where it did. One query at most."""
    return case.sheet_read if case.sheet_read is not None else answers([case])[case.pk]


def estimate(data: Mapping[str, Any], name: str) -> Estimate | None:
    """Give one of the kept ratios: ``change``, ``effect`` (against the comparison) or ``moved`` (round about), or None."""
    held = data.get(name)
    return Estimate(**held) if held else None


def verdict(data: Mapping[str, Any], said: Mapping[str, SheetEntry]) -> Verdict:
    """Give how much the figures bear, by what the sheet says of the plan. No query."""
    process, elsewhere = said.get("process"), said.get("displacement")
    ground = Ground(
        process=process.choice if process is not None and process.words.strip() else "",
        has_after=data.get("after") is not None,
        looked_elsewhere=elsewhere is not None and bool(elsewhere.words.strip()),
        spread_known=bool(data.get("spread_known")),
        change=estimate(data, "change") or Estimate(),
        effect=estimate(data, "effect"),
        around=estimate(data, "moved"),
    )
    return ladder.climb(ground)


@dataclass(frozen=True)
class PublicNumbers:
    """What everybody may read of a case's numbers. ``before`` and ``after`` are numbers or "fewer than 5", and safe together.

    ``says`` is what may be said, ``sentence`` the ratio with its likely range; both keep still where a number is hidden, and so does
    ``rung``. ``speaks_against`` tells that it fell no more here than elsewhere, or did not fall at all: nobody may say that it worked.
    """

    before: Figure
    after: Figure | None
    comparison: tuple[Figure, Figure] | None
    says: Words
    sentence: str = ""
    windows: tuple[Any, ...] = field(default=())
    rung: str = ""
    speaks_against: bool = False


def public_numbers(case: Case) -> PublicNumbers | None:
    """Give the numbers of one case for its public page, or None before it was counted. One query, two without ``figures``."""
    return public_numbers_of([case]).get(case.pk)


def public_numbers_of(cases: Iterable[Case]) -> dict[int, PublicNumbers]:
    """Give the numbers of several cases for a list, by their ids; those without figures are left out. At most two queries."""
    held = list(cases)
    missing = [case.pk for case in held if "figures" not in case._state.fields_cache]
    rows = {row.case_id: row for row in Figures.objects.filter(case__in=missing)} if missing else {}
    found = {case.pk: rows.get(case.pk) if case.pk in missing else kept(case) for case in held}
    counted = [case for case in held if _is_counted(found[case.pk])]
    said = answers(counted) if counted else {}
    return {case.pk: _public(row.data, said[case.pk]) for case in counted if (row := found[case.pk]) is not None}


def _is_counted(row: Figures | None) -> bool:
    return row is not None and row.made_at is not None and row.data.get("before") is not None


def _public(data: Mapping[str, Any], said: Mapping[str, SheetEntry]) -> PublicNumbers:
    """Each number stands alone, with no total; the ratio, from which a hidden one could be worked out, goes with it."""
    threshold = Agency.current().small_number
    before = public_count(data["before"], threshold)
    after = None if data.get("after") is None else public_count(data["after"], threshold)
    comparison = None
    if after is not None and data.get("comparison"):
        comparison = (public_count(data["comparison"][0], threshold), public_count(data["comparison"][1], threshold))
    windows = tuple(data["windows"])
    if any(one is not None and one.is_hidden for one in (before, after, *(comparison or ()))):
        return PublicNumbers(before, after, comparison, HIDDEN, "", windows)
    found = verdict(data, said)
    change = estimate(data, "change") or Estimate()
    against = found.rung == "no_sign" or (found.rung == "change" and change.ratio is not None and change.ratio >= 1)
    return PublicNumbers(
        before,
        after,
        comparison,
        _says(found.rung, change, data),
        found.residents,
        windows,
        rung=found.rung,
        speaks_against=against,
    )


def _says(rung: str, change: Estimate, data: Mapping[str, Any]) -> Words:
    """Give what may be said in public; where a change is all that there is, whether it is more than chance."""
    if rung == "change" and data.get("after") == 0 and data["before"]:
        return NONE_LATER
    if rung == "change" and data.get("spread_known") and change.excludes_no_change:
        return MORE_THAN_CHANCE
    return PUBLIC[rung]
