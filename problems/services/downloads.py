"""Taking incidents away as a file: who took how many is written down, what they were is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from policing.accounts.models import User
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import BadInput
from policing.events.services import Actor, emit
from policing.ui.numbers import whole
from problems import counting
from problems.counting import Wanted

MOST = 200_000
COLUMNS = ("source__code", "category", "day", "hour", "precision", "area__name", "cell", "stated_area")


@command(name="problems.incidents.download", page="problems:incidents-download", api="problems-api:incident-list")
def incidents(wanted: Wanted, *, actor: User) -> Iterator[tuple[Any, ...]]:
    """Give the incidents in scope that are asked for, as rows of ``COLUMNS``, at most 200,000 of them; points are left out.

    Emits ``problems.incidents.downloaded`` with their number. Raises BadInput where there are more than can be given at once.
    """
    rows = counting.incidents(actor, wanted)
    number = rows.count()
    if number > MOST:
        words = _("These are %(number)s incidents, and %(most)s can be given at once. Choose fewer months or areas.")
        raise BadInput({"since": [words % {"number": whole(number), "most": whole(MOST)}]})
    with transaction.atomic():
        emit(
            "problems.incidents.downloaded",
            subject=Agency.current(),
            actor=Actor.person(actor),
            area_path=wanted.area_path,
            payload={"number": number},
        )
    found: Iterator[tuple[Any, ...]] = rows.order_by("id").values_list(*COLUMNS).iterator(chunk_size=2_000)
    return found
