"""What of a case's figures somebody sees: how often, by month, for whoever sees counts; where and at what hours for who sees places."""

from __future__ import annotations

from typing import Any

from policing.access import sight
from policing.access.sight import Sight
from problems.models import Case

BY_MONTH = ("total", "months")


def figures_of(case: Case, seen: Sight) -> dict[str, Any]:
    """Give the figures that are kept of a case, as far as they are shown. No query for a case of ``for_page``."""
    row = getattr(case, "figures", None)
    data: dict[str, Any] = row.data if row is not None else {}
    shown = data if seen.shows(sight.PLACES) else {name: data[name] for name in BY_MONTH if name in data}
    return {"made_at": row.made_at if row is not None else None, "data": shown}
