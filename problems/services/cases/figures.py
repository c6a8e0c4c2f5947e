"""The figures of a case, counted in the background and kept in one row, so that its page counts nothing.

A row that is out of date says since when (``wanted_at``). A worker takes it under an advisory lock, which a second worker passes
over and no command on the case waits for; what became out of date while it counted is counted again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from policing import timekeeping
from policing.areas.models import Agency
from policing.events.services import kick
from problems import casecounts
from problems.analysis import effect, series
from problems.analysis.effect import LEAST_MONTHS, Estimate
from problems.analysis.series import Window
from problems.casecounts import Ground, Region
from problems.models import Case, Figures
from problems.services.cases.acting import COUNT
from problems.workflow import STAGES

log = logging.getLogger(__name__)

LOCK_SPACE = 732  # of advisory locks: figures of cases
MOST_AT_ONCE = 200


def want_all(now: datetime | None = None) -> int:
    """Say that the figures of every case that goes on are out of date, since the records changed; give how many. One query.

    A closed case keeps the figures that were told; taken up again, it is counted anew.
    """
    wanted = Figures.objects.filter(case__state__in=STAGES).update(wanted_at=now or timekeeping.now())
    if wanted:
        transaction.on_commit(lambda: kick(COUNT))
    return wanted


def count_wanted(now: datetime | None = None) -> int:
    """Count what is out of date, the longest first, each case in a transaction of its own; give how many were counted.

    A case whose counting the database gives up is put behind the others and tried again.
    """
    moment = now or timekeeping.now()
    waiting = Figures.objects.exclude(wanted_at=None).order_by("wanted_at", "pk").values_list("pk", flat=True)
    done = 0
    for figures_id in list(waiting[:MOST_AT_ONCE]):
        try:
            done += _count_one(figures_id, moment)
        except OperationalError:
            log.warning("problems.figures_put_off")
            Figures.objects.filter(pk=figures_id).update(wanted_at=moment)
    return done


@transaction.atomic
def _count_one(figures_id: int, moment: datetime) -> bool:
    """Count one case. Gives False where another worker is at it, or was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, figures_id])
        if not cursor.fetchone()[0]:
            return False
    row: Figures | None = Figures.objects.select_related("case").filter(pk=figures_id).exclude(wanted_at=None).first()
    if row is None:
        return False
    data = counted(row.case, moment.astimezone(Agency.current().tz).date())
    Figures.objects.filter(pk=figures_id).update(data=data, made_at=moment)
    Figures.objects.filter(pk=figures_id, wanted_at=row.wanted_at).update(wanted_at=None)
    return True


def counted(case: Case, today: date) -> dict[str, Any]:
    """Give all that a case adds up to, as plain values. About twenty queries, each held by an index or by counts made beforehand."""
    ground, shown = casecounts.ground_of(case), casecounts.shown_months(case, today)
    months = series.months_of(shown.first, shown.last)
    rows = ground.here.incidents(shown)
    cells, every_cell = casecounts.by_cell(rows)
    by_month = series.filled(ground.here.by_month(shown), months)
    found: dict[str, Any] = {
        "has_places": not ground.here.is_empty,
        "total": sum(by_month),
        "months": _pairs(months, by_month),
        "comparison_months": [] if ground.comparison.is_empty else _pairs(months, _filled(ground.comparison, shown, months)),
        "reports": _pairs(months, series.filled(casecounts.reports_by_month(case), months)),
        "week": casecounts.by_week_hour(rows),
        "categories": [list(pair) for pair in casecounts.by_kind(rows)],
        "cells": [list(pair) for pair in cells],
        "half_in": series.most_of(every_cell),
        "cells_in_all": len(every_cell),
    }
    return found | _before_and_after(case, ground, today)


def _filled(region: Region, shown: Window, months: Iterable[date]) -> list[int]:
    return series.filled(region.by_month(shown), months)


def _pairs(months: Iterable[date], numbers: Iterable[int]) -> list[list[Any]]:
    return [[f"{month:%Y-%m}", number] for month, number in zip(months, numbers, strict=True)]


def windows(case: Case, today: date, records: Window | None) -> tuple[Window | None, Window | None]:
    """Give the time before and the time after, so far as there are records of them: a day nobody recorded is not a day without."""
    ends = ((case.baseline_from, case.baseline_to), (case.after_from, case.after_to))
    before, after = (_clipped(first, last, today, records) for first, last in ends)
    return before, after


def _clipped(first: date | None, last: date | None, today: date, records: Window | None) -> Window | None:
    if first is None or last is None or records is None:
        return None
    begun, ended = max(first, records.first), min(last, records.last, today)
    return Window(begun, ended) if begun <= ended else None


def _before_and_after(case: Case, ground: Ground, today: date) -> dict[str, Any]:
    """Give the counts of both windows in the three regions, the spread, and the ratios."""
    before, after = windows(case, today, casecounts.records())
    if before is None or ground.here.is_empty:
        return {"before": None, "after": None, "windows": None}
    whole = series.whole_months(before)
    spread = series.filled(ground.here.by_month(Window(whole[0], _end(whole[-1]))), whole) if whole else []
    phi = effect.overdispersion(spread)
    numbers = {
        name: _twice(region, before, after)
        for name, region in (("here", ground.here), ("comparison", ground.comparison), ("around", ground.around))
    }
    here = numbers.pop("here") or [0, None]
    found: dict[str, Any] = {
        "before": here[0], "after": here[1], **numbers, "phi": phi, "phi_months": len(spread),
        "windows": [_days(before), _days(after) if after else None],
        "is_over": after is not None and after.last == case.after_to,
        "coarse": _coarse(ground.here, before, after),
    }  # fmt: skip
    return found | (_ratios(found, before, after) if after else {})


def _end(month: date) -> date:
    return date.fromordinal(series.add_months(month, 1).toordinal() - 1)


def _days(window: Window) -> list[str]:
    return [window.first.isoformat(), window.last.isoformat()]


def _twice(region: Region, before: Window, after: Window | None) -> list[int | None] | None:
    return None if region.is_empty else [region.count(before), region.count(after) if after else None]


def _coarse(here: Region, before: Window, after: Window | None) -> int:
    """Give how many of the counted are known by month alone, where a window cuts through a month."""
    cut = [window for window in (before, after) if window is not None and not window.is_whole_months]
    return sum(casecounts.known_by_month_only(here.incidents(window)) for window in cut)


def _ratios(found: dict[str, Any], before: Window, after: Window) -> dict[str, Any]:
    """Give the change alone, the effect against the comparison under its own names, and the same for the places round about."""
    phi, comparison, around = found["phi"], found["comparison"], found["around"]
    days = {"days_before": before.days, "days_after": after.days}
    change = effect.rate_ratio(found["before"], found["after"], **days, phi=phi)
    held: dict[str, Any] = {"change": _kept(change), "effect": None, "moved": None, "ratio": None, "low": None, "high": None}
    if comparison is not None:
        held["effect"] = _kept(_against([found["before"], found["after"]], comparison, phi))
        held |= {name: held["effect"][name] for name in ("ratio", "low", "high")}
    if around is not None and comparison is not None:
        held["moved"] = _kept(_against(around, comparison, phi))
    return held | {"spread_known": found["phi_months"] >= LEAST_MONTHS}


def _against(region: list[int], comparison: list[int], phi: float) -> Estimate:
    return effect.relative_rate(region[0], region[1], comparison[0], comparison[1], phi=phi)


def _kept(estimate: Estimate) -> dict[str, Any]:
    return {"ratio": estimate.ratio, "low": estimate.low, "high": estimate.high, "reason": estimate.reason}
